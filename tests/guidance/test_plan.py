"""The plan: begun, described, divided into goals and steps, by the resident on a phone and by the guide at work."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.entrance.models import Fact, Source, Wall
from medskapa.guidance import actions, queries
from medskapa.guidance.models import Goal, Plan, PlanComment, Step, StepOwner, StepState
from tests.factories import PersonFactory
from tests.guidance.pages import at_work, form, in_days, mine
from tests.guidance_factories import new_guide, new_plan, new_resident, new_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(resident):
    return new_plan(resident)


@pytest.fixture
def phone(client, resident):
    client.force_login(resident)
    return client


@pytest.fixture
def desk(client, guide):
    client.force_login(guide)
    return client


# --- beginning


def test_a_resident_with_a_guide_begins_a_plan_on_the_phone(phone, resident):
    assert "Börja planeringen" in phone.get(mine("plan")).text
    phone.post(mine("begin_plan"), form())
    assert Plan.objects.get().resident == resident
    assert "Välj ett jobbmål" in phone.get(mine("plan")).text


def test_a_guide_begins_the_same_plan_at_work(desk, resident):
    desk.post(at_work("begin_plan", resident), form())
    assert Plan.objects.get().resident == resident


def test_a_plan_begun_twice_is_one(resident, guide):
    first = actions.begin_plan(actor=resident, resident=resident)
    assert actions.begin_plan(actor=guide, resident=resident) == first


def test_nobody_begins_a_plan_without_a_guide(resident):
    resident.guide_assignments.update(ended_on=clock.today(), ended_as="path_ended")
    with pytest.raises(Conflict, match="ingen guide än"):
        actions.begin_plan(actor=resident, resident=resident)


def test_a_resident_without_a_path_has_no_page_for_a_plan(client):
    client.force_login(PersonFactory())
    assert client.get(mine("plan")).status_code == 404


# --- the job goal and the texts


def test_a_resident_finds_an_occupation_by_everyday_words_and_chooses_it(phone, plan):
    page = phone.get(mine("plan_job_goal"), {"q": "laga mat"})
    assert 'value="kock"' in page.text
    phone.post(
        mine("plan_job_goal"),
        form(version=plan.version, occupation="kock", goal_words="I ett skolkök", studies="Sfi kurs C"),
    )
    page = phone.get(mine("plan")).text
    assert "Kock" in page
    assert "I ett skolkök" in page
    assert "Sfi kurs C" in page


def test_an_occupation_that_is_not_in_the_list_is_refused_with_a_sentence(phone, plan):
    page = phone.post(mine("plan_job_goal"), form(version=plan.version, occupation="rymdpirat", goal_words="Ute"))
    assert page.status_code == 422
    plan.refresh_from_db()
    assert plan.goal_words == "Arbeta i kök"


def test_words_that_hit_no_occupation_lead_on_to_own_words(phone, plan):
    assert "Vi hittade inget yrke" in phone.get(mine("plan_job_goal"), {"q": "xyzxyz"}).text or plan.occupation


@pytest.mark.parametrize(("part", "field"), [("kan", "can"), ("vill", "want"), ("hinder", "hinders")])
def test_each_text_has_a_page_with_one_question(phone, plan, part, field):
    address = mine("plan_text", part)
    assert phone.get(address).status_code == 200
    phone.post(address, form(version=plan.version, text="Jag har kört truck."))
    plan.refresh_from_db()
    assert getattr(plan, field) == "Jag har kört truck."
    assert plan.changed_since


def test_there_is_no_page_for_a_text_that_a_plan_does_not_have(phone, plan):
    assert phone.get(mine("plan_text", "vikt")).status_code == 404


def test_who_saves_second_is_told_what_the_first_saved_and_loses_no_word(phone, plan, guide):
    seen = plan.version
    actions.describe_plan(actor=guide, plan=plan, version=seen, can="Kan köra lastbil")
    page = phone.post(mine("plan_text", "kan"), form(version=seen, text="Jag kan sy"))
    assert page.status_code == 422
    assert "Kan köra lastbil" in page.text
    assert "Jag kan sy" in page.text
    plan.refresh_from_db()
    assert plan.can == "Kan köra lastbil"
    phone.post(mine("plan_text", "kan"), form(version=plan.version, text="Jag kan sy"))
    plan.refresh_from_db()
    assert plan.can == "Jag kan sy"


def test_a_stranger_neither_reads_nor_writes_a_plan(plan):
    other = new_guide()
    with pytest.raises(PermissionDenied):
        actions.describe_plan(actor=other, plan=plan, version=1, can="Något")
    assert queries.plan_of(viewer=other, resident=plan.resident) is None


# --- goals


def test_a_goal_is_added_changed_reached_and_taken_away(phone, plan):
    phone.post(mine("add_goal"), form(text="Klara sfi kurs D"))
    goal = Goal.objects.get()
    phone.post(mine("plan_goal", goal.pk), form(seen="Klara sfi kurs D", text="Klara kurs D"))
    phone.post(mine("reach_goal", goal.pk), form(reached="1"))
    goal.refresh_from_db()
    assert goal.text == "Klara kurs D"
    assert goal.reached_on == clock.today()
    assert "Klara kurs D" in phone.get(mine("plan")).text
    phone.post(mine("reach_goal", goal.pk), form(reached="0"))
    step = new_step(plan, goal=goal)
    phone.post(mine("drop_goal", goal.pk), form())
    step.refresh_from_db()
    assert step.goal is None
    assert phone.get(mine("plan_goal", goal.pk)).status_code == 404


def test_who_changes_a_goal_second_is_told(phone, plan, guide):
    goal = actions.add_goal(actor=guide, plan=plan, text="Praktik")
    actions.edit_goal(actor=guide, goal=goal, seen="Praktik", text="Praktik i kök")
    page = phone.post(mine("plan_goal", goal.pk), form(seen="Praktik", text="Praktik i butik"))
    assert page.status_code == 422
    assert "Praktik i kök" in page.text
    assert "Praktik i butik" in page.text


def test_a_dropped_goal_is_neither_changed_nor_reached(plan, guide):
    goal = actions.add_goal(actor=guide, plan=plan, text="Praktik")
    actions.drop_goal(actor=guide, goal=goal)
    assert actions.drop_goal(actor=guide, goal=goal) == goal
    with pytest.raises(Conflict, match="struket"):
        actions.edit_goal(actor=guide, goal=goal, seen="Praktik", text="Praktik i kök")
    with pytest.raises(Conflict, match="struket"):
        actions.reach_goal(actor=guide, goal=goal)


# --- steps


def test_what_a_resident_proposes_waits_for_the_guides_yes(client, resident, guide, plan):
    client.force_login(resident)
    client.post(mine("add_step"), form(text="Ring skolan", owner="resident", due_on=""))
    step = Step.objects.get()
    assert step.state == StepState.PROPOSED
    client.force_login(guide)
    address = at_work("agree_to_step", resident, step.pk)
    assert client.post(address, form(version=1, due_on="")).status_code == 422
    client.post(address, form(version=1, due_on=in_days(5).isoformat()))
    step.refresh_from_db()
    assert step.state == StepState.AGREED
    assert queries.next_steps([resident])[resident.pk] == step


def test_a_step_of_the_guide_is_agreed_at_once_and_needs_a_day(desk, resident, plan):
    address = at_work("add_step", resident)
    page = desk.post(address, form(text="Boka studiebesök", owner="guide", due_on=""))
    assert page.status_code == 422
    assert "Boka studiebesök" in page.text
    desk.post(address, form(text="Boka studiebesök", owner="guide", due_on=in_days(3).isoformat()))
    assert Step.objects.get().state == StepState.AGREED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_on": None}, "due_on"),
        ({"due_on": "yesterday"}, "due_on"),
        ({"text": " "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"owner": StepOwner.OTHER}, "owner_name"),
    ],
)
def test_a_step_that_nobody_could_follow_is_refused_at_its_field(plan, guide, wrong, field):
    given = {"text": "Ring", "owner": StepOwner.GUIDE, "due_on": in_days(2)} | wrong
    if given["due_on"] == "yesterday":
        given["due_on"] = in_days(-1)
    with pytest.raises(ValidationError) as refused:
        actions.add_step(actor=guide, plan=plan, **given)
    assert field in refused.value.message_dict


def test_a_goal_of_another_plan_is_refused(plan, guide):
    goal = Goal.objects.create(plan=new_plan(new_resident(guide)), text="Annans")
    with pytest.raises(ValidationError):
        actions.add_step(actor=guide, plan=plan, text="Ring", owner=StepOwner.GUIDE, due_on=in_days(2), goal=goal)


def test_the_same_step_sent_twice_is_one(plan, resident):
    given = {"text": "Ring skolan", "owner": StepOwner.RESIDENT, "due_on": None}
    first = actions.add_step(actor=resident, plan=plan, **given)
    assert actions.add_step(actor=resident, plan=plan, **given) == first


def test_a_resident_ticks_off_a_step_and_takes_the_tick_back(phone, plan):
    step = new_step(plan)
    phone.post(mine("tick_step", step.pk), form(done="1"))
    step.refresh_from_db()
    assert (step.state, step.done_on) == (StepState.DONE, clock.today())
    assert step.text in phone.get(mine("plan_history")).text
    phone.post(mine("tick_step", step.pk), form(done="0"))
    step.refresh_from_db()
    assert (step.state, step.done_on) == (StepState.AGREED, None)


def test_what_is_for_the_guide_to_do_only_the_guide_ticks_off(plan, resident, guide):
    step = new_step(plan, owner=StepOwner.GUIDE)
    with pytest.raises(PermissionDenied):
        actions.tick_step(actor=resident, step=step)
    assert actions.tick_step(actor=guide, step=step).state == StepState.DONE


def test_a_proposal_and_a_struck_step_are_not_ticked_off(plan, guide):
    with pytest.raises(Conflict, match="förslag"):
        actions.tick_step(actor=guide, step=new_step(plan, state=StepState.PROPOSED))
    with pytest.raises(Conflict, match="struket"):
        actions.tick_step(actor=guide, step=new_step(plan, state=StepState.DROPPED, dropped_why="Nej"))


def test_a_guide_strikes_a_step_with_a_reason_that_both_read(client, plan, guide, resident):
    step = new_step(plan)
    client.force_login(guide)
    assert client.post(at_work("drop_step", resident, step.pk), form(why="")).status_code == 422
    client.post(at_work("drop_step", resident, step.pk), form(why="Restaurangen har stängt."))
    client.force_login(resident)
    assert "Restaurangen har stängt." in client.get(mine("plan_history")).text
    assert "Restaurangen har stängt." in client.get(mine("plan_step", step.pk)).text


def test_a_resident_changes_and_takes_back_only_what_they_proposed(phone, plan, guide):
    agreed = new_step(plan)
    assert phone.get(mine("edit_step", agreed.pk)).status_code == 403
    assert phone.post(mine("drop_step", agreed.pk), form(why="Orkar inte")).status_code == 403
    own = new_step(plan, state=StepState.PROPOSED, text="Mitt eget")
    phone.post(
        mine("edit_step", own.pk),
        form(version=1, text="Mitt eget nya", owner="resident", due_on=""),
    )
    own.refresh_from_db()
    assert own.text == "Mitt eget nya"
    phone.post(mine("drop_step", own.pk), form(why="Ångrade mig"))
    own.refresh_from_db()
    assert own.state == StepState.DROPPED


def test_who_changes_a_step_second_is_told_and_loses_no_word(desk, plan, guide, resident):
    step = new_step(plan)
    given = {"owner": StepOwner.RESIDENT, "due_on": step.due_on}
    actions.edit_step(actor=guide, step=step, version=1, text="Ring kaféet", **given)
    sent = form(version=1, text="Ring hotellet", owner="resident", due_on=step.due_on.isoformat())
    page = desk.post(at_work("edit_step", resident, step.pk), sent)
    assert page.status_code == 422
    assert "Ring kaféet" in page.text
    assert "Ring hotellet" in page.text


def test_what_is_done_is_not_changed_struck_or_agreed_on(plan, guide):
    step = new_step(plan, state=StepState.DONE, done_on=clock.today())
    with pytest.raises(Conflict, match="klart"):
        actions.edit_step(actor=guide, step=step, version=1, text="Annat", owner=StepOwner.RESIDENT, due_on=step.due_on)
    with pytest.raises(Conflict, match="klart"):
        actions.drop_step(actor=guide, step=step, why="Fel")
    with pytest.raises(Conflict, match="klart"):
        actions.agree_to_step(actor=guide, step=step, version=1)


def test_a_proposal_that_was_changed_meanwhile_is_read_again_before_a_yes(plan, guide):
    step = new_step(plan, state=StepState.PROPOSED, version=2)
    with pytest.raises(Conflict, match="Någon annan"):
        actions.agree_to_step(actor=guide, step=step, version=1)


def test_nobody_is_given_more_open_steps_than_anybody_can_do(plan, guide):
    Step.objects.bulk_create(Step(plan=plan, text=f"Steg {n}", due_on=in_days(n), proposed_by=guide) for n in range(60))
    with pytest.raises(Conflict, match="många steg"):
        actions.add_step(actor=guide, plan=plan, text="Ett till", owner=StepOwner.GUIDE, due_on=in_days(1))


# --- what is said


def test_both_write_on_the_plan_and_on_a_step(client, plan, guide, resident):
    step = new_step(plan)
    client.force_login(resident)
    client.post(mine("plan_comments"), form(text="Jag är nervös."))
    client.force_login(guide)
    client.post(at_work("plan_step", resident, step.pk), form(text="Vi ringer ihop."))
    assert PlanComment.objects.filter(step=step, author=guide).count() == 1
    client.force_login(resident)
    page = client.get(mine("plan")).text
    assert "Jag är nervös." in page
    assert "Vi ringer ihop." in page


def test_a_comment_without_words_is_refused_and_one_sent_twice_is_said_once(plan, resident):
    with pytest.raises(ValidationError):
        actions.comment_on_plan(actor=resident, plan=plan, text=" ")
    first = actions.comment_on_plan(actor=resident, plan=plan, text="Hej")
    assert actions.comment_on_plan(actor=resident, plan=plan, text="Hej") == first


def test_a_comment_on_a_step_of_another_plan_is_refused(plan, resident, guide):
    with pytest.raises(ValidationError):
        actions.comment_on_plan(actor=resident, plan=plan, text="Hej", step=new_step(new_plan(new_resident(guide))))


# --- an ended plan


def test_an_ended_plan_is_read_and_not_changed(phone, plan, guide):
    step = new_step(plan)
    Plan.objects.update(ended_on=clock.today())
    page = phone.get(mine("plan"))
    assert "Planeringen avslutades" in page.text
    assert 'action="/min-vag/plan/' not in page.text
    assert phone.get(mine("add_step")).status_code == 302
    phone.post(mine("tick_step", step.pk), form(done="1"))
    refused = phone.post(mine("plan_comments"), form(text="Hej till dig"))
    assert refused.status_code == 422
    assert "Hej till dig" in refused.text
    step.refresh_from_db()
    assert step.state == StepState.AGREED
    assert not PlanComment.objects.exists()
    with pytest.raises(Conflict, match="avslutad"):
        actions.tick_step(actor=guide, step=step)


# --- told once


def test_what_was_told_at_the_entrance_is_filled_in_and_says_where_it_comes_from(client, plan, resident, guide):
    Plan.objects.update(goal_words="")
    facts = {"job_wish": "Jag vill laga mat", "worked_with": "Tio år i kök"}
    for key, value in facts.items():
        Fact.objects.create(
            person=resident, key=key, value=value, source=Source.ENTRY, wall=Wall.GUIDANCE, valid_from=in_days(-9)
        )
    for viewer, job_goal, text in [
        (resident, mine("plan_job_goal"), mine("plan_text", "kan")),
        (guide, at_work("plan_job_goal", resident), at_work("plan_text", resident, "kan")),
    ]:
        client.force_login(viewer)
        page = client.get(job_goal).text
        assert "Jag vill laga mat" in page
        assert "Källa: du berättade vid ingången" in page
        assert "Tio år i kök" in client.get(text).text
    assert not Plan.objects.exclude(goal_words="").exists()


def test_what_stands_behind_the_wall_of_adult_education_is_not_filled_in_for_the_guide(client, plan, resident, guide):
    Plan.objects.update(studies="")
    Fact.objects.create(
        person=resident,
        key="study_wish",
        value="Bara för vuxenutbildningen",
        source=Source.ENTRY,
        wall=Wall.EDUCATION,
        valid_from=in_days(-9),
    )
    client.force_login(guide)
    assert "Bara för vuxenutbildningen" not in client.get(at_work("plan_job_goal", resident)).text


def test_every_verb_refuses_an_ended_plan(plan, guide, resident):
    step, proposal = new_step(plan), new_step(plan, state=StepState.PROPOSED, text="Ett förslag")
    goal = Goal.objects.create(plan=plan, text="Praktik")
    Plan.objects.update(ended_on=clock.today())
    given = {"text": "Ring", "owner": StepOwner.GUIDE, "due_on": in_days(2)}
    for act in (
        lambda: actions.describe_plan(actor=guide, plan=plan, version=1, can="Allt"),
        lambda: actions.add_goal(actor=guide, plan=plan, text="Ett till"),
        lambda: actions.edit_goal(actor=guide, goal=goal, seen="Praktik", text="Något"),
        lambda: actions.reach_goal(actor=guide, goal=goal),
        lambda: actions.drop_goal(actor=guide, goal=goal),
        lambda: actions.comment_on_plan(actor=guide, plan=plan, text="Hej"),
        lambda: actions.add_step(actor=guide, plan=plan, **given),
        lambda: actions.edit_step(actor=guide, step=step, version=1, **given),
        lambda: actions.agree_to_step(actor=guide, step=proposal, version=1),
        lambda: actions.tick_step(actor=resident, step=step),
        lambda: actions.drop_step(actor=guide, step=step, why="Nej"),
    ):
        with pytest.raises(Conflict, match="avslutad"):
            act()
