"""Nobody can find out who an anonymous viewpoint came from: not with the database, the log and the audit chain in hand.

Two ways of asking. The first walks the schema: every column that could hold a person or a time, in every table that
a viewpoint can be reached from, is named here with what it may hold, and a new one fails the test until somebody has
said so. The second attacks: two hundred anonymous submissions right after signed-in acts with exact times, and an
attacker who tries every order and every shared value in the whole database, whatever its tables are called.
"""

import logging
import random
import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from medskapa.core import audit, clock
from medskapa.core.models import AuditRecord, AuditWaiting, random_id
from medskapa.people.models import Person, Role
from medskapa.voice import actions, order
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import AnswerVia, Channel, Thread, Viewpoint
from tests.factories import PersonFactory, UnitFactory, service_in, staff
from tests.voice.walk import begin, code_on, open_with, pass_on, send, step, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fallback_unit")]

# --- the walk through the schema

NOBODY, STAFF, DAY, STAFF_TIME = "nobody", "staff", "the day only", "the time of an act of staff"
MAY_HOLD = {
    "voice.Viewpoint.author": NOBODY,
    "voice.Viewpoint.contact": NOBODY,
    "voice.Viewpoint.registered_by": NOBODY,
    "voice.Viewpoint.received_at": NOBODY,
    "voice.Viewpoint.assigned_to": STAFF,
    "voice.Viewpoint.changed_by": STAFF,
    "voice.Viewpoint.changed_at": DAY,  # of staff's change, its time
    "voice.Viewpoint.answered_at": STAFF_TIME,
    "voice.Event.actor": STAFF,
    "voice.Event.at": DAY,  # of an act of staff, its time
    "voice.Reply.at": NOBODY,
    "voice.Delivery.done_by": STAFF,
    "voice.Delivery.done_at": STAFF_TIME,
    "voice.Extract.chosen_by": STAFF,
    "meetings.TableNote.written_by": STAFF,  # whoever took the notes, at a table of many
}


def about_one_viewpoint() -> set[type[models.Model]]:
    """The tables with rows about one viewpoint: its own, its thread's, and all that point to either."""
    found: set[type[models.Model]] = {Viewpoint, Thread}
    while more := {model for model in apps.get_models() if _points_to(model, found)} - found:
        found |= more
    return found


def _points_to(model: type[models.Model], found: set[type[models.Model]]) -> bool:
    if model._meta.label in ABOUT_MANY:
        return False
    return any(field.related_model in found for field in model._meta.concrete_fields if field.is_relation)


# Rows about many viewpoints at once: what they say of a person says nothing of one viewpoint's.
ABOUT_MANY = {"voice.Theme", "meetings.AgendaItem", "change.Proposal"}
# A column of one of these names would hold a trace of a visitor, whatever its type.
TRACES = ("session", "agent", "address", "remote", "cookie", "user", "device")


def columns_to_account_for() -> set[str]:
    found = set()
    for model in about_one_viewpoint():
        for field in model._meta.concrete_fields:
            person = field.is_relation and field.related_model is Person
            moment = isinstance(field, models.DateTimeField | models.TimeField)
            trace = any(word in field.name for word in TRACES)
            if person or moment or trace:
                found.add(f"{model._meta.label}.{field.name}")
    return found


def test_every_column_that_could_hold_a_person_or_a_time_is_accounted_for():
    assert columns_to_account_for() == set(MAY_HOLD)


@pytest.fixture
def spoken(client, fallback_unit) -> Viewpoint:
    """Somebody said something, said more, and took another thing back: all over HTTP, all without a name."""
    code = code_on(send(client, walk(client)))
    pass_ = pass_on(open_with(client, code))
    client.post(reverse("voice:receipt_reply"), {"pass": pass_, "text": "En sak till."})
    other = code_on(send(client, walk(client)))
    client.post(reverse("voice:receipt_withdraw"), {"pass": pass_on(open_with(client, other)), "sure": "1"})
    return Viewpoint.objects.exclude(text="").get()


