"""What a review asked, each decided: who can be found out, who approves, what is late, and who hears no more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.integrations.sms import client as sms
from medskapa.integrations.sms import incoming
from medskapa.meetings import actions, codes, jobs
from medskapa.meetings.models import Invitation, InvitationState, Meeting, Message, MessageKind, MessageState, Minutes
from medskapa.people.models import Role
from medskapa.voice.models import Event
from tests.factories import StaffFactory, new_theme, staff
from tests.meeting_factories import closed, new_invitation, new_item, new_meeting, new_member, new_table

pytestmark = pytest.mark.django_db
PHONE = "+46701740605"


@pytest.fixture
def colleague(unit):
    return staff(Role.PLANNER, unit)


# --- who wrote down a nameless note


def test_the_audit_of_a_nameless_note_does_not_say_who_wrote_it_down(unit):
    writer, meeting = StaffFactory(), new_meeting(unit=unit)
    table = new_table(meeting, writer)
    item = new_item(meeting, theme=new_theme(unit=unit))
    note = actions.write_note(actor=writer, table=table, key=new_key(), text="Jag är rädd.", item=item)
    actions.edit_note(actor=writer, note=note, version=note.version, text="Jag är rädd för brev.", item=item)
    actions.remove_note(actor=writer, note=note)
    assert AuditWaiting.objects.filter(verb__startswith="note.").count() == 3
    assert not AuditRecord.objects.filter(actor=writer).exists()
    assert not Event.objects.filter(actor=writer).exists()
    kept = [*AuditRecord.objects.values(), *AuditWaiting.objects.values()]
    told = [value for row in kept for name, value in row.items() if name in {"role", "why", "details"}]
    for known in (writer.name, "rädd"):
        assert known not in str([each for each in told if each])
    assert {type(row.day) for row in AuditWaiting.objects.all()} == {type(clock.today())}


# --- whose minutes they are


@pytest.fixture
def written(unit, planner):
    """Minutes that `planner` wrote every word of."""
    meeting = new_meeting(unit=unit, days=-1)
    new_item(meeting)
    minutes = actions.draft_minutes(actor=planner, meeting=closed(meeting, planner))
    actions.edit_minutes(actor=planner, minutes=minutes, version=1, intro="Vi sågs.", plain_intro="Vi sågs.")
    words = {"said": "Breven är långa.", "plain_said": "Breven är långa."}
    actions.edit_section(actor=planner, section=minutes.sections.get(), version=2, **words)
    minutes.refresh_from_db()
    return minutes


def test_nobody_approves_their_own_minutes(planner, written):
    waiting = actions.hand_in_minutes(actor=planner, minutes=written, version=written.version)
    with pytest.raises(PermissionDenied):
        actions.approve_minutes(actor=planner, minutes=waiting, version=waiting.version)


def test_nor_when_somebody_else_has_only_handed_them_in(planner, colleague, written):
    """A colleague who presses the button has written no word, so there is still nobody else who has read them."""
    waiting = actions.hand_in_minutes(actor=colleague, minutes=written, version=written.version)
    assert waiting.edited_by == planner
    with pytest.raises(PermissionDenied):
        actions.approve_minutes(actor=planner, minutes=waiting, version=waiting.version)
    approved = actions.approve_minutes(actor=colleague, minutes=Minutes.objects.get(), version=waiting.version)
    assert (approved.state, approved.approved_by) == ("published", colleague)


def test_nor_after_they_were_sent_back_and_handed_in_again(planner, colleague, written):
    waiting = actions.hand_in_minutes(actor=planner, minutes=written, version=written.version)
    back = actions.send_back_minutes(actor=colleague, minutes=waiting, comment="Skriv kortare.")
    again = actions.hand_in_minutes(actor=colleague, minutes=back, version=back.version)
    with pytest.raises(PermissionDenied):
        actions.approve_minutes(actor=planner, minutes=again, version=again.version)


def test_what_a_colleague_has_changed_last_the_first_writer_may_read(planner, colleague, written):
    """Each has then read the other's words."""
    actions.edit_minutes(
        actor=colleague, minutes=written, version=written.version, intro="Vi sågs i maj.", plain_intro="Vi sågs."
    )
    waiting = actions.hand_in_minutes(actor=colleague, minutes=written, version=written.version)
    assert actions.approve_minutes(actor=planner, minutes=waiting, version=waiting.version).state == "published"


# --- an answer by SMS after the last day


@pytest.fixture
def late(settings, tmp_path, unit):
    """Somebody who answers the day after the last one."""
    settings.SMS_CLIENT, settings.SMS_FROM, settings.DATA_DIR = "simulator", "+46701740690", tmp_path
    meeting = new_meeting(unit=unit, seats=1, reply_by=clock.today() - timedelta(days=1))
    member = new_member(via="sms", phone=PHONE)
    return new_invitation(meeting, member, made_on=clock.today() - timedelta(days=20))


def write(invitation, word="JA"):
    return incoming.take(message_id=new_key(), sender=PHONE, text=f"{word} {codes.code_for(invitation)}") or ""


def test_a_yes_after_the_last_day_is_taken_where_there_is_room(late):
    assert "Välkommen" in write(late)
    late.refresh_from_db()
    assert late.state == InvitationState.YES


def test_a_yes_after_the_last_day_is_refused_with_a_kind_sentence_where_the_seat_is_gone(late):
    new_invitation(late.meeting, state="yes")
    told = write(late)
    assert "Platsen har gått vidare till någon annan" in told
    assert "Ring" in told
    late.refresh_from_db()
    assert late.state == InvitationState.ASKED


def test_a_no_after_the_last_day_is_always_taken(late):
    new_invitation(late.meeting, state="yes")
    assert "helt i sin ordning" in write(late, "NEJ")


# --- who is withdrawn hears no more


@pytest.fixture
def withdrawn(unit, planner, colleague, written):
    """A follow-up that waits for somebody whose invitation is taken back afterwards."""

    def make(via, state=InvitationState.YES):
        member = new_member(via=via, phone=PHONE, email="ada@example.se")
        invitation = new_invitation(written.meeting, member, state=state, arrived_at=clock.now())
        waiting = actions.hand_in_minutes(actor=planner, minutes=written, version=written.version)
        actions.approve_minutes(actor=colleague, minutes=waiting, version=waiting.version)
        return invitation

    return make


def test_no_follow_up_is_made_to_an_invitation_that_is_withdrawn(withdrawn):
    withdrawn("letter", InvitationState.WITHDRAWN)
    assert not Message.objects.filter(kind=MessageKind.FOLLOW_UP).exists()


def test_one_that_waits_is_neither_sent_nor_printed_once_the_invitation_is_withdrawn(
    client, planner, withdrawn, monkeypatch
):
    sent = []
    monkeypatch.setattr(sms, "client", lambda: type("Gateway", (), {"send": lambda self, **to: sent.append(to)})())
    invitation = withdrawn("sms")
    Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.WITHDRAWN)
    jobs.send_waiting.call()
    assert sent == []
    Message.objects.update(via="letter")
    client.force_login(planner)
    page = client.get(reverse("meetings:letters", args=[Meeting.objects.get().slug]))
    assert invitation.member.name not in page.text
    actions.stop_unwanted(actor=None, meeting=Meeting.objects.get())
    assert Message.objects.get().state == MessageState.STOPPED
