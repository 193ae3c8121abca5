"""The days on which people are at work in Sweden: what a promise in working days counts.

The days off are those on which a legal term does not end (lag 1930:173, 2 §): Saturdays, Sundays, the public holidays
of lag 1989:253, and Midsummer's, Christmas and New Year's Eve.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether people are at work on `day`."""
    return day.weekday() < _SATURDAY and not is_day_off(day)


def is_day_off(day: date) -> bool:
    """Whether `day` is a public holiday or an eve that counts as one. Ordinary Saturdays and Sundays are not."""
    return day in days_off(day.year)


def after(day: date, number: int) -> date:
    """The day that lies `number` working days after `day`, itself a working day where `number` is not zero."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


@lru_cache(maxsize=100)
def days_off(year: int) -> frozenset[date]:
    """The public holidays of `year` and the eves that count as such. Saturdays and Sundays are not told apart."""
    easter_day = easter(year)
    midsummer = _saturday_from(date(year, 6, 20))
    movable = {easter_day + timedelta(days=days) for days in (-2, 0, 1, 39, 49)}  # Good Friday to Whit Sunday
    movable |= {midsummer - timedelta(days=1), midsummer, _saturday_from(date(year, 10, 31))}
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    return frozenset(movable | {date(year, month, day) for month, day in fixed})


def _saturday_from(day: date) -> date:
    """The first Saturday on or after `day`."""
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)
