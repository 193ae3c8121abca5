"""How a person who is signed in wants to be reached."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.people.models import ReachVia
from medskapa.voice.forms.say import LANGUAGES


class ContactForm(Form):
    """The details that `people.actions.change_contact` takes."""

    reach_via = forms.ChoiceField(label=_("Hur vill du bli nådd?"), choices=ReachVia.choices, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Mobilnummer"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-postadress"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    street = forms.CharField(
        label=_("Gatuadress"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=_("Postnummer"),
        max_length=6,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    town = forms.CharField(
        label=_("Ort"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    language = forms.ChoiceField(label=_("Språk du helst vill ha"), choices=LANGUAGES)
