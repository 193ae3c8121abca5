"""What holds for every test: a blank town, nothing left over in caches, triggers out of the way of a flush."""

import copy
import gc
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from medskapa.core import audit, triggers
from medskapa.people.models import Person, Role, Unit
from tests import factories, migrated
from tests.access import world as worlds

gc.set_threshold(100_000, 20, 50)  # the default looks through all that Django has loaded, a fifth of the whole time

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
    """A request leaves its language active in the thread, the public figures are kept for a minute, and a test that
    runs the daily jobs leaves the head of its own audit chain outside the database."""
    translation.activate("sv")
    cache.clear()
    audit.heads_file().unlink(missing_ok=True)


def pytest_collection_finish() -> None:
    """What is loaded stays, as in `medskapa.wsgi`: it is not looked through again for what could be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Play what shares a world first, before any test that commits and then empties the tables.

    Each process has as many journeys as the others, and early: they take longest, and what is left for the end is to
    be short. The first one begins with them, for while it loads the town the others would only wait for it.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    journeys = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    others.sort(key=lambda item: "world" not in getattr(item, "fixturenames", ()))
    each, begun = len(items) // processes, 0
    items.clear()
    for process in range(processes):
        walked = journeys[process::processes]
        played = max(0, each - len(walked)) if process < processes - 1 else len(others)
        before = begun + (played // 4 if process else 0)
        items += others[begun:before] + walked + others[before : begun + played]
        begun += played


@pytest.fixture(scope="session")
def migrated_database(request, tmp_path_factory) -> Path | None:
    """Where the migrated, empty database is kept, or will be."""
    base = tmp_path_factory.getbasetemp()
    return migrated.template(request.config, base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base)


@pytest.fixture(scope="session")
def _kept_database(migrated_database) -> Iterator[Callable[[], None]]:
    """Begin with the database that was kept, if there is one; else be the one who makes it, while the others wait.

    Called once the database is there, it keeps it and lets the others go on.
    """
    with pytest.MonkeyPatch.context() as monkeypatch, ExitStack() as turn:
        if migrated_database:
            turn.enter_context(migrated.alone(migrated_database))
        if migrated_database and migrated_database.exists():
            migrated.begin_with(migrated_database, monkeypatch)
            turn.close()
            yield lambda: None
            return

        def made() -> None:
            if migrated_database:
                migrated.keep(migrated_database)
            turn.close()

        yield made


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, _kept_database) -> None:
    """What pytest-django calls before it makes the database."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, _kept_database, django_db_blocker) -> None:
    """The database, migrated; kept for the other processes and for the next time where it is new."""
    with django_db_blocker.unblock():
        _kept_database()


@pytest.fixture(scope="module")
def built_world(django_db_setup, django_db_blocker) -> Iterator[worlds.World]:
    """The world, made once for a module in a transaction that is never committed. Ask for `world`, its copy."""
    with django_db_blocker.unblock():
        translation.activate("sv")
        if triggers.missing(connection):
            triggers.create_all(connection)
        with transaction.atomic():
            yield worlds.build()
            transaction.set_rollback(True)


@pytest.fixture
def world(built_world, db) -> worlds.World:
    """A world for one test: each test's transaction lies within the module's, and is rolled back alone.

    The objects are copies, so that what a test changes in them, or makes with `World.once`, is forgotten with its rows.
    """
    return copy.deepcopy(built_world)


@pytest.fixture
def unit(db) -> Unit:
    """Some unit. A test that shows its name or its number makes one of its own."""
    return factories.UnitFactory()


@pytest.fixture
def planner(unit) -> Person:
    """Somebody who plans meetings in the unit."""
    return factories.staff(Role.PLANNER, unit)


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
    """Put protection back where an earlier committing test let it loose, for whoever asks by a fixture or by a mark."""
    asks = {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db")
    if not asks:
        return
    request.getfixturevalue("_django_db_helper")
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
