"""Several who want the same time at the same moment: one gets it, and the others are told."""

import pytest

from medskapa.guidance import actions
from medskapa.guidance.models import Slot, Talk, TalkState
from tests.guidance_factories import new_guide, new_resident
from tests.meetings.test_closing_at_once import at_once
from tests.talk_factories import at, new_slot, new_talk

pytestmark = pytest.mark.usefixtures("committed")


def book(resident, slot):
    return lambda: actions.book_talk(actor=resident, resident=resident, slot=Slot.objects.get(pk=slot.pk))


def test_of_four_who_book_one_time_one_gets_it_and_the_others_are_told():
    guide = new_guide()
    slot = new_slot(guide)
    won = at_once(*(book(new_resident(guide), slot) for _each in range(4)))
    assert sorted(won) == [False, False, False, True]
    assert Talk.objects.filter(state=TalkState.BOOKED).count() == 1


def test_a_resident_who_books_two_times_that_overlap_gets_one():
    guide = new_guide()
    resident = new_resident(guide)
    first, second = new_slot(guide, at(3, 9)), new_slot(guide, at(3, 9, 15))  # straight into the table: no action would
    won = at_once(book(resident, first), book(resident, second))
    assert sorted(won) == [False, True]
    assert Talk.objects.count() == 1


def test_a_time_that_is_taken_away_while_somebody_books_it_is_either_booked_or_gone():
    guide = new_guide()
    slot = new_slot(guide)
    won = at_once(
        book(new_resident(guide), slot),
        lambda: actions.remove_slots(actor=guide, chosen=[Slot.objects.get(pk=slot.pk)]),
    )
    assert any(won)
    assert Talk.objects.count() == Slot.objects.filter(pk=slot.pk).count()


def test_a_talk_that_both_move_at_once_ends_at_one_of_the_times():
    guide = new_guide()
    resident = new_resident(guide)
    talk = new_talk(resident, starts=at(2))
    free = [new_slot(guide, at(day)) for day in (4, 5)]

    def move(actor, slot):
        return lambda: actions.move_talk(
            actor=actor, talk=Talk.objects.get(pk=talk.pk), slot=Slot.objects.get(pk=slot.pk), version=1
        )

    won = at_once(move(resident, free[0]), move(guide, free[1]))
    assert sorted(won) == [False, True]
    talk.refresh_from_db()
    assert (talk.calendar_number, talk.version) == (1, 2)
