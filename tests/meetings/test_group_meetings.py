"""The meetings of collaboration groups: planned with an agenda that fills itself, closed with the rest carried over."""

import secrets
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from medskapa.commons import actions as commons
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.meetings import actions
from medskapa.meetings.models import ItemKind, Meeting, MeetingState, MinutesSection, Outcome
from medskapa.people.models import Role
from tests.commons_factories import OrganisationFactory, partner
from tests.factories import staff
from tests.group_factories import GroupFactory, member_of, question_of, task_of, theme_of
from tests.meeting_factories import new_meeting
from tests.scenes.commons_groups import times

pytestmark = pytest.mark.django_db


def sent(**data):
    return {"form_key": secrets.token_urlsafe(24), **data}


@pytest.fixture
def association():
    return OrganisationFactory(name="Vorta Drom")


@pytest.fixture
def leader(association):
    return partner(association)


@pytest.fixture
def group(association, leader):
    group = GroupFactory(name="Samverkan Adolfsberg", slug="samverkan-adolfsberg")
    member_of(group, association)
    return group


def planned(group, days=12):
    return actions.plan_group_meeting(actor=group.convenor, group=group, **times(days))


def begun(group):
    """An announced meeting that has begun."""
    meeting = planned(group)
    actions.announce(actor=group.convenor, meeting=meeting)
    begins = clock.now() - timedelta(hours=1)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
    meeting.refresh_from_db()
    return meeting


def settled(meeting, group, **outcomes):
    """Every item that wants a word has one; `outcomes` by the key of the item's draft, with "_" for ":"."""
    for item in meeting.items.exclude(kind__in=[ItemKind.NEWS, ItemKind.TASKS]):
        outcome = outcomes.get(item.drafted_from.split(":")[0], Outcome.ANSWERED)
        actions.record_outcome(
            actor=group.convenor, item=item, outcome=outcome, text="Den öppnar i maj.", version=item.version
        )


def titles(meeting):
    return [(item.kind, item.title) for item in meeting.items.filter(dropped_at=None).order_by("number")]


def test_planning_makes_an_agenda_of_theme_news_questions_and_tasks(group, leader, association):
    theme_of(group, "Sommaren", months_on=(times()["starts_at"].month - clock.today().month) % 12)
    question_of(group)
    task_of(group, leader)
    meeting = planned(group)
    actions.add_group_news(actor=leader, meeting=meeting, title="Öppet hus 5 maj", organisation=association)
    assert titles(meeting) == [
        ("month", "Månadens tema: Sommaren"),
        ("news", "Nyheter från föreningarna"),
        ("news", "Vorta Drom: Öppet hus 5 maj"),
        ("open", "Fritidsbanken: vad händer?"),
        ("tasks", "Uppgifter"),
    ]
    tasks = meeting.items.get(kind="tasks")
    assert "Fråga fritidsförvaltningen: klart senast" in tasks.text
    assert leader.name not in tasks.text
    assert [meeting.number, meeting.previous] == [1, None]


def test_planning_again_gives_the_draft_another_day_and_no_second_meeting(group):
    first, again = planned(group), planned(group, days=20)
    assert first == again
    assert again.starts_at == times(20)["starts_at"]
    actions.announce(actor=group.convenor, meeting=again)
    with pytest.raises(Conflict, match="Avsluta först mötet"):
        planned(group, days=30)


def test_the_draft_follows_what_the_group_asks_does_and_answers(group, leader):
    meeting = planned(group)
    question = commons.ask_group(actor=leader, group=group, title="Var är vi i sommar?")
    task = commons.add_group_task(actor=leader, group=group, title="Ring", owner=leader, due_on=clock.today())
    assert ("open", "Var är vi i sommar?") in titles(meeting)
    assert "Ring: klart senast" in meeting.items.get(kind="tasks").text
    commons.answer_group_question(actor=group.convenor, question=question, answer="På Träffpunkten.")
    commons.finish_group_task(actor=leader, task=task)
    assert ("open", "Var är vi i sommar?") not in titles(meeting)
    assert meeting.items.get(kind="tasks").text == "Inga uppgifter väntar nu."


def test_what_is_asked_after_the_meeting_was_announced_still_comes_onto_its_agenda(group, leader):
    meeting = planned(group)
    actions.announce(actor=group.convenor, meeting=meeting)
    commons.ask_group(actor=leader, group=group, title="Var är vi i sommar?")
    assert meeting.items.get(kind="open").announced


def test_closing_answers_questions_carries_over_tasks_and_begins_the_next_meeting(group, leader):
    answered, left = question_of(group, "Öppnar Fritidsbanken?"), question_of(group, "Får vi en lokal?")
    task = task_of(group, leader)
    meeting = begun(group)
    settled(meeting, group)
    item = meeting.items.get(drafted_from=f"open:{left.pk}")
    actions.record_outcome(
        actor=group.convenor, item=item, outcome="carried_over", text="Vi frågar igen.", version=item.version
    )
    actions.close(actor=group.convenor, meeting=meeting)
    for row in (answered, left, task):
        row.refresh_from_db()
    assert answered.answer == "Den öppnar i maj."
    assert left.answered_on is None
    assert task.times_carried == 1
    following = meeting.next
    assert (following.group, following.number, following.state) == (group, 2, MeetingState.DRAFT)
    again = following.items.get(kind="open")
    assert (again.title, again.came_from, again.thread) == ("Får vi en lokal?", item, item.thread)
    assert "Så blev det förra gången: Vi frågar igen." in again.text
    assert [kind for kind, _title in titles(following)].count("news") == 1
    assert "Kvar till nästa möte: Fråga fritidsförvaltningen" in meeting.items.get(kind="tasks").outcome_text


