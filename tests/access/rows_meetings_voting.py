"""The rows of voting: for whoever holds a card, at work, and what came of it in public."""

from typing import Any

from medskapa.core import clock
from medskapa.meetings import passes
from medskapa.meetings.models import Meeting, MeetingState
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Row,
    everyone,
    planners,
    sent,
    signed_in,
)
from tests.access.world import PLANNER, World
from tests.meeting_factories import new_ballots, new_meeting, new_statement, two_camps
from tests.scenes.meetings_voting import a_card, a_statement, a_vote


def a_held_vote(world: World) -> Meeting:
    """A closed meeting at which forty have voted."""
    meeting = new_meeting(unit=world.here, days=-1)
    for _each in range(10):
        new_statement(meeting)
    new_ballots(meeting, *two_camps(24, 16))
    meeting.state, meeting.closed_at, meeting.closed_by = MeetingState.CLOSED, clock.now(), world.people[PLANNER]
    meeting.save()
    return meeting


def _vote(world: World) -> dict[str, Any]:
    world.once(a_card)
    return {"slug": world.once(a_vote).slug}


def _held(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_held_vote).slug}


def _statement(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_vote).slug, "pk": world.once(a_statement).pk}


def _answer(world: World) -> dict[str, Any]:
    return {"pass": passes.pass_for(world.once(a_card)), "statement": world.once(a_statement).pk, "value": "1"}


ONLY_POST = signed_in(405)
NO_STATEMENT = {"slug": "finns-inte", "pk": NO_SUCH_NUMBER}

ROWS = {
    "meetings:vote": Row(
        everyone(200), everyone(200), data=lambda w: sent(w, code=str(passes.code_of(w.once(a_card)))), other=(405,)
    ),
    "meetings:vote_answer": Row(everyone(302), everyone(200), data=_answer, other=(405,)),
    "meetings:public_opinions": Row(everyone(200), READ_ONLY, to=_held, missing=SLUG),
    "meetings:opinions": Row(planners(200), READ_ONLY_SIGNED_IN, to=_held, missing=SLUG),
    "meetings:statements": Row(planners(200), READ_ONLY_SIGNED_IN, to=_vote, missing=SLUG),
    "meetings:new_statement": Row(
        planners(200),
        planners(302),
        to=_vote,
        data=lambda w: sent(w, text="Vi når er lätt.", plain_text=""),
        missing=SLUG,
    ),
    "meetings:statement": Row(
        planners(200),
        planners(302),
        to=_statement,
        data=lambda w: sent(w, text="Vi når er.", plain_text="", version=1),
        missing=NO_STATEMENT,
    ),
    "meetings:move_statement": Row(
        ONLY_POST, planners(302), to=_statement, data=lambda w: sent(w, way="down"), missing=NO_STATEMENT
    ),
    "meetings:remove_statement": Row(ONLY_POST, planners(302), to=_statement, data=sent, missing=NO_STATEMENT),
    "meetings:open_voting": Row(ONLY_POST, planners(302), to=_vote, data=lambda w: sent(w, to="open"), missing=SLUG),
    "meetings:make_cards": Row(ONLY_POST, planners(302), to=_vote, data=lambda w: sent(w, number=3), missing=SLUG),
    "meetings:cards_to_print": Row(planners(200), READ_ONLY_SIGNED_IN, to=_vote, missing=SLUG),
    "meetings:sheet_to_print": Row(planners(200), READ_ONLY_SIGNED_IN, to=_vote, missing=SLUG),
    "meetings:type_sheet": Row(
        planners(200), planners(302), to=_vote, data=lambda w: sent(w, number=1, answers="12"), missing=SLUG
    ),
    "meetings:count_raised": Row(
        planners(200),
        planners(302),
        to=_statement,
        data=lambda w: sent(w, agree=20, disagree=5, passes=3),
        missing=NO_STATEMENT,
    ),
}
