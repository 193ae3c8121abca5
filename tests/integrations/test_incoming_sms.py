"""SMS that people send to us, as the gateway hands them over."""

import base64
import json
import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from medskapa.core.errors import Conflict
from medskapa.core.models import FormKey
from medskapa.integrations.checks import an_sms_can_be_answered
from medskapa.integrations.sms import incoming
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db

PHONE, OURS = "+46701740605", "+46701740690"
USER, PASSWORD = "vaxeln", "ett-langt-losenord-i-provet"
HELP = "Vi förstod inte"


@pytest.fixture(autouse=True)
def sms_settings(settings, tmp_path, monkeypatch):
    settings.SMS_CLIENT, settings.SMS_FROM, settings.DATA_DIR = "simulator", OURS, tmp_path
    settings.SMS_IN_USER, settings.SMS_IN_PASSWORD = USER, PASSWORD
    monkeypatch.setattr(incoming, "_handlers", {})
    return settings


@pytest.fixture
def outbox(tmp_path):
    def sent():
        path = tmp_path / "sms" / "outbox.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return sent


@pytest.fixture
def heard():
    """What the handler of the word JA was given."""
    given = []

    def yes(sender, words):
        given.append((sender, words))
        return "Tack! Välkommen."

    incoming.handles("Ja", yes)
    return given


def deliver(login=(USER, PASSWORD), **changes):
    fields = {"from": PHONE, "to": OURS, "message": "JA 4821", "id": "s1"} | changes
    fields = {name: value for name, value in fields.items() if value is not None}
    headers = {"Authorization": "Basic " + base64.b64encode(":".join(login).encode()).decode()} if login else {}
    return Client(enforce_csrf_checks=True).post(reverse("integrations:sms_in"), fields, headers=headers)


def test_a_word_reaches_its_handler_and_the_reply_goes_out_by_sms(heard, outbox):
    response = deliver()
    assert (response.status_code, response.content) == (200, b"")
    assert heard == [(PHONE, ["JA", "4821"])]
    [message] = outbox()
    assert (message["from"], message["to"], message["message"]) == (OURS, PHONE, "Tack! Välkommen.")


@pytest.mark.parametrize(
    "written", ["ja 4821", "  Ja,\n 4821! ", "J\u00e4 4821", "Ja\u0308 4821", "jå 4821", "”JA” 4821."]
)
def test_a_word_is_known_however_the_phone_writes_it(heard, written):
    deliver(message=written)
    assert heard == [(PHONE, ["JA", "4821"])]


def test_a_number_without_country_code_is_the_same_person(heard):
    deliver(**{"from": "070-174 06 05"})
    assert heard[0][0] == PHONE


def test_the_same_message_twice_is_carried_out_once(heard, outbox):
    assert [deliver().status_code, deliver().status_code] == [200, 200]
    assert len(heard) == len(outbox()) == 1


def test_the_same_words_in_a_new_message_are_a_new_message(heard, outbox):
    deliver()
    deliver(id="s2")
    assert len(heard) == len(outbox()) == 2


def test_what_is_kept_of_a_message_says_neither_who_nor_what(heard):
    deliver()
    [kept] = FormKey.objects.values()
    assert not any(personal in str(kept) for personal in ("4821", "1740605", "Tack"))


@pytest.mark.parametrize("text", ["Hur kommer jag dit?", "", "???", "JAA 4821"])
def test_an_unknown_word_gets_a_friendly_answer_with_the_phone_number(heard, outbox, settings, text):
    deliver(message=text)
    assert heard == []
    [message] = outbox()
    assert HELP in message["message"]
    assert settings.MUNICIPALITY["phone"] in message["message"]


def test_two_machines_that_answer_each_other_come_to_an_end(outbox):
    for turn in range(10):
        deliver(message="Jag är på semester.", id=f"s{turn}")
    assert len(outbox()) == 3


def test_who_asked_for_help_too_often_is_still_heard(heard):
    for turn in range(5):
        deliver(message="hej", id=f"h{turn}")
    deliver()
    assert len(heard) == 1


def test_a_sender_that_writes_without_end_is_not_heard(heard, settings):
    settings.THROTTLE = settings.THROTTLE | {"sms_in_source": (2, 3600)}
    for turn in range(4):
        assert deliver(id=f"s{turn}").status_code == 200
    deliver(**{"from": "+46701740606", "id": "other"})
    assert [sender for sender, _words in heard] == [PHONE, PHONE, "+46701740606"]


@pytest.mark.parametrize("sender", ["Pizzerian", "71234", "+46", "\0"])
def test_a_sender_that_cannot_be_answered_is_left_alone(heard, outbox, sender):
    assert deliver(**{"from": sender}).status_code in {200, 400}
    assert heard == outbox() == []


def test_a_handler_that_says_nothing_sends_nothing(outbox):
    incoming.handles("STOPP", lambda sender, words: None)
    assert deliver(message="stopp").status_code == 200
    assert outbox() == []


