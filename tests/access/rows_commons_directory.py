"""The rows of the directory for those who look for help: everybody may see it, and say that something is wrong."""

from medskapa.commons.models import Service
from tests.access.patterns import READ_ONLY, SLUG, Row, everyone
from tests.access.world import World
from tests.commons_factories import ListedServiceFactory, at
from tests.factories import PlaceFactory


def a_listed_service(world: World) -> Service:
    """Something that an association offers at a place."""
    service = ListedServiceFactory(slug="mobilhjalpen", phone="040-628 04 51")
    at(service, PlaceFactory(slug="huset"))
    return service


def _service(world: World) -> dict[str, str]:
    return {"slug": world.once(a_listed_service).slug}


def _place(world: World) -> dict[str, str]:
    return {"slug": world.once(a_listed_service).at_places.get().place.slug}


def _area(world: World) -> dict[str, str]:
    return {"slug": world.once(a_listed_service).at_places.get().place.area.slug}


ROWS = {
    "commons:find": Row(everyone(200), READ_ONLY),
    "commons:map": Row(everyone(200), READ_ONLY),
    "commons:area": Row(everyone(200), READ_ONLY, to=_area, missing=SLUG),
    "commons:sheet": Row(everyone(200), READ_ONLY, to=_area, missing=SLUG),
    "commons:sheet_pdf": Row(everyone(200), READ_ONLY, to=_area, missing=SLUG),
    "commons:service": Row(everyone(200), READ_ONLY, to=_service, missing=SLUG),
    "commons:wrong": Row(
        everyone(200),
        everyone(302),
        to=_service,
        data=lambda world: {"form_key": world.form_key, "kind": "hours"},
        missing=SLUG,
    ),
    "commons:place": Row(everyone(200), READ_ONLY, to=_place, missing=SLUG),
}
