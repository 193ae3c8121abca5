"""How many seats are taken on the days that are asked about: whoever begins after another ends takes no seat more."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Held(NamedTuple):
    """So many seats that are held from a day to a day; `ends` None: for nobody knows how long."""

    begins: date
    ends: date | None
    number: int = 1


def most(held: Iterable[Held], first: date, last: date | None = None) -> int:
    """The most seats that are taken at once on any day from `first` to `last` (None: for ever)."""
    turns: dict[date, int] = {}
    for each in held:
        if (last is not None and each.begins > last) or (each.ends is not None and each.ends < first):
            continue
        begins = max(each.begins, first)
        turns[begins] = turns.get(begins, 0) + each.number
        if each.ends is not None:
            after = each.ends + timedelta(days=1)
            turns[after] = turns.get(after, 0) - each.number
    found = taken = 0
    for _day, change in sorted(turns.items()):
        taken += change
        found = max(found, taken)
    return found


def free_from(held: Iterable[Held], seats: int, first: date, days: int) -> date | None:
    """The first day from `first` on from which a seat is free for `days` days; None where that cannot be known."""
    return first_offer(held, seats, first=first, last=date.max, days=days)


def first_offer(
    held: Iterable[Held], seats: int, *, first: date, last: date, days: int, starts: Sequence[date] = ()
) -> date | None:
    """The first day on which somebody can begin in a seat that becomes free from `first` to `last`; None: no seat does.

    Args:
        days: how long the seat must be free from the day on which they begin.
        starts: the days on which one can begin, the next first; none: on any day.
    """
    held = list(held)
    ends = {each.ends + timedelta(days=1) for each in held if each.ends is not None}
    for free in sorted(day for day in {first} | ends if first <= day <= last):
        begins = next((day for day in starts if day >= free), free)
        if most(held, free, begins + timedelta(days=days)) < seats:
            return begins
    return None
