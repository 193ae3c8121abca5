"""Opinion groups: who votes alike on a set of statements, what is typical for each group, what all agree on.

The reference is the method of Polis: C. Small, M. Björkegren, T. Erkkilä, L. Shaw and C. Megill, "Polis: Scaling
deliberation by mapping high dimensional opinion spaces", Recerca 26(2), 2021. As there, a vote not seen is filled with
the statement's mean, people are projected on two principal components, the projection is scaled up for those who saw
few statements, k-means is run for two to five groups, the silhouette chooses among them, and two-proportion z tests
find what is typical. Ours differs in this:

- *The order of rows and columns never matters.* Rows and columns are first sorted by what they hold, so that one set
  of votes always goes through the same arithmetic. Every start of k-means is computed, none is drawn; Polis starts
  from the people who came first, or from its latest answer.
- *Few votes pull towards the middle.* A projection of `n` votes is scaled by ``sqrt(m / (n + 7))`` instead of
  ``sqrt(m / n)``: seven votes are what it takes to be placed, and they should not put anybody furthest out.
- *The fewest groups that explain the votes.* The silhouette is taken over at most 100 places in the plane, each
  counted once (what Polis' program does, though not the paper). The smallest k within `SILHOUETTE_TOLERANCE` of the
  best is taken: on generated votes this finds known groups as well as the best silhouette does, with fewer groups to
  explain. A k that makes a group of fewer than five is passed over when there is another.
- *There may be one group only.* Polis always finds two. Here the first component must be stronger than chance makes
  it: than the norm expected of independent votes (A. Bandeira and R. van Handel, "Sharp nonasymptotic bounds on the
  norm of random matrices with independent entries", Annals of Probability 44(4), 2016) or, when that is too coarse
  to tell, than in the same votes with signs drawn at random (D. Hong, Y. Sheng and E. Dobriban, "Selecting the number
  of components in PCA via random signflips", 2020). Otherwise all are one group.
- *Typical* statements are tested with Benjamini and Hochberg's limit on false finds, since there can be thousands of
  tests; *consensus* asks for a majority in each group, beyond uncertainty, not only for a majority of everyone.

Groups are found in the same votes that are then tested, so the p-values rank statements and should not be read as
proof that the groups exist. In two dimensions, four groups that differ in three ways cannot always be told apart; that
holds for Polis too. Filling missing votes by iterated low-rank fits was tried and left out: on generated votes with
known groups it found them hardly better, and on average it agreed less with Polis. What was measured:
`benchmarks/opinion.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure import Hidden, Shown

Array = NDArray[np.float64]
Ballots = NDArray[np.int8]
Integers = NDArray[np.int64]

ENOUGH_VOTES = 7
"""Who has voted on fewer statements is not placed (Polis), unless there are fewer statements."""

MOST_GROUPS = 5
"""As Polis: with more, nobody keeps them apart."""

SILHOUETTE_TOLERANCE = 0.03
"""Differences in mean silhouette up to this do not call for one more group."""

LEAST = 5
"""Nothing is told of fewer people than this."""

FALSE_FINDS = 0.05
"""Of the typical statements at most this share is expected to be false finds."""

LISTED = 5
"""So many statements at most are listed as typical for a group, and as what all agree on."""

NOT_PLACED = -1

_NOT_SEEN = np.int8(2)
_PLACES = 100
_PLACE_ROUNDS = 5
_ROUNDS = 60
_SMALL_SIDE = 200
_KRYLOV_BLOCK = 4
_KRYLOV_STEPS = 10
_DIGITS = 4
_FLIPS = 2
_NORMAL_95 = 1.959963984540054


class Side(StrEnum):
    """Which answer a figure counts."""

    AGREE = "agree"
    DISAGREE = "disagree"


class TooFew(StrEnum):
    """Why there is nothing to tell: too few people have voted on enough statements, or they form one group.

    PEOPLE: fewer than twice `LEAST` people are placed. DIFFERENCES: their votes differ no more than by chance, or all
    but one group are too small to be shown.
    """

    PEOPLE = "people"
    DIFFERENCES = "differences"


@dataclass(frozen=True)
class Share:
    """`count` people of the `of` who saw a statement; the interval is Wilson's of 95 %."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.count / self.of

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return float(_wilson(np.array(self.count), np.array(self.of))[0])

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return float(_wilson(np.array(self.count), np.array(self.of))[1])


