"""What somebody with a receipt code types: the code, and what they want to add."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis import receipt
from analysis.receipt import Code
from medskapa.core.forms import Form
from medskapa.voice.forms.say import OwnWords
from medskapa.voice.models.viewpoint import TEXT_LIMIT

LONGEST_CODE = 300  # with numbers, line breaks and commas; what is longer is not worth reading


class CodeForm(Form):
    """The receipt code, as somebody wrote it down or says it. ``text`` carries a reply whose time ran out."""

    code = forms.CharField(
        label=_("Din kvittokod"),
        help_text=_("Åtta ord. Stora eller små bokstäver går bra, och ett stavfel i ett ord gör inget."),
        widget=forms.Textarea(
            attrs={"rows": 2, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Skriv de åtta orden på ditt kvitto.")},
    )
    text = forms.CharField(required=False, max_length=TEXT_LIMIT * 2, widget=forms.HiddenInput)

    def clean_code(self) -> Code:
        typed: str = self.cleaned_data["code"]
        if len(typed) <= LONGEST_CODE and (code := receipt.parse(typed)):
            return code
        raise ValidationError(_what_is_wrong(typed[:LONGEST_CODE]))


def _what_is_wrong(typed: str) -> str:
    """A sentence about what to look at. It says nothing about which codes there are: only about the list of words."""
    if unknown := receipt.unknown_words(typed)[:3]:
        return gettext("Vi känner inte igen: %(words)s. Titta på ditt kvitto och rätta det.") % {
            "words": ", ".join(unknown)
        }
    return gettext("Koden är åtta ord. Titta på ditt kvitto och skriv alla orden.")


class ReplyForm(Form):
    """Something more to say."""

    text = OwnWords(
        label=_("Det du vill säga"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Skriv det du vill säga.")},
    )

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused: beside the text where it is about the text."""
        about_the_text: dict[str, Any] = getattr(error, "error_dict", {})
        self.add_error("text" if "text" in about_the_text else None, ValidationError(error.messages))
