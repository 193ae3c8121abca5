"""What machines may read of voice, and of the commons (`commons.api`): public data only.

The description is at /api/v1/openapi.json.

Errors are problem details (RFC 9457). Any web page may read the answers (CORS), since they are open data.
"""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.throttling import SimpleRateThrottle
from pydantic import Field

from analysis.disclosure import Hidden, Shown
from medskapa.commons.api import router as commons
from medskapa.core import clock, throttle
from medskapa.core.headers import let_any_site_read, public_page
from medskapa.core.problems import PROBLEMS, Problem
from medskapa.voice.models import Event, EventKind
from medskapa.voice.queries import public as queries
from medskapa.voice.texts import least

PROBLEM = "application/problem+json"
NDJSON = "application/x-ndjson"
MOST = 100
LATEST = f"In order; the latest {queries.EVENTS} where there are more. All are in /events.ndjson."
View = Callable[..., HttpResponseBase]
log = logging.getLogger("medskapa.voice.api")


class Figure(Schema):
    """A number, or why it is not shown: it is small (``few``), or a small one could be worked out from it."""

    value: int | None = Field(examples=[31])
    hidden: Literal["few", "withheld"] | None = Field(None, examples=[None])


class EventOut(Schema):
    """Something that happened with a theme. Nothing that happened is edited; a correction is a new event."""

    number: int = Field(description="Place in the thread, from 1.", examples=[3])
    kind: str = Field(json_schema_extra={"enum": [str(kind) for kind in EventKind]}, examples=["decided"])
    label: str = Field(description="The kind in Swedish.", examples=["Beslut"])
    at: datetime = Field(examples=["2026-04-13T12:30:00Z"])
    text: str = Field(examples=["Nämnden sa ja till ett försök."])
    plain_text: str = Field(description="The same in plain Swedish, where there is one.", examples=["De sa ja."])
    theme: str | None = Field(description="The slug of another theme, for a merge.", examples=[None])


class ThemeOut(Schema):
    """Viewpoints about the same thing, in short."""

    slug: str = Field(examples=["fler-satt-att-fa-kontakt"])
    name: str = Field(examples=["Fler sätt att få kontakt"])
    about: str = Field(examples=["Man ska kunna ringa, skriva eller komma in."])
    plain_about: str = Field(examples=["Du ska kunna få kontakt på ditt sätt."])
    unit: str = Field(description="The slug of the unit that answers for it.", examples=["utveckling"])
    since: date = Field(examples=["2026-01-20"])
    stage: str = Field(
        description="How far it has come: the latest event that says so.",
        json_schema_extra={"enum": [str(kind) for kind in EventKind]},
        examples=["decided"],
    )
    viewpoints: Figure = Field(description="How many have said something.")
    waiting: Figure = Field(description="How many of them wait for an answer.")
    thread: str = Field(description="The id of its thread; a string, for it is greater than 2^53.", examples=["912"])
    newest: EventOut | None


class ThemesOut(Schema):
    """A page of themes, in the order of their slugs."""

    items: list[ThemeOut]
    next: str | None = Field(description="Give it as `after` to get the next page; null on the last.", examples=[None])


class MergeOut(Schema):
    """Two themes put together, and perhaps taken apart again; always with the reason."""

    theme: str = Field(examples=["krangliga-brev"])
    into: str = Field(examples=["tydlig-information"])
    at: datetime = Field(examples=["2026-02-01T10:00:00Z"])
    reason: str = Field(examples=["Båda handlade om brev."])
    undone_at: datetime | None = Field(examples=[None])
    undo_reason: str = Field(examples=[""])


class FullThemeOut(ThemeOut):
    """Everything public about a theme."""

    doing: str = Field(description="What is happening now.", examples=["Vi provar i tre månader."])
    plain_doing: str = Field(examples=["Vi provar."])
    outcome: str = Field(description="What came of it.", examples=[""])
    plain_outcome: str = Field(examples=[""])
    merged_into: str | None = Field(description="The slug of the theme that it is part of now.", examples=[None])
    extracts: list[str] = Field(
        description="What some have said, chosen by an editor; names, numbers and addresses are masked.",
        examples=[["Jag vill kunna ringa på kvällen."]],
    )
    events: list[EventOut] = Field(description=LATEST)
    merges: list[MergeOut]


