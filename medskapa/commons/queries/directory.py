"""The directory as anyone may read it: what is listed, and exists or rests. Nothing here is about a person."""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.shortcuts import get_object_or_404

from analysis import directory as index
from medskapa.commons import needs, opening
from medskapa.commons.models import Area, Hours, Place, Service, ServiceAtPlace, ServiceState
from medskapa.commons.opening import Opening
from medskapa.core import clock

PAGE = 20
ON_A_SHEET = 60
"""So many services at most stand on the sheet of a neighbourhood: more is no sheet, but a book."""

BEST = 200
"""So many of those that fit a search are looked at further."""

SHOWN = (ServiceState.ACTIVE, ServiceState.PAUSED)
Rows = QuerySet[Any, Any]
"""Services with what was counted for them: Django's types know nothing of that."""

_EPOCH, _EPOCH_SECONDS = "commons.directory.epoch", 24 * 3_600


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Everything may be empty; then it is the whole directory.

    Attributes:
        area: the slug of the neighbourhood that the list begins in; what is farther comes later.
        only_here: leave out what is not in `area`.
        language: the code of a language that must be spoken there.
        rather: the code of a language that is welcome: what has it comes first among equals.
    """

    need: str = ""
    words: str = ""
    area: str = ""
    only_here: bool = False
    place: str = ""
    open_now: bool = False
    by_phone: bool = False
    free: bool = False
    language: str = ""
    rather: str = ""


@dataclass(frozen=True)
class Age:
    """When somebody last said that the facts are true. `overdue`: longer ago than whoever keeps them promised."""

    checked_on: date | None
    days: int
    by: str
    overdue: bool


@dataclass(frozen=True)
class Hit:
    """One service as a list shows it. `opening` is where it is open first, `answering` when it answers by phone."""

    service: Service
    places: Sequence[ServiceAtPlace]
    opening: Opening | None
    answering: Opening | None
    age: Age
    offered_by: str

    @property
    def phone(self) -> str:
        """The number to call: of the service, else of its place, else of whoever offers it."""
        known = [self.service.phone, *(at.place.phone for at in self.places)]
        known += [owner.phone for owner in (self.service.organisation, self.service.unit) if owner]
        return next(filter(None, known), "")


@dataclass(frozen=True)
class FoundPage:
    """A page of the list. `after` leads to the next one (0: there is none); `understood` are the needs in the words."""

    hits: Sequence[Hit]
    after: int
    understood: Sequence[str]


def public() -> QuerySet[Service]:
    """The services that anyone may see."""
    return Service.objects.filter(listed=True, state__in=SHOWN)


def find(wanted: Wanted, *, after: int = 0, most: int = PAGE) -> FoundPage:
    """A page of what is wanted: what is open first, then what is near, then where one's language is spoken.

    For words, what fits them best comes first, and the rest decides among equals. Page on with `after`.

    Queries: 5, with words 7, whatever the number of services; one more where the index is made anew.
    """
    rows = _ordered(_narrowed(public(), wanted), wanted)
    if not wanted.words:
        return _page(_following(rows, after), most, [])
    pks, directory = _index()
    scores = {pks[found.row]: round(found.score, 1) for found in directory.search(wanted.words, BEST)}
    places = rows.filter(pk__in=scores).values_list("pk", "place_in_list", "name")
    ordered = [pk for pk, *_rest in sorted(places, key=lambda row: (-scores[row[0]], row[1], row[2], row[0]))]
    begin = ordered.index(after) + 1 if after in ordered else 0
    chosen = ordered[begin : begin + most]
    hits = {hit.service.pk: hit for hit in _hits(public().filter(pk__in=chosen))}
    is_more = len(ordered) > begin + most
    shown = [hits[pk] for pk in chosen if pk in hits]
    return FoundPage(shown, chosen[-1] if is_more else 0, needs.known(directory.needs(wanted.words)))


def service(slug: str) -> Hit:
    """One service with all that is known of it; a closed one too, so that an old link says what became of it.

    Raises:
        Http404: there is none, or it has never stood in the directory.
    """
    shown = Service.objects.filter(listed=True).exclude(state=ServiceState.WAITING)
    return _hit(get_object_or_404(_whole(shown).select_related("merged_into"), slug=slug))


def reportable(slug: str) -> Service:
    """A service that somebody can say is shown wrongly.

    Raises:
        Http404: there is none that is shown.
    """
    return get_object_or_404(public(), slug=slug)


def place(slug: str) -> Place:
    """A place, with its area and whoever runs it.

    Raises:
        Http404: there is none.
    """
    return get_object_or_404(Place.objects.select_related("area", "organisation"), slug=slug)


def area(slug: str) -> Area:
    """A neighbourhood.

    Raises:
        Http404: there is none.
    """
    return get_object_or_404(Area, slug=slug)


def places_in(area: Area) -> list[Place]:
    """The places of a neighbourhood, by name. One query."""
    return list(Place.objects.filter(area=area).order_by("name", "pk"))


def areas_with_numbers() -> list[Area]:
    """All neighbourhoods by name, each with ``offers``: how many services are to be found there. One query."""
    here = public().filter(at_places__place__area=OuterRef("pk")).order_by().values("at_places__place__area")
    number = here.annotate(number=Count("pk", distinct=True)).values("number")
    offers = Coalesce(Subquery(number, output_field=IntegerField()), 0)
    return list(Area.objects.annotate(offers=offers).order_by("name", "pk"))


def stamp() -> tuple[Any, ...]:
    """What changes whenever something in the directory has changed. One query, besides the cache.

    Where the whole database is another, as after a restore, the epoch in the cache is: at the latest after a day.
    """
    epoch = cache.get_or_set(_EPOCH, lambda: uuid4().hex, _EPOCH_SECONDS)
    numbers = public().aggregate(
        number=Count("pk"),
        last=Max("pk"),
        versions=Sum("version"),
        changed=Max("changed_on"),
        owners=Sum("organisation__version"),
    )
    return (epoch, *numbers.values())


# --- the list


def _narrowed(rows: QuerySet[Service], wanted: Wanted) -> QuerySet[Service]:
    if wanted.need:
        rows = rows.alias(need_list=Cast("needs", TextField())).filter(need_list__contains=f'"{wanted.need}"')
    if wanted.language:
        rows = rows.alias(spoken=Cast("languages", TextField())).filter(spoken__contains=f'"{wanted.language}"')
    if wanted.by_phone:
        rows = rows.filter(by_phone=True)
    if wanted.free:
        rows = rows.filter(cost="")
    if wanted.open_now:
        rows = rows.filter(_open(wanted), state=ServiceState.ACTIVE)
    somewhere = ServiceAtPlace.objects.filter(service=OuterRef("pk"))
    if wanted.only_here:
        rows = rows.filter(Exists(somewhere.filter(place__area__slug=wanted.area)))
    if wanted.place:
        rows = rows.filter(Exists(somewhere.filter(place__slug=wanted.place)))
    return rows


def _open(wanted: Wanted) -> Exists:
    """Open at a place now; answering, for one who wants to call."""
    return Exists(Hours.objects.filter(opening.open_now(), service=OuterRef("pk"), by_phone=wanted.by_phone))


def _ordered(rows: QuerySet[Service], wanted: Wanted) -> Rows:
    """The rows by ``place_in_list``: one number in which each thing that matters outweighs all that come after it."""
    rests = Case(When(state=ServiceState.PAUSED, then=1), default=0)
    closed = Case(When(_open(wanted), then=0), default=1)
    rather = Case(When(spoken_here__contains=f'"{wanted.rather}"', then=0), default=1) if wanted.rather else Value(0)
    near: Any = _nearness(wanted.area) if wanted.area else Value(0)
    number = rests * 100_000 + closed * 10_000 + near * 2 + rather
    rows = rows.alias(spoken_here=Cast("languages", TextField()))
    return rows.annotate(place_in_list=Cast(number, IntegerField())).order_by("place_in_list", "name", "pk")


def _nearness(slug: str) -> Any:
    """How many neighbourhoods lie nearer to the one with `slug`: 0 in itself. Without a place it is far away."""
    known = list(Area.objects.order_by("name", "pk"))
    here = next((area for area in known if area.slug == slug), None)
    if here is None:
        return Value(0)
    ranks = {area.pk: rank for rank, area in enumerate(sorted(known, key=lambda area: _distance(here, area)))}
    rank = Case(
        *(When(place__area=pk, then=rank) for pk, rank in ranks.items()),
        default=len(ranks),
        output_field=IntegerField(),
    )
    nearest = ServiceAtPlace.objects.filter(service=OuterRef("pk")).annotate(rank=rank).order_by("rank")
    return Coalesce(Subquery(nearest.values("rank")[:1]), len(ranks) + 1)


def _distance(here: Area, there: Area) -> float:
    if here.pk == there.pk:
        return -1
    if None in (here.map_x, here.map_y, there.map_x, there.map_y):
        return math.inf
    return math.dist((here.map_x or 0, here.map_y or 0), (there.map_x or 0, there.map_y or 0))


def _following(rows: Rows, after: int) -> Rows:
    """What comes after the service with the key `after`; everything where that is not in the list."""
    last = rows.filter(pk=after).values_list("place_in_list", "name").first() if after else None
    if last is None:
        return rows
    place_in_list, name = last
    later_name = Q(name__gt=name) | Q(name=name, pk__gt=after)
    return rows.filter(Q(place_in_list__gt=place_in_list) | Q(place_in_list=place_in_list) & later_name)


def _page(rows: Rows, most: int, understood: Sequence[str]) -> FoundPage:
    found = _hits(rows[: most + 1])
    return FoundPage(found[:most], found[most - 1].service.pk if len(found) > most else 0, understood)


def _whole(rows: Rows) -> Rows:
    at_places = ServiceAtPlace.objects.select_related("place__area").order_by("place__name", "pk")
    return rows.select_related("organisation", "unit", "checked_by__unit").prefetch_related(
        Prefetch("at_places", at_places), Prefetch("hours", Hours.objects.order_by("weekday", "opens", "pk"))
    )


def _hits(rows: Rows) -> list[Hit]:
    return [_hit(service) for service in _whole(rows)]


def _hit(service: Service) -> Hit:
    places, hours = list(service.at_places.all()), list(service.hours.all())
    at_each = [opening.opening([each for each in hours if each.at_id == at.pk]) for at in places]
    active = service.state == ServiceState.ACTIVE
    return Hit(
        service=service,
        places=places,
        opening=opening.soonest(at_each) if active else None,
        answering=opening.opening(hours, by_phone=True) if active else None,
        age=_age(service),
        offered_by=_offered_by(service),
    )


def _offered_by(service: Service) -> str:
    owner = service.organisation or service.unit
    return owner.name if owner else ""


def _age(service: Service) -> Age:
    """Who checked is said by where they belong, never by name."""
    by = service.checked_by
    if service.checked_on is None:
        return Age(None, 0, "", overdue=True)
    days = max(0, (clock.today() - service.checked_on).days)
    who = "" if by is None else by.unit.name if by.unit else _offered_by(service)
    return Age(service.checked_on, days, who, overdue=days > service.check_every)


# --- the index of words, kept in each process


@dataclass(frozen=True)
class _Kept:
    stamp: tuple[Any, ...]
    pks: Sequence[int]
    directory: index.Directory
    entries: dict[tuple[Any, ...], index.Entry]


_kept = _Kept((), (), index.Directory(()), {})
_making = threading.Lock()


def _index() -> tuple[Sequence[int], index.Directory]:
    """The keys of all services in the order of the index, and the index. What has not changed is not read anew."""
    global _kept
    now = stamp()
    if _kept.stamp != now:
        with _making:
            if _kept.stamp != now:
                _kept = _made(now)
    return _kept.pks, _kept.directory


def _made(now: tuple[Any, ...]) -> _Kept:
    fields = ("pk", "name", "words", "summary", "plain", "text", "for_whom", "needs", "languages")
    rows = list(public().order_by("name", "pk").values_list(*fields, F("organisation__name"), F("unit__name")))
    where: dict[int, list[str]] = {}
    at_places = ServiceAtPlace.objects.filter(service__in=public()).order_by("pk")
    for pk, place_name, area_name in at_places.values_list("service", "place__name", "place__area__name"):
        where.setdefault(pk, []).append(f"{place_name} {area_name or ''}")
    entries = {}
    for row in rows:
        key = (*map(str, row), *where.get(row[0], ()))
        entries[key] = _kept.entries.get(key) or _entry(row, where.get(row[0], ()))
    return _Kept(now, [row[0] for row in rows], index.Directory(entries.values()), entries)


def _entry(row: Sequence[Any], where: Iterable[str]) -> index.Entry:
    _pk, name, words, summary, plain, text, for_whom, needs_met, languages, organisation, unit = row
    texts = [
        (1.0, f"{name} {' '.join(map(str, words))}"),
        (0.8, " ".join([*where, organisation or "", unit or ""])),
        (0.7, f"{summary} {plain} {for_whom}"),
        (0.5, text),
    ]
    return index.Entry(texts, tuple(needs_met), tuple(languages))
