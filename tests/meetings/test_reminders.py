"""The one reminder: when, to whom, and never after the day of the reply."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from medskapa.core import clock, daily
from medskapa.meetings import actions, jobs, outbox
from medskapa.meetings.models import Invitation, InvitationState, InviteVia, Meeting, Message, MessageKind, MessageState
from medskapa.people.models import Role
from tests.factories import StaffFactory, staff
from tests.meeting_factories import new_invitation, new_meeting, new_member, new_message

pytestmark = pytest.mark.django_db
REMINDER = MessageKind.REMINDER


@pytest.fixture
def meeting(db) -> Meeting:
    return new_meeting(reply_by=clock.today() + timedelta(days=4), days=14)


def silent(meeting: Meeting, *, days_ago: int = 7, via: InviteVia = InviteVia.SMS, **invitation) -> Invitation:
    """Somebody who was asked and has not answered."""
    contact = StaffFactory() if via == InviteVia.CONTACT else None
    invited = new_invitation(meeting, new_member(via=via, phone="070-1740605", contact=contact), **invitation)
    new_message(invited, state=MessageState.SENT, done_at=clock.now() - timedelta(days=days_ago))
    return invited


def reminded(meeting: Meeting) -> set[int]:
    actions.remind(actor=None, meeting=meeting)
    return set(Message.objects.filter(kind=REMINDER).values_list("invitation", flat=True))


def test_whoever_is_silent_is_reminded_once(meeting):
    invitation = silent(meeting)
    for _day in range(3):
        assert reminded(meeting) == {invitation.pk}
    assert Message.objects.filter(kind=REMINDER).count() == 1


@pytest.mark.parametrize("state", [InvitationState.YES, InvitationState.NO, InvitationState.WITHDRAWN])
def test_whoever_has_answered_is_not_reminded(meeting, state):
    silent(meeting, state=state)
    assert reminded(meeting) == set()


def test_nobody_is_reminded_of_what_has_not_reached_them(meeting):
    invitation = new_invitation(meeting)
    new_message(invitation)
    failed = new_invitation(meeting)
    new_message(failed, state=MessageState.FAILED, failure="Brevet kom tillbaka.")
    assert reminded(meeting) == set()


def test_nobody_is_reminded_the_day_after_they_were_asked(meeting):
    silent(meeting, days_ago=1)
    assert reminded(meeting) == set()


@pytest.mark.parametrize(("days_left", "number"), [(20, 0), (6, 0), (5, 1), (0, 1), (-1, 0)])
def test_the_reminder_comes_some_days_before_the_reply_and_never_after(meeting, days_left, number):
    Meeting.objects.filter(pk=meeting.pk).update(reply_by=clock.today() + timedelta(days=days_left))
    silent(meeting)
    assert len(reminded(meeting)) == number


def test_a_letter_that_would_come_too_late_is_not_written(meeting):
    silent(meeting, via=InviteVia.LETTER)
    Meeting.objects.filter(pk=meeting.pk).update(reply_by=clock.today() + timedelta(days=2))
    assert reminded(meeting) == set()
    Meeting.objects.filter(pk=meeting.pk).update(reply_by=clock.today() + timedelta(days=3))
    assert len(reminded(meeting)) == 1


def test_a_reminder_that_waited_over_the_day_of_the_reply_is_not_printed(meeting, client):
    invitation = silent(meeting, via=InviteVia.LETTER)
    reminded(meeting)
    client.force_login(staff(Role.PLANNER, meeting.unit))
    url = reverse("meetings:letters", args=[meeting.slug])
    assert invitation.member.name in client.get(url).text.split("Postade i dag")[0]
    Meeting.objects.filter(pk=meeting.pk).update(reply_by=clock.today() - timedelta(days=1))
    assert invitation.member.name not in client.get(url).text.split("Postade i dag")[0]
    actions.stop_unwanted(actor=None, meeting=meeting)
    assert Message.objects.get(kind=REMINDER).state == MessageState.STOPPED


def test_a_meeting_can_pause_all_its_reminders(meeting, client):
    silent(meeting)
    client.force_login(staff(Role.PLANNER, meeting.unit))
    url = reverse("meetings:pause_reminders", args=[meeting.slug])
    client.post(url, {"paused": "yes"})
    meeting.refresh_from_db()
    assert meeting.reminders_paused
    assert reminded(meeting) == set()
    client.post(url, {"paused": "no"})
    assert len(reminded(meeting)) == 1


def test_a_reminder_on_its_way_stops_when_it_is_paused(meeting):
    invitation = silent(meeting)
    reminded(meeting)
    actions.pause_reminder(actor=staff(Role.PLANNER, meeting.unit), invitation=invitation, paused=True)
    assert not Message.objects.filter(outbox.wanted(), kind=REMINDER).exists()


def test_one_person_can_be_left_in_peace(meeting, client):
    left, other = silent(meeting), silent(meeting)
    client.force_login(staff(Role.PLANNER, meeting.unit))
    client.post(reverse("meetings:pause_reminder", args=[left.pk]), {"paused": "yes"})
    assert reminded(meeting) == {other.pk}


def test_a_planner_elsewhere_pauses_nothing(meeting):
    invitation, stranger = silent(meeting), staff(Role.PLANNER, new_meeting().unit)
    with pytest.raises(PermissionDenied):
        actions.pause_reminders(actor=stranger, meeting=meeting, paused=True)
    with pytest.raises(PermissionDenied):
        actions.pause_reminder(actor=stranger, invitation=invitation, paused=True)


def test_the_worker_reminds_once_a_day(meeting, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    invitation = silent(meeting)
    assert jobs.remind_daily in daily._jobs.values()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.remind_daily()
    assert Message.objects.get(kind=REMINDER, invitation=invitation).kind == REMINDER
