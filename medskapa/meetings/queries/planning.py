"""Meetings as those at work see them: all that one plans or helps at, one in full, and what a planner chooses from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from medskapa.meetings import policy
from medskapa.meetings.models import (
    AgendaItem,
    Guest,
    GuestMessage,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    MessageKind,
    MessageState,
    Table,
)
from medskapa.meetings.queries import public
from medskapa.meetings.texts import Now, what_now
from medskapa.people.models import Person, Role, Unit
from medskapa.people.queries import in_unit_of

PAGE = 30
HIGHEST = 32_767


def visible_to(viewer: Person) -> QuerySet[Meeting]:
    """The meetings that `viewer` may read of at work (`policy.visible_to`); each carries ``may_plan`` (bool)."""
    rows = Meeting.objects.filter(policy.visible_to(viewer)).annotate(may_plan=policy.plannable_by(viewer))
    return rows.select_related("unit", "place", "previous", "changed_by", "group")


def meeting_for(viewer: Person, slug: str) -> Meeting:
    """The meeting with that slug. Raises Http404, the same for one that `viewer` may not see and for none at all."""
    return get_object_or_404(visible_to(viewer), slug=slug)


@dataclass(frozen=True)
class Listed:
    """A meeting in a list, with the one thing that wants to be done first."""

    meeting: Meeting
    now: Now


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next page begins (empty on the last one)."""

    rows: Sequence[Listed]
    next: str


def meetings(*, viewer: Person, after: str = "") -> Page:
    """One page of what `viewer` plans or has a task at, and of all meetings in public, the newest first. Queries: 1.

    Args:
        after: the ``next`` of the page before.
    """
    rows = _counted(visible_to(viewer).filter(policy.RESIDENTS))
    if after.isdecimal() and len(after) < 6:
        rows = rows.filter(number__lt=min(int(after), HIGHEST))
    found = list(rows.order_by("-number")[: PAGE + 1])
    more = len(found) > PAGE
    return Page([listed(meeting) for meeting in found[:PAGE]], str(found[PAGE - 1].number) if more else "")


def listed(meeting: Any) -> Listed:
    """A row that carries the counts of `_counted`, with what wants to be done."""
    now = what_now(
        meeting,
        to_send=meeting.to_send,
        waiting=meeting.waiting,
        coming=meeting.residents_coming,
        unsettled=meeting.unsettled,
        minutes_published=meeting.minutes_published,
    )
    return Listed(meeting, now)


def _counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each row with the counts that say what is to be done: ``to_send``, ``waiting``, ``residents_coming``,
    ``unsettled``, ``minutes_published``.
    """
    unsettled = AgendaItem.objects.filter(dropped_at__isnull=True, merged_into__isnull=True, outcome="")
    return rows.annotate(
        to_send=_invited(InvitationState.TO_SEND),
        waiting=_invited(InvitationState.ASKED),
        residents_coming=_invited(InvitationState.YES),
        unsettled=_number_of(unsettled),
        minutes_published=public.has_minutes(),
    )


def _invited(state: InvitationState) -> Coalesce:
    return _number_of(Invitation.objects.filter(state=state))


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many of `rows` belong to the meeting, counted beside it: joined counts would multiply each other."""
    counted = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Overview:
    """One meeting at work: what wants to be done, and how far its parts have come.

    `next` is the slug of the meeting that carries on with it, empty where there is none that the viewer may see.
    """

    meeting: Any
    now: Now
    tables: int
    guests: int
    guests_coming: int
    items: int
    invited: int
    next: str


def overview(*, viewer: Person, slug: str) -> Overview:
    """The meeting with that slug. Raises Http404. Queries: 1."""
    standing = AgendaItem.objects.filter(dropped_at__isnull=True, merged_into__isnull=True)
    following = Meeting.objects.filter(policy.visible_to(viewer), previous=OuterRef("pk"))
    rows = _counted(visible_to(viewer)).annotate(
        table_count=_number_of(Table.objects.all()),
        guest_count=_number_of(Guest.objects.all()),
        guests_coming=_number_of(Guest.objects.filter(coming=True)),
        item_count=_number_of(standing),
        invited_count=_number_of(Invitation.objects.exclude(state=InvitationState.WITHDRAWN)),
        next_slug=Coalesce(Subquery(following.values("slug")[:1]), Value("")),
    )
    meeting: Any = get_object_or_404(rows, slug=slug)
    return Overview(
        meeting,
        listed(meeting).now,
        meeting.table_count,
        meeting.guest_count,
        meeting.guests_coming,
        meeting.item_count,
        meeting.invited_count,
        meeting.next_slug,
    )


