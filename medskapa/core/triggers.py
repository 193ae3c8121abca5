"""What the database itself refuses: tables that only grow (`append_only`), and rows that must not be (`guard`).

A guard is for what no CHECK constraint can say, since it looks at the row before or at other tables. It stands behind
the action that says no with a sentence for the user, and does not replace it.

SQLite rebuilds a table when a later migration alters it: it drops the table's triggers with the old one, and fails
where a guard of another table looks into the table. Put the operations of such a migration in `unprotected`, which
takes the triggers away and puts them back. `missing` finds a forgotten one, and `checks.assert_safe` asks it at start.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

_append_only: dict[str, tuple[str, ...]] = {}
_guards: dict[str, dict[int, "_Guard"]] = {}

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")  # PostgreSQL cuts a longer name off
_ON = ("insert", "update", "delete")


def append_only(table: str, except_columns: Sequence[str] = ()) -> Operation:
    """A reversible migration operation that makes `table` append-only on SQLite and PostgreSQL.

    Args:
        table: the table's name in the database.
        except_columns: columns that a purge may blank (to NULL, an empty text or an empty JSON object), and only that.
    """
    _append_only[table] = tuple(except_columns)
    return AppendOnly(table, tuple(except_columns))


def guard(
    table: str, *, name: str, when: str | Mapping[str, str], message: str, on: str = "update", version: int = 1
) -> Operation:
    """A reversible migration operation: a trigger that refuses a row of `table` with IntegrityError.

    Args:
        table: the table's name in the database.
        name: what the guard is called; the trigger is then ``<table>_<name>``, at most 63 characters.
        when: the SQL condition under which the row is refused, on OLD (update, delete) and NEW (insert, update), with
            sub-selects of other tables if need be; or one for each vendor (``{"sqlite": ..., "postgresql": ...}``).
            ``NEW.open`` and ``NOT NEW.open`` are written alike for both, as are TRUE, FALSE and COALESCE; "differs"
            is ``IS NOT`` on SQLite and ``IS DISTINCT FROM`` on PostgreSQL. SQLite has no NEW.id yet before an insert.
        message: why, for a log; nobody but a developer reads it.
        on: "insert", "update" or "delete".
        version: 2 and up, in a later migration, puts other words in the place of an earlier guard of the same name.

    Raises:
        ValueError: `on` or the name cannot be, or another guard has the name.
    """
    made = _Guard(table, f"{table}_{name}", _by_vendor(when), message, on)
    if on not in _ON or not _NAME.fullmatch(made.name):
        raise ValueError(f"There can be no trigger {made.name} on {on}")
    if _guards.setdefault(made.name, {}).setdefault(version, made) != made:
        raise ValueError(f"There are two guards called {made.name}")
    return AddGuard(made, version)


def unprotected(*operations: Operation) -> list[Operation]:
    """`operations` that alter tables, with every trigger out of their way on SQLite, and in place again afterwards."""
    lifted = _Lift()
    return [lifted, *operations, _PutBack(lifted)]


class AppendOnly(Operation):
    """See `append_only`."""

    reversible = True
    reduces_to_sql = False  # the columns are read from the live table

    def __init__(self, table: str, except_columns: tuple[str, ...] = ()) -> None:
        self.table = table
        self.except_columns = except_columns

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        connection = schema_editor.connection
        _run(schema_editor, _drops(connection, self.table) + _creates(connection, self.table, self.except_columns))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        _run(schema_editor, _drops(schema_editor.connection, self.table))

    def describe(self) -> str:
        return f"Make {self.table} append-only"


class AddGuard(Operation):
    """See `guard`."""

    reversible = True

    def __init__(self, guard: "_Guard", version: int = 1) -> None:
        self.guard = guard
        self.version = version

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        vendor = schema_editor.connection.vendor
        _run(schema_editor, self.guard.drops(vendor) + self.guard.creates(vendor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        vendor = schema_editor.connection.vendor
        earlier = _guards[self.guard.name].get(self.version - 1)
        _run(schema_editor, self.guard.drops(vendor) + (earlier.creates(vendor) if earlier else []))

    def describe(self) -> str:
        return f"Guard {self.guard.table}: {self.guard.message}"


class _Lift(Operation):
    """Takes away the triggers that are there on SQLite, and remembers which; see `unprotected`."""

    reversible = True

    def __init__(self) -> None:
        self.tables: dict[str, tuple[str, ...]] = {}
        self.guards: list[_Guard] = []

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        connection = schema_editor.connection
        if connection.vendor != "sqlite":
            return
        found = _triggers(connection)
        tables, guards = _present(connection)
        self.tables = {table: columns for table, columns in tables.items() if _names(connection, table) <= found}
        self.guards = [each for each in guards if each.name in found]
        _run(schema_editor, [drop for table in self.tables for drop in _drops(connection, table)])
        _run(schema_editor, [drop for each in self.guards for drop in each.drops(connection.vendor)])

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        connection = schema_editor.connection
        for table, columns in self.tables.items():
            _run(schema_editor, _creates(connection, table, columns))
        _run(schema_editor, [sql for each in self.guards for sql in each.creates(connection.vendor)])
        self.tables, self.guards = {}, []

    def describe(self) -> str:
        return "Take the triggers out of the way"


class _PutBack(Operation):
    """The other half of `_Lift`: forwards it does what that does backwards, and the other way round."""

    reversible = True

    def __init__(self, lifted: _Lift) -> None:
        self.lifted = lifted

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.lifted.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.lifted.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Put the triggers back"


@dataclass(frozen=True)
class _Guard:
    """A trigger that refuses rows; see `guard`."""

    table: str
    name: str
    when: tuple[tuple[str, str], ...]
    message: str
    on: str

    def drops(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f'DROP TRIGGER IF EXISTS "{self.name}"']
        return [f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"', f'DROP FUNCTION IF EXISTS "{self.name}"()']

    def creates(self, vendor: str) -> list[str]:
        when, message = dict(self.when)[vendor], self.message.replace("'", "''")
        before = f'CREATE TRIGGER "{self.name}" BEFORE {self.on.upper()} ON "{self.table}" FOR EACH ROW'
        if vendor == "sqlite":
            return [f"{before} WHEN ({when}) BEGIN SELECT RAISE(ABORT, '{message}'); END"]
        # The condition stands in the function, for PostgreSQL allows no sub-select in WHEN.
        row = "OLD" if self.on == "delete" else "NEW"
        refuse = f"RAISE EXCEPTION USING MESSAGE = '{message}', ERRCODE = 'integrity_constraint_violation'"
        return [
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF ({when}) THEN {refuse}; END IF; RETURN {row}; END $$",
            f'{before} EXECUTE FUNCTION "{self.name}"()',
        ]


def _by_vendor(when: str | Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    conditions = {"sqlite": when, "postgresql": when} if isinstance(when, str) else dict(when)
    if set(conditions) != {"sqlite", "postgresql"}:
        raise ValueError("A guard needs a condition for SQLite and one for PostgreSQL")
    return tuple(sorted(conditions.items()))


def drop_all(connection: BaseDatabaseWrapper) -> None:
    """Take all protection away. For tests only: before a transactional test's tables are emptied."""
    tables, guards = _present(connection)
    for table in tables:
        _run_on(connection, _drops(connection, table))
    for each in guards:
        _run_on(connection, each.drops(connection.vendor))


