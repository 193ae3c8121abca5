"""Many at the same moment as a meeting is closed: it closes once, and nothing slips in behind it."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from medskapa.change.models import Proposal
from medskapa.meetings import actions
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.people.models import Role
from medskapa.voice.models import EventKind, Viewpoint
from tests.factories import new_theme, new_viewpoint, staff
from tests.meeting_factories import new_item, new_meeting
from tests.meetings.test_closing import propose, say, settle

pytestmark = pytest.mark.usefixtures("committed")


def at_once(*acts: Callable[[], object]) -> list[bool]:
    """Carry out each of `acts` in a thread of its own, begun together; whether each went through."""
    together = Barrier(len(acts))

    def carry_out(act: Callable[[], object]) -> bool:
        together.wait(timeout=10)
        try:
            with contextlib.suppress(ValidationError, IntegrityError):
                act()
                return True
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(carry_out, acts))


@pytest.fixture
def meeting() -> Meeting:
    return new_meeting(days=-1)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def test_two_who_close_it_close_it_once(meeting):
    planner = staff(Role.PLANNER, meeting.unit)
    item = propose(planner, new_item(meeting, theme=new_theme(unit=meeting.unit)))
    say(meeting, item, "Det drar.")
    done = at_once(*[lambda: actions.close(actor=planner, meeting=fresh(meeting))] * 3)
    assert done.count(True) == 1
    assert Meeting.objects.filter(previous=meeting).count() == 1
    assert Proposal.objects.count() == 1
    assert item.thread.events.filter(kind=EventKind.DISCUSSED).count() == 1


@pytest.mark.parametrize("slips_in", ["an item", "a note", "an outcome taken back"])
def test_nothing_slips_in_while_it_is_closed(meeting, slips_in):
    planner = staff(Role.PLANNER, meeting.unit)
    item = settle(planner, new_item(meeting))
    say(meeting, item, "Det drar.")
    late = {
        "an item": lambda: new_item(meeting, title="Sen punkt"),
        "a note": lambda: say(meeting, None, "Sen anteckning."),
        "an outcome taken back": lambda: actions.take_back_outcome(actor=planner, item=meeting.items.get(pk=item.pk)),
    }
    at_once(lambda: actions.close(actor=planner, meeting=fresh(meeting)), late[slips_in])
    left = meeting.items.filter(outcome="", dropped_at__isnull=True, merged_into__isnull=True)
    assert (fresh(meeting).state == MeetingState.CLOSED) == (not left.exists())


def test_closing_and_the_desk_work_in_the_same_themes_without_waiting_for_each_other_for_ever(meeting):
    from medskapa.voice import actions as voice

    theme, editor = new_theme(unit=meeting.unit), staff(Role.EDITOR)
    planner = staff(Role.PLANNER, meeting.unit)
    item = settle(planner, new_item(meeting, theme=theme))
    for number in range(4):
        say(meeting, item, f"Det drar {number}.")
    others = [new_viewpoint(unit=meeting.unit)[0] for _each in range(3)]
    acts = [lambda each=each: voice.group(actor=editor, viewpoint=each, theme=theme) for each in others]
    done = at_once(lambda: actions.close(actor=planner, meeting=fresh(meeting)), *acts)
    assert done == [True] * 4
    theme.refresh_from_db()
    assert theme.viewpoint_count == Viewpoint.objects.filter(theme=theme).count() == 7
    assert theme.answered_count == 4
