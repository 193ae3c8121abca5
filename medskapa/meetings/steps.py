"""The steps of a meeting at work, in the order they are taken: each a page of its own, with the meeting's slug."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from medskapa.meetings.models import Meeting, MeetingState

Condition = Callable[[Meeting], bool]


def always(meeting: Meeting) -> bool:
    return True


def was_announced(meeting: Meeting) -> bool:
    """From the day it is announced: those who were asked are told when it is cancelled, and what came of it."""
    return meeting.is_public


def announced_or_closed(meeting: Meeting) -> bool:
    return meeting.state in {MeetingState.ANNOUNCED, MeetingState.CLOSED}


@dataclass(frozen=True)
class Step:
    """A page about one meeting. `url_name` takes its ``slug``; `when` says at which meetings the page is of use.

    `for_helpers`: those who host a table or write at one come there too, and not only the planners.
    """

    url_name: str
    text: Any
    about: Any
    when: Condition = always
    for_helpers: bool = False

    def url(self, meeting: Meeting) -> str:
        """Its address; empty while there is no such page."""
        try:
            return reverse(self.url_name, args=[meeting.slug])
        except NoReverseMatch:
            return ""


STEPS = [
    Step("meetings:agenda", _("Dagordning"), _("Vad ni tar upp, i vilken ordning, och vad alla får svara på förut.")),
    Step(
        "meetings:tables",
        pgettext_lazy("flera", "Bord"),
        _("Vad varje bord pratar om, vem som är värd och vem som skriver."),
    ),
    Step("meetings:guests", _("Gäster"), _("Politiker, tjänstepersoner och tolkar.")),
    Step("meetings:invitations", _("Inbjudna"), _("Lottning, val för hand, svar och behov.")),
    Step("meetings:messages", _("Utskick"), _("Brev, sms och det som ska berättas."), was_announced),
    Step(
        "meetings:statements",
        _("Påståenden och röstning"),
        _("Det som alla får hålla med om eller inte."),
        for_helpers=True,
    ),
    Step("meetings:day", _("På träffen"), _("Vilka som har kommit, och anteckningar."), announced_or_closed, True),
    Step("meetings:closing", _("Avsluta"), _("Vad det blev av varje punkt."), announced_or_closed),
    Step("meetings:minutes", _("Minnesanteckningar"), _("Det alla får läsa efteråt."), announced_or_closed, True),
]
"""Every page about a meeting. Whoever makes one writes the name of its address here."""