@dataclass(frozen=True)
class Typical:
    """A statement on which a group answers unlike the others.

    `inside` and `outside` are the shares of the group and of the others that answer `side`; `low` and `high` are the
    ends of Newcombe's 95 % interval of the difference between them; `z` and `p` are of the two-proportion test
    (two-sided, not corrected).
    """

    statement: int
    side: Side
    inside: Share
    outside: Share
    low: float
    high: float
    z: float
    p: float


@dataclass(frozen=True)
class Consensus:
    """A statement that most people in every group answer alike; `share` is of all groups together."""

    statement: int
    side: Side
    share: Share


@dataclass(frozen=True)
class Group:
    """People who vote alike. `size` is hidden below `LEAST`, and then there is nothing typical either."""

    label: int
    size: Shown
    typical: tuple[Typical, ...]


@dataclass(frozen=True, eq=False)
class Result:
    """What `groups` finds, with nothing in it about fewer than `LEAST` people.

    Attributes:
        labels: the group of each person; `NOT_PLACED` for who is not placed or belongs to a group that is too small.
        positions: people x 2, nan where the label is `NOT_PLACED`. Near each other means voting alike.
        groups: the greatest first.
        consensus: what all groups agree on, the clearest first; empty unless two groups can be shown.
        too_few: why there are not two groups to show; None when there are.
        agree, disagree, seen: groups x statements, how many; all 0 where fewer than `LEAST` have seen the statement.
    """

    labels: Integers
    positions: Array
    groups: tuple[Group, ...]
    consensus: tuple[Consensus, ...]
    too_few: TooFew | None
    agree: Integers
    disagree: Integers
    seen: Integers

    def share(self, label: int, statement: int, side: Side) -> Share | Hidden:
        """How many of a group answer a statement with `side`, of those who saw it."""
        seen = int(self.seen[label, statement])
        counts = self.agree if side is Side.AGREE else self.disagree
        return Share(int(counts[label, statement]), seen) if seen else Hidden.FEW


def labels(votes: Array) -> Integers:
    """The opinion group of each person: 0 is the greatest group; negative means not placed.

    The same votes make the same groups whatever the order of people and statements, today and after a restart.
    Only where the votes are a perfect mirror image of themselves, so that two ways to part people are equally good,
    does the order decide between the two.

    Args:
        votes: people x statements, each 1 (agree), -1 (disagree), 0 (pass) or nan (not seen).

    Raises:
        ValueError: `votes` has another number of dimensions than two, or holds another value.
    """
    return _Map(_ballots(votes)).labels


def groups(votes: Array) -> Result:
    """The opinion groups with what can be told of each; see `labels` for the votes and the errors."""
    ballots = _ballots(votes)
    found = _Map(ballots)
    sizes = np.bincount(found.labels[found.labels >= 0])
    showable = sizes >= LEAST
    # The greatest come first, so the labels of those that can be shown are not changed by hiding the others.
    shown = (
        np.where((found.labels >= 0) & showable[found.labels], found.labels, NOT_PLACED) if sizes.size else found.labels
    )
    agree, disagree, seen = _cells(ballots, shown, len(sizes))
    several = int(showable.sum()) > 1
    typical = _typical(agree, disagree, seen) if several else [()] * len(sizes)
    return Result(
        labels=shown,
        positions=np.where((shown >= 0)[:, None], found.positions, np.nan),
        groups=tuple(
            Group(label, int(size) if size >= LEAST else Hidden.FEW, typical[label]) for label, size in enumerate(sizes)
        ),
        consensus=_consensus(agree, disagree, seen, showable) if several else (),
        too_few=_reason(int(sizes.sum()), several=several),
        agree=agree,
        disagree=disagree,
        seen=seen,
    )


def _reason(placed: int, *, several: bool) -> TooFew | None:
    if placed < 2 * LEAST:
        return TooFew.PEOPLE
    return None if several else TooFew.DIFFERENCES


def _ballots(votes: Array) -> Ballots:
    """The votes in one byte each, in their own order."""
    votes = np.asarray(votes, dtype=np.float64)
    if votes.ndim != 2:
        raise ValueError("votes must have two dimensions, people x statements")
    ballots = np.full(votes.shape, _NOT_SEEN)
    for answer in (-1, 0, 1):
        ballots[votes == answer] = answer
    if np.count_nonzero(ballots == _NOT_SEEN) != np.count_nonzero(np.isnan(votes)):
        raise ValueError("a vote must be -1, 0, 1 or nan")
    return ballots


