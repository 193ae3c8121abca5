"""Taking in, replying, taking back: what each does, whom it refuses, and when."""

import secrets

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.people.models import Role
from medskapa.voice import actions, receipts
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import AnswerVia, Channel, EventKind, Viewpoint, ViewpointState
from tests.factories import PersonFactory, ServiceFactory, UnitFactory, new_viewpoint, staff

pytestmark = pytest.mark.django_db


def key():
    return secrets.token_urlsafe(24)


def test_what_is_said_lands_in_the_unit_of_its_service_with_a_promise_and_a_thread():
    service = ServiceFactory()
    viewpoint, code = actions.say(actor=None, words=Words(text="Hej!", service=service), form_key=key())
    assert viewpoint.unit == service.unit
    assert (viewpoint.promised_on - viewpoint.received_on).days == 14
    assert [event.kind for event in viewpoint.thread.events.all()] == [EventKind.RECEIVED]
    assert receipts.holder_of(code) == viewpoint


def test_the_same_form_sent_twice_gives_one_viewpoint_and_the_same_code(fallback_unit):
    form_key = key()
    first, again = (actions.say(actor=None, words=Words(text="Hej!"), form_key=form_key) for _click in range(2))
    assert first[0] == again[0]
    assert str(first[1]) == str(again[1])
    assert Viewpoint.objects.count() == 1


def test_a_look_up_part_taken_by_another_leads_to_another_code(fallback_unit, monkeypatch):
    monkeypatch.setattr(receipts, "code_for", _crowded_codes())
    one, _code = actions.say(actor=None, words=Words(text="Ett"), form_key=key())
    two, second = actions.say(actor=None, words=Words(text="Två"), form_key=key())
    assert one != two
    assert receipts.holder_of(second) == two


def _crowded_codes():
    """Every first attempt gets the same look-up part, as if the list of words were far too short."""
    from analysis.receipt import Code

    original = receipts.code_for

    def crowded(form_key, *, attempt=0):
        code = original(form_key, attempt=attempt)
        return Code(lookup="taken-taken", secret=code.secret) if attempt == 0 else code

    return crowded


def test_an_anonymous_viewpoint_names_nobody_not_even_who_wrote_it_down(fallback_unit):
    registrar = staff(Role.REGISTRAR)
    heard = Heard(channel=Channel.OUTREACH, own_words=True, read_back=None)
    viewpoint, _code = actions.register(actor=registrar, words=Words(text="Hej!"), heard=heard, form_key=key())
    assert viewpoint.anonymous
    assert viewpoint.registered_by is None
    assert viewpoint.received_at is None
    assert not AuditRecord.objects.exists()
    assert AuditWaiting.objects.count() == 1


def test_the_database_refuses_an_anonymous_viewpoint_that_names_somebody(fallback_unit):
    viewpoint, _code = new_viewpoint()
    with pytest.raises(IntegrityError), transaction.atomic():
        Viewpoint.objects.filter(pk=viewpoint.pk).update(author=PersonFactory())


def test_a_named_viewpoint_says_who_wrote_it_down():
    registrar = staff(Role.REGISTRAR)
    viewpoint, _code = new_viewpoint(registered_by=registrar, author_name="Gunvor")
    assert (viewpoint.anonymous, viewpoint.registered_by) == (False, registrar)
    assert AuditRecord.objects.get(verb="viewpoint.received").actor == registrar


@pytest.mark.parametrize("role", [Role.AUDITOR, None])
def test_only_those_who_meet_residents_may_write_down_what_they_say(role, fallback_unit):
    actor = staff(role) if role else PersonFactory()
    heard = Heard(channel=Channel.DESK, own_words=True, read_back=True)
    with pytest.raises(PermissionDenied):
        actions.register(actor=actor, words=Words(text="Hej!"), heard=heard, form_key=key())
    assert not Viewpoint.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 5_001])
def test_no_words_and_too_many_words_are_refused(text, fallback_unit):
    with pytest.raises(ValidationError) as refused:
        actions.say(actor=None, words=Words(text=text), form_key=key())
    assert "text" in refused.value.message_dict


def test_a_receipt_code_in_the_text_is_refused(fallback_unit):
    _viewpoint, code = actions.say(actor=None, words=Words(text="Hej!"), form_key=key())
    with pytest.raises(ValidationError) as refused:
        actions.say(actor=None, words=Words(text=f"Min kod är {code} tack"), form_key=key())
    assert "text" in refused.value.message_dict


@pytest.mark.parametrize("via", [AnswerVia.SMS, AnswerVia.EMAIL, AnswerVia.LETTER])
def test_an_answer_by_a_channel_needs_somewhere_to_go(via, fallback_unit):
    with pytest.raises(ValidationError) as refused:
        actions.say(actor=None, words=Words(text="Hej!", answer_via=via), form_key=key())
    assert "answer_to" in refused.value.message_dict


def test_a_signed_in_persons_own_number_is_used_for_an_sms(fallback_unit):
    person = PersonFactory(phone="070-1740611")
    words = Words(text="Hej!", answer_via=AnswerVia.SMS)
    viewpoint, _code = actions.say(actor=person, words=words, form_key=key())
    assert viewpoint.answer_to == "070-1740611"


def test_a_reply_opens_an_answered_viewpoint_with_a_new_promise():
    viewpoint, _answerer = _answered()
    actions.reply(actor=None, viewpoint=viewpoint, text="Tack, men när?")
    viewpoint.refresh_from_db()
    assert viewpoint.state == ViewpointState.RECEIVED
    assert [event.kind for event in viewpoint.thread.events.all()][-1] == EventKind.REPLIED


def test_a_reply_sent_twice_is_one_reply():
    viewpoint, _answerer = _answered()
    for _click in range(2):
        actions.reply(actor=None, viewpoint=viewpoint, text="Tack, men när?")
    assert viewpoint.replies.count() == 1


def test_nobody_replies_to_or_takes_back_somebody_elses_viewpoint():
    viewpoint, _code = new_viewpoint(author=PersonFactory())
    other = PersonFactory()
    with pytest.raises(PermissionDenied):
        actions.reply(actor=other, viewpoint=viewpoint, text="Hej")
    with pytest.raises(PermissionDenied):
        actions.withdraw(actor=other, viewpoint=viewpoint)


def test_what_is_taken_back_keeps_no_words_and_takes_no_reply():
    viewpoint, _code = new_viewpoint(author_name="Gunvor")
    actions.withdraw(actor=None, viewpoint=viewpoint)
    viewpoint.refresh_from_db()
    assert (viewpoint.text, viewpoint.author_name, viewpoint.search_text) == ("", "", "")
    with pytest.raises(Conflict):
        actions.reply(actor=None, viewpoint=viewpoint, text="Hej")


def _answered():
    unit = UnitFactory()
    answerer = staff(Role.ANSWERER, unit)
    viewpoint, _code = new_viewpoint(unit=unit)
    actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Ja.")
    return viewpoint, answerer
