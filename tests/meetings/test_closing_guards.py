"""A meeting with an open item closes in no way, and what is closed or published stays as it was: the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from medskapa.core import clock
from medskapa.core.models import random_id
from medskapa.meetings.models import Ballot, Meeting, Minutes, MinutesSection, TableNote, VotingCard
from tests.factories import StaffFactory
from tests.meeting_factories import closed, new_item, new_meeting, new_statement, new_table

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values: Any) -> bool:
    try:
        with transaction.atomic():
            sql(statement, *values)
    except IntegrityError:
        return True
    return False


def close_by_hand(meeting: Meeting) -> bool:
    """Whether the database refuses to close it."""
    statement = "UPDATE meetings_meeting SET state = 'closed', closed_at = %s, closed_by_id = %s WHERE id = %s"
    return refused(statement, clock.now(), StaffFactory().pk, meeting.pk)


def test_a_meeting_with_an_open_item_cannot_be_closed_by_raw_sql():
    meeting = new_meeting()
    new_item(meeting, outcome="answered", outcome_text="Ja.", outcome_at=clock.now())
    item = new_item(meeting)
    assert close_by_hand(meeting)
    sql(
        "UPDATE meetings_agendaitem SET outcome='answered', outcome_text='Ja.', outcome_at=%s WHERE id=%s",
        clock.now(),
        item.pk,
    )
    assert not close_by_hand(meeting)


def test_an_item_that_is_dropped_or_lies_in_another_keeps_no_meeting_open():
    meeting = new_meeting()
    stands = new_item(meeting, outcome="answered", outcome_text="Ja.", outcome_at=clock.now())
    new_item(meeting, dropped_at=clock.now(), drop_reason="Det är löst.")
    new_item(meeting, merged_into=stands)
    assert not close_by_hand(meeting)


def test_a_closed_meeting_does_not_open_again():
    meeting = closed(new_meeting())
    assert refused(
        "UPDATE meetings_meeting SET state='announced', closed_at=NULL, closed_by_id=NULL WHERE id=%s", meeting.pk
    )


@pytest.fixture
def over() -> Meeting:
    """A closed meeting with an item, a note, a statement and a vote."""
    meeting = new_meeting(days=-1)
    item = new_item(meeting)
    new_note(meeting, item=item)
    ballot = Ballot.objects.create(
        meeting=meeting, card=VotingCard.objects.create(meeting=meeting, number=1, digest="1")
    )
    ballot.votes.create(statement=new_statement(meeting), value=1)
    return closed(meeting)


def new_note(meeting: Meeting, **fields: Any) -> TableNote:
    return TableNote.objects.create(
        key=str(random_id()),
        meeting=meeting,
        table=meeting.tables.first() or new_table(meeting),
        text="Breven är långa.",
        written_by=StaffFactory(),
        written_on=clock.today(),
        **fields,
    )


def test_a_closed_meeting_takes_no_item_note_ballot_or_vote(over):
    with pytest.raises(IntegrityError), transaction.atomic():
        new_item(over)
    with pytest.raises(IntegrityError), transaction.atomic():
        new_note(over)
    card = VotingCard.objects.create(meeting=over, number=2, digest="2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(meeting=over, card=card)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.get().votes.create(statement=over.statements.get(), value=0)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meetings_agendaitem SET outcome_text = 'Nej.' WHERE meeting_id = %s",
        "UPDATE meetings_agendaitem SET outcome = '', outcome_at = NULL WHERE meeting_id = %s",
        "UPDATE meetings_tablenote SET text = 'Breven är bra.' WHERE meeting_id = %s",
        "UPDATE meetings_tablenote SET item_id = NULL WHERE meeting_id = %s",
        "UPDATE meetings_vote SET value = -1 WHERE ballot_id IN (SELECT id FROM meetings_ballot WHERE meeting_id = %s)",
    ],
)
def test_what_was_said_and_came_of_it_stays_as_it_was(over, change):
    assert refused(change, over.pk)


def test_the_items_of_a_closed_meeting_cannot_be_removed_or_moved_into_it(over):
    TableNote.objects.update(item=None, text="", removed=True)
    assert refused("DELETE FROM meetings_agendaitem WHERE meeting_id = %s", over.pk)
    item = new_item(new_meeting())
    assert refused("UPDATE meetings_agendaitem SET meeting_id = %s WHERE id = %s", over.pk, item.pk)


def test_a_note_can_be_taken_away_and_a_row_laid_down_anew_after_the_meeting(over):
    for table in ("meetings_tablenote", "meetings_ballot", "meetings_vote"):
        sql(f"UPDATE {table} SET id = id")
    TableNote.objects.filter(meeting=over).update(removed=True, text="", said_by="")
    assert TableNote.objects.get().text == ""


@pytest.fixture
def published(over) -> Minutes:
    writer, reader = StaffFactory(), StaffFactory()
    minutes = Minutes.objects.create(meeting=over, intro="Vi träffades.", edited_by=writer)
    MinutesSection.objects.create(minutes=minutes, item=over.items.get(), number=1, said="Breven är långa.")
    minutes.state, minutes.approved_by, minutes.published_at = "published", reader, clock.now()
    minutes.save()
    return minutes


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meetings_minutes SET intro = 'Nytt.' WHERE id = %s",
        "UPDATE meetings_minutes SET state = 'draft' WHERE id = %s",
        "UPDATE meetings_minutessection SET said = 'Nytt.' WHERE minutes_id = %s",
        "DELETE FROM meetings_minutessection WHERE minutes_id = %s",
    ],
)
def test_minutes_are_never_edited_once_they_are_published(published, change):
    assert refused(change, published.pk)


def test_a_section_cannot_be_added_to_published_minutes(published):
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesSection.objects.create(minutes=published, item=published.meeting.items.get(), number=2)


def test_a_correction_is_added_to_and_never_edited(published):
    Minutes.objects.filter(pk=published.pk).update(correction="Dagen var fel.", corrected_on=clock.today())
    Minutes.objects.filter(pk=published.pk).update(correction="Dagen var fel.\n\nTiden också.")
    for other in ("Dagen var rätt.", ""):
        assert refused("UPDATE meetings_minutes SET correction = %s WHERE id = %s", other, published.pk)


def test_minutes_of_one_who_approves_their_own_are_refused(over):
    writer = StaffFactory()
    minutes = Minutes.objects.create(meeting=over, edited_by=writer)
    assert refused(
        "UPDATE meetings_minutes SET state='published', approved_by_id=%s, published_at=%s WHERE id=%s",
        writer.pk,
        clock.now() + timedelta(0),
        minutes.pk,
    )
