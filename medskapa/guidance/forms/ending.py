"""What is filled in at work when a path ends, and when somebody is rung afterwards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import a_day, story
from medskapa.core.forms import Form
from medskapa.guidance.models import Helped, PathKind, Still


class EndForm(Form):
    """Why a path ends."""

    kind = forms.ChoiceField(
        label=_("Varför är vägen klar?"),
        help_text=_("Välj det som är sant. Vad det räknas som följer av Koladas mått, och av dagarna."),
        choices=PathKind.choices,
        widget=forms.RadioSelect,
    )
    since = a_day(
        _("Arbetar eller studerar sedan"), required=False, help_text=_("Behövs för arbete, eget företag och studier.")
    )
    until = a_day(
        _("Till och med, om det är känt"),
        required=False,
        help_text=_("Ett arbete räknas om det varar minst en månad i följd."),
    )
    words = story(
        _("Med egna ord"),
        required=False,
        limit=500,
        rows=3,
        help_text=_("Invånaren kan läsa det. Skriv gärna vad som hjälpte."),
    )


class FollowUpForm(Form):
    """What somebody said on the phone."""

    still = forms.ChoiceField(label=_("Vad gör personen nu?"), choices=Still.choices, widget=forms.RadioSelect)
    helped = forms.ChoiceField(
        label=_("Hjälpte det som ni gjorde ihop?"),
        choices=[*Helped.choices, ("", _("ville inte svara"))],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    words = story(_("Med personens egna ord"), required=False, limit=1_000)
