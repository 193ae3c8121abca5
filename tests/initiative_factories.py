"""Initiatives with meaningful defaults, and what helpers logged where one is tried and where it is not."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import factory

from medskapa.commons.models import Initiative, InitiativeMeasure, MeasureKind, Organisation, Place, Visit
from medskapa.core import clock
from tests.commons_factories import OrganisationFactory
from tests.factories import AreaFactory, PlaceFactory, StaffFactory

_numbers = count(1)


class InitiativeFactory(factory.django.DjangoModelFactory):
    """One that anyone may see. It began sixty days ago; its leader may stop it and go on, and no more."""

    class Meta:
        model = Initiative
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"initiativ-{n}")
    title = factory.Sequence(lambda n: f"Digital hjälp {n}")
    question = "Löser sig mer när hjälpen finns nära?"
    text = "Vi hjälper till med mobilen och med BankID."
    area = factory.SubFactory(AreaFactory)
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=60))
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))
    led_by = factory.SubFactory(StaffFactory)
    leads_as = "samordnare"
    right = "Får sluta och fortsätta inom budgeten."
    leader_may_stop = True
    leader_may_go_on = True
    written_by = factory.SubFactory(StaffFactory)
    published_on = factory.LazyFunction(clock.today)


def tried_at(initiative: Initiative) -> Place:
    """A place where it is tried."""
    place = PlaceFactory(area=initiative.area)
    initiative.places.add(place)
    return place


def measure(initiative: Initiative, kind: MeasureKind = MeasureKind.VISITS, **fields: Any) -> InitiativeMeasure:
    return InitiativeMeasure.objects.create(initiative=initiative, kind=kind, **{"agreed_on": clock.today()} | fields)


def own_measure(initiative: Initiative, **fields: Any) -> InitiativeMeasure:
    """What somebody counts by hand."""
    said = {"what": "Nya medlemmar", "unit": "personer", "counted_by": "föreningen", "of_people": True}
    return measure(initiative, MeasureKind.OWN, **said | fields)


def visits(place: Place, number: int, *, days_ago: int, by: Organisation | None = None, **fields: Any) -> None:
    """`number` visits at a place, one a day from `days_ago` on and beginning again after twenty."""
    host = by or OrganisationFactory()
    said = {"need": "phone", "minutes": 20, "language": "sv", "outcome": "solved", "part": "forenoon"} | fields
    Visit.objects.bulk_create(
        Visit(
            client_key=f"besok-{next(_numbers)}",
            place=place,
            organisation=host,
            day=clock.today() - timedelta(days=days_ago - each % 20),
            **said,
        )
        for each in range(number)
    )


def a_trial(**fields: Any) -> Initiative:
    """An initiative with visits before and during it, here and elsewhere: 30 and 90 here, 40 and 40 elsewhere."""
    initiative = InitiativeFactory(**fields)
    here, there = tried_at(initiative), PlaceFactory()
    host = OrganisationFactory()
    for place, before, during in [(here, 30, 90), (there, 40, 40)]:
        visits(place, before, days_ago=120, by=host)
        visits(place, during, days_ago=50, by=host)
    return initiative


def fields_of(area: Any, leader: Any, **more: Any) -> dict[str, Any]:
    """What a new initiative says at the least, as an action takes it."""
    today: date = clock.today()
    return {
        "title": "Digital hjälp här",
        "question": "Löser sig mer?",
        "text": "Vi hjälper till med mobilen.",
        "area": area,
        "starts_on": today,
        "ends_on": today + timedelta(days=180),
        "led_by": leader,
        "leads_as": "samordnare",
        "right": "Får sluta.",
        "leader_may_stop": True,
    } | more
