"""Whatever is typed, asked for or sent: a page, a refusal or a way on, never a server error.

The forms are those that the pages show, found by walking every row of the table, so that a new form is tried by being
there. Each is sent with odd values in all of its fields at once, and on PostgreSQL, which takes fewer values, in one
field at a time beside what is right. A form that a page sends elsewhere is tried at the address it is sent to.

What is asked for (`?q=...`) is tried at every page that looks at it while it is shown with nothing asked for; at one
that does not, odd values would only be the same page once more. Where nobody may send anything, one try is enough.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

import medskapa
from tests.access.patterns import who_may
from tests.access.table import TABLE
from tests.access.test_access import address, probe
from tests.access.world import World

ODD = [
    "\x00",
    "-1",
    "9" * 40,
    "9" * 19,
    "²",
    "0001-01-01",
    "9999-12-31",
    "<script>alert(1)</script>😀\u202e",
    "å" * 9_000,
]
DAY = re.compile(r"\d{4}-\d\d-\d\d")

ASKED = re.compile(r"""\bGET(?:\.get|\.getlist)?[(\[]\s*["']([\w-]+)["']""")
KEPT = {"csrfmiddlewaretoken", "form_key"}


def named_in_code(pattern: re.Pattern[str]) -> list[str]:
    """What the views read by name from what is asked for."""
    code = (path.read_text() for path in Path(medskapa.__file__).parent.rglob("*.py"))
    return sorted(set(chain.from_iterable(pattern.findall(text) for text in code)))


PARAMETERS = sorted({*named_in_code(ASKED), "after", "page", "q", "text", "state", "unit", "theme", "year", "month"})


class _Fields(HTMLParser):
    """The fields that a page sends to its own address, with what stands in them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._url = url
        self._elsewhere = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            action = urlsplit(urljoin(self._url, named.get("action") or "")).path
            self._elsewhere = action != urlsplit(self._url).path
        belongs = not self._elsewhere or "form" in named or "formaction" in named
        if belongs and tag in {"input", "textarea", "select", "button"} and (name := named.get("name")):
            checked = named.get("type") not in {"radio", "checkbox"} or "checked" in named
            self.found.setdefault(name, "")
            if checked and named.get("value"):
                self.found[name] = named["value"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._elsewhere = False


def fields_of(page: HttpResponse, url: str) -> dict[str, str]:
    if page.streaming or "text/html" not in page.headers.get("Content-Type", ""):
        return {}
    parser = _Fields(url)
    parser.feed(page.content.decode())
    return parser.found


@pytest.fixture
def looks(monkeypatch) -> Callable[[], int]:
    """How many times anything has looked at what was asked for, so far."""
    original, seen = WSGIRequest.GET.func, []

    def looked_at(request: WSGIRequest) -> Any:
        seen.append(request.path)
        return original(request)

    watched = cached_property(looked_at)
    watched.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", watched)
    return lambda: len(seen)


def everything_odd(fields: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for odd in ODD:
        yield f"all = {odd[:30]!r}", {name: value if name in KEPT else odd for name, value in fields.items()}
    yield "no field", {}
    yield "no key", {name: value for name, value in fields.items() if name not in KEPT}
    yield "twice", {name: value if name in KEPT else [value, "x"] for name, value in fields.items()}
    for name, value in fields.items() if connection.vendor == "postgresql" else ():
        odd = "9999-12-31" if DAY.match(str(value)) else "9" * 19
        yield f"{name} = {odd!r}", fields | {name: odd}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_nothing_that_is_sent_breaks_a_page(name: str, world: World, as_role, looks):
    row = TABLE[name]
    client = as_role(who_may(row))
    url, right = address(name, row.to(world)), row.data(world)
    wrong = []
    page = probe(client, "GET", url, {})
    firsts = range(0, len(ODD), 3) if looks() else ()
    for first in firsts:  # each parameter meets three of the odd values
        asked = {name: ODD[(first + place) % len(ODD)] for place, name in enumerate(PARAMETERS)}
        if (status := probe(client, "GET", url, asked).status_code) >= 500:
            wrong.append(f"GET from {first}: {status}")
    for what, data in everything_odd(fields_of(page, url) | right):
        response = probe(client, "POST", url, data, as_json=row.as_json)
        if response.status_code >= 500:
            wrong.append(f"POST with {what}: {response.status_code}")
        if b"<script>alert" in (b"" if response.streaming else response.content):
            wrong.append(f"POST with {what}: shown as it was sent")
        if response.status_code == 405:
            break
    assert not wrong, "\n".join([url, *wrong])


@pytest.mark.parametrize("name", sorted(name for name in TABLE if not name.startswith("/")))
def test_no_odd_address_breaks_anything(name: str, world: World, as_role):
    row = TABLE[name]
    client, kwargs = as_role(who_may(row)), row.to(world)
    for key in kwargs:
        for odd in [0, 2**63, 10**40, "x" * 300, "\x00"]:
            try:
                url = reverse(name, kwargs=kwargs | {key: odd})
            except NoReverseMatch:
                continue
            for method in ("GET", "POST"):
                assert probe(client, method, url, row.data(world)).status_code < 500, f"{method} {url[:120]}"
