"""One panel under quotas: by a quick choice of the least served, by repair, and at last by a complete search.

Members who count towards the same quotas are of one *kind*: a panel is how many are taken of each kind. Nothing here is
random and nothing depends on the order of the input or on the machine: only whole numbers are added and compared, and
the one division is of two whole numbers.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Panel = dict[int, int]
"""Kind -> how many are taken of it; kinds of which nobody is taken are left out."""
FrozenPanel = tuple[tuple[int, int], ...]

REPAIR_STEPS = 120
SWAP_FROM = 4
TABU_STEPS = 5
SEARCH_STATES = 4_000
SEARCH_KINDS = 300
"""Bounds of the searches, so that no draw takes long: beyond them the answer is "not found", never "impossible"."""


@dataclass(frozen=True)
class Problem:
    """What a panel must be like.

    Attributes:
        sizes: how many members there are of each kind.
        kinds: the quotas that each kind counts towards, one in each category, as indexes into `least` and `most`.
        categories: the quotas of each category, as (first, beyond the last).
        least, most: bounds of each quota.
        seats: how many are to be taken in all.
    """

    sizes: tuple[int, ...]
    kinds: tuple[tuple[int, ...], ...]
    categories: tuple[tuple[int, int], ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    seats: int

    @cached_property
    def table(self) -> Ints:
        """`kinds` as an array, kinds x categories."""
        return np.array(self.kinds, dtype=np.int64).reshape(len(self.kinds), len(self.categories))

    @cached_property
    def available(self) -> tuple[int, ...]:
        """How many members count towards each quota."""
        found = [0] * len(self.least)
        for size, kind in zip(self.sizes, self.kinds, strict=True):
            for quota in kind:
                found[quota] += size
        return tuple(found)

    def after(self, panel: Panel) -> Problem:
        """What remains to be solved when `panel` is already seated."""
        sizes, least, most = list(self.sizes), list(self.least), list(self.most)
        for kind, taken in panel.items():
            sizes[kind] -= taken
            for quota in self.kinds[kind]:
                least[quota] = max(0, least[quota] - taken)
                most[quota] -= taken
        return replace(
            self,
            sizes=tuple(sizes),
            least=tuple(least),
            most=tuple(most),
            seats=self.seats - sum(panel.values()),
        )

    def with_bounds(self, least: Sequence[int], most: Sequence[int]) -> Problem:
        """The same problem with other bounds."""
        return replace(self, least=tuple(least), most=tuple(most))

    def project(self, chosen: Sequence[int]) -> Problem:
        """The same problem with only the categories numbered `chosen`: if it has no panel, neither has this one."""
        sizes: dict[tuple[int, ...], int] = {}
        for size, kind in zip(self.sizes, self.kinds, strict=True):
            key = tuple(kind[number] for number in chosen)
            sizes[key] = sizes.get(key, 0) + size
        ordered = sorted(sizes)
        return replace(
            self,
            sizes=tuple(sizes[key] for key in ordered),
            kinds=tuple(ordered),
            categories=tuple(self.categories[number] for number in chosen),
        )

    def plainly_impossible(self) -> bool:
        """True when a single quota or a single category already rules out every panel. Few steps, never wrong."""
        for first, beyond in self.categories:
            bounds = [(self.least[q], min(self.most[q], self.available[q])) for q in range(first, beyond)]
            if any(least > most for least, most in bounds):
                return True
            if not sum(least for least, _most in bounds) <= self.seats <= sum(most for _least, most in bounds):
                return True
        return False

    def counts(self, panel: Panel) -> list[int]:
        """How many of `panel` count towards each quota."""
        found = [0] * len(self.least)
        for kind, taken in panel.items():
            for quota in self.kinds[kind]:
                found[quota] += taken
        return found

    def misses(self, panel: Panel) -> int:
        """By how many people in all `panel` falls outside the quotas."""
        bounds = zip(self.counts(panel), self.least, self.most, strict=True)
        return sum(max(0, least - count, count - most) for count, least, most in bounds)


class _Filling:
    """A panel being filled, which never takes so many of one sort that another quota of the category cannot be met."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.left = problem.seats
        self.panel: Panel = {}
        self.counts = [0] * len(problem.least)
        self.spare = [problem.seats - sum(problem.least[first:beyond]) for first, beyond in problem.categories]
        self.closed = [False] * len(problem.least)
        for category in range(len(problem.categories)):
            self._close(category)

    def fits(self, kind: int) -> bool:
        taken = self.panel.get(kind, 0)
        return taken < self.problem.sizes[kind] and not any(self.closed[quota] for quota in self.problem.kinds[kind])

    def add(self, kind: int) -> None:
        self.panel[kind] = self.panel.get(kind, 0) + 1
        self.left -= 1
        for category, quota in enumerate(self.problem.kinds[kind]):
            if self.counts[quota] >= self.problem.least[quota]:
                self.spare[category] -= 1
            self.counts[quota] += 1
            self._close(category)

    def _close(self, category: int) -> None:
        least, most = self.problem.least, self.problem.most
        for quota in range(*self.problem.categories[category]):
            reserved = self.counts[quota] >= least[quota] and self.spare[category] < 1
            self.closed[quota] = reserved or self.counts[quota] >= most[quota]


