"""Pairs of services that may be the same one: worked out over the whole directory, and kept until something changes."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, Max, Prefetch, Q, QuerySet, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404

from analysis import twins
from medskapa.commons.models import Hours, Likeness, LikePair, Service, ServiceAtPlace, ServiceMerge, ServiceState
from medskapa.core import clock

SHOWN = 50
ASK_AGAIN = timedelta(days=60)
"""A pair that an editor was unsure of is shown again after so long."""
_KEPT_FOR = 86_400


@dataclass(frozen=True)
class Pair:
    """Two services that may be the same, and in what they are alike."""

    first: Service
    second: Service
    percent: int
    alike: tuple[str, ...]
    said: LikePair | None = None


def in_directory() -> QuerySet[Service]:
    """The services that are compared: those in the directory that have not come to an end."""
    return Service.objects.filter(listed=True).exclude(state=ServiceState.CLOSED)


def suggested() -> list[Pair]:
    """The pairs that an editor is to look at, the most alike first. Queries: 6, or 9 when something has changed."""
    found = _likely()
    keys = {key for first, second, _score, _alike in found for key in (first, second)}
    rows = {row.pk: row for row in _described().filter(pk__in=keys)}
    pairs = [(first, second) for first, second, _score, _alike in found]
    said = {
        (each.first_id, each.second_id): each
        for each in LikePair.objects.filter(first__in={one for one, _other in pairs}).order_by("pk")
    }
    return [
        Pair(rows[first], rows[second], round(score * 100), tuple(alike), said.get((first, second)))
        for first, second, score, alike in found
        if first in rows and second in rows
    ]


def pair(*, first: str, second: str) -> Pair:
    """Two services by their slugs, with places and hours, side by side. Raises Http404. Queries: 4."""
    rows = {row.slug: row for row in _described().filter(slug__in=[first, second])}
    if first == second or len(rows) != 2:
        raise Http404
    one, other = sorted(rows.values(), key=lambda row: row.pk)
    likely = twins.compared(_as_described(one), _as_described(other))
    said = LikePair.objects.filter(first=one, second=other).first()
    return Pair(one, other, round(likely.score * 100), likely.alike, said)


def one_merge(pk: int) -> ServiceMerge:
    """A merge that has not been undone. Raises Http404."""
    rows = ServiceMerge.objects.select_related("source", "into")
    return get_object_or_404(rows, pk=pk, undone_on__isnull=True)


def _described() -> QuerySet[Service]:
    places = ServiceAtPlace.objects.select_related("place__area").order_by("place__name", "pk")
    hours = Hours.objects.order_by("weekday", "opens", "pk")
    rows = in_directory().select_related("unit", "organisation", "owner")
    return rows.prefetch_related(
        Prefetch("at_places", places, to_attr="shown_places"), Prefetch("hours", hours, to_attr="shown_hours")
    )


def _as_described(service: Service) -> twins.Described:
    places = frozenset(at.place_id for at in service.shown_places)  # type: ignore[attr-defined] # carried by the query
    return twins.Described(service.pk, service.name, service.phone, service.website, places)


def _likely() -> list[tuple[int, int, float, tuple[str, ...]]]:
    """Worked out again when a service, a place of one or what an editor said has changed, and once a day."""
    today = clock.today()
    services = in_directory().order_by().aggregate(n=Count("pk"), versions=Sum("version"), last=Max("pk"))
    answers = LikePair.objects.order_by().aggregate(n=Count("pk"), last=Max("pk"), on=Max("on"))
    stamp = hashlib.sha256(repr((today, services, answers)).encode()).hexdigest()[:32]
    key = f"commons.twins.{stamp}"
    found: list[tuple[int, int, float, tuple[str, ...]]] | None = cache.get(key)
    if found is None:
        settled = ~Q(word=Likeness.UNSURE) | Q(on__gt=today - ASK_AGAIN)
        but_not = set(LikePair.objects.filter(settled).order_by("pk").values_list("first", "second"))
        likely = twins.likely(_all_described(), but_not=but_not, most=SHOWN)
        found = [(each.first, each.second, each.score, each.alike) for each in likely]
        cache.set(key, found, _KEPT_FOR)
    return found


def _all_described() -> list[twins.Described]:
    places: dict[int, set[int]] = {}
    for service, place in ServiceAtPlace.objects.order_by("pk").values_list("service", "place"):
        places.setdefault(service, set()).add(place)
    rows = in_directory().order_by("pk").values_list("pk", "name", "phone", "website")
    return [
        twins.Described(key, name, phone, website, frozenset(places.get(key, ()))) for key, name, phone, website in rows
    ]
