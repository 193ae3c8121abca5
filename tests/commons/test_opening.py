"""Open now, and when next: hours against the clock, on holidays and out of season; how it is said."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from medskapa.commons import opening
from medskapa.commons.models import Hours
from medskapa.core import clock
from medskapa.core.working_days import days_off, is_day_off

HERE = ZoneInfo("Europe/Stockholm")
TUESDAY = date(2027, 4, 13)


def at(hour: int, minute: int = 0, day: date = TUESDAY):
    return clock.fixed(datetime.combine(day, time(hour, minute), HERE))


def hours(weekday: int, opens: int, closes: int, **more) -> Hours:
    return Hours(weekday=weekday, opens=time(opens), closes=time(closes), **more)


MORNINGS = [hours(2, 9, 12), hours(2, 13, 16), hours(4, 9, 12)]


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (8, "Öppnar i dag kl. 9"),
        (9, "Öppet nu till 12"),
        (12, "Öppnar i dag kl. 13"),
        (15, "Öppet nu till 16"),
        (16, "Öppnar torsdag 15 april kl. 9"),
    ],
)
def test_what_is_said_through_a_day(hour, said):
    with at(hour):
        assert opening.opening(MORNINGS).words == said


def test_tomorrow_is_called_so_and_half_hours_are_told():
    with at(20):
        tomorrow = opening.opening([Hours(weekday=3, opens=time(9, 30), closes=time(12))])
        assert tomorrow.words == "Öppnar i morgon kl. 9.30"
        with translation.override("en"):
            assert opening.clock_words(time(9)) == "9:00"


def test_a_phone_answers_and_a_place_is_open():
    phone = [hours(2, 8, 10, by_phone=True)]
    with at(9):
        assert opening.opening(phone) is None
        assert opening.opening(phone, by_phone=True).words == "Svarar nu till 10"
    with at(11):
        assert opening.opening(phone, by_phone=True).words == "Svarar tisdag 20 april kl. 8"


def test_out_of_season_it_is_closed_and_before_it_begins_one_hears_when():
    past = [hours(2, 9, 12, to_day=date(2027, 4, 12))]
    soon = [hours(2, 9, 12, from_day=date(2027, 4, 14))]
    with at(10):
        assert opening.opening(past).words == "Stängt just nu"
        assert opening.opening(past, by_phone=True) is None
        assert opening.opening(soon).words == "Öppnar tisdag 20 april kl. 9"
        assert opening.week(past) == []
        [day] = opening.week(soon)
        assert day == opening.Day("tisdag", (("9–12", "från och med onsdag 14 april"),))


def test_the_week_tells_the_remarks_of_hours():
    by_phone = hours(1, 8, 9, by_phone=True, note="fråga efter Ria")
    assert opening.week([by_phone]) == [opening.Day("måndag", (("8–9", "fråga efter Ria"),))]
    [day] = opening.week([hours(1, 10, 12), by_phone])
    assert day.spans == (("8–9", "telefontid, fråga efter Ria"), ("10–12", ""))


def test_on_a_holiday_it_may_be_closed():
    with at(10, day=date(2027, 12, 24)):
        assert opening.opening([hours(5, 9, 12)]).may_be_closed
    with at(10):
        assert not opening.opening(MORNINGS).may_be_closed


def test_the_soonest_of_several_is_told():
    with at(8):
        first, second = opening.opening([hours(2, 10, 12)]), opening.opening([hours(2, 9, 12)])
        open_now = opening.opening([hours(2, 7, 12)])
    assert opening.soonest([first, None, second]) is second
    assert opening.soonest([first, open_now]) is open_now
    assert opening.soonest([None]) is None


@pytest.mark.parametrize(
    ("year", "easter", "midsummer_eve", "all_saints"),
    [
        (2025, date(2025, 4, 20), date(2025, 6, 20), date(2025, 11, 1)),
        (2026, date(2026, 4, 5), date(2026, 6, 19), date(2026, 10, 31)),
        (2027, date(2027, 3, 28), date(2027, 6, 25), date(2027, 11, 6)),
        (2038, date(2038, 4, 25), date(2038, 6, 25), date(2038, 11, 6)),
    ],
)
def test_holidays_that_move_are_found(year, easter, midsummer_eve, all_saints):
    assert {easter, midsummer_eve, all_saints} <= days_off(year)
    assert len(days_off(year)) in {15, 16}
    assert not is_day_off(date(year, 2, 3))
