"""What other rooms do when the questions, tasks or themes of a collaboration group change: a draft agenda follows.

The commons know no room beneath them. One that wants to follow registers here when the application starts.
"""

from collections.abc import Callable

from medskapa.commons.models import CollaborationGroup
from medskapa.people.models import Person

Follow = Callable[[CollaborationGroup, Person], object]
_follow: list[Follow] = []


def on_change(callback: Follow) -> Follow:
    """Have ``callback(group, actor)`` called when the group's work has changed, inside that transaction."""
    if callback not in _follow:
        _follow.append(callback)
    return callback


def changed(group: CollaborationGroup, *, actor: Person) -> None:
    """Tell every room that follows. The last thing that an action does before its audit record."""
    for callback in _follow:
        callback(group, actor)
