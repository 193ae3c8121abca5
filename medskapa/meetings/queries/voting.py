"""The voting: what a planner prepares, what is typed in afterwards, and what the holder of a card answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.meetings import policy
from medskapa.meetings.models import (
    AgendaItem,
    Ballot,
    Meeting,
    MeetingState,
    Statement,
    Vote,
    VotedBy,
    VotingCard,
    has_votes,
)
from medskapa.people.models import Person


def visible_to(viewer: Person) -> QuerySet[Meeting]:
    """The meetings where `viewer` enters votes (`policy.votes_enterable_by`); each carries ``may_plan`` (bool)."""
    rows = Meeting.objects.filter(policy.votes_enterable_by(viewer)).annotate(may_plan=policy.plannable_by(viewer))
    return rows.select_related("unit")


def meeting_for(viewer: Person, slug: str) -> Meeting:
    """The meeting with that slug. Raises Http404, the same for one that `viewer` may not see and for none at all."""
    return get_object_or_404(visible_to(viewer), slug=slug)


def statements_of(meeting: Meeting) -> list[Statement]:
    """The statements in their order, each with its item, ``has_votes`` and ``counted`` (`RaisedCards` or None).

    Queries: 1.
    """
    rows = Statement.objects.filter(meeting=meeting).annotate(has_votes=has_votes())
    found: list[Statement] = list(rows.select_related("item", "raised").order_by("number"))
    for statement in found:
        statement.counted = getattr(statement, "raised", None)  # type: ignore[attr-defined]
    return found


def statement_for(meeting: Meeting, pk: int) -> Statement:
    """A statement of `meeting`, with ``has_votes`` (bool). Raises Http404."""
    rows = Statement.objects.filter(meeting=meeting).annotate(has_votes=has_votes())
    return get_object_or_404(rows.select_related("meeting", "item", "raised"), pk=pk)


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    """What a statement can be about: the items that the meeting takes up, in their order."""
    return AgendaItem.objects.filter(meeting=meeting, dropped_at__isnull=True, merged_into__isnull=True).order_by(
        "number", "pk"
    )


@dataclass(frozen=True)
class Turnout:
    """How many cards there are, and how many of them have votes, from a phone and from paper."""

    cards: int
    by_phone: int
    by_paper: int

    @property
    def ballots(self) -> int:
        return self.by_phone + self.by_paper


def turnout_of(meeting: Meeting) -> Turnout:
    """Queries: 1. It tells how many have voted, never who or what."""
    counted = VotingCard.objects.filter(meeting=meeting).aggregate(
        cards=Count("pk"),
        by_phone=Count("pk", filter=Q(ballot__voted_by=VotedBy.PHONE)),
        by_paper=Count("pk", filter=Q(ballot__voted_by=VotedBy.PAPER)),
    )
    return Turnout(**counted)


def cards_of(meeting: Meeting) -> list[VotingCard]:
    """All cards in an order that says nothing: a pile cut from the sheets is not in the order of its numbers."""
    return list(VotingCard.objects.filter(meeting=meeting).order_by("digest"))


def card_numbered(meeting: Meeting, number: int) -> VotingCard | None:
    """The card with that number, to type in its sheet."""
    return VotingCard.objects.select_related("meeting").filter(meeting=meeting, number=number).first()


def voted_by(card: VotingCard) -> str:
    """From where the votes of a card came, in words, or "" when it has none. What was voted is not read."""
    ballot = Ballot.objects.filter(card=card).first()
    return ballot.get_voted_by_display() if ballot else ""


@dataclass(frozen=True)
class Question:
    """A statement as the holder of a card meets it: its place among the open ones, and their answer so far."""

    statement: Statement
    number: int
    answer: int | None


@dataclass(frozen=True)
class Voting:
    """What the holder of a card can answer now, with the answers so far, and whether the voting is over for good."""

    questions: Sequence[Question]
    over: bool

    @property
    def answered(self) -> int:
        return sum(question.answer is not None for question in self.questions)

    def at(self, number: int) -> Question | None:
        return next((question for question in self.questions if question.number == number), None)

    def first_unanswered(self, *, after: int = 0) -> Question | None:
        return next((each for each in self.questions if each.answer is None and each.number > after), None)


def voting_with(card: VotingCard) -> Voting:
    """What the holder of `card` may see: the open statements and their own answers. Queries: 2 or 3.

    Once the meeting is closed a card shows nothing more, so that one that is found in a bin says nothing.
    """
    if card.meeting.state != MeetingState.ANNOUNCED:
        return Voting((), over=card.meeting.is_over)
    mine = Prefetch("votes", queryset=Vote.objects.filter(ballot__card=card).order_by("pk"), to_attr="mine")
    rows = Statement.objects.filter(meeting=card.meeting_id, open=True).prefetch_related(mine).order_by("number")
    questions = [
        Question(statement, number, statement.mine[0].value if statement.mine else None)  # type: ignore[attr-defined]
        for number, statement in enumerate(rows, start=1)
    ]
    return Voting(questions, over=False)
