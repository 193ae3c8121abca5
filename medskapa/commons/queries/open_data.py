"""The whole directory as tables of HSDS, read a piece at a time: what anyone may see, and nobody's name."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from medskapa.commons import needs
from medskapa.commons.hsds import Row, Table, identifier
from medskapa.commons.models import Hours, Organisation, OrganisationKind, Place, ServiceAtPlace, ServiceState
from medskapa.commons.queries.directory import public
from medskapa.core.languages import SPOKEN
from medskapa.people.models import Unit

_AT_ONCE = 2_000
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOCAL_TIME = "Svensk tid (Europe/Stockholm)."


def number() -> int:
    """How many services anyone may see. One query."""
    return public().count()


def tables() -> Iterator[Table]:
    """Every table of the export with its rows, in the order of `hsds.tables`. One query a table, or two."""
    space = uuid5(NAMESPACE_URL, settings.PUBLIC_URL)
    yield "organization", _organisations(space)
    yield "service", _services(space)
    yield "location", _places(space)
    yield "service_at_location", _at_places(space)
    yield "address", _addresses(space)
    yield "phone", _phones(space)
    yield "schedule", _schedules(space)
    yield "language", _languages(space)
    yield "accessibility", _accessibility(space)
    yield "taxonomy", [_taxonomy(space)]
    yield "taxonomy_term", _terms(space)
    yield "attribute", _attributes(space)


def _swedish(text: Any) -> str:
    """What is a name here is data, and in Swedish whatever language the visitor reads."""
    with translation.override("sv"):
        return str(text)


def _owner(space: UUID, organisation: int | None, unit: int | None) -> str:
    """The organisation of a service: its own, otherwise the unit of the administration."""
    key = f"unit/{unit}" if organisation is None else organisation
    return identifier(space, "organization", key)


def _public_of(**condition: Any) -> Exists:
    return Exists(public().filter(**condition))


def _public_organisations() -> QuerySet[Organisation]:
    return Organisation.objects.filter(_public_of(organisation=OuterRef("pk"))).order_by("pk")


def _public_places() -> QuerySet[Place]:
    return Place.objects.filter(_public_of(at_places__place=OuterRef("pk"))).order_by("pk")


def _organisations(space: UUID) -> Iterator[Row]:
    for row in _public_organisations().iterator(_AT_ONCE):
        yield {
            "id": _owner(space, row.pk, None),
            "name": row.name,
            "description": row.about or _swedish(OrganisationKind(row.kind).label),
            "email": row.email,
            "website": row.website,
        }
    units = Unit.objects.filter(_public_of(unit=OuterRef("pk"), organisation__isnull=True)).order_by("pk")
    for unit in units.iterator(_AT_ONCE):
        about = unit.about or settings.MUNICIPALITY["administration"]
        yield {"id": _owner(space, None, unit.pk), "name": unit.name, "description": about}


def _services(space: UUID) -> Iterator[Row]:
    for row in public().order_by("pk").iterator(_AT_ONCE):
        paused = row.state == ServiceState.PAUSED
        yield {
            "id": identifier(space, "service", row.pk),
            "organization_id": _owner(space, row.organisation_id, row.unit_id),
            "name": row.name,
            "description": "\n\n".join(text for text in (row.summary, row.text, row.accessibility) if text),
            "url": row.website,
            "email": row.email,
            "status": "temporarily closed" if paused else "active",
            "application_process": row.how,
            "fees_description": row.cost or "Gratis",
            "eligibility_description": row.for_whom,
            "assured_date": row.checked_on,
            "alert": row.paused_because if paused else "",
            "last_modified": datetime.combine(row.changed_on, time(), UTC) if row.changed_on else None,
        }


def _places(space: UUID) -> Iterator[Row]:
    for row in _public_places().select_related("area").iterator(_AT_ONCE):
        area = f"{row.area.name}. " if row.area else ""
        yield {
            "id": identifier(space, "location", row.pk),
            "location_type": "physical",
            "name": row.name,
            "description": f"{area}{row.about}".strip(),
            "transportation": row.way_there,
        }


def _at_places(space: UUID) -> Iterator[Row]:
    rows = ServiceAtPlace.objects.filter(service__in=public()).order_by("pk")
    for key, service, place, note in rows.values_list("pk", "service", "place", "note").iterator(_AT_ONCE):
        yield {
            "id": identifier(space, "service_at_location", key),
            "service_id": identifier(space, "service", service),
            "location_id": identifier(space, "location", place),
            "description": note,
        }


def _addresses(space: UUID) -> Iterator[Row]:
    """HSDS asks for more than we know: postcode and county are empty here, and not guessed."""
    rows = _public_places().exclude(address="").values_list("pk", "address")
    for key, street in rows.iterator(_AT_ONCE):
        yield {
            "id": identifier(space, "address", key),
            "location_id": identifier(space, "location", key),
            "address_1": street,
            "city": settings.MUNICIPALITY["name"],
            "state_province": "",
            "postal_code": "",
            "country": "SE",
            "address_type": "physical",
        }


def _phones(space: UUID) -> Iterator[Row]:
    owners = [("service", public()), ("location", _public_places()), ("organization", _public_organisations())]
    for table, rows in owners:
        numbers = rows.exclude(phone="").order_by("pk").values_list("pk", "phone")
        for key, phone in numbers.iterator(_AT_ONCE):
            yield {
                "id": identifier(space, "phone", f"{table}/{key}"),
                f"{table}_id": identifier(space, table, key),
                "number": phone,
                "type": "voice",
            }


def _schedules(space: UUID) -> Iterator[Row]:
    rows = Hours.objects.filter(service__in=public()).order_by("pk")
    fields = ("pk", "service", "at", "weekday", "opens", "closes", "from_day", "to_day", "note")
    for values in rows.values_list(*fields).iterator(_AT_ONCE):
        key, service, at, weekday, opens, closes, from_day, to_day, note = values
        row = {"id": identifier(space, "schedule", key)}
        if at is None:
            row |= {"service_id": identifier(space, "service", service), "attending_type": "Per telefon"}
        else:
            row["service_at_location_id"] = identifier(space, "service_at_location", at)
        yield row | {
            "valid_from": from_day,
            "valid_to": to_day,
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": _DAYS[weekday - 1],
            "opens_at": opens,
            "closes_at": closes,
            "notes": f"{LOCAL_TIME} {note}".strip(),
        }


def _languages(space: UUID) -> Iterator[Row]:
    names = {code: _swedish(name) for code, name in SPOKEN}
    for key, codes in public().order_by("pk").values_list("pk", "languages").iterator(_AT_ONCE):
        for code in codes:
            yield {
                "id": identifier(space, "language", f"{key}/{code}"),
                "service_id": identifier(space, "service", key),
                "name": names.get(code, code),
                "code": code,
            }


def _accessibility(space: UUID) -> Iterator[Row]:
    rows = _public_places().exclude(accessibility="").values_list("pk", "accessibility")
    for key, words in rows.iterator(_AT_ONCE):
        yield {
            "id": identifier(space, "accessibility", key),
            "location_id": identifier(space, "location", key),
            "description": words,
        }


def _taxonomy(space: UUID) -> Row:
    return {
        "id": identifier(space, "taxonomy", "needs"),
        "name": "Behov",
        "description": "Vad människor behöver hjälp med.",
    }


def _terms(space: UUID) -> Iterator[Row]:
    for slug, name in needs.choices():
        yield {
            "id": identifier(space, "taxonomy_term", slug),
            "code": slug,
            "name": _swedish(name),
            "description": f"Jag behöver hjälp med {_swedish(name)}.",
            "taxonomy_id": identifier(space, "taxonomy", "needs"),
            "language": "sv",
        }


def _attributes(space: UUID) -> Iterator[Row]:
    terms = {slug: identifier(space, "taxonomy_term", slug) for slug in needs.WORDS}
    for key, slugs in public().order_by("pk").values_list("pk", "needs").iterator(_AT_ONCE):
        for slug in needs.known(slugs):
            yield {
                "id": identifier(space, "attribute", f"{key}/{slug}"),
                "link_id": identifier(space, "service", key),
                "taxonomy_term_id": terms[slug],
                "link_type": "need",
                "link_entity": "service",
            }
