"""What holds for every test: a blank town, nothing left over in caches, triggers out of the way of a flush."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medskapa.core import triggers
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _unknown_template_variable_fails(settings, monkeypatch):
    """A page that shows the mark of an unknown variable fails the test that asked for it."""
    from django.http import HttpResponse

    original = HttpResponse.make_bytes

    def checked(self: HttpResponse, value: object) -> bytes:
        content = original(self, value)
        assert b"UNKNOWN-VARIABLE[" not in content, content[content.find(b"UNKNOWN-VARIABLE[") :][:80].decode()
        return content

    monkeypatch.setattr(HttpResponse, "make_bytes", checked)


@pytest.fixture
def fallback_unit(db):
    """The unit that takes what no service belongs to."""
    return factories.UnitFactory(slug="utveckling", name="Utveckling och stöd")


@pytest.fixture
def committed(transactional_db) -> Iterator[None]:
    """A test whose transactions really commit. The append-only tables are let loose for the flush that follows."""
    yield
    triggers.drop_all(connection)


@pytest.fixture(autouse=True)
def _triggers_stand(request):
    """Put protection back where an earlier committing test let it loose."""
    if {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        if triggers.missing(connection):
            triggers.create_all(connection)


@pytest.fixture
def queries_of(client):
    """The number of queries that one GET costs."""

    def cost(url: str, **headers: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, headers=headers).status_code == 200
        return len(captured)

    return cost
