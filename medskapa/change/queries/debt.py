"""The feedback debt of meetings and proposals: what was promised by a day, and has not happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from medskapa.change.models import Decision, Proposal, ProposalState, Source, Step
from medskapa.core import clock
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState, Minutes, MinutesState, Outcome

MINUTES_WITHIN = timedelta(days=14)
SHOWN = 100


class PromiseKind(TextChoices):
    CARRIED = "carried", _("En punkt som skulle tas upp på nästa träff")
    GROUP = "group", _("Ett förslag som en grupp skulle göra")
    PROPOSAL = "proposal", _("Ett förslag som skulle vara klart")
    BACK = "back", _("Ett beslut som skulle tas upp igen")
    STEP = "step", _("Ett steg som skulle vara gjort")
    MINUTES = "minutes", _("Anteckningar från en träff")


@dataclass(frozen=True)
class Promise:
    """A promise that is late: what, by which day, and the page about it."""

    kind: PromiseKind
    name: str
    due_on: date
    url: str

    @property
    def days(self) -> int:
        return (clock.today() - self.due_on).days


@dataclass(frozen=True)
class Debt:
    """Late promises of a kind, the oldest first, at most `SHOWN`. `next` names where the rest begins, or ""."""

    kind: PromiseKind
    promises: Sequence[Promise]
    next: str


@dataclass(frozen=True)
class Sum:
    """How many promises of a kind are late, for everybody."""

    kind: PromiseKind
    late: int


def _carried() -> QuerySet[AgendaItem]:
    """Items carried over from a closed meeting that a later meeting of the unit closed without taking up."""
    taken_up = AgendaItem.objects.filter(came_from=OuterRef("pk"), dropped_at__isnull=True)
    later = Meeting.objects.filter(
        unit=OuterRef("meeting__unit"), state=MeetingState.CLOSED, starts_at__gt=OuterRef("meeting__starts_at")
    ).order_by("starts_at")
    rows = AgendaItem.objects.filter(
        ~Exists(taken_up), meeting__state=MeetingState.CLOSED, outcome=Outcome.CARRIED_OVER, merged_into__isnull=True
    )
    return rows.annotate(due=Subquery(later.values("starts_at")[:1])).filter(due__isnull=False)


def _without_a_group() -> QuerySet[AgendaItem]:
    """Items of which a group was to make a proposal, without any, by a day that has passed."""
    made = Source.objects.filter(item=OuterRef("pk"))
    return AgendaItem.objects.filter(
        ~Exists(made), meeting__state=MeetingState.CLOSED, outcome=Outcome.PROPOSAL, group_by__lt=clock.today()
    )


def _late_proposals() -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=ProposalState.WORKING, due_on__lt=clock.today())


def _to_take_up() -> QuerySet[Decision]:
    """The last decision of each proposal that was to be taken up again by a day that has passed."""
    last = Decision.objects.filter(proposal=OuterRef("proposal")).order_by("-number").values("number")[:1]
    rows = Decision.objects.filter(proposal__state=ProposalState.LATER, back_on__lt=clock.today())
    return rows.filter(number=Subquery(last))


def _late_steps() -> QuerySet[Step]:
    return Step.objects.filter(
        done_on__isnull=True, removed=False, due_on__lt=clock.today(), proposal__state=ProposalState.YES
    )


def _without_minutes() -> QuerySet[Meeting]:
    published = Minutes.objects.filter(meeting=OuterRef("pk"), state=MinutesState.PUBLISHED)
    closed_before = clock.midnight(clock.today() - MINUTES_WITHIN)
    return Meeting.objects.filter(~Exists(published), state=MeetingState.CLOSED, closed_at__lt=closed_before)


def _all() -> dict[PromiseKind, QuerySet[Any]]:
    return {
        PromiseKind.CARRIED: _carried(),
        PromiseKind.GROUP: _without_a_group(),
        PromiseKind.PROPOSAL: _late_proposals(),
        PromiseKind.BACK: _to_take_up(),
        PromiseKind.STEP: _late_steps(),
        PromiseKind.MINUTES: _without_minutes(),
    }


def late_in_all() -> list[Sum]:
    """How many promises of each kind are late, in the open. Queries: 1."""
    first, *others = [
        rows.order_by().annotate(promise=Value(kind.value, CharField())).values("promise").annotate(late=Count("pk"))
        for kind, rows in _all().items()
    ]
    late = {row["promise"]: row["late"] for row in first.union(*others, all=True)}
    return [Sum(kind, late.get(kind, 0)) for kind in PromiseKind]


def late(kind: str = "", after: str = "") -> list[Debt]:
    """The promises that are late, kind by kind, the oldest first. For those at work. Queries: 6, or 1 for one kind.

    Args:
        kind: the only kind to list; all for what is no such kind.
        after: the `next` of the page before, of that kind.
    """
    if kind in PromiseKind.values:
        only = PromiseKind(kind)
        return [_debt(only, _all()[only], after)]
    return [_debt(each, rows) for each, rows in _all().items()]


def _debt(kind: PromiseKind, rows: QuerySet[Any], after: str = "") -> Debt:
    listed = _LISTED[kind]
    rows = rows.select_related(*listed.related).defer(*listed.unread).filter(_beyond(listed.by, after))
    found = list(rows.order_by(listed.by, "pk")[: SHOWN + 1])
    told = [Promise(kind, listed.name(row), _due(row, listed), listed.url(row)) for row in found[:SHOWN]]
    last = found[SHOWN - 1] if len(found) > SHOWN else None
    return Debt(kind, told, f"{getattr(last, listed.by).isoformat()}_{last.pk}" if last else "")


def _beyond(by: str, after: str) -> Q:
    """The condition that a row comes after the one that `after` names; nothing for what is no such name."""
    on, _sign, pk = after[:80].partition("_")
    try:
        moment, number = datetime.fromisoformat(on), int(pk)
    except ValueError:
        return Q()
    if (moment.tzinfo is not None) != (by in _MOMENTS):
        return Q()
    place = moment if by in _MOMENTS else moment.date()
    return Q(**{f"{by}__gt": place}) | Q(**{by: place, "pk__gt": number})


def _due(row: Any, listed: "_Listed") -> date:
    """The day that was promised."""
    at = getattr(row, listed.by)
    return (clock.day_of(at) if listed.by in _MOMENTS else at) + listed.within


_MOMENTS = {"due", "closed_at"}
"""What the lists are in the order of that is a moment, and no day."""


@dataclass(frozen=True)
class _Listed:
    """How the late promises of a kind are listed.

    Attributes:
        by: what says when it was to happen, `within` so long.
        name, url: of a row: what was promised, and the page about it.
        unread: the fields that say who, which nobody asks for here.
    """

    by: str
    name: Callable[[Any], str]
    url: Callable[[Any], str]
    related: Sequence[str] = ()
    unread: Sequence[str] = ()
    within: timedelta = timedelta()


def _meeting_page(meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[meeting.slug])


def _desk(proposal: Proposal) -> str:
    return reverse("change:proposal_desk", args=[proposal.number])


def _title(row: Any) -> str:
    return str(row.title)


def _of_an_item(by: str) -> _Listed:
    return _Listed(by, _title, lambda item: _meeting_page(item.meeting), ["meeting"], ["outcome_by"])


def _title_of_proposal(row: Any) -> str:
    return str(row.proposal.title)


def _desk_of_proposal(row: Any) -> str:
    return _desk(row.proposal)


_LISTED = {
    PromiseKind.CARRIED: _of_an_item("due"),
    PromiseKind.GROUP: _of_an_item("group_by"),
    PromiseKind.PROPOSAL: _Listed("due_on", _title, _desk),
    PromiseKind.BACK: _Listed("back_on", _title_of_proposal, _desk_of_proposal, ["proposal"], ["by"]),
    PromiseKind.STEP: _Listed("due_on", lambda step: step.text, _desk_of_proposal, ["proposal"]),
    PromiseKind.MINUTES: _Listed("closed_at", _title, _meeting_page, within=MINUTES_WITHIN),
}