def tables_of(meeting: Meeting) -> list[Table]:
    """The tables in order, with their themes, hosts and note-takers. Queries: 2."""
    rows = Table.objects.filter(meeting=meeting).select_related("theme", "host").prefetch_related("note_takers__person")
    return list(rows.order_by("number", "pk"))


def tables_plannable_by(viewer: Person) -> QuerySet[Table]:
    """The tables of the meetings that `viewer` plans."""
    return Table.objects.filter(policy.plannable_by(viewer, meeting="meeting")).select_related(
        "meeting", "host", "theme"
    )


_MESSAGES = Prefetch("messages", GuestMessage.objects.select_related("done_by").order_by("pk"))


def guests_of(meeting: Meeting) -> list[Guest]:
    """The guests: politicians, officials, interpreters, each by name, with how they were told (`Told`). Queries: 2."""
    guests = list(Guest.objects.filter(meeting=meeting).prefetch_related(_MESSAGES).order_by("-kind", "name", "pk"))
    for guest in guests:
        guest.told = told_of(guest)  # type: ignore[attr-defined]
    return guests


@dataclass(frozen=True)
class Told:
    """How a guest was invited (None: not yet), what they have been told since, and whether something is to be told."""

    invited: GuestMessage | None
    since: Sequence[GuestMessage]

    @property
    def is_invited(self) -> bool:
        return self.invited is not None and self.invited.state in {MessageState.READY, MessageState.SENT}

    @property
    def to_tell(self) -> bool:
        """Whether somebody is to tell it by hand, or an e-mail has failed to."""
        every = [*self.since, *([self.invited] if self.invited else [])]
        return any((each.by_hand and each.state == "ready") or each.state == "failed" for each in every)


def told_of(guest: Guest) -> Told:
    """Queries: 1, or none where the messages are fetched with the guest."""
    every = [each for each in guest.messages.all() if each.state != MessageState.STOPPED]
    invited = next((each for each in every if each.kind == MessageKind.INVITATION), None)
    return Told(invited, [each for each in every if each is not invited])


def guests_plannable_by(viewer: Person) -> QuerySet[Guest]:
    """The guests of the meetings that `viewer` plans."""
    rows = Guest.objects.filter(policy.plannable_by(viewer, meeting="meeting"))
    return rows.select_related("meeting").prefetch_related(_MESSAGES)


def units_to_plan_in(viewer: Person) -> QuerySet[Unit]:
    """The units in which `viewer` plans meetings, by name."""
    return Unit.objects.filter(in_unit_of(viewer, Role.PLANNER, field="pk")).order_by("name", "pk")


def to_carry_on_with(viewer: Person) -> QuerySet[Meeting]:
    """The meetings in public that `viewer` plans and that no other one carries on with yet, the newest first."""
    carried = Meeting.objects.filter(previous=OuterRef("pk"))
    open_ended = Q(state__in=[MeetingState.ANNOUNCED, MeetingState.CLOSED]) & ~Q(Exists(carried))
    rows = Meeting.objects.filter(policy.RESIDENTS).filter(policy.plannable_by(viewer), open_ended)
    return rows.order_by("-number")


def next_number() -> int:
    """The number that the next meeting gets, for its name to be suggested."""
    last = Meeting.objects.filter(policy.RESIDENTS).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def writing_at(table: Table | None) -> QuerySet[Person]:
    """Those who write at `table`, by name; nobody at one that is not set out yet."""
    named = Person.objects.filter(note_taker_at__table=table) if table else Person.objects.none()
    return named.order_by("name", "pk")
