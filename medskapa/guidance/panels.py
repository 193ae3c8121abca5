"""The pieces that the shared pages of the path are made of: each area adds its own, and knows no other.

Four pages gather pieces: ``mine`` (the resident's own way), ``monday`` (what needs the guide today), ``unit`` (what
needs the manager of a unit today) and ``file`` (one resident at work).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from medskapa.people.models import Person

Page = Literal["mine", "monday", "unit", "file"]
Load = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One piece: a template, and what loads what it shows. `load` costs at most two queries."""

    name: str
    template: str
    order: int
    load: Load


@dataclass(frozen=True)
class Shown:
    template: str
    content: dict[str, Any]


_panels: dict[Page, dict[str, Panel]] = {"mine": {}, "monday": {}, "unit": {}, "file": {}}


def add(page: Page, name: str, template: str, load: Load, *, order: int) -> None:
    """Add a piece to `page`. The same name twice replaces the first. Called once, when the application starts.

    Args:
        template: is included with `content` (what `load` gave) and the page's own context.
        load: called with ``viewer`` and, for ``mine`` and ``file``, ``resident``; None where there is nothing to show.
        order: pieces with a low number come first.
    """
    _panels[page][name] = Panel(name, template, order, load)


def of(page: Page, *, viewer: Person, **about: Any) -> list[Shown]:
    """The pieces of `page` that `viewer` gets to see, in order."""
    found = []
    for panel in sorted(_panels[page].values(), key=lambda each: (each.order, each.name)):
        content = panel.load(viewer=viewer, **about)
        if content is not None:
            found.append(Shown(panel.template, content))
    return found
