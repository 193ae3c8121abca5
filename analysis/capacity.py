"""What it would take to help in other neighbourhoods: from what was asked in one, to hours a week and helpers.

Every number that goes in is named and has a lowest, a likely and a highest value. What comes out is low when all of
them turn out so that less is needed, and high when all turn out so that more is: a wide range, and nothing hidden in
it. `swings` says which number makes the range wide, and so which one is worth knowing better.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, sqrt

HALF_WIDTH = 0.98
"""Half of 1.96: a count lies within ``(sqrt(n) ± 0.98)²`` of what was to be expected (95 %, square-root transform)."""


@dataclass(frozen=True)
class Range:
    """A number with how low and how high it could be.

    Raises:
        ValueError: it is below nothing, or does not lie between its ends.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high:
            raise ValueError("a range goes from low to high, and begins at nothing or above")

    def __mul__(self, other: "Range") -> "Range":
        return Range(self.value * other.value, self.low * other.low, self.high * other.high)

    def __add__(self, other: "Range") -> "Range":
        return Range(self.value + other.value, self.low + other.low, self.high + other.high)

    def __truediv__(self, other: "Range") -> "Range":
        if other.low <= 0:
            raise ValueError("nothing can be divided by what may be nothing")
        return Range(self.value / other.value, self.low / other.high, self.high / other.low)


def exactly(value: float) -> Range:
    return Range(value, value, value)


def by_chance(count: int) -> Range:
    """What may have been expected where `count` came."""
    if count <= 0:
        return Range(0.0, 0.0, 3.0)
    root = sqrt(count)
    return Range(float(count), max(0.0, root - HALF_WIDTH) ** 2, (root + HALF_WIDTH) ** 2)


def demand(*, visits: int, unmet: Range, turned_away: Range, again: Range, weeks: float, inhabitants: Range) -> Range:
    """Visits a week that are asked for by a thousand inhabitants.

    Args:
        visits: how many came, and got some help or none.
        unmet: how many of them nobody could help; each will come `again` so many times.
        turned_away: how many left because there was no time for them.
        weeks: how long it was counted.
        inhabitants: how many live where it was counted.

    Raises:
        ValueError: it was counted for no time, or nobody may live there.
    """
    if weeks <= 0:
        raise ValueError("it must have been counted for some time")
    asked = by_chance(visits) + unmet * again + turned_away
    return asked / exactly(weeks) / inhabitants * exactly(1_000)


@dataclass(frozen=True)
class Factors:
    """What the need in one neighbourhood is worked out from.

    Attributes:
        inhabitants: how many live there.
        demand: visits a week of a thousand inhabitants, see `demand`.
        likeness: the need there in percent of the need where it was counted.
        minutes: how long a visit takes.
        busy: how many percent of a helper's time there is somebody to help.
        hours: how many hours a week one helper helps; None where nobody has said.
    """

    inhabitants: Range
    demand: Range
    likeness: Range
    minutes: Range
    busy: Range
    hours: Range | None = None


@dataclass(frozen=True)
class Need:
    """What it takes in a week: visits, hours that somebody is there, and helpers (None where `hours` is not known)."""

    visits: Range
    hours: Range
    helpers: Range | None


def need(factors: Factors) -> Need:
    """What it takes in one neighbourhood.

    Raises:
        ValueError: the time may be spent on no visit at all, or a helper helps for no time.
    """
    visits = factors.inhabitants / exactly(1_000) * factors.demand * factors.likeness / exactly(100)
    hours = visits * factors.minutes / exactly(60) / factors.busy * exactly(100)
    return Need(visits, hours, None if factors.hours is None else _whole(hours / factors.hours))


def swings(factors: Mapping[str, Factors]) -> list[tuple[str, float, float]]:
    """For each number how low and high the hours of all neighbourhoods together get by it alone, the widest first.

    Args:
        factors: by the neighbourhood.
    """
    found = []
    for name in _NUMBERS:
        totals = []
        for end in ("low", "high"):
            total = 0.0
            for each in factors.values():
                middles = {part: exactly(getattr(each, part).value) for part in _NUMBERS}
                middles[name] = exactly(getattr(getattr(each, name), end))
                total += need(replace(each, **middles)).hours.value
            totals.append(total)
        found.append((name, min(totals), max(totals)))
    return sorted(found, key=lambda each: each[1] - each[2])


_NUMBERS = ("inhabitants", "demand", "likeness", "minutes", "busy")


def _whole(number: Range) -> Range:
    """Helpers come one by one; a hair above a whole number is that number."""
    return Range(*(float(ceil(each - 1e-9)) for each in (number.value, number.low, number.high)))
