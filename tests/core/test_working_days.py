"""The days on which people are at work: no promise is counted in days on which nobody is there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medskapa.core import working_days

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),  # New Year's Day
        date(2027, 1, 6),  # Epiphany
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 29),  # Easter Monday
        date(2028, 5, 1),
        date(2027, 5, 6),  # Ascension Day
        date(2028, 6, 6),  # National Day
        date(2027, 6, 25),  # Midsummer's Eve
        date(2026, 6, 19),  # the earliest it can be
        date(2027, 12, 24),
        date(2028, 12, 25),
        date(2028, 12, 26),
        date(2027, 12, 31),
        date(2027, 11, 6),  # All Saints' Day, a Saturday
        date(2027, 5, 16),  # Whit Sunday
        date(2027, 4, 10),  # a Saturday
        date(2027, 4, 11),  # a Sunday
    ],
)
def test_nobody_is_at_work_on_a_day_off(day):
    assert not working_days.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 3, 25),  # Maundy Thursday
        date(2027, 3, 30),  # the Tuesday after Easter
        date(2027, 5, 17),  # Whit Monday, which was a day off until 2004
        date(2027, 6, 24),  # the day before Midsummer's Eve
        date(2027, 12, 27),
        date(2027, 4, 30),  # Walpurgis Night
    ],
)
def test_other_days_are_working_days(day):
    assert working_days.is_working_day(day)


@pytest.mark.parametrize(
    ("from_day", "number", "expected"),
    [
        (date(2027, 4, 12), 5, date(2027, 4, 19)),  # a week with one weekend
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Easter
        (date(2027, 6, 23), 2, date(2027, 6, 28)),  # over Midsummer
        (date(2026, 12, 23), 3, date(2026, 12, 30)),  # over Christmas
        (date(2026, 12, 30), 2, date(2027, 1, 5)),  # over New Year
        (date(2027, 4, 10), 1, date(2027, 4, 12)),  # from a Saturday
        (date(2027, 4, 10), 0, date(2027, 4, 10)),
    ],
)
def test_a_promise_lands_on_a_day_when_somebody_is_there(from_day, number, expected):
    assert working_days.after(from_day, number) == expected


@given(day=DAYS, number=st.integers(1, 30))
def test_so_many_working_days_lie_between(day, number):
    end = working_days.after(day, number)
    days = [day + timedelta(days=each + 1) for each in range((end - day).days)]
    assert sum(map(working_days.is_working_day, days)) == number
    assert working_days.is_working_day(end)


@given(year=st.integers(2000, 2099))
def test_every_year_has_sixteen_days_off_unless_two_fall_together(year):
    found = working_days.days_off(year)
    assert 15 <= len(found) <= 16
    assert sum(day.weekday() == 4 and day.month == 6 and day.day >= 19 for day in found) == 1
