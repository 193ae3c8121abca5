"""The piece of a resident's own way that says who their guide is."""

from typing import Any

from django.urls import reverse

from medskapa.guidance import notices, panels
from medskapa.guidance.models import NoticeKind
from medskapa.people.models import Person


def add() -> None:
    """Add it, and say where news of the guide lead. Called once, when the application starts."""
    panels.add("mine", "guide", "guidance/mine/_guide.html", _guide, order=30)
    for kind in (NoticeKind.NEW_GUIDE, NoticeKind.REQUEST_ANSWERED):
        notices.leads_to(kind, lambda _notice: reverse("guidance:my_guide"))


def _guide(*, viewer: Person, resident: Person) -> dict[str, Any]:
    return {}  # the page itself has looked the guide up, and is there for nobody without one
