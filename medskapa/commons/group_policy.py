"""Who may do what in collaboration groups, and with accounts from outside. Each rule once, as in `commons.policy`."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from medskapa.commons import policy
from medskapa.commons.models import (
    CollaborationGroup,
    GroupMember,
    GroupPerson,
    GroupTask,
    Membership,
    MemberTask,
    Organisation,
)
from medskapa.people.models import Kind, Person
from medskapa.people.queries import current_grants, holds


def members_today() -> QuerySet[GroupMember]:
    """The members that groups have today."""
    return GroupMember.objects.filter(policy.open_today())


def _seats(person: Person) -> QuerySet[GroupPerson]:
    """Where `person` is named today: for a unit, or for an organisation that they act for today."""
    acting = Membership.objects.filter(
        policy.open_today(), person=person, organisation=OuterRef("member__organisation")
    )
    rows = GroupPerson.objects.filter(policy.open_today(), policy.open_today(way="member__"), person=person)
    return rows.filter(Q(member__unit__isnull=False) | Q(Exists(acting)))


def _led(person: Person) -> QuerySet[GroupMember]:
    """The members of groups whose organisation `person` leads today."""
    return members_today().filter(organisation__in=policy.acting_now(person, MemberTask.LEADS).values("organisation"))


def in_group(person: Person, *, group: str = "pk") -> Q:
    """The groups that `person` takes part in: named for a member, leading one of its organisations, or convening it.

    Args:
        group: the column that holds the group's key, for rows that belong to one.
    """
    named = _seats(person).filter(member__group=OuterRef(group))
    leads = _led(person).filter(group=OuterRef(group))
    return Q(Exists(named)) | Q(Exists(leads)) | convenes(person, group)


def convenes(person: Person, group: str = "pk") -> Q:
    """The groups that `person` convenes."""
    return Q(Exists(CollaborationGroup.objects.filter(pk=OuterRef(group), convenor=person)))


def keeps_group(person: Person, *, group: str = "pk") -> Q:
    """The groups that `person` may change: editors all, convenors their own."""
    return Q(Exists(current_grants(person, *policy.KEEPS_DIRECTORY))) | convenes(person, group)


def sees_group(person: Person, *, group: str = "pk") -> Q:
    """The groups whose work `person` sees: those who take part in it, and editors."""
    return in_group(person, group=group) | keeps_group(person, group=group)


def is_in_group(person: Person, group: CollaborationGroup) -> bool:
    return CollaborationGroup.objects.filter(in_group(person), pk=group.pk).exists()


def may_keep_group(person: Person, group: CollaborationGroup) -> bool:
    return CollaborationGroup.objects.filter(keeps_group(person), pk=group.pk).exists()


def may_begin_group(person: Person) -> bool:
    return holds(person, *policy.KEEPS_DIRECTORY)


def may_convene(person: Person, group: CollaborationGroup) -> bool:
    """Whether `person` plans the meetings of `group`, and writes its minutes."""
    return group.is_active and CollaborationGroup.objects.filter(convenes(person), pk=group.pk).exists()


def may_change_task(person: Person, task: GroupTask) -> bool:
    """Its owner, while they take part in the group, and those who keep the group."""
    mine = Q(owner=person) & in_group(person, group="group")
    return GroupTask.objects.filter(mine | keeps_group(person, group="group"), pk=task.pk).exists()


def is_in_any_group(person: Person) -> Q:
    """A condition of no row: `person` takes part in a group, or convenes one."""
    return Q(Exists(_seats(person))) | Q(Exists(_led(person))) | convenes_any(person)


def convenes_any(person: Person) -> Q:
    """A condition of no row: `person` convenes a group."""
    return Q(Exists(CollaborationGroup.objects.filter(convenor=person)))


def invites_to(person: Person) -> Q:
    """The organisations to which `person` may invite somebody from outside.

    Editors: all. Leaders: their own. Convenors: those that are in a group of theirs.
    """
    convened = members_today().filter(organisation=OuterRef("pk"), group__convenor=person, group__is_active=True)
    return policy.keeps_organisation(person) | Q(Exists(convened))


def may_invite_to(person: Person, organisation: Organisation) -> bool:
    rows = Organisation.objects.filter(invites_to(person), is_active=True)
    return rows.filter(pk=organisation.pk).exists()


def may_invite(person: Person) -> bool:
    """Whether `person` may invite anybody anywhere."""
    return Organisation.objects.filter(invites_to(person), is_active=True).exists()


def may_see_own_organisation(person: Person) -> bool:
    """Somebody from outside, and a colleague who acts for an organisation."""
    return person.kind == Kind.PARTNER or policy.acts_for_any(person)


def people_to_choose(member: GroupMember) -> QuerySet[Person]:
    """Whom a member can be represented by: those who act for the organisation, or colleagues for a unit."""
    rows = Person.objects.filter(is_active=True, protected_identity=False)
    if member.organisation_id is not None:
        acting = Membership.objects.filter(
            policy.open_today(), organisation=member.organisation_id, person=OuterRef("pk")
        )
        return rows.filter(Exists(acting)).order_by("name", "pk")
    return rows.filter(kind=Kind.STAFF).order_by("name", "pk")
