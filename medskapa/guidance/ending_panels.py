"""Where news of how it went lead, who is to be rung about it, and the piece of a file that leads to its end."""

from typing import Any

from django.urls import reverse

from medskapa.guidance import notices, panels
from medskapa.guidance.models import NoticeKind
from medskapa.guidance.queries import ending
from medskapa.people.models import Person


def add() -> None:
    """Add it. Called once, when the application starts."""
    notices.leads_to(NoticeKind.PATH_ENDED, lambda _notice: reverse("guidance:how_it_went"))
    panels.add("file", "ending", "guidance/ending/_panel.html", _ending, order=95)
    panels.add("monday", "to_ring", "guidance/ending/_to_ring.html", _to_ring, order=65)
    panels.add("unit", "to_ring", "guidance/ending/_to_ring.html", _to_ring, order=50)


def _ending(*, viewer: Person, resident: Person) -> dict[str, Any]:
    return {}


def _to_ring(*, viewer: Person) -> dict[str, Any] | None:
    """How many are to be rung and asked how it went. One query."""
    number = ending.number_to_ring(viewer)
    return {"number": number} if number else None
