"""Tables of counts for everyone from which nobody can be picked out, also by one who subtracts.

As in `disclosure`, a number from 1 to ``least - 1`` is small and never shown. Here the numbers are parts of wholes that
are known: of one whole (`partition`), or of the totals of their row and their column (`crossed`). A single small part
could then be found by subtraction, so that others are withheld too, until each hidden part can be at least two numbers
that agree with all that is shown and with their marks: few means 1 to ``least - 1``, withheld ``least`` or more.

Which other part is withheld depends on its place and not on its size, where there is a choice: that the smallest of
those shown was withheld would itself be told. What is not covered is one who compares the tables of different days.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from analysis.disclosure import Hidden, Shown, number

_FEW, _WITHHELD = Hidden.FEW, Hidden.WITHHELD
_Node = tuple[str, int]


def partition(values: Sequence[int], *, least: int) -> list[Shown]:
    """The parts of a whole that everyone knows: each as it may be shown.

    Where no choice of what to withhold is enough, all are withheld, also those that are nothing.

    Raises:
        ValueError: `least` is below `disclosure.SMALLEST_LEAST`.
    """
    shown = [number(value, least=least) for value in values]
    for place in [None, *_by_place(values, least)]:
        if place is not None:
            shown[place] = _WITHHELD
        if _leaves_room(sum(values), shown, least):
            return shown
    return [_WITHHELD] * len(values)


def crossed(
    cells: Sequence[Sequence[int]], rows: Sequence[Shown], columns: Sequence[Shown], *, least: int
) -> list[list[Shown]] | None:
    """The cells of a table whose totals are shown beside it as `rows` and `columns` say; None: show no table at all.

    Where a total is hidden its whole row or column is, also what is nothing in it: the cells would tell the total. The
    other cells are as safe from one who knows even the hidden totals.

    Raises:
        ValueError: `least` is below `disclosure.SMALLEST_LEAST`, or there are not as many totals as rows and columns.
    """
    if len(cells) != len(rows) or any(len(row) != len(columns) for row in cells):
        raise ValueError("a table has one total for each row and for each column")
    table = _Table(cells, least)
    for r, row in enumerate(rows):
        for c, column in enumerate(columns):
            if isinstance(row, Hidden) or isinstance(column, Hidden):
                table.close(r, c)
    return table.shown if table.make_safe() else None


class _Table:
    """The cells as they are and as they are shown. `low` and `high` are what a hidden one can be by its mark."""

    def __init__(self, cells: Sequence[Sequence[int]], least: int) -> None:
        self.cells, self.least = cells, least
        self.shown: list[list[Shown]] = [[number(value, least=least) for value in row] for row in cells]
        self.low: dict[tuple[int, int], int] = {}
        self.high: dict[tuple[int, int], float] = {}
        self.crossing: dict[_Node, set[int]] = defaultdict(set)
        """The places of the hidden cells in each row and in each column."""
        for r, row in enumerate(self.shown):
            for c, each in enumerate(row):
                if each is _FEW:
                    self._hide(r, c, _FEW, 1, least - 1)

    def close(self, r: int, c: int) -> None:
        """Withhold a cell of a row or column whose total is hidden: it can be anything."""
        self._hide(r, c, _WITHHELD, 0, float("inf"))

    def _hide(self, r: int, c: int, mark: Hidden, low: int, high: float) -> None:
        self.shown[r][c], self.low[r, c], self.high[r, c] = mark, low, high
        self.crossing["row", r].add(c)
        self.crossing["column", c].add(r)

    def make_safe(self) -> bool:
        """Withhold more cells until each hidden one can be another number. False: that cannot be reached."""
        waiting = sorted(self.low)
        while waiting := [cell for cell in waiting if not self._can_change(*cell)]:
            more = next((cell for each in waiting for cell in self._near(*each)), None)
            if more is None:
                return False
            self._hide(*more, _WITHHELD, self.least, float("inf"))
            waiting.append(more)
        return True

    def _near(self, r: int, c: int) -> Iterable[tuple[int, int]]:
        """The cells of the same row, then of the same column, then all others, that are shown and not nothing."""
        across = [(r, other) for other in range(len(self.cells[r]))]
        down = [(other, c) for other in range(len(self.cells))]
        rest = [(one, other) for one in range(len(self.cells)) for other in range(len(self.cells[r]))]
        return (at for at in [*across, *down, *rest] if at not in self.low and self.cells[at[0]][at[1]])

    def _can_change(self, r: int, c: int) -> bool:
        """Whether the cell can be one more or one less, others of the hidden cells making up for it.

        All tables with the same totals come from each other by going round in circles through the hidden cells, one
        more here and one less there; it is enough to look for one circle through this cell.
        """
        value = self.cells[r][c]
        up = value + 1 <= self.high[r, c] and self._circle(("row", r), ("column", c), up=True)
        return up or (value - 1 >= self.low[r, c] and self._circle(("row", r), ("column", c), up=False))

    def _circle(self, start: _Node, goal: _Node, *, up: bool) -> bool:
        """Whether a way leads from the cell's row to its column by other cells: first one less, then one more ..."""
        closed = (start[1], goal[1])
        seen, ahead = {start}, [start]
        while ahead:
            kind, at = ahead.pop()
            lowers = (kind == "row") == up
            for other in self.crossing[kind, at]:
                r, c = (at, other) if kind == "row" else (other, at)
                there: _Node = ("column", c) if kind == "row" else ("row", r)
                if there in seen or (r, c) == closed:
                    continue
                value = self.cells[r][c]
                if value - 1 >= self.low[r, c] if lowers else value + 1 <= self.high[r, c]:
                    if there == goal:
                        return True
                    seen.add(there)
                    ahead.append(there)
        return False


def _by_place(values: Sequence[int], least: int) -> list[int]:
    return [place for place, value in enumerate(values) if value >= least]


def _leaves_room(whole: int, shown: Sequence[Shown], least: int) -> bool:
    """Whether each hidden part can be all that its mark allows, as far as the whole and the parts shown tell.

    It is asked of the marks and not of the numbers behind them, so that the answer tells nothing of those.
    """
    hidden = [each for each in shown if isinstance(each, Hidden)]
    if not hidden:
        return True
    left = whole - sum(each for each in shown if not isinstance(each, Hidden))
    few = hidden.count(_FEW)
    lowest = few + least * (len(hidden) - few)
    from_below = left >= lowest + least - 2
    return from_below and (few < len(hidden) or left <= few * (least - 1) - (least - 2))
