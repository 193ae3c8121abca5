"""What came of an initiative: what helpers logged and others counted, before and during it, with it and without it.

Only sums are read here, never a visit or a referral; a small number is told to nobody (`analysis.disclosure`).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import add
from typing import Any

from django.db.models import Case, CharField, Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast

from analysis import disclosure, pilot
from analysis.disclosure import Hidden
from analysis.pilot import Found, Portion, Tally
from medskapa.commons.models import (
    CountedWhere,
    Initiative,
    InitiativeMeasure,
    MeasureCount,
    MeasureKind,
    Outcome,
    Referral,
    ReferralState,
    ServiceAtPlace,
    Session,
    Visit,
)
from medskapa.core import clock, walls

LEAST = 5
"""Numbers from 1 to below this are small."""
SHORTEST_DAYS = 14
"""A shorter time than this says nothing."""
BEFORE, DURING = "before", "during"
_SIDES = [(CountedWhere.HERE, BEFORE), (CountedWhere.HERE, DURING), (CountedWhere.THERE, BEFORE)]
SIDES = [*_SIDES, (CountedWhere.THERE, DURING)]
"""The four figures, in the order of `analysis.pilot`."""
_YES = [ReferralState.ACCEPTED, ReferralState.ENDED]
_ANSWERED = [*_YES, ReferralState.REFUSED, ReferralState.EXPIRED]


@dataclass(frozen=True)
class Times:
    """From when to when is counted, the last days included. ``before`` is None where nobody logged visits then."""

    during: tuple[date, date]
    before: tuple[date, date] | None

    def days(self, when: str) -> int:
        span = self.before if when == BEFORE else self.during
        return (span[1] - span[0]).days + 1 if span else 0


Own = tuple[Decimal | Hidden | None, ...]
"""What was counted by hand, by `SIDES`."""


@dataclass(frozen=True)
class Result:
    """A measure, and what it says: `found` where the software counted, `own` where somebody did by hand."""

    measure: InitiativeMeasure
    found: Found | None = None
    own: Own = ()


@dataclass(frozen=True)
class Logged:
    """What was logged on one side in one time."""

    places: int = 0
    visits: int = 0
    minutes: int = 0
    squares: int = 0
    solved: int = 0
    unmet: int = 0
    turned_away: int = 0
    turned_squares: int = 0

    def __add__(self, other: "Logged") -> "Logged":
        return Logged(*map(add, astuple(self), astuple(other)))


def times_of(found: Initiative) -> Times | None:
    """When is compared: from the start until yesterday or the last day, and as long a time before. One query.

    Returns:
        None as long as it has gone on for too short a time to say anything.
    """
    last = min(found.ends_on, clock.today() - timedelta(days=1))
    if (last - found.starts_on).days + 1 < SHORTEST_DAYS:
        return None
    length = last - found.starts_on
    ended = found.starts_on - timedelta(days=1)
    first_ever = Visit.objects.filter(undone=False).aggregate(first=Min("day"))["first"]
    began = max(first_ever, ended - length) if first_ever else None
    long_enough = began is not None and (ended - began).days + 1 >= SHORTEST_DAYS
    return Times((found.starts_on, last), (began, ended) if began and long_enough else None)


def results_of(found: Initiative, measures: list[InitiativeMeasure], times: Times) -> list[Result]:
    """What each of `measures` says. At most five queries, however much was logged."""
    logged = logged_of(found, times)
    answers = _referrals(found, times) if any(each.kind == MeasureKind.REFERRALS for each in measures) else {}
    counts = _counts(found, times) if any(each.kind == MeasureKind.OWN for each in measures) else {}
    return [_result(each, logged, answers, counts, times) for each in measures]


def basis(found: Initiative) -> list[dict[str, Any]]:
    """What the results show to everybody now, as a decision keeps it: small numbers are not in it."""
    times = times_of(found)
    measures = list(found.measures.filter(dropped_on__isnull=True).order_by("pk"))
    if times is None:
        return []
    return [_kept(each) for each in results_of(found, measures, times)]


def logged_of(found: Initiative, times: Times) -> dict[tuple[str, str], Logged]:
    """What was logged, by `SIDES`. Without it: at the places that logged in both times, so that they can be compared.

    Three queries.
    """
    here = set(found.places.values_list("pk", flat=True))
    by_place: dict[tuple[int, str], Logged] = {}
    visits = _within(Visit.objects.filter(undone=False), "day", times).values("place", "time")
    for row in visits.annotate(
        visits=Count("pk"),
        time_taken=Sum("minutes"),
        squares=Sum(_squared("minutes")),
        solved=Count("pk", filter=Q(outcome=Outcome.SOLVED)),
        unmet=Count("pk", filter=Q(outcome=Outcome.NOT_MET)),
    ).order_by():
        numbers = {name: row[name] for name in ("visits", "squares", "solved", "unmet")}
        by_place[row["place"], row["time"]] = Logged(places=1, minutes=row["time_taken"], **numbers)
    openings = _within(Session.objects.all(), "day", times).values("place", "time")
    for row in openings.annotate(gone=Sum("turned_away"), squares=Sum(_squared("turned_away"))).order_by():
        key = row["place"], row["time"]
        there = by_place.get(key, Logged(places=1))
        by_place[key] = there + Logged(turned_away=row["gone"], turned_squares=row["squares"])
    return _sides(by_place, here, times)


def _sides(by_place: Mapping[tuple[int, str], Logged], here: set[int], times: Times) -> dict[tuple[str, str], Logged]:
    sums: dict[tuple[str, str], Logged] = defaultdict(Logged)
    for (place, when), logged in by_place.items():
        if place in here:
            sums[CountedWhere.HERE, when] += logged
        elif times.before is None or all((place, each) in by_place for each in (BEFORE, DURING)):
            sums[CountedWhere.THERE, when] += logged
    return {side: sums[side] for side in SIDES}


def _within(rows: QuerySet[Any], field: str, times: Times) -> QuerySet[Any]:
    """`rows` of the two times, each with its ``time``."""
    spans = {DURING: times.during} | ({BEFORE: times.before} if times.before else {})
    of = {when: Q(**{f"{field}__gte": span[0], f"{field}__lte": span[1]}) for when, span in spans.items()}
    either = Q()
    for condition in of.values():
        either |= condition
    whens = [When(condition, then=Value(when)) for when, condition in of.items()]
    return rows.filter(either).annotate(time=Case(*whens, output_field=CharField()))


def _squared(field: str) -> CombinedExpression:
    """The square of a small number, which has no room in a small column itself."""
    wide = Cast(field, IntegerField())
    return wide * wide


def _referrals(found: Initiative, times: Times) -> dict[tuple[str, str], tuple[int, int]]:
    """Of the questions to services: how many got a yes, and how many are answered or too late. One query."""
    at_places = ServiceAtPlace.objects.filter(service=OuterRef("service"), place__initiatives=found)
    with walls.beyond():  # counts, from which nobody can be picked out
        rows = list(
            _within(Referral.objects.filter(state__in=_ANSWERED), "sent_on", times)
            .annotate(is_here=Exists(at_places))
            .values("is_here", "time")
            .annotate(all=Count("pk"), yes=Count("pk", filter=Q(state__in=_YES)))
            .order_by()
        )
    where = {True: CountedWhere.HERE, False: CountedWhere.THERE}
    return {(where[bool(row["is_here"])], row["time"]): (row["yes"], row["all"]) for row in rows}


def _counts(found: Initiative, times: Times) -> dict[tuple[int, str, str], MeasureCount]:
    """What was counted by hand: the latest before it began, and the latest since. One query."""
    rows = MeasureCount.objects.filter(measure__initiative=found).order_by("counted_on", "pk")
    return {
        (row.measure_id, row.where, BEFORE if row.counted_on < found.starts_on else DURING): row
        for row in rows
        if row.counted_on <= times.during[1] + timedelta(days=SHORTEST_DAYS)
    }


def _result(
    measure: InitiativeMeasure,
    logged: Mapping[tuple[str, str], Logged],
    answers: Mapping[tuple[str, str], tuple[int, int]],
    counts: Mapping[tuple[int, str, str], MeasureCount],
    times: Times,
) -> Result:
    if measure.kind == MeasureKind.OWN:
        own = tuple(_own(measure, counts.get((measure.pk, *side))) for side in SIDES)
        return Result(measure, own=own)
    over = {side: logged[side].places * times.days(side[1]) / 7 for side in SIDES}
    if measure.kind == MeasureKind.REFERRALS:
        parts = [Portion(*answers.get(side, (0, 0)), over=times.days(side[1]) / 7) for side in SIDES]
        return Result(measure, pilot.shares(parts, least=LEAST))
    if measure.kind in {MeasureKind.SOLVED, MeasureKind.UNMET}:
        name = "solved" if measure.kind == MeasureKind.SOLVED else "unmet"
        portions = [Portion(getattr(logged[side], name), logged[side].visits, over[side]) for side in SIDES]
        return Result(measure, pilot.shares(portions, least=LEAST))
    tallies = [_tally(MeasureKind(measure.kind), logged[side], over[side]) for side in SIDES]
    return Result(measure, pilot.rates(tallies, least=LEAST))


def _tally(kind: MeasureKind, row: Logged, over: float) -> Tally:
    if kind == MeasureKind.MINUTES:
        return Tally(row.visits, row.minutes, row.squares, over)
    if kind == MeasureKind.TURNED_AWAY:
        return Tally(row.turned_away, row.turned_away, row.turned_squares, over)
    return Tally(row.visits, row.visits, row.visits, over)


def _own(measure: InitiativeMeasure, count: MeasureCount | None) -> Decimal | Hidden | None:
    if count is None:
        return None
    if measure.of_people and isinstance(shown := disclosure.number(int(count.value), least=LEAST), Hidden):
        return shown
    return count.value


def _kept(result: Result) -> dict[str, Any]:
    kept: dict[str, Any] = {"kind": result.measure.kind, "what": result.measure.what, "unit": result.measure.unit}
    if result.found is None:
        return kept | {"figures": [str(each) if isinstance(each, Decimal) else None for each in result.own]}
    cells = [round(cell.value, 1) if isinstance(cell, pilot.Estimate) else None for cell in result.found.cells]
    said = result.found.change and str(result.found.change.said)
    return kept | {"figures": cells, "said": said or ""}
