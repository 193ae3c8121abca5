"""Figures for everyone from which nobody can be picked out: small numbers, and what could be found by subtraction.

A number from 1 to ``least - 1`` is small. It is never shown, and neither is a figure from which, together with the
other figures, it could be worked out: a part whose remainder is small, or a total whose parts leave too little room.
The guarantee, tested over whole small towns: even one who knows these rules finds at least two possible values for
each small number that is hidden.

What is not covered is one who writes down the figures day by day and compares them: what happens between two days
can show as a change. The figures are about how many have said something, never about who.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

SMALLEST_LEAST = 4
"""With a lower limit there would be only two small numbers, and one who knows the rules could tell them apart."""


class Hidden(StrEnum):
    """Why a figure is not shown: it is small, or it would give away one that is."""

    FEW = "few"
    WITHHELD = "withheld"


Shown = int | Hidden


@dataclass(frozen=True)
class Debt:
    """The figures of a town: of each theme (how many have said something, how many wait), and of the whole.

    Attributes:
        themes: pairs of all and waiting, in the order they were given.
        waiting: how many wait in all, in a theme or not yet in one.
        late: how many of `waiting` have waited longer than was promised.
    """

    themes: list[tuple[Shown, Shown]]
    waiting: Shown
    late: Shown


def number(value: int, *, least: int) -> Shown:
    """A number that no other public figure depends on.

    Raises:
        ValueError: `least` is below `SMALLEST_LEAST`.
    """
    _must_hide_enough(least)
    return Hidden.FEW if 0 < value < least else value


def part(value: int, whole: int, *, least: int) -> Shown:
    """A part of `whole`, which is shown as `number` shows it. Neither the part nor the rest of the whole gets known.

    Raises:
        ValueError: `least` is below `SMALLEST_LEAST`, or the part is greater than the whole.
    """
    _must_hide_enough(least)
    if not 0 <= value <= whole:
        raise ValueError("a part is between nothing and the whole")
    if value == 0 or (value == whole >= least):
        return value
    if least <= whole < 2 * least:  # one side is always small, and which one must not be told
        return Hidden.WITHHELD
    if value < least:
        return Hidden.FEW
    return Hidden.WITHHELD if whole - value < least else value


def told_together(parts: Sequence[int], *, least: int) -> bool:
    """Whether the parts that a whole falls into may all be shown, with the whole. All of them, or none.

    One number that is small would be found by subtraction where the others are shown; so they are shown only when
    each, and the rest, is nothing or large enough.
    """
    whole = sum(parts)
    return whole >= least and not any(isinstance(part(each, whole, least=least), Hidden) for each in parts)


def share(part: int, whole: int) -> int:
    """How great a share `part` is of `whole`, in whole percent: 8 of 9 is 89. This is how every share is rounded.

    Rounded to the nearest, halves up; but 100 only where nothing is left, and 0 only where there is nothing (and where
    `whole` is nothing). It hides nothing: what is counted of people goes through `percent`.

    Raises:
        ValueError: the part is greater than the whole, or negative.
    """
    if not 0 <= part <= whole:
        raise ValueError("a part is between nothing and the whole")
    if part in (0, whole):
        return 100 if part else 0
    return min(max((200 * part + whole) // (2 * whole), 1), 99)


def percent(value: int, rest: int, *, least: int) -> Shown:
    """How great a share `value` is of itself and `rest`, rounded as `share` does; withheld where either is small.

    Raises:
        ValueError: `least` is below `SMALLEST_LEAST`.
    """
    if value + rest < least or Hidden.FEW in (number(value, least=least), number(rest, least=least)):
        return Hidden.WITHHELD
    return share(value, value + rest)


def median(histogram: Mapping[int, int], *, least: int) -> Shown:
    """The lowest value that at least half of all do not exceed. `histogram` maps each value to how many have it.

    Raises:
        ValueError: `least` is below `SMALLEST_LEAST`.
    """
    _must_hide_enough(least)
    everyone = sum(histogram.values())
    if everyone < least:
        return Hidden.WITHHELD
    values = sorted(histogram)
    reached = accumulate(histogram[value] for value in values)
    return next(value for value, so_many in zip(values, reached, strict=True) if 2 * so_many >= everyone)


def debt(themes: Sequence[tuple[int, int]], *, waiting: int, late: int, least: int) -> Debt:
    """What may be shown of a town's figures together; the attributes of `Debt` say what each is.

    Raises:
        ValueError: `least` is below `SMALLEST_LEAST`, or a part is greater than its whole.
    """
    shown = [(number(all_, least=least), part(wait, all_, least=least)) for all_, wait in themes]
    total, overdue = number(waiting, least=least), part(late, waiting, least=least)
    if total is Hidden.FEW:  # several themes in which few wait would tell how few
        shown = [(all_, Hidden.WITHHELD) for all_, _wait in shown]
    elif not _leaves_room(shown, waiting, least):
        total = overdue = Hidden.WITHHELD
    return Debt(shown, total, overdue)


def alone(rows: Sequence[Mapping[str, object]], *, least: int) -> list[int]:
    """The places of the rows that fewer than `least` rows are equal to, themselves counted, in order.

    Whoever knows what stands in such a row could find the person behind it (k-anonymity; Sweeney, 2002).

    Raises:
        ValueError: `least` is below `SMALLEST_LEAST`.
    """
    _must_hide_enough(least)
    kinds = [tuple(sorted((key, repr(value)) for key, value in row.items())) for row in rows]
    shared = Counter(kinds)
    return [place for place, kind in enumerate(kinds) if shared[kind] < least]


def _leaves_room(shown: Sequence[tuple[Shown, Shown]], waiting: int, least: int) -> bool:
    """Whether each hidden number can still be anything that its mark allows, when the total is known.

    Those who wait and are in no theme are never shown; they can be any number, so only the upper ends are in danger.
    """
    ranges = [_range_of(all_, wait, least) for all_, wait in shown if isinstance(wait, Hidden)]
    if not ranges:
        return True
    left = waiting - sum(wait for _all, wait in shown if not isinstance(wait, Hidden))
    return left >= sum(low for low, _high in ranges) + max(high - low for low, high in ranges)


def _range_of(all_: Shown, wait: Hidden, least: int) -> tuple[int, int]:
    """What a hidden number of waiting can be, as far as its own row tells."""
    if wait is Hidden.FEW or isinstance(all_, Hidden):
        return 1, least - 1
    if all_ < 2 * least:
        return 1, all_ - 1
    return all_ - least + 1, all_ - 1


def _must_hide_enough(least: int) -> None:
    if least < SMALLEST_LEAST:
        raise ValueError(f"small numbers cannot be protected below {SMALLEST_LEAST}")