class ThreadOut(Schema):
    """The unbroken history of a theme."""

    id: str = Field(examples=["912"])
    theme: str = Field(description="The slug of the theme.", examples=["fler-satt-att-fa-kontakt"])
    state: str = Field(json_schema_extra={"enum": [str(kind) for kind in EventKind]}, examples=["decided"])
    length: int = Field(description="How many events there are.", examples=[3])
    events: list[EventOut] = Field(description=LATEST)


class FiguresOut(Schema):
    """The feedback debt: answers promised and not yet given."""

    day: date = Field(examples=["2026-04-13"])
    waiting: Figure = Field(description="How many wait for an answer.")
    late: Figure = Field(description="How many of them have waited longer than was promised.")
    answered_percent: Figure = Field(description="Of those who wanted an answer, how many in a hundred have had one.")
    median_days: Figure = Field(description="Within so many days half of all had their answer.")
    promise_days: int = Field(description="Within so many days an answer is promised.", examples=[14])
    least: int = Field(description="Numbers from 1 up to this one are small, and hidden.", examples=[5])


class PerSource(SimpleRateThrottle):
    """So many requests a minute from one source and process; its hash is made with a key that dies with the process."""

    scope = "api"
    _key = secrets.token_bytes(32)

    def get_cache_key(self, request: HttpRequest) -> str:
        message = f"{clock.today()}\n{throttle.source_of(request)}".encode()
        return f"api.{hmac.new(self._key, message, hashlib.sha256).hexdigest()}"


rate = PerSource("300/m")


class PublicAPI(NinjaAPI):
    """An API that needs no sign-in, answers every error with problem details and may be read from any web page."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for pattern in found:
            if isinstance(pattern, URLPattern) and pattern.callback is not None:  # ninja gives no other kind
                pattern.callback = _open(pattern.callback)
        return [*found, re_path("", _open(_nothing_here), name="nothing")]

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The description, with the media type that problems really have and the problems that all addresses share."""
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST:
                        response["description"] = HTTPStatus(int(status)).phrase
                        (content,) = response["content"].values()
                        response["content"] = {PROBLEM: content}
        return schema


def _open(view: View) -> View:
    """Let anyone in, also a script on another site; answer HEAD as GET; say 405 as a problem."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = _nothing_here(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join(sorted({*response["Allow"].split(", "), "HEAD"}))
            response = problem(405, "Everything here is only for reading.")
            response["Allow"] = allowed
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response["Cache-Control"] = "no-store"
        let_any_site_read(response)
        return response

    return login_not_required(public_page(opened))


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """Problem details with the HTTP phrase as the title."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM)


def _nothing_here(request: HttpRequest) -> HttpResponseBase:
    return problem(404, "There is no such address. The description is at /api/v1/openapi.json.")


api = PublicAPI(
    title="Medskapa",
    version="1",
    description=(
        "What residents have said to their municipality's labour-market administration, gathered in themes, and what "
        "came of it; and what is offered in the town. Open data: read it freely. Small numbers are hidden, and nobody "
        "is named. Texts are in Swedish."
    ),
    docs_url=None,
    throttle=rate,
    openapi_extra={
        "info": {"license": {"name": "CC0-1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"}}
    },
)
api.set_default_exception_handlers()
api.add_router("", commons)
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=80)]


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "There is nothing public here.")


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in error.errors]
    return problem(422, "A part of the address was not understood.", errors=errors)


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(429, "So many requests at once slow it down for others. Wait a little.")
    response["Retry-After"] = str(max(1, round(error.wait or 60)))
    return response


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, str(error))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("the API failed", exc_info=error)
    return problem(500, "Something went wrong here, not with you. Try again in a while.")


@api.get("/themes", response={200: ThemesOut, **PROBLEMS}, operation_id="themes", tags=["themes"], summary="All themes")
def themes(
    request: HttpRequest,
    after: Annotated[
        str, Query(description="The `next` of the page before.", pattern=r"^[-a-zA-Z0-9_]*$", max_length=80)
    ] = "",
    limit: Annotated[int, Query(description="How many at most.", ge=1, le=MOST)] = 50,
    unit: Annotated[
        str, Query(description="Only those of this unit.", pattern=r"^[-a-zA-Z0-9_]*$", max_length=50)
    ] = "",
) -> Any:
    """The themes that are not part of another one, a page at a time."""
    rows, following = queries.themes_after(after, unit=unit, limit=limit)
    return {"items": [_theme(row) for row in rows], "next": following or None}


