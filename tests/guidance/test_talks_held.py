"""After a talk: it was held, or it did not happen, and then the first thing is a kind question and a new time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.guidance import actions, jobs
from medskapa.guidance.models import Absence, Contact, Note, Notice, NoticeKind, NoticeState, NoticeVia, TalkState
from medskapa.guidance.queries import talks as queries
from medskapa.people.models import Role
from tests.factories import PersonFactory, staff
from tests.guidance.pages import send, text, url
from tests.guidance_factories import new_guide, new_resident
from tests.talk_factories import at, new_contact, new_slot, new_talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(guide):
    return new_resident(guide, reach_via="email", email="alma@example.se")


@pytest.fixture
def past(resident):
    return new_talk(resident, starts=clock.now() - timedelta(hours=1), about="Kök")


# --- held


def test_a_held_talk_is_a_contact_and_a_note_in_one_step(work, guide, resident, past):
    resident.guide_assignments.update(next_talk_on=clock.day_of(past.starts_at))
    page = work.get(url("talk", resident.pk, past.pk))
    assert 'value="Kök"' in text(page)
    data = {"about": "Arbete i kök", "note": "Vi pratade om kök.", "hidden_ground": "", "version": 1}
    response = send(work, url("talk_held", resident.pk, past.pk), **data)
    assert response.url == url("talks", resident.pk)
    past.refresh_from_db()
    contact, note = Contact.objects.get(), Note.objects.get()
    assert past.state == TalkState.HELD
    assert resident.guide_assignments.get().next_talk_on is None
    assert (contact.staff, contact.kind, contact.about, contact.talk) == (guide, "visit", "Arbete i kök", past)
    assert (note.author, note.text) == (guide, "Vi pratade om kök.")
    assert "Arbete i kök" in text(work.get(response.url))


def test_held_twice_is_held_once_and_needs_no_note(guide, past):
    for _each in range(2):
        actions.hold_talk(actor=guide, talk=past)
    assert Contact.objects.count() == 1
    assert not Note.objects.exists()


def test_a_talk_that_was_thought_missed_can_be_held_after_all(guide, past):
    actions.miss_talk(actor=guide, talk=past)
    assert actions.hold_talk(actor=guide, talk=past).state == TalkState.HELD
    assert Notice.objects.get().state == NoticeState.STOPPED  # nobody is asked why any more


def test_a_talk_ahead_or_cancelled_is_not_held(guide, resident):
    for talk in [new_talk(resident), new_talk(resident, starts=at(-1), state=TalkState.CANCELLED)]:
        with pytest.raises(Conflict):
            actions.hold_talk(actor=guide, talk=talk)
        with pytest.raises(Conflict):
            actions.miss_talk(actor=guide, talk=talk)


def test_a_note_that_is_too_long_comes_back_with_everything_typed(work, resident, past):
    data = {"about": "Kök", "note": "ord " * 3_000, "hidden_ground": "", "version": 1}
    response = send(work, url("talk_held", resident.pk, past.pk), **data)
    assert response.status_code == 422
    assert "ord ord" in text(response)
    assert not Contact.objects.exists()


# --- it did not happen


def test_whoever_did_not_come_is_asked_why_kindly_and_a_new_time_is_offered_at_once(work, guide, resident, past):
    slot = new_slot(guide)
    send(work, url("talk_missed", resident.pk, past.pk), version=1)
    assert Notice.objects.get().kind == NoticeKind.TALK_MISSED
    work.force_login(resident)
    assert "Vi vill hjälpa till" in text(work.get(url("my_talks")))
    page = work.get(url("my_missed_talk", past.pk))
    assert "Vad hände?" in text(page)
    assert "frånvaro" not in text(page)
    response = send(work, url("my_missed_talk", past.pk), why="Bussen kom inte.", help_kinds=["travel", "phone"])
    assert response.url == url("book_my_talk")
    assert f'value="{slot.pk}"' in text(work.get(response.url))
    past.refresh_from_db()
    assert (past.missed_why, past.help_kinds, past.answered_on) == (
        "Bussen kom inte.",
        ["phone", "travel"],
        clock.today(),
    )


def test_the_guide_sees_the_answer_and_which_are_still_silent(work, guide, resident, past):
    actions.miss_talk(actor=guide, talk=past)
    assert "Inget svar än" in text(work.get(url("talk", resident.pk, past.pk)))
    actions.answer_missed(actor=resident, talk=past, why="Bussen kom inte.", help_kinds=["home"])
    shown = text(work.get(url("talk", resident.pk, past.pk)))
    assert "Bussen kom inte." in shown
    assert "att guiden kommer till mig" in shown


def test_the_guide_writes_down_what_is_told_on_the_phone(work, guide, resident, past):
    actions.miss_talk(actor=guide, talk=past)
    assert send(work, url("missed_told", resident.pk, past.pk)).status_code == 422
    send(work, url("missed_told", resident.pk, past.pk), why="Bussen kom inte.", help_kinds=["phone"])
    assert "Bussen kom inte." in text(work.get(url("talk", resident.pk, past.pk)))


def test_an_answer_says_something_and_knows_the_kinds_of_help(resident, guide, past):
    actions.miss_talk(actor=guide, talk=past)
    for said in [{}, {"why": "  "}, {"help_kinds": ["pengar"]}]:
        with pytest.raises(ValidationError):
            actions.answer_missed(actor=resident, talk=past, **said)


def test_only_the_resident_and_the_guide_answer_and_only_of_a_missed_talk(resident, guide, past, unit):
    with pytest.raises(Conflict):
        actions.answer_missed(actor=resident, talk=past, why="Bussen")
    actions.miss_talk(actor=guide, talk=past)
    with pytest.raises(PermissionDenied):
        actions.answer_missed(actor=staff(Role.UNIT_MANAGER, unit), talk=past, why="Bussen")
    assert actions.answer_missed(actor=guide, talk=past, why="Bussen").missed_why == "Bussen"


def test_a_held_talk_is_not_missed(guide, past):
    actions.hold_talk(actor=guide, talk=past)
    with pytest.raises(Conflict):
        actions.miss_talk(actor=guide, talk=past)


def test_the_guides_day_shows_todays_talks_and_those_to_follow_up(work, guide, resident):
    new_talk(resident, starts=clock.now() + timedelta(seconds=1))
    new_talk(resident, starts=at(-3), state="missed")
    new_talk(resident, starts=at(-4))
    shown = text(work.get(url("today")))
    assert "Samtal i dag" in shown
    assert "Blev inte av, inget svar än" in shown
    assert "Hur gick det?" in shown


def test_who_covers_today_sees_the_talks_of_the_one_who_is_away(client, guide, resident, unit):
    new_talk(resident, starts=clock.now() + timedelta(seconds=1))
    cover = new_guide(unit)
    client.force_login(cover)
    assert resident.name not in text(client.get(url("today")))
    Absence.objects.create(guide=guide, cover=cover, starts_on=clock.today(), ends_on=clock.today())
    assert resident.name in text(client.get(url("today")))


def test_a_talk_that_is_booked_with_the_guide_before_waits_for_the_new_one(work, guide, unit):
    resident = new_resident(guide)
    new_talk(resident, guide=new_guide(unit))
    assert "Bokat med en tidigare guide" in text(work.get(url("today")))


# --- contacts


def test_a_contact_is_written_and_how_many_one_has_met_is_shown_to_both(work, guide, resident, unit):
    new_contact(resident, new_guide(unit), day=clock.today() - timedelta(days=20))
    new_contact(resident, new_guide(unit), day=clock.today() - timedelta(days=400))
    data = {"kind": "phone", "day": clock.today().isoformat(), "about": "Nästa tid"}
    assert send(work, url("log_contact", resident.pk), **data).status_code == 302
    assert queries.staff_met(resident) == 2
    assert "träffat 2 personer" in text(work.get(url("talks", resident.pk)))
    work.force_login(resident)
    shown = text(work.get(url("my_talks")))
    assert "träffat 2 personer" in shown
    assert "Nästa tid" in shown


def test_a_contact_is_not_of_a_day_to_come_and_what_is_typed_is_kept(work, resident):
    data = {"kind": "phone", "day": (clock.today() + timedelta(days=1)).isoformat(), "about": "Nästa tid"}
    response = send(work, url("log_contact", resident.pk), **data)
    assert response.status_code == 422
    assert "Nästa tid" in text(response)
    assert not Contact.objects.exists()


def test_the_reception_and_the_manager_write_contacts_and_an_officer_does_not(resident, unit):
    day = clock.today()
    for actor in [staff(Role.RECEPTION), staff(Role.UNIT_MANAGER, unit)]:
        actions.log_contact(actor=actor, resident=resident, kind="visit", day=day)
    for actor in [staff(Role.OFFICER, unit), PersonFactory(), resident]:
        with pytest.raises(PermissionDenied):
            actions.log_contact(actor=actor, resident=resident, kind="visit", day=day)


# --- the reminder


@pytest.fixture
def evening():
    with clock.fixed(datetime(2026, 12, 1, 3, 0, tzinfo=ZoneInfo(settings.TIME_ZONE))):
        yield


def test_whoever_has_a_talk_tomorrow_is_reminded_once(evening, resident):
    talk = new_talk(resident, starts=at(1))
    new_talk(new_resident(talk.guide), starts=at(2))
    for _each in range(2):
        jobs.remind.func(clock.today().toordinal())
    told = Notice.objects.get()
    assert (told.kind, told.resident, told.via) == (NoticeKind.TALK_TOMORROW, resident, NoticeVia.EMAIL)


def test_nobody_is_woken_by_a_reminder(evening):
    assert jobs.until_morning() == 6 * 3_600


def test_a_reminder_that_comes_a_day_late_is_not_sent(evening, resident):
    new_talk(resident, starts=at(1))
    jobs.remind.func(clock.today().toordinal() - 1)
    assert not Notice.objects.exists()


def test_nobody_is_reminded_by_letter_which_comes_too_late(evening, guide):
    writes = new_resident(guide, reach_via="letter", street="Storgatan 1", postcode="25225", town="Helsingborg")
    assert actions.remind_of_talk(actor=None, talk=new_talk(writes, starts=at(1))) is False


def test_a_cancelled_talk_reminds_nobody(evening, resident):
    assert actions.remind_of_talk(actor=None, talk=new_talk(resident, starts=at(1), state="cancelled")) is False


def test_a_reminder_holds_the_time_and_nothing_of_why(evening, resident, django_capture_on_commit_callbacks):
    talk = new_talk(resident, starts=at(1, 10), about="Skulder")
    with django_capture_on_commit_callbacks(execute=True):
        actions.remind_of_talk(actor=None, talk=talk)
    if not mail.outbox:  # a worker that does nothing of itself in this test
        jobs.send_waiting.func()
    (message,) = mail.outbox
    assert "10.00" in message.body
    assert "Skulder" not in message.body
    assert resident.name not in message.body
    assert Notice.objects.get().state == NoticeState.SENT
