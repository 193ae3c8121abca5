"""Somebody who may carry out an action, and somebody who may not, for every action of every room.

The scenes stand in modules of this package, one or more for a room, each in a dictionary `SCENES` from
``<room>.<action>`` to a `Scene`; a new module is found by itself. `tests/test_every_action.py` plays them.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from medskapa.people.models import Person
from tests.access.world import RESIDENT, World

Act = Callable[[World, Person | None], Any]
NOBODY = "nobody: a job, or the one who holds the code"


@dataclass(frozen=True)
class Scene:
    """`who` may do `act`. A `stranger` (None: nobody can be one here) may not, although all else is the same.

    `given` makes what the act is about before anything is counted, and `act` finds it with ``world.once(given)``.
    """

    who: str
    act: Act
    stranger: str | None = RESIDENT
    given: Callable[[World], Any] | None = None


def gathered() -> dict[str, Scene]:
    """The scenes of every module. An action that two modules play is a mistake, and raises ValueError."""
    found: dict[str, Scene] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        scenes: dict[str, Scene] = import_module(f"{__name__}.{module}").SCENES
        if twice := scenes.keys() & found.keys():
            raise ValueError(f"{module} plays what another module plays: {', '.join(sorted(twice))}")
        found |= scenes
    return found
