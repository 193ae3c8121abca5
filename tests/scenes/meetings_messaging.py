"""The scenes of messages to the invited."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.meetings import actions
from medskapa.meetings.models import Invitation, InvitationState, InviteVia, Meeting, Message, MessageState
from tests.access.world import ELSEWHERE, PLANNER, REGISTRAR, World
from tests.meeting_factories import new_invitation, new_meeting, new_member, new_message
from tests.scenes import NOBODY, Scene
from tests.scenes.meetings_planning import a_meeting


def an_unsent(world: World) -> Invitation:
    """Somebody who is drawn and not asked yet."""
    return new_invitation(world.once(a_meeting), state=InvitationState.TO_SEND)


def an_asked(world: World) -> Invitation:
    """Somebody who has not answered, with a contact of their own."""
    member = new_member(contact=world.people[REGISTRAR], phone="070-1740605")
    return new_invitation(world.once(a_meeting), member)


def a_letter(world: World) -> Message:
    return new_message(new_invitation(world.once(a_meeting)))


def a_printed_letter(world: World) -> Message:
    return new_message(new_invitation(world.once(a_meeting)), printed_at=clock.now(), attempts=1)


def a_posted_letter(world: World) -> Message:
    return new_message(
        new_invitation(world.once(a_meeting)), printed_at=clock.now(), state=MessageState.SENT, done_at=clock.now()
    )


def an_sms(world: World) -> Message:
    return new_message(new_invitation(world.once(a_meeting), new_member(via="sms", phone="070-1740605")))


def a_failed_sms(world: World) -> Message:
    member = new_member(via="sms", phone="070-1740698", contact=world.people[REGISTRAR])
    message = new_message(new_invitation(world.once(a_meeting), member), failure="Numret går inte att nå.")
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED)
    message.refresh_from_db()
    return message


def a_telling(world: World) -> Message:
    """Word of mouth, by the contact of somebody invited."""
    return new_message(world.once(an_asked), via=InviteVia.CONTACT)


def a_meeting_soon(world: World) -> Meeting:
    """One whose day of the reply is near, with somebody silent who was asked by SMS a week ago."""
    meeting = new_meeting(unit=world.here, days=9)
    invitation = new_invitation(meeting, new_member(via="sms", phone="070-1740605"))
    new_message(invitation, state=MessageState.SENT, done_at=clock.now() - timedelta(days=7))
    return meeting


def a_meeting_that_was(world: World) -> Meeting:
    """One with a letter that nobody needs any more: the receiver has answered."""
    meeting = new_meeting(unit=world.here)
    new_message(new_invitation(meeting, state=InvitationState.NO))
    return meeting


def _read(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


SCENES = {
    "meetings.send_invitations": Scene(
        PLANNER,
        lambda w, who: actions.send_invitations(actor=who, meeting=w.once(an_unsent).meeting),
        stranger=ELSEWHERE,
        given=an_unsent,
    ),
    "meetings.mark_message_sent": Scene(
        NOBODY,
        lambda w, who: actions.mark_message_sent(actor=who, message=_read(w.once(an_sms))),
        stranger=None,
        given=an_sms,
    ),
    "meetings.fail_message": Scene(
        NOBODY,
        lambda w, who: actions.fail_message(actor=who, message=_read(w.once(an_sms)), reason="Numret finns inte."),
        stranger=None,
        given=an_sms,
    ),
    "meetings.print_letters": Scene(
        PLANNER,
        lambda w, who: actions.print_letters(actor=who, messages=[_read(w.once(a_letter))]),
        stranger=ELSEWHERE,
        given=a_letter,
    ),
    "meetings.post_letters": Scene(
        PLANNER,
        lambda w, who: actions.post_letters(actor=who, messages=[_read(w.once(a_printed_letter))]),
        stranger=ELSEWHERE,
        given=a_printed_letter,
    ),
    "meetings.undo_posting": Scene(
        PLANNER,
        lambda w, who: actions.undo_posting(actor=who, messages=[_read(w.once(a_posted_letter))]),
        stranger=ELSEWHERE,
        given=a_posted_letter,
    ),
    "meetings.return_letter": Scene(
        PLANNER,
        lambda w, who: actions.return_letter(actor=who, message=_read(w.once(a_posted_letter)), reason="Okänd."),
        stranger=ELSEWHERE,
        given=a_posted_letter,
    ),
    "meetings.retry_message": Scene(
        PLANNER,
        lambda w, who: actions.retry_message(actor=who, message=_read(w.once(a_failed_sms)), via=InviteVia.CONTACT),
        stranger=ELSEWHERE,
        given=a_failed_sms,
    ),
    "meetings.tell_message": Scene(
        REGISTRAR,
        lambda w, who: actions.tell_message(actor=who, message=_read(w.once(a_telling))),
        stranger=ELSEWHERE,
        given=a_telling,
    ),
    "meetings.pause_reminders": Scene(
        PLANNER,
        lambda w, who: actions.pause_reminders(actor=who, meeting=w.once(a_meeting), paused=True),
        stranger=ELSEWHERE,
        given=a_meeting,
    ),
    "meetings.pause_reminder": Scene(
        REGISTRAR,
        lambda w, who: actions.pause_reminder(actor=who, invitation=w.once(an_asked), paused=True),
        stranger=ELSEWHERE,
        given=an_asked,
    ),
    "meetings.remind": Scene(
        NOBODY,
        lambda w, who: actions.remind(actor=who, meeting=w.once(a_meeting_soon)),
        stranger=None,
        given=a_meeting_soon,
    ),
    "meetings.stop_unwanted": Scene(
        NOBODY,
        lambda w, who: actions.stop_unwanted(actor=who, meeting=w.once(a_meeting_that_was)),
        stranger=None,
        given=a_meeting_that_was,
    ),
}
