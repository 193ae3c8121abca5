"""What a resident fills in to say whether something got better: the code that gives a voice, and the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from analysis import receipt
from analysis.receipt import Code
from medskapa.change.forms.resident import refuse_codes_in
from medskapa.change.models import Verdict
from medskapa.core.fields import UNCORRECTED
from medskapa.core.forms import Form
from medskapa.meetings import codes
from medskapa.voice.forms.say import OwnWords

WORDS_LIMIT = 500


class VoiceForm(Form):
    """The code of a receipt or of an invitation: whoever has one has a voice."""

    code = forms.CharField(
        label=_("Din kod"),
        max_length=300,
        help_text=_("De åtta orden på ditt kvitto, eller de sex orden i din inbjudan."),
        widget=forms.TextInput(attrs=UNCORRECTED),
        error_messages={"required": _("Skriv orden på ditt kvitto eller i din inbjudan.")},
    )

    @property
    def receipt_code(self) -> Code | None:
        """What was typed, if it is the code of a receipt."""
        return receipt.parse(self.cleaned_data["code"])

    @property
    def invitation_code(self) -> Code | None:
        """What was typed, if it is the code of an invitation."""
        return codes.parse(self.cleaned_data["code"])


class JudgeForm(Form):
    """Did it get better?"""

    verdict = forms.TypedChoiceField(
        label=_("Blev det bättre?"), choices=Verdict.choices, coerce=Verdict, widget=forms.RadioSelect
    )
    words = OwnWords(
        label=_("Vill du säga mer?"),
        help_text=_("Bara vi som arbetar med det läser det. Skriv inga namn."),
        max_length=WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_words(self) -> str:
        return refuse_codes_in(self.cleaned_data["words"])
