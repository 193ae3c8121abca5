"""What a planner needs to say what came of each item, and to close the meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from medskapa.meetings import policy
from medskapa.meetings.models import AgendaItem, ItemVoice, Meeting, TableNote
from medskapa.meetings.queries import planning
from medskapa.people.models import Person
from medskapa.voice.models import Viewpoint, ViewpointState

NOTES, ANSWERS = 60, 20


@dataclass(frozen=True)
class Row:
    """An item that stands, with how many notes and answers beforehand there are on it and on what lies in it."""

    item: AgendaItem
    place: int
    notes: int
    answers: int


@dataclass(frozen=True)
class Closing:
    """How far a meeting is from being closed.

    Attributes:
        untied: notes that belong to no item; the next meeting's agenda says that there are new questions.
        came: how many of the invited took part, and will be told.
        following: the meeting after this one, where it is planned already.
    """

    meeting: Meeting
    rows: Sequence[Row]
    open: Sequence[Row]
    untied: int
    came: int
    following: Meeting | None


def planned(viewer: Person, slug: str) -> Meeting:
    """The meeting with that slug, for one who plans it. Raises Http404 where `viewer` may not know of it, and
    PermissionDenied where they may only read of it.
    """
    meeting = planning.meeting_for(viewer, slug)
    if not meeting.may_plan:  # type: ignore[attr-defined]  # carried by the query
        raise PermissionDenied
    return meeting


def closing(*, viewer: Person, slug: str) -> Closing:
    """What came of each item so far. Raises as `planned`. Queries: 7."""
    meeting = planned(viewer, slug)
    everything = list(meeting.items.select_related("outcome_by", "theme").order_by("number", "pk"))
    under = {item.pk: item.merged_into_id or item.pk for item in everything}
    notes = _counted(TableNote.objects.filter(meeting=meeting, removed=False), under)
    voices = ItemVoice.objects.filter(item__meeting=meeting).exclude(viewpoint__state=ViewpointState.WITHDRAWN)
    answers = _counted(voices, under)
    rows = [
        Row(item, place, notes.get(item.pk, 0), answers.get(item.pk, 0))
        for place, item in enumerate((item for item in everything if item.stands), 1)
    ]
    return Closing(
        meeting,
        rows,
        [row for row in rows if not row.item.outcome],
        TableNote.objects.filter(meeting=meeting, removed=False, item=None).count(),
        meeting.invitations.filter(arrived_at__isnull=False).count(),
        Meeting.objects.filter(previous=meeting).first(),
    )


def _counted(rows: QuerySet[TableNote] | QuerySet[ItemVoice], under: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for pk, many in rows.order_by().values_list("item").annotate(many=Count("pk")):
        if pk in under:
            found[under[pk]] = found.get(under[pk], 0) + many
    return found


def item_to_settle(*, viewer: Person, slug: str, pk: int) -> AgendaItem:
    """An item that stands, of a meeting that `viewer` plans. Raises as `planned`. Queries: 2."""
    meeting = planned(viewer, slug)
    item = meeting.items.select_related("theme", "thread", "outcome_by").filter(pk=pk).first()
    if item is None or not item.stands:
        raise Http404
    item.meeting = meeting
    return item


@dataclass(frozen=True)
class SaidOn:
    """What was said on an item: at the tables and beforehand, as much as one reads at a time, and how much there is."""

    notes: Sequence[TableNote]
    all_notes: int
    answers: Sequence[Viewpoint]
    all_answers: int


def said_on(item: AgendaItem, *, viewer: Person) -> SaidOn:
    """What was said on `item` and on what lies in it, for who plans the meeting; others get nothing. 4 queries."""
    allowed = policy.plannable_by(viewer, meeting="item__meeting")
    of_item = Q(item=item) | Q(item__merged_into=item)
    notes = TableNote.objects.filter(of_item, allowed, removed=False).select_related("table")
    voices = ItemVoice.objects.filter(of_item, allowed).order_by().values("viewpoint")
    answers = Viewpoint.objects.filter(pk__in=voices).exclude(state=ViewpointState.WITHDRAWN)
    return SaidOn(
        list(notes.order_by("table__number", "table", "pk")[:NOTES]),
        notes.count(),
        list(answers.order_by("-received_on", "pk")[:ANSWERS]),
        answers.count(),
    )
