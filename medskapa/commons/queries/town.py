"""What anyone may read of the town. Nothing here is about a person, so there is no viewer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet

from medskapa.commons.models import Area, Place, Service, ServiceState

KEPT_SECONDS = 60


@dataclass(frozen=True)
class About:
    """Something that a viewpoint can be about: a service or a place. ``key`` is what a form sends."""

    key: str
    name: str
    hint: str
    words: tuple[str, ...] = ()


def services_of_units() -> QuerySet[Service]:
    """What the administration's own units offer, for which somebody there answers; with the units."""
    return Service.objects.filter(unit__isnull=False).select_related("unit")


def services() -> list[Service]:
    """What the administration's own units offer, with the units, by name. One query."""
    return list(services_of_units().order_by("name", "pk"))


def places() -> list[Place]:
    """All places with their areas, by name. One query."""
    return list(Place.objects.select_related("area").order_by("name", "pk"))


def areas() -> list[Area]:
    """All areas, by name. One query."""
    return list(Area.objects.order_by("name", "pk"))


def area_names() -> dict[str, str]:
    """The names of the areas by slug, in order of the names; kept for a minute. At most one query."""
    found: dict[str, str] | None = cache.get("commons.area_names")
    if found is None:
        found = dict(Area.objects.order_by("name", "pk").values_list("slug", "name"))
        cache.set("commons.area_names", found, KEPT_SECONDS)
    return found


def everything() -> list[About]:
    """Services that exist, then places, as choices. Two queries."""
    there = services_of_units().filter(state__in=(ServiceState.ACTIVE, ServiceState.PAUSED)).order_by("name", "pk")
    offered = [About(f"service:{s.slug}", s.name, s.unit.name if s.unit else "", tuple(s.words)) for s in there]
    return offered + [
        About(f"place:{p.slug}", p.name, p.area.name if p.area else p.get_kind_display()) for p in places()
    ]


def search(text: str) -> list[About]:
    """Services and places whose name, hint or everyday words fit `text`; all of them for an empty text."""
    wanted = text.casefold().split()
    return [about for about in everything() if all(_fits(word, about) for word in wanted)]


def _fits(word: str, about: About) -> bool:
    known: Iterable[str] = (about.name, about.hint, *about.words)
    return any(word in each.casefold() for each in known)


def chosen(key: str) -> tuple[Service | None, Place | None]:
    """The service or place behind a choice's `key` ("service:sfi", "place:olsgarden"); two None for an unknown one."""
    kind, _, slug = key.partition(":")
    service = services_of_units().filter(slug=slug).first() if kind == "service" else None
    place = Place.objects.select_related("area").filter(slug=slug).first() if kind == "place" else None
    return service, place
