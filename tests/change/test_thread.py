"""The whole way from what residents said to what is different now, of a theme, a proposal and up to a decision."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.change.models import Effect, EffectPoint, Source, Step, Version
from medskapa.core import clock
from medskapa.meetings.models import ItemVoice, MeetingState
from medskapa.voice.actions.news import tell
from medskapa.voice.models import EventKind
from tests.change_factories import new_decision, new_group, new_proposal
from tests.factories import StaffFactory, new_theme, new_viewpoint
from tests.meeting_factories import closed, new_item, new_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(fallback_unit):
    """A theme, an item of a closed meeting about it, and a proposal from there that was decided and carried out."""
    staff = StaffFactory()
    theme = new_theme(name="Begripliga brev")
    for _number in range(6):
        new_viewpoint(theme=theme)
    meeting = new_meeting(days=-30)
    item = new_item(
        meeting,
        theme=theme,
        outcome="proposal",
        outcome_text="Gruppen skriver ett förslag.",
        outcome_at=clock.now(),
        group_name="Brevgruppen",
        group_by=clock.today(),
    )
    closed(meeting)
    proposal = new_proposal(group=new_group(staff), source={"item": item}, by=staff)
    decision = new_decision(proposal, by=staff, decided_on=clock.today() - timedelta(days=9))
    Step.objects.create(
        proposal=proposal, number=1, text="Skriv om tio brev", owner=staff, due_on=clock.today(), done_on=clock.today()
    )
    tell(proposal.thread, EventKind.CARRIED_OUT, actor=staff, text="Nu är breven korta.", plain_text="Korta brev nu.")
    effect = Effect.objects.create(
        proposal=proposal,
        what="Samtal om brev",
        measured_in="samtal i veckan",
        source="Växelns räkning",
        more_is_better=False,
        baseline=Decimal(40),
        baseline_on=clock.today() - timedelta(days=90),
        agreed_on=clock.today() - timedelta(days=9),
    )
    EffectPoint.objects.create(
        effect=effect,
        value=Decimal(18),
        measured_on=clock.today(),
        text="Färre ringer om sina brev.",
        by=staff,
        entered_at=clock.now(),
    )
    return {"theme": theme, "item": item, "meeting": meeting, "proposal": proposal, "decision": decision}


def page(client, name, *args):
    response = client.get(reverse(f"change:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_of_a_theme_goes_from_what_was_said_to_what_is_different_now(client, way):
    text = page(client, "thread", way["theme"].slug)
    in_order = [
        "Det började så här",
        "Det är annorlunda nu",
        "Gruppen skriver ett förslag.",
        "Beslut: ja",
        "Breven ska gå att förstå.",
        "Nu är breven korta.",
        "Färre ringer om sina brev.",
    ]
    rest = text[text.index("Det började så här") :]
    places = [rest.rindex(words) if words in in_order[2:] else rest.index(words) for words in in_order]
    assert places[2:] == sorted(places[2:])
    assert "<strong>6</strong>" in text


def test_every_step_leads_to_where_it_is_written(client, way):
    text = page(client, "thread", way["theme"].slug)
    for url in (
        reverse("meetings:item", args=[way["meeting"].slug, way["item"].pk]),
        reverse("change:proposal", args=[way["proposal"].number]),
        reverse("change:decision", args=[way["decision"].pk]),
        reverse("voice:theme", args=[way["theme"].slug]),
    ):
        assert f'href="{url}"' in text


def test_what_only_a_thread_tells_leads_to_the_page_of_that_thread(client, way):
    tell(way["theme"].thread, EventKind.ON_AGENDA, actor=StaffFactory(), text="Vi tar upp breven.", plain_text="Brev.")
    item = new_item(new_meeting(days=-3))
    tell(item.thread, EventKind.ON_AGENDA, actor=StaffFactory(), text="Vi tar upp tider.", plain_text="Tider.")
    step = page(client, "thread", way["theme"].slug).split("Vi tar upp breven.")[1].split("</li>")[0]
    assert f'href="{reverse("voice:theme", args=[way["theme"].slug])}"' in step
    closed(item.meeting)
    proposal = new_proposal(source={"item": item})
    step = page(client, "proposal_thread", proposal.number).split("Vi tar upp tider.")[1].split("</li>")[0]
    assert f'href="{reverse("meetings:item", args=[item.meeting.slug, item.pk])}"' in step


def test_the_effect_is_told_with_how_it_was_before_and_where_the_figure_is_from(client, way):
    text = page(client, "proposal_thread", way["proposal"].number)
    assert "Samtal om brev: 40 före, 18 nu (samtal i veckan)." in text
    assert "Växelns räkning" in text


def test_a_proposal_is_led_back_to_the_theme_behind_its_item(client, way):
    assert "Begripliga brev" in page(client, "proposal_thread", way["proposal"].number)


def test_a_decision_shows_what_was_there_before_it_and_nothing_later(client, way):
    text = page(client, "decision", way["decision"].pk)
    assert "Breven ska gå att förstå." in text
    assert "Begripliga brev" in text
    assert "Färre ringer om sina brev." not in text
    assert "Nu är breven korta." not in text


def test_few_who_spoke_are_not_counted_in_the_open(client, fallback_unit):
    theme = new_theme(name="Vattnet i duschen")
    for _number in range(3):
        new_viewpoint(theme=theme)
    text = page(client, "thread", theme.slug)
    assert "färre än 5" in text
    assert "<strong>3</strong>" not in text


def test_what_is_told_in_the_threads_of_both_a_theme_and_a_proposal_stands_once(client, way):
    tell(
        way["theme"].thread,
        EventKind.CARRIED_OUT,
        actor=StaffFactory(),
        text="Nu är breven korta.",
        plain_text="Korta brev nu.",
    )
    text = page(client, "thread", way["theme"].slug)
    steps = text[text.index('class="timeline"') :]
    assert steps.count("Nu är breven korta.") == 1


def test_a_theme_that_is_part_of_another_leads_on_to_the_whole_way_of_that(client, way):
    part = new_theme(name="Svåra ord")
    type(part).objects.filter(pk=part.pk).update(merged_into=way["theme"])
    response = client.get(reverse("change:thread", args=[part.slug]))
    assert response.url == reverse("change:thread", args=[way["theme"].slug])


def test_the_page_is_in_plain_swedish_where_it_is_asked_for(client, way):
    client.cookies["medskapa_language"] = "sv-plain"
    assert "Korta brev nu." in page(client, "thread", way["theme"].slug)


def test_a_draft_meeting_is_not_on_the_way(client, fallback_unit):
    theme = new_theme(name="Tider")
    new_item(new_meeting(state=MeetingState.DRAFT), theme=theme, title="Hemlig än så länge")
    assert "Hemlig än så länge" not in page(client, "thread", theme.slug)


def test_nobody_who_works_here_is_named(client, way):
    staff = way["decision"].by
    for name, key in (("thread", way["theme"].slug), ("decision", way["decision"].pk)):
        assert staff.name not in page(client, name, key)


@pytest.mark.parametrize("name", ["thread", "proposal_thread"])
def test_the_number_of_queries_is_the_same_however_long_the_way_is(client, way, name):
    key = way["theme"].slug if name == "thread" else way["proposal"].number
    page(client, name, key)
    with CaptureQueriesContext(connection) as few:
        page(client, name, key)
    proposal, staff = way["proposal"], way["decision"].by
    Version.objects.bulk_create(
        Version(proposal=proposal, number=number, title="Korta brev", text="Korta.", by=staff, at=clock.now())
        for number in range(2, 200)
    )
    Step.objects.bulk_create(
        Step(
            proposal=proposal,
            number=number,
            text=f"Steg {number}",
            owner=staff,
            due_on=clock.today(),
            done_on=clock.today(),
        )
        for number in range(2, 200)
    )
    for _number in range(5):
        new_decision(new_proposal(group=proposal.working_group, source={"theme": way["theme"]}))
    Source.objects.bulk_create(Source(proposal=proposal, viewpoint=new_viewpoint()[0]) for _number in range(20))
    with CaptureQueriesContext(connection) as many:
        page(client, name, key)
    assert len(many) == len(few)
    assert len(many) <= 12


def test_answers_before_a_meeting_are_counted_as_on_the_page_of_the_item(client, fallback_unit):
    item = new_item(new_meeting(days=-9))
    for _number in range(3):
        ItemVoice.objects.create(item=item, viewpoint=new_viewpoint()[0])
    closed(item.meeting)
    proposal = new_proposal(source={"item": item})
    assert "<strong>färre än 5</strong>" in page(client, "proposal_thread", proposal.number)
