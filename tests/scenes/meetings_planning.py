"""The scenes of planning a meeting, and of announcing it."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.meetings import actions
from medskapa.meetings.models import Guest, GuestMessage, Meeting, MeetingState, MessageKind, Table
from tests.access.world import ELSEWHERE, PLANNER, World
from tests.meeting_factories import new_meeting, new_table
from tests.scenes import NOBODY, Scene


def a_draft(world: World) -> Meeting:
    """A meeting of the unit "here" that nobody can read of yet, with all that is needed for it to be announced."""
    return new_meeting(state=MeetingState.DRAFT, unit=world.here)


def a_meeting(world: World) -> Meeting:
    return new_meeting(unit=world.here)


def a_table(world: World) -> Table:
    return new_table(world.once(a_draft))


def a_guest(world: World) -> Guest:
    return Guest.objects.create(meeting=world.once(a_draft), name="Eva Alm", title="ordförande", kind="politician")


def an_announced_guest(world: World) -> Guest:
    """A guest with an address, of a meeting that everyone can read of."""
    meeting = world.once(a_meeting)
    return Guest.objects.create(meeting=meeting, name="Bo Ek", kind="official", email="bo@example.se")


def a_mail_to_a_guest(world: World) -> GuestMessage:
    return GuestMessage.objects.create(
        guest=world.once(an_announced_guest), kind=MessageKind.INVITATION, made_on=clock.today()
    )


def a_guest_to_tell(world: World) -> GuestMessage:
    """What is to be told a guest by hand."""
    guest = world.once(an_announced_guest)
    return GuestMessage.objects.create(guest=guest, kind=MessageKind.MOVED, by_hand=True, made_on=clock.today())


def _later(meeting: Meeting) -> dict:
    return {"starts_at": meeting.starts_at + timedelta(days=1), "ends_at": meeting.ends_at + timedelta(days=1)}


SCENES = {
    "meetings.create_meeting": Scene(
        PLANNER,
        lambda w, who: actions.create_meeting(actor=who, unit=w.here, title="Invånarträff 3", purpose="Vi vill höra."),
        stranger=ELSEWHERE,
    ),
    "meetings.edit_meeting": Scene(
        PLANNER,
        lambda w, who: actions.edit_meeting(
            actor=who, meeting=w.once(a_meeting), version=1, **_later(w.once(a_meeting))
        ),
        stranger=ELSEWHERE,
        given=a_meeting,
    ),
    "meetings.announce": Scene(
        PLANNER,
        lambda w, who: actions.announce(actor=who, meeting=w.once(a_draft)),
        stranger=ELSEWHERE,
        given=a_draft,
    ),
    "meetings.cancel": Scene(
        PLANNER,
        lambda w, who: actions.cancel(actor=who, meeting=w.once(a_meeting), reason="Salen är full.", version=1),
        stranger=ELSEWHERE,
        given=a_meeting,
    ),
    "meetings.add_table": Scene(
        PLANNER,
        lambda w, who: actions.add_table(actor=who, meeting=w.once(a_draft), name="Hur vi bemöts"),
        stranger=ELSEWHERE,
        given=a_draft,
    ),
    "meetings.edit_table": Scene(
        PLANNER,
        lambda w, who: actions.edit_table(actor=who, table=w.once(a_table), name="När det spelar roll"),
        stranger=ELSEWHERE,
        given=a_table,
    ),
    "meetings.remove_table": Scene(
        PLANNER,
        lambda w, who: actions.remove_table(actor=who, table=w.once(a_table)),
        stranger=ELSEWHERE,
        given=a_table,
    ),
    "meetings.add_guest": Scene(
        PLANNER,
        lambda w, who: actions.add_guest(actor=who, meeting=w.once(a_draft), name="Bo Ek", kind="official"),
        stranger=ELSEWHERE,
        given=a_draft,
    ),
    "meetings.edit_guest": Scene(
        PLANNER,
        lambda w, who: actions.edit_guest(actor=who, guest=w.once(a_guest), coming=True),
        stranger=ELSEWHERE,
        given=a_guest,
    ),
    "meetings.remove_guest": Scene(
        PLANNER,
        lambda w, who: actions.remove_guest(actor=who, guest=w.once(a_guest)),
        stranger=ELSEWHERE,
        given=a_guest,
    ),
    "meetings.invite_guest": Scene(
        PLANNER,
        lambda w, who: actions.invite_guest(actor=who, guest=w.once(an_announced_guest)),
        stranger=ELSEWHERE,
        given=an_announced_guest,
    ),
    "meetings.tell_guest": Scene(
        PLANNER,
        lambda w, who: actions.tell_guest(actor=who, guest=w.once(a_guest_to_tell).guest),
        stranger=ELSEWHERE,
        given=a_guest_to_tell,
    ),
    "meetings.mark_guest_mailed": Scene(
        NOBODY,
        lambda w, who: actions.mark_guest_mailed(actor=who, message=w.once(a_mail_to_a_guest)),
        stranger=None,
        given=a_mail_to_a_guest,
    ),
    "meetings.issue_guest_code": Scene(
        NOBODY,
        lambda w, who: actions.issue_guest_code(actor=who, message=w.once(a_mail_to_a_guest)),
        stranger=None,
        given=a_mail_to_a_guest,
    ),
    "meetings.answer_as_guest": Scene(
        NOBODY,
        lambda w, who: actions.answer_as_guest(actor=who, guest=w.once(an_announced_guest), coming=True),
        stranger=None,
        given=an_announced_guest,
    ),
    "meetings.fail_guest_mail": Scene(
        NOBODY,
        lambda w, who: actions.fail_guest_mail(actor=who, message=w.once(a_mail_to_a_guest), reason="Nej."),
        stranger=None,
        given=a_mail_to_a_guest,
    ),
}
