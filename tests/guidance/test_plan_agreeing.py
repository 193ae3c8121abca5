"""Agreeing on a plan: both put their name to a version, which never changes; what changed since is said."""

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.guidance import actions, agreed
from medskapa.guidance.models import AgreedBy, Plan, PlanVersion, StepOwner, StepState
from tests.guidance.pages import at_work, form, mine
from tests.guidance_factories import new_guide, new_plan, new_resident, new_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(resident):
    plan = new_plan(resident, occupation="kock", can="Jag kan baka")
    new_step(plan)
    return plan


def test_a_guide_puts_the_plan_and_the_resident_says_yes_on_the_phone(client, plan, guide, resident):
    client.force_login(guide)
    assert "Så här ser planeringen ut nu" in client.get(at_work("put_plan", resident)).text
    client.post(at_work("put_plan", resident), form())
    version = PlanVersion.objects.get()
    assert version.guide == guide
    client.force_login(resident)
    assert "Nu väntar den på dig" in client.get(mine("plan")).text
    assert "Ja, jag är med på det" in client.get(mine("plan_version", 1)).text
    client.post(mine("agree_to_plan", 1), form())
    version.refresh_from_db()
    plan.refresh_from_db()
    assert version.is_agreed
    assert version.resident_agreed_by == AgreedBy.SIGNED_IN
    assert not plan.changed_since
    assert "Ni är överens" in client.get(mine("plan")).text


def test_a_resident_puts_the_plan_and_the_guide_says_yes(client, plan, guide, resident):
    client.force_login(resident)
    client.post(mine("put_plan"), form())
    assert "Nu väntar den på din guide" in client.get(mine("plan")).text
    client.force_login(guide)
    assert "Nu väntar den på dig" in client.get(at_work("plan", resident)).text
    client.post(at_work("agree_to_plan", resident, 1), form())
    assert PlanVersion.objects.get().is_agreed


def test_a_resident_agrees_at_the_desk_with_an_identity_document(client, plan, guide, resident):
    actions.put_plan_to_agree(actor=guide, plan=plan)
    client.force_login(guide)
    address = at_work("agree_at_desk", resident, 1)
    assert client.post(address, form()).status_code == 422
    client.post(address, form(saw_identity="on"))
    version = PlanVersion.objects.get()
    assert (version.resident_agreed_by, version.witness) == (AgreedBy.DESK, guide)
    assert version.is_agreed
    assert f"{guide.name} såg id-handlingen" in client.get(at_work("plan_version", resident, 1)).text


def test_without_an_identity_document_nobody_agrees_at_the_desk(plan, guide):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    with pytest.raises(ValidationError):
        actions.agree_at_desk(actor=guide, version=version, saw_identity=False)


def test_both_putting_the_same_plan_agree_on_one_version(plan, guide, resident):
    first = actions.put_plan_to_agree(actor=guide, plan=plan)
    assert actions.put_plan_to_agree(actor=resident, plan=plan) == first
    first.refresh_from_db()
    assert first.is_agreed
    assert actions.agree_to_plan(actor=resident, version=first) == first
    assert actions.agree_at_desk(actor=guide, version=first, saw_identity=True).resident_agreed_by == "signed_in"


def test_an_empty_plan_is_nothing_to_agree_on(guide):
    plan = new_plan(new_resident(guide), goal_words="")
    with pytest.raises(Conflict, match="tom"):
        actions.put_plan_to_agree(actor=guide, plan=plan)


def test_nobody_says_yes_to_what_has_changed_meanwhile(plan, guide, resident):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    actions.describe_plan(actor=guide, plan=plan, version=plan.version, can="Jag kan sy")
    for act in (
        lambda: actions.agree_to_plan(actor=resident, version=version),
        lambda: actions.agree_at_desk(actor=guide, version=version, saw_identity=True),
    ):
        with pytest.raises(Conflict, match="har ändrats sedan dess"):
            act()


