"""Reading a plan: who may, what it costs, how hard it is, what the shared pages show of it, and the plan on paper."""

from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from medskapa.core import clock
from medskapa.core.models import ReadRecord
from medskapa.guidance import actions, occupations, policy, queries
from medskapa.guidance.models import (
    Absence,
    CircleMember,
    Goal,
    Plan,
    PlanComment,
    PlanVersion,
    Relation,
    Step,
    StepOwner,
    StepState,
)
from medskapa.guidance.queries import plan as plan_queries
from medskapa.people.models import Person, Role
from tests.factories import GrantFactory, PersonFactory, staff
from tests.guidance.pages import at_work, in_days, mine
from tests.guidance_factories import new_guide, new_plan, new_resident, new_step
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(guide):
    return new_resident(guide, name="Rut Resande")


@pytest.fixture
def plan(resident):
    plan = new_plan(resident, occupation="kock", studies="Sfi kurs C", can="Jag kan baka")
    new_step(plan)
    return plan


# --- who


def test_the_guide_the_manager_and_the_resident_read_the_same_plan(client, plan, resident, guide):
    manager = staff(Role.UNIT_MANAGER, guide.grants.get().unit)
    for viewer in (guide, manager):
        client.force_login(viewer)
        assert "Ring restaurangen" in client.get(at_work("plan", resident)).text
        assert ReadRecord.objects.filter(reader=viewer, person=resident, what="plan").exists()
    client.force_login(resident)
    assert "Ring restaurangen" in client.get(mine("plan")).text
    assert not ReadRecord.objects.filter(reader=resident).exists()


def test_the_manager_reads_and_gets_no_way_to_change(client, plan, resident, guide):
    client.force_login(staff(Role.UNIT_MANAGER, guide.grants.get().unit))
    page = client.get(at_work("plan", resident)).text
    assert f'action="{at_work("plan", resident)}' not in page
    assert "Ändra jobbmålet" not in page


def test_an_officer_reads_no_plan_even_in_the_circle(client, plan, resident, guide):
    officer = staff(Role.OFFICER, guide.grants.get().unit)
    _in_circle(resident, officer, relation=Relation.OFFICER)
    client.force_login(officer)
    for address in (at_work("plan", resident), reverse("guidance:plan_in_circle", args=[resident.pk])):
        assert client.get(address).status_code == 404
    assert queries.plan_of(viewer=officer, resident=resident) is None


def test_who_the_resident_lets_see_the_plan_reads_it_and_that_is_written_down(client, plan, resident):
    friend = PersonFactory()
    member = _in_circle(resident, friend)
    client.force_login(friend)
    address = reverse("guidance:plan_in_circle", args=[resident.pk])
    Plan.objects.update(hinders="Jag har ont i ryggen")
    page = client.get(address).text
    assert "Ring restaurangen" in page
    assert "Jag har ont i ryggen" not in page
    assert 'method="post" action="/min-vag' not in page
    assert ReadRecord.objects.get(reader=friend, person=resident).what == "plan"
    member.sees_plan = False
    member.save()
    assert client.get(address).status_code == 404


def _in_circle(resident, person, relation=Relation.RELATIVE):
    return CircleMember.objects.create(
        resident=resident,
        person=person,
        name=person.name,
        relation=relation,
        sees_plan=True,
        added_by=resident,
        added_on=clock.today(),
    )


def test_the_list_of_plans_and_the_yes_or_no_agree(plan, resident, guide):
    manager = staff(Role.UNIT_MANAGER, guide.grants.get().unit)
    friend, officer = PersonFactory(), staff(Role.OFFICER, guide.grants.get().unit)
    _in_circle(resident, friend)
    for viewer, expected in [(resident, 1), (guide, 1), (manager, 1), (friend, 1), (officer, 0), (new_guide(), 0)]:
        found = Person.objects.filter(policy.plan_open_to(viewer, resident="pk"), pk=resident.pk)
        assert found.exists() is bool(expected)
        assert (queries.plan_of(viewer=viewer, resident=resident) == plan) is bool(expected)


def test_who_guides_and_decides_reads_as_a_guide_alone(plan, resident, guide):
    GrantFactory(person=guide, role=Role.OFFICER)
    assert queries.plan_of(viewer=guide, resident=resident) == plan
    other = new_resident(new_guide())
    new_plan(other)
    assert queries.plan_of(viewer=guide, resident=other) is None


# --- next steps


def test_the_next_step_is_the_agreed_one_with_the_first_day(plan, resident):
    first = new_step(plan, due_on=in_days(-2), text="Försenat")
    new_step(plan, due_on=in_days(-9), state=StepState.PROPOSED)
    new_step(plan, due_on=in_days(-9), state=StepState.DONE, done_on=clock.today())
    assert queries.next_steps([resident]) == {resident.pk: first}


