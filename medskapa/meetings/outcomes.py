"""What other rooms do when an item of an agenda becomes a proposal, and which groups it can go to.

Meetings knows no room beneath it. One that wants to take part registers here when the application starts.
"""

from collections.abc import Callable, Iterable

from medskapa.meetings.models import AgendaItem
from medskapa.people.models import Person

Proposed = Callable[[AgendaItem, Person], object]
Groups = Callable[[], Iterable[str]]
_proposed: list[Proposed] = []
_groups: list[Groups] = []


def on_proposal(callback: Proposed) -> Proposed:
    """Have ``callback(item, actor)`` called when an item gets the outcome "proposal", inside that transaction.

    The outcome can be recorded again with other words, group or day: then it is called again, for the same item. The
    audit record of the outcome is written after it.
    """
    if callback not in _proposed:
        _proposed.append(callback)
    return callback


def groups_to_choose(callback: Groups) -> Groups:
    """Have `callback` give the names of the groups that a proposal can go to."""
    if callback not in _groups:
        _groups.append(callback)
    return callback


def proposed(item: AgendaItem, *, actor: Person) -> None:
    """Tell every room that `item` has become a proposal. Part of the action that recorded it."""
    for callback in _proposed:
        callback(item, actor)


def groups() -> list[str]:
    """The names of the groups that a proposal can go to, in order and each once."""
    return list(dict.fromkeys(name for callback in _groups for name in callback()))
