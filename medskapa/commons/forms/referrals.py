"""The forms of referrals: what staff send, what people ask themselves, what comes back, and how it went."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.commons import referral_codes
from medskapa.commons.actions.referrals import LONGEST_NAME, LONGEST_WHAT
from medskapa.commons.actions.referrals_answered import LONGEST_ANSWER, MOST_PLACES
from medskapa.commons.models import CameOfIt, DidHelp, Reach, Refused
from medskapa.core import clock
from medskapa.core.fields import CodeField, a_day, a_time, story
from medskapa.core.forms import Form
from medskapa.core.languages import SPOKEN

ACCEPT, PROPOSE, REFUSE = "accept", "propose", "refuse"


class CodeForm(Form):
    """The code of a referral, as it stands in the mail, in the SMS, or on the paper from the desk."""

    code = CodeField(
        parse=referral_codes.parse,
        label=_("Koden"),
        help_text=_("Sex ord. Ett stavfel i ett ord gör inget."),
        error_messages={
            "required": _("Skriv de sex orden i koden."),
            "incomplete": _("Koden är sex ord. Titta en gång till, och skriv alla orden."),
        },
    )


class _WhatForm(Form):
    what = story(
        _("Vad gäller det?"),
        rows=3,
        limit=LONGEST_WHAT,
        required=True,
        help_text=_("Bara det som den som hjälper behöver veta. Inga personnummer."),
    )
    reach_via = forms.ChoiceField(
        label=_("Hur når de personen?"), choices=Reach.choices, widget=forms.RadioSelect, initial=Reach.PHONE
    )
    reach_to = forms.CharField(
        label=_("Nummer eller adress"),
        help_text=_("Den som hjälper ser det först när de har sagt ja."),
        max_length=200,
        required=False,
    )
    language = forms.ChoiceField(label=_("Vilket språk?"), choices=SPOKEN, initial="sv")


class SendForResidentForm(_WhatForm):
    """What is agreed with a resident who has an account."""

    consent = forms.BooleanField(
        label=_("Personen har sagt ja till att vi frågar just dem, med just de här orden"),
    )


class SendForm(SendForResidentForm):
    """What is agreed with somebody at the desk, who needs no account."""

    first_name = forms.CharField(label=_("Förnamn"), max_length=LONGEST_NAME, required=False)
    field_order = ["form_key", "first_name", "what", "reach_via", "reach_to", "language", "consent"]


class AskForm(_WhatForm):
    """What somebody asks for themselves."""

    first_name = forms.CharField(label=_("Vad ska de kalla dig?"), max_length=LONGEST_NAME, required=False)
    field_order = ["form_key", "what", "first_name", "reach_via", "reach_to", "language"]

    def __init__(self, *args: Any, named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].label = _("Vad vill du ha hjälp med?")
        self.fields["what"].help_text = _("Skriv kort. Skriv inga personnummer.")
        via = self.fields["reach_via"]
        via.label = _("Hur ska de nå dig?")
        via.choices = [each for each in Reach.choices if each[0] != Reach.SELF]
        self.fields["reach_to"].label = _("Ditt nummer eller din adress")
        self.fields["reach_to"].help_text = _("De ser det först när de har sagt ja.")
        self.fields["reach_to"].required = True
        self.fields["language"].label = _("Vilket språk talar du helst?")
        if named:
            del self.fields["first_name"]


class AnswerForm(Form):
    """Yes, a time, or no."""

    word = forms.ChoiceField(
        label=_("Kan ni hjälpa personen?"),
        choices=[
            (ACCEPT, _("Ja, personen är välkommen")),
            (PROPOSE, _("Ja, på en tid som vi föreslår")),
            (REFUSE, _("Nej, inte nu")),
        ],
        widget=forms.RadioSelect,
    )
    day = a_day(_("Dag"), required=False, help_text=_("Bara om ni föreslår en tid."))
    time = a_time(_("Klockslag"), required=False)
    because = forms.ChoiceField(
        label=_("Varför inte?"),
        choices=[("", _("Välj, om svaret är nej")), *Refused.choices],
        required=False,
    )
    answer = story(
        _("Vill ni skriva något mer?"),
        rows=2,
        limit=LONGEST_ANSWER,
        help_text=_("Till exempel vart personen ska gå. Personen läser det."),
    )
    places_left = forms.IntegerField(
        label=_("Hur många fler kan ni ta emot?"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        error_messages={
            "min_value": _("Skriv ett tal från 0 till 999."),
            "max_value": _("Skriv ett tal från 0 till 999."),
        },
    )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if chosen.get("word") == PROPOSE:
            for name in ("day", "time"):
                if not chosen.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Skriv vilken dag och vilket klockslag ni föreslår."))
        if chosen.get("word") == REFUSE and not chosen.get("because"):
            self.add_error("because", gettext("Välj varför ni inte kan."))
        return chosen

    @staticmethod
    def moment(chosen: dict[str, Any]) -> datetime:
        """The proposed time. Only for a valid form that proposes one."""
        return clock.at(chosen["day"], chosen["time"])


class CameForm(Form):
    """What came of it."""

    came_of_it = forms.ChoiceField(label=_("Hur gick det?"), choices=CameOfIt.choices, widget=forms.RadioSelect)


class HelpedForm(Form):
    """Whether it helped, three months later."""

    helped = forms.ChoiceField(label=_("Hjälpte det?"), choices=DidHelp.choices, widget=forms.RadioSelect)
    words = story(_("Vill du berätta mer?"), rows=2, limit=LONGEST_ANSWER)
