"""What may be read of people: grants that hold today, and the few lists that staff choose from."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from medskapa.core import clock
from medskapa.people.models import Grant, Kind, Person, Role, Unit


def current_grants(person: Person, *roles: Role) -> QuerySet[Grant]:
    """The grants that `person` holds today, of `roles` or, where none is named, of any role."""
    today = clock.today()
    grants = Grant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), person=person, starts_on__lte=today)
    return grants.filter(role__in=roles) if roles else grants


def in_unit_of(person: Person, *roles: Role, field: str = "unit") -> Exists:
    """A condition: `person` holds one of `roles` today in the row's unit (`field`), or in the whole administration."""
    return Exists(current_grants(person, *roles).filter(Q(unit=OuterRef(field)) | Q(unit__isnull=True)))


def holds(person: Person, *roles: Role) -> bool:
    """Whether `person` holds one of `roles` anywhere today."""
    return current_grants(person, *roles).exists()


def roles_of(person: Person) -> set[Role]:
    """Every role that `person` holds anywhere today. One query."""
    return {Role(role) for role in current_grants(person).values_list("role", flat=True)}


def units() -> QuerySet[Unit]:
    """The units, which are public knowledge."""
    return Unit.objects.order_by("name", "pk")


def unit_called(slug: str) -> Unit:
    """The unit with `slug`. Raises Unit.DoesNotExist."""
    return Unit.objects.get(slug=slug)


def staff_named(text: str, limit: int = 20) -> QuerySet[Person]:
    """Members of staff whose name holds `text`: those a resident may ask to pass an answer on, or a task may go to."""
    staff = Person.objects.filter(kind=Kind.STAFF, is_active=True, protected_identity=False)
    return staff.filter(name__icontains=text).select_related("unit").order_by("name", "pk")[:limit]


def staff() -> QuerySet[Person]:
    """All active members of staff without protected identity, by name."""
    return Person.objects.filter(kind=Kind.STAFF, is_active=True, protected_identity=False).order_by("name", "pk")


def answerers_in(unit: Unit) -> QuerySet[Person]:
    """Those who may answer for `unit` today: whom a viewpoint can be assigned to."""
    return answerers_in_any(Unit.objects.filter(pk=unit.pk))


def answerers_in_any(units: QuerySet[Unit]) -> QuerySet[Person]:
    """Those who may answer for one of `units` today."""
    today = clock.today()
    held = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        Q(unit__in=units) | Q(unit__isnull=True),
        person=OuterRef("pk"),
        starts_on__lte=today,
        role__in=[Role.ANSWERER, Role.UNIT_MANAGER],
    )
    return staff().filter(Exists(held))


def demo_people() -> QuerySet[Person]:
    """Those whom one may sign in as in the demo."""
    return Person.objects.filter(is_demo=True, is_active=True).select_related("unit").order_by("kind", "name", "pk")
