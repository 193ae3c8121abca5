"""The one place that reads the time, so that tests and demo data can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The present day as the town's residents count it (Europe/Stockholm)."""
    return day_of(now())


def here(moment: datetime) -> datetime:
    """`moment` as the town's clocks show it."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def at(day: date, hour: time) -> datetime:
    """The moment of `day` when the town's clocks show `hour`, also on the night that an hour is taken or given."""
    return datetime.combine(day, hour, ZoneInfo(settings.TIME_ZONE))


def day_of(moment: datetime) -> date:
    """The day on which `moment` falls in the town."""
    return here(moment).date()


def midnight(day: date) -> datetime:
    """The moment `day` begins in the town: the only time of day that is kept of an anonymous act."""
    return at(day, time())


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Let the clock stand at `at` within the block, for this thread or task only.

    Raises:
        ValueError: `at` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("the clock needs a time with a time zone")
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
