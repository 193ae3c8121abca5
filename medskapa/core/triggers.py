"""Tables that only grow: the database itself refuses to change, delete or empty what was written.

SQLite rebuilds a table when a later migration alters it, and drops its triggers with the old one: such a migration
must end with the same `append_only` again. `missing` finds a forgotten one, and `checks.assert_safe` asks it at start.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

_registry: dict[str, tuple[str, ...]] = {}


def append_only(table: str, except_columns: Sequence[str] = ()) -> Operation:
    """A reversible migration operation that makes `table` append-only on SQLite and PostgreSQL.

    Args:
        table: the table's name in the database.
        except_columns: columns that a purge may blank (to NULL, an empty text or an empty JSON object), and only that.
    """
    _registry[table] = tuple(except_columns)
    return AppendOnly(table, tuple(except_columns))


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


def drop_all(connection: BaseDatabaseWrapper) -> None:
    """Take all protection away. For tests only: before a transactional test's tables are emptied."""
    for table in _present(connection):
        _run_on(connection, _drops(connection, table))


def create_all(connection: BaseDatabaseWrapper) -> None:
    """Put all protection back; see `drop_all`."""
    for table, columns in _present(connection).items():
        _run_on(connection, _drops(connection, table) + _creates(connection, table, columns))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that should be append-only, exist, and are not."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return [table for table in _present(connection) if not _names(connection, table) <= found]


def _present(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, ...]]:
    _load_registry()
    tables = set(connection.introspection.table_names())
    return {table: columns for table, columns in _registry.items() if table in tables}


@cache
def _load_registry() -> None:
    """Import every migration: that is where `append_only` is called."""
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
