"""How it went, told by the person: one question a page. What was answered before goes along in hidden fields."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analysis.receipt import Code
from medskapa.change.forms.fields import story
from medskapa.core.forms import Form
from medskapa.guidance import asked_after
from medskapa.guidance.models import Helped, Still

NOW = [
    (Still.WORK.value, _("Jag arbetar")),
    (Still.STUDIES.value, _("Jag studerar")),
    (Still.OTHER.value, _("Något annat")),
]
DID_IT_HELP = [
    (Helped.YES.value, _("Ja, det hjälpte")),
    (Helped.PARTLY.value, _("Det hjälpte lite")),
    (Helped.NO.value, _("Nej, det hjälpte inte")),
]


class CodeForm(Form):
    """The words of the code."""

    code = forms.CharField(
        label=_("Dina fyra ord"),
        max_length=120,
        help_text=_("Du har fått dem av oss. Stora och små bokstäver spelar ingen roll."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": _("Skriv de fyra orden som du har fått av oss.")},
    )

    def clean_code(self) -> Code:
        code = asked_after.parse(self.cleaned_data["code"])
        if code is None:
            raise ValidationError(_("Orden går inte att känna igen. Titta på dem och skriv en gång till."))
        return code


class Along(Form):
    """One question, and what goes along from page to page."""

    at = forms.CharField(widget=forms.HiddenInput, max_length=10)
    pass_ = forms.CharField(required=False, widget=forms.HiddenInput, max_length=300)


class StillForm(Along):
    at = forms.CharField(widget=forms.HiddenInput, max_length=10, initial="still")
    still = forms.ChoiceField(label=_("Vad gör du nu?"), choices=NOW, widget=forms.RadioSelect)


class HelpedForm(Along):
    at = forms.CharField(widget=forms.HiddenInput, max_length=10, initial="helped")
    still = forms.ChoiceField(choices=NOW, widget=forms.HiddenInput)
    helped = forms.ChoiceField(
        label=_("Hjälpte det som du och din guide gjorde?"), choices=DID_IT_HELP, widget=forms.RadioSelect
    )


class WordsForm(Along):
    at = forms.CharField(widget=forms.HiddenInput, max_length=10, initial="words")
    still = forms.ChoiceField(choices=NOW, widget=forms.HiddenInput)
    helped = forms.ChoiceField(choices=DID_IT_HELP, widget=forms.HiddenInput)
    words = story(_("Vill du säga något mer?"), required=False, limit=1_000, help_text=_("Du behöver inte skriva."))


QUESTIONS: dict[str, type[Along]] = {"still": StillForm, "helped": HelpedForm, "words": WordsForm}
AFTER = {"still": "helped", "helped": "words"}