class _Map:
    """Where each person stands, and in which group; everything in the order that was given."""

    def __init__(self, ballots: Ballots) -> None:
        people = len(ballots)
        self.labels: Integers = np.full(people, NOT_PLACED, dtype=np.int64)
        self.positions: Array = np.full((people, 2), np.nan)
        seen = ballots != _NOT_SEEN
        enough = max(1, min(ENOUGH_VOTES, np.count_nonzero(seen.any(axis=0))))
        placed = np.flatnonzero(seen.sum(axis=1) >= enough)
        if not placed.size:
            return
        statements = np.flatnonzero(seen[placed].any(axis=0))
        chosen = ballots[np.ix_(placed, statements)]
        rows, columns = _canonical_order(chosen)
        positions, distinct = _positions(chosen[np.ix_(rows, columns)])
        found = _partition(positions) if distinct else np.zeros(len(rows), dtype=np.int64)
        self.positions[placed[rows]] = positions
        self.labels[placed[rows]] = _by_size(found, positions)


def _by_size(found: Integers, positions: Array) -> Integers:
    """Groups numbered from the greatest; of equals, the one furthest along the first axis comes first."""
    sizes = np.bincount(found)
    middles = np.stack([np.bincount(found, weights=axis) for axis in positions.T]) / sizes
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((-middles[1], -middles[0], -sizes))] = np.arange(len(sizes))
    return np.asarray(rank[found])


# ---- order -------------------------------------------------------------------------------------------------------


def _canonical_order(ballots: Ballots) -> tuple[Integers, Integers]:
    """An order of rows and one of columns that depend on what they hold, never on the order they came in.

    Rows and columns get signatures from each other's in turns (colour refinement). The sums are of whole numbers small
    enough to be exact as floats, so that they do not depend on the order of adding either.
    """
    weights = np.where(ballots == _NOT_SEEN, 0.0, ballots + 2.0)
    bits = min(36, 50 - max(ballots.shape).bit_length())
    columns = np.ones(ballots.shape[1])
    for _ in range(3):
        row_sums = weights @ columns
        column_sums = _mixed(row_sums, bits) @ weights
        columns = _mixed(column_sums, bits)
    return np.argsort(weights @ columns, kind="stable"), np.argsort(column_sums, kind="stable")


def _mixed(sums: Array, bits: int) -> Array:
    """Whole numbers of `bits` bits that look drawn at random, equal where the sums are (splitmix64)."""
    mixed = sums.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(64 - bits)).astype(np.float64)


# ---- positions ---------------------------------------------------------------------------------------------------


def _positions(ballots: Ballots) -> tuple[Array, bool]:
    """The place of each person in the plane, and whether the votes differ by more than chance."""
    seen = (ballots != _NOT_SEEN).astype(np.float32)
    answers = ballots.astype(np.float32) * seen
    per_statement = seen.sum(axis=0)
    means = answers.sum(axis=0) / per_statement
    variances = (answers * answers).sum(axis=0) / per_statement - means**2
    answers -= means * seen
    strongest, axes = _components(answers)
    # Entries that are independent, with the spreads these have, make a matrix whose norm is about this at most.
    chance = sqrt((seen @ variances).max()) + sqrt((per_statement * variances).max())
    differ = strongest > chance * (1 + 1e-6) or strongest > _strongest_by_chance(answers)
    shrunk = np.sqrt(ballots.shape[1] / (seen.sum(axis=1) + ENOUGH_VOTES))
    positions = (answers @ axes).astype(np.float64) * shrunk[:, None]
    # The last digits depend on how the processor adds; with them cut, people who vote the same stand in one place.
    positions = np.round(positions, _DIGITS) + 0.0
    return positions * _directions(positions), differ


def _strongest_by_chance(centred: NDArray[np.float32]) -> float:
    """What the greatest singular value hardly exceeds when the sign of each entry is drawn anew.

    The greatest of some draws, and once more the width that it varies by: in proportion to its size about the number
    of rows or columns, whichever is less, to the power of -2/3 (the Tracy-Widom law).
    """
    generator = np.random.default_rng(0)
    draws = (generator.integers(0, 2, centred.shape, dtype=np.int8) for _ in range(_FLIPS))
    drawn = max(_components(np.where(draw, centred, -centred))[0] for draw in draws)
    return float(drawn * (1 + min(centred.shape) ** (-2 / 3)))


