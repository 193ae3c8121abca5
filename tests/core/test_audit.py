"""The audit chain: what it holds, what it refuses, and that every kind of tampering shows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from medskapa.core import audit, clock, triggers
from medskapa.core.models import AuditRecord, AuditWaiting, ReadRecord

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def _write(actor, count=3):
    with transaction.atomic():
        for number in range(1, count + 1):
            audit.record(actor=actor, verb="thing.done", on=actor, why=f"skäl {number}", answer=number)


@pytest.fixture
def tamper(db):
    """Change the table as one who owns the database can: with the triggers taken away."""
    triggers.drop_all(connection)

    def run(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    yield run
    triggers.create_all(connection)


@pytest.fixture
def heads(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "audit" / "heads.txt"


def test_a_record_says_who_what_on_what_when_and_why(anna):
    with clock.fixed(MORNING), transaction.atomic():
        audit.record(actor=anna, verb="thing.done", on=anna, why="för att", role="answerer", answer=7)
    record = AuditRecord.objects.get()
    assert (record.number, record.at, record.actor, record.role) == (1, MORNING, anna, "answerer")
    assert (record.verb, record.object_type, record.object_id) == ("thing.done", "people.person", str(anna.pk))
    assert (record.why, record.details) == ("för att", {"answer": 7})


def test_each_record_holds_the_hash_of_the_one_before_it(anna):
    _write(anna)
    first, second, third = AuditRecord.objects.all()
    assert (first.previous, second.previous, third.previous) == (audit.GENESIS, first.hash, second.hash)
    assert audit.verify() == 3
    assert audit.head() == third.hash


@pytest.mark.usefixtures("committed")
def test_writers_at_the_same_moment_make_one_chain():
    person = get_user_model().objects.create(login="anna", name="Anna Testsson")
    together = Barrier(8)

    def write(_):
        together.wait(timeout=10)
        try:
            for _ in range(5):
                _write(person, count=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert audit.verify() == 40


def test_an_empty_chain_holds(db):
    assert audit.verify() == 0
    assert audit.head() == audit.GENESIS


def test_two_records_that_say_the_same_have_commitments_that_differ(anna):
    with transaction.atomic():
        audit.record(actor=anna, verb="thing.done", on=anna, answer=1)
        audit.record(actor=anna, verb="thing.done", on=anna, answer=1)
    assert len(set(AuditRecord.objects.values_list("commitment", flat=True))) == 2


@pytest.mark.usefixtures("committed")
def test_outside_a_transaction_nothing_is_recorded():
    person = get_user_model().objects.create(login="anna", name="Anna Testsson")
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(actor=person, verb="thing.done", on=person)
    with pytest.raises(RuntimeError, match="transaction"):
        audit.read(reader=person, person=person, what="thing")
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize(
    "value",
    [7, True, None, "second_reader", "sms", clock.today(), UUID(int=5), [1, 2], (3,)],
    ids=repr,
)
def test_numbers_days_keys_and_slugs_are_fit_for_the_chain(anna, value):
    with transaction.atomic():
        audit.record(actor=anna, verb="thing.done", on=anna, detail=value)
    assert audit.verify() == 1


@pytest.mark.parametrize(
    "value",
    [
        "Anna Testsson",
        "Bussen går aldrig i tid",
        "19900101-2385",
        "a19900101",
        "0701234567",
        "namn@example.se",
        "bok-sol-hus-vind-sten-ek",
        "x" * 41,
        "",
        1.5,
        ["anna"],
        {"namn": 1},
        datetime(2026, 1, 1, 12, tzinfo=UTC),
    ],
    ids=repr,
)
def test_texts_names_codes_and_exact_times_are_refused(anna, value):
    with pytest.raises(ValueError, match="detail"), transaction.atomic():
        audit.record(actor=anna, verb="thing.done", on=anna, detail=value)
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'thing.undone'",
        "actor_id = NULL",
        "role = 'auditor'",
        "object_id = '99'",
        "at = '2020-01-01 00:00:00+00:00'",
        "why = 'ett annat skäl'",
        "details = '{\"answer\": 99}'",
        "why = '', details = '{}'",
        "salt = '00'",
        "number = 9",
    ],
)
def test_a_changed_record_breaks_the_chain_there(anna, tamper, change):
    _write(anna)
    tamper(f"UPDATE core_auditrecord SET {change} WHERE number = 2")
    with pytest.raises(audit.Broken) as broken:
        audit.verify()
    assert broken.value.number == 2


@pytest.mark.usefixtures("tamper")
def test_a_record_changed_together_with_its_own_hash_breaks_the_chain_at_the_next(anna):
    _write(anna)
    record = AuditRecord.objects.get(number=2)
    record.verb = "thing.undone"
    record.hash = audit._hash(record)
    record.save()
    with pytest.raises(audit.Broken) as broken:
        audit.verify()
    assert broken.value.number == 3


def test_a_removed_record_breaks_the_chain_there(anna, tamper):
    _write(anna)
    tamper("DELETE FROM core_auditrecord WHERE number = 2")
    with pytest.raises(audit.Broken) as broken:
        audit.verify()
    assert broken.value.number == 2


def test_the_database_refuses_to_change_or_delete_a_record(anna):
    _write(anna)
    record = AuditRecord.objects.order_by("number").first()
    for change in ({"verb": "thing.undone"}, {"actor": None}, {"why": "ett annat skäl"}, {"details": {"answer": 9}}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditRecord.objects.filter(number=1).update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        record.delete()
    assert audit.verify() == 3


def test_postgresql_refuses_to_empty_the_table(db, only_on):
    only_on("postgresql")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_auditrecord")


def test_a_forgotten_protection_is_noticed(db):
    assert triggers.missing(connection) == []
    triggers.drop_all(connection)
    assert "core_auditrecord is not append-only" in triggers.missing(connection)
    triggers.create_all(connection)
    assert triggers.missing(connection) == []


def test_a_purge_blanks_reasons_and_details_and_the_chain_still_holds(anna):
    with clock.fixed(MORNING):
        _write(anna)
    with clock.fixed(MORNING + timedelta(days=1)):
        _write(anna, count=1)
    assert audit.purge(before=MORNING + timedelta(hours=1)) == 3
    old, new = AuditRecord.objects.get(number=1), AuditRecord.objects.get(number=4)
    assert (old.salt, old.why, old.details) == ("", "", {})
    assert (new.why, new.details) == ("skäl 1", {"answer": 1})
    assert audit.verify() == 4
    assert audit.purge(before=MORNING + timedelta(hours=1)) == 0


def test_an_anonymous_act_waits_outside_the_chain_with_its_day_only(anna):
    with clock.fixed(MORNING), transaction.atomic():
        audit.record(actor=None, verb="thing.sent", on=anna, anonymous=True, channel="web")
    waiting = AuditWaiting.objects.get()
    assert not AuditRecord.objects.exists()
    assert {field.name for field in AuditWaiting._meta.fields} == {
        "id",
        "day",
        "verb",
        "object_type",
        "object_id",
        "details",
    }
    assert (waiting.day, waiting.details) == (MORNING.date(), {"channel": "web"})


@pytest.mark.parametrize("extra", [{"actor": True}, {"why": "ett skäl"}, {"role": "registrar"}], ids=repr)
def test_an_anonymous_act_that_says_who_is_refused(anna, extra):
    extra = {"actor": None} | extra
    actor = anna if extra.pop("actor") else None
    with pytest.raises(ValueError, match="anonymous"), transaction.atomic():
        audit.record(actor=actor, verb="thing.sent", on=anna, anonymous=True, **extra)
    assert not AuditWaiting.objects.exists()


def test_sealing_moves_past_days_shuffled_and_leaves_today(anna):
    sent = [str(number) for number in range(40)]
    for day in (0, 1):
        with clock.fixed(MORNING + timedelta(days=day)), transaction.atomic():
            for number in sent:
                anna.pk = number
                audit.record(actor=None, verb="thing.sent", on=anna, anonymous=True)
    with clock.fixed(MORNING + timedelta(days=1)):
        assert audit.seal() == 40
        assert audit.seal() == 0
    sealed = list(AuditRecord.objects.values_list("object_id", flat=True))
    assert sorted(sealed) == sorted(sent)
    assert sealed != sent  # by chance equal once in 10**47
    assert set(AuditRecord.objects.values_list("at", "actor")) == {(datetime(2026, 3, 2, tzinfo=UTC), None)}
    assert AuditWaiting.objects.count() == 40
    assert audit.verify() == 40


def test_sqlite_keeps_no_hidden_order_of_anonymous_acts(anna, only_on):
    only_on("sqlite")
    with transaction.atomic():
        audit.record(actor=None, verb="thing.sent", on=anna, anonymous=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid, id FROM core_auditwaiting")
        rowid, key = cursor.fetchone()
    assert rowid == key


def test_a_read_says_who_read_what_about_whom(anna, bo):
    with clock.fixed(MORNING), transaction.atomic():
        audit.read(reader=anna, person=bo, what="my_page")
    record = ReadRecord.objects.get()
    assert (record.reader, record.person, record.what, record.at) == (anna, bo, "my_page", MORNING)


def test_the_heads_outside_the_database_match_the_chain(anna, heads):
    audit.write_head()
    _write(anna)
    with clock.fixed(MORNING):
        audit.write_head()
    assert heads.read_text().splitlines()[-1] == f"2026-03-02 3 {audit.head()}"
    assert audit.verify_heads() == 1


def test_a_chain_cut_off_at_its_end_is_found_by_the_heads(anna, heads, tamper):
    _write(anna)
    audit.write_head()
    tamper("DELETE FROM core_auditrecord WHERE number = 3")
    assert audit.verify() == 2
    with pytest.raises(audit.Broken) as broken:
        audit.verify_heads()
    assert broken.value.number == 3


def test_the_command_tells_the_operator_whether_the_chain_holds(anna, heads, tamper, capsys):
    _write(anna)
    call_command("verify_audit")
    assert "3 records" in capsys.readouterr().out
    tamper("UPDATE core_auditrecord SET verb = 'x' WHERE number = 2")
    with pytest.raises(CommandError, match="record 2"):
        call_command("verify_audit")


def test_what_is_held_is_written_at_the_end_in_order_and_the_chain_stays_free_until_then(anna):
    with transaction.atomic():
        with audit.held():
            audit.record(actor=anna, verb="first", on=anna)
            with audit.held():
                audit.record(actor=anna, verb="second", on=anna)
            assert not AuditRecord.objects.exists()
            audit.record(actor=anna, verb="third", on=anna)
        assert [each.verb for each in AuditRecord.objects.order_by("number")] == ["first", "second", "third"]
    assert audit.verify() == 3


def test_what_was_held_in_a_part_that_failed_is_not_written(anna):
    def fails() -> None:
        with transaction.atomic(), audit.held():
            audit.record(actor=anna, verb="undone", on=anna)
            raise ValueError("it does not work out")

    with transaction.atomic(), audit.held():
        audit.record(actor=anna, verb="stays", on=anna)
        with pytest.raises(ValueError, match="work out"):
            fails()
    assert [each.verb for each in AuditRecord.objects.all()] == ["stays"]
