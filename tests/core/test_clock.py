from datetime import UTC, date, datetime

import pytest

from medskapa.core import clock

LATE_IN_STOCKHOLM = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight on 1 July there


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == datetime.now(UTC).utcoffset()


def test_today_is_the_day_in_stockholm_and_not_in_utc():
    with clock.fixed(LATE_IN_STOCKHOLM):
        assert clock.today() == date(2026, 7, 1)


def test_the_clock_stands_still_inside_the_block_only():
    with clock.fixed(LATE_IN_STOCKHOLM):
        assert clock.now() == LATE_IN_STOCKHOLM
    assert clock.now() != LATE_IN_STOCKHOLM


def test_blocks_nest():
    with clock.fixed(LATE_IN_STOCKHOLM):
        with clock.fixed(datetime(2026, 1, 1, tzinfo=UTC)):
            assert clock.today() == date(2026, 1, 1)
        assert clock.now() == LATE_IN_STOCKHOLM


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.fixed(datetime(2026, 1, 1)):
        pass
