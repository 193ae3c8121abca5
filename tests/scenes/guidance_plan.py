"""The scenes of the plan: begun, described, goals, steps, agreed on."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.models import CircleMember, Goal, Plan, PlanVersion, Relation, Step, StepOwner, StepState
from tests.access.world import GUIDE, GUIDED, MANAGER, OFFICER, OTHER_GUIDE, RESIDENT, World
from tests.guidance_factories import new_step, the_assignment, the_plan
from tests.scenes import Scene


def a_goal(world: World) -> Goal:
    """A goal of the guided resident's plan."""
    return Goal.objects.create(plan=world.once(the_plan), text="Klara sfi kurs D")


def a_step(world: World) -> Step:
    """An agreed step of the guided resident."""
    return new_step(world.once(the_plan))


def a_proposal(world: World) -> Step:
    """A step that the guided resident has proposed."""
    return new_step(world.once(the_plan), text="Besök biblioteket", state=StepState.PROPOSED)


def a_version(world: World) -> PlanVersion:
    """The plan with a step, put by the guide, and waiting for the resident."""
    world.once(a_step)
    return actions.put_plan_to_agree(actor=world.people[GUIDE], plan=world.once(the_plan))


def a_version_of_the_resident(world: World) -> PlanVersion:
    """The plan, put by the resident, and waiting for the guide."""
    return actions.put_plan_to_agree(actor=world.people[GUIDED], plan=world.once(the_plan))


def a_circle(world: World) -> CircleMember:
    """The other resident is in the circle of the guided one, and may see the plan."""
    world.once(the_plan)
    return CircleMember.objects.create(
        resident=world.people[GUIDED],
        person=world.people[RESIDENT],
        name="En vän",
        relation=Relation.RELATIVE,
        sees_plan=True,
        added_by=world.people[GUIDED],
        added_on=clock.today(),
    )


def _described(world: World, who) -> Plan:
    plan = world.once(the_plan)
    return actions.describe_plan(actor=who, plan=plan, version=plan.version, can="Jag kan laga mat till många.")


SCENES = {
    "guidance.begin_plan": Scene(
        GUIDED,
        lambda w, who: actions.begin_plan(actor=who, resident=w.people[GUIDED]),
        given=the_assignment,
    ),
    "guidance.describe_plan": Scene(GUIDED, _described, stranger=OFFICER, given=the_plan),
    "guidance.add_goal": Scene(
        GUIDE,
        lambda w, who: actions.add_goal(actor=who, plan=w.once(the_plan), text="Få en praktik"),
        stranger=MANAGER,
        given=the_plan,
    ),
    "guidance.edit_goal": Scene(
        GUIDE,
        lambda w, who: actions.edit_goal(
            actor=who, goal=w.once(a_goal), seen="Klara sfi kurs D", text="Klara sfi kurs D i vår"
        ),
        stranger=OTHER_GUIDE,
        given=a_goal,
    ),
    "guidance.reach_goal": Scene(
        GUIDED, lambda w, who: actions.reach_goal(actor=who, goal=w.once(a_goal)), stranger=OFFICER, given=a_goal
    ),
    "guidance.drop_goal": Scene(
        GUIDE, lambda w, who: actions.drop_goal(actor=who, goal=w.once(a_goal)), stranger=MANAGER, given=a_goal
    ),
    "guidance.comment_on_plan": Scene(
        GUIDED,
        lambda w, who: actions.comment_on_plan(actor=who, plan=w.once(the_plan), text="Det här blir bra."),
        stranger=MANAGER,
        given=the_plan,
    ),
    "guidance.add_step": Scene(
        GUIDE,
        lambda w, who: actions.add_step(
            actor=who,
            plan=w.once(the_plan),
            text="Boka studiebesök",
            owner=StepOwner.GUIDE,
            due_on=clock.today() + timedelta(days=9),
        ),
        stranger=OFFICER,
        given=the_plan,
    ),
    "guidance.agree_to_step": Scene(
        GUIDE,
        lambda w, who: actions.agree_to_step(actor=who, step=w.once(a_proposal), version=1),
        stranger=GUIDED,
        given=a_proposal,
    ),
    "guidance.edit_step": Scene(
        GUIDE,
        lambda w, who: actions.edit_step(
            actor=who,
            step=w.once(a_step),
            version=1,
            text="Ring två restauranger",
            owner=StepOwner.RESIDENT,
            due_on=w.once(a_step).due_on,
        ),
        stranger=GUIDED,
        given=a_step,
    ),
    "guidance.tick_step": Scene(
        GUIDED, lambda w, who: actions.tick_step(actor=who, step=w.once(a_step)), stranger=MANAGER, given=a_step
    ),
    "guidance.drop_step": Scene(
        GUIDE,
        lambda w, who: actions.drop_step(actor=who, step=w.once(a_step), why="Restaurangen har stängt."),
        stranger=GUIDED,
        given=a_step,
    ),
    "guidance.put_plan_to_agree": Scene(
        GUIDE,
        lambda w, who: actions.put_plan_to_agree(actor=who, plan=w.once(the_plan)),
        stranger=OFFICER,
        given=the_plan,
    ),
    "guidance.agree_to_plan": Scene(
        GUIDED,
        lambda w, who: actions.agree_to_plan(actor=who, version=w.once(a_version)),
        stranger=MANAGER,
        given=a_version,
    ),
    "guidance.agree_at_desk": Scene(
        GUIDE,
        lambda w, who: actions.agree_at_desk(actor=who, version=w.once(a_version), saw_identity=True),
        stranger=GUIDED,
        given=a_version,
    ),
}
