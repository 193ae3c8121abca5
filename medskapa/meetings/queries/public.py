"""What anyone may read of meetings: those that come and those that were. Nothing here says who is invited."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.core import clock
from medskapa.meetings import policy
from medskapa.meetings.models import Draw, Guest, GuestKind, Meeting, MeetingState, Minutes, MinutesState, Table

PAGE = 20
COMING = 20
IN_CALENDAR = 100
STAYS_IN_CALENDAR = timedelta(days=180)


def public_meetings() -> QuerySet[Meeting]:
    """The meetings that anyone may read of, without who plans them; drafts are not among them.

    Each carries ``has_draw`` and ``has_minutes`` (bool): whether those can be read.
    """
    rows = Meeting.objects.filter(policy.PUBLIC).select_related("unit", "place", "group")
    rows = rows.defer("changed_by", "closed_by")
    return rows.annotate(has_draw=Exists(Draw.objects.filter(meeting=OuterRef("pk"))), has_minutes=has_minutes())


def has_minutes() -> Exists:
    """A condition on meetings: the minutes are published."""
    return Exists(Minutes.objects.filter(meeting=OuterRef("pk"), state=MinutesState.PUBLISHED))


def meeting(slug: str) -> Meeting:
    """The meeting with that slug. Raises Http404, the same for a draft and for none at all. Queries: 1."""
    return get_object_or_404(public_meetings(), slug=slug)


def was() -> Q:
    """A condition on meetings: over by the clock or closed."""
    return Q(ends_at__lte=clock.now()) | Q(state=MeetingState.CLOSED)


def coming() -> list[Meeting]:
    """The meetings that come, the next one first; cancelled ones stay among them until their day. Queries: 1."""
    rows = public_meetings().filter(policy.RESIDENTS).exclude(was())
    return list(rows.order_by("starts_at", "number")[:COMING])


@dataclass(frozen=True)
class Page:
    """Some meetings, and where the next page begins (empty on the last one)."""

    rows: list[Meeting]
    next: str


def past(*, after: str = "") -> Page:
    """One page of the meetings that were, the latest first. Queries: 1.

    Args:
        after: the ``next`` of the page before.
    """
    rows = public_meetings().filter(policy.RESIDENTS).filter(was(), _before(after))
    found = list(rows.order_by("-starts_at", "-number")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.starts_at.isoformat()}_{last.number}" if last and last.starts_at else "")


def _before(after: str) -> Q:
    """The condition that a meeting was before the one that `after` names; nothing for what is no such name."""
    moment, _, number = after.partition("_")
    try:
        at, last = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return Q()
    if at.tzinfo is None or not 0 <= last <= 32_767:
        return Q()
    return Q(starts_at__lt=at) | Q(starts_at=at, number__lt=last)


def in_calendar() -> list[Meeting]:
    """The meetings of the calendar that one subscribes to: what comes, and what was the last half year. Queries: 1."""
    since = clock.now() - STAYS_IN_CALENDAR
    return list(
        public_meetings().filter(policy.RESIDENTS, starts_at__gte=since).order_by("-starts_at", "number")[:IN_CALENDAR]
    )


def who_comes(meeting: Meeting) -> list[Guest]:
    """The politicians and officials who have said that they come. Interpreters are not named. Queries: 1."""
    rows = Guest.objects.filter(meeting=meeting, coming=True).exclude(kind=GuestKind.INTERPRETER)
    return list(rows.defer("person").order_by("-kind", "name", "pk"))


def tables_of(meeting: Meeting) -> list[Table]:
    """What each table talks about, without who sits at it. Queries: 1."""
    rows = Table.objects.filter(meeting=meeting).select_related("theme").defer("host")
    return list(rows.order_by("number", "pk"))
