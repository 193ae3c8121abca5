"""The scenes of the end of a path."""

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.models import PathEnd, PathFollowUp, PathKind, Still
from medskapa.people.models import Person
from tests.access.world import GUIDE, OTHER_GUIDE, RESIDENT, World
from tests.factories import PersonFactory
from tests.guidance_factories import assign, the_assignment
from tests.scenes import NOBODY, Scene


def somebody_ready(world: World) -> Person:
    """Another resident of the guide, whose path has ended."""
    world.once(the_assignment)
    resident = PersonFactory(name="Färdig Invånare")
    assign(resident, world.people[GUIDE], world.here)
    return resident


def an_end(world: World) -> PathEnd:
    """The end of that path."""
    resident = world.once(somebody_ready)
    return actions.end_path(
        actor=world.people[GUIDE],
        assignment=resident.guide_assignments.get(),
        kind=PathKind.JOB,
        since=clock.today(),
    )


def a_question(world: World) -> PathFollowUp:
    """The question after half a year, as if its day had come."""
    follow_up = world.once(an_end).follow_ups.get(weeks=26)
    follow_up.due_on = clock.today()
    follow_up.save()
    return follow_up


SCENES = {
    "guidance.end_path": Scene(
        GUIDE,
        lambda w, who: actions.end_path(actor=who, assignment=w.once(the_assignment), kind=PathKind.MOVED),
        stranger=OTHER_GUIDE,
        given=the_assignment,
    ),
    "guidance.ask_follow_up": Scene(
        NOBODY,
        lambda w, who: actions.ask_follow_up(actor=who, follow_up=w.once(a_question)),
        stranger=GUIDE,
        given=a_question,
    ),
    "guidance.answer_follow_up": Scene(
        GUIDE,
        lambda w, who: actions.answer_follow_up(actor=who, follow_up=w.once(a_question), still=Still.WORK),
        stranger=RESIDENT,
        given=a_question,
    ),
}
