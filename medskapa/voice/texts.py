"""How voice puts things into words: content in the reader's language, hidden figures, how far a theme has come."""

from typing import Any

from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from analysis.disclosure import SMALLEST_LEAST, Hidden, Shown
from medskapa.core.languages import html_lang
from medskapa.voice.models import EventKind

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


def least() -> int:
    """The lowest number that is not small. A setting below what can protect anybody is raised to that."""
    return max(settings.SMALL_NUMBER, SMALLEST_LEAST)


def figure(shown: Shown) -> str:
    """A public figure, or what stands in its place: "färre än 5", or that it is not shown."""
    if shown is Hidden.FEW:
        return _("färre än %(least)s") % {"least": least()}
    if shown is Hidden.WITHHELD:
        return _("visas inte")
    return format_decimal(shown, locale=html_lang(get_language() or settings.LANGUAGE_CODE))