def test_next_steps_of_many_cost_one_query(plan, guide, django_assert_num_queries):
    residents = [plan.resident] + [new_resident(guide) for _each in range(5)]
    for each in residents[1:]:
        new_step(new_plan(each))
    with django_assert_num_queries(1):
        assert len(queries.next_steps(residents)) == 6


def test_an_ended_plan_has_no_next_step_and_the_going_one_comes_first(plan, resident):
    Plan.objects.update(ended_on=clock.today())
    assert queries.next_steps([resident]) == {}
    assert queries.plan_of(viewer=resident, resident=resident) == plan
    new = new_plan(resident)
    assert queries.plan_of(viewer=resident, resident=resident) == new


# --- what the shared pages show


def test_the_guides_day_shows_who_has_no_next_step_and_what_the_guide_has_promised(client, plan, guide):
    lost = new_resident(guide, name="Utan Steg")
    new_step(plan, owner=StepOwner.GUIDE, due_on=in_days(-1), text="Ringa skolan åt Rut")
    new_step(plan, state=StepState.PROPOSED, text="Besöka biblioteket")
    client.force_login(guide)
    page = client.get(reverse("guidance:today")).text
    assert lost.name in page
    assert "Ringa skolan åt Rut" in page
    assert "Besöka biblioteket" in page
    assert [each.resident for each in plan_queries.to_plan_with(guide)] == [lost]


def test_the_guides_day_shows_whose_plan_waits_for_a_yes(client, plan, guide, resident):
    version = actions.put_plan_to_agree(actor=resident, plan=plan)
    client.force_login(guide)
    assert "Planering som väntar på ditt ja" in client.get(reverse("guidance:today")).text
    actions.agree_to_plan(actor=guide, version=version)
    assert "Planering som väntar på ditt ja" not in client.get(reverse("guidance:today")).text


def test_the_own_way_says_that_a_plan_waits_until_it_is_answered_or_overtaken(client, plan, guide, resident):
    waits = "Planeringen väntar på ditt ja"
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    client.force_login(resident)
    assert waits in client.get(reverse("guidance:mine")).text
    actions.add_goal(actor=guide, plan=plan, text="Praktik")
    assert waits not in client.get(reverse("guidance:mine")).text
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    actions.agree_to_plan(actor=resident, version=version)
    assert waits not in client.get(reverse("guidance:mine")).text


def test_the_cover_sees_on_their_day_whom_they_cover_for(client, guide):
    lost, cover = new_resident(guide, name="Utan Steg"), new_guide(guide.grants.get().unit)
    client.force_login(cover)
    assert lost.name not in client.get(reverse("guidance:today")).text
    Absence.objects.create(guide=guide, cover=cover, starts_on=clock.today(), ends_on=in_days(3))
    assert lost.name in client.get(reverse("guidance:today")).text


def test_nothing_of_others_residents_stands_on_the_guides_day(client, guide):
    other = new_resident(new_guide(), name="Någon Annans")
    new_step(new_plan(other), owner=StepOwner.GUIDE, due_on=in_days(-1), text="Hemligt steg")
    client.force_login(guide)
    page = client.get(reverse("guidance:today")).text
    assert "Någon Annans" not in page
    assert "Hemligt steg" not in page


def test_the_file_and_the_own_way_show_the_next_step(client, plan, resident, guide):
    client.force_login(guide)
    assert "Ring restaurangen" in client.get(at_work("file", resident)).text
    client.force_login(resident)
    assert "Ring restaurangen" in client.get(reverse("guidance:mine")).text


# --- cost


def _grow(plan, guide, resident, number):
    Step.objects.bulk_create(
        Step(plan=plan, text=f"Klart {n}", proposed_by=guide, state=StepState.DONE, done_on=in_days(-n % 300))
        for n in range(number)
    )
    Step.objects.bulk_create(
        Step(plan=plan, text=f"På gång {n}", proposed_by=resident, due_on=in_days(n)) for n in range(50)
    )
    PlanComment.objects.bulk_create(
        PlanComment(plan=plan, author=[guide, resident][n % 2], text=f"Ord {n}", written_at=clock.now())
        for n in range(number)
    )
    Goal.objects.bulk_create(Goal(plan=plan, text=f"Delmål {n}", place=n + 2) for n in range(15))
    last = PlanVersion.objects.filter(plan=plan).count()
    PlanVersion.objects.bulk_create(
        PlanVersion(
            plan=plan,
            number=last + n + 1,
            content={"goals": [], "steps": []},
            digest="0" * 64,
            made_by=guide,
            made_at=clock.now(),
        )
        for n in range(60)
    )


