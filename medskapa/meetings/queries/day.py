"""Who has come: the invited of a meeting as those at the door see them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import get_object_or_404

from medskapa.core import clock
from medskapa.meetings import policy
from medskapa.meetings.models import Invitation, InvitationState, Meeting, MeetingState, Table
from medskapa.people.models import Person

PAGE = 50
HERE, NOT_HERE = "here", "not_here"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is narrowed to: words of a name, and whether they have come. Empty: no narrowing."""

    text: str = ""
    who: str = ""


@dataclass(frozen=True)
class Page:
    """Some invitations, each with ``shown_name``, and where the next page begins (empty on the last one)."""

    rows: list[Any]
    next: str


def visible_to(viewer: Person) -> QuerySet[Meeting]:
    """The meetings where `viewer` ticks off who comes; each carries ``may_plan`` (bool)."""
    rows = Meeting.objects.filter(policy.welcomed_by(viewer)).annotate(may_plan=policy.plannable_by(viewer))
    return rows.select_related("unit")


def meeting_for(viewer: Person, slug: str) -> Meeting:
    """A meeting where `viewer` ticks off who comes. Raises Http404. Queries: 1."""
    return get_object_or_404(visible_to(viewer), slug=slug)


def helped_on_another_day(viewer: Person, slug: str) -> Meeting | None:
    """A meeting where `viewer` has a task, but whose list of names they do not have today. Queries: 1."""
    return Meeting.objects.filter(policy.helped_by(viewer), ~policy.welcomed_by(viewer), slug=slug).first()


def held_in_public(slug: str) -> Meeting:
    """A meeting that anyone may read of. Raises Http404. Queries: 1."""
    return get_object_or_404(Meeting.objects.filter(policy.PUBLIC).select_related("unit"), slug=slug)


def invitations_of(viewer: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """The standing invitations to `meeting`, each with ``shown_name`` (empty: not to be known to `viewer`)."""
    known = policy.knows_of(viewer, member="member")
    name = Case(When(known, then=F("member__name")), default=Value(""), output_field=CharField())
    rows: QuerySet[Invitation] = Invitation.objects.filter(meeting=meeting, meeting__in=visible_to(viewer).values("pk"))
    return rows.exclude(state=InvitationState.WITHDRAWN).annotate(shown_name=name).select_related("table")


def invitation_for(viewer: Person, meeting: Meeting, pk: int) -> Any:
    """One of them. Raises Http404. Queries: 1."""
    found = invitations_of(viewer, meeting).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


def invitation_with(viewer: Person, meeting: Meeting, lookup: str) -> Any | None:
    """The one whose code begins with the two words `lookup`, or None. Queries: 1."""
    found = invitations_of(viewer, meeting).filter(lookup=lookup).first()
    if found is not None:
        found.meeting = meeting
    return found


def come_with(viewer: Person, lookup: str) -> Any | None:
    """The one whose code begins so, at a meeting that is held now and where `viewer` receives people. Queries: 2."""
    tomorrow = clock.midnight(clock.today() + timedelta(days=1))
    held = visible_to(viewer).filter(state=MeetingState.ANNOUNCED, starts_at__lt=tomorrow)
    meeting = held.filter(invitations__lookup=lookup).first()
    return invitation_with(viewer, meeting, lookup) if meeting else None


def attendance(*, viewer: Person, meeting: Meeting, wanted: Wanted, after: str = "") -> Page:
    """One page of the invited, by name.

    Queries: 1, and 1 for the place. It is a key and no name: addresses are kept in histories and logs.
    """
    everybody = invitations_of(viewer, meeting).annotate(sorted_by=Lower("shown_name"))
    rows = everybody.filter(_narrowed(wanted), _beyond(everybody, after))
    found: list[Any] = list(rows.order_by("sorted_by", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], str(last.pk) if last else "")


def _narrowed(wanted: Wanted) -> Q:
    condition = Q()
    if wanted.who == HERE:
        condition &= Q(arrived_at__isnull=False)
    elif wanted.who == NOT_HERE:
        condition &= Q(arrived_at__isnull=True)
    for word in wanted.text[:100].split():
        condition &= Q(shown_name__icontains=word)
    return condition


def _beyond(everybody: QuerySet[Any], after: str) -> Q:
    """The condition that a row comes after the one with the key `after`; nothing for what is no such key."""
    if not (after.isdecimal() and len(after) < 20 and int(after) < 2**63):
        return Q()
    last = everybody.filter(pk=int(after)).first()
    return Q(sorted_by__gt=last.sorted_by) | Q(sorted_by=last.sorted_by, pk__gt=last.pk) if last else Q()


@dataclass(frozen=True)
class Counts:
    """How many said that they come, how many of the invited have come, and how many of these had not said so."""

    coming: int
    here: int
    unexpected: int


def counts(meeting: Meeting) -> Counts:
    """Queries: 1."""
    here = Q(arrived_at__isnull=False)
    return Counts(
        **Invitation.objects.filter(meeting=meeting)
        .exclude(state=InvitationState.WITHDRAWN)
        .aggregate(
            coming=Count("pk", filter=Q(state=InvitationState.YES)),
            here=Count("pk", filter=here),
            unexpected=Count("pk", filter=here & ~Q(state=InvitationState.YES)),
        )
    )


def tables_of(meeting: Meeting) -> QuerySet[Table]:
    """The tables, each with how many ``sit`` there. Queries: 1."""
    seated = Count("seated", filter=~Q(seated__state=InvitationState.WITHDRAWN))
    return Table.objects.filter(meeting=meeting).annotate(sit=seated).order_by("number")
