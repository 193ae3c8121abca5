"""Quotas over the members of a pool: who counts towards which, how each came out, and why one could not be met.

The format of pool and quotas is told in `analysis.draw`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from analysis.seating import Panel, Problem, find

Value = str | int | bool | None
Member = Mapping[str, Value]
Quotas = Mapping[str, Mapping[str, Sequence[int]]]

_NOT_CATEGORIES = frozenset({"id", "asked_on"})


class Why(StrEnum):
    """Why a quota is not met. The comment says what ``have`` and ``need`` of the `Reason` count."""

    TOO_FEW = "too_few"
    """Members with the value who can be chosen; members needed."""
    TOO_FEW_RESTED = "too_few_rested"
    """As above, and it would be enough if nobody rested."""
    TOO_FEW_LEFT = "too_few_left"
    """As above, at a refill: it would be enough if nobody rested or had said no."""
    MINIMUMS_EXCEED_SEATS = "minimums_exceed_seats"
    """Seats; the sum of the minimums of the category."""
    MAXIMUMS_BELOW_SEATS = "maximums_below_seats"
    """The sum of how many the quotas of the category allow; seats."""
    CONFLICT = "conflict"
    """Members chosen; the bound that is missed. It cannot be kept together with `Reason.others`: all has been tried."""
    KEPT_SEATS = "kept_seats"
    """As above, but not together with those who keep their seats at a refill."""
    NOT_FOUND = "not_found"
    """As above, but the search ended before all had been tried: there may be a panel that meets the quota."""


@dataclass(frozen=True)
class Reason:
    """Why a quota is not met, for the caller to put into words.

    Attributes:
        key: which sentence to say.
        have, need: its two numbers (see `Why`).
        others: the quotas, as (category, value), that it is in conflict with.
    """

    key: Why
    have: int
    need: int
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How one quota came out. `reason` is None exactly when it is met."""

    category: str
    value: str
    minimum: int
    maximum: int
    chosen: int
    reason: Reason | None

    @property
    def met(self) -> bool:
        """Whether the number chosen is within the quota."""
        return self.minimum <= self.chosen <= self.maximum


class Field:
    """Those who can be chosen, sorted into kinds by which quotas they count towards.

    Raises ValueError for a quota that is none, or for a category that cannot be one.
    """

    def __init__(self, members: Sequence[Member], quotas: Quotas) -> None:
        self.members = members
        self.quotas = _bounds(quotas)
        self.names: list[tuple[str, str | None]] = []
        """Category and value of each quota; the value None stands for all that have no quota."""
        self.categories: list[tuple[int, int]] = []
        for category, values in self.quotas.items():
            first = len(self.names)
            self.names += [(category, value) for value in values] + [(category, None)]
            self.categories.append((first, len(self.names)))
        numbers = {name: number for number, name in enumerate(self.names)}
        codes = {identity(member): tuple(self._codes(member, numbers)) for member in members}
        self.kinds = sorted(set(codes.values()))
        places = {kind: place for place, kind in enumerate(self.kinds)}
        self.kind_of = {name: places[code] for name, code in codes.items()}

    def problem(self, seats: int) -> Problem:
        """What a panel must be like; with fewer members than seats it takes them all."""
        sizes = [0] * len(self.kinds)
        for kind in self.kind_of.values():
            sizes[kind] += 1
        filled = min(seats, len(self.members))
        bounds = [self.quotas[category][value] if value is not None else (0, filled) for category, value in self.names]
        return Problem(
            sizes=tuple(sizes),
            kinds=tuple(self.kinds),
            categories=tuple(self.categories),
            least=tuple(least for least, _most in bounds),
            most=tuple(most for _least, most in bounds),
            seats=filled,
        )

    def _codes(self, member: Member, numbers: Mapping[tuple[str, str | None], int]) -> Iterator[int]:
        for category in self.quotas:
            value = _text(member.get(category))
            yield numbers[category, value if value in self.quotas[category] else None]