@pytest.mark.parametrize("name", ["plan", "plan_comments", "plan_history", "plan_versions", "print_plan", "put_plan"])
@pytest.mark.parametrize("side", ["mine", "at work"])
def test_a_page_costs_the_same_however_much_has_happened(client, queries_of, plan, guide, resident, name, side):
    _grow(plan, guide, resident, 10)
    client.force_login(resident if side == "mine" else guide)
    address = mine(name) if side == "mine" else at_work(name, resident)
    queries_of(address)
    few = queries_of(address)
    _grow(plan, guide, resident, 990)
    assert queries_of(address) == few <= 12


def test_the_page_of_a_step_costs_the_same_however_much_is_said(client, queries_of, plan, guide, resident):
    step = plan.steps.get()
    client.force_login(resident)
    queries_of(mine("plan_step", step.pk))
    few = queries_of(mine("plan_step", step.pk))
    PlanComment.objects.bulk_create(
        PlanComment(plan=plan, step=step, author=guide, text=f"Ord {n}", written_at=clock.now()) for n in range(200)
    )
    assert queries_of(mine("plan_step", step.pk)) == few


@pytest.mark.parametrize(("name", "word"), [("plan_comments", "Ord"), ("plan_history", "Klart")])
def test_a_long_list_goes_on_after_what_was_shown(client, plan, guide, resident, name, word):
    _grow(plan, guide, resident, 40)
    client.force_login(resident)
    seen, address = "", mine(name)
    for _page in range(2):
        page = client.get(address).text
        seen += page
        after = page.partition('href="?after=')[2].partition('"')[0]
        address = f"{mine(name)}?after={after}"
    assert [n for n in range(40) if f"{word} {n}<" not in seen] == []


# --- on paper


def test_the_plan_is_a_tagged_pdf_with_its_title(client, plan, resident, guide):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    actions.agree_to_plan(actor=resident, version=version)
    client.force_login(resident)
    reader = PdfReader(BytesIO(client.get(mine("plan_pdf")).content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for part in ("Rut Resande", "Kock", "Ring restaurangen", "Sfi kurs C"):
        assert part in text
    assert version.digest[:20] in text.replace("\n", "")


# --- plain words


@pytest.mark.parametrize("language", GOALS)
def test_what_a_resident_reads_of_a_plan_is_easy(client, plan, resident, guide, language):
    version = actions.put_plan_to_agree(actor=guide, plan=plan)
    step, goal = plan.steps.get(), Goal.objects.create(plan=plan, text="Klara kursen")
    own = new_step(plan, state=StepState.PROPOSED, proposed_by=resident)
    client.force_login(resident)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    addresses = [
        *(mine(name) for name in ("plan", "plan_job_goal", "add_goal", "add_step", "plan_history", "plan_comments")),
        *(mine("plan_text", part) for part in ("kan", "vill", "hinder")),
        mine("plan_goal", goal.pk),
        mine("plan_step", step.pk),
        mine("edit_step", own.pk),
        mine("drop_step", own.pk),
        mine("put_plan"),
        mine("plan_versions"),
        mine("plan_version", version.number),
        mine("print_plan"),
    ]
    hard = {}
    for address in addresses:
        why = too_hard(client.get(address).text, language)
        if why and why != "it has no text":
            hard[address] = why
    assert hard == {}


# --- occupations


def test_every_occupation_is_found_by_its_own_names():
    lost = [
        each.slug
        for each in occupations.all_occupations().values()
        if each not in occupations.search(each.swedish) or each not in occupations.search(each.english)
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("laga mat", "kock"),
        ("städning", "lokalvardare"),
        ("snick", "snickare"),
        ("snickra", "snickare"),
        ("köra buss", "bussforare"),
        ("ta hand om gamla", "vardbitrade"),
        ("warehouse", "lagerarbetare"),
        ("CHAUFFÖR", "taxiforare"),
    ],
)
def test_an_occupation_is_found_by_what_people_say(typed, slug):
    assert slug in [each.slug for each in occupations.search(typed)]


def test_what_means_no_occupation_finds_none():
    assert occupations.search("xyzzy") == []
    assert occupations.search("") == []
    assert occupations.called("rymdpirat") is None


def test_an_occupation_is_called_what_it_is_called_in_the_language_of_the_page():
    with translation.override("en"):
        assert occupations.name_of("kock") == "cook"
    assert occupations.name_of("kock") == "kock"


def test_the_occupations_are_well_formed():
    found = occupations.all_occupations().values()
    assert len(found) >= 150
    assert len({each.swedish for each in found}) == len(found)
    assert all(len(each.slug) <= 40 and each.english for each in found)


def test_the_absent_guides_cover_reads_and_changes_the_plan(plan, guide, resident):
    cover = new_guide(guide.grants.get().unit)
    Absence.objects.create(guide=guide, cover=cover, starts_on=clock.today(), ends_on=in_days(3))
    assert queries.plan_of(viewer=cover, resident=resident) == plan
    actions.add_goal(actor=cover, plan=plan, text="Praktik")
