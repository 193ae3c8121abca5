"""What can be told in public of how people voted, so that nobody's answer can be worked out from it.

A number of people is never told as it is, but rounded to the nearest five, as statistical offices do: 0, 1 and 2 are
all 0; 3 to 7 are all 5. Every figure is computed from what is known after that, the numbers that look the same: shares,
their intervals, and the totals over groups. Whoever knows these rules, how many saw the statement and all other figures
therefore still finds at least two possible values for each number below five; where the sum would leave one only,
nothing is told (tested over all small groups). An answer of fewer than `FEWEST` people is not told at all.

The price is some width in each interval, and more for the whole than for a group, since its numbers are sums of rounded
ones: rounding the whole by itself would, beside the groups, give some of them away. Where chance and rounding together
leave more than `TOO_WIDE` open, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

BAND = 5
"""Numbers are rounded to the nearest of these."""

FEWEST = 2 * BAND
"""Fewer people than this make no share worth telling: their band would be nearly the whole scale."""

STEP = 5
"""Percentages are told in steps of this."""

TOO_WIDE = 70
"""An interval of more percent than this says too little to be told."""

_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Range:
    """A number of people, rounded to `near`, of which is known that it is at least `low` and at most `high`."""

    near: int
    low: int
    high: int

    def __add__(self, other: Range) -> Range:
        return Range(self.near + other.near, self.low + other.low, self.high + other.high)


Counts = tuple[int, int, int]
"""How many agree, disagree and pass."""


@dataclass(frozen=True)
class Known:
    """What is known of `of` people's answers to a statement: how many agree, disagree and pass, each within a range."""

    ranges: tuple[Range, Range, Range]
    of: int

    def __add__(self, other: Known) -> Known:
        agree, disagree, passes = (mine + yours for mine, yours in zip(self.ranges, other.ranges, strict=True))
        return Known((agree, disagree, passes), self.of + other.of)


@dataclass(frozen=True)
class Share:
    """About `value` percent, and with 95 % certainty between `low` and `high`, all in steps of `STEP`."""

    value: int
    low: int
    high: int


@dataclass(frozen=True)
class Answers:
    """How a statement was answered, by a group or by all: three shares that are about 100 together."""

    agree: Share
    disagree: Share
    passes: Share


def rounded(counts: Counts, *, fewest: int = FEWEST) -> Known | None:
    """What is known of the three numbers once they are rounded.

    None when they are about fewer than `fewest` people, or when their sum would leave one value for a small number.

    Raises:
        ValueError: a number is below 0.
    """
    if min(counts) < 0:
        raise ValueError("a number of people is not below 0")
    of = sum(counts)
    if of < max(fewest, FEWEST):
        return None
    bands = [_band(count) for count in counts]
    agree, disagree, passes = (_within(bands, place, of) for place in range(3))
    if any(each.low == each.high and 0 < each.low < BAND for each in (agree, disagree, passes)):
        return None
    return Known((agree, disagree, passes), of)


def told(known: Known | None) -> Answers | None:
    """The shares that can be told of what is `known`; None where that is nothing, or too uncertain."""
    if known is None:
        return None
    agree, disagree, passes = (_share(each, known.of) for each in known.ranges)
    if max(share.high - share.low for share in (agree, disagree, passes)) > TOO_WIDE:
        return None
    return Answers(agree, disagree, passes)


def together(groups: Iterable[Known | None]) -> Known | None:
    """All groups as one, from what is known of each. Those of which nothing is known stay out; None if all do."""
    whole: Known | None = None
    for known in groups:
        if known is not None:
            whole = known if whole is None else whole + known
    return whole


def _band(count: int) -> Range:
    near = (count + BAND // 2) // BAND * BAND
    return Range(near, max(0, near - BAND // 2), near + BAND // 2)


def _within(bands: Sequence[Range], place: int, of: int) -> Range:
    """The range of one number, with what the others leave of the sum `of`."""
    own = bands[place]
    others = [each for number, each in enumerate(bands) if number != place]
    low = max(own.low, of - sum(each.high for each in others))
    high = min(own.high, of - sum(each.low for each in others))
    return Range(min(max(own.near, low), high), low, high)


def _share(known: Range, of: int) -> Share:
    """The share that `known` is of `of`, its ends widened by what chance can do (Wilson)."""
    return Share(
        value=STEP * round(100 * _centre(known.near, of) / STEP),
        low=STEP * floor(100 * _wilson(known.low, of)[0] / STEP),
        high=STEP * ceil(100 * _wilson(known.high, of)[1] / STEP),
    )


def _centre(count: int, of: int) -> float:
    """The middle of Wilson's interval: nobody is said to be 100 percent sure on the word of fifteen."""
    square = _NORMAL_95**2
    return (count + square / 2) / (of + square)


def _wilson(count: int, of: int) -> tuple[float, float]:
    """The ends of Wilson's 95 % interval of the share ``count / of``."""
    share, square, middle = count / of, _NORMAL_95**2, _centre(count, of)
    half = _NORMAL_95 * sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
