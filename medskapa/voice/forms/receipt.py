"""What somebody with a receipt code types: the code, and what they want to add."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analysis import receipt
from medskapa.core.fields import CodeField
from medskapa.core.forms import Form
from medskapa.voice.forms.say import OwnWords
from medskapa.voice.models.viewpoint import TEXT_LIMIT


class CodeForm(Form):
    """The receipt code, as somebody wrote it down or says it. ``text`` carries a reply whose time ran out."""

    code = CodeField(
        parse=receipt.parse,
        label=_("Din kvittokod"),
        help_text=_("Åtta ord. Stora eller små bokstäver går bra, och ett stavfel i ett ord gör inget."),
        error_messages={
            "required": _("Skriv de åtta orden på ditt kvitto."),
            "unknown_words": _("Vi känner inte igen: %(words)s. Titta på ditt kvitto och rätta det."),
            "incomplete": _("Koden är åtta ord. Titta på ditt kvitto och skriv alla orden."),
        },
    )
    text = forms.CharField(required=False, max_length=TEXT_LIMIT * 2, widget=forms.HiddenInput)


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
