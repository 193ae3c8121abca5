"""What holds for every test: a blank town, nothing left over in caches, triggers out of the way of a flush."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from medskapa.core import triggers
from tests import factories

HTMX = {"HX-Request": "true"}
CHANGE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
ALLAUTH = "/konto/"  # its own pages follow its own rules
WRITTEN_BY_READING = {  # what may follow from a GET: the log of reads, and what keeps a session and counts sources
    "core_readrecord",
    "core_auditrecord",
    "core_throttlecount",
    "core_throttlekey",
    "django_session",
}


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


@pytest.fixture(autouse=True)
def _reading_changes_nothing(monkeypatch):
    """A view that answers GET writes to the read log only: whoever follows a link must not change anything."""
    from django.core.handlers.base import BaseHandler

    original = BaseHandler.get_response

    def watched(self: BaseHandler, request: Any) -> Any:
        if request.method not in {"GET", "HEAD", "OPTIONS"} or request.path.startswith(ALLAUTH):
            return original(self, request)
        with connection.execute_wrapper(_refuse_changes):
            return original(self, request)

    monkeypatch.setattr(BaseHandler, "get_response", watched)


def _refuse_changes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    found = CHANGE.match(sql)
    assert not found or found[1] in WRITTEN_BY_READING, f"a GET wrote: {sql[:120]}"
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def _nothing_is_left_of_the_test_before():
    """A request leaves its language active in the thread, and the public figures are kept for a minute."""
    translation.activate("sv")
    cache.clear()


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
