"""What hangs on a service and must not be left hanging: other parts say it here, so that keeping need not know them.

A service with something open is neither closed nor put together with another. What is over goes along when two rows
are put together, and comes back when that is undone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from medskapa.commons.models import Service


@dataclass(frozen=True)
class Held:
    """One kind of thing that hangs on services.

    Attributes:
        is_open: whether something of the kind is open at a service.
        why: the sentence for whoever wants to close it, lazily translated.
        move: gives all of the kind from one service to another, and returns the keys of what it gave.
        back: gives what `keys` say back to a service.
    """

    is_open: Callable[[Service], bool]
    why: Any
    move: Callable[[Service, Service], list[int]]
    back: Callable[[list[int], Service], None]


_held: dict[str, Held] = {}


def add(name: str, held: Held) -> None:
    """Let `held` count. The same name twice replaces the first. Called once, when the application starts."""
    _held[name] = held


def reasons(service: Service) -> list[str]:
    """Why `service` cannot be closed now, a sentence for each kind of thing that is open."""
    return [str(held.why) for held in _held.values() if held.is_open(service)]


def move(source: Service, into: Service) -> dict[str, list[int]]:
    """Give what hangs on `source` to `into`; return what was given, as `back` takes it."""
    return {name: held.move(source, into) for name, held in _held.items()}


def back(moved: dict[str, list[int]], source: Service) -> None:
    """Give what `move` gave back to `source`."""
    for name, keys in moved.items():
        if name in _held:
            _held[name].back(keys, source)
