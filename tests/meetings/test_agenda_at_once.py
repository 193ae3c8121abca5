"""Several at one agenda at the same moment: nothing is drafted, told or answered twice, and nobody waits for ever."""

import secrets
from contextlib import suppress

import pytest

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, ItemVoice, Meeting, MeetingState, Outcome
from medskapa.voice.actions.receiving import Words
from medskapa.voice.models import EventKind
from tests.factories import new_theme
from tests.meeting_factories import new_item, new_meeting
from tests.voice.test_at_once import assert_true_counters, at_once

pytestmark = pytest.mark.usefixtures("committed")


def fresh(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.get(pk=item.pk)


def test_two_who_fetch_the_draft_get_it_once(unit, planner):
    before = new_meeting(unit=unit, days=-9)
    item = new_item(before, theme=new_theme(unit=unit))
    AgendaItem.objects.filter(pk=item.pk).update(
        outcome=Outcome.CARRIED_OVER, outcome_text="Vi fortsätter.", outcome_at=clock.now()
    )
    draft = new_meeting(unit=unit, state=MeetingState.DRAFT, previous=before)
    fetch = [
        lambda: actions.draft_agenda(actor=planner, meeting=Meeting.objects.get(pk=draft.pk)) for _each in range(3)
    ]
    at_once(fetch)
    assert sorted(draft.items.values_list("kind", "number")) == [("carried", 1)]


def test_answers_changes_and_the_announcement_at_one_moment_all_hold(unit, planner):
    meeting, theme = new_meeting(unit=unit), new_theme(unit=unit)
    asked, other = new_item(meeting, theme=theme, asked=True), new_item(meeting, theme=theme)
    key = secrets.token_urlsafe(24)

    def answer(form_key):
        actions.answer_beforehand(actor=None, item=fresh(asked), words=Words(text="Kort."), form_key=form_key)

    at_once(
        [
            lambda: answer(key),
            lambda: answer(key),  # a double click
            lambda: answer(secrets.token_urlsafe(24)),
            lambda: actions.drop_item(actor=planner, item=fresh(other), reason="Vi hinner inte."),
            lambda: actions.move_item(actor=planner, item=fresh(asked), down=True),
            lambda: actions.add_item(actor=planner, meeting=Meeting.objects.get(pk=meeting.pk), title="En till"),
        ]
    )
    assert ItemVoice.objects.filter(item=asked).count() == 2
    assert sorted(meeting.items.values_list("number", flat=True)) == [1, 2, 3]
    assert_true_counters(theme)


def test_two_items_put_into_each_other_at_one_moment_do_not_both_vanish(unit, planner):
    meeting = new_meeting(unit=unit)
    one, other = new_item(meeting), new_item(meeting)

    def merge(item, into):
        with suppress(Conflict):
            actions.merge_items(actor=planner, item=fresh(item), into=fresh(into))

    at_once([lambda: merge(one, other), lambda: merge(other, one)])
    assert sum(item.stands for item in meeting.items.all()) == 1


def test_an_item_that_two_strike_is_told_of_once(unit, planner):
    item = new_item(new_meeting(unit=unit), announced=True)
    at_once(
        [lambda: actions.drop_item(actor=planner, item=fresh(item), reason="Vi hinner inte.") for _each in range(3)]
    )
    assert item.thread.events.filter(kind=EventKind.OFF_AGENDA).count() == 1
