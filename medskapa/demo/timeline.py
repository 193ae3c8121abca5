"""When things happen in the demo town: acts are planned, day by day, and then played in the order of their time."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from medskapa.core import clock

FRIDAY = 5
DAY, MORNING, AFTERNOON, EVENING = (8.0, 14.0), (8.0, 9.0), (14.5, 16.5), (18.0, 20.0)
Act = Callable[[], object]


class Timeline:
    """Acts with their times, counted back from today. `seed` sets the hours of the day, nothing else."""

    def __init__(self, *, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.today = clock.today()
        self.now = clock.now() - timedelta(minutes=1)
        self._acts: list[tuple[datetime, int, Act]] = []

    def at(self, days_ago: int, act: Act, *, hours: tuple[float, float] = DAY) -> None:
        """Plan `act` within `hours` of that day; what staff do on a weekend waits for Monday. Never later than now."""
        day = self.today - timedelta(days=days_ago)
        if hours in {MORNING, AFTERNOON}:
            day += timedelta(days=8 - day.isoweekday() if day.isoweekday() > FRIDAY else 0)
        self.exactly(moment(day, self.random.uniform(*hours)), act)

    def on_day(self, days_ago: int, hour: float, act: Act) -> None:
        """Plan `act` for an hour of that day. No hour is drawn, so that the rest of the story stays as it is."""
        self.exactly(moment(self.today - timedelta(days=days_ago), hour), act)

    def on_workday(self, days_ago: int, hour: float, act: Act) -> None:
        """As `on_day`, or on the Friday before where that day is in a weekend."""
        day = self.today - timedelta(days=days_ago)
        self.exactly(moment(weekday_before(day, FRIDAY) if day.isoweekday() > FRIDAY else day, hour), act)

    def exactly(self, at: datetime, act: Act) -> None:
        """Plan `act` for a moment, or for now where that lies ahead."""
        self._acts.append((min(at, self.now), len(self._acts), act))

    def play(self) -> None:
        """Do everything, in the order in which it happened, with the clock set to its time."""
        for at, _order, act in sorted(self._acts, key=lambda each: each[:2]):
            with clock.fixed(at), transaction.atomic():
                act()


def moment(day: date, hour: float) -> datetime:
    """The moment of `day` when the town's clocks show `hour`, in hours and parts of one."""
    at = clock.midnight(day)
    whole = int(hour)
    return at.replace(hour=whole) + timedelta(hours=hour - whole)


def weekday_before(day: date, weekday: int) -> date:
    """The last `weekday` (Monday is 1) on or before `day`."""
    return day - timedelta(days=(day.isoweekday() - weekday) % 7)
