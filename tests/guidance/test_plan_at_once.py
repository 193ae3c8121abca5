"""The resident and the guide at the plan at the same moment: one plan, one version, and whoever is second is told."""

import pytest

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.guidance import actions
from medskapa.guidance.models import Plan, PlanVersion, Step
from tests.guidance_factories import new_guide, new_plan, new_resident, new_step
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("committed")


def test_a_plan_begun_by_both_at_the_same_moment_is_one():
    guide = new_guide()
    resident = new_resident(guide)
    at_once([lambda who=who: actions.begin_plan(actor=who, resident=resident) for who in (guide, resident) * 2])
    assert Plan.objects.count() == 1


def test_of_two_who_describe_at_the_same_moment_one_is_told():
    guide, told = new_guide(), []
    plan = new_plan(new_resident(guide))
    words = {guide: "Kan köra truck", plan.resident: "Kan sy"}

    def describe(who):
        try:
            actions.describe_plan(actor=who, plan=Plan.objects.get(), version=1, can=words[who])
        except Conflict:
            told.append(who)

    at_once([lambda who=who: describe(who) for who in words])
    assert len(told) == 1
    assert Plan.objects.get().can in words.values()
    assert Plan.objects.get().version == 2


def test_a_plan_put_by_both_at_the_same_moment_is_one_version_that_both_agree_on():
    guide = new_guide()
    plan = new_plan(new_resident(guide))
    new_step(plan)
    at_once(
        [
            lambda who=who: actions.put_plan_to_agree(actor=who, plan=Plan.objects.get())
            for who in (guide, plan.resident)
        ]
    )
    version = PlanVersion.objects.get()
    assert version.is_agreed
    assert not Plan.objects.get().changed_since


def test_a_step_ticked_off_and_struck_at_the_same_moment_is_one_of_the_two():
    guide, told = new_guide(), []
    plan = new_plan(new_resident(guide))
    new_step(plan)

    def tried(act):
        try:
            act()
        except Conflict:
            told.append(act)

    at_once(
        [
            lambda: tried(lambda: actions.tick_step(actor=plan.resident, step=Step.objects.get())),
            lambda: tried(lambda: actions.drop_step(actor=guide, step=Step.objects.get(), why="Stängt")),
        ]
    )
    step = Step.objects.get()
    assert len(told) == 1
    assert (step.done_on == clock.today()) is (step.state == "done")
    assert bool(step.dropped_why) is (step.state == "dropped")
