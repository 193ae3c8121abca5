"""What a resident fills in: what they think of a proposal, and a proposal of their own."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from medskapa.core.fields import UNCORRECTED
from medskapa.core.forms import Form
from medskapa.voice.actions.receiving import refuse_codes
from medskapa.voice.forms.say import WAYS, AnswerQuestion, OwnWords, TextQuestion
from medskapa.voice.models import AnswerVia

COMMENT_LIMIT = 4_000


def refuse_codes_in(text: str) -> str:
    """`text`, unless a receipt code stands in it."""
    try:
        refuse_codes(text)
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    return text


class SuggestQuestion(TextQuestion):
    """What do you propose?"""

    text = OwnWords(
        label=_("Vad tycker du att vi ska göra?"),
        help_text=_(
            "Berätta med egna ord, på ditt eget språk om du vill. Vad ska bli annorlunda, och för vem? "
            "Du behöver inte säga vem du är."
        ),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Skriv vad du föreslår. Några ord räcker.")},
    )


class SpeakForm(Form):
    """What do you think of the proposal?"""

    text = OwnWords(
        label=_("Vad tycker du om förslaget?"),
        help_text=_("Alla kan läsa det du skriver. Skriv inga namn. Du behöver inte säga vem du är."),
        max_length=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Skriv vad du tycker. Några ord räcker.")},
    )

    def clean_text(self) -> str:
        return refuse_codes_in(self.cleaned_data["text"])


class SpeakAgainForm(Form):
    """The look at what was written, before it is sent. ``pass`` of an invitation is kept where one was shown."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=COMMENT_LIMIT)

    def clean_text(self) -> str:
        return refuse_codes_in(self.cleaned_data["text"])


class CodeForm(Form):
    """The code of an invitation, of somebody who was at the meeting."""

    code = forms.CharField(
        label=_("Koden i din inbjudan"),
        max_length=200,
        help_text=_("Sex ord. De står i brevet eller i sms:et."),
        widget=forms.TextInput(attrs=UNCORRECTED),
        error_messages={"required": _("Skriv de sex orden.")},
    )


class SuggestAnswerQuestion(AnswerQuestion):
    """Do you want an answer, and how? The same ways as for anything one says, but for somebody who tells it."""

    answer_via = forms.ChoiceField(
        label=_("Vill du ha svar, och hur?"),
        help_text=_("Vill du vara anonym väljer du koden."),
        choices=[(way, label) for way, label in WAYS if way != AnswerVia.CONTACT],
        widget=forms.RadioSelect,
    )
