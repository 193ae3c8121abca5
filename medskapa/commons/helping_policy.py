"""Who helps at a place and may log it. Each rule is written once, as a condition the database can answer."""

from django.db.models import Exists, Q, QuerySet

from medskapa.commons.models import Organisation, Place, ServiceAtPlace, ServiceState, Visit
from medskapa.commons.policy import acting_now
from medskapa.people.models import Person, Unit
from medskapa.people.queries import current_grants

_GIVEN = (ServiceState.ACTIVE, ServiceState.PAUSED)


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """The organisations that `person` acts for today, with whatever task."""
    return Organisation.objects.filter(pk__in=acting_now(person).values("organisation"))


def units_of(person: Person) -> QuerySet[Unit]:
    """The units where `person` holds a role today. A role in the whole administration is one in no unit."""
    return Unit.objects.filter(pk__in=current_grants(person).filter(unit__isnull=False).values("unit"))


def helps_at(person: Person) -> Q:
    """The places where `person` helps: what they act for, or their unit, has the place or gives a service there."""
    return _run_by(
        organisations=acting_now(person).values("organisation"),
        units=current_grants(person).filter(unit__isnull=False).values("unit"),
    )


def may_log_at(person: Person, place: Place) -> bool:
    return Place.objects.filter(helps_at(person), pk=place.pk).exists()


def helps(person: Person) -> Q:
    """A condition of no row: `person` helps somewhere today."""
    return Q(Exists(Place.objects.filter(helps_at(person))))


def logged(person: Person) -> Q:
    """The visits that `person` logged and sees: nobody else's, also not those of colleagues."""
    return Q(logged_by=person, undone=False)


def may_undo(person: Person, visit: Visit) -> bool:
    return visit.logged_by_id == person.pk


def _run_by(*, organisations: QuerySet, units: QuerySet) -> Q:  # type: ignore[type-arg]
    given = ServiceAtPlace.objects.filter(service__state__in=_GIVEN)
    by_organisation = given.filter(service__organisation__in=organisations).values("place")
    by_unit = given.filter(service__unit__in=units).values("place")
    return (
        Q(organisation__in=organisations)
        | Q(organisation__unit__in=units)
        | Q(pk__in=by_organisation)
        | Q(pk__in=by_unit)
    )
