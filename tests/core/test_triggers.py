"""Guards: rows that the database itself refuses, on SQLite and on PostgreSQL."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, migrations, transaction

from medskapa.core import triggers
from medskapa.core.triggers import append_only, guard, unprotected

pytestmark = pytest.mark.django_db

TABLES = [
    "CREATE TABLE try_hall (id integer PRIMARY KEY, open boolean NOT NULL)",
    "CREATE TABLE try_seat (id integer PRIMARY KEY, hall_id integer NOT NULL, taken_by text)",
]
HALL_IS_CLOSED = "NOT (SELECT open FROM try_hall WHERE try_hall.id = NEW.hall_id)"


@pytest.fixture(autouse=True)
def _registry_of_its_own(monkeypatch):
    triggers._load_registry()
    monkeypatch.setattr(triggers, "_guards", dict(triggers._guards))
    monkeypatch.setattr(triggers, "_append_only", dict(triggers._append_only))


@pytest.fixture(autouse=True)
def _tables(_registry_of_its_own):
    for table in TABLES:
        sql(table)
    sql("INSERT INTO try_hall (id, open) VALUES (1, TRUE), (2, FALSE)")
    sql("INSERT INTO try_seat (id, hall_id, taken_by) VALUES (1, 1, NULL)")


def sql(statement: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def forwards(*operations):
    for operation in operations:
        operation.database_forwards("core", editor(), None, None)


def backwards(*operations):
    for operation in reversed(operations):
        operation.database_backwards("core", editor(), None, None)


def editor():
    return SimpleNamespace(connection=connection, execute=lambda statement, params=None: sql(statement))


def refused(statement: str, why: str = "") -> bool:
    said = None
    try:
        with transaction.atomic():
            sql(statement)
    except IntegrityError as error:
        said = str(error)
    return said is not None and why in said


def no_seat_in_a_closed_hall():
    return guard("try_seat", name="open_hall", when=HALL_IS_CLOSED, message="the hall's closed, 100%", on="insert")


SEAT_IN_CLOSED_HALL = "INSERT INTO try_seat (id, hall_id) VALUES (2, 2)"


def test_a_row_is_refused_by_what_another_table_says():
    forwards(no_seat_in_a_closed_hall())
    assert refused(SEAT_IN_CLOSED_HALL, "the hall's closed, 100%")
    assert not refused("INSERT INTO try_seat (id, hall_id) VALUES (3, 1)")


def test_an_update_is_refused_by_the_row_before_it():
    once = {"sqlite": "OLD.taken_by IS NOT NEW.taken_by", "postgresql": "OLD.taken_by IS DISTINCT FROM NEW.taken_by"}
    when = {vendor: f"OLD.taken_by IS NOT NULL AND {differs}" for vendor, differs in once.items()}
    forwards(guard("try_seat", name="kept", when=when, message="a seat is taken once"))
    assert not refused("UPDATE try_seat SET taken_by = 'Alma' WHERE id = 1")
    assert not refused("UPDATE try_seat SET hall_id = 2 WHERE id = 1")
    assert refused("UPDATE try_seat SET taken_by = 'Bo' WHERE id = 1", "a seat is taken once")
    assert refused("UPDATE try_seat SET taken_by = NULL WHERE id = 1", "a seat is taken once")


def test_a_deletion_is_refused_where_the_condition_holds_and_goes_through_where_not():
    forwards(guard("try_hall", name="stays", when="OLD.open", message="an open hall stays", on="delete"))
    assert refused("DELETE FROM try_hall WHERE id = 1", "an open hall stays")
    assert not refused("DELETE FROM try_hall WHERE id = 2")
    assert sql("SELECT id FROM try_hall") == [(1,)]


def test_a_condition_that_is_unknown_refuses_nothing():
    forwards(guard("try_seat", name="named", when="NEW.taken_by = 'Bo'", message="not Bo"))
    assert not refused("UPDATE try_seat SET taken_by = NULL WHERE id = 1")


def test_a_migration_that_is_taken_back_takes_the_guard_with_it():
    operation = no_seat_in_a_closed_hall()
    forwards(operation)
    backwards(operation)
    assert not refused(SEAT_IN_CLOSED_HALL)


def test_a_guard_that_is_missing_is_named_and_can_be_put_back():
    forwards(no_seat_in_a_closed_hall())
    assert triggers.missing(connection) == []
    triggers.drop_all(connection)
    assert "try_seat is not guarded by try_seat_open_hall" in triggers.missing(connection)
    assert not refused(SEAT_IN_CLOSED_HALL)
    sql("DELETE FROM try_seat")
    triggers.create_all(connection)
    assert triggers.missing(connection) == []
    assert refused(SEAT_IN_CLOSED_HALL)


def test_a_guard_of_a_table_that_is_not_there_yet_is_not_missed():
    guard("try_later", name="kept", when="TRUE", message="later")
    assert triggers.missing(connection) == []


def test_a_table_that_guards_look_into_can_be_altered_and_everything_stands_again():
    """As Django alters a table on SQLite: a new one, the rows moved over, the old one dropped."""
    forwards(no_seat_in_a_closed_hall(), append_only("try_hall"))
    rebuilt = [
        "CREATE TABLE new_hall (id integer PRIMARY KEY, open boolean NOT NULL, name text)",
        "INSERT INTO new_hall (id, open) SELECT id, open FROM try_hall",
        "DROP TABLE try_hall",
        "ALTER TABLE new_hall RENAME TO try_hall",
    ]
    rebuild = migrations.RunSQL(rebuilt if connection.vendor == "sqlite" else "ALTER TABLE try_hall ADD name text", "")
    operations = unprotected(rebuild)
    forwards(*operations)
    assert triggers.missing(connection) == []
    assert refused(SEAT_IN_CLOSED_HALL)
    assert refused("UPDATE try_hall SET name = 'A' WHERE id = 1", "append-only")
    backwards(*operations)
    assert triggers.missing(connection) == []
    assert refused(SEAT_IN_CLOSED_HALL)


def test_what_was_not_protected_before_is_not_protected_by_putting_back():
    no_seat_in_a_closed_hall()  # declared by a migration that has not run yet
    forwards(*unprotected())
    assert not refused(SEAT_IN_CLOSED_HALL)


@pytest.mark.parametrize(
    "wrong", [{"on": "truncate"}, {"name": "x" * 60}, {"name": "Å"}, {"when": {"sqlite": "TRUE"}}], ids=str
)
def test_a_guard_that_cannot_be_is_refused_at_once(wrong):
    with pytest.raises(ValueError, match=r"guard|trigger"):
        guard("try_seat", **{"name": "kept", "when": "TRUE", "message": "no", "on": "insert"} | wrong)


def test_two_guards_of_one_name_are_a_mistake_and_the_same_twice_is_none():
    no_seat_in_a_closed_hall()
    no_seat_in_a_closed_hall()
    with pytest.raises(ValueError, match="two guards"):
        guard("try_seat", name="open_hall", when="TRUE", message="no")


def test_a_later_guard_takes_the_place_of_an_earlier_one_and_gives_it_back():
    earlier = guard("try_seat", name="taken", when="NEW.taken_by = 'A'", message="not A")
    later = guard("try_seat", name="taken", when="NEW.taken_by = 'B'", message="not B", version=2)
    forwards(earlier, later)
    assert "try_seat is not guarded by try_seat_taken" not in triggers.missing(connection)
    sql("UPDATE try_seat SET taken_by = 'A'")
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE try_seat SET taken_by = 'B'")
    later.database_backwards("core", editor(), None, None)
    sql("UPDATE try_seat SET taken_by = 'B'")
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE try_seat SET taken_by = 'A'")
