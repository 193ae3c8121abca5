"""Who may do what with people's own details."""

from medskapa.people.models import Person


def may_edit(actor: Person, person: Person) -> bool:
    """Everybody edits their own contact details, and nobody else's."""
    return actor.pk == person.pk
