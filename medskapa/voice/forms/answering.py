"""What is filled in to answer, to ask back, and to read an answer as the second person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.voice.forms.desk import REASON_LIMIT, VersionedForm

ANSWER_LIMIT = 4_000


class WordsForm(Form):
    """The words of an answer: for one viewpoint or, on a theme's page, for all that wait in it."""

    text = forms.CharField(
        label=_("Svaret"),
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Skriv svaret först.")},
    )
    plain_text = forms.CharField(
        label=_("Samma sak på lättläst"),
        help_text=_("Korta meningar och vanliga ord. Den som har valt lättläst ser den här texten."),
        required=False,
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AnswerForm(WordsForm, VersionedForm):
    """An answer to one viewpoint."""


class QuestionForm(AnswerForm):
    """A question to the one who wrote."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Frågan")
        self.fields["text"].widget.attrs["rows"] = 6
        self.fields["text"].error_messages["required"] = _("Skriv frågan först.")


class ApproveForm(Form):
    """The second reader sends the answer."""


class SendBackForm(Form):
    """The second reader gives the answer back."""

    comment = forms.CharField(
        label=_("Vad behöver ändras?"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv vad som behöver ändras.")},
    )
