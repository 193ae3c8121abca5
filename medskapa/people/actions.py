"""The verbs of people: the only code that changes who they are and how they are reached."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit
from medskapa.people import policy
from medskapa.people.models import Person, ReachVia

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
