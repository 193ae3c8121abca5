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
  counted once (what Polis' program does, though not the paper). The smallest k within
  `opinion_map.SILHOUETTE_TOLERANCE` of the best is taken: on generated votes this finds known groups as well as the
  best silhouette does, with fewer groups to explain. A k that makes a group of fewer than five is passed over when
  there is another.
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
from analysis.opinion_map import LEAST, NOT_PLACED, NOT_SEEN, Array, Ballots, Integers, OpinionMap

__all__ = [
    "LEAST",
    "NOT_PLACED",
    "Consensus",
    "Group",
    "Result",
    "Share",
    "Side",
    "TooFew",
    "Typical",
    "groups",
    "labels",
]

FALSE_FINDS = 0.05
"""Of the typical statements at most this share is expected to be false finds."""

LISTED = 5
"""So many statements at most are listed as typical for a group, and as what all agree on."""

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
    return OpinionMap(_ballots(votes)).labels


def groups(votes: Array) -> Result:
    """The opinion groups with what can be told of each; see `labels` for the votes and the errors."""
    ballots = _ballots(votes)
    found = OpinionMap(ballots)
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
    ballots = np.full(votes.shape, NOT_SEEN)
    for answer in (-1, 0, 1):
        ballots[votes == answer] = answer
    if np.count_nonzero(ballots == NOT_SEEN) != np.count_nonzero(np.isnan(votes)):
        raise ValueError("a vote must be -1, 0, 1 or nan")
    return ballots


def _cells(ballots: Ballots, shown: Integers, count: int) -> tuple[Integers, Integers, Integers]:
    """How many of each group agree, disagree and have seen each statement; 0 in all cells of too few people.

    Everything else is counted from these, so that no total gives a hidden cell away.
    """
    members = (shown == np.arange(count)[:, None]).astype(np.float32)
    agree, disagree, missing = (
        (members @ (ballots == answer).astype(np.float32)).astype(np.int64) for answer in (1, -1, NOT_SEEN)
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
