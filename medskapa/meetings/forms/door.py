"""What somebody types at the door: the code of their invitation."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.receipt import Code
from medskapa.core.fields import UNCORRECTED
from medskapa.core.forms import Form
from medskapa.meetings import codes

LONGEST = 300


def words_of(typed: str) -> str:
    """The words of a code; where a hand scanner typed the whole address of a QR code, those after its ``#``."""
    return typed.rpartition("#")[2]


class DoorForm(Form):
    """The code, typed or read from the letter with a hand scanner."""

    code = forms.CharField(
        label=_("Skriv din kod"),
        help_text=_("Sex ord. De står i brevet eller smset. Ett stavfel gör inget."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs=UNCORRECTED | {"autofocus": True}),
        error_messages={"required": _("Skriv de sex orden i din kod.")},
    )

    def clean_code(self) -> Code:
        if code := codes.parse(words_of(self.cleaned_data["code"])):
            return code
        raise ValidationError(gettext("Koden stämmer inte. Skriv alla sex orden, eller säg ditt namn till personalen."))