def test_a_meeting_does_not_close_while_a_question_has_no_outcome(group):
    question_of(group)
    meeting = begun(group)
    with pytest.raises(Conflict, match="Fritidsbanken"):
        actions.close(actor=group.convenor, meeting=meeting)
    group.refresh_from_db()
    assert group.questions.get().answered_on is None


def test_minutes_are_read_by_somebody_from_outside_and_published_on_the_groups_page(client, group, leader):
    meeting = begun(group)
    settled(meeting, group)
    actions.close(actor=group.convenor, meeting=meeting)
    minutes = actions.draft_minutes(actor=group.convenor, meeting=meeting)
    minutes.intro = minutes.plain_intro = "Vi var sju."
    minutes.save()
    MinutesSection.objects.filter(minutes=minutes).update(said="Vi pratade.", plain_said="Vi pratade.")
    actions.hand_in_minutes(actor=group.convenor, minutes=minutes, version=minutes.version)
    page = reverse("meetings:group", args=[group.slug])
    assert "Anteckningarna kommer snart" in client.get(page).text
    client.force_login(leader)
    minutes.refresh_from_db()
    answer = client.post(reverse("meetings:approve_minutes", args=[meeting.slug]), sent(version=minutes.version))
    assert answer.status_code == 302
    assert reverse("meetings:public_minutes", args=[meeting.slug]) in client.get(page).text


def test_only_those_who_take_part_see_a_draft_and_a_partner_sees_no_other_group(client, group, leader):
    meeting, other = planned(group), planned(GroupFactory(slug="annan"))
    client.force_login(leader)
    assert client.get(reverse("meetings:group_meeting", args=[group.slug, meeting.slug])).status_code == 200
    assert client.get(reverse("meetings:group_meeting", args=["annan", other.slug])).status_code == 404
    assert client.get(reverse("meetings:group_at_work", args=["annan"])).status_code == 404
    assert client.get(reverse("meetings:overview", args=[other.slug])).status_code == 404
    client.logout()
    assert client.get(reverse("meetings:meeting", args=[meeting.slug])).status_code == 404


def test_the_convenor_uses_the_pages_of_the_agenda_and_comes_back_to_the_meeting(client, group):
    meeting = planned(group)
    client.force_login(group.convenor)
    for name in ("meetings:agenda", "meetings:closing", "meetings:minutes"):
        assert client.get(reverse(name, args=[meeting.slug])).status_code == 200
    answer = client.post(reverse("meetings:announce", args=[meeting.slug]), sent(version=meeting.version), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("meetings:group_meeting", args=[group.slug, meeting.slug])
    client.logout()
    text = client.get(reverse("meetings:meeting", args=[meeting.slug])).text
    assert "Mötet är öppet för alla" in text
    assert "Så väljs de som är med" not in text


def test_residents_meetings_keep_their_numbers_and_lists(client, group):
    ours = new_meeting(number=7, title="Invånarträff 7", slug="traff-sju")
    planner = staff(Role.PLANNER, ours.unit)
    meeting = planned(group)
    actions.announce(actor=group.convenor, meeting=meeting)
    created = actions.create_meeting(actor=planner, unit=ours.unit, title="Invånarträff 8", purpose="Vi lyssnar.")
    assert created.number == 8
    for url in ("/traffar/", "/traffar/kalender.ics"):
        text = client.get(url).text
        assert "Invånarträff 7" in text
        assert "Samverkan Adolfsberg" not in text
    client.force_login(planner)
    assert "Samverkan Adolfsberg" not in client.get("/arbete/traffar/").text
    with pytest.raises(Conflict):
        actions.create_meeting(actor=planner, unit=ours.unit, title="Träff", purpose="Vi lyssnar.", previous=meeting)


def test_news_is_refused_where_nothing_is_written_and_once_the_meeting_has_begun(group, leader):
    meeting = planned(group)
    with pytest.raises(ValidationError, match="en mening"):
        actions.add_group_news(actor=leader, meeting=meeting, title=" ")
    first = actions.add_group_news(actor=leader, meeting=meeting, title="Musikkväll")
    assert actions.add_group_news(actor=leader, meeting=meeting, title="Musikkväll") == first
    with pytest.raises(Conflict, match="börjat"):
        actions.add_group_news(actor=leader, meeting=begun(another_with(leader)), title="Musikkväll")


def another_with(leader):
    """Another group with the same association."""
    other = GroupFactory()
    member_of(other, leader.memberships.get().organisation)
    return other
