"""What is filled in to print and post letters, to note an answer as told, and to try another way."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.core.ui import Choice
from medskapa.voice import reach
from medskapa.voice.forms.desk import LARGEST_KEY
from medskapa.voice.letters import PRINT_LIMIT
from medskapa.voice.models import AnswerVia, DeliveryState, Viewpoint


class LettersForm(Form):
    """Which letters. The boxes stand in the list itself; this reads what was ticked."""

    letter = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Kryssa i minst ett brev.")}, label=_("Brev")
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        ticked = data.getlist("letter") if data else []
        keys = {key for key in ticked if key.isdecimal() and len(key) < 20 and int(key) <= LARGEST_KEY}
        self.fields["letter"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]

    def clean_letter(self) -> list[int]:
        """One print run is no longer than what a printer and a person can take in one go."""
        keys: list[int] = self.cleaned_data["letter"]
        if len(keys) > PRINT_LIMIT:
            raise forms.ValidationError(_("Välj högst %(limit)s brev åt gången."), params={"limit": PRINT_LIMIT})
        return keys


class ToldForm(Form):
    """The day when the answer was told."""

    on = forms.DateField(
        label=_("Vilken dag berättade du?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=clock.today,
    )


class RetryForm(Form):
    """The way to try now: every one that has a number or an address."""

    via = forms.TypedChoiceField(label=_("Hur ska svaret nå personen nu?"), coerce=AnswerVia, widget=forms.RadioSelect)

    def __init__(self, *args: Any, viewpoint: Viewpoint, tried: str, state: str, **options: Any) -> None:
        super().__init__(*args, **options)
        # What waits can only change its way; a form that was sent is judged by the action, which knows a double click.
        every_way = self.is_bound or state == DeliveryState.FAILED
        self.fields["via"].choices = [  # type: ignore[attr-defined]
            (via.value, Choice(_again(via, tried), _where(via, to)))
            for via, to in reach.ways_to(viewpoint).items()
            if every_way or via != tried
        ]


_WAYS = {
    AnswerVia.SMS: _("Sms"),
    AnswerVia.EMAIL: _("E-post"),
    AnswerVia.LETTER: _("Brev"),
    AnswerVia.CONTACT: _("Någon av oss berättar svaret"),
    AnswerVia.WEB: _("På webben, med koden på kvittot"),
}


def _again(via: AnswerVia, tried: str) -> Any:
    return _("%(way)s en gång till") % {"way": _WAYS[via]} if via == tried else _WAYS[via]


def _where(via: AnswerVia, to: str) -> Any:
    if via == AnswerVia.WEB:
        return _("Svaret ligger kvar där. Välj det här när inget annat går.")
    if via == AnswerVia.CONTACT:
        return _("Det hamnar i listan ”Att berätta”.")
    return ", ".join(to.splitlines())
