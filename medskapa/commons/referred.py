"""Whom staff may send on by their account: rooms that know who meets whom say it here, so that commons need not know.

Whoever has no account is sent on from a desk by first name alone, which needs nothing of this.
"""

from collections.abc import Callable

from django.db.models import Q

from medskapa.people.models import Kind, Person

Meets = Callable[[Person, str], Q]
_meets: dict[str, Meets] = {}


def add(name: str, meets: Meets) -> None:
    """Let `meets` count. The same name twice replaces the first. Called once, when the application starts.

    Args:
        meets: gives, for a member of staff and the name of a column with a resident, the residents they meet.
    """
    _meets[name] = meets


def met_by(viewer: Person, *, resident: str = "pk") -> Q:
    """A condition: the resident in the column `resident` is somebody whom `viewer` meets by their task."""
    condition = Q(pk__in=[])
    for meets in _meets.values():
        condition |= meets(viewer, resident)
    return condition


def may_refer(viewer: Person, resident: Person) -> bool:
    """Whether `viewer` may send `resident` on."""
    rows = Person.objects.filter(met_by(viewer), pk=resident.pk, kind=Kind.RESIDENT)
    return rows.exists()
