"""The verbs of people: the only code that changes who they are and how they are reached."""

import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.people import numbers, policy
from medskapa.people.models import Kind, KnownNumber, Person, ReachVia

CONTACT = ["email", "phone", "street", "postcode", "town", "language", "reach_via"]
_NEEDS = {ReachVia.SMS: "phone", ReachVia.EMAIL: "email", ReachVia.LETTER: "street"}


@transaction.atomic
def change_contact(*, actor: Person, person: Person, **details: str) -> Person:
    """Change how `person` is reached; `details` are those named in `CONTACT`.

    Raises:
        PermissionDenied: `actor` is somebody else.
        ValidationError: a detail is malformed, or the chosen way lacks its number or address; keyed by field.
    """
    if not policy.may_edit(actor, person):
        raise PermissionDenied
    person.refresh_from_db(from_queryset=Person.objects.select_for_update())
    changed = [field for field in CONTACT if field in details and getattr(person, field) != details[field].strip()]
    for field in changed:
        setattr(person, field, details[field].strip())
    person.clean_fields(exclude=["password", "login", "name"])
    needed = _NEEDS.get(ReachVia(person.reach_via))
    if needed and not getattr(person, needed):
        raise ValidationError({needed: _("Fyll i det här, eller välj ett annat sätt att bli nådd.")})
    if changed:
        person.save(update_fields=changed)
        audit.record(actor=actor, verb="person.contact_changed", on=person, fields=len(changed))
    return person


@transaction.atomic
def take_in_resident(*, actor: Person | None, name: str, protected_identity: bool = False, **details: str) -> Person:
    """Make a row for somebody who is new here and cannot sign in; `details` are those named in `CONTACT`.

    The login is random and there is no password: nobody can sign in as them until a desk worker has seen who they are.

    Args:
        actor: whoever writes it down at work; None where they tell it themselves, without signing in.

    Raises:
        PermissionDenied: `actor` is not one of those who meet people at the entrance.
        ValidationError: a detail is malformed; keyed by field.
    """
    if actor is not None and not policy.may_take_in(actor):
        raise PermissionDenied
    person = Person(
        login=f"new-{secrets.token_hex(12)}",
        name=name.strip(),
        kind=Kind.RESIDENT,
        protected_identity=protected_identity,
        **{field: details[field].strip() for field in CONTACT if field in details},
    )
    person.set_unusable_password()
    person.clean_fields(exclude=["password", "login"])
    person.save(force_insert=True)
    audit.record(actor=actor, verb="person.taken_in", on=person)
    return person


@transaction.atomic
def protect_identity(*, actor: Person, person: Person) -> Person:
    """Mark that the person's details are protected, because they say so: from now on nothing shows who they are.

    Raises:
        PermissionDenied: `actor` is somebody else.
    """
    if not policy.may_edit(actor, person):
        raise PermissionDenied
    if Person.objects.filter(pk=person.pk, protected_identity=False).update(protected_identity=True):
        audit.record(actor=actor, verb="person.protected", on=person)
    person.protected_identity = True
    return person


@transaction.atomic
def see_number(*, actor: Person, person: Person, number: str, saw_identity: bool) -> KnownNumber:
    """Write down that `actor` saw in an identity document which personal number `person` has. Only a hash is kept.

    Seen once more, the same number changes nothing; another one takes its place, for the first was read wrongly.

    Args:
        number: as it was written.

    Raises:
        PermissionDenied: `actor` does not meet people, or `person` is `actor` or no resident.
        ValidationError: it is no personal number, or nobody saw a document; keyed by field.
        Conflict: it belongs to another resident here.
    """
    if not policy.may_see_number(actor, person):
        raise PermissionDenied
    if not saw_identity:
        raise ValidationError({"saw_identity": _("Titta på en id-handling först. Utan den gäller inte numret.")})
    try:
        digest = numbers.digest(numbers.read(number))
    except ValueError as error:
        raise ValidationError({"number": str(error)}) from None
    person.refresh_from_db(from_queryset=Person.objects.select_for_update())
    holder = KnownNumber.objects.select_for_update(of=("self",)).select_related("person").filter(digest=digest).first()
    if holder and holder.person_id == person.pk:
        return holder
    if holder and holder.person.is_active:
        raise Conflict(_("Numret hör till en annan invånare här. Kontrollera det, eller be receptionen om hjälp."))
    if holder:  # a row that was joined with another: the number goes with the person
        holder.delete()
    seen = {"digest": digest, "seen_by": actor, "seen_on": clock.today()}
    known, _new = KnownNumber.objects.update_or_create(person=person, defaults=seen)
    audit.record(actor=actor, verb="person.number_seen", on=person)
    return known
