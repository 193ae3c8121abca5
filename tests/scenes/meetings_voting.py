"""The scenes of voting: what a planner prepares, what is typed in, and what the holder of a card answers."""

from medskapa.meetings import actions
from medskapa.meetings.models import Meeting, Statement, VotingCard
from tests.access.world import ELSEWHERE, PLANNER, World
from tests.meeting_factories import new_meeting, new_statement
from tests.scenes import NOBODY, Scene


def a_vote(world: World) -> Meeting:
    """A meeting of the unit "here" with two statements, the first of them open, at which nobody has voted."""
    meeting = new_meeting(unit=world.here)
    new_statement(meeting)
    new_statement(meeting, open=False)
    return meeting


def a_statement(world: World) -> Statement:
    return world.once(a_vote).statements.get(number=1)


def a_closed_statement(world: World) -> Statement:
    return world.once(a_vote).statements.get(number=2)


def a_card(world: World) -> VotingCard:
    return actions.make_cards(actor=world.people[PLANNER], meeting=world.once(a_vote), number=1)[0]


SCENES = {
    "meetings.add_statement": Scene(
        PLANNER,
        lambda w, who: actions.add_statement(actor=who, meeting=w.once(a_vote), text="Vi når er lätt."),
        stranger=ELSEWHERE,
        given=a_vote,
    ),
    "meetings.edit_statement": Scene(
        PLANNER,
        lambda w, who: actions.edit_statement(actor=who, statement=w.once(a_statement), version=1, text="Vi når er."),
        stranger=ELSEWHERE,
        given=a_statement,
    ),
    "meetings.remove_statement": Scene(
        PLANNER,
        lambda w, who: actions.remove_statement(actor=who, statement=w.once(a_statement)),
        stranger=ELSEWHERE,
        given=a_statement,
    ),
    "meetings.move_statement": Scene(
        PLANNER,
        lambda w, who: actions.move_statement(actor=who, statement=w.once(a_statement), up=False),
        stranger=ELSEWHERE,
        given=a_statement,
    ),
    "meetings.open_statements": Scene(
        PLANNER,
        lambda w, who: actions.open_statements(
            actor=who, meeting=w.once(a_vote), statements=[w.once(a_closed_statement)]
        ),
        stranger=ELSEWHERE,
        given=a_closed_statement,
    ),
    "meetings.close_statements": Scene(
        PLANNER,
        lambda w, who: actions.close_statements(actor=who, meeting=w.once(a_vote), statements=[w.once(a_statement)]),
        stranger=ELSEWHERE,
        given=a_statement,
    ),
    "meetings.make_cards": Scene(
        PLANNER,
        lambda w, who: actions.make_cards(actor=who, meeting=w.once(a_vote), number=3),
        stranger=ELSEWHERE,
        given=a_vote,
    ),
    "meetings.vote": Scene(
        NOBODY,
        lambda w, who: actions.vote(actor=who, card=w.once(a_card), statement=w.once(a_statement), value=1),
        stranger=None,
        given=lambda w: (w.once(a_statement), w.once(a_card)),
    ),
    "meetings.type_ballot": Scene(
        PLANNER,
        lambda w, who: actions.type_ballot(actor=who, card=w.once(a_card), answers={w.once(a_statement): 1}),
        stranger=ELSEWHERE,
        given=a_card,
    ),
    "meetings.count_raised": Scene(
        PLANNER,
        lambda w, who: actions.count_raised(actor=who, statement=w.once(a_statement), agree=9, disagree=3, passes=1),
        stranger=ELSEWHERE,
        given=a_statement,
    ),
}
