"""Every address, for every role, with every method, as the table says. The probes use objects that exist."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import world as worlds
from tests.access.table import TABLE, Row
from tests.access.world import ROLES, VISITOR, World

pytestmark = pytest.mark.django_db

STAFF_PATHS = ("/arbete/", "/min-sida/")
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>|<style\b|<[^>]+\s(?:style|on[a-z]+)=\"", re.IGNORECASE)
OTHER_METHODS = ["PUT", "PATCH", "DELETE"]


def names(resolver: URLResolver, space: str = "", before: str = "/") -> Iterator[str]:
    """The name of every address; the address itself where it has none."""
    for pattern in resolver.url_patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else route
        else:
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, route)


def address(name: str, kwargs: dict) -> str:
    return name if name.startswith("/") else reverse(name, kwargs=kwargs)


EVERY_NAME = sorted(set(names(get_resolver())))


@pytest.fixture
def world(db, settings) -> World:
    settings.ACCOUNT_RATE_LIMITS = False  # allauth counts in the cache, which no rollback empties
    return worlds.build()


@pytest.fixture
def as_role(world: World):
    """A browser for each role, signed in where the role is."""

    def browser(role: str) -> Client:
        client = Client(raise_request_exception=False)
        if person := world.people[role]:
            client.force_login(person)
        return client

    return browser


def probe(client: Client, method: str, url: str, data: dict, *, as_json: bool = False) -> HttpResponse:
    """One request, and nothing of what it did is left afterwards."""
    content = {"data": data, "content_type": "application/json"} if as_json else {"data": data}
    with transaction.atomic():
        response = getattr(client, method.lower())(url, **(content if method == "POST" else {}))
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    return response


def test_every_address_has_a_row():
    assert sorted(set(EVERY_NAME) - set(TABLE)) == []


def test_every_row_is_about_an_address():
    assert sorted(set(TABLE) - set(EVERY_NAME)) == []


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_role_gets_what_the_table_says(name: str, world: World, as_role):
    row: Row = TABLE[name]
    url = address(name, row.to(world))
    data = row.data(world)
    wrong = []
    for role in ROLES:
        client = as_role(role)
        for method, expected in (("GET", row.get), ("POST", row.post)):
            response = probe(client, method, url, data, as_json=row.as_json)
            if response.status_code != expected[role]:
                wrong.append(f"{method} as {role}: {response.status_code}, the table says {expected[role]}")
            wrong += [f"{method} as {role}: {fault}" for fault in faults_of(response, url, role)]
        for method in OTHER_METHODS:
            if (status := probe(client, method, url, {}).status_code) not in row.other:
                wrong.append(f"{method} as {role}: {status}")
    assert not wrong, "\n".join([url, *wrong])


def faults_of(response: HttpResponse, url: str, role: str) -> Iterator[str]:
    """What no page may have: inline script or style, or a place in a cache where it is somebody's own."""
    if "text/html" in response.headers.get("Content-Type", "") and (inline := INLINE.search(response.content)):
        yield f"inline script or style: {inline[0][:80]!r}"
    personal = role != VISITOR or url.startswith(STAFF_PATHS)
    if personal and "no-store" not in response.headers.get("Cache-Control", ""):
        yield "may be kept in a cache"


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.missing))
def test_what_is_foreign_and_what_is_missing_look_the_same(name: str, world: World, as_role):
    row: Row = TABLE[name]
    foreign, missing = reverse(name, kwargs=row.to(world)), reverse(name, kwargs=row.missing)
    data = row.data(world)
    for role in ROLES:
        client = as_role(role)
        for method in ("GET", "POST"):
            something, nothing = probe(client, method, foreign, data), probe(client, method, missing, data)
            if something.status_code == 403 and role in row.known_to:
                assert nothing.status_code == 404, (method, role)
            elif is_refused(something):
                assert same(something, foreign) == same(nothing, missing), (method, role)
            else:
                assert nothing.status_code == 404, (method, role)


def is_refused(response: HttpResponse) -> bool:
    asks_to_sign_in = response.headers.get("Location", "").startswith(reverse("people:sign_in"))
    return response.status_code in {403, 404, 405} or asks_to_sign_in


def same(response: HttpResponse, url: str) -> tuple[int, bytes, str]:
    """A response without what differs from one showing of a page to the next: its own address and its form keys."""
    content = response.content.replace(url.encode(), b"URL")
    content = re.sub(rb'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', b"", content)
    return response.status_code, content, response.headers.get("Location", "").replace(url, "URL")
