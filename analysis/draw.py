"""The draw (lottning): whom to invite, chosen by lot so that the group looks like the town.

The same pool, quotas, seats and seed give the same people on every machine and in every version of Python, so that
anyone can repeat a draw. Decision 0004 (docs/decisions/0004-the-draw.md) says in plain words what is promised.

**The pool** is a sequence of mappings, one for each member, with text keys and values that are text, whole numbers,
true or false, or None. Nobody is named in it::

    {"id": "7f3a", "age": "30-44", "gender": "woman", "area": "Adolfsberg", "measure": "SFI",
     "language": "arabiska", "taken_part": False, "asked_on": "2016-02-01"}

``id`` (text, unique) means nothing in itself. ``asked_on`` is the day that the member was last asked to a meeting, as
YYYY-MM-DD, or None. All other keys are categories, and which ones there are is up to the caller.

**The quotas** give, for values of the categories, the fewest and the most who may be chosen:
``{"gender": {"woman": (14, 16)}, "taken_part": {"false": (10, 30)}}``. Values are compared as text, true and false as
``"true"`` and ``"false"``. A value without a quota, and a member whose value is missing, is free. `proportional` makes
quotas from how many residents there are.

**The method.** First a list of panels is made, all of which meet the quotas, in which the members sit as equally often
as a greedy choice can arrange; it depends on the pool and the quotas, never on the seed. The seed then picks one panel
of the list, each with the same chance, and who among those alike takes the seat. Everyone's chance is thereby known
exactly before the draw (`chances`). The aim, the smallest chance as great as can be, is that of B. Flanigan, P. Gölz,
A. Gupta, B. Hennig, A. D. Procaccia, "Fair algorithms for selecting citizens' assemblies", Nature 596 (2021); the
uniform lottery over a list of panels that of B. Flanigan, G. Kehne, A. D. Procaccia, "Fair sortition made transparent",
NeurIPS (2021). They solve integer programs to the optimum. Ours is greedy and needs no solver: it promises each member
for whom a panel is found a chance, and tells how great it is, but not that the smallest is the greatest possible.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from analysis.panels import frozen, portfolio
from analysis.quotas import (
    Field,
    Member,
    Outcome,
    Quotas,
    Reason,
    Why,
    identity,
    not_negative,
    outcomes,
    proportional,
)
from analysis.seating import Panel, Problem, find, make

__all__ = [
    "METHOD",
    "Drawn",
    "Member",
    "Outcome",
    "Quotas",
    "Reason",
    "Why",
    "chances",
    "digest",
    "draw",
    "proportional",
    "refill",
]

METHOD = "medskapa-draw-1"
"""Changes whenever the same seed could give other people than before."""


@dataclass(frozen=True)
class Drawn:
    """The result of a draw, with all that is needed to repeat it and to explain it.

    Attributes:
        chosen: ids of those chosen, in the order of the lot.
        reserves: ids of all others who could be chosen, in the order of the lot.
        outcomes: one for each quota, in the order of category and value.
        seats: how many were wanted; `empty_seats` of them could not be filled.
        resting: how many members are spared because they were asked recently.
        declined: ids of those who have said no so far, sorted.
        lowest_chance, highest_chance: the chances of the members who could be chosen, before the draw.
        without_chance: how many members no panel was found for, although they were not resting.
        seed, digest, method, rest_days, on: what the draw can be repeated from, with the pool and the quotas.
        refills: how many times `refill` has gone on from the draw.
    """

    chosen: tuple[str, ...]
    reserves: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    seats: int
    resting: int
    declined: tuple[str, ...]
    lowest_chance: Fraction
    highest_chance: Fraction
    without_chance: int
    seed: str
    digest: str
    method: str
    rest_days: int
    on: date | None
    refills: int = 0

    @property
    def empty_seats(self) -> int:
        """Seats for which there was nobody left."""
        return self.seats - len(self.chosen)

    @property
    def meets_quotas(self) -> bool:
        """Whether every quota is met."""
        return all(outcome.met for outcome in self.outcomes)


def digest(pool: Sequence[Member]) -> str:
    """The SHA-256 of the pool, in hexadecimal: whoever has the pool can check that it is the one drawn from.

    It is taken over JSON in UTF-8: the members sorted by id (by code point), the keys of each sorted, no blanks, no
    escapes but those that JSON demands. In a shell: ``jq -cjS 'sort_by(.id)' pool.json | sha256sum``.

    Raises:
        ValueError: an id is missing, empty or used twice, or a value is of another kind than the pool may hold.
    """
    _check(pool)
    members = [dict(member) for member in sorted(pool, key=identity)]
    text = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def draw(
    pool: Sequence[Member],
    quotas: Quotas,
    seats: int,
    seed: str | int,
    *,
    rest_days: int = 0,
    on: date | None = None,
) -> Drawn:
    """Draw `seats` members of `pool`, and put all others in the order in which they may take a free seat.

    If the quotas cannot all be met, they are missed by as few people as a bounded search finds possible, and the
    outcome of each quota missed says why.

    Args:
        pool, quotas: see the module.
        seats: how many to choose.
        seed: any text or number, best one that nobody could choose, such as the result of a public lottery.
        rest_days: whoever was asked fewer days than this before `on` is spared; 0 spares nobody.
        on: the day of the draw; needed when `rest_days` is given.

    Raises:
        ValueError: the pool is not in its format, a quota is no pair of whole numbers from 0 with the lesser first,
            `seats` or `rest_days` is negative, or `on` is missing.
    """
    known = digest(pool)
    field = Field(_rested(pool, rest_days, on), quotas)
    lots = _Lots(str(seed), known)
    resting = len(pool) - len(field.members)
    ideal = field.problem(not_negative("seats", seats))
    problem, witness = _loosened(ideal)
    plan = portfolio(problem, frozen(witness))

    panel = dict(plan.panels[lots.number(len(plan.panels), "panel")])
    order = sorted(field.kind_of, key=lots.of)
    chosen = _seated(panel, order, field)
    odds = [Fraction(served, size * len(plan.panels)) for served, size in zip(plan.served, problem.sizes, strict=True)]
    positive = [chance for chance in odds if chance] or [Fraction(0)]
    return Drawn(
        chosen=chosen,
        reserves=tuple(name for name in order if name not in set(chosen)),
        outcomes=outcomes(field, Field(pool, quotas), ideal, problem, panel),
        seats=seats,
        resting=resting,
        declined=(),
        lowest_chance=min(positive),
        highest_chance=max(positive),
        without_chance=sum(problem.sizes[kind] for kind in plan.hopeless | plan.unknown) if problem.seats else 0,
        seed=str(seed),
        digest=known,
        method=METHOD,
        rest_days=rest_days,
        on=on,
    )


def refill(drawn: Drawn, said_no: Iterable[str], pool: Sequence[Member], quotas: Quotas) -> Drawn:
    """Go on with the same draw when people have said no: each free seat goes to the next reserve who keeps the quotas.

    A reserve is passed over when the quotas that can still be kept could not be kept with them. Nobody who has said no,
    now or before, is chosen again. Those who had a seat and have not said no keep it.

    Args:
        drawn: the draw, or its latest refill.
        said_no: ids of those who say no now, whether chosen or in reserve.
        pool, quotas: the pool of the draw, unchanged, and the quotas.

    Raises:
        ValueError: the pool is not the one drawn from, or somebody who said no is not in it.
    """
    if digest(pool) != drawn.digest:
        raise ValueError("this is not the pool that was drawn from")
    refused = set(said_no)
    if unknown := refused - {identity(member) for member in pool}:
        raise ValueError(f"not in the pool: {sorted(unknown)}")
    refused |= set(drawn.declined)
    kept = [name for name in drawn.chosen if name not in refused]
    waiting = [name for name in drawn.reserves if name not in refused]

    members = {*kept, *waiting}
    field = Field([member for member in pool if identity(member) in members], quotas)
    ideal = field.problem(drawn.seats)
    seated = _panel(kept, field)
    problem, witness = _loosened(ideal, seated)
    new = _next_in_turn(problem.after(seated), witness, waiting, field)
    panel = _panel([*kept, *new], field)
    return replace(
        drawn,
        chosen=(*kept, *new),
        reserves=tuple(name for name in waiting if name not in set(new)),
        outcomes=outcomes(field, Field(pool, quotas), ideal, problem, panel, seated),
        declined=tuple(sorted(refused)),
        refills=drawn.refills + 1,
    )


def chances(
    pool: Sequence[Member], quotas: Quotas, seats: int, *, rest_days: int = 0, on: date | None = None
) -> dict[str, Fraction]:
    """Each member's exact chance of being chosen at the first draw, known before there is a seed; 0 while resting.

    Raises:
        ValueError: as `draw`.
    """
    _check(pool)
    field = Field(_rested(pool, rest_days, on), quotas)
    problem, witness = _loosened(field.problem(not_negative("seats", seats)))
    plan = portfolio(problem, frozen(witness))
    found = dict.fromkeys(map(identity, pool), Fraction(0))
    for name, kind in field.kind_of.items():
        found[name] = Fraction(plan.served[kind], problem.sizes[kind] * len(plan.panels))
    return found


class _Lots:
    """Lots from SHA-256: nothing but the seed, the digest, the method and a label decides each of them."""

    def __init__(self, seed: str, known: str) -> None:
        self._start = (METHOD, known, seed)

    def of(self, name: str) -> bytes:
        """The lot of a member."""
        return self._hash("member", name)

    def number(self, below: int, label: str) -> int:
        """A number from 0 to `below` - 1, each equally likely: a hash too high to be shared out evenly is passed by."""
        count = 0
        while (found := int.from_bytes(self._hash(label, str(count)), "big")) >= 2**256 - 2**256 % below:
            count += 1
        return found % below

    def _hash(self, *label: str) -> bytes:
        return hashlib.sha256(json.dumps([*self._start, *label]).encode("ascii")).digest()


def _seated(panel: Panel, order: Sequence[str], field: Field) -> tuple[str, ...]:
    """Those who sit in the seats of `panel`: within each kind the lot decides."""
    left = dict(panel)
    chosen = []
    for name in order:
        kind = field.kind_of[name]
        if left.get(kind):
            left[kind] -= 1
            chosen.append(name)
    return tuple(chosen)


def _panel(names: Iterable[str], field: Field) -> Panel:
    """How many of `names` are of each kind."""
    return dict(Counter(field.kind_of[name] for name in names))


def _next_in_turn(problem: Problem, witness: Panel, waiting: Sequence[str], field: Field) -> list[str]:
    """Fill the seats of `problem` from `waiting`, in order, passing over those with whom no panel is found.

    `witness` is a panel that solves the problem, so that there always is somebody to take.
    """
    passed: set[int] = set()
    new: list[str] = []
    for name in waiting:
        kind = field.kind_of[name]
        if not problem.seats:
            break
        if kind in passed:
            continue
        rest = problem.after({kind: 1})
        if witness.get(kind):
            found: Panel | None = {other: taken - (other == kind) for other, taken in witness.items()}
        else:
            found, _certain = find(rest)
        if found is None:
            passed.add(kind)
            continue
        problem, witness = rest, found
        new.append(name)
    return new


def _loosened(ideal: Problem, seated: Panel | None = None) -> tuple[Problem, Panel]:
    """The problem with its quotas widened no more than needed, and a panel that then solves it beside `seated`.

    Widened so far as the best panel found needs, each bound is then tightened step by step while a panel is found.
    """
    seated = seated or {}
    witness = _beside(ideal, seated)
    if witness is not None:
        return ideal, witness
    witness = make(ideal.after(seated))
    counts = [a + b for a, b in zip(ideal.counts(seated), ideal.counts(witness), strict=True)]
    least = [min(bound, count) for bound, count in zip(ideal.least, counts, strict=True)]
    most = [max(bound, count) for bound, count in zip(ideal.most, counts, strict=True)]
    for bounds, wanted, step in ((least, ideal.least, 1), (most, ideal.most, -1)):
        for quota, bound in enumerate(wanted):
            while bounds[quota] != bound:
                bounds[quota] += step
                better = _beside(ideal.with_bounds(least, most), seated)
                if better is None:
                    bounds[quota] -= step
                    break
                witness = better
    return ideal.with_bounds(least, most), witness


def _beside(problem: Problem, seated: Panel) -> Panel | None:
    """A panel that together with `seated` meets every quota, if one is found."""
    if any(count > most for count, most in zip(problem.counts(seated), problem.most, strict=True)):
        return None
    return find(problem.after(seated))[0]


def _rested(pool: Sequence[Member], rest_days: int, on: date | None) -> list[Member]:
    """Those whom the rest period leaves free to be asked."""
    if not not_negative("rest_days", rest_days):
        return list(pool)
    if on is None:
        raise ValueError("a rest period needs the day of the draw")
    return [
        member
        for member in pool
        if (asked := member.get("asked_on")) is None or (on - date.fromisoformat(str(asked))).days >= rest_days
    ]


def _check(pool: Sequence[Member]) -> None:
    names = [member.get("id") for member in pool]
    if not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise ValueError("every member needs an id of their own")
    for member in pool:
        for value in member.values():
            if value is not None and not isinstance(value, str | int):
                raise ValueError("a value is text, a whole number, true, false or None")
        if (asked := member.get("asked_on")) is not None:
            date.fromisoformat(str(asked))
