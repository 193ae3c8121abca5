"""The scenes of the draw."""

from medskapa.meetings import actions
from medskapa.meetings.models import Draw, Invitation, Meeting
from medskapa.meetings.pool import Plan
from tests.access.world import ELSEWHERE, PLANNER, World
from tests.meeting_factories import new_meeting
from tests.meetings.drawing import RULE, SEED, drawn, fixed, many_members
from tests.scenes import Scene

NOBODY_COUNTED = Plan({})


def a_meeting_to_draw_for(world: World) -> Meeting:
    """One in public, and a pool."""
    many_members(12)
    return new_meeting(unit=world.here)


def a_fixed_draw(world: World) -> Draw:
    many_members(12)
    return fixed(world.people[PLANNER], new_meeting(unit=world.here), seats=4, plan=NOBODY_COUNTED)


def a_drawn_draw(world: World) -> Draw:
    """One where somebody said no."""
    many_members(12)
    draw = drawn(world.people[PLANNER], new_meeting(unit=world.here), seats=4, plan=NOBODY_COUNTED)
    first = draw.meeting.invitations.order_by("lot").first()
    Invitation.objects.filter(pk=first.pk).update(state="withdrawn")
    return draw


def _fix(world: World, who) -> Draw:
    return actions.fix_draw(
        actor=who,
        meeting=world.once(a_meeting_to_draw_for),
        seats=4,
        rest_days=0,
        seed_rule=RULE,
        plan=NOBODY_COUNTED,
        quotas={},
    )


SCENES = {
    "meetings.fix_draw": Scene(PLANNER, _fix, stranger=ELSEWHERE, given=a_meeting_to_draw_for),
    "meetings.discard_draw": Scene(
        PLANNER,
        lambda w, who: actions.discard_draw(actor=who, meeting=w.once(a_fixed_draw).meeting, reason="Fel antal."),
        stranger=ELSEWHERE,
        given=a_fixed_draw,
    ),
    "meetings.draw_lots": Scene(
        PLANNER,
        lambda w, who: actions.draw_lots(actor=who, meeting=w.once(a_fixed_draw).meeting, seed=SEED),
        stranger=ELSEWHERE,
        given=a_fixed_draw,
    ),
    "meetings.refill_seats": Scene(
        PLANNER,
        lambda w, who: actions.refill_seats(actor=who, meeting=w.once(a_drawn_draw).meeting),
        stranger=ELSEWHERE,
        given=a_drawn_draw,
    ),
}
