"""What those who act for an organisation see of it, who is invited, and which accounts nobody needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.commons import account_codes, group_policy, policy
from medskapa.commons.models import (
    AccountLink,
    Activity,
    ActivityState,
    CollaborationGroup,
    GroupTask,
    LinkKind,
    Membership,
    MemberTask,
    Organisation,
    Service,
)
from medskapa.commons.queries import keeping
from medskapa.core import clock
from medskapa.people.models import Kind, Person

CLOSED_AFTER = timedelta(days=180)
"""So long after somebody's last membership ended their account is closed."""
MOST_SHOWN = 30


@dataclass(frozen=True)
class Ours:
    """An organisation as those who act for it see it: who does, and who is invited. `leads`: the viewer does."""

    organisation: Organisation
    leads: bool
    members: Sequence[Membership]
    invited: Sequence[AccountLink]


@dataclass(frozen=True)
class Home:
    """What waits for somebody who acts for an organisation, on one page.

    Attributes:
        to_check: services whose facts are to be checked.
        sent_back: activities that an editor sent back.
        tasks: what they are to do in groups.
    """

    ours: Sequence[Ours]
    to_check: Sequence[Service]
    sent_back: Sequence[Activity]
    groups: Sequence[CollaborationGroup]
    tasks: Sequence[GroupTask]


def home(viewer: Person) -> Home:
    """Everything of `viewer`'s own, and nothing of anybody else's. Queries: 7, however much it is."""
    own = policy.acting_now(viewer).select_related("organisation").order_by("organisation__name", "pk")
    acting = list(own)
    organisations = [each.organisation_id for each in acting]
    rows = Membership.objects.filter(policy.open_today(), organisation__in=organisations, ends_on__isnull=True)
    members = list(rows.select_related("person").order_by("person__name", "pk"))
    waiting = account_codes.working().filter(organisation__in=organisations)
    invited = list(waiting.order_by("email", "pk")[:MOST_SHOWN])
    ours = [
        Ours(
            each.organisation,
            each.task == MemberTask.LEADS,
            [member for member in members if member.organisation_id == each.organisation_id],
            [link for link in invited if link.organisation_id == each.organisation_id]
            if each.task == MemberTask.LEADS
            else [],
        )
        for each in acting
    ]
    due = keeping.kept_by(viewer).filter(organisation__in=organisations, check_by__lte=clock.today())
    back = Activity.objects.filter(policy.organises(viewer), state=ActivityState.DRAFT).exclude(editor_words="")
    groups = CollaborationGroup.objects.filter(group_policy.in_group(viewer), is_active=True)
    tasks = GroupTask.objects.filter(group_policy.in_group(viewer, group="group"), owner=viewer, done_on__isnull=True)
    return Home(
        ours,
        list(due.order_by("check_by", "name", "pk")[:MOST_SHOWN]),
        list(back.order_by("title", "pk")[:MOST_SHOWN]),
        list(groups.order_by("name", "pk")[:MOST_SHOWN]),
        list(tasks.select_related("group").order_by("due_on", "pk")[:MOST_SHOWN]),
    )


def organisation_to_invite_to(*, viewer: Person, slug: str) -> Organisation:
    """An organisation that `viewer` may invite somebody to. Http404 for any other."""
    rows = Organisation.objects.filter(group_policy.invites_to(viewer), is_active=True)
    return get_object_or_404(rows, slug=slug)


def one_link(*, viewer: Person, pk: int) -> AccountLink:
    """An invitation to an organisation that `viewer` may invite to. Http404 for any other."""
    mine = Organisation.objects.filter(group_policy.invites_to(viewer), pk=OuterRef("organisation"))
    rows = AccountLink.objects.filter(Exists(mine), kind=LinkKind.INVITE).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


def membership_to_end(*, viewer: Person, pk: int) -> Membership:
    """Somebody's task in an organisation that `viewer` leads. Http404 for any other."""
    rows = Membership.objects.filter(policy.acts_for(viewer, MemberTask.LEADS)).select_related("organisation", "person")
    return get_object_or_404(rows, pk=pk)


def account_of(email: str) -> Person | None:
    """The account from outside with that address, where there is one."""
    return Person.objects.filter(login=email.strip().lower()[:150], kind=Kind.PARTNER).first()


def to_close() -> list[Person]:
    """The accounts of those whose last membership ended long ago."""
    open_now = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()), person=OuterRef("pk"))
    rows: QuerySet[Any] = Person.objects.filter(~Exists(open_now), kind=Kind.PARTNER, is_active=True, is_demo=False)
    rows = rows.annotate(last=Max("memberships__ends_on")).filter(last__lt=clock.today() - CLOSED_AFTER)
    return list(rows.order_by("pk"))
