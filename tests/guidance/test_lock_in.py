"""Lock-in: days past the end, or past the last step done where the plan stands still."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from medskapa.guidance import lock_in

DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Some:
    starts_on: date | None = DAY
    ends_on: date | None = DAY + timedelta(days=28)
    ended_on: date | None = None


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def test_a_placement_before_its_end_with_something_left_to_do_locks_nobody_in():
    assert lock_in.days(Some(), after(28), None) == 0


def test_every_day_past_the_end_is_a_day_of_lock_in():
    assert lock_in.days(Some(), after(33), None) == 5


def test_where_the_plan_stands_still_the_days_are_counted_from_the_last_step_done():
    assert lock_in.days(Some(), after(20), after(12)) == 8


def test_a_day_that_is_past_both_counts_once():
    assert lock_in.days(Some(), after(38), after(18)) == 20


def test_steps_done_before_it_began_do_not_make_it_lock_in_longer_than_it_has_lasted():
    assert lock_in.days(Some(), after(10), after(-100)) == 10


def test_what_has_ended_stops_counting_on_the_day_it_ended():
    assert lock_in.days(Some(ended_on=after(30)), after(90), None) == 2


def test_what_has_no_days_yet_locks_nobody_in():
    assert lock_in.days(Some(starts_on=None, ends_on=None), after(90), after(1)) == 0


def test_a_plan_with_a_step_to_come_does_not_stand_still():
    assert lock_in.still_since(done=[after(1)], still_due=[after(9)], today=after(9), begun=DAY) is None


def test_a_plan_whose_steps_are_all_past_stands_still_since_the_last_one_done():
    still = lock_in.still_since(done=[after(1), after(4)], still_due=[after(8)], today=after(9), begun=DAY)
    assert still == after(4)


def test_a_plan_in_which_nothing_was_ever_done_stands_still_since_it_began():
    assert lock_in.still_since(done=[], still_due=[], today=after(9), begun=DAY) == DAY


DAYS = st.integers(-400, 400).map(after)


@given(starts=DAYS, length=st.integers(0, 200), today=DAYS, last=st.none() | DAYS)
def test_the_days_are_never_fewer_than_none_and_grow_by_at_most_one_a_day(starts, length, today, last):
    placement = Some(starts, starts + timedelta(days=length))
    now = lock_in.days(placement, today, last)
    tomorrow = lock_in.days(placement, today + timedelta(days=1), last)
    assert 0 <= now <= tomorrow <= now + 1


@given(starts=DAYS, length=st.integers(0, 200), more=st.integers(0, 90), today=DAYS, last=st.none() | DAYS)
def test_a_later_end_never_counts_more_days(starts, length, more, today, last):
    end = starts + timedelta(days=length)
    longer = lock_in.days(Some(starts, end + timedelta(days=more)), today, last)
    assert longer <= lock_in.days(Some(starts, end), today, last)


@given(starts=DAYS, length=st.integers(0, 200), today=DAYS, last=DAYS)
def test_a_plan_that_stands_still_never_counts_fewer_days_than_one_that_does_not(starts, length, today, last):
    placement = Some(starts, starts + timedelta(days=length))
    assert lock_in.days(placement, today, last) >= lock_in.past_end(placement, today)