@api.get(
    "/themes/{slug}",
    response={200: FullThemeOut, 404: Problem, **PROBLEMS},
    operation_id="theme",
    tags=["themes"],
    summary="One theme",
)
def theme(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """Everything public about a theme, also one that is part of another now (`merged_into`)."""
    page = queries.theme_page(slug)
    texts = ["doing", "plain_doing", "outcome", "plain_outcome"]
    return (
        _theme(page.row)
        | {field: getattr(page.theme, field) for field in texts}
        | {
            "merged_into": page.theme.merged_into.slug if page.theme.merged_into else None,
            "extracts": page.extracts,
            "events": [_event(event) for event in page.events],
            "merges": [
                {
                    "theme": merge.theme.slug,
                    "into": merge.into.slug,
                    "at": merge.at,
                    "reason": merge.reason,
                    "undone_at": merge.undone_at,
                    "undo_reason": merge.undo_reason,
                }
                for merge in page.merges
            ],
        }
    )


@api.get(
    "/threads/{id}",
    response={200: ThreadOut, 404: Problem, **PROBLEMS},
    operation_id="thread",
    tags=["threads"],
    summary="The history of a theme",
)
def thread(
    request: HttpRequest, id: Annotated[str, Path(description="From a theme's `thread`.", pattern=r"^[0-9]{1,19}$")]
) -> Any:
    """What has happened with a theme, from the beginning. The threads of single viewpoints are not public."""
    found = queries.public_thread(int(id))
    return {
        "id": str(found.pk),
        "theme": found.own_theme.slug,
        "state": found.state,
        "length": found.length,
        "events": [_event(event) for event in queries.events_of(found)],
    }


@api.get(
    "/figures",
    response={200: FiguresOut, **PROBLEMS},
    operation_id="figures",
    tags=["figures"],
    summary="The feedback debt",
)
def figures(request: HttpRequest) -> Any:
    """How many wait, how many too long, and how quickly answers come. At most a minute old."""
    counted = queries.figures()
    names = ["waiting", "late", "answered_percent", "median_days"]
    return {name: _figure(getattr(counted, name)) for name in names} | {
        "day": counted.day,
        "promise_days": settings.ANSWER_PROMISE_DAYS,
        "least": least(),
    }


_ALL_EVENTS = {
    "responses": {
        200: {
            "description": "One event a line, theme by theme, with the theme's slug and the slug of another theme.",
            "content": {NDJSON: {"schema": {"type": "string"}}},
        }
    }
}


@api.get(
    "/events.ndjson",
    response=PROBLEMS,
    operation_id="events",
    tags=["threads"],
    summary="Every public event",
    openapi_extra=_ALL_EVENTS,
)
def events(request: HttpRequest) -> Any:
    """The whole history of all themes as one stream of lines, to keep or to count with."""
    response = StreamingHttpResponse(_lines(), content_type=NDJSON)
    response["Content-Disposition"] = 'attachment; filename="events.ndjson"'
    return response


def _lines() -> Iterator[bytes]:
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    for row in queries.all_events():
        line = {"theme": row.pop("slug"), **row}
        yield encode(line).encode() + b"\n"


def _theme(row: queries.Listed) -> dict[str, Any]:
    return {
        **{field: getattr(row.theme, field) for field in ("slug", "name", "about", "plain_about")},
        "unit": row.theme.unit.slug,
        "since": row.theme.created_on,
        "stage": row.stage,
        "viewpoints": _figure(row.viewpoints),
        "waiting": _figure(row.waiting),
        "thread": str(row.theme.thread_id),
        "newest": _event(row.newest) if row.newest else None,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        **{field: getattr(event, field) for field in ("number", "kind", "at", "text", "plain_text")},
        "label": str(event.get_kind_display()),
        "theme": event.theme.slug if event.theme else None,
    }


def _figure(shown: Shown) -> dict[str, Any]:
    hidden = shown.value if isinstance(shown, Hidden) else None
    return {"value": None if hidden else shown, "hidden": hidden}