def proportional(
    residents: Mapping[str, Mapping[str, int]], seats: int, *, leeway: int = 1
) -> dict[str, dict[str, tuple[int, int]]]:
    """Quotas in proportion to how many residents have each value.

    Each is the exact share of the seats, rounded down for the minimum and up for the maximum, then widened by `leeway`
    people either way.

    Raises:
        ValueError: `seats` or `leeway` is negative, or a category has no residents.
    """
    not_negative("seats", seats)
    not_negative("leeway", leeway)
    quotas: dict[str, dict[str, tuple[int, int]]] = {}
    for category, numbers in residents.items():
        total = sum(numbers.values())
        if total <= 0 or min(numbers.values()) < 0:
            raise ValueError(f"{category}: how many residents?")
        quotas[category] = {
            value: (max(0, seats * number // total - leeway), min(seats, -(-seats * number // total) + leeway))
            for value, number in numbers.items()
        }
    return quotas


def outcomes(
    field: Field, whole: Field, ideal: Problem, problem: Problem, panel: Panel, kept: Panel | None = None
) -> tuple[Outcome, ...]:
    """How each quota came out, and why it is missed if it is.

    Args:
        field, whole: those who could be chosen, and the whole pool.
        ideal, problem: the quotas as they were wanted, and as far as they had to be widened.
        panel: who was chosen.
        kept: those of them who had their seats already; None at the first draw.
    """
    everybody = dict(zip(whole.names, whole.problem(0).available, strict=True))
    counts = ideal.counts(panel)
    found = []
    for quota, (category, value) in enumerate(field.names):
        if value is None:
            continue
        minimum, maximum = ideal.least[quota], ideal.most[quota]
        reason = None
        if not minimum <= counts[quota] <= maximum:
            reason = _plain_reason(ideal, quota, counts[quota], everybody[category, value], kept)
            reason = reason or _searched_reason(field, ideal, problem, quota, counts[quota], kept)
        found.append(Outcome(category, value, minimum, maximum, counts[quota], reason))
    return tuple(found)


def _plain_reason(ideal: Problem, quota: int, chosen: int, everybody: int, kept: Panel | None) -> Reason | None:
    """A reason that can be counted out, if there is one."""
    least, available = ideal.least[quota], ideal.available[quota]
    short = chosen < least
    if short and available < least:
        spared = Why.TOO_FEW_RESTED if kept is None else Why.TOO_FEW_LEFT
        return Reason(spared if everybody >= least else Why.TOO_FEW, available, least)
    first, beyond = next(span for span in ideal.categories if span[0] <= quota < span[1])
    wanted = sum(ideal.least[first:beyond])
    if short and wanted > ideal.seats:
        return Reason(Why.MINIMUMS_EXCEED_SEATS, ideal.seats, wanted)
    allowed = sum(min(ideal.most[other], ideal.available[other]) for other in range(first, beyond))
    if not short and allowed < ideal.seats:
        return Reason(Why.MAXIMUMS_BELOW_SEATS, allowed, ideal.seats)
    return None


def _searched_reason(
    field: Field, ideal: Problem, problem: Problem, quota: int, chosen: int, kept: Panel | None
) -> Reason:
    """A reason that takes a search: is there no panel that is one step better for `quota`?"""
    short = chosen < ideal.least[quota]
    bound = ideal.least[quota] if short else ideal.most[quota]
    least, most = list(problem.least), list(problem.most)
    if short:
        least[quota] = chosen + 1
    else:
        most[quota] = chosen - 1
    better = problem.with_bounds(least, most)
    if (others := _conflict(better, quota)) is not None:
        named = [(category, value) for category, value in map(field.names.__getitem__, others) if value is not None]
        return Reason(Why.CONFLICT, chosen, bound, tuple(named))
    if kept and _proven_impossible(better.after(kept)):
        return Reason(Why.KEPT_SEATS, chosen, bound)
    return Reason(Why.NOT_FOUND, chosen, bound)


def _conflict(better: Problem, quota: int) -> list[int] | None:
    """The quotas that together rule out `better`: few, and none of them to spare. None: not proven.

    Fewer categories are tried first, because there the search is small enough to be complete.
    """
    own = next(number for number, span in enumerate(better.categories) if span[0] <= quota < span[1])
    rest = [number for number in range(len(better.categories)) if number != own]
    for size in sorted({0, 1, 2, len(rest)} & set(range(len(rest) + 1))):
        for more in combinations(rest, size):
            part = better.project(sorted((own, *more)))
            if _proven_impossible(part):
                return _without_spares(part, quota)
    return None


def _proven_impossible(problem: Problem) -> bool:
    return find(problem) == (None, True)


def _without_spares(problem: Problem, quota: int) -> list[int]:
    """Drop, one by one, the quotas without which it is still impossible; what remains is the conflict."""
    needed = []
    for first, beyond in problem.categories:
        for other in range(first, beyond):
            if other == quota or (problem.least[other] == 0 and problem.most[other] >= problem.seats):
                continue
            least, most = list(problem.least), list(problem.most)
            least[other], most[other] = 0, problem.seats
            if _proven_impossible(problem.with_bounds(least, most)):
                problem = problem.with_bounds(least, most)
            else:
                needed.append(other)
    return needed


def _bounds(quotas: Quotas) -> dict[str, dict[str, tuple[int, int]]]:
    """The quotas sorted, so that their order decides nothing."""
    if not _NOT_CATEGORIES.isdisjoint(quotas):
        raise ValueError("id and asked_on are no categories")
    return {
        category: {value: _pair(category, value, quotas[category][value]) for value in sorted(quotas[category])}
        for category in sorted(quotas)
    }


def _pair(category: str, value: str, bounds: Sequence[int]) -> tuple[int, int]:
    if len(bounds) != 2 or not all(type(bound) is int for bound in bounds) or not 0 <= bounds[0] <= bounds[1]:
        raise ValueError(f"{category}, {value}: a quota is a minimum and a maximum")
    return bounds[0], bounds[1]


def identity(member: Member) -> str:
    """The id of a member."""
    return str(member["id"])


def _text(value: Value) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def not_negative(name: str, number: int) -> int:
    """`number`, unless it is negative: then ValueError."""
    if number < 0:
        raise ValueError(f"{name} is negative")
    return number
