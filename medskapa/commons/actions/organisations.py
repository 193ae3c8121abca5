"""Organisations come to be known, and somebody acts for them for a time."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medskapa.commons import policy
from medskapa.commons.models import Membership, MemberTask, Organisation, Service
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Person

OWN_FIELDS = ["about", "phone", "email", "website"]
"""What those who lead an organisation write themselves."""
ORGANISATION_FIELDS = ["name", "kind", "trusted", "is_active", *OWN_FIELDS]


@transaction.atomic
def add_organisation(*, actor: Person, **fields: Any) -> Organisation:
    """Put an organisation into the directory. The same name (a double click) returns the first.

    Args:
        fields: see `ORGANISATION_FIELDS`.

    Raises:
        PermissionDenied: `actor` does not keep the directory.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: another one has an address like it.
    """
    if not policy.may_keep_directory(actor):
        raise PermissionDenied
    if earlier := Organisation.objects.filter(name=str(fields.get("name", "")).strip()).first():
        return earlier
    organisation = Organisation(slug=slugify(fields.get("name", ""))[:50])
    _fill(organisation, fields, ORGANISATION_FIELDS)
    if not organisation.slug:
        raise ValidationError({"name": _("Skriv ett namn med bokstäver.")})
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Det finns redan en organisation som heter nästan så. Välj ett annat namn.")) from error
    audit.record(actor=actor, verb="organisation.added", on=organisation)
    return organisation


@transaction.atomic
def edit_organisation(*, actor: Person, organisation: Organisation, version: int, **fields: Any) -> Organisation:
    """Change what is said of an organisation. Whoever leads it writes its own words; the rest is for editors.

    Raises:
        PermissionDenied: `actor` neither keeps the directory nor leads the organisation.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: somebody else changed it since `version`.
    """
    take_organisation(organisation, actor)
    if version != organisation.version:
        raise Conflict(_("Någon annan har ändrat det. Det du skrev finns kvar. Läs det nya och försök igen."))
    allowed = ORGANISATION_FIELDS if policy.may_keep_directory(actor) else OWN_FIELDS
    _fill(organisation, fields, allowed)
    organisation.version += 1
    organisation.save()
    audit.record(actor=actor, verb="organisation.edited", on=organisation, version=organisation.version)
    return organisation


@transaction.atomic
def add_member(*, actor: Person, organisation: Organisation, person: Person, task: MemberTask) -> Membership:
    """Let a member of staff act for an organisation from today. The same task again: nothing changes.

    Another task ends the first today, so that what somebody did when can still be read. Somebody from outside is
    invited instead, and comes with an account of their own.

    Raises:
        PermissionDenied: `actor` does not keep the directory.
        ValidationError: `person` is not on the staff; keyed ``person``.
    """
    if not policy.may_keep_directory(actor):
        raise PermissionDenied
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update(of=("self",)))
    if not person.is_staff_member or not person.is_active:
        raise ValidationError({"person": _("Välj någon som arbetar här.")})
    today = clock.today()
    open_now = Membership.objects.filter(organisation=organisation, person=person, ends_on__isnull=True).first()
    if open_now and open_now.task == task:
        return open_now
    if open_now:
        open_now.ends_on = max(today, open_now.starts_on)
        open_now.save(update_fields=["ends_on"])
    member = Membership.objects.create(organisation=organisation, person=person, task=task, starts_on=today)
    audit.record(actor=actor, verb="organisation.member_added", on=member, task=str(task))
    return member


@transaction.atomic
def end_membership(*, actor: Person, membership: Membership) -> Membership:
    """Let somebody act for an organisation no more: today is the last day. Ended already: nothing changes.

    What they kept true in its name has no owner then, and an editor sees it.

    Raises:
        PermissionDenied: `actor` neither keeps the directory nor leads the organisation.
    """
    take_organisation(membership.organisation, actor)
    membership.refresh_from_db(from_queryset=Membership.objects.select_for_update(of=("self",)))
    if membership.ends_on is not None:
        return membership
    membership.ends_on = max(clock.today(), membership.starts_on)
    membership.save(update_fields=["ends_on"])
    owned = Service.objects.filter(organisation=membership.organisation, owner=membership.person, unit__isnull=True)
    left = owned.update(owner=None)
    audit.record(actor=actor, verb="organisation.member_ended", on=membership, services=left)
    return membership


def take_organisation(organisation: Organisation, actor: Person) -> None:
    """Lock `organisation` for a change by `actor`. Raises PermissionDenied for one who does not keep it."""
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update(of=("self",)))
    if not policy.may_keep_organisation(actor, organisation):
        raise PermissionDenied


def _fill(organisation: Organisation, fields: dict[str, Any], allowed: list[str]) -> None:
    for name, value in fields.items():
        if name in allowed:
            setattr(organisation, name, value.strip() if isinstance(value, str) else value)
    if not organisation.name:
        raise ValidationError({"name": _("Skriv vad organisationen heter.")})
    organisation.clean_fields(exclude=["slug", "unit"])
