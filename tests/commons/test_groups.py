"""Collaboration groups: their members, year, tasks and questions, and the pages about them."""

import secrets
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.commons import actions, group_policy
from medskapa.commons.models import CollaborationGroup, GroupPerson, GroupQuestion, GroupTask, Membership, MemberTask
from medskapa.commons.queries import groups as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Person, Role
from tests.commons_factories import OrganisationFactory, partner
from tests.factories import StaffFactory, UnitFactory, staff
from tests.group_factories import GroupFactory, member_of, question_of, task_of, theme_of
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


def sent(**data):
    return {"form_key": secrets.token_urlsafe(24), **data}


@pytest.fixture
def association():
    return OrganisationFactory(name="Vorta Drom")


@pytest.fixture
def group(association):
    group = GroupFactory(name="Samverkan Adolfsberg", slug="samverkan-adolfsberg")
    member_of(group, association)
    return group


def takes_part(person, group):
    in_list = queries.taking_part(group).filter(pk=person.pk).exists()
    assert group_policy.is_in_group(person, group) is in_list
    assert Person.objects.filter(group_policy.is_in_any_group(person), pk=person.pk).exists() is in_list
    return in_list


def test_whoever_leads_a_member_takes_part_and_others_once_they_are_named(group, association):
    leader, helper = partner(association), partner(association, MemberTask.HELPS)
    assert takes_part(leader, group)
    assert not takes_part(helper, group)
    actions.name_group_person(actor=group.convenor, member=group.members.get(), person=helper)
    assert takes_part(helper, group)
    Membership.objects.filter(person=helper).update(ends_on=clock.today() - timedelta(days=1))
    assert not takes_part(helper, group)
    assert not takes_part(partner(), group)
    assert takes_part(group.convenor, group)


def test_a_colleague_takes_part_for_a_unit_until_the_unit_leaves(group):
    member = actions.add_group_member(actor=group.convenor, group=group, unit=UnitFactory(name="Socialförvaltningen"))
    colleague = StaffFactory()
    actions.name_group_person(actor=group.convenor, member=member, person=colleague)
    assert takes_part(colleague, group)
    actions.end_group_member(actor=group.convenor, member=member)
    assert GroupPerson.objects.get().ends_on == clock.today()
    GroupPerson.objects.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    assert not takes_part(colleague, group)
    with pytest.raises(Conflict):
        actions.name_group_person(actor=group.convenor, member=member, person=StaffFactory())


def test_a_member_is_just_one_and_a_stranger_cannot_be_named(group):
    with pytest.raises(ValidationError):
        actions.add_group_member(actor=group.convenor, group=group)
    with pytest.raises(ValidationError):
        actions.name_group_person(actor=group.convenor, member=group.members.get(), person=StaffFactory())
    again = actions.add_group_member(actor=group.convenor, group=group, organisation=group.members.get().organisation)
    assert again == group.members.get()


def test_the_year_is_planned_at_once_and_an_empty_title_takes_a_theme_away(group):
    actions.plan_group_year(actor=group.convenor, group=group, year=2027, titles={1: "Hälsa", 5: "Kul i Adolfsberg"})
    actions.plan_group_year(actor=group.convenor, group=group, year=2027, titles={1: "Hälsa och rörelse"})
    assert [(theme.month, theme.title) for theme in group.themes.all()] == [(1, "Hälsa och rörelse")]
    with pytest.raises(ValidationError):
        actions.plan_group_year(actor=group.convenor, group=group, year=2027, titles={2: "x" * 101})


def test_a_task_lies_with_somebody_in_the_group_and_only_they_and_keepers_change_it(group, association):
    leader, other = partner(association), partner(association)
    later = clock.today() + timedelta(days=9)
    task = actions.add_group_task(actor=leader, group=group, title="Ring", owner=leader, due_on=later)
    assert actions.add_group_task(actor=leader, group=group, title="Ring", owner=leader, due_on=later) == task
    for wrong in ({"title": " "}, {"owner": StaffFactory()}, {"due_on": date(2020, 1, 1)}):
        with pytest.raises(ValidationError):
            actions.add_group_task(
                actor=leader, group=group, **({"title": "Ring", "owner": leader, "due_on": later} | wrong)
            )
    with pytest.raises(PermissionDenied):
        actions.finish_group_task(actor=other, task=task)
    changed = {"title": "Ring igen", "owner": other, "due_on": later}
    actions.change_group_task(actor=group.convenor, task=task, version=1, **changed)
    with pytest.raises(Conflict):
        actions.change_group_task(actor=group.convenor, task=task, version=1, **changed)
    actions.finish_group_task(actor=other, task=task, came="De öppnar i maj.")
    with pytest.raises(Conflict):
        actions.change_group_task(actor=group.convenor, task=task, version=task.version, **changed)
    assert actions.carry_group_tasks(actor=group.convenor, group=group) == 0


