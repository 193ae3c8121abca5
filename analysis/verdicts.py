"""How many said what, told so that nobody's answer can be worked out from it.

A number from one up to what is small is told as small and no more; nought is told as it is; all others are rounded to
the nearest five. The total is reckoned from what is told of each answer, not from the truth: a true total, even
rounded, less the other answers would give some small ones away. So it says nothing new (tested over all small groups).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import Hidden, Shown, number

BAND = 5


@dataclass(frozen=True)
class Told:
    """What may be told: of all together, and of each answer in the order given."""

    all: Shown
    each: list[Shown]


def told(counts: Sequence[int], *, least: int) -> Told:
    """What may be told of how many gave each answer. Of fewer than `least` people, only that they are few.

    Raises:
        ValueError: `least` is below what can protect anybody, or a number is below 0.
    """
    if min(counts, default=0) < 0:
        raise ValueError("a number of people is not below 0")
    everyone = sum(counts)
    if isinstance(few := number(everyone, least=least), Hidden):
        return Told(few, [Hidden.WITHHELD for _count in counts])
    each = [_about(count, least) for count in counts]
    middle = least // 2  # of what is small
    return Told(_near(sum(middle if isinstance(shown, Hidden) else shown for shown in each)), each)


def _about(count: int, least: int) -> Shown:
    hidden = number(count, least=least)
    return hidden if isinstance(hidden, Hidden) else _near(count)


def _near(count: int) -> int:
    """The nearest multiple of `BAND`."""
    return (count + BAND // 2) // BAND * BAND
