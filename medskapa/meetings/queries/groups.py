"""The meetings of collaboration groups: what anyone may read of them, and what those who take part see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.commons import group_policy
from medskapa.commons import policy as commons
from medskapa.commons.models import CollaborationGroup, Organisation
from medskapa.meetings import policy
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState, Minutes
from medskapa.meetings.queries import planning, public
from medskapa.people.models import Person

MOST_PAST, MOST_COMING = 30, 5


@dataclass(frozen=True)
class InPublic:
    """A group's meetings, as anyone may read of them: those that come, and those that were."""

    coming: Sequence[Meeting]
    past: Sequence[Meeting]


def in_public(group: CollaborationGroup) -> InPublic:
    """What anyone may read of the group's meetings, each with ``has_minutes`` (bool). Queries: 2."""
    rows = public.public_meetings().filter(group=group)
    coming = rows.exclude(public.was())
    past = rows.filter(public.was()).exclude(state=MeetingState.CANCELLED)
    return InPublic(
        list(coming.order_by("starts_at", "number")[:MOST_COMING]),
        list(past.order_by("-starts_at", "-number")[:MOST_PAST]),
    )


def at_work(group: CollaborationGroup, *, viewer: Person) -> list[Meeting]:
    """The group's meetings that `viewer` may see, the newest first, each with ``has_minutes``. Queries: 1."""
    rows = planning.visible_to(viewer).filter(group=group).annotate(has_minutes=public.has_minutes())
    return list(rows.order_by("-number")[:MOST_PAST])


def one_at_work(*, viewer: Person, group: str, slug: str) -> Any:
    """A meeting of a group that `viewer` takes part in, with ``may_plan`` (bool). Raises Http404 for any other."""
    rows = planning.visible_to(viewer).filter(policy.shared_with(viewer))
    return get_object_or_404(rows.select_related("group__convenor"), group__slug=group, slug=slug)


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """What the meeting takes up, in order; without who wrote what came of it. Queries: 1."""
    rows = meeting.items.filter(dropped_at__isnull=True, merged_into__isnull=True).defer("outcome_by")
    return list(rows.order_by("number", "pk"))


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes, whatever state they are in."""
    return Minutes.objects.filter(meeting=meeting).first()


def news_from(viewer: Person, group: CollaborationGroup) -> QuerySet[Organisation]:
    """The organisations of the group that `viewer` may tell news of: those that they act for."""
    there = group_policy.members_today().filter(group=group, organisation=OuterRef("pk"))
    acting = commons.acting_now(viewer).values("organisation")
    return Organisation.objects.filter(Exists(there), pk__in=acting).order_by("name", "pk")
