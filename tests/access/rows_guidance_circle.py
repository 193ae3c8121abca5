"""The rows of who is around a resident."""

from medskapa.guidance import actions, circle_codes
from medskapa.guidance.models import CircleMember
from tests.access.patterns import NUMBER, READ_ONLY_SIGNED_IN, Row, guided, guiding, only, sent, signed_in
from tests.access.rows_guidance_guides import the_file
from tests.access.rows_guidance_talks import has_a_guide
from tests.access.world import GUIDE, MANAGER, RESIDENT, World
from tests.scenes.guidance_circle import a_member, a_proposal


def a_joined_member(world: World) -> CircleMember:
    """The friend, who has joined with their own account."""
    member = world.once(a_member)
    return actions.join_circle(actor=world.people[RESIDENT], member=member, code=circle_codes.code_of(member))


ROWS = {
    "guidance:my_circle": Row(guided(200), READ_ONLY_SIGNED_IN, to=has_a_guide),
    "guidance:add_member": Row(
        guided(200), guided(302), to=has_a_guide, data=lambda w: sent(w, name="Vän", relation="relative", reach="")
    ),
    "guidance:my_member": Row(
        guided(200),
        guided(302),
        to=lambda w: {"pk": w.once(a_member).pk},
        data=lambda w: sent(w, sees_plan="on"),
        missing=NUMBER,
    ),
    "guidance:agree_to_member": Row(
        READ_ONLY_SIGNED_IN, guided(302), to=lambda w: {"pk": w.once(a_proposal).pk}, data=sent, missing=NUMBER
    ),
    "guidance:end_member": Row(
        READ_ONLY_SIGNED_IN, guided(302), to=lambda w: {"pk": w.once(a_member).pk}, data=sent, missing=NUMBER
    ),
    "guidance:circles": Row(signed_in(200), signed_in(422), data=lambda w: sent(w, code="inga riktiga ord")),
    "guidance:leave_circle": Row(
        READ_ONLY_SIGNED_IN,
        only(302, RESIDENT, otherwise=404),
        to=lambda w: {"pk": w.once(a_joined_member).pk},
        data=sent,
        missing=NUMBER,
    ),
    "guidance:circle": Row(
        guiding(200),
        guiding(302) | {MANAGER: 403},
        to=the_file,
        data=lambda w: sent(w, name="Lärare Ek", relation="teacher", reach=""),
        missing=NUMBER,
        known_to=frozenset({MANAGER, GUIDE}),
    ),
}
