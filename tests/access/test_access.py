"""Every address, for every role, with every method, as the table says. The probes use objects that exist."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.patterns import Row, who_may
from tests.access.table import TABLE
from tests.access.world import ROLES, VISITOR, World

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
    """And what is foreign looks the same as what is missing, where the row says what that would be."""
    row: Row = TABLE[name]
    url, data = address(name, row.to(world)), row.data(world)
    missing = reverse(name, kwargs=row.missing) if row.missing and pages_are_compared() else ""
    wrong = []
    for role in ROLES:
        client = as_role(role)
        for method, expected in tried(row, role):
            response = probe(client, method, url, data, as_json=row.as_json)
            if response.status_code != expected:
                wrong.append(f"{method} as {role}: {response.status_code}, the table says {expected}")
            wrong += [f"{method} as {role}: {fault}" for fault in faults_of(response, url, role)]
            if missing:
                nothing = probe(client, method, missing, data, as_json=row.as_json)
                if not tells_nothing(response, url, nothing, missing, known=role in row.known_to):
                    wrong.append(f"{method} as {role}: what is missing looks another way ({nothing.status_code})")
        for method in OTHER_METHODS if role in at_both_ends(row) else []:
            if (status := probe(client, method, url, {}).status_code) not in row.other:
                wrong.append(f"{method} as {role}: {status}")
    assert not wrong, "\n".join([url, *wrong])


def pages_are_compared() -> bool:
    """Pages are the same on both databases; what PostgreSQL may refuse besides shows in the status."""
    return connection.vendor == "sqlite"


def at_both_ends(row: Row) -> set[str]:
    """A visitor, and who gets furthest. For a method that a view does not take nobody else is tried: the view asks for
    the method before it asks who comes, or not at all."""
    return {VISITOR, who_may(row)}


def tried(row: Row, role: str) -> Iterator[tuple[str, int]]:
    """The methods that `role` tries, and what each gives."""
    for method, expected in (("GET", row.get), ("POST", row.post)):
        if expected[role] != 405 or role in at_both_ends(row):
            yield method, expected[role]


def faults_of(response: HttpResponse, url: str, role: str) -> Iterator[str]:
    """What no page may have: inline script or style, or a place in a cache where it is somebody's own."""
    if "text/html" in response.headers.get("Content-Type", "") and (inline := INLINE.search(response.content)):
        yield f"inline script or style: {inline[0][:80]!r}"
    personal = role != VISITOR or url.startswith(STAFF_PATHS)
    if personal and "no-store" not in response.headers.get("Cache-Control", ""):
        yield "may be kept in a cache"


def tells_nothing(something: HttpResponse, url: str, nothing: HttpResponse, missing: str, *, known: bool) -> bool:
    """Whether a refusal looks as it would if the object did not exist. Who is not refused finds nothing at `missing`.

    `known` is for one who may read the object elsewhere, so that a 403 tells them nothing new.
    """
    if (something.status_code == 403 and known) or not is_refused(something):
        return nothing.status_code == 404
    return same(something, url) == same(nothing, missing)


def is_refused(response: HttpResponse) -> bool:
    asks_to_sign_in = response.headers.get("Location", "").startswith(reverse("people:sign_in"))
    return response.status_code in {403, 404, 405} or asks_to_sign_in


def same(response: HttpResponse, url: str) -> tuple[int, bytes, str]:
    """A response without what differs from one showing of a page to the next: its own address and its form keys."""
    content = response.content.replace(url.encode(), b"URL")
    content = re.sub(rb'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', b"", content)
    return response.status_code, content, response.headers.get("Location", "").replace(url, "URL")
