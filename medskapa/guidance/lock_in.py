"""Lock-in: days that a placement goes on although what it was for is past. Counted, so that nobody is parked.

The words of the architecture: "days past the end or past the last step done". A plan stands still when no step with a
day that is still to come is left in it; then it is the day on which a step was last done that counts.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class PlacementLike(Protocol):
    """What is asked of a placement; `ended_on` is None while it goes on."""

    @property
    def starts_on(self) -> date | None: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...


def days(placement: PlacementLike, today: date, last_step_done: date | None) -> int:
    """How many days `placement` has locked in so far: each day counts once, whichever of the two made it count.

    Args:
        placement: one that has not begun locks nobody in.
        last_step_done: the day on which a step of the plan was last done, where the plan stands still
            (`still_since`); None while something is left to do.
    """
    if placement.starts_on is None or placement.ends_on is None:
        return 0
    until = placement.ended_on or today
    past = placement.ends_on
    if last_step_done is not None:
        past = min(past, max(last_step_done, placement.starts_on))
    return max((until - past).days, 0)


def still_since(*, done: Iterable[date], still_due: Iterable[date], today: date, begun: date) -> date | None:
    """Since when a plan stands still; None where a step of it is due today or later.

    Args:
        done: the days on which steps were done.
        still_due: the days by which the steps that are left are to be done.
        begun: what counts where nothing was ever done.
    """
    if any(day >= today for day in still_due):
        return None
    return max(done, default=begun)


def past_end(placement: PlacementLike, today: date) -> int:
    """How many days it is past its end."""
    return days(placement, today, None)
