"""What machines may read of the directory: what is offered, where, when and in which languages."""

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from medskapa.commons import needs
from medskapa.commons.models import Hours, ServiceAtPlace, ServiceState
from medskapa.commons.queries import directory
from medskapa.commons.queries.directory import Hit, Wanted
from medskapa.core.problems import PROBLEMS, Problem

MOST = 100
LARGEST_KEY = 2**63 - 1
router = Router(tags=["services"])
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=50)]


class HoursOut(Schema):
    """When it is open, in an ordinary week. Times are those of the town."""

    weekday: int = Field(description="From 1, Monday, to 7, Sunday.", examples=[1])
    opens: str = Field(examples=["09:00"])
    closes: str = Field(examples=["12:00"])
    from_day: date | None = Field(examples=[None])
    to_day: date | None = Field(examples=[None])
    note: str = Field(examples=["Inte på lov."])


class PlaceOut(Schema):
    """Where it is."""

    slug: str = Field(examples=["olsgarden"])
    name: str = Field(examples=["Olsgården"])
    area: str | None = Field(description="The slug of the neighbourhood.", examples=["drottninghog"])
    address: str = Field(examples=[""])
    note: str = Field(description="Where in the house.", examples=["Plan 2"])
    accessibility: str = Field(examples=["Hiss finns."])
    hours: list[HoursOut]


class ServiceOut(Schema):
    """Something that is offered."""

    slug: str = Field(examples=["hjalp-med-mobilen"])
    name: str = Field(examples=["Hjälp med mobilen"])
    offered_by: str = Field(examples=["Biblioteket"])
    page: str = Field(description="Where people read about it.", examples=["https://exempel.se/hjalp/mobilen/"])
    paused: bool = Field(description="Not offered for a while.", examples=[False])
    paused_because: str = Field(examples=[""])
    summary: str = Field(examples=["Vi reder ut det som krånglar."])
    plain: str = Field(description="The same in plain Swedish.", examples=["Vi hjälper dig med mobilen."])
    text: str = Field(examples=[""])
    for_whom: str = Field(examples=["Alla"])
    how: str = Field(description="What one does to get it.", examples=["Kom in när du vill."])
    cost: str = Field(description="Empty: it is free.", examples=[""])
    accessibility: str = Field(examples=[""])
    phone: str = Field(examples=["040-628 04 50"])
    email: str = Field(examples=["hjalp@example.se"])
    website: str = Field(examples=["https://example.se"])
    drop_in: bool = Field(examples=[True])
    by_phone: bool = Field(examples=[False])
    needs: list[str] = Field(description="Slugs; see `/needs`.", examples=[["phone"]])
    languages: list[str] = Field(description="ISO 639 codes.", examples=[["sv", "so"]])
    open_now: bool = Field(description="Open at a place, or answering the telephone.", examples=[False])
    places: list[PlaceOut]
    phone_hours: list[HoursOut]
    changed_on: date | None = Field(description="When its facts last changed.", examples=["2026-03-01"])
    checked_on: date | None = Field(description="When somebody last said that they are true.", examples=["2026-04-01"])


class ServicesOut(Schema):
    """A page of services."""

    items: list[ServiceOut]
    next: int | None = Field(description="Give it as `after` to get the next page; null on the last.", examples=[None])


class NeedOut(Schema):
    """Something that people need help with."""

    slug: str = Field(examples=["phone"])
    name: str = Field(description='Follows on "Jag behöver hjälp med".', examples=["telefonen eller en app"])


class NeedsOut(Schema):
    """All needs, in the order in which the finder asks for them."""

    items: list[NeedOut]


@router.get(
    "/services",
    response={200: ServicesOut, **PROBLEMS},
    operation_id="services",
    summary="What is offered",
    url_name="services",
)
def services(
    request: HttpRequest,
    need: Annotated[str, Query(description="The slug of a need.", pattern=r"^[a-z_]*$", max_length=20)] = "",
    area: Annotated[
        str, Query(description="The slug of a neighbourhood.", pattern=r"^[-a-zA-Z0-9_]*$", max_length=50)
    ] = "",
    language: Annotated[str, Query(description="An ISO 639 code.", pattern=r"^[a-z]*$", max_length=3)] = "",
    open: Annotated[bool, Query(description="Only what is open at this moment.")] = False,
    after: Annotated[int, Query(description="The `next` of the page before.", ge=0, le=LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(description="How many at most.", ge=1, le=MOST)] = 50,
) -> Any:
    """What stands in the directory, a page at a time: what is open now first, then by name."""
    wanted = Wanted(need=need, area=area, only_here=bool(area), language=language, open_now=open)
    page = directory.find(wanted, after=after, most=limit)
    return {"items": [_service(hit) for hit in page.hits], "next": page.after or None}


@router.get(
    "/services/{slug}",
    response={200: ServiceOut, 404: Problem, **PROBLEMS},
    operation_id="service",
    summary="One service",
    url_name="service",
)
def service(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """Everything public about a service."""
    hit = directory.service(slug)
    if hit.service.state == ServiceState.CLOSED:
        raise Http404
    return _service(hit)


@router.get("/needs", response={200: NeedsOut, **PROBLEMS}, operation_id="needs", summary="All needs", url_name="needs")
def all_needs(request: HttpRequest) -> Any:
    """What people need help with: the filter `need`."""
    return {"items": [{"slug": slug, "name": str(name)} for slug, name in needs.choices()]}


def _service(hit: Hit) -> dict[str, Any]:
    found = hit.service
    texts = ["slug", "name", "summary", "plain", "text", "for_whom", "how", "cost", "accessibility", "paused_because"]
    facts = ["phone", "email", "website", "drop_in", "by_phone", "needs", "languages", "changed_on", "checked_on"]
    hours = list(found.hours.all())
    return {name: getattr(found, name) for name in [*texts, *facts]} | {
        "offered_by": hit.offered_by,
        "page": settings.PUBLIC_URL + reverse("commons:service", args=[found.slug]),
        "paused": found.state == ServiceState.PAUSED,
        "open_now": any(each.is_open for each in (hit.opening, hit.answering) if each),
        "places": [_place(at, [each for each in hours if each.at_id == at.pk]) for at in hit.places],
        "phone_hours": [_hours(each) for each in hours if each.at_id is None],
    }


def _place(at: ServiceAtPlace, hours: list[Hours]) -> dict[str, Any]:
    place = at.place
    return {name: getattr(place, name) for name in ("slug", "name", "address", "accessibility")} | {
        "area": place.area.slug if place.area else None,
        "note": at.note,
        "hours": [_hours(each) for each in hours],
    }


def _hours(hours: Hours) -> dict[str, Any]:
    return {
        **{name: getattr(hours, name) for name in ("weekday", "from_day", "to_day", "note")},
        "opens": f"{hours.opens:%H:%M}",
        "closes": f"{hours.closes:%H:%M}",
    }