def test_a_question_lives_until_it_is_answered_and_a_closed_group_takes_none(group, association):
    leader = partner(association)
    question = actions.ask_group(actor=leader, group=group, title="Fritidsbanken: vad händer?")
    assert actions.ask_group(actor=leader, group=group, title="Fritidsbanken: vad händer?") == question
    with pytest.raises(ValidationError):
        actions.ask_group(actor=leader, group=group, title="")
    with pytest.raises(ValidationError):
        actions.answer_group_question(actor=group.convenor, question=question, answer=" ")
    actions.answer_group_question(actor=group.convenor, question=question, answer="Den öppnar i maj.")
    assert queries.open_questions(group) == []
    actions.edit_group(actor=group.convenor, group=group, version=1, is_active=False)
    with pytest.raises(Conflict):
        actions.ask_group(actor=leader, group=group, title="Får vi en lokal?")
    with pytest.raises(Conflict):
        actions.edit_group(actor=group.convenor, group=group, version=1, name="Annat")


def test_a_group_wants_a_name_words_and_a_convenor_who_works_here(group):
    editor = staff(Role.EDITOR)
    fields = {"name": "Ny grupp", "about": "Vi träffas.", "unit": UnitFactory(), "convenor": StaffFactory()}
    made = actions.begin_group(actor=editor, **fields)
    assert actions.begin_group(actor=editor, **fields) == made
    for wrong in ({"name": " "}, {"about": ""}, {"convenor": partner()}):
        with pytest.raises(ValidationError):
            actions.begin_group(actor=editor, **(fields | {"name": "Tredje"} | wrong))


def test_anyone_reads_goals_themes_questions_and_members_but_no_persons_name(client, group, association):
    leader = partner(association, name="Mirela Stojan")
    theme_of(group, "Digital hjälp")
    question_of(group)
    task_of(group, leader)
    text = client.get(f"/samverkan/{group.slug}/").text
    for words in ("Fler får hjälp med sin mobil.", "Digital hjälp", "Fritidsbanken: vad händer?", "Vorta Drom"):
        assert words in text
    for words in ("Mirela Stojan", group.convenor.name, "Fråga fritidsförvaltningen"):
        assert words not in text
    assert "Digital hjälp" in client.get("/samverkan/").text


def test_the_pages_at_work_carry_out_what_they_say(client, group, association):
    leader = partner(association)
    client.force_login(leader)
    home = reverse("meetings:group_at_work", args=[group.slug])
    due = (clock.today() + timedelta(days=3)).isoformat()
    form = sent(title="Ring", owner=leader.pk, due_on=due)
    assert client.post(reverse("commons:add_group_task", args=[group.slug]), form).url == home
    bad = client.post(reverse("commons:ask_group", args=[group.slug]), sent(title="", text="Mina ord"))
    assert bad.status_code == 422
    assert "Mina ord" in bad.text
    client.post(reverse("commons:ask_group", args=[group.slug]), sent(title="Får vi en lokal?"))
    text = client.get(home).text
    assert "Ring" in text
    assert "Får vi en lokal?" in text
    assert "Avsluta" not in text  # that is for the convenor
    client.force_login(group.convenor)
    assert "Avsluta" in client.get(home).text
    client.post(
        reverse("commons:group_themes", args=[group.slug, clock.today().year]), sent(month_1="Hälsa", month_2="")
    )
    assert "Hälsa" in client.get(home).text


@pytest.mark.parametrize("language", GOALS)
def test_the_public_page_reads_easily(client, group, language):
    question_of(group)
    client.cookies["medskapa_language"] = language
    assert not too_hard(client.get(f"/samverkan/{group.slug}/").text, language)


@pytest.mark.parametrize("url", ["/samverkan/", "/arbete/samverkan/", "/arbete/samverkan/samverkan-adolfsberg/"])
def test_the_pages_cost_the_same_however_much_there_is(client, group, association, url):
    client.force_login(staff(Role.EDITOR))
    leader = partner(association)

    def cost(more):
        make = GroupFactory.build_batch(more, unit=group.unit, convenor=group.convenor)
        CollaborationGroup.objects.bulk_create(make)
        today = clock.today()
        GroupTask.objects.bulk_create(
            GroupTask(group=group, owner=leader, title=f"{n}", due_on=today, added_by=leader, added_on=today)
            for n in range(more)
        )
        GroupQuestion.objects.bulk_create(
            GroupQuestion(group=group, title=f"{n}", asked_by=leader, asked_on=today) for n in range(more)
        )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    client.get(url)
    assert cost(10) == cost(990)
