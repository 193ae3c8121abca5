"""Objects of the commons with meaningful defaults: organisations, who acts for them, what the directory shows."""

from datetime import date, time, timedelta
from typing import Any

import factory

from medskapa.commons.models import (
    Hours,
    Membership,
    MemberTask,
    Organisation,
    OrganisationKind,
    Place,
    Service,
    ServiceAtPlace,
)
from medskapa.core import clock
from medskapa.people.models import Kind, Person
from tests.factories import PersonFactory, PlaceFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"forening-{n}")
    name = factory.Sequence(lambda n: f"Föreningen {n}")
    kind = OrganisationKind.ASSOCIATION
    phone = "040-628 04 50"
    email = factory.Sequence(lambda n: f"forening-{n}@example.se")


def acting_for(organisation: Organisation, task: MemberTask, person: Person) -> Person:
    """`person`, who has acted for `organisation` since the beginning of this year."""
    begun = date(clock.today().year, 1, 1)
    Membership.objects.create(organisation=organisation, person=person, task=task, starts_on=begun)
    return person


def partner(organisation: Organisation | None = None, task: MemberTask = MemberTask.LEADS, **person: Any) -> Person:
    """Somebody from outside with an account, who acts for `organisation`."""
    return acting_for(organisation or OrganisationFactory(), task, PersonFactory(kind=Kind.PARTNER, **person))


class ListedServiceFactory(factory.django.DjangoModelFactory):
    """A service in the directory, of an association, checked a week ago. `at` puts it somewhere."""

    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"hjalp-{n}")
    name = factory.Sequence(lambda n: f"Hjälp med mobilen {n}")
    organisation = factory.SubFactory(OrganisationFactory)
    listed = True
    summary = "Vi sitter ned tillsammans och reder ut det som krånglar."
    needs = ["phone"]
    languages = ["sv"]
    changed_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=30))
    checked_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=7))
    check_by = factory.LazyAttribute(lambda row: row.checked_on and row.checked_on + timedelta(days=90))


def at(service: Service, place: Place | None = None, **hours: Any) -> ServiceAtPlace:
    """`service` at a place, open on Mondays from nine to twelve unless `hours` say otherwise."""
    where = ServiceAtPlace.objects.create(service=service, place=place or PlaceFactory())
    times = {"weekday": 1, "opens": time(9), "closes": time(12)} | hours
    Hours.objects.create(at=where, service=service, **times)
    return where
