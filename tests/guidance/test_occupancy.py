"""How many seats are taken on the days that are asked about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medskapa.guidance.occupancy import Held, free_from, most

FIRST = date(2027, 3, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 10, 1),  # one after the other
        (0, 4, 1),
        (5, 5, 0),  # the day between them
        (30, 40, 0),
        (4, 6, 1),
    ],
)
def test_one_who_begins_after_another_ends_takes_no_seat_more(first, last, expected):
    held = [Held(day(0), day(4)), Held(day(6), day(20))]
    assert most(held, day(first), day(last)) == expected


def test_the_last_day_of_one_and_the_first_of_another_overlap_when_they_are_the_same():
    assert most([Held(day(0), day(4)), Held(day(4), day(9))], day(0)) == 2


def test_what_nobody_knows_the_end_of_takes_its_seat_for_ever():
    held = [Held(day(0), None), Held(day(0), day(3), 2)]
    assert [most(held, day(n)) for n in (0, 4)] == [3, 1]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], 0),
        ([Held(day(0), day(4))], 5),
        ([Held(day(0), day(4)), Held(day(8), day(20))], 21),  # the days between them are too few
        ([Held(day(0), day(4)), Held(day(30), day(40))], 5),
        ([Held(day(0), None)], None),
    ],
)
def test_a_seat_is_free_from_when_it_stays_free_for_long_enough(held, expected):
    found = free_from(held, 1, day(0), 14)
    assert found == (None if expected is None else day(expected))


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30) | st.none(), st.integers(1, 3)), max_size=8),
    st.integers(0, 30),
    st.integers(0, 40) | st.none(),
)
def test_it_is_the_largest_number_of_any_day(rows, first, length):
    held = [Held(day(begins), None if long is None else day(begins + long), number) for begins, long, number in rows]
    last = 200 if length is None else first + length
    days = [
        sum(each.number for each in held if each.begins <= day(n) and (each.ends is None or each.ends >= day(n)))
        for n in range(first, last + 1)
    ]
    assert most(held, day(first), None if length is None else day(last)) == max(days)