class Service:
    """How much each kind has been served by the panels made so far: the least served come first."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.served = [0] * len(problem.sizes)
        self._tie = _spread(len(problem.sizes))
        self._queue = [self._entry(kind) for kind, size in enumerate(problem.sizes) if size]
        heapq.heapify(self._queue)

    def fill(self, filling: _Filling) -> None:
        """Seat the least served who fit, one at a time, until the panel is full or nobody fits."""
        met: list[int] = []
        patience = 10 * self.problem.seats + 50
        while filling.left and self._queue and len(met) < patience:
            entry = heapq.heappop(self._queue)
            kind = entry[2]
            if entry != self._entry(kind):
                continue  # it was served by a repair since it was queued, and stands further back
            if filling.fits(kind):
                filling.add(kind)
                self.served[kind] += 1
                heapq.heappush(self._queue, self._entry(kind))
            else:
                met.append(kind)
        for kind in met:
            heapq.heappush(self._queue, self._entry(kind))
        while filling.left and (fitting := self._first_fitting(filling)) is not None:
            filling.add(fitting)
            self.change(fitting, 1)

    def change(self, kind: int, by: int) -> None:
        self.served[kind] += by
        heapq.heappush(self._queue, self._entry(kind))

    def count(self, panel: Panel, by: int) -> None:
        """Add a panel (1), or take it away (-1)."""
        for kind, taken in panel.items():
            self.change(kind, by * taken)

    def _first_fitting(self, filling: _Filling) -> int | None:
        closed = np.array(filling.closed)[self.problem.table].any(axis=1)
        fitting = (kind for kind in np.flatnonzero(~closed).tolist() if filling.fits(kind))
        return min(fitting, key=self._entry, default=None)

    def _entry(self, kind: int) -> tuple[float, int, int]:
        return (self.served[kind] / max(1, self.problem.sizes[kind]), self._tie[kind], kind)


def make(problem: Problem, service: Service | None = None) -> Panel:
    """A full panel that favours the least served, and misses the quotas by as little as a short search can do.

    `service` is brought up to date. There must be at least as many members as seats.
    """
    service = service or Service(problem)
    filling = _Filling(problem)
    service.fill(filling)
    panel = filling.panel
    if filling.left or problem.misses(panel):
        panel = _repaired(problem, panel)
        for kind in sorted({*panel, *filling.panel}):
            if by := panel.get(kind, 0) - filling.panel.get(kind, 0):
                service.change(kind, by)
    return panel


def find(problem: Problem, service: Service | None = None) -> tuple[Panel | None, bool]:
    """A panel that meets every quota, if one is found; and whether the answer is certain.

    `service`, if given, is brought up to date with the panel.
    """
    if problem.plainly_impossible():
        return None, True
    service = service or Service(problem)
    panel = make(problem, service)
    if not problem.misses(panel):
        return panel, True
    service.count(panel, -1)
    if len(problem.sizes) > SEARCH_KINDS:
        return None, False
    found, certain = _Search(problem).result()
    if found is not None:
        service.count(found, 1)
    return found, certain


def _repaired(problem: Problem, start: Panel) -> Panel:
    """Fill `start` and swap one for another, the best swap at a time, until the quotas are met or patience ends.

    A swap is not undone for some steps (tabu search), so that the search can leave a dead end.
    """
    repair = _Repair(problem, start)
    best, fewest = dict(repair.panel), repair.misses()
    for step in range(REPAIR_STEPS):
        if not fewest or not repair.panel:
            break
        repair.swap(step)
        if (misses := repair.misses()) < fewest:
            best, fewest = dict(repair.panel), misses
    return best


class _Repair:
    def __init__(self, problem: Problem, start: Panel) -> None:
        self.problem = problem
        self.panel = dict(start)
        self.counts = np.array(problem.counts(start), dtype=np.int64)
        self.least = np.array(problem.least, dtype=np.int64)
        self.most = np.array(problem.most, dtype=np.int64)
        self.free = np.array(problem.sizes, dtype=np.int64)
        self.barred = np.zeros(len(problem.sizes), dtype=np.int64)  # the step until which a kind may not come in
        self.tie = np.array(_spread(len(problem.sizes)), dtype=np.int64)
        for kind, taken in start.items():
            self.free[kind] -= taken
        for _seat in range(problem.seats - sum(start.values())):
            self._move(self._best_in(0)[1], 1)

    def misses(self) -> int:
        return int(self._cost(self.counts).sum())

    def swap(self, step: int) -> None:
        """Take out one and put in another so that the quotas are missed by as little as possible."""
        gains = self._cost(self.counts) - self._cost(self.counts - 1)
        out = sorted(self.panel, key=lambda kind: (-int(gains[self.problem.table[kind]].sum()), self.tie[kind]))
        swaps = []
        for leaving in [kind for kind in out if self.barred[kind] <= step][:SWAP_FROM] or out[:1]:
            self._move(leaving, -1)
            self.barred[leaving], kept = step + 1, self.barred[leaving]
            cost, entering = self._best_in(step)
            swaps.append((cost - int(gains[self.problem.table[leaving]].sum()), leaving, entering))
            self.barred[leaving] = kept
            self._move(leaving, 1)
        _cost, leaving, entering = min(swaps, key=lambda found: found[0])
        self._move(leaving, -1)
        self._move(entering, 1)
        self.barred[[leaving, entering]] = step + TABU_STEPS

    def _best_in(self, step: int) -> tuple[int, int]:
        added = self._cost(self.counts + 1) - self._cost(self.counts)
        cost = added[self.problem.table].sum(axis=1)
        possible = np.flatnonzero((self.free > 0) & (self.barred <= step))
        if not len(possible):
            possible = np.flatnonzero(self.free > 0)
        first = possible[np.argmin(cost[possible] * len(self.tie) + self.tie[possible])]
        return int(cost[first]), int(first)

    def _move(self, kind: int, by: int) -> None:
        self.panel[kind] = self.panel.get(kind, 0) + by
        if not self.panel[kind]:
            del self.panel[kind]
        self.free[kind] -= by
        self.counts[self.problem.table[kind]] += by

    def _cost(self, counts: Ints) -> Ints:
        return np.asarray(np.maximum(0, np.maximum(self.least - counts, counts - self.most)), dtype=np.int64)


class _Search:
    """Every panel is tried, apart from those that a count rules out, until one is right or `SEARCH_STATES` are seen."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.order = sorted(range(len(problem.sizes)), key=lambda kind: (problem.kinds[kind], kind))
        self.ahead = self._ahead()
        self.dead: set[tuple[int, int, tuple[int, ...]]] = set()
        self.exhausted = True

    def result(self) -> tuple[Panel | None, bool]:
        panel: Panel = {}
        if self._extend(0, [0] * len(self.problem.least), self.problem.seats, panel):
            return panel, True
        return None, self.exhausted

    def _ahead(self) -> list[list[int]]:
        """For each place in the order, how many members from there on count towards each quota."""
        ahead = [[0] * len(self.problem.least)]
        for kind in reversed(self.order):
            row = list(ahead[-1])
            for quota in self.problem.kinds[kind]:
                row[quota] += self.problem.sizes[kind]
            ahead.append(row)
        return ahead[::-1]

    def _extend(self, place: int, counts: list[int], left: int, panel: Panel) -> bool:
        ahead = self.ahead[place]
        if not self._possible(ahead, counts, left):
            return False
        if place == len(self.order):
            return not left
        # What is over for a quota no longer matters once nobody who counts towards it is ahead.
        state = (place, left, tuple(count if more else -1 for count, more in zip(counts, ahead, strict=True)))
        if state in self.dead:
            return False
        if len(self.dead) >= SEARCH_STATES:
            self.exhausted = False
            return False
        kind = self.order[place]
        for taken in self._amounts(kind, counts, left):
            for quota in self.problem.kinds[kind]:
                counts[quota] += taken
            panel[kind] = taken
            done = self._extend(place + 1, counts, left - taken, panel)
            for quota in self.problem.kinds[kind]:
                counts[quota] -= taken
            if done:
                if not taken:
                    del panel[kind]
                return True
            del panel[kind]
        self.dead.add(state)
        return False

    def _amounts(self, kind: int, counts: list[int], left: int) -> Iterator[int]:
        room = min((self.problem.most[quota] - counts[quota] for quota in self.problem.kinds[kind]), default=left)
        yield from range(max(0, min(left, self.problem.sizes[kind], room)), -1, -1)

    def _possible(self, ahead: list[int], counts: list[int], left: int) -> bool:
        for first, beyond in self.problem.categories:
            lacking = room = 0
            for quota in range(first, beyond):
                lack = max(0, self.problem.least[quota] - counts[quota])
                more = min(self.problem.most[quota] - counts[quota], ahead[quota])
                if lack > more:
                    return False
                lacking += lack
                room += more
            if not lacking <= left <= room:
                return False
        return True


@lru_cache(maxsize=32)
def _spread(amount: int) -> tuple[int, ...]:
    """A fixed shuffling of the first `amount` numbers, so that equals are not taken in the order of the alphabet."""
    order = sorted(range(amount), key=lambda number: hashlib.sha256(b"tie:%d" % number).digest())
    places = [0] * amount
    for place, number in enumerate(order):
        places[number] = place
    return tuple(places)
