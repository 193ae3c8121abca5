"""The verbs of the commons: the town is put in place, and brought up to date, from one file."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from medskapa.commons.models import Area, Place, Service
from medskapa.core import audit, clock
from medskapa.people.models import Grant, Kind, Person, Role, Unit

Entry = Mapping[str, Any]
AnyModel = TypeVar("AnyModel", bound=Model)


@transaction.atomic
def load_town(*, actor: None, town: Mapping[str, Sequence[Entry]]) -> dict[str, int]:
    """Make or bring up to date the units, areas, places, services and staff of an installation.

    What `town` does not name is left as it is; a member of staff who is named holds just the roles that are named,
    and the others end today. Only an operator at the server calls this, so there is no `actor`.

    Args:
        town: lists of entries under ``units``, ``areas``, ``places``, ``services`` and ``staff``, as
            docs/operators.md shows them.

    Returns:
        How many entries of each kind were read.

    Raises:
        ValidationError: something is missing or unknown; the sentence names the entry. Nothing is then changed.
    """
    put = {"units": _unit, "areas": _area, "places": _place, "services": _service, "staff": _staff}
    if unknown := sorted(set(town) - set(put)):
        raise ValidationError(_("Okänt i filen: %(names)s.") % {"names": ", ".join(unknown)})
    for kind, make in put.items():
        for entry in town.get(kind, []):
            row = _made(kind, entry, make)
            audit.record(actor=actor, verb="town.loaded", on=row, kind=kind)
    return {kind: len(town.get(kind, [])) for kind in put}


def _made(kind: str, entry: Entry, make: Any) -> Model:
    try:
        row: Model = make(entry)
    except KeyError as missing:
        raise ValidationError(f"{kind}: {dict(entry)}: {missing.args[0]} saknas eller finns inte.") from missing
    except (ValidationError, ValueError) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise ValidationError(f"{kind}: {dict(entry)}: {said}") from error
    return row


def _put(model: type[AnyModel], wanted: Entry, **key: str) -> AnyModel:
    """The row with `key`, made or changed to hold what is `wanted`, once that has been looked through."""
    row = model._default_manager.filter(**key).first() or model(**key)
    for field, value in wanted.items():
        setattr(row, field, value)
    row.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    row.save()
    return row


def _unit(entry: Entry) -> Unit:
    wanted = {"name": entry["name"], "phone": entry.get("phone", ""), "about": entry.get("about", "")}
    wanted["second_reader"] = bool(entry.get("second_reader", False))
    return _put(Unit, wanted, slug=entry["key"])


def _area(entry: Entry) -> Area:
    wanted = {"name": entry["name"]}
    if "map" in entry:
        wanted["map_x"], wanted["map_y"] = entry["map"]
    return _put(Area, wanted, slug=entry["key"])


def _place(entry: Entry) -> Place:
    wanted = {
        "name": entry["name"],
        "kind": entry["kind"],
        "area": _named(Area, entry.get("area")),
        "address": entry.get("address") or "",
        "about": entry.get("about", ""),
        "digital_help": entry.get("digital_help", "no"),
    }
    return _put(Place, wanted, slug=entry["key"])


def _service(entry: Entry) -> Service:
    wanted = {"name": entry["name"], "unit": _named(Unit, entry["unit"]), "words": list(entry.get("words", []))}
    return _put(Service, wanted, slug=entry["key"])


def _staff(entry: Entry) -> Person:
    wanted = {
        "name": entry["name"],
        "kind": Kind.STAFF,
        "title": entry.get("title", ""),
        "email": entry["email"],
        "unit": _named(Unit, entry.get("unit")),
    }
    person = _put(Person, wanted, login=entry["email"].lower())
    if not person.password:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    _hold(person, {(Role(each["role"]), _named(Unit, each.get("unit"))) for each in entry.get("roles", [])})
    return person


def _hold(person: Person, wanted: set[tuple[Role, Unit | None]]) -> None:
    today = clock.today()
    for grant in person.grants.filter(ends_on__isnull=True).select_related("unit"):
        if (Role(grant.role), grant.unit) in wanted:
            wanted.discard((Role(grant.role), grant.unit))
        else:
            grant.ends_on = today
            grant.save(update_fields=["ends_on"])
    Grant.objects.bulk_create(Grant(person=person, role=role, unit=unit, starts_on=today) for role, unit in wanted)


def _named(model: Any, slug: str | None) -> Any:
    """The row with `slug`; None for none. Raises KeyError for one that is not there, as for a missing field."""
    if not slug:
        return None
    row = model.objects.filter(slug=slug).first()
    if row is None:
        raise KeyError(slug)
    return row
