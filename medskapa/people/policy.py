"""Who may do what with people's own details."""

from medskapa.people.models import Kind, Person, Role
from medskapa.people.queries import holds

TAKING_IN = (Role.RECEPTION, Role.GUIDE)
"""Those who meet people at the entrance, at the desk or on the phone."""


def may_edit(actor: Person, person: Person) -> bool:
    """Everybody edits their own contact details, and nobody else's."""
    return actor.pk == person.pk


def may_take_in(actor: Person) -> bool:
    """Those who meet people at the entrance write down somebody who is new."""
    return holds(actor, *TAKING_IN)


def may_see_number(actor: Person, person: Person) -> bool:
    """Those who meet people see the identity document of a resident, and never their own."""
    return actor.pk != person.pk and person.kind == Kind.RESIDENT and may_take_in(actor)
