"""Correcting what we know, and saying what is wrong with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.entrance.conversation import Answer, Question
from medskapa.entrance.forms.conversation import LONGEST_TEXT, as_answer, as_typed, field_of
from medskapa.voice.forms.say import OwnWords


class CorrectionForm(Form):
    """The question whose answer it is, once more; a text where no question has it any more."""

    def __init__(self, *args: Any, question: Question | None, value: Answer | Any, label: str, **kwargs: Any) -> None:
        self.question = question
        field = OwnWords(label=label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
        answer = field_of({**question, "may_skip": False}) if question else field
        self.base_fields = type(self).base_fields | {"answer": answer}  # type: ignore[misc]
        typed = as_typed(question, value) if question else value
        super().__init__(*args, initial={"answer": typed}, **kwargs)

    def value(self) -> Any:
        """The corrected value. Only for a valid form."""
        cleaned = self.cleaned_data["answer"]
        return as_answer(self.question, cleaned) if self.question else cleaned


class DisputeForm(Form):
    """What is wrong with it?"""

    text = OwnWords(
        label=_("Vad är det som inte stämmer?"),
        help_text=_("Alla hos oss som läser uppgiften ser det du skriver här."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv vad som inte stämmer. Några ord räcker.")},
    )
