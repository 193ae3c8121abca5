"""The feedback debt as a curve: the geometry of a small SVG that is drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medskapa.voice.queries.desk import DayDebt

WIDTH, HEIGHT = 640, 120
"""The drawing's own units; the page scales it."""


@dataclass(frozen=True)
class Curve:
    """Lines as SVG points ("x,y x,y ..."), and what the axes say.

    Attributes:
        waiting: the line of open promises. `late`: that of the late ones. `late_area`: what lies below `late`.
        top: the number at the upper edge; the lower edge is 0.
    """

    waiting: str
    late: str
    late_area: str
    top: int
    first: date
    last: date
    width: int = WIDTH
    height: int = HEIGHT


def drawn(days: Sequence[DayDebt]) -> Curve | None:
    """The curve through `days`, which are in order; None for fewer than two, which make no line."""
    if len(days) < 2:
        return None
    top = _round_up(max(each.waiting for each in days))
    first, last = days[0].day, days[-1].day
    across = [(each.day - first).days * WIDTH / (last - first).days for each in days]
    late = _points(across, [each.late for each in days], top)
    return Curve(
        waiting=_points(across, [each.waiting for each in days], top),
        late=late,
        late_area=f"0,{HEIGHT} {late} {WIDTH},{HEIGHT}",
        top=top,
        first=first,
        last=last,
    )


def _points(across: Sequence[float], values: Sequence[int], top: int) -> str:
    return " ".join(f"{x:.1f},{HEIGHT - value * HEIGHT / top:.1f}" for x, value in zip(across, values, strict=True))


def _round_up(number: int) -> int:
    """The next of 10, 20, 50, 100, 200, 500 ... that is at least `number`."""
    step = 10
    while True:
        for times in (1, 2, 5):
            if number <= step * times:
                return step * times
        step *= 10
