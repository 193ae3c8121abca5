"""A collaboration group is begun, changed and given members; who takes part in it, and what it takes up each month."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import group_changes, group_policy
from medskapa.commons.models import CollaborationGroup, GroupMember, GroupPerson, GroupTheme, Organisation
from medskapa.core import audit, clock, slugs
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.people.models import Person, Unit

GROUP_TEXTS = ["name", "about", "plain_about", "goals"]
GROUP_FIELDS = [*GROUP_TEXTS, "unit", "convenor", "is_active"]
LONGEST_THEME, LONGEST_TEXT = 100, 2_000
MONTHS = range(1, 13)
RESERVED = {"ny"}


@transaction.atomic
def begin_group(*, actor: Person, **fields: Any) -> CollaborationGroup:
    """Begin a group. One of the same name (a double click) is returned as it is.

    Args:
        fields: see `GROUP_FIELDS`.

    Raises:
        PermissionDenied: `actor` is no editor.
        ValidationError: something is missing or wrong; keyed by field.
    """
    if not group_policy.may_begin_group(actor):
        raise PermissionDenied
    if earlier := CollaborationGroup.objects.filter(name=str(fields.get("name", "")).strip()).first():
        return earlier
    group = CollaborationGroup(begun_on=clock.today())
    _fill(group, fields)
    slugs.save_new(group, field="name")
    audit.record(actor=actor, verb="group.begun", on=group)
    return group


@transaction.atomic
def edit_group(*, actor: Person, group: CollaborationGroup, version: int, **fields: Any) -> CollaborationGroup:
    """Change what is said of a group, its goals, and who convenes it. Its address stays.

    Raises:
        PermissionDenied: `actor` neither convenes it nor is an editor.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: somebody else changed it since `version`.
    """
    take_group(group, actor)
    if version != group.version:
        raise Conflict(_("Någon annan har ändrat det. Det du skrev finns kvar. Läs det nya och försök igen."))
    _fill(group, fields)
    group.version += 1
    group.save()
    audit.record(actor=actor, verb="group.edited", on=group, version=group.version)
    return group


@transaction.atomic
def plan_group_year(
    *, actor: Person, group: CollaborationGroup, year: int, titles: Mapping[int, str]
) -> list[GroupTheme]:
    """Say what the group takes up in each month of `year`: all twelve at once; an empty title takes the theme away.

    Args:
        titles: by the month's number.

    Raises:
        PermissionDenied: `actor` neither convenes it nor is an editor.
        ValidationError: a title is too long; keyed ``month_<number>``.
    """
    take_group(group, actor)
    wanted = {month: titles.get(month, "").strip() for month in MONTHS}
    for month, title in wanted.items():
        refuse_longer(f"month_{month}", title, LONGEST_THEME)
    there = {theme.month: theme for theme in group.themes.filter(year=year)}
    for month, title in wanted.items():
        if theme := there.get(month):
            if not title:
                theme.delete()
            elif theme.title != title:
                theme.title = title
                theme.save(update_fields=["title"])
        elif title:
            GroupTheme.objects.create(group=group, year=year, month=month, title=title)
    group_changes.changed(group, actor=actor)
    audit.record(actor=actor, verb="group.year_planned", on=group, year=year)
    return list(group.themes.filter(year=year).order_by("month"))


@transaction.atomic
def add_group_member(
    *, actor: Person, group: CollaborationGroup, organisation: Organisation | None = None, unit: Unit | None = None
) -> GroupMember:
    """Let an organisation or a unit be in the group from today. One that is in it already: nothing changes.

    Raises:
        PermissionDenied: `actor` neither convenes it nor is an editor.
        ValidationError: not just one of the two is named; keyed ``organisation``.
    """
    take_group(group, actor)
    if (organisation is None) == (unit is None):
        raise ValidationError({"organisation": _("Välj en organisation eller en enhet.")})
    if there := group.members.filter(organisation=organisation, unit=unit, ends_on__isnull=True).first():
        return there
    member = GroupMember.objects.create(group=group, organisation=organisation, unit=unit, starts_on=clock.today())
    audit.record(actor=actor, verb="group.member_added", on=member, group=group.pk)
    return member


@transaction.atomic
def end_group_member(*, actor: Person, member: GroupMember) -> GroupMember:
    """Let a member be in the group no more: today is the last day, also for those who came for it. Again: nothing.

    Raises:
        PermissionDenied: `actor` neither convenes the group nor is an editor.
    """
    take_group(member.group, actor)
    member.refresh_from_db(from_queryset=GroupMember.objects.select_for_update(of=("self",)))
    if member.ends_on is not None:
        return member
    member.ends_on = max(clock.today(), member.starts_on)
    member.save(update_fields=["ends_on"])
    for seat in member.people.select_for_update().filter(ends_on__isnull=True).order_by("pk"):
        _end(seat)
    audit.record(actor=actor, verb="group.member_ended", on=member, group=member.group_id)
    return member


@transaction.atomic
def name_group_person(*, actor: Person, member: GroupMember, person: Person) -> GroupPerson:
    """Let `person` take part in the group for a member from today. Named already: nothing changes.

    Raises:
        PermissionDenied: `actor` neither convenes the group nor is an editor.
        ValidationError: `person` neither acts for the organisation nor, for a unit, works here; keyed ``person``.
        Conflict: the member is in the group no more.
    """
    take_group(member.group, actor)
    if member.ends_on is not None:
        raise Conflict(_("De är inte med i gruppen längre. Ladda om sidan."))
    if not group_policy.people_to_choose(member).filter(pk=person.pk).exists():
        raise ValidationError({"person": _("Välj någon som företräder organisationen eller arbetar på enheten.")})
    if there := member.people.filter(person=person, ends_on__isnull=True).first():
        return there
    seat = GroupPerson.objects.create(member=member, person=person, starts_on=clock.today())
    audit.record(actor=actor, verb="group.person_named", on=seat, group=member.group_id)
    return seat


@transaction.atomic
def end_group_person(*, actor: Person, seat: GroupPerson) -> GroupPerson:
    """Let somebody take part in the group no more: today is the last day. Ended already: nothing changes.

    Raises:
        PermissionDenied: `actor` neither convenes the group nor is an editor.
    """
    take_group(seat.member.group, actor)
    seat.refresh_from_db(from_queryset=GroupPerson.objects.select_for_update(of=("self",)))
    if seat.ends_on is None:
        _end(seat)
        audit.record(actor=actor, verb="group.person_ended", on=seat)
    return seat


def take_group(group: CollaborationGroup, actor: Person) -> None:
    """Lock `group` for a change by `actor`. Raises PermissionDenied for one who does not keep it."""
    lock_group(group)
    if not group_policy.may_keep_group(actor, group):
        raise PermissionDenied


def lock_group(group: CollaborationGroup) -> None:
    """Lock `group` and read it anew."""
    group.refresh_from_db(from_queryset=CollaborationGroup.objects.select_for_update(of=("self",)))


def _end(seat: GroupPerson) -> None:
    seat.ends_on = max(clock.today(), seat.starts_on)
    seat.save(update_fields=["ends_on"])


def _fill(group: CollaborationGroup, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name in GROUP_FIELDS:
            setattr(group, name, value.strip() if isinstance(value, str) else value)
    for name, words in [("name", _("Skriv vad gruppen heter.")), ("about", _("Skriv vad gruppen gör."))]:
        if not getattr(group, name):
            raise ValidationError({name: words})
    for name in ["about", "plain_about", "goals"]:
        refuse_longer(name, getattr(group, name), LONGEST_TEXT)
    if not (group.convenor.is_staff_member and group.convenor.is_active):
        raise ValidationError({"convenor": _("Välj någon som arbetar här. Den kallar till mötena.")})
    group.clean_fields(exclude=["slug", "unit", "convenor"])
