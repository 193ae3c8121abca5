"""Who works in a group, from which day to which; and whether the name may be shown to everybody."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.actions.groups import Group
from medskapa.change.models import DevelopmentGroup, Member, MemberRole, WorkingGroup, WorkingGroupState
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Person


@transaction.atomic
def join(
    *,
    actor: Person,
    group: Group,
    person: Person,
    role: MemberRole = MemberRole.MEMBER,
    show_name: bool = False,
    starts_on: date | None = None,
) -> Member:
    """Let somebody, staff or resident, work in a group from a day on. In it already: only the task changes.

    Raises:
        PermissionDenied: `actor` does not see to the group.
        ValidationError: the person has protected identity and the name would be shown, or a resident would lead.
        Conflict: the group has ended.
    """
    model = type(group)
    group.refresh_from_db(from_queryset=model._default_manager.select_for_update(of=("self",)))  # type: ignore[arg-type]
    if not policy.may_lead_any(actor, group):
        raise PermissionDenied
    if isinstance(group, WorkingGroup) and group.state != WorkingGroupState.ACTIVE:
        raise Conflict(_("Arbetsgruppen har slutat."))
    if show_name and person.protected_identity:
        raise ValidationError({"show_name": _("Personen har skyddade uppgifter. Namnet får inte visas.")})
    if role == MemberRole.LEADS and not person.is_staff_member:
        raise ValidationError({"role": _("Den som leder gruppen måste vara anställd.")})
    where = {_field(group): group}
    member = Member.objects.filter(person=person, ends_on__isnull=True, **where).first()
    if member is None:
        member = Member(person=person, starts_on=starts_on or clock.today(), role=role, show_name=show_name, **where)
        member.save()
        audit.record(actor=actor, verb="group.joined", on=member, role=str(role))
    elif member.role != role:
        member.role = role
        member.save(update_fields=["role"])
        audit.record(actor=actor, verb="group.task_changed", on=member, role=str(role))
    return member


def _field(group: Group) -> str:
    return "development_group" if isinstance(group, DevelopmentGroup) else "working_group"


def _group_of(member: Member) -> Group:
    group = member.working_group or member.development_group
    if group is None:
        raise ValueError("a member of no group: the database refuses that")
    return group


@transaction.atomic
def leave(*, actor: Person, member: Member, last_day: date | None = None) -> Member:
    """End somebody's time in a group with `last_day` (today). One may always leave oneself. Left already: no change.

    Raises:
        PermissionDenied: `actor` neither sees to the group nor is the member.
        ValidationError: the last day is before the first; keyed ``last_day``.
    """
    member.refresh_from_db(from_queryset=Member.objects.select_for_update(of=("self",)))
    if member.person_id != actor.pk and not policy.may_lead_any(actor, _group_of(member)):
        raise PermissionDenied
    if member.ends_on is not None:
        return member
    day = last_day or clock.today()
    if day < member.starts_on:
        raise ValidationError({"last_day": _("Den sista dagen kan inte vara före den första.")})
    member.ends_on = day
    member.save(update_fields=["ends_on"])
    audit.record(actor=actor, verb="group.left", on=member)
    return member


@transaction.atomic
def show_name(*, actor: Person, member: Member, shown: bool) -> Member:
    """Let everybody see one's own name among the group's members, or no longer. As it is already: no change.

    Raises:
        PermissionDenied: `actor` is somebody else; nobody says this for another.
        Conflict: `actor` has protected identity.
    """
    member.refresh_from_db(from_queryset=Member.objects.select_for_update(of=("self",)))
    if member.person_id != actor.pk:
        raise PermissionDenied
    if shown and actor.protected_identity:
        raise Conflict(_("Du har skyddade uppgifter. Därför visar vi inte ditt namn."))
    if member.show_name != shown:
        member.show_name = shown
        member.save(update_fields=["show_name"])
        audit.record(actor=actor, verb="group.name_shown", on=member, shown=shown)
    return member
