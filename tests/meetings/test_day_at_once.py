"""Several people at the door and at the tables at the same moment: nothing is lost, nothing waits for ever."""

import pytest

from medskapa.core.idempotency import new_key
from medskapa.meetings import actions
from medskapa.meetings.models import Invitation, Table, TableNote
from medskapa.people.models import Role
from medskapa.voice import actions as voice
from medskapa.voice.models import Theme, Viewpoint, ViewpointState
from tests.factories import StaffFactory, UnitFactory, new_theme, staff
from tests.meeting_factories import new_invitation, new_item, new_meeting, new_table
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("committed")


def assert_true_counter(theme: Theme) -> None:
    theme.refresh_from_db()
    assert theme.viewpoint_count == Viewpoint.objects.filter(theme=theme).count()


def a_table() -> tuple[Table, Theme]:
    """A table of today's meeting, at which five people write, and a theme on its agenda."""
    theme = new_theme(unit=UnitFactory())
    table = new_table(new_meeting(unit=UnitFactory(), days=0), *(StaffFactory() for _each in range(5)))
    new_item(table.meeting, theme=theme)
    return table, theme


def write(table: Table, person, key: str) -> TableNote:
    fresh = Table.objects.select_related("meeting").get(pk=table.pk)
    return actions.write_note(
        actor=person, table=fresh, key=key, text=f"Det sa {person.pk}.", item=fresh.meeting.items.get()
    )


def test_five_who_write_at_one_table_lose_nothing():
    table, theme = a_table()
    writers = [taker.person for taker in table.note_takers.all()]
    at_once([lambda person=person: write(table, person, new_key()) for person in writers])
    assert TableNote.objects.filter(table=table, viewpoint__theme=theme).count() == 5
    assert_true_counter(theme)


def test_a_note_that_comes_twice_at_the_same_moment_is_one():
    table, theme = a_table()
    person, key = table.note_takers.first().person, new_key()
    at_once([lambda: write(table, person, key)] * 3)
    assert TableNote.objects.count() == Viewpoint.objects.filter(theme=theme).count() == 1


def test_notes_are_tied_while_somebody_at_the_desk_answers_in_the_theme():
    table, theme = a_table()
    planner = staff(Role.PLANNER, table.meeting.unit)
    writers = [taker.person for taker in table.note_takers.all()]
    notes = [write(table, person, new_key()) for person in writers]
    other_theme = new_theme(unit=theme.unit)
    other = new_item(table.meeting, theme=other_theme)

    def tie() -> None:
        actions.tie_notes(
            actor=planner, meeting=table.meeting, notes=list(TableNote.objects.order_by("-pk")), item=other
        )

    editor = staff(Role.EDITOR)
    spoken = [note.viewpoint for note in notes]
    at_once([tie, lambda: voice.bulk_group(actor=editor, viewpoints=spoken, theme=theme)])
    for each in (theme, other_theme):
        assert_true_counter(each)
    assert not Viewpoint.objects.filter(state=ViewpointState.WITHDRAWN).exists()


def test_one_who_is_ticked_off_by_two_at_the_same_moment_has_come_once():
    meeting = new_meeting(unit=UnitFactory(), days=0)
    planner, invitation = staff(Role.PLANNER, meeting.unit), new_invitation(meeting, state="yes")
    ways = [
        lambda: actions.arrive(actor=planner, invitation=Invitation.objects.get(pk=invitation.pk)),
        lambda: actions.check_in(actor=None, invitation=Invitation.objects.get(pk=invitation.pk)),
    ]
    at_once(ways * 2)
    assert Invitation.objects.get(pk=invitation.pk).arrived_at
