"""How voice puts things into words: content in the reader's language, hidden figures, how far a theme has come."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy

from medskapa.core.figures import figure, least
from medskapa.voice.models import EventKind

__all__ = ["STATES", "figure", "in_language", "least"]

STATES = {
    EventKind.GROUPED: gettext_lazy("Vi har samlat det ni har sagt."),
    EventKind.ON_AGENDA: gettext_lazy("Vi ska prata om det på en träff."),
    EventKind.OFF_AGENDA: gettext_lazy("Det kom inte med på träffen. Vi har det kvar."),
    EventKind.DISCUSSED: gettext_lazy("Vi har pratat om det på en träff."),
    EventKind.PROPOSED: gettext_lazy("Det finns ett förslag."),
    EventKind.TAKEN_BY_GROUP: gettext_lazy("En arbetsgrupp har tagit sig an det."),
    EventKind.DECIDED: gettext_lazy("Det är beslutat."),
    EventKind.CARRIED_OUT: gettext_lazy("Det är gjort."),
    EventKind.EFFECT_SEEN: gettext_lazy("Vi ser vad det har lett till."),
}
"""How far a theme has come, by the latest of these events. Other events say nothing about that."""


def in_language(content: Any, field: str) -> str:
    """The text `field` of `content`, in its plain variant when the page is in plain Swedish and there is one."""
    plain = getattr(content, f"plain_{field}") if get_language() == "sv-plain" else ""
    return str(plain or getattr(content, field))
