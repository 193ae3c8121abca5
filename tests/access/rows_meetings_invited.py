"""The rows of the invited person's own pages, and of the messages to the invited at work."""

from typing import Any

from medskapa.meetings import codes, guest_codes
from medskapa.meetings.models import Invitation
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NOT_STAFF,
    NUMBER,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Row,
    everyone,
    invited,
    only,
    planners,
    signed_in,
)
from tests.access.world import INVITED, PLANNER, REGISTRAR, World
from tests.meeting_factories import new_invitation, new_member
from tests.scenes.meetings_messaging import (
    a_failed_sms,
    a_letter,
    a_posted_letter,
    a_printed_letter,
    a_telling,
    an_asked,
    an_unsent,
)
from tests.scenes.meetings_planning import a_mail_to_a_guest, a_meeting, an_announced_guest


def _mine(world: World) -> Invitation:
    """The invitation of the resident who was invited, who has an account."""
    member = new_member(person=world.people[INVITED], via="sms", phone="070-1740607")
    return new_invitation(world.once(a_meeting), member)


def _meeting(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_meeting).slug}


def _a_message(build: Any) -> Any:
    return lambda world: {"slug": world.once(a_meeting).slug, "pk": world.once(build).pk}


def _letter(build: Any) -> Any:
    """A form that ticks one letter."""
    return lambda world: {"form_key": world.form_key, "letter": world.once(build).pk}


def _staff_of(status: int, otherwise: int) -> dict[str, int]:
    """The contact and the planner; for other members of staff it does not exist, for residents the page is shut."""
    return only(status, PLANNER, REGISTRAR, otherwise=otherwise) | dict.fromkeys(NOT_STAFF, 403)


def _reply(world: World) -> dict[str, Any]:
    return {"pass": codes.pass_for(world.once(_mine)), "form_key": world.form_key, "step": "svar", "coming": "yes"}


def _code_of_a_guest(world: World) -> dict[str, Any]:
    message = world.once(a_mail_to_a_guest)
    code = guest_codes.issue(message)
    message.save()
    return {"code": str(code)}


ONLY_POST = signed_in(405)
NO_MESSAGE = {"slug": "finns-inte", "pk": NO_SUCH_NUMBER}

ROWS = {
    "meetings:invitation": Row(
        everyone(200), everyone(200), data=lambda world: {"code": str(codes.code_for(world.once(_mine)))}
    ),
    "meetings:invitation_reply": Row(everyone(302), everyone(200), data=_reply),
    "meetings:guest_answer": Row(everyone(200), everyone(200), data=_code_of_a_guest),
    "meetings:guest_reply": Row(
        everyone(302),
        everyone(200),
        data=lambda world: {
            "pass": guest_codes.pass_for(world.once(an_announced_guest)),
            "form_key": world.form_key,
            "coming": "yes",
        },
    ),
    "meetings:my_invitations": Row(signed_in(200), READ_ONLY_SIGNED_IN),
    "meetings:my_invitation": Row(
        ONLY_POST, invited(200), to=lambda world: {"pk": world.once(_mine).pk}, missing=NUMBER
    ),
    "meetings:messages": Row(planners(200), READ_ONLY_SIGNED_IN, to=_meeting, missing=SLUG),
    "meetings:messages_progress": Row(planners(200), READ_ONLY_SIGNED_IN, to=_meeting, missing=SLUG),
    "meetings:send_invitations": Row(
        ONLY_POST, planners(302), to=lambda world: {"slug": world.once(an_unsent).meeting.slug}, missing=SLUG
    ),
    "meetings:pause_reminders": Row(
        ONLY_POST, planners(302), to=_meeting, data=lambda world: {"paused": "yes"}, missing=SLUG
    ),
    "meetings:letters": Row(planners(200), READ_ONLY_SIGNED_IN, to=_meeting, missing=SLUG),
    "meetings:print_letters": Row(ONLY_POST, planners(200), to=_meeting, data=_letter(a_letter), missing=SLUG),
    "meetings:post_letters": Row(ONLY_POST, planners(302), to=_meeting, data=_letter(a_printed_letter), missing=SLUG),
    "meetings:undo_posting": Row(ONLY_POST, planners(302), to=_meeting, data=_letter(a_posted_letter), missing=SLUG),
    "meetings:message_failures": Row(planners(200), READ_ONLY_SIGNED_IN, to=_meeting, missing=SLUG),
    "meetings:message": Row(
        planners(200),
        planners(302),
        to=_a_message(a_failed_sms),
        data=lambda world: {"form_key": world.form_key, "via": "contact"},
        missing=NO_MESSAGE,
    ),
    "meetings:return_letter": Row(
        ONLY_POST,
        planners(302),
        to=_a_message(a_posted_letter),
        data=lambda world: {"form_key": world.form_key, "reason": "Brevet kom tillbaka."},
        missing=NO_MESSAGE,
    ),
    "meetings:to_tell": Row(
        signed_in(200) | dict.fromkeys(NOT_STAFF, 403),
        signed_in(405) | dict.fromkeys(NOT_STAFF, 405),
    ),
    "meetings:tell": Row(
        _staff_of(200, 404), _staff_of(302, 404), to=lambda world: {"pk": world.once(a_telling).pk}, missing=NUMBER
    ),
    "meetings:enter_reply": Row(
        _staff_of(200, 404),
        _staff_of(302, 404),
        to=lambda world: {"pk": world.once(an_asked).pk},
        data=lambda world: {"form_key": world.form_key, "coming": "yes", "by": "contact"},
        missing=NUMBER,
    ),
    "meetings:pause_reminder": Row(
        ONLY_POST,
        _staff_of(302, 404),
        to=lambda world: {"pk": world.once(an_asked).pk},
        data=lambda world: {"paused": "yes"},
        missing=NUMBER,
    ),
}
