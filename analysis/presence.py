"""Whose voices are missing: those who take part, compared with all those whom the town is there for.

Neither a number below what is small nor anything that would give one away is told: all counts are rounded as
`analysis.verdicts` rounds them, and each share is worked out from the rounded numbers. Its ends take in both what the
rounding hides and what chance can do (Wilson's 95 % interval), as if those who take part had been drawn by lot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, sqrt

from analysis.disclosure import Hidden, Shown
from analysis.verdicts import BAND, told

NORMAL_95 = 1.959964


class Compared(StrEnum):
    """How those who take part compare with the town: surely fewer, surely more, or neither can be said."""

    FEWER = "fewer"
    MORE = "more"
    NEITHER = "neither"


@dataclass(frozen=True)
class Row:
    """One value of a trait. Shares are in percent; `share` is None where the number is too small to be told.

    Attributes:
        present: how many of those who take part have it, as far as that may be told.
        low, high: where the share surely lies.
        town: the share in the town, rounded.
    """

    value: str
    present: Shown
    share: int | None
    low: int
    high: int
    town_number: int
    town: int
    compared: Compared


@dataclass(frozen=True)
class Presence:
    """What may be told of one trait; `rows` is empty where too few are known to compare at all."""

    known: Shown
    rows: list[Row]


def compare(present: Mapping[str, int], town: Mapping[str, int], *, least: int) -> Presence:
    """Compare those who take part with the town, value by value in the order of `town`.

    Args:
        present: how many of each value take part. Values that the town's figures do not have are left out.
        town: how many of each value there are.

    Raises:
        ValueError: `least` is below what can protect anybody, or a number is below 0.
    """
    counts = [present.get(value, 0) for value in town]
    shown = told(counts, least=least)
    everyone = sum(town.values())
    if isinstance(shown.all, Hidden) or shown.all < 2 * BAND or not everyone:
        return Presence(shown.all if isinstance(shown.all, Hidden) else Hidden.WITHHELD, [])
    of = shown.all
    rows = []
    for (value, number), mark in zip(town.items(), shown.each, strict=True):
        fewest, most = _range(mark, least)
        low = floor(100 * wilson(fewest, of + BAND // 2)[0])
        high = ceil(100 * wilson(min(most, of - BAND // 2), of - BAND // 2)[1])
        exact = 100 * number / everyone
        compared = Compared.FEWER if exact > high else Compared.MORE if exact < low else Compared.NEITHER
        share = None if isinstance(mark, Hidden) else min(100, round(100 * mark / of))
        rows.append(Row(value, mark, share, low, high, number, round(exact), compared))
    return Presence(of, rows)


def _range(mark: Shown, least: int) -> tuple[int, int]:
    """What a number can be when it is told as `mark`."""
    if isinstance(mark, Hidden):
        return 1, least - 1
    return (0, 0) if mark == 0 else (max(least, mark - BAND // 2), mark + BAND // 2)


def wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of the share that `count` is `of` a number above 0, as numbers from 0 to 1."""
    share, square = count / of, NORMAL_95**2
    middle = (count + square / 2) / (of + square)
    half = NORMAL_95 * sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