def test_a_new_version_says_in_words_what_it_changed(client, plan, guide, resident):
    step = plan.steps.get()
    actions.agree_to_plan(actor=resident, version=actions.put_plan_to_agree(actor=guide, plan=plan))
    actions.describe_plan(actor=guide, plan=plan, version=plan.version, can="Jag kan sy")
    actions.drop_step(actor=guide, step=step, why="Stängt")
    actions.add_step(actor=guide, plan=plan, text="Ring kaféet", owner=StepOwner.GUIDE, due_on=clock.today())
    plan.refresh_from_db()
    assert plan.changed_since
    client.force_login(resident)
    assert "Något har ändrats sedan dess" in client.get(mine("plan")).text
    actions.put_plan_to_agree(actor=guide, plan=plan)
    page = client.get(mine("plan_version", 2)).text
    assert "<del>Jag kan baka</del>" in page
    assert "<ins>Jag kan sy</ins>" in page
    assert "<del>Ring restaurangen på Kullagatan" in page
    assert "<ins>Ring kaféet, guiden" in page
    assert "Jag kan baka" in client.get(mine("plan_version", 1)).text
    assert "Version 1" in client.get(mine("plan_versions")).text


def test_ticking_off_does_not_undo_an_agreement(plan, guide, resident):
    actions.agree_to_plan(actor=resident, version=actions.put_plan_to_agree(actor=guide, plan=plan))
    actions.tick_step(actor=resident, step=plan.steps.get())
    plan.refresh_from_db()
    assert not plan.changed_since


def test_what_a_resident_only_proposes_does_not_undo_an_agreement(plan, guide, resident):
    actions.agree_to_plan(actor=resident, version=actions.put_plan_to_agree(actor=guide, plan=plan))
    step = actions.add_step(actor=resident, plan=plan, text="Ring", owner=StepOwner.RESIDENT, due_on=None)
    plan.refresh_from_db()
    assert not plan.changed_since
    actions.agree_to_step(actor=guide, step=step, version=1, due_on=clock.today())
    plan.refresh_from_db()
    assert plan.changed_since


def test_the_number_that_vouches_for_a_version_is_computed_from_its_content(plan, guide):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    version.refresh_from_db()
    written = json.dumps(version.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert version.digest == hashlib.sha256(written.encode()).hexdigest() == agreed.digest_of(version.content)


@pytest.mark.parametrize(
    "change",
    [
        {"content": {}},
        {"digest": "0" * 64},
        {"number": 7},
        {"made_at": "2020-01-01T00:00:00Z"},
        {"guide_agreed_at": None},
    ],
)
def test_the_database_refuses_to_change_what_was_put(plan, guide, change):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).delete()


def test_an_ended_plan_is_not_agreed_on(plan, guide, resident):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    Plan.objects.update(ended_on=clock.today())
    for act in (
        lambda: actions.put_plan_to_agree(actor=guide, plan=plan),
        lambda: actions.agree_to_plan(actor=resident, version=version),
        lambda: actions.agree_at_desk(actor=guide, version=version, saw_identity=True),
    ):
        with pytest.raises(Conflict, match="avslutad"):
            act()


def test_another_guide_neither_puts_nor_signs(plan, guide):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    other = new_guide()
    with pytest.raises(PermissionDenied):
        actions.put_plan_to_agree(actor=other, plan=plan)
    with pytest.raises(PermissionDenied):
        actions.agree_to_plan(actor=other, version=version)


def test_what_is_agreed_on_are_the_steps_that_are_planned(plan, guide):
    new_step(plan, text="Ett förslag", state=StepState.PROPOSED)
    new_step(plan, text="Ett klart steg", state=StepState.DONE, done_on=clock.today())
    new_step(plan, text="Ett struket steg", state=StepState.DROPPED, dropped_why="Nej")
    content = actions.put_plan_to_agree(actor=guide, plan=plan).content
    assert {step["text"] for step in content["steps"]} == {"Ring restaurangen på Kullagatan", "Ett klart steg"}