def is_whole_day(moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


@pytest.mark.usefixtures("spoken")
def test_no_row_about_anonymous_words_holds_a_person_or_a_time_of_day():
    for column in MAY_HOLD:
        model_name, _, name = column.rpartition(".")
        for value in apps.get_model(model_name).objects.values_list(name, flat=True):
            assert value is None or (isinstance(value, datetime) and is_whole_day(value)), column


@pytest.mark.usefixtures("spoken")
def test_no_session_is_made_and_the_audit_chain_knows_the_day_only():
    assert not Session.objects.exists()
    assert not AuditRecord.objects.exists()
    assert set(AuditWaiting.objects.values_list("day", flat=True)) == {clock.today()}
    with clock.fixed(clock.now() + timedelta(days=1)), transaction.atomic():
        audit.seal()
    for act in AuditRecord.objects.all():
        assert act.actor_id is None
        assert (act.at.hour, act.at.minute, act.at.second, act.at.microsecond) == (0, 0, 0, 0)


def test_a_session_of_one_who_is_signed_in_is_not_touched(client):
    client.force_login(PersonFactory())
    before = list(Session.objects.values())
    send(client, walk(client, who="nobody"))
    assert list(Session.objects.values()) == before


def test_whoever_writes_down_anonymous_words_is_not_written_down_with_them():
    desk = staff(Role.REGISTRAR, UnitFactory())
    heard = Heard(channel=Channel.DESK, own_words=True, read_back=True)
    viewpoint, _code = actions.register(
        actor=desk, words=Words(text="Hej"), heard=heard, form_key=secrets.token_hex(16)
    )
    assert viewpoint.anonymous
    assert viewpoint.registered_by is None
    assert not AuditRecord.objects.filter(actor=desk).exists()
    assert not viewpoint.thread.events.filter(actor__isnull=False).exists()


@pytest.mark.parametrize(
    "trace",
    [
        {"received_at": datetime(2026, 4, 13, 12, 30, tzinfo=UTC)},
        {"author_name": "Alma"},
        {"answer_via": AnswerVia.SMS},
    ],
)
def test_the_database_itself_refuses_a_trace_on_anonymous_words(spoken, trace):
    with pytest.raises(IntegrityError), transaction.atomic():
        Viewpoint.objects.filter(pk=spoken.pk).update(**trace)


# --- the whole database, whatever its tables are called

Row = dict[str, object]


def whole_database() -> Iterator[tuple[str, Row]]:
    """Every row of every table in its physical order, with what the database itself knows of the row."""
    hidden = "ctid::text AS _place, xmin::text::bigint AS _transaction, " if connection.vendor == "postgresql" else ""
    for table in sorted(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {hidden}* FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for place, values in enumerate(cursor.fetchall()):
                row = dict(zip(names, values, strict=True))
                yield table, row | {"_place": _page_and_item(row["_place"]) if hidden else place}


def _page_and_item(place: object) -> tuple[int, ...]:
    return tuple(int(number) for number in str(place).strip("()").split(","))


def test_neither_code_nor_source_nor_browser_is_kept_anywhere(caplog):
    caplog.set_level(logging.DEBUG)
    client = Client(HTTP_USER_AGENT="Egen-webbläsare/7", REMOTE_ADDR="198.51.100.7", HTTP_ACCEPT_LANGUAGE="so")
    draft = walk(client, text="Hemliga ord i ett utkast.")
    page = send(client, draft)
    code = code_on(page)
    open_with(client, code)
    client.get(step(draft, "text"))
    client.post(step(draft, "om"), {"about": "finns inte"})
    kept = [str(value) for _table, row in whole_database() for value in row.values()]
    csrf = client.cookies["csrftoken"].value
    for secret in (str(code), code.secret, draft, "Egen-webbläsare", "198.51.100.7", csrf):
        assert not [value for value in kept if secret in value], secret
    logged = caplog.text + "".join(
        str(record.__dict__) for record in caplog.records if record.name != "django.db.backends"
    )
    for secret in (*code.words, draft, *draft.split("-"), "Hemliga ord", "Egen-webbläsare", "198.51.100.7"):
        assert secret not in logged, secret


# --- the attack

SUBMISSIONS = 200
FIVE_SIGMA = (
    5 / (SUBMISSIONS - 1) ** 0.5
)  # of a rank correlation between two orders that have nothing to do with each other


@pytest.fixture
def a_busy_day() -> list[tuple[int, int]]:
    """Two hundred people change their telephone number, and right after it each says something without a name.

    Returns the truth: person and viewpoint, in the order they came. The night has passed: past days are sealed.
    """
    at = datetime(2026, 4, 13, 6, 0, tzinfo=UTC)
    service_in(UnitFactory())
    truth = []
    for number in range(SUBMISSIONS):
        at += timedelta(seconds=random.randrange(20, 200))
        person, client = PersonFactory(pk=random_id()), Client()  # a key that nothing else equals by accident
        client.force_login(person)
        with clock.fixed(at):
            _change_number(client, number)
        with clock.fixed(at + timedelta(seconds=9)):
            truth.append((person.pk, _say_without_a_name(client)))
    with clock.fixed(at + timedelta(days=1)):
        audit.seal()
        with transaction.atomic():
            order.forget()
    return truth


def _change_number(client: Client, number: int) -> None:
    details = {"reach_via": "web", "phone": f"070-1740{number:03}", "language": "sv"}
    assert client.post(reverse("voice:my_contact"), details).status_code == 200


def _say_without_a_name(client: Client) -> int:
    before = set(Viewpoint.objects.values_list("pk", flat=True))
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Telefontiden är för kort.", "hurry": "1"})
    assert client.post(step(draft, "kontrollera"), {"form_key": secrets.token_urlsafe(24)}).status_code == 200
    (new,) = set(Viewpoint.objects.values_list("pk", flat=True)) - before
    return new


def rows_of(keys: dict[str, int], rows: list[tuple[str, Row]]) -> dict[str, dict[int, list[Row]]]:
    """Table -> whose -> rows, for those rows in which one of `keys` stands anywhere."""
    found: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, row in rows:
        for whose in {keys[str(value)] for value in row.values() if str(value) in keys}:
            found[table][whose].append(row)
    return found


def correlation(order: list[int]) -> float:
    """Spearman's rank correlation of `order` with 0, 1, 2 ..."""
    n = len(order)
    return 1 - 6 * sum((place - rank) ** 2 for place, rank in enumerate(order)) / (n * (n**2 - 1))


def test_an_attacker_with_the_whole_database_joins_no_better_than_by_chance(a_busy_day):
    rows = list(whole_database())
    assert broken_orders(a_busy_day, rows) == {}
    assert joining_values(a_busy_day, rows) == set()
    if connection.vendor == "sqlite":
        assert segments_of_the_full_text_index() == 1  # one segment a write would be an order


def broken_orders(truth: list[tuple[int, int]], rows: list[tuple[str, Row]]) -> dict[tuple[str, str], float]:
    """The columns, in any table, by which the viewpoints can be put in the order they came, or some of them guessed."""
    number_of = {viewpoint: number for number, (_person, viewpoint) in enumerate(truth)}
    threads = Viewpoint.objects.filter(pk__in=number_of).values_list("thread_id", "pk")
    keys = {str(pk): number for pk, number in number_of.items()} | {str(own): number_of[pk] for own, pk in threads}
    found = rows_of(keys, rows)
    assert {"voice_viewpoint", "voice_thread", "voice_event", "voice_receipt", "core_auditrecord"} <= set(found)
    guesses = {
        (table, column): guess
        for table, by_whose in found.items()
        if len(by_whose) == SUBMISSIONS
        for column in next(iter(by_whose.values()))[0]
        if (guess := _order_by(column, by_whose))
    }
    assert len(guesses) >= 12
    seen = {where: correlation(guess) for where, guess in guesses.items()}
    return {where: rho for where, rho in seen.items() if abs(rho) > FIVE_SIGMA or _hits(guesses[where]) > 12}


# A place in one table says nothing of the same place in another; and the first act that is sealed follows upon the last
# signed-in one in the audit chain, whosever it is. What orders tell is looked at by `broken_orders`.
POSITIONS = {"_place", "previous"}


def joining_values(truth: list[tuple[int, int]], rows: list[tuple[str, Row]]) -> set[str]:
    """The values that stand both with a person and with what that person said. What stands with many joins nobody."""
    people = {str(person): number for number, (person, _viewpoint) in enumerate(truth)}
    viewpoints = {str(viewpoint): number for number, (_person, viewpoint) in enumerate(truth)}
    with_people, with_words = (_values_of(rows_of(keys, rows)) for keys in (people, viewpoints))
    rare = {value for value, whose in with_words.items() if len(whose) <= 10 and len(value) > 3}
    return {value for value in rare & with_people.keys() if with_people[value] & with_words[value]}


def segments_of_the_full_text_index() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM voice_search_idx")
        (segments,) = cursor.fetchone()
        return int(segments)


def _order_by(column: str, by_whose: dict[int, list[Row]]) -> list[int] | None:
    """The attacker's guess at who came first: all viewpoints by one column. None where it is the same for all."""
    values = {whose: rows[0][column] for whose, rows in by_whose.items()}
    if len({str(value) for value in values.values()}) < SUBMISSIONS // 4:
        return None
    shuffled = random.sample(sorted(values), len(values))  # what is equal tells no order
    try:
        return sorted(shuffled, key=lambda whose: values[whose])  # type: ignore[arg-type,return-value]
    except TypeError:
        return sorted(shuffled, key=lambda whose: str(values[whose]))


def _hits(guess: list[int]) -> int:
    """How many people the attacker is right about, putting the first viewpoint to the first person and so on."""
    return sum(place == whose for place, whose in enumerate(guess))


def _values_of(found: dict[str, dict[int, list[Row]]]) -> dict[str, set[int]]:
    held: dict[str, set[int]] = defaultdict(set)
    for by_whose in found.values():
        for whose, rows in by_whose.items():
            for row in rows:
                for name, value in row.items():
                    if name not in POSITIONS:
                        held[str(value)].add(whose)
    return held


@pytest.mark.parametrize("leak", ["in the order they came", "shifted by a few"])
def test_the_attack_would_see_an_order_if_there_were_one(leak):
    came = list(range(SUBMISSIONS))
    if leak == "shifted by a few":
        came = sorted(came, key=lambda place: place + random.randrange(20))
    assert correlation(came) > FIVE_SIGMA