def _directions(positions: Array) -> Array:
    """Signs of the axes: the longer tail is on the positive side."""
    return np.where((positions**3).sum(axis=0) < 0, -1.0, 1.0)


def _components(centred: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
    """The greatest singular value, and the two first right singular vectors as columns (zeros if there are none)."""
    basis = _basis(centred)
    image = (centred @ basis).astype(np.float64)
    values, vectors = np.linalg.eigh(image.T @ image)
    axes = np.zeros((centred.shape[1], 2), dtype=np.float32)
    found = (basis @ vectors[:, ::-1][:, :2].astype(np.float32)) * (values[::-1][:2] > 1e-6)
    axes[:, : found.shape[1]] = found
    return sqrt(max(0.0, values[-1])), axes


def _basis(centred: NDArray[np.float32]) -> NDArray[np.float32]:
    """Orthonormal columns that span the first right singular vectors.

    All of the space when a side is short, otherwise a block Krylov space: ten products find the two first components
    to more digits than are used.
    """
    people, statements = centred.shape
    if statements <= _SMALL_SIDE:
        return np.eye(statements, dtype=np.float32)
    if people <= _SMALL_SIDE:
        return np.asarray(np.linalg.qr(centred.T)[0])
    block = np.linalg.qr(np.random.default_rng(0).normal(size=(statements, _KRYLOV_BLOCK)).astype(np.float32))[0]
    blocks = [block]
    for _ in range(_KRYLOV_STEPS):
        block = centred.T @ (centred @ block)
        earlier = np.hstack(blocks)
        for _ in range(2):
            block = np.linalg.qr(block - earlier @ (earlier.T @ block))[0]
        blocks.append(block)
    return np.hstack(blocks)


# ---- partition ---------------------------------------------------------------------------------------------------


def _partition(positions: Array) -> Integers:
    """The group of each position: k-means for each k, the fewest groups whose silhouette is near the best."""
    places, weights = _places(positions)
    candidates: list[tuple[Integers, float, bool]] = []
    centres = np.average(places, axis=0, weights=weights)[None, :]
    for k in range(2, min(MOST_GROUPS, len(places)) + 1):
        centres = _best_centres(places, weights, k, centres)
        centres = _settled(positions, np.ones(len(positions)), centres)
        found = _nearest(positions, centres)
        of_places = _nearest(places, centres)
        if len(np.unique(found)) < k or len(np.unique(of_places)) < k:
            break
        candidates.append((found, _silhouette(places, of_places), bool(np.bincount(found).min() >= LEAST)))
    showable = [candidate for candidate in candidates if candidate[2]] or candidates[:1]
    if not showable:
        return np.zeros(len(positions), dtype=np.int64)
    best = max(silhouette for _, silhouette, _ in showable)
    return next(found for found, silhouette, _ in showable if silhouette >= best - SILHOUETTE_TOLERANCE)


def _places(positions: Array) -> tuple[Array, Array]:
    """At most 100 places that stand for all positions, and how many people are at each."""
    distinct, place_of = np.unique(positions, axis=0, return_inverse=True)
    place_of = place_of.reshape(-1)
    if len(distinct) > _PLACES:
        centres = _spread(distinct, _PLACES, distinct.mean(axis=0)[None, :])
        for _ in range(_PLACE_ROUNDS):
            place_of = _nearest(positions, centres)
            centres = _means(positions, np.ones(len(positions)), place_of, centres)
        _, place_of = np.unique(_nearest(positions, centres), return_inverse=True)
        distinct = np.zeros((place_of.max() + 1, 2))
    return _means(positions, np.ones(len(positions)), place_of, distinct), np.bincount(place_of).astype(float)


def _best_centres(places: Array, weights: Array, k: int, fewer: Array) -> Array:
    """The centres with the least spread around them, from starts that are computed: none is drawn.

    `fewer` are the centres of the answer with one group less; one start adds to them the place furthest away.
    """
    middle = np.average(places, axis=0, weights=weights)[None, :]
    starts = [_spread(places, k, middle), np.vstack([fewer, _spread(places, 1, fewer)])]
    for angle in np.arange(4) * np.pi / 4:
        along = places @ np.array([np.cos(angle), np.sin(angle)])
        starts.append(_slices(places, weights, along, k))
    around = np.arctan2(places[:, 1] - middle[0, 1], places[:, 0] - middle[0, 0])
    starts.append(_slices(places, weights, around, k))
    settled = [_settled(places, weights, start) for start in starts]
    spreads = [round(float(weights @ _distances(places, centres).min(axis=1)), 6) for centres in settled]
    return settled[int(np.argmin(spreads))]


def _spread(places: Array, count: int, taken: Array) -> Array:
    """`count` places, each the furthest from all before it and from those `taken`."""
    nearest = _distances(places, taken).min(axis=1)
    chosen = []
    for _ in range(count):
        chosen.append(places[int(np.argmax(np.round(nearest, _DIGITS)))])
        nearest = np.minimum(nearest, _distances(places, chosen[-1][None, :])[:, 0])
    return np.array(chosen)


def _slices(places: Array, weights: Array, along: Array, k: int) -> Array:
    """The middles of `k` slices with about as many people in each, cut across `along`."""
    order = np.lexsort((places[:, 1], places[:, 0], np.round(along, _DIGITS)))
    before = np.cumsum(weights[order]) - weights[order] / 2
    slices = np.empty(len(places), dtype=np.int64)
    slices[order] = np.minimum(before * k / weights.sum(), k - 1).astype(np.int64)
    return _means(places, weights, slices, _spread(places, k, places.mean(axis=0)[None, :]))


def _settled(points: Array, weights: Array, centres: Array) -> Array:
    """Centres from which Lloyd's algorithm no longer moves."""
    nearest = _nearest(points, centres)
    for _ in range(_ROUNDS):
        centres = _means(points, weights, nearest, centres)
        before, nearest = nearest, _nearest(points, centres)
        if np.array_equal(before, nearest):
            break
    return centres


def _means(points: Array, weights: Array, groups_of: Integers, otherwise: Array) -> Array:
    """The weighted mean of each group; that of `otherwise` for an empty group."""
    k = len(otherwise)
    total = np.bincount(groups_of, weights=weights, minlength=k)
    sums = np.stack([np.bincount(groups_of, weights=weights * axis, minlength=k) for axis in points.T], axis=1)
    return np.where(total[:, None] > 0, sums / np.maximum(total, 1e-300)[:, None], otherwise)


def _distances(points: Array, centres: Array) -> Array:
    """Squared distances, points x centres."""
    across = points[:, :1] - centres[:, 0]
    along = points[:, 1:] - centres[:, 1]
    return np.asarray(across * across + along * along)


def _nearest(points: Array, centres: Array) -> Integers:
    return np.asarray(_distances(points, centres).argmin(axis=1))


def _silhouette(places: Array, groups_of: Integers) -> float:
    """The mean silhouette (P. Rousseeuw 1987); a place alone in its group counts 0."""
    members = np.eye(groups_of.max() + 1)[groups_of]
    sizes = members.sum(axis=0)
    sums = np.sqrt(_distances(places, places)) @ members
    own = np.arange(len(places)), groups_of
    within = sums[own] / np.maximum(sizes[groups_of] - 1, 1)
    means = sums / sizes
    means[own] = np.inf
    without = means.min(axis=1)
    widths = (without - within) / np.maximum(np.maximum(within, without), 1e-12)
    return round(float(np.where(sizes[groups_of] > 1, widths, 0.0).mean()), 6)


# ---- what can be told --------------------------------------------------------------------------------------------


def _cells(ballots: Ballots, shown: Integers, count: int) -> tuple[Integers, Integers, Integers]:
    """How many of each group agree, disagree and have seen each statement; 0 in all cells of too few people.

    Everything else is counted from these, so that no total gives a hidden cell away.
    """
    members = (shown == np.arange(count)[:, None]).astype(np.float32)
    agree, disagree, missing = (
        (members @ (ballots == answer).astype(np.float32)).astype(np.int64) for answer in (1, -1, _NOT_SEEN)
    )
    seen = members.sum(axis=1).astype(np.int64)[:, None] - missing
    few = seen < LEAST
    for counts in (agree, disagree, seen):
        counts[few] = 0
    return agree, disagree, seen


def _typical(agree: Integers, disagree: Integers, seen: Integers) -> list[tuple[Typical, ...]]:
    """For each group, the statements that set it apart most; a statement counts with its clearer side only."""
    tests = [(side, *_z_tests(counts, seen)) for side, counts in ((Side.AGREE, agree), (Side.DISAGREE, disagree))]
    z = np.stack([z for _, z, _ in tests])
    p = np.stack([p for _, _, p in tests])
    found = (z > 0) & (p <= _largest_true(p[np.isfinite(p)]))
    found &= z == z.max(axis=0)
    answer: list[tuple[Typical, ...]] = []
    for label in range(len(seen)):
        sides, statements = np.nonzero(found[:, label])
        order = np.lexsort((sides, statements, -z[sides, label, statements]))
        listed: dict[int, Typical] = {}
        for side, statement in zip(sides[order], statements[order], strict=True):
            if len(listed) == LISTED:
                break
            counts = (agree, disagree)[side]
            entry = _entry(label, int(statement), tests[side][0], counts, seen, float(z[side, label, statement]))
            listed.setdefault(int(statement), entry)
        answer.append(tuple(listed.values()))
    return answer


def _entry(label: int, statement: int, side: Side, counts: Integers, seen: Integers, z: float) -> Typical:
    inside = Share(int(counts[label, statement]), int(seen[label, statement]))
    outside = Share(int(counts[:, statement].sum()) - inside.count, int(seen[:, statement].sum()) - inside.of)
    difference = inside.value - outside.value
    return Typical(
        statement=statement,
        side=side,
        inside=inside,
        outside=outside,
        low=difference - sqrt((inside.value - inside.low) ** 2 + (outside.high - outside.value) ** 2),
        high=difference + sqrt((inside.high - inside.value) ** 2 + (outside.value - outside.low) ** 2),
        z=z,
        p=erfc(abs(z) / sqrt(2)),
    )


def _z_tests(counts: Integers, seen: Integers) -> tuple[Array, Array]:
    """Two-proportion z of each group against the others, groups x statements, and its p.

    z is 0 and p nan where there is nothing to compare.
    """
    others, others_seen = counts.sum(axis=0) - counts, seen.sum(axis=0) - seen
    comparable = (seen > 0) & (others_seen > 0)
    inside, outside = np.maximum(seen, 1), np.maximum(others_seen, 1)
    pooled = (counts + others) / (inside + outside)
    error = np.sqrt(pooled * (1 - pooled) * (1 / inside + 1 / outside))
    z = np.where(comparable & (error > 0), (counts / inside - others / outside) / np.maximum(error, 1e-12), 0.0)
    p = np.array([erfc(abs(value) / sqrt(2)) for value in z.ravel()]).reshape(z.shape)
    return z, np.where(comparable, p, np.nan)


def _largest_true(p: Array) -> float:
    """The greatest p that still counts as found (Benjamini and Hochberg 1995); -1 if none does."""
    ordered = np.sort(p)
    passed = np.flatnonzero(ordered <= FALSE_FINDS * np.arange(1, len(ordered) + 1) / max(1, len(ordered)))
    return float(ordered[passed[-1]]) if passed.size else -1.0


def _consensus(
    agree: Integers, disagree: Integers, seen: Integers, showable: NDArray[np.bool_]
) -> tuple[Consensus, ...]:
    """The statements that most people in every group that can be shown answer alike, beyond uncertainty."""
    listed = []
    everyone = np.flatnonzero((seen[showable] > 0).all(axis=0))
    for side, counts in ((Side.AGREE, agree), (Side.DISAGREE, disagree)):
        lowest = _wilson(counts[showable][:, everyone], seen[showable][:, everyone])[0].min(axis=0)
        for statement, low in zip(everyone[lowest > 0.5], lowest[lowest > 0.5], strict=True):
            share = Share(int(counts[:, statement].sum()), int(seen[:, statement].sum()))
            listed.append((float(low), Consensus(int(statement), side, share)))
    listed.sort(key=lambda entry: (-entry[0], entry[1].statement))
    return tuple(entry for _, entry in listed[:LISTED])


def _wilson(count: Integers, of: Integers) -> tuple[Array, Array]:
    """The ends of Wilson's 95 % interval of the shares ``count / of``."""
    share, square = count / of, _NORMAL_95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _NORMAL_95 * np.sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    # At 0 and 1 the share is itself an end; the digits lost on the way must not put it outside.
    return np.clip(middle - half, 0.0, share), np.clip(middle + half, share, 1.0)
