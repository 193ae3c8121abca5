"""What the database itself keeps apart: on PostgreSQL a table shows its rows only to those who stand on the right side.

The rules of who sees what are the policies of the rooms. This stands behind them, for the day when a query forgets its
filter: row-level security asks where the connection stands (`stand`), which the middleware says once for each request.
A connection that stands nowhere is the system: jobs, commands and migrations. On SQLite nothing of this exists.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

SYSTEM: frozenset[str] = frozenset()
OWN, NOBODY = "own", "nobody"
"""Somebody who sees their own rows and no others; somebody who is not signed in."""

_WALLS = "COALESCE(current_setting('medskapa.walls', true), '')"
_PERSON = "NULLIF(current_setting('medskapa.person', true), '')::bigint"
_standing: ContextVar[tuple[frozenset[str], int | None]] = ContextVar("standing", default=(SYSTEM, None))
_tables: dict[str, str] = {}

IS_SYSTEM = f"(SELECT {_WALLS} = '')"
"""SQL: nobody stands here but the system. In a sub-select, so that it is asked once for a query and not for a row."""


def inside(wall: str) -> str:
    """SQL: the connection stands behind `wall`, or is the system."""
    return f"(SELECT {_WALLS} = '' OR '{wall}' = ANY (string_to_array({_WALLS}, ',')))"


def inside_of(column: str) -> str:
    """SQL: the connection stands behind the wall that the row's `column` names."""
    return f"{column} = ANY ((SELECT string_to_array({_WALLS}, ','))::text[])"


def of_oneself(column: str) -> str:
    """SQL: the row's `column` is the person who asks."""
    return f"{column} = (SELECT {_PERSON})"


def stand(walls: frozenset[str], person: int | None = None) -> None:
    """Let the connection stand behind `walls` until it is told otherwise, and be `person`'s own. One cheap statement.

    Args:
        walls: words without a comma; none at all is the system.
        person: the key of whoever is signed in, whose own rows are theirs to see.
    """
    _standing.set((walls, person))
    if connection.vendor == "postgresql":
        # Past Django's log of queries: it is the same for every page, and a page is measured by what it asks itself.
        with connection.cursor() as wrapper, connection.wrap_database_errors:
            wrapper.cursor.execute(
                "SELECT set_config('medskapa.walls', %s, false), set_config('medskapa.person', %s, false)",
                [",".join(sorted(walls)), "" if person is None else str(person)],
            )


@contextmanager
def beyond() -> Iterator[None]:
    """Look further than whoever asks, for one thing that says nothing of anybody: a count, or whether a time is free.

    Also for what is written for others than the one who acts, by an action that has asked its policy. Within the block
    rows must be read, not only asked for: a queryset that is read later is read from where the request stands.
    """
    before = _standing.get()
    if before[0] == SYSTEM:
        yield
        return
    stand(SYSTEM, before[1])
    try:
        yield
    finally:
        try:
            stand(*before)
        except DatabaseError:  # the transaction has failed: when it is rolled back, so is what was set within it
            _standing.set(before)


def behind(table: str, rule: str) -> Operation:
    """A reversible migration operation: `table` shows, takes in and changes only rows for which the SQL `rule` holds.

    Also for the table's owner; superusers and roles with BYPASSRLS see everything, so the application is neither
    (`core.checks`).
    """
    _tables[table] = rule
    return Behind(table, rule)


def guarded() -> Iterable[str]:
    """The tables that migrations put behind a wall, as far as they are loaded."""
    return tuple(_tables)


def sees_everything(connection: BaseDatabaseWrapper) -> bool:
    """Whether the role that the application is has no walls at all."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


class Behind(Operation):
    """See `behind`."""

    reversible = True

    def __init__(self, table: str, rule: str) -> None:
        self.table, self.rule = table, rule

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            name = schema_editor.quote_name(self.table)
            schema_editor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY", params=None)
            schema_editor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY", params=None)
            policy = f"CREATE POLICY wall ON {name} USING ({self.rule}) WITH CHECK ({self.rule})"
            schema_editor.execute(policy, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            name = schema_editor.quote_name(self.table)
            schema_editor.execute(f"DROP POLICY wall ON {name}", params=None)
            schema_editor.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY", params=None)
            schema_editor.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY", params=None)

    def describe(self) -> str:
        return f"Put {self.table} behind a wall"
