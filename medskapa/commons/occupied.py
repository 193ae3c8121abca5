"""Who is in an occupation, and where they went: the room that places people there says it here.

Commons writes what can be done at a place and knows nothing of who does it. The room of the path takes over what stands
there (`Room.keep`), by which a guide can plan a time in it under the rules that hold for everything else, and gives
back two figures that say nothing of anybody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.disclosure import Shown
from medskapa.commons.models import Occupation, Place


@dataclass(frozen=True)
class MovedOn:
    """Where those went whose time at a place ended: numbers from which nobody can be picked out.

    Attributes:
        ended: how many, each counted once.
        parts: to work, to studies, to something else, and not known; None where they are too few to tell.
        years: of how long the figures are.
    """

    ended: Shown
    parts: tuple[int, int, int, int] | None
    years: int


@dataclass(frozen=True)
class Room:
    """What the room that places people does for the commons.

    Attributes:
        keep: takes over what stands in an occupation, within the action that has changed it. Raises ValidationError
            keyed by field where that cannot be: fewer seats than are taken.
        free: how many seats are free now, by the key of each occupation; one query however many they are.
        moved_on: where those went who were at a place.
    """

    keep: Callable[[Occupation], None]
    free: Callable[[Sequence[Occupation]], dict[int, int]]
    moved_on: Callable[[Place], MovedOn]


_rooms: dict[str, Room] = {}


def add(name: str, room: Room) -> None:
    """Let `room` place people. The same name twice replaces the first. Called once, when the application starts."""
    _rooms[name] = room


def keep(occupation: Occupation) -> None:
    """Let the rooms take over what stands in a locked occupation now. A part of an action."""
    for room in _rooms.values():
        room.keep(occupation)


def free(occupations: Sequence[Occupation]) -> dict[int, int]:
    """How many seats are free in each; all of them where nobody is placed by any room."""
    found = {each.pk: each.seats for each in occupations}
    for room in _rooms.values():
        found |= room.free(occupations)
    return found


def moved_on(place: Place) -> MovedOn | None:
    """Where those went who had their time at `place`; None where no room knows."""
    return next((room.moved_on(place) for room in _rooms.values()), None)
