"""Who may do what at the common entrance. Each rule is written once, as a condition the database can answer.

The walls: what stands behind one is seen by the role on that side of it. Who is whose guide is known further down, by
the room of the guides: it opens the file, and then asks here for what stands behind its own wall.
"""

from django.db.models import Exists, OuterRef, Q

from medskapa.entrance.models import Entry, Fact, Part, PartState, Passing, Wall
from medskapa.people import policy as people
from medskapa.people.models import Kind, Person, Role
from medskapa.people.queries import current_grants, holds, roles_of

TAKING_IN, may_take_in = people.TAKING_IN, people.may_take_in
"""Those who ask the questions for somebody are those who may write down somebody who is new."""

WALLS_OF = {
    Role.RECEPTION: {Wall.SHARED},
    Role.GUIDE: {Wall.SHARED, Wall.GUIDANCE},
    Role.UNIT_MANAGER: {Wall.SHARED, Wall.GUIDANCE},
    Role.OFFICER: {Wall.SHARED, Wall.AUTHORITY},
}


OURS = Q(state=PartState.WAITING) | Q(state=PartState.RECEIVED, received_by__isnull=False)
"""The parts that the reception has: what another room has taken over is that room's."""


def may_receive(person: Person) -> bool:
    """Whether `person` works with the parts that wait at the entrance."""
    return holds(person, Role.RECEPTION)


def may_edit_questions(person: Person) -> bool:
    return holds(person, Role.EDITOR)


def walls_of(person: Person) -> set[Wall]:
    """The walls that `person` may look behind at work, by role."""
    return set().union(*(WALLS_OF.get(role, set()) for role in roles_of(person)))


def entries_open_to(person: Person) -> Q:
    """The entries that the reception works with: those with a part that is not done, or whose person nobody has met."""
    not_done = Part.objects.filter(OURS, entry=OuterRef("pk"))
    unsure = Q(signed_in=False, confirmed_by__isnull=True)
    return Q(Exists(current_grants(person, Role.RECEPTION))) & (Q(Exists(not_done)) | unsure)


def meets_now(actor: Person, person: Person) -> bool:
    """Whether `actor` works at the entrance with something that `person` has just handed in."""
    return Entry.objects.filter(entries_open_to(actor), person=person).exists()


def may_record(actor: Person, person: Person, wall: Wall) -> bool:
    """Whether `actor` may write down a fact: about themselves, or at the entrance about whoever stands there."""
    return actor.pk == person.pk or meets_now(actor, person)


def may_correct(actor: Person, fact: Fact) -> bool:
    """Everybody corrects and disputes what is known about themselves, and nobody else's."""
    return actor.pk == fact.person_id


def may_pass(actor: Person, fact: Fact) -> bool:
    """Whether `actor` may let `fact` pass its wall: staff on this side of it who work with it at the entrance.

    The room of the guides has a rule of its own for the residents of each.
    """
    return actor.kind == Kind.STAFF and fact.wall in walls_of(actor) and meets_now(actor, fact.person)


def behind(walls: set[Wall]) -> Q:
    """The facts that may be read on this side of `walls`: those that stand there, and those that have passed."""
    passed = Passing.objects.filter(fact=OuterRef("pk"), to_wall__in=walls)
    return Q(wall__in=walls) | Q(Exists(passed))
