"""What may be read of people: grants that hold today, and the few lists that staff choose from."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, FilteredRelation, OuterRef, Q, QuerySet

from medskapa.core import clock
from medskapa.people import numbers
from medskapa.people.models import Grant, Kind, KnownNumber, Person, Role, Unit


def grants_today(*roles: Role) -> QuerySet[Grant]:
    """The grants that hold today, whoever holds them, of `roles` or, where none is named, of any role."""
    today = clock.today()
    grants = Grant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
    return grants.filter(role__in=roles) if roles else grants


def current_grants(person: Person, *roles: Role) -> QuerySet[Grant]:
    """The grants that `person` holds today, of `roles` or, where none is named, of any role."""
    return grants_today(*roles).filter(person=person)


def holders(grants: QuerySet[Grant]) -> QuerySet[Person]:
    """The people who hold one of `grants` and still work here, each once."""
    return Person.objects.filter(pk__in=grants.values("person"), is_active=True).order_by("pk")


def in_unit_of(person: Person, *roles: Role, field: str = "unit") -> Exists:
    """A condition: `person` holds one of `roles` today in the row's unit (`field`), or in the whole administration."""
    return Exists(current_grants(person, *roles).filter(Q(unit=OuterRef(field)) | Q(unit__isnull=True)))


def holds(person: Person, *roles: Role) -> bool:
    """Whether `person` holds one of `roles` anywhere today."""
    return current_grants(person, *roles).exists()


def roles_of(person: Person) -> set[Role]:
    """Every role that `person` holds anywhere today. One query; none where the request has looked them up."""
    if person.known_roles is not None:
        return set(person.known_roles)
    return {Role(role) for role in current_grants(person).values_list("role", flat=True)}


def standing_rows(person: Person, tasks: Mapping[str, Q]) -> QuerySet[Any, Any]:
    """A row for each role that `person` holds anywhere today (one without a role where there is none): the role, and
    then whether each of the conditions `tasks` holds. For `core.prepared`: every page at work asks for it."""
    today = clock.today()
    current = Q(grants__starts_on__lte=today) & (Q(grants__ends_on__isnull=True) | Q(grants__ends_on__gte=today))
    names = [f"task_{name}" for name in tasks]
    rows = Person.objects.filter(pk=person.pk).annotate(
        held=FilteredRelation("grants", condition=current),
        **{name: ExpressionWrapper(task, BooleanField()) for name, task in zip(names, tasks.values(), strict=True)},
    )
    return rows.values_list("held__role", *names)


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


def residents() -> QuerySet[Person]:
    """All active residents without protected identity, by name."""
    return Person.objects.filter(kind=Kind.RESIDENT, is_active=True, protected_identity=False).order_by("name", "pk")


def answerers_in(unit: Unit) -> QuerySet[Person]:
    """Those who may answer for `unit` today: whom a viewpoint can be assigned to."""
    return answerers_in_any(Unit.objects.filter(pk=unit.pk))


def answerers_in_any(units: QuerySet[Unit]) -> QuerySet[Person]:
    """Those who may answer for one of `units` today."""
    held = grants_today(Role.ANSWERER, Role.UNIT_MANAGER).filter(person=OuterRef("pk"))
    return staff().filter(Exists(held.filter(Q(unit__in=units) | Q(unit__isnull=True))))


def demo_people() -> QuerySet[Person]:
    """Those whom one may sign in as in the demo."""
    return Person.objects.filter(is_demo=True, is_active=True).select_related("unit").order_by("kind", "name", "pk")


def demo_faces() -> QuerySet[Person]:
    """Those whom the demo proposes to sign in as: residents with a story, staff who hold a role, and partners."""
    with_role = Exists(Grant.objects.filter(person=OuterRef("pk")))
    return demo_people().filter(Q(kind=Kind.RESIDENT) & ~Q(story="") | Q(kind=Kind.PARTNER) | with_role)


def has_known_number(person: Person) -> bool:
    """Whether somebody has seen which personal number `person` has."""
    return KnownNumber.objects.filter(person=person).exists()


def is_number_of(person: Person, number: str) -> bool:
    """Whether `number`, in twelve digits, is the one that was seen of `person`."""
    return KnownNumber.objects.filter(person=person, digest=numbers.digest(number)).exists()
