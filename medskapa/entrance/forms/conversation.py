"""One question of the common entrance as a form, whatever its kind; what it takes is what its fact can hold."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.core.fields import UNCORRECTED
from medskapa.core.forms import Form
from medskapa.entrance.conversation import Answer, Question
from medskapa.entrance.words import choices_of, in_language
from medskapa.integrations.post.address import address_from
from medskapa.people.models import Person
from medskapa.voice.forms.say import OwnWords

LONGEST_TEXT = 1_000
LONGEST_NAME = 150
YES, NO = "yes", "no"
_PHONE = RegexValidator(r"^\+?[\d\s()/-]{7,20}$", _("Skriv numret med siffror, som 070-123 45 67."))


class AddressField(OwnWords):
    """A postal address without a name: street, then postcode and town."""

    def clean(self, value: Any) -> str:
        written: str = super().clean(value)
        if written:
            address_from(written, name="-")
        return written


def field_of(question: Question, *, required: bool = True, short: bool = False) -> forms.Field:
    """The field that takes the answer to `question`. One query where its choices are the town's areas.

    Args:
        required: whether it must be answered, where the question itself cannot be passed by.
        short: for a dense page: lists that open, and few rows.
    """
    needed = required and not question.get("may_skip")
    common: dict[str, Any] = {
        "label": in_language(question),
        "help_text": in_language(question, "hint"),
        "required": needed,
    }
    kind, of = question["kind"], question.get("of")
    if kind == "many":
        return forms.MultipleChoiceField(
            choices=choices_of(question),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Välj minst ett svar.")},
            **common,
        )
    if kind == "one":
        choices = choices_of(question)
        if short:
            return forms.ChoiceField(choices=[("", "–"), *choices], **common)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if kind == "yes_no":
        return forms.ChoiceField(
            choices=[(YES, gettext("Ja")), (NO, gettext("Nej"))], widget=forms.RadioSelect, **common
        )
    if kind == "number":
        return forms.IntegerField(min_value=0, max_value=1_000_000, **common)
    if kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if of == "phone":
        box = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        return forms.CharField(max_length=20, validators=[_PHONE], widget=box, **common)
    if of == "email":
        return forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}), **common)
    if of == "address":
        lines = forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"})
        return AddressField(max_length=300, widget=lines, **common)
    if question["key"] == "name":
        name = forms.TextInput(attrs={"autocomplete": "name"})
        return forms.CharField(max_length=LONGEST_NAME, widget=name, **common)
    return OwnWords(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2 if short else 5}), **common)


def as_typed(question: Question, answer: Answer | Any) -> Any:
    """An answer as its field shows it."""
    if question["kind"] == "yes_no" and answer is not None:
        return YES if answer in (True, YES) else NO
    return answer


def as_answer(question: Question, cleaned: Any) -> Answer:
    """What a field took, as the answer; None for what was passed by."""
    if cleaned in (None, "", []):
        return None
    if question["kind"] == "yes_no":
        return bool(cleaned == YES)
    return cleaned.isoformat() if isinstance(cleaned, date) else cleaned  # type: ignore[no-any-return]


class QuestionForm(Form):
    """One question a page."""

    def __init__(self, *args: Any, question: Question, answer: Answer | Any = None, **kwargs: Any) -> None:
        self.question = question
        self.base_fields = type(self).base_fields | {"answer": field_of(question)}  # type: ignore[misc]
        super().__init__(*args, initial={"answer": as_typed(question, answer)}, **kwargs)

    def answer(self) -> Answer:
        """What was answered. Only for a valid form."""
        return as_answer(self.question, self.cleaned_data["answer"])


class Beginning(Form):
    """The first page: who holds the pen."""

    how = forms.ChoiceField(choices=[("alone", ""), ("helped", "")], required=False)


class HandingIn(Form):
    """The last page: nothing to fill in, only to hand in."""


class Resuming(Form):
    """The words that a conversation is found again with."""

    code = forms.CharField(
        label=_("Dina sex ord"),
        max_length=200,
        help_text=_("Orden som du fick när du började."),
        widget=forms.TextInput(attrs=UNCORRECTED),
        error_messages={"required": _("Skriv dina sex ord.")},
    )


def details_of(person: Person | None) -> dict[str, str]:
    """What a signed-in person has told about how they are reached, by the keys of the questions about it."""
    if person is None:
        return {}
    known = {"phone": person.phone, "email": person.email, "address": person.address, "language": person.language}
    return {key: value for key, value in known.items() if value}
