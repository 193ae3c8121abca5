"""Two who plan one meeting at the same moment: one of them is told, and nothing happens twice."""

import pytest

from medskapa.core.errors import Conflict
from medskapa.meetings import actions
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.people.models import Role
from medskapa.voice.models import EventKind
from tests.factories import UnitFactory, new_theme, staff
from tests.meeting_factories import new_item, new_meeting
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("committed")


def refusals(acts):
    """How many of `acts`, carried out at the same moment, were refused because another one came first."""
    refused = []

    def tried(act):
        try:
            act()
        except Conflict as error:
            refused.append(error)

    at_once([lambda act=act: tried(act) for act in acts])
    return len(refused)


def test_a_meeting_that_two_announce_is_announced_once():
    unit, theme = UnitFactory(), new_theme()
    draft = new_meeting(state=MeetingState.DRAFT, unit=unit)
    new_item(draft, theme=theme)
    acts = [
        lambda who=who: actions.announce(actor=who, meeting=Meeting.objects.get(pk=draft.pk))
        for who in (staff(Role.PLANNER, unit) for _each in range(3))
    ]
    assert refusals(acts) == 0
    assert theme.thread.events.filter(kind=EventKind.ON_AGENDA).count() == 1


def test_of_two_who_write_at_once_one_is_told():
    unit = UnitFactory()
    planner, draft = staff(Role.PLANNER, unit), new_meeting(state=MeetingState.DRAFT, unit=unit)
    acts = [
        lambda words=words: actions.edit_meeting(
            actor=planner, meeting=Meeting.objects.get(pk=draft.pk), version=1, food=words
        )
        for words in ("Soppa.", "Pizza.", "Sallad.")
    ]
    assert refusals(acts) == 2
    assert Meeting.objects.get(pk=draft.pk).version == 2


def test_two_meetings_begun_at_once_have_numbers_of_their_own():
    unit = UnitFactory()
    acts = [
        lambda who=who, n=n: actions.create_meeting(actor=who, unit=unit, title=f"Träff {n}", purpose="Varför.")
        for n, who in enumerate(staff(Role.PLANNER, unit) for _each in range(3))
    ]
    refused = refusals(acts)
    numbers = list(Meeting.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 3 - refused


def test_only_one_of_two_meetings_begun_at_once_carries_on():
    unit = UnitFactory()
    planner, before = staff(Role.PLANNER, unit), new_meeting(unit=unit)
    acts = [
        lambda n=n: actions.create_meeting(
            actor=planner,
            unit=unit,
            title=f"Träff {n}",
            purpose="Varför.",
            previous=Meeting.objects.get(pk=before.pk),
        )
        for n in range(3)
    ]
    assert refusals(acts) == 2
    assert Meeting.objects.filter(previous=before).count() == 1
