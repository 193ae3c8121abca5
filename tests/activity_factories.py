"""Activities with meaningful defaults, their times, and those who have signed up."""

from datetime import timedelta
from typing import Any

import factory

from medskapa.commons import actions
from medskapa.commons.models import Activity, ActivityKind, ActivityState, Occasion, SignUp
from medskapa.core import clock
from tests.commons_factories import OrganisationFactory
from tests.factories import PersonFactory, PlaceFactory

FIELDS = {"title": "Kvinnogrupp", "text": "Vi fikar och pratar. Alla kvinnor är välkomna.", "kind": ActivityKind.WOMEN}
"""What a new activity says at the least."""


class ActivityFactory(factory.django.DjangoModelFactory):
    """One that anyone may see, and signs up for."""

    class Meta:
        model = Activity

    slug = factory.Sequence(lambda n: f"aktivitet-{n}")
    title = factory.Sequence(lambda n: f"Musikkväll {n}")
    organisation = factory.SubFactory(OrganisationFactory)
    place = factory.SubFactory(PlaceFactory)
    kind = ActivityKind.MUSIC
    text = "Vi spelar och sjunger tillsammans. Kom som du är."
    languages = ["sv"]
    signs_up = True
    state = ActivityState.PUBLISHED
    published_on = factory.LazyFunction(clock.today)
    written_by = factory.SubFactory(PersonFactory)


def an_occasion(activity: Activity | None = None, *, days: float = 3, **fields: Any) -> Occasion:
    """A time of an activity, some days from now, two hours long."""
    starts_at = (clock.now() + timedelta(days=days)).replace(second=0, microsecond=0)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "changed_at": clock.now()}
    return Occasion.objects.create(activity=activity or ActivityFactory(), **times | fields)


def signed(occasion: Occasion, name: str = "Alma", **fields: Any) -> SignUp:
    """Somebody who has signed up, reached by e-mail."""
    reached = {"via": "email", "address": "alma@example.se"}
    return actions.sign_up(actor=None, occasion=occasion, name=name, **reached | fields)
