"""Occupations with meaningful defaults."""

from typing import Any

import factory

from medskapa.commons import actions
from medskapa.commons.models import Occupation, OccupationKind, OccupationState, Organisation
from medskapa.core import clock
from medskapa.guidance.models import Measure
from medskapa.people.models import Person, Role
from tests.commons_factories import OrganisationFactory
from tests.factories import PersonFactory, PlaceFactory, staff

FIELDS = {
    "title": "Digital värd",
    "kind": OccupationKind.VOLUNTEER,
    "purpose": "Fler vågar använda telefonen.",
    "tasks": "Du sitter med den som frågar. Ni gör det tillsammans.",
    "learns": "Att förklara, vänta och lyssna.",
    "hours_a_week": 6,
    "weeks": 12,
    "seats": 3,
    "certificate": True,
    "next_step": "Vi skriver ett omdöme och söker jobb tillsammans.",
    "leads_to": "Kundvärd eller it-stöd",
    "phone": "040-10 20 30",
}
"""What a new occupation says at the least."""


class OccupationFactory(factory.django.DjangoModelFactory):
    """One that takes people in."""

    class Meta:
        model = Occupation

    slug = factory.Sequence(lambda n: f"uppdrag-{n}")
    title = factory.Sequence(lambda n: f"Digital värd {n}")
    organisation = factory.SubFactory(OrganisationFactory)
    place = factory.SubFactory(PlaceFactory)
    kind = OccupationKind.VOLUNTEER
    purpose = FIELDS["purpose"]
    tasks = FIELDS["tasks"]
    learns = FIELDS["learns"]
    languages = ["sv"]
    hours_a_week = 6
    weeks = 12
    seats = 3
    next_step = FIELDS["next_step"]
    leads_to = FIELDS["leads_to"]
    state = OccupationState.PUBLISHED
    published_on = factory.LazyFunction(clock.today)
    written_by = factory.SubFactory(PersonFactory)


def published(organisation: Organisation | None = None, editor: Person | None = None, **fields: Any) -> Occupation:
    """One that an editor wrote and published, so that guides can plan a time in it."""
    editor = editor or staff(Role.EDITOR)
    place = fields.pop("place", None) or PlaceFactory()
    organisation = organisation or OrganisationFactory()
    made = actions.write_occupation(actor=editor, organisation=organisation, place=place, **FIELDS | fields)
    return actions.send_occupation(actor=editor, occupation=made)


def measure_of(occupation: Occupation) -> Measure:
    """What a guide plans a placement in."""
    return Measure.objects.get(occupation=occupation)
