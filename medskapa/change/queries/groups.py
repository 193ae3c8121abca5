"""What may be read of groups: by anybody, by their members, and by those who see to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.change import policy
from medskapa.change.models import (
    DevelopmentGroup,
    GroupMeeting,
    ImprovementArea,
    Member,
    Process,
    Progress,
    Proposal,
    ProposalState,
    WorkingGroup,
    WorkingGroupState,
)
from medskapa.core import clock
from medskapa.people.models import Kind, Person, Role, Unit
from medskapa.people.queries import in_unit_of, residents, staff_named
from medskapa.voice.queries.themes import Page

PAGE = 50
LATELY = timedelta(days=90)
_NOT_SHOWN = (ProposalState.MERGED, ProposalState.WITHDRAWN)


def _working_now() -> Q:
    """Members who have begun and have not left."""
    today = clock.today()
    return Q(members__starts_on__lte=today) & (Q(members__ends_on__isnull=True) | Q(members__ends_on__gte=today))


def areas() -> QuerySet[ImprovementArea]:
    """The improvement areas by what they belong to, each with ``open_groups`` and ``proposal_count``."""
    active = Count("groups", filter=Q(groups__state=WorkingGroupState.ACTIVE), distinct=True)
    proposals = Count("proposals", filter=~Q(proposals__state__in=_NOT_SHOWN), distinct=True)
    return ImprovementArea.objects.annotate(open_groups=active, proposal_count=proposals).order_by(
        "process", "name", "pk"
    )


def areas_after(after: str = "") -> Page[ImprovementArea]:
    """One page of the areas. Queries: 1."""
    return _paged(areas(), after, ("process", "name"))


def development_groups() -> list[DevelopmentGroup]:
    """The three of them, each with ``member_count`` and ``open_groups``. Queries: 1."""
    return list(
        DevelopmentGroup.objects.annotate(
            member_count=Count("members", filter=_working_now(), distinct=True),
            open_groups=Count("groups", filter=Q(groups__state=WorkingGroupState.ACTIVE), distinct=True),
        ).order_by("name", "pk")
    )


def missing_processes() -> list[Process]:
    """The parts of the process that have no development group yet."""
    has = set(DevelopmentGroup.objects.values_list("process", flat=True))
    return [process for process in Process if process not in has]


def working_groups() -> QuerySet[WorkingGroup]:
    """Every working group, each with ``member_count``, ``proposal_count`` and whether it ``is_late``."""
    return WorkingGroup.objects.select_related("area", "unit", "development_group").annotate(
        member_count=Count("members", filter=_working_now(), distinct=True),
        proposal_count=Count("proposals", filter=~Q(proposals__state__in=_NOT_SHOWN), distinct=True),
        is_late=Q(state=WorkingGroupState.ACTIVE) & Q(due_on__lt=clock.today()),
    )


def groups(*, over: bool = False, after: str = "") -> Page[WorkingGroup]:
    """One page of the groups that work now, or of those that are `over`, by their last day. Queries: 1."""
    rows = working_groups()
    rows = rows.exclude(state=WorkingGroupState.ACTIVE) if over else rows.filter(state=WorkingGroupState.ACTIVE)
    return _paged(rows, after, ("due_on", "name"))


def _paged(rows: QuerySet, after: str, fields: tuple[str, str]) -> Page:  # type: ignore[type-arg]
    """A page of `rows` in the order of two fields and the key. `after` is the ``next`` of the page before."""
    one, two = fields
    first, _, rest = after.partition(".")
    key, _, name = rest.partition(".")
    is_date = one == "due_on"
    if key.isdecimal() and len(key) < 20 and (not is_date or _is_day(first)):
        beyond = Q(**{f"{one}__gt": first}) | Q(**{one: first}) & (
            Q(**{f"{two}__gt": name}) | Q(**{two: name}, pk__gt=int(key))
        )
        rows = rows.filter(beyond)
    found = list(rows.order_by(one, two, "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{getattr(last, one)}.{last.pk}.{getattr(last, two)}" if last else "")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Members:
    """Who works in a group: the names of those who want to be seen, and how many there are in all."""

    names: Sequence[str]
    number: int
    residents: int

    @property
    def others(self) -> int:
        return self.number - len(self.names)


def _members(rows: QuerySet[Member]) -> Members:
    """The members of today. A protected identity is shown to nobody, whatever stands in the row. Queries: 1."""
    today = clock.today()
    now = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today).select_related("person")
    found = list(now.order_by("role", "person__name", "pk"))
    shown = [each.person.name for each in found if each.show_name and not each.person.protected_identity]
    return Members(shown, len(found), sum(1 for each in found if each.person.kind == Kind.RESIDENT))


@dataclass(frozen=True)
class GroupPage:
    """Everything public about one working group."""

    group: WorkingGroup
    members: Members
    progress: list[Progress]
    proposals: list[Proposal]


def group_page(slug: str) -> GroupPage:
    """The working group with that slug. Raises Http404. Queries: 4."""
    group = get_object_or_404(working_groups(), slug=slug)
    return GroupPage(group, _members(group.members.all()), progress_of(group), proposals_of(group))


def progress_of(group: WorkingGroup) -> list[Progress]:
    """What the group has told, the newest first, without who wrote it."""
    return list(group.progress.defer("by").order_by("-on", "-pk")[:PAGE])


def proposals_of(group: WorkingGroup | DevelopmentGroup) -> list[Proposal]:
    """The proposals that the group works out or has worked out, the newest first."""
    return list(group.proposals.exclude(state=ProposalState.MERGED).order_by("-number")[:PAGE])


@dataclass(frozen=True)
class DevelopmentPage:
    """Everything public about one development group."""

    group: DevelopmentGroup
    members: Members
    groups: list[WorkingGroup]
    areas: list[ImprovementArea]


def development_page(slug: str) -> DevelopmentPage:
    """The development group with that slug. Raises Http404. Queries: 4."""
    group = get_object_or_404(DevelopmentGroup.objects.order_by("pk"), slug=slug)
    groups = list(working_groups().filter(development_group=group).order_by("state", "due_on", "pk")[:PAGE])
    areas_ = list(ImprovementArea.objects.filter(process=group.process).order_by("name", "pk")[:PAGE])
    return DevelopmentPage(group, _members(group.members.all()), groups, areas_)


# --- at work


def my_memberships(viewer: Person) -> list[Member]:
    """The groups that `viewer` works in today, those with the nearest day first. Queries: 1."""
    rows = policy.members_today(viewer).select_related("working_group", "development_group")
    return list(rows.order_by(F("working_group__due_on").asc(nulls_last=True), "pk"))


def groups_at_work(*, viewer: Person, over: bool = False, after: str = "") -> Page[WorkingGroup]:
    """One page of all working groups, each with ``may_lead`` and ``may_work`` for `viewer`. Queries: 1."""
    rows = working_groups().annotate(may_lead=policy.led_by(viewer), may_work=policy.worked_in_by(viewer))
    rows = rows.exclude(state=WorkingGroupState.ACTIVE) if over else rows.filter(state=WorkingGroupState.ACTIVE)
    return _paged(rows, after, ("due_on", "name"))


def group_at_work(*, viewer: Person, slug: str) -> WorkingGroup:
    """One working group, with ``may_lead`` and ``may_work`` for `viewer`. Raises Http404. Queries: 1."""
    rows = working_groups().annotate(may_lead=policy.led_by(viewer), may_work=policy.worked_in_by(viewer))
    return get_object_or_404(rows, slug=slug)


def development_at_work(*, viewer: Person, slug: str) -> DevelopmentGroup:
    """One development group, with ``may_lead`` for `viewer`. Raises Http404. Queries: 1."""
    rows = DevelopmentGroup.objects.annotate(
        may_lead=policy.development_led_by(viewer),
        may_work=Exists(policy.members_today(viewer).filter(development_group=OuterRef("pk"))),
    )
    return get_object_or_404(rows.order_by("pk"), slug=slug)


def development_of(*, viewer: Person, process: Process) -> DevelopmentGroup | None:
    """The development group of a part of the process, where there is one, with ``may_lead`` for `viewer`."""
    rows = DevelopmentGroup.objects.annotate(may_lead=policy.development_led_by(viewer))
    return rows.filter(process=process).first()


def members_at_work(group: WorkingGroup | DevelopmentGroup) -> list[Member]:
    """The members of a group for those who work with it: who leads first, those who left last. Queries: 1."""
    rows = group.members.select_related("person", "person__unit")
    return list(rows.order_by(F("ends_on").asc(nulls_first=True), "role", "person__name", "pk")[:200])


def member_for(*, viewer: Person, pk: int) -> Member:
    """One membership that `viewer` may end or change: their own, or one in a group that they see to. Raises Http404."""
    seen_to = Q(working_group__in=WorkingGroup.objects.filter(policy.led_by(viewer)).values("pk")) | Q(
        development_group__in=DevelopmentGroup.objects.filter(policy.development_led_by(viewer)).values("pk")
    )
    rows = Member.objects.filter(Q(person=viewer) | seen_to)
    return get_object_or_404(rows.select_related("person", "working_group", "development_group"), pk=pk)


def own_membership(*, viewer: Person, pk: int) -> Member:
    """One of `viewer`'s own memberships of today. Raises Http404, the same for another's."""
    rows = policy.members_today(viewer).select_related("person", "working_group", "development_group")
    return get_object_or_404(rows, pk=pk)


def meetings_of(group: WorkingGroup | DevelopmentGroup) -> list[GroupMeeting]:
    """The meetings of a group that come, and those of the last three months. Queries: 1."""
    return list(group.meetings.filter(starts_at__gte=clock.now() - LATELY).order_by("starts_at", "pk")[:PAGE])


def meeting_for(*, viewer: Person, pk: int) -> GroupMeeting:
    """One meeting of a group that `viewer` works in or sees to, with ``may_lead``. Raises Http404. Queries: 1."""
    led, worked = (
        WorkingGroup.objects.filter(policy.led_by(viewer)),
        WorkingGroup.objects.filter(policy.worked_in_by(viewer)),
    )
    developed = DevelopmentGroup.objects.filter(policy.development_led_by(viewer))
    mine = policy.members_today(viewer).exclude(development_group__isnull=True).values("development_group")
    leads = Q(working_group__in=led.values("pk")) | Q(development_group__in=developed.values("pk"))
    works = leads | Q(working_group__in=worked.values("pk")) | Q(development_group__in=mine)
    rows = GroupMeeting.objects.filter(works).annotate(may_lead=leads)
    return get_object_or_404(rows.select_related("working_group", "development_group"), pk=pk)


def my_meetings(viewer: Person) -> list[GroupMeeting]:
    """The coming meetings of the groups that `viewer` works in, and those cancelled since. Queries: 1."""
    mine = policy.members_today(viewer)
    in_mine = Q(working_group__in=mine.exclude(working_group__isnull=True).values("working_group")) | Q(
        development_group__in=mine.exclude(development_group__isnull=True).values("development_group")
    )
    rows = GroupMeeting.objects.filter(in_mine, starts_at__gte=clock.now() - timedelta(days=1))
    return list(rows.select_related("working_group", "development_group").order_by("starts_at", "pk")[:PAGE])


def units_to_plan_in(viewer: Person) -> QuerySet[Unit]:
    """The units in which `viewer` may start a working group."""
    return Unit.objects.filter(in_unit_of(viewer, Role.PLANNER, field="pk")).order_by("name", "pk")


def active_groups() -> QuerySet[WorkingGroup]:
    """The working groups that a proposal can be given to, by name."""
    return WorkingGroup.objects.filter(state=WorkingGroupState.ACTIVE).order_by("name", "pk")


def candidates(text: str) -> list[Person]:
    """Whom one may ask into a group: staff whose name holds `text`; a resident only by the whole name, as written.

    Residents are found by their whole name so that nobody can list them. A protected identity is never found.
    """
    wanted = text.strip()
    if len(wanted) < 2:
        return []
    return [*staff_named(wanted), *residents().filter(name__iexact=wanted)[:5]]


def candidate(pk: str) -> Person | None:
    """The person of a choice among `candidates`."""
    if not (pk.isdecimal() and len(pk) < 20):
        return None
    return Person.objects.filter(is_active=True, protected_identity=False, pk=int(pk)).first()
