"""Visits: what a helper logged today, where they may log, and what is asked in the whole town, small numbers hidden."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import ExtractIsoWeekDay
from django.shortcuts import get_object_or_404

from analysis import disclosure, tables
from analysis.disclosure import Shown
from medskapa.commons import helping_policy as policy
from medskapa.commons import needs
from medskapa.commons.models import (
    DigitalHelp,
    Missing,
    Outcome,
    PartOfDay,
    Place,
    Service,
    ServiceAtPlace,
    Session,
    Visit,
    Weekday,
)
from medskapa.commons.queries.directory import public
from medskapa.core import clock
from medskapa.core.figures import least
from medskapa.core.languages import SPOKEN
from medskapa.people.models import Person

WEEKS = 12
"""The figures are of so many whole weeks, the last one over. Only what a phone sends late changes them in the week."""
KEPT_SECONDS = 600
REMEMBERED_DAYS = 7
"""So long it is known who logged a visit. A phone that sends it again after that is still answered as before."""
MOST_TODAY, MOST_PLACES, MOST_SERVICES, MOST_ROWS = 50, 300, 300, 20
OTHERS = ""
"""The name of the places beyond the `MOST_ROWS` with most visits, taken together."""


@dataclass(frozen=True)
class Asked:
    """One thing that people need help with: how often it was asked for, and how often nobody could help."""

    slug: str
    visits: Shown
    unmet: Shown


@dataclass(frozen=True)
class Opened:
    """The openings of a place: how many, how many came, and how many there was no time for."""

    place: str
    openings: int
    came: Shown
    turned_away: Shown


@dataclass(frozen=True)
class Figures:
    """What is asked in the town, from `first` to `last`, as anyone may see it.

    Attributes:
        visits: how many visits in all. Where that is hidden or nothing, all else is empty.
        places: name (`OTHERS` for the rest) and how many.
        times: a row for each part of the day, in it a number for each day of the week, Monday first.
        languages: code and how many, those that were spoken.
        crossed: needs in the order of `needs`, in each a number for each of `places`; None: too few to show.
        missing: what was missing when something was not solved, and how often.
        passed_to: where people were sent on, and how often.
    """

    first: date
    last: date
    visits: Shown
    needs: Sequence[Asked] = ()
    places: Sequence[tuple[str, Shown]] = ()
    times: Sequence[Sequence[Shown]] = ()
    languages: Sequence[tuple[str, Shown]] = ()
    crossed: Sequence[Sequence[Shown]] | None = None
    missing: Sequence[tuple[str, Shown]] = ()
    passed_to: Sequence[tuple[str, Shown]] = ()
    sessions: Sequence[Opened] = ()


def places_of(viewer: Person) -> list[Place]:
    """The places where `viewer` helps, by name. One query."""
    return list(Place.objects.filter(policy.helps_at(viewer)).order_by("name", "pk")[:MOST_PLACES])


def all_places() -> list[Place]:
    """The places where anybody may help, for a page that knows nobody. One query."""
    given = ServiceAtPlace.objects.filter(place=OuterRef("pk"), service__in=public())
    rows = Place.objects.filter(Q(Exists(given)) | ~Q(digital_help=DigitalHelp.NO))
    return list(rows.order_by("name", "pk")[:MOST_PLACES])


def services_to_pass_to() -> list[tuple[int, str]]:
    """The services that take referrals, key and name, by name. One query."""
    rows = public().filter(takes_referrals=True).order_by("name", "pk")
    return list(rows.values_list("pk", "name")[:MOST_SERVICES])


def service_to_pass_to(pk: int | None) -> Service | None:
    return None if pk is None else public().filter(pk=pk).first()


def today(viewer: Person) -> list[Visit]:
    """What `viewer` has logged today, and what they still can take back, the newest first. One query."""
    rows = Visit.objects.filter(policy.logged(viewer)).select_related("place", "passed_to")
    recent = Q(day=clock.today()) | Q(undo_until__gte=clock.now())
    return list(rows.filter(recent).order_by("-pk")[:MOST_TODAY])


def last_place(viewer: Person) -> int | None:
    """The key of the place where `viewer` last logged a visit, in the days that this is known. One query."""
    return Visit.objects.filter(policy.logged(viewer)).order_by("-pk").values_list("place", flat=True).first()


def visit(viewer: Person, pk: int) -> Visit:
    """One that `viewer` logged, also where it is taken back. Http404 for any other."""
    return get_object_or_404(Visit.objects.filter(logged_by=viewer), pk=pk)


def figures() -> Figures:
    """What is asked, counted at one moment and kept for ten minutes. Queries: 4 when counted, otherwise none."""
    last = clock.today() - timedelta(days=clock.today().isoweekday())
    key = f"commons.helping.figures.{last}.{least()}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = _count(last - timedelta(weeks=WEEKS, days=-1), last)
        cache.set(key, found, KEPT_SECONDS)
    return found


def to_forget() -> list[Place]:
    """The places where it is still known who logged visits longer ago than that is to be."""
    long_ago = clock.midnight(clock.today() - timedelta(days=REMEMBERED_DAYS))
    old = Visit.objects.filter(place=OuterRef("pk"), undo_until__lt=long_ago)
    return list(Place.objects.filter(Exists(old)).order_by("pk"))


_FACTS = ("need", "place", "weekday", "part", "language", "outcome", "missing", "passed_to")
_Row = tuple[Any, ...]


def _count(first: date, last: date) -> Figures:
    """All figures from one reading: those of different moments could be subtracted from each other."""
    limit = least()
    visits = Visit.objects.filter(day__gte=first, day__lte=last, undone=False).order_by()
    facts = visits.annotate(weekday=ExtractIsoWeekDay("day")).values_list(*_FACTS)
    rows: list[_Row] = list(facts.annotate(many=Count("pk")))
    whole = sum(row[-1] for row in rows)
    shown = disclosure.number(whole, least=limit)
    if isinstance(shown, disclosure.Hidden) or not whole:
        return Figures(first, last, shown)
    in_columns = _sums(rows, "place")
    columns = _columns(in_columns)
    in_needs, asked, unmet = _sums(rows, "need"), _sums(rows, "need", "place"), _sums(rows, "need", "outcome")
    of_needs = tables.partition([in_needs[need,] for need in needs.WORDS], least=limit)
    of_places = tables.partition([sum(in_columns[pk,] for pk in pks) for _name, pks in columns], least=limit)
    cells = [[sum(asked[need, pk] for pk in pks) for _name, pks in columns] for need in needs.WORDS]
    return Figures(
        first,
        last,
        shown,
        needs=[
            Asked(need, of, _unmet(unmet[need, Outcome.NOT_MET], in_needs[need,], of, limit))
            for need, of in zip(needs.WORDS, of_needs, strict=True)
        ],
        places=[(name, of) for (name, _pks), of in zip(columns, of_places, strict=True)],
        times=_times(_sums(rows, "weekday", "part"), limit),
        languages=_languages(_sums(rows, "language"), limit),
        crossed=tables.crossed(cells, of_needs, of_places, least=limit),
        missing=_missing(_sums(rows, "missing"), limit),
        passed_to=_passed(_sums(rows, "passed_to"), limit),
        sessions=_opened(first, last, limit),
    )


def _sums(rows: list[_Row], *facts: str) -> Counter[_Row]:
    """How many visits have each combination of `facts`."""
    places = [_FACTS.index(fact) for fact in facts]
    found: Counter[_Row] = Counter()
    for row in rows:
        found[tuple([row[place] for place in places])] += row[-1]  # a list is made in half the time of a generator
    return found


def _columns(visits: Counter[_Row]) -> list[tuple[str, list[int]]]:
    """The places with most visits, by name, each with its key; and, where there are more, the others together."""
    names = dict(Place.objects.filter(pk__in=[pk for (pk,) in visits]).values_list("pk", "name"))
    most: list[int] = sorted(names, key=lambda pk: (-visits[pk,], names[pk]))
    shown = sorted(most[:MOST_ROWS], key=lambda pk: (names[pk], pk))
    columns = [(names[pk], [pk]) for pk in shown]
    return [*columns, (OTHERS, most[MOST_ROWS:])] if most[MOST_ROWS:] else columns


def _unmet(number: int, whole: int, shown: Shown, limit: int) -> Shown:
    """Where it is not told how often something was asked for, neither is how often nobody could help."""
    if isinstance(shown, disclosure.Hidden):
        return disclosure.Hidden.WITHHELD
    return disclosure.part(number, whole, least=limit)


def _times(visits: Counter[_Row], limit: int) -> list[list[Shown]]:
    week = len(Weekday.values)
    of_all = tables.partition([visits[day, part] for part in PartOfDay.values for day in Weekday.values], least=limit)
    return [of_all[at : at + week] for at in range(0, len(of_all), week)]


def _languages(visits: Counter[_Row], limit: int) -> list[tuple[str, Shown]]:
    there = [code for code, _name in SPOKEN if visits[code,]]
    return list(zip(there, tables.partition([visits[code,] for code in there], least=limit), strict=True))


def _missing(visits: Counter[_Row], limit: int) -> list[tuple[str, Shown]]:
    """No other figure depends on these."""
    return [(code, disclosure.number(visits[code,], least=limit)) for code in Missing.values]


def _passed(visits: Counter[_Row], limit: int) -> list[tuple[str, Shown]]:
    """Where people were sent on, the most first. Where that was few it is left out."""
    most = [(pk, many) for (pk,), many in visits.most_common() if pk is not None and many >= limit][:MOST_ROWS]
    names = dict(Service.objects.filter(pk__in=[pk for pk, _many in most]).values_list("pk", "name"))
    return [(names[pk], many) for pk, many in most]


def _opened(first: date, last: date, limit: int) -> list[Opened]:
    rows = Session.objects.filter(day__gte=first, day__lte=last).values_list("place__name").order_by("place__name")
    counted = rows.annotate(Count("pk"), Sum("came"), Sum("turned_away"))
    return [
        Opened(name, many, disclosure.number(came, least=limit), disclosure.number(away, least=limit))
        for name, many, came, away in counted
    ]
