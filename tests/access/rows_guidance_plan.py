"""The rows of the plan: the same pages for the resident and for the guide. The manager reads; officers find nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from medskapa.core import clock
from tests.access.patterns import NO_SUCH_NUMBER, NUMBER, READ_ONLY_SIGNED_IN, Row, guided, guiding, only, sent
from tests.access.world import GUIDE, GUIDED, MANAGER, RESIDENT, World
from tests.guidance_factories import the_assignment, the_plan
from tests.scenes.guidance_plan import a_circle, a_goal, a_proposal, a_step, a_version, a_version_of_the_resident

Arguments = Callable[[World], dict[str, Any]]


def has_a_plan(world: World) -> dict[str, Any]:
    world.once(the_plan)
    return {}


def _goal(world: World) -> dict[str, Any]:
    return {"goal": world.once(a_goal).pk}


def _step(world: World) -> dict[str, Any]:
    return {"step": world.once(a_step).pk}


def _proposal(world: World) -> dict[str, Any]:
    return {"step": world.once(a_proposal).pk}


def _version(world: World) -> dict[str, Any]:
    return {"number": world.once(a_version).number}


def _version_of_the_resident(world: World) -> dict[str, Any]:
    return {"number": world.once(a_version_of_the_resident).number}


def _part(world: World) -> dict[str, Any]:
    return has_a_plan(world) | {"part": "kan"}


def at_work(arguments: Arguments) -> Arguments:
    """The same, in the file of the guided resident."""
    return lambda world: arguments(world) | {"pk": world.people[GUIDED].pk}


def _a_step(world: World, **data: Any) -> dict[str, Any]:
    due_on = (clock.today() + timedelta(days=6)).isoformat()
    return sent(world, text="Ring två kök", owner="resident", due_on=due_on, **data)


def guide(status: int) -> dict[str, int]:
    """The guide alone; the manager may read the plan, and gets told no."""
    return only(status, GUIDE, otherwise=404) | {MANAGER: 403}


def both(name: str, arguments: Arguments, missing: dict[str, Any] | None = None) -> dict[str, Row]:
    """A page that is only read, on both sides."""
    gone = missing or {}
    return {
        f"guidance:my_{name}": Row(guided(200), READ_ONLY_SIGNED_IN, to=arguments, missing=gone),
        f"guidance:{name}": Row(guiding(200), READ_ONLY_SIGNED_IN, to=at_work(arguments), missing=NUMBER | gone),
    }


def written(
    name: str,
    arguments: Arguments,
    data: Arguments,
    missing: dict[str, Any] | None = None,
    *,
    button: bool = False,
    read_by_manager: bool = False,
) -> dict[str, Row]:
    """A page with a form, or (`button`) an address that only takes what a button sends, on both sides."""
    gone = missing or {}
    own_get = READ_ONLY_SIGNED_IN if button else guided(200)
    work_get = READ_ONLY_SIGNED_IN if button else guiding(200) if read_by_manager else guide(200)
    knows = frozenset({MANAGER})
    return {
        f"guidance:my_{name}": Row(own_get, guided(302), to=arguments, data=data, missing=gone),
        f"guidance:{name}": Row(
            work_get, guide(302), to=at_work(arguments), data=data, missing=NUMBER | gone, known_to=knows
        ),
    }


NO_GOAL, NO_STEP, NO_VERSION = {"goal": NO_SUCH_NUMBER}, {"step": NO_SUCH_NUMBER}, {"number": 999}

ROWS = {
    **both("plan", has_a_plan),
    **written("begin_plan", lambda w: w.once(the_assignment) and {}, sent, button=True),
    **written("plan_job_goal", has_a_plan, lambda w: sent(w, version=1, occupation="kock", goal_words="I ett skolkök")),
    **written("plan_text", _part, lambda w: sent(w, version=1, text="Jag kan laga mat."), {"part": "vikt"}),
    **written("add_goal", has_a_plan, lambda w: sent(w, text="Få en praktik")),
    **written("plan_goal", _goal, lambda w: sent(w, seen="Klara sfi kurs D", text="Klara kurs D"), NO_GOAL),
    **written("reach_goal", _goal, lambda w: sent(w, reached="1"), NO_GOAL, button=True),
    **written("drop_goal", _goal, sent, NO_GOAL, button=True),
    **written("plan_comments", has_a_plan, lambda w: sent(w, text="Bra."), read_by_manager=True),
    **written("add_step", has_a_plan, _a_step),
    **written("plan_step", _step, lambda w: sent(w, text="Bra."), NO_STEP, read_by_manager=True),
    **written("edit_step", _proposal, lambda w: _a_step(w, version=1), NO_STEP),
    **written("tick_step", _step, lambda w: sent(w, done="1"), NO_STEP, button=True),
    **written("drop_step", _proposal, lambda w: sent(w, why="Det blev annat."), NO_STEP),
    "guidance:agree_to_step": Row(
        guide(200),
        guide(302),
        to=at_work(_proposal),
        data=lambda w: sent(w, version=1, due_on=(clock.today() + timedelta(days=3)).isoformat()),
        missing=NUMBER | NO_STEP,
        known_to=frozenset({MANAGER}),
    ),
    **both("plan_history", has_a_plan),
    **written("put_plan", has_a_plan, sent),
    **both("plan_versions", has_a_plan),
    **both("plan_version", _version, NO_VERSION),
    "guidance:my_agree_to_plan": Row(READ_ONLY_SIGNED_IN, guided(302), to=_version, data=sent, missing=NO_VERSION),
    "guidance:agree_to_plan": Row(
        READ_ONLY_SIGNED_IN,
        guide(302),
        to=at_work(_version_of_the_resident),
        data=sent,
        missing=NUMBER | NO_VERSION,
        known_to=frozenset({MANAGER}),
    ),
    "guidance:agree_at_desk": Row(
        guide(200),
        guide(302),
        to=at_work(_version),
        data=lambda w: sent(w, saw_identity="on"),
        missing=NUMBER | NO_VERSION,
        known_to=frozenset({MANAGER}),
    ),
    **both("print_plan", has_a_plan),
    **both("plan_pdf", has_a_plan),
    "guidance:plan_in_circle": Row(
        only(200, RESIDENT, otherwise=404),
        READ_ONLY_SIGNED_IN,
        to=lambda w: {"pk": w.once(a_circle).resident_id},
        missing=NUMBER,
    ),
}