def create_all(connection: BaseDatabaseWrapper) -> None:
    """Put all protection back; see `drop_all`."""
    drop_all(connection)
    tables, guards = _present(connection)
    for table, columns in tables.items():
        _run_on(connection, _creates(connection, table, columns))
    for each in guards:
        _run_on(connection, each.creates(connection.vendor))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What should protect tables that exist, and does not, in words that name the table."""
    found = _triggers(connection)
    tables, guards = _present(connection)
    return [f"{table} is not append-only" for table in tables if not _names(connection, table) <= found] + [
        f"{each.table} is not guarded by {each.name}" for each in guards if each.name not in found
    ]


def _triggers(connection: BaseDatabaseWrapper) -> set[str]:
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def _present(connection: BaseDatabaseWrapper) -> tuple[dict[str, tuple[str, ...]], list[_Guard]]:
    """What is to be protected of the tables that there are."""
    _load_registry()
    tables = set(connection.introspection.table_names())
    return (
        {table: columns for table, columns in _append_only.items() if table in tables},
        [latest for each in _guards.values() if (latest := each[max(each)]).table in tables],
    )


@cache
def _load_registry() -> None:
    """Import every migration: that is where `append_only` and `guard` are called."""
    MigrationLoader(None, ignore_no_migrations=True)


def _run(schema_editor: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _run_on(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _names(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    acts = ["update", "delete"] if connection.vendor == "sqlite" else ["update", "delete", "truncate"]
    return {f"{table}_no_{act}" for act in acts}


def _drops(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    names = sorted(_names(connection, table))
    if connection.vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"' for name in names]
    return [f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"' for name in names] + [
        f'DROP FUNCTION IF EXISTS "{table}_refuse"()'
    ]


def _creates(connection: BaseDatabaseWrapper, table: str, except_columns: tuple[str, ...]) -> list[str]:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    if unknown := set(except_columns) - set(columns):
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    if connection.vendor == "sqlite":
        return _sqlite(table, _forbidden_change(columns, except_columns, differs="IS NOT"))
    # A row written again as it is may pass: by that `voice.order` forgets in which order rows came.
    any_change = "OLD.* IS DISTINCT FROM NEW.*"
    change = _forbidden_change(columns, except_columns, "IS DISTINCT FROM") if except_columns else any_change
    return _postgresql(table, change)


def _forbidden_change(columns: list[str], except_columns: tuple[str, ...], differs: str) -> str:
    """The condition on OLD and NEW under which an update is refused."""
    if not except_columns:
        return "TRUE"
    conditions = []
    for column in columns:
        condition = f'OLD."{column}" {differs} NEW."{column}"'
        if column in except_columns:
            new_text = f"COALESCE(CAST(NEW.\"{column}\" AS TEXT), '')"
            condition = f"({condition} AND {new_text} NOT IN ('', '{{}}'))"
        conditions.append(condition)
    return " OR ".join(conditions)


def _sqlite(table: str, forbidden_change: str) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only');"
    return [
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" WHEN {forbidden_change} BEGIN {refuse} END',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" BEGIN {refuse} END',
    ]


def _postgresql(table: str, forbidden_change: str) -> list[str]:
    call = f'EXECUTE FUNCTION "{table}_refuse"()'
    return [
        f'CREATE FUNCTION "{table}_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({forbidden_change}) {call}',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW {call}',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {call}',
    ]
