"""Whether what is tried in one place makes a difference: before and after it began, with it and without it.

A small number is not told (`analysis.disclosure`), and then nothing is worked out from it. Every figure has a range
that holds what chance alone can do (95 %): Wilson's for a share; for what is counted a week the log-normal one of a
compound Poisson count, in which somebody who takes an hour weighs more than somebody who takes five minutes. Four
figures are put together as a difference of differences: how much more it changed here than where it is not tried.

What no range here holds: that the places differ in other ways, that visits come in clusters, and what else happened
meanwhile. The pages that show the figures have to say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

from analysis.disclosure import Hidden, number, percent
from analysis.presence import NORMAL_95, wilson

AT_MOST_NONE = 3.0
"""Where nothing was seen, up to about this many may have been expected (the "rule of three", 95 %)."""


@dataclass(frozen=True)
class Tally:
    """What was counted on one side in one time.

    Attributes:
        number: how many people or visits; whether it is small decides whether anything is told.
        total: the sum of what each counts for (1 for a visit, its minutes for the time it took).
        squares: the sum of the squares of it.
        over: the weeks times the places in which it was counted; 0 where nothing was.
    """

    number: int
    total: float
    squares: float
    over: float


@dataclass(frozen=True)
class Portion:
    """A part of a whole on one side in one time. `over` as in `Tally`."""

    part: int
    whole: int
    over: float


@dataclass(frozen=True)
class Estimate:
    """A figure and the range that it lies in: a rate a week and place, or a share in percent."""

    value: float
    low: float
    high: float


Cell = Estimate | Hidden | None
"""None: nothing was counted there then."""


class Against(StrEnum):
    """What a change is measured against."""

    BOTH = "both"
    TIME = "time"
    PLACE = "place"


class Said(StrEnum):
    """What can be said of a change."""

    MORE = "more"
    FEWER = "fewer"
    NEITHER = "neither"


@dataclass(frozen=True)
class Change:
    """How much more it changed here: `change` is a factor (1: not at all) for rates, percentage points for shares."""

    against: Against
    change: Estimate
    said: Said


@dataclass(frozen=True)
class Found:
    """The four figures, and what they say together; `change` is None where that cannot be told or worked out."""

    here_before: Cell
    here_during: Cell
    there_before: Cell
    there_during: Cell
    change: Change | None

    @property
    def cells(self) -> tuple[Cell, Cell, Cell, Cell]:
        return self.here_before, self.here_during, self.there_before, self.there_during


def rates(sides: Sequence[Tally], *, least: int) -> Found:
    """Compare what was counted a week and place.

    Args:
        sides: here before, here during, there before, there during.
        least: numbers from 1 to below this are small.
    """
    cells = [_rate(side, least) for side in sides]

    def logged(place: int) -> tuple[float, float]:
        """The logarithm of a rate, and its variance."""
        side = sides[place]
        return log(side.total / side.over), side.squares / side.total**2

    usable = [isinstance(cell, Estimate) and side.number > 0 for cell, side in zip(cells, sides, strict=True)]
    change = None
    if chosen := _comparison(usable, cells):
        against, signs = chosen
        parts = [(sign, *logged(place)) for place, sign in signs.items()]
        middle = sum(sign * value for sign, value, _variance in parts)
        half = NORMAL_95 * sqrt(sum(variance for _sign, _value, variance in parts))
        change = _told(against, exp(middle), exp(middle - half), exp(middle + half), nothing=1.0)
    return Found(cells[0], cells[1], cells[2], cells[3], change)


def shares(sides: Sequence[Portion], *, least: int) -> Found:
    """Compare shares, in percent; see `rates`. The range of a difference is made of those of its parts (MOVER)."""
    cells = [_share(side, least) for side in sides]
    change = None
    known = {place: cell for place, cell in enumerate(cells) if isinstance(cell, Estimate)}
    if chosen := _comparison([place in known for place in range(len(cells))], cells):
        against, signs = chosen
        middle = below = above = 0.0
        for place, sign in signs.items():
            cell = known[place]
            middle += sign * cell.value
            down, up = (cell.value - cell.low) ** 2, (cell.high - cell.value) ** 2
            below += down if sign > 0 else up
            above += up if sign > 0 else down
        change = _told(against, middle, middle - sqrt(below), middle + sqrt(above), nothing=0.0)
    return Found(cells[0], cells[1], cells[2], cells[3], change)


def _rate(side: Tally, least: int) -> Cell:
    if side.over <= 0:
        return None
    shown = number(side.number, least=least)
    if isinstance(shown, Hidden):
        return shown
    if not side.total:
        return Estimate(0.0, 0.0, AT_MOST_NONE / side.over)
    value = side.total / side.over
    spread = exp(NORMAL_95 * sqrt(side.squares) / side.total)
    return Estimate(value, value / spread, value * spread)


def _share(side: Portion, least: int) -> Cell:
    if side.over <= 0 or not side.whole:
        return None
    shown = percent(side.part, side.whole - side.part, least=least)
    if isinstance(shown, Hidden):
        return shown
    low, high = wilson(side.part, side.whole)
    return Estimate(100 * side.part / side.whole, 100 * low, 100 * high)


def _comparison(usable: Sequence[bool], cells: Sequence[Cell]) -> tuple[Against, dict[int, int]] | None:
    """What to compare: which of the four count, with which sign. A hidden one lets nothing be worked out."""
    if any(isinstance(cell, Hidden) for cell in cells):
        return None
    if all(usable):
        return Against.BOTH, {1: 1, 0: -1, 3: -1, 2: 1}
    if usable[0] and usable[1]:
        return Against.TIME, {1: 1, 0: -1}
    if usable[1] and usable[3]:
        return Against.PLACE, {1: 1, 3: -1}
    return None


def _told(against: Against, value: float, low: float, high: float, *, nothing: float) -> Change:
    said = Said.MORE if low > nothing else Said.FEWER if high < nothing else Said.NEITHER
    return Change(against, Estimate(value, low, high), said)
