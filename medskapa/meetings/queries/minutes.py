"""The minutes: as those at work edit and read them, and as anyone may read them once they are published."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404

from medskapa.meetings import policy
from medskapa.meetings.models import AgendaItem, Meeting, Message, MessageKind, Minutes, MinutesSection, MinutesState
from medskapa.meetings.queries import planning, public
from medskapa.meetings.queries.agenda import STRUCK_OPENLY
from medskapa.meetings.queries.closing import planned
from medskapa.people.models import Person

SHOWN = 10
_SECTIONS = Prefetch("sections", MinutesSection.objects.select_related("item").order_by("number"))


@dataclass(frozen=True)
class AtWork:
    """The minutes of one meeting, as a member of staff sees them.

    Attributes:
        minutes: None where nobody has begun them.
        may_approve: whether the viewer may be the second reader, whatever state they are in.
        told: how many participants are told, once they are published.
    """

    meeting: Meeting
    minutes: Minutes | None
    may_approve: bool
    told: int


def at_work(*, viewer: Person, slug: str) -> AtWork:
    """Raises Http404, the same where `viewer` has nothing to do with the meeting and for none at all. Queries: 5.

    What is not published is only for those who plan the meeting, had a task there or are in its group.
    """
    meeting = planning.meeting_for(viewer, slug)
    if not Meeting.objects.filter(policy.concerns(viewer), pk=meeting.pk).exists():
        raise Http404
    rows = Minutes.objects.filter(meeting=meeting).select_related("edited_by", "approved_by")
    minutes = rows.prefetch_related(_SECTIONS).first()
    if minutes is not None:
        minutes.meeting = meeting
    told = Message.objects.filter(invitation__meeting=meeting, kind=MessageKind.FOLLOW_UP).count()
    return AtWork(meeting, minutes, minutes is not None and policy.may_approve_minutes(viewer, minutes), told)


@dataclass(frozen=True)
class ToRead:
    """Minutes that wait for a second reader, those that have waited longest first, and how many there are in all."""

    rows: Sequence[Minutes]
    all: int


def to_read(viewer: Person) -> ToRead:
    """What waits for `viewer` to read: of meetings that they plan or had a task at, not written last by themselves.

    Queries: 2, and 1 where nothing waits.
    """
    waiting = Minutes.objects.filter(policy.minutes_approvable_by(viewer), state=MinutesState.TO_APPROVE)
    rows = list(waiting.select_related("meeting", "edited_by").order_by("meeting__closed_at", "pk")[:SHOWN])
    return ToRead(rows, waiting.count() if rows else 0)


def to_edit(*, viewer: Person, slug: str) -> Minutes:
    """The minutes of a meeting that `viewer` plans. Raises as `closing.planned`; Http404 where nobody has begun them.

    Queries: 2.
    """
    meeting = planned(viewer, slug)
    minutes = get_object_or_404(Minutes.objects.select_related("edited_by", "approved_by"), meeting=meeting)
    minutes.meeting = meeting
    return minutes


def section_of(minutes: Minutes, number: int) -> MinutesSection:
    """The section with that number. Raises Http404."""
    section = get_object_or_404(MinutesSection.objects.select_related("item"), minutes=minutes, number=number)
    section.minutes = minutes
    return section


@dataclass(frozen=True)
class Published:
    """Minutes that anyone may read. Who wrote and who read them is not among it."""

    meeting: Meeting
    minutes: Minutes
    sections: Sequence[MinutesSection]
    dropped: Sequence[AgendaItem]


def published(slug: str) -> Published:
    """The published minutes of the meeting with that slug. Raises Http404, the same for unpublished ones and for none.

    Queries: 4.
    """
    meeting = public.meeting(slug)
    rows = Minutes.objects.filter(meeting=meeting, state=MinutesState.PUBLISHED).defer("edited_by", "approved_by")
    minutes = get_object_or_404(rows)
    sections = minutes.sections.select_related("item").defer("item__outcome_by").order_by("number")
    dropped = meeting.items.filter(STRUCK_OPENLY).defer("outcome_by").order_by("number", "pk")
    return Published(meeting, minutes, list(sections), list(dropped))
