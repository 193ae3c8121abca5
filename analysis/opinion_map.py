"""Where people stand by their votes, and which of them stand together: the arithmetic under `analysis.opinion`.

Components, their scaling, k-means and the choice of how many groups; `analysis.opinion` says what is Polis', what is
ours, and why.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

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

NOT_PLACED = -1

NOT_SEEN = np.int8(2)
"""What stands in a ballot for a statement that was not seen."""

_PLACES = 100
_PLACE_ROUNDS = 5
_ROUNDS = 60
_SMALL_SIDE = 200
_KRYLOV_BLOCK = 4
_KRYLOV_STEPS = 10
_DIGITS = 4
_FLIPS = 2


class OpinionMap:
    """Where each person stands, and in which group; everything in the order that was given."""

    def __init__(self, ballots: Ballots) -> None:
        people = len(ballots)
        self.labels: Integers = np.full(people, NOT_PLACED, dtype=np.int64)
        self.positions: Array = np.full((people, 2), np.nan)
        seen = ballots != NOT_SEEN
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
    weights = np.where(ballots == NOT_SEEN, 0.0, ballots + 2.0)
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
    seen = (ballots != NOT_SEEN).astype(np.float32)
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
