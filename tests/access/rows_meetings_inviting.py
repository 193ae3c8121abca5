"""The rows of the pool, the draw and the invited."""

from typing import Any

from medskapa.core import clock
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Expected,
    Row,
    everyone,
    only,
    planners,
    sent,
    signed_in,
)
from tests.access.world import AUTHOR, GUIDED, INVITED, PLANNER, RESIDENT, World
from tests.scenes.meetings_drawing import a_drawn_draw, a_fixed_draw
from tests.scenes.meetings_inviting import one_invited
from tests.scenes.meetings_planning import a_meeting
from tests.scenes.meetings_pool import a_member, myself

ONLY_POST = signed_in(405)
KNOWN = frozenset({PLANNER})


def residents(status: int, of_them: int | None = None) -> Expected:
    """Residents; `of_them` is for the one who is in the pool."""
    return only(status, RESIDENT, AUTHOR, GUIDED) | {INVITED: status if of_them is None else of_them}


def _meeting(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_meeting).slug}


def _fixed(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_fixed_draw).meeting.slug}


def _drawn(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_drawn_draw).meeting.slug}


def _member(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_member).pk}


def _person(world: World, **more: Any) -> dict[str, Any]:
    typed = {
        "name": "Ada Ek",
        "via": "letter",
        "address": "Storgatan 1\n252 00 Helsingborg",
        "language": "sv",
        "agreed_on": clock.today().isoformat(),
        "agreed_how": "spoken",
    }
    return sent(world, **(typed | more))


def _in_the_pool(world: World) -> dict[str, Any]:
    world.once(myself)
    return {}


ROWS = {
    "meetings:draw": Row(everyone(200), READ_ONLY, to=_drawn, missing=SLUG),
    "meetings:draw_data": Row(everyone(200), READ_ONLY, to=_drawn, missing=SLUG),
    "meetings:be_asked": Row(residents(200), READ_ONLY_SIGNED_IN),
    "meetings:be_asked_how": Row(
        residents(200), residents(302), data=lambda w: sent(w, via="sms", phone="070-1740605")
    ),
    "meetings:be_asked_about": Row(
        residents(302, of_them=200),
        residents(302),
        to=_in_the_pool,
        data=lambda w: sent(w, birth_year="1990", language="sv"),
    ),
    "meetings:be_asked_no": Row(residents(302, of_them=200), residents(302), to=_in_the_pool, data=sent),
    "meetings:pool": Row(planners(200), planners(302), data=lambda _world: {"find": "on", "text": "Ek"}),
    "meetings:new_member": Row(planners(200), planners(302), data=_person),
    "meetings:member": Row(planners(200), READ_ONLY_SIGNED_IN, to=_member, missing=NUMBER, known_to=KNOWN),
    "meetings:edit_member": Row(
        planners(200),
        planners(302),
        to=_member,
        data=lambda w: _person(w, version="1"),
        missing=NUMBER,
        known_to=KNOWN,
    ),
    "meetings:leave_pool": Row(planners(200), planners(302), to=_member, data=sent, missing=NUMBER, known_to=KNOWN),
    "meetings:invitations": Row(
        planners(200),
        planners(302),
        to=_meeting,
        data=lambda _world: {"find": "on", "text": "Ek"},
        missing=SLUG,
        known_to=KNOWN,
    ),
    "meetings:refill": Row(ONLY_POST, planners(302), to=_drawn, data=sent, missing=SLUG, known_to=KNOWN),
    "meetings:pick": Row(
        planners(200),
        planners(302),
        to=_meeting,
        data=lambda w: _person(w, why="Kan mycket om breven."),
        missing=SLUG,
        known_to=KNOWN,
    ),
    "meetings:pick_member": Row(
        planners(200),
        planners(302),
        to=lambda w: _meeting(w) | _member(w),
        data=lambda w: sent(w, why="Kan mycket om breven."),
        missing={"slug": "finns-inte", "pk": NO_SUCH_NUMBER},
        known_to=KNOWN,
    ),
    "meetings:withdraw_invitation": Row(
        planners(200),
        planners(302),
        to=lambda w: {"pk": w.once(one_invited).pk},
        data=lambda w: sent(w, reason="Bjöds in två gånger."),
        missing=NUMBER,
        known_to=KNOWN,
    ),
    "meetings:lottery": Row(planners(200), planners(302), to=_fixed, data=sent, missing=SLUG, known_to=KNOWN),
    "meetings:draw_lots": Row(
        ONLY_POST, planners(302), to=_fixed, data=lambda w: sent(w, seed="3 11 17"), missing=SLUG, known_to=KNOWN
    ),
    "meetings:discard_draw": Row(
        ONLY_POST, planners(302), to=_fixed, data=lambda w: sent(w, reason="Fel antal."), missing=SLUG, known_to=KNOWN
    ),
}
