"""How people voted: the groups that vote alike, what is typical of each, what all agree on. The same for everybody.

All figures are made by `analysis.opinion_told` of rounded numbers, so that neither a group, a cell nor any difference
between them tells of fewer than five people. See docs/decisions/0006-votes.md.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from analysis import opinion
from analysis.opinion import Result, Side, TooFew
from analysis.opinion_map import Array
from analysis.opinion_told import Answers, Counts, Known, rounded, together, told
from medskapa.meetings import policy
from medskapa.meetings.models import Ballot, Meeting, MeetingState, RaisedCards, Statement, Vote
from medskapa.voice.texts import least

KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Typical:
    """A statement on which a group answers unlike the others: which one (by its place), and whether they agree."""

    statement: int
    agrees: bool


@dataclass(frozen=True)
class Group:
    """People who vote alike. `answers` has one entry a statement, None where there is too little to say."""

    size: int
    middle: tuple[float, float]
    answers: Sequence[Answers | None]
    typical: Sequence[Typical]


@dataclass(frozen=True)
class Found:
    """What can be told of all votes of a meeting; the answers stand in the order of the statements.

    Attributes:
        people: how many are in the groups that are shown.
        all_in: whether that is everybody who voted. How many are missing is not told.
        everyone: how all groups together answered each statement.
        agreed: the statements that most people in every group answer alike.
        too_few: why there are not two groups to show; None when there are.
    """

    people: int
    all_in: bool
    groups: Sequence[Group]
    everyone: Sequence[Answers | None]
    agreed: Sequence[Typical]
    too_few: TooFew | None


@dataclass(frozen=True)
class Opinions:
    """The statements of a meeting, what was found in the votes (None: nobody voted), and what was counted by hand."""

    statements: Sequence[Statement]
    found: Found | None
    raised: Sequence[tuple[Statement, Answers | None]]


def public_meeting(slug: str) -> Meeting:
    """A closed meeting at which somebody voted: what anyone may read of. Raises Http404."""
    return get_object_or_404(told_in_public(Meeting.objects.filter(policy.PUBLIC).select_related("unit")), slug=slug)


def told_in_public(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Those of `meetings` that have a public page of opinions: no more votes can come, and there are some."""
    voted = Exists(Ballot.objects.filter(meeting=OuterRef("pk")))
    counted = Exists(RaisedCards.objects.filter(statement__meeting=OuterRef("pk")))
    return meetings.filter(Q(voted) | Q(counted), state=MeetingState.CLOSED)


def is_told_in_public(meeting: Meeting) -> bool:
    """Whether the page of a meeting can lead to its opinions."""
    return meeting.state == MeetingState.CLOSED and told_in_public(Meeting.objects.filter(pk=meeting.pk)).exists()


def opinions_of(meeting: Meeting) -> Opinions:
    """What was found at `meeting`. Queries: 1 for the statements, and 2 for the votes when they are not computed yet.

    Raises Http404 while somebody can still vote: from how the figures change with each vote one could tell the vote.
    """
    statements = list(Statement.objects.filter(meeting=meeting).select_related("raised").order_by("number"))
    if meeting.state == MeetingState.ANNOUNCED and any(statement.open for statement in statements):
        raise Http404
    raised = [(each, told(_rounded(_raised(each)))) for each in statements if hasattr(each, "raised")]
    return Opinions(statements, _found(meeting, [each.pk for each in statements]), raised)


def _raised(statement: Statement) -> Counts:
    counted: RaisedCards = statement.raised
    return counted.agree, counted.disagree, counted.passes


def _found(meeting: Meeting, statements: Sequence[int]) -> Found | None:
    """Computed once for each set of votes. Those of a closed meeting change no more and need not be read again."""
    if meeting.closed_at is not None:
        kept = f"opinions:{meeting.pk}:{meeting.closed_at.timestamp()}:{least()}"
        return cast(Found | None, cache.get_or_set(kept, lambda: _computed(_votes(meeting, statements)), KEPT_SECONDS))
    votes = _votes(meeting, statements)
    digest = hashlib.sha256(b"".join(sorted(row.tobytes() for row in votes))).hexdigest()
    kept = f"opinions:{meeting.pk}:{digest}:{least()}"
    return cast(Found | None, cache.get_or_set(kept, lambda: _computed(votes), KEPT_SECONDS))


def _votes(meeting: Meeting, statements: Sequence[int]) -> Array:
    """People x statements: 1, -1, 0, or nan where there is no answer. Whose row it is says nothing."""
    column = {key: place for place, key in enumerate(statements)}
    row: dict[int, int] = {}
    cells = []
    cast_votes = Vote.objects.filter(ballot__meeting=meeting).order_by("ballot", "pk")
    for ballot, statement, value in cast_votes.values_list("ballot", "statement", "value").iterator():
        cells.append((row.setdefault(ballot, len(row)), column[statement], value))
    votes = np.full((len(row), len(statements)), np.nan)
    for person, place, value in cells:
        votes[person, place] = value
    return votes


def _computed(votes: Array) -> Found | None:
    if not len(votes):
        return None
    result = opinion.groups(votes)
    shown = [group.label for group in result.groups if isinstance(group.size, int) and group.size >= least()]
    known = {label: _known(result, label) for label in shown}
    everyone = [together(column) for column in zip(*known.values(), strict=True)] if known else []
    several = len(shown) > 1
    people = sum(cast(int, result.groups[label].size) for label in shown)
    return Found(
        people=people,
        all_in=people == len(votes),
        groups=[_group(result, label, known[label]) for label in shown] if several else [],
        everyone=[told(column) for column in everyone] or [None] * votes.shape[1],
        agreed=[_typical(each.statement, each.side) for each in result.consensus] if several else [],
        too_few=None if several else result.too_few or TooFew.DIFFERENCES,
    )


def _known(result: Result, label: int) -> list[Known | None]:
    agree, disagree, seen = (counts[label] for counts in (result.agree, result.disagree, result.seen))
    return [_rounded((int(a), int(d), int(s - a - d))) for a, d, s in zip(agree, disagree, seen, strict=True)]


def _rounded(counts: Counts) -> Known | None:
    return rounded(counts, fewest=2 * least())


def _group(result: Result, label: int, known: Sequence[Known | None]) -> Group:
    group = result.groups[label]
    x, y = result.positions[result.labels == label].mean(axis=0)
    return Group(
        size=cast(int, group.size),
        middle=(round(float(x), 3), round(float(y), 3)),  # the order of people leaves its mark in the last digits
        answers=[told(each) for each in known],
        typical=[_typical(each.statement, each.side) for each in group.typical],
    )


def _typical(statement: int, side: Side) -> Typical:
    return Typical(statement, side is Side.AGREE)
