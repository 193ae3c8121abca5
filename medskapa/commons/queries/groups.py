"""Collaboration groups: what anyone may read of them, and what those who take part see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from medskapa.commons import group_policy, policy
from medskapa.commons.models import (
    CollaborationGroup,
    GroupMember,
    GroupPerson,
    GroupQuestion,
    GroupTask,
    GroupTheme,
    Membership,
    MemberTask,
    Organisation,
)
from medskapa.core import clock
from medskapa.people.models import Person, Unit

PAGE = 30
MOST_TASKS, MOST_DONE, MOST_QUESTIONS, MOST_ANSWERED = 100, 10, 100, 20


@dataclass(frozen=True)
class Page:
    """A page of a list; `next` leads to the one after it, empty where there is none."""

    rows: Sequence[Any]
    next: str


def listing(*, after: str = "") -> Page:
    """The groups that work, by name, as anyone may see them; each with ``themes_now``. Queries: 2."""
    today = clock.today()
    now = Prefetch("themes", GroupTheme.objects.filter(year=today.year, month=today.month), to_attr="themes_now")
    rows = CollaborationGroup.objects.filter(is_active=True).prefetch_related(now).defer("convenor")
    return _page(rows, after)


def group(slug: str) -> CollaborationGroup:
    """A group that anyone may read of; also one that works no longer. Http404 for any other."""
    return get_object_or_404(CollaborationGroup.objects.select_related("unit"), slug=slug)


def at_work(*, viewer: Person, after: str = "") -> Page:
    """The groups whose work `viewer` sees, by name, each with ``mine``: how many tasks wait for them. Queries: 1."""
    waiting = GroupTask.objects.filter(group=OuterRef("pk"), owner=viewer, done_on__isnull=True)
    mine = waiting.order_by().values("group").annotate(n=Count("pk")).values("n")
    rows = CollaborationGroup.objects.filter(group_policy.sees_group(viewer)).select_related("convenor")
    return _page(rows.annotate(mine=Coalesce(Subquery(mine, output_field=IntegerField()), 0)), after)


def one_at_work(*, viewer: Person, slug: str) -> Any:
    """A group whose work `viewer` sees, with ``may_keep`` and ``takes_part`` (bool). Http404 for any other."""
    rows = CollaborationGroup.objects.filter(group_policy.sees_group(viewer)).select_related("unit", "convenor")
    rows = rows.annotate(may_keep=group_policy.keeps_group(viewer), takes_part=group_policy.in_group(viewer))
    return get_object_or_404(rows, slug=slug)


def members_of(found: CollaborationGroup) -> list[GroupMember]:
    """The members of today by name, each with ``taking_part``: who comes for them. Queries: 3."""
    seats = GroupPerson.objects.filter(policy.open_today()).select_related("person").order_by("person__name")
    rows = group_policy.members_today().filter(group=found).select_related("organisation", "unit")
    members = list(rows.prefetch_related(Prefetch("people", seats, to_attr="seats")))
    organisations = [each.organisation_id for each in members if each.organisation_id]
    acting = Membership.objects.filter(policy.open_today(), organisation__in=organisations)
    found_acting = list(acting.select_related("person").order_by("person__name", "pk"))
    for member in members:
        of_it = [each for each in found_acting if each.organisation_id == member.organisation_id]
        act = {each.person_id for each in of_it}
        leaders = [each.person for each in of_it if each.task == MemberTask.LEADS]
        member.leaders = leaders  # type: ignore[attr-defined]
        member.seats = [  # type: ignore[attr-defined]
            seat
            for seat in member.seats  # type: ignore[attr-defined]
            if (member.unit_id or seat.person_id in act) and seat.person not in leaders
        ]
    return sorted(members, key=lambda each: each.name.casefold())


def member_names(found: CollaborationGroup) -> list[str]:
    """What the members of today are called, for anyone: without who comes for them. One query."""
    rows = group_policy.members_today().filter(group=found).select_related("organisation", "unit")
    return sorted((each.name for each in rows), key=str.casefold)


def one_member(found: CollaborationGroup, pk: int) -> GroupMember:
    """A member of the group. Http404 for any other."""
    return get_object_or_404(GroupMember.objects.select_related("group", "organisation", "unit"), group=found, pk=pk)


def one_seat(found: CollaborationGroup, pk: int) -> GroupPerson:
    """Somebody who takes part in the group. Http404 for any other."""
    return get_object_or_404(GroupPerson.objects.select_related("member__group", "person"), member__group=found, pk=pk)


def taking_part(found: CollaborationGroup) -> QuerySet[Person]:
    """Those who take part in the group today, by name: whom a task can be given to."""
    open_now = policy.open_today()
    seats = GroupPerson.objects.filter(open_now, policy.open_today(way="member__"), member__group=found)
    acting = Membership.objects.filter(
        open_now, person=OuterRef("person"), organisation=OuterRef("member__organisation")
    )
    named = seats.filter(Q(member__unit__isnull=False) | Q(Exists(acting)), person=OuterRef("pk"))
    organisations = group_policy.members_today().filter(group=found).values("organisation")
    leading = Membership.objects.filter(
        open_now, person=OuterRef("pk"), task=MemberTask.LEADS, organisation__in=organisations
    )
    rows = Person.objects.filter(Q(Exists(named)) | Q(Exists(leading)) | Q(pk=found.convenor_id), is_active=True)
    return rows.order_by("name", "pk")


def themes_of(found: CollaborationGroup, year: int) -> list[GroupTheme]:
    """What the group takes up in `year`, month by month. One query."""
    return list(found.themes.filter(year=year).order_by("month"))


def theme_of_month(found: CollaborationGroup, day: date) -> GroupTheme | None:
    """What the group takes up in the month of `day`."""
    return found.themes.filter(year=day.year, month=day.month).first()


def open_tasks(found: CollaborationGroup) -> list[GroupTask]:
    """What is not done, the nearest day first. One query."""
    rows = found.tasks.filter(done_on__isnull=True).select_related("owner")
    return list(rows.order_by("due_on", "pk")[:MOST_TASKS])


def done_tasks(found: CollaborationGroup, *, since: date | None = None) -> list[GroupTask]:
    """What was done last, or `since` a day. One query."""
    rows = found.tasks.filter(done_on__isnull=False).select_related("owner")
    if since is not None:
        rows = rows.filter(done_on__gte=since)
    return list(rows.order_by("-done_on", "-pk")[:MOST_DONE])


def one_task(*, viewer: Person, slug: str, pk: int) -> GroupTask:
    """A task of a group whose work `viewer` sees. Http404 for any other."""
    rows = GroupTask.objects.filter(group_policy.sees_group(viewer, group="group"), group__slug=slug)
    return get_object_or_404(rows.select_related("group", "owner"), pk=pk)


def open_questions(found: CollaborationGroup) -> list[GroupQuestion]:
    """What is not answered yet, the oldest first; without who asked. One query."""
    rows = found.questions.filter(answered_on__isnull=True).defer("asked_by")
    return list(rows.order_by("asked_on", "pk")[:MOST_QUESTIONS])


def answered_questions(found: CollaborationGroup) -> list[GroupQuestion]:
    """What was answered last. One query."""
    rows = found.questions.filter(answered_on__isnull=False).defer("asked_by", "answered_by")
    return list(rows.order_by("-answered_on", "-pk")[:MOST_ANSWERED])


def one_question(found: CollaborationGroup, pk: int) -> GroupQuestion:
    """A question of the group. Http404 for any other."""
    return get_object_or_404(GroupQuestion.objects.select_related("group"), group=found, pk=pk)


def organisations_to_add(found: CollaborationGroup) -> QuerySet[Organisation]:
    """The organisations that are not in the group."""
    there = group_policy.members_today().filter(group=found, organisation=OuterRef("pk"))
    return Organisation.objects.filter(~Exists(there), is_active=True, unit__isnull=True).order_by("name", "pk")


def units_to_add(found: CollaborationGroup) -> QuerySet[Unit]:
    """The units that are not in the group."""
    there = group_policy.members_today().filter(group=found, unit=OuterRef("pk"))
    return Unit.objects.filter(~Exists(there)).order_by("name", "pk")


def _page(rows: QuerySet[CollaborationGroup], after: str) -> Page:
    if after:
        name, _bar, pk = after.rpartition("|")
        if pk.isascii() and pk.isdecimal() and len(pk) < 19:
            rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk)))
    found = list(rows.order_by("name", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.name}|{last.pk}" if last else "")