def test_what_the_state_does_not_allow_is_answered_with_its_sentence_and_changes_nothing(outbox):
    def too_late(sender, words):
        UnitFactory(slug="halvvags")
        raise Conflict("Svarstiden har gått ut.")

    incoming.handles("NEJ", too_late)
    deliver(message="NEJ 4821")
    assert outbox()[0]["message"] == "Svarstiden har gått ut."
    assert not type(UnitFactory.build()).objects.filter(slug="halvvags").exists()


def test_a_handler_that_breaks_leaves_the_message_to_be_sent_again(heard):
    def broken(sender, words):
        raise RuntimeError

    incoming.handles("NEJ", broken)
    with pytest.raises(RuntimeError):
        deliver(message="NEJ")
    assert not FormKey.objects.exists()


def test_a_reply_that_does_not_get_through_undoes_nothing_and_logs_nobody(heard, outbox, caplog):
    with caplog.at_level(logging.DEBUG):
        assert deliver(**{"from": "+46701740698"}).status_code == 200
    assert len(heard) == 1
    assert "not sent" in caplog.text
    assert not any(personal in caplog.text for personal in ("1740698", "4821", "Välkommen"))


@pytest.mark.parametrize("login", [None, (USER, "fel"), ("fel", PASSWORD), ("", ""), ("å", "ö")])
def test_only_the_gateway_may_hand_over_messages(heard, login):
    response = deliver(login=login)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic")
    assert heard == []


def test_an_installation_without_a_log_in_for_the_gateway_takes_nothing(heard, settings):
    settings.SMS_IN_USER = settings.SMS_IN_PASSWORD = ""
    assert deliver(login=("", "")).status_code == 401
    assert heard == []


@pytest.mark.parametrize(
    "wrong", [{"from": None}, {"id": None}, {"id": " "}, {"message": None}, {"message": "a" * 2001}, {"id": "a" * 201}]
)
def test_a_message_that_is_not_whole_is_refused(heard, wrong):
    assert deliver(**wrong).status_code == 400
    assert heard == []


def test_a_word_has_one_handler():
    def first(sender, words):
        return None

    incoming.handles("NÄSTA", first)
    incoming.handles("nasta", first)
    assert incoming.handled() == ["NASTA"]
    with pytest.raises(ValueError, match="already"):
        incoming.handles("Nästa", lambda sender, words: None)
    with pytest.raises(ValueError, match="one word"):
        incoming.handles("ja tack", first)


def test_the_demo_plays_a_phone(heard, outbox):
    out = StringIO()
    call_command("text_in", "070-1740605", "ja 4821", stdout=out)
    assert heard == [(PHONE, ["JA", "4821"])]
    assert out.getvalue() == "Tack! Välkommen.\n"
    assert len(outbox()) == 1


def test_no_phone_is_played_where_the_gateway_is_real(settings, heard):
    settings.SMS_CLIENT = "gateway"
    with pytest.raises(CommandError, match="simulator"):
        call_command("text_in", "070-1740605", "ja")
    settings.SMS_CLIENT = "simulator"
    with pytest.raises(CommandError, match="mobilnummer"):
        call_command("text_in", "112", "ja")
    assert heard == []


@pytest.mark.parametrize(
    ("client", "sender", "written"),
    [
        ("gateway", OURS, "070-174 06 90"),
        ("simulator", "+4520123456", "+4520123456"),
        ("gateway", "Medskapa", ""),
        ("gateway", "070-1740690", ""),
        ("off", OURS, ""),
    ],
)
def test_letters_name_a_number_only_where_it_can_be_answered(settings, client, sender, written):
    settings.SMS_CLIENT, settings.SMS_FROM = client, sender
    assert incoming.number_to_write_to() == written


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"SMS_FROM": "Medskapa"}, ["integrations.W001"]),
        ({"SMS_IN_PASSWORD": "kort"}, ["integrations.W002"]),
        ({"SMS_IN_USER": ""}, ["integrations.W002"]),
        ({"SMS_CLIENT": "off", "SMS_FROM": "Medskapa"}, []),
    ],
)
def test_the_deployment_check_asks_whether_an_sms_can_be_answered(settings, changes, found):
    settings.SMS_CLIENT = "gateway"
    for name, value in changes.items():
        setattr(settings, name, value)
    assert [message.id for message in an_sms_can_be_answered(None)] == found


def test_a_word_that_is_made_while_we_run_reaches_whoever_knows_it(heard, outbox, monkeypatch):
    monkeypatch.setattr(incoming, "_resolvers", [])
    answers = {"BREV": lambda sender, words: "Tack för svaret.", "JA": lambda sender, words: "Aldrig."}
    incoming.resolves(answers.get)
    incoming.resolves(answers.get)
    for number, message in enumerate(("brev bättre", "ja 4821", "brav")):
        deliver(id=f"r{number}", message=message)
    replies = [each["message"] for each in outbox()]
    assert replies[:2] == ["Tack för svaret.", "Tack! Välkommen."]  # a word taken for good stays with its room
    assert HELP in replies[2]
