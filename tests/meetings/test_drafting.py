"""The draft agenda: what the meeting before left comes first, and nothing that was left is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.meetings import actions, drafting
from medskapa.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome, TableNote
from medskapa.people.models import Role
from medskapa.voice import actions as voice
from medskapa.voice.models import EventKind, Theme
from tests.factories import UnitFactory, many_viewpoints, new_theme, staff
from tests.meeting_factories import new_item, new_meeting, new_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(name="Utveckling")


@pytest.fixture
def held(unit):
    """A meeting that was held a week ago; it is closed before the next one is drafted (`draft`)."""
    return new_meeting(unit=unit, days=-7)


@pytest.fixture
def upcoming(unit, held):
    return new_meeting(unit=unit, days=60, state=MeetingState.DRAFT, previous=held)


def close(meeting, by):
    at = meeting.ends_at + timedelta(hours=1)
    open_ = Meeting.objects.filter(pk=meeting.pk, state=MeetingState.ANNOUNCED)
    open_.update(state=MeetingState.CLOSED, closed_at=at, closed_by=by)


def settled(meeting, outcome=Outcome.ANSWERED, text="Vi skriver kortare brev.", **fields):
    """An item that something came of."""
    item = new_item(meeting, **fields)
    group = {"group_name": "Brevgruppen", "group_by": clock.today()} if outcome == Outcome.PROPOSAL else {}
    AgendaItem.objects.filter(pk=item.pk).update(outcome=outcome, outcome_text=text, outcome_at=clock.now(), **group)
    item.refresh_from_db()
    return item


def draft(planner, meeting):
    if meeting.previous:
        close(meeting.previous, planner)
    return actions.draft_agenda(actor=planner, meeting=meeting)


def lines(meeting):
    return [(item.kind, item.title) for item in meeting.items.order_by("number")]


def test_it_begins_with_what_has_happened_then_what_is_left_then_what_many_speak_about(planner, unit, held, upcoming):
    settled(held, title="Hur blir breven lättare?")
    settled(held, Outcome.CARRIED_OVER, title="Vem är min kontakt?")
    theme = lively_theme(unit, name="Telefontider")
    draft(planner, upcoming)
    assert lines(upcoming) == [
        (ItemKind.SINCE_LAST, "Hur blir breven lättare?"),
        (ItemKind.CARRIED, "Vem är min kontakt?"),
        (ItemKind.THEME, theme.name),
    ]
    assert [item.number for item in upcoming.items.order_by("number")] == [1, 2, 3]


def lively_theme(unit, *, name="", waiting=6, new=0):
    theme = new_theme(unit=unit, name=name)
    many_viewpoints(new or waiting, unit=unit, theme=theme)
    Theme.objects.filter(pk=theme.pk).update(viewpoint_count=new or waiting, waiting_count=waiting)
    theme.refresh_from_db()
    return theme


def test_each_item_carries_on_in_the_thread_of_the_one_before(planner, unit, held, upcoming):
    theme = new_theme(unit=unit)
    item = settled(held, Outcome.CARRIED_OVER, theme=theme)
    for made in draft(planner, upcoming):
        assert (made.thread_id, made.theme_id, made.came_from_id) == (theme.thread_id, theme.pk, item.pk)


def test_what_has_happened_since_last_time_is_told_from_the_thread(planner, unit, held, upcoming):
    theme = new_theme(unit=unit)
    item = settled(held, theme=theme, text="Vi prövar en ny mall.")
    voice.tell(
        theme.thread, EventKind.DECIDED, actor=planner, text="Mallen används överallt.", plain_text="Vi har en ny mall."
    )
    (since,) = [made for made in draft(planner, upcoming) if made.kind == ItemKind.SINCE_LAST]
    assert since.came_from == item
    assert "Så blev det förra gången: Vi prövar en ny mall." in since.text
    assert "Det är beslutat. Mallen används överallt." in since.text
    assert "Vi har en ny mall." in since.plain_text


def test_what_happened_before_the_meeting_is_no_news(planner, unit, held, upcoming):
    theme = new_theme(unit=unit)
    settled(held, theme=theme)
    with clock.fixed(held.starts_at - timedelta(days=3)):
        voice.tell(theme.thread, EventKind.DECIDED, actor=planner, text="Gammalt beslut.")
    (since,) = [made for made in draft(planner, upcoming) if made.kind == ItemKind.SINCE_LAST]
    assert "Gammalt beslut." not in since.text
    assert "Inget mer har hänt än." in since.text


def test_a_thread_that_stood_twice_is_told_of_once(planner, unit, held, upcoming):
    theme = new_theme(unit=unit)
    settled(held, theme=theme, kind=ItemKind.SINCE_LAST)
    last = settled(held, theme=theme)
    since = [made for made in draft(planner, upcoming) if made.kind == ItemKind.SINCE_LAST]
    assert [item.came_from for item in since] == [last]


def test_what_is_carried_over_tells_itself_what_has_happened_and_stands_once(planner, unit, held, upcoming):
    theme = new_theme(unit=unit)
    settled(held, theme=theme, kind=ItemKind.SINCE_LAST)
    left = settled(held, Outcome.CARRIED_OVER, theme=theme)
    AgendaItem.objects.filter(pk=left.pk).update(text="Vem ringer jag?", plain_text="Vem ringer jag?")
    voice.tell(theme.thread, EventKind.DECIDED, actor=planner, text="Alla får ett namn.", plain_text="Du får ett namn.")
    (carried,) = draft(planner, upcoming)
    assert carried.kind == ItemKind.CARRIED
    assert carried.text.startswith("Vem ringer jag?\n\nSå blev det förra gången: Vi skriver kortare brev.")
    assert "Det är beslutat. Alla får ett namn." in carried.text
    assert "Du får ett namn." in carried.plain_text
    voice.tell(theme.thread, EventKind.CARRIED_OUT, actor=planner, text="Nu är det gjort.")
    draft(planner, upcoming)
    carried.refresh_from_db()
    assert "Nu är det gjort." in carried.text


def test_what_is_carried_over_again_and_again_does_not_grow(planner, unit, held, upcoming):
    settled(held, Outcome.CARRIED_OVER, text="Vi hann inte.")
    AgendaItem.objects.update(text="Vem ringer jag?")
    (carried,) = draft(planner, upcoming)
    AgendaItem.objects.filter(pk=carried.pk).update(
        outcome=Outcome.CARRIED_OVER, outcome_text="Inte nu heller.", outcome_at=clock.now()
    )
    Meeting.objects.filter(pk=upcoming.pk).update(state=MeetingState.ANNOUNCED, announced_at=clock.now())
    third = new_meeting(unit=unit, days=90, state=MeetingState.DRAFT, previous=upcoming)
    (again,) = draft(planner, third)
    assert again.text.startswith("Vem ringer jag?\n\nSå blev det förra gången: Inte nu heller.")
    assert "Vi hann inte." not in again.text


def test_what_was_only_told_of_and_is_answered_comes_again_only_with_news(planner, unit, held, upcoming):
    done, moving = new_theme(unit=unit), new_theme(unit=unit)
    settled(held, theme=done, kind=ItemKind.SINCE_LAST)
    settled(held, theme=moving, kind=ItemKind.SINCE_LAST)
    voice.tell(moving.thread, EventKind.CARRIED_OUT, actor=planner, text="Nu är det gjort.")
    assert [made.theme for made in draft(planner, upcoming)] == [moving]


def test_struck_and_merged_items_of_the_meeting_before_are_not_taken_up_by_themselves(planner, held, upcoming):
    into = settled(held)
    new_item(held, dropped_at=clock.now(), drop_reason="Vi hann inte.")
    new_item(held, merged_into=into)
    assert [made.came_from for made in draft(planner, upcoming)] == [into]


def test_what_was_said_outside_the_agenda_becomes_one_question(planner, held, upcoming):
    table = new_table(held)
    TableNote.objects.create(
        key="x" * 24, meeting=held, table=table, text="Var är bussen?", written_by=planner, written_on=clock.today()
    )
    (made,) = draft(planner, upcoming)
    assert (made.kind, made.title) == (ItemKind.QUESTION, "Nya frågor från förra träffen")
    assert "bussen" not in made.text


def test_themes_are_suggested_for_their_debt_and_for_their_growth_in_words_without_a_figure(planner, unit, upcoming):
    owing = lively_theme(unit, name="Svåra brev", waiting=9)
    growing = lively_theme(unit, name="Telefontider", waiting=0, new=14)
    lively_theme(unit, name="Få väntar", waiting=3)
    made = draft(planner, upcoming)
    assert [item.theme for item in made] == [owing, growing]
    assert "Många väntar på svar om det här." in made[0].text
    assert "Många har pratat om det här" in made[1].text
    assert not any(character.isdecimal() for item in made for character in item.text + item.plain_text)


def test_a_theme_that_is_there_already_is_not_suggested(planner, unit, held, upcoming):
    theme = lively_theme(unit)
    settled(held, Outcome.CARRIED_OVER, theme=theme)
    assert ItemKind.THEME not in {made.kind for made in draft(planner, upcoming)}


def test_a_theme_that_lies_in_another_carries_on_there(planner, unit, held, upcoming):
    one, other = new_theme(unit=unit), new_theme(unit=unit)
    settled(held, Outcome.CARRIED_OVER, theme=one)
    voice.merge_themes(actor=staff(Role.EDITOR), theme=one, into=other, reason="Samma sak.")
    assert {(made.theme, made.thread) for made in draft(planner, upcoming)} == {(other, other.thread)}


def test_of_a_meeting_that_was_cancelled_everything_is_left(planner, unit):
    cancelled = new_meeting(unit=unit, days=-3)
    item = new_item(cancelled)
    Meeting.objects.filter(pk=cancelled.pk).update(
        state=MeetingState.CANCELLED, cancelled_at=clock.now(), cancel_reason="Storm."
    )
    made = draft(planner, new_meeting(unit=unit, state=MeetingState.DRAFT, previous=cancelled))
    assert [(each.kind, each.came_from) for each in made] == [(ItemKind.CARRIED, item)]


def test_drafting_again_adds_only_what_is_missing_and_leaves_what_the_planner_changed(planner, unit, held, upcoming):
    settled(held)
    carried = settled(held, Outcome.CARRIED_OVER, title="Vem är min kontakt?")
    actions.draft_agenda(actor=planner, meeting=upcoming)  # while the one before is not closed yet
    mine = upcoming.items.get(kind=ItemKind.CARRIED)
    actions.edit_item(actor=planner, item=mine, version=1, title="Vem hjälper mig?")
    actions.move_item(actor=planner, item=mine, down=False)
    struck = upcoming.items.filter(kind=ItemKind.SINCE_LAST).first()
    actions.drop_item(actor=planner, item=struck, reason="Det säger vi i inledningen.")
    before = lines(upcoming)
    assert actions.draft_agenda(actor=planner, meeting=upcoming) == []
    assert lines(upcoming) == before
    late = settled(held, Outcome.CARRIED_OVER, title="Var är dörren?")
    assert {made.came_from for made in draft(planner, upcoming)} == {late}
    assert upcoming.items.get(came_from=carried, kind=ItemKind.CARRIED).title == "Vem hjälper mig?"
    assert [line for line in lines(upcoming) if line in before] == before


def test_what_has_happened_is_told_anew_until_somebody_has_edited_it(planner, unit, held, upcoming):
    one, other = new_theme(unit=unit), new_theme(unit=unit)
    settled(held, theme=one)
    settled(held, theme=other)
    first, second = draft(planner, upcoming)
    actions.edit_item(actor=planner, item=second, version=1, text="Mina egna ord.")
    for theme in (one, other):
        voice.tell(theme.thread, EventKind.CARRIED_OUT, actor=planner, text="Nu är det gjort.")
    draft(planner, upcoming)
    assert "Nu är det gjort." in AgendaItem.objects.get(pk=first.pk).text
    assert AgendaItem.objects.get(pk=second.pk).text == "Mina egna ord."


def test_only_its_planner_drafts_it_and_only_while_it_is_a_draft(planner, upcoming):
    with pytest.raises(PermissionDenied):
        draft(staff(Role.PLANNER, UnitFactory()), upcoming)
    Meeting.objects.filter(pk=upcoming.pk).update(state=MeetingState.ANNOUNCED, announced_at=clock.now())
    with pytest.raises(Conflict):
        draft(planner, upcoming)


def test_words_wait_for_the_item_that_carries_on_and_not_for_the_one_that_only_tells(planner, unit, held):
    item = new_item(held)
    said = voice.write_down(
        actor=planner, text="Var är dörren?", unit=unit, form_key="x" * 24, allowed=lambda _who: True
    )
    TableNote.objects.create(
        key="y" * 24,
        meeting=held,
        table=new_table(held),
        item=item,
        viewpoint=said,
        text=said.text,
        written_by=planner,
        written_on=clock.today(),
    )
    end(planner, held, {ItemKind.QUESTION: Outcome.CARRIED_OVER})
    following = Meeting.objects.get(previous=held)
    hour = timedelta(hours=1)
    Meeting.objects.filter(pk=following.pk).update(
        state=MeetingState.ANNOUNCED,
        announced_at=clock.now(),
        starts_at=clock.now() - 2 * hour,
        ends_at=clock.now() - hour,
    )
    end(planner, following, {ItemKind.SINCE_LAST: Outcome.ANSWERED, ItemKind.CARRIED: Outcome.CARRIED_OVER})
    said.refresh_from_db()
    assert said.is_open


def end(planner, meeting, outcomes):
    """Close a meeting with an outcome for each kind of item."""
    for item in meeting.items.all():
        words = {"text": "Vi ser på det.", "plain_text": "Vi ser på det."}
        actions.record_outcome(actor=planner, item=item, outcome=outcomes[item.kind], version=item.version, **words)
    actions.close(actor=planner, meeting=meeting)


def test_drafting_costs_the_same_for_many_items(planner, unit, held):
    def cost(number):
        for _each in range(number):
            settled(held, theme=new_theme(unit=unit, by=editor))
        Meeting.objects.filter(previous=held).update(previous=None)
        meeting = new_meeting(unit=unit, state=MeetingState.DRAFT, previous=held)
        with CaptureQueriesContext(connection) as captured:
            drafting.draft(meeting)
        return len(captured) - meeting.items.count()  # one insert each

    editor = staff(Role.EDITOR)
    assert cost(2) == cost(20)


class TestNothingIsLost(TestCase):
    """Whatever came of the items of a meeting, the next one's draft holds what was left, once."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(Outcome), st.sampled_from(ItemKind), st.integers(0, 3), st.sampled_from(["", "d", "m"])
            ),
            max_size=7,
        )
    )
    def test_every_carried_item_is_there_and_twice_is_once(self, shape):
        unit = UnitFactory()
        planner = staff(Role.PLANNER, unit)
        held = new_meeting(unit=unit, days=-7)
        themes = [None, new_theme(unit=unit), new_theme(unit=unit), lively_theme(unit)]
        made = []
        for outcome, kind, theme, gone in shape:
            if gone == "d":
                new_item(held, theme=themes[theme], kind=kind, dropped_at=clock.now(), drop_reason="Vi hann inte.")
            elif gone == "m" and made:
                new_item(held, theme=themes[theme], kind=kind, merged_into=made[0])
            else:
                made.append(settled(held, outcome, theme=themes[theme], kind=kind))
        upcoming = new_meeting(unit=unit, state=MeetingState.DRAFT, previous=held)
        draft(planner, upcoming)
        carried = upcoming.items.filter(kind=ItemKind.CARRIED)
        left = {item.pk for item in made if item.outcome == Outcome.CARRIED_OVER}
        assert {item.came_from_id for item in carried} == left
        assert carried.count() == len(left)
        tells = [ItemKind.SINCE_LAST, ItemKind.CARRIED]
        told = set(upcoming.items.filter(kind__in=tells).values_list("thread", flat=True))
        assert not set(carried.values_list("thread")) & set(
            upcoming.items.filter(kind=ItemKind.SINCE_LAST).values_list("thread")
        )
        assert {item.thread_id for item in made if item.kind != ItemKind.SINCE_LAST} <= told
        kinds = [list(ItemKind).index(item.kind) for item in upcoming.items.order_by("number")]
        assert kinds == sorted(kinds)
        before = list(upcoming.items.order_by("number").values())
        assert draft(planner, upcoming) == []
        assert list(upcoming.items.order_by("number").values()) == before
