"""All the questions on one dense page, for whoever asks them; and who it was."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.entrance import conversation
from medskapa.entrance.conversation import Answer, Question
from medskapa.entrance.forms.conversation import as_answer, field_of
from medskapa.entrance.models import Fact, Ground, How, Wall

SHOWN = "shown"
WAYS = [(How.DESK.value, _("På plats")), (How.PHONE.value, _("På telefon"))]


class TakingIn(Form):
    """The questions that the answers so far lead to, on one page. Which must be answered follows from them too.

    The others are on the page as hidden fields: what was written there comes back if an answer is changed back.
    """

    how = forms.ChoiceField(label=_("Hur talas ni vid?"), choices=WAYS, widget=forms.RadioSelect, initial="desk")

    def __init__(
        self, *args: Any, questions: list[Question], asked: Collection[str] | None = None, **kwargs: Any
    ) -> None:
        self.questions = questions
        self._asked = asked
        fields = {_name(q): field_of(q, required=False, short=True) for q in questions}
        self.base_fields = type(self).base_fields | fields  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """What stands on the way of these answers must be answered, and the rest is let go, also where it is wrong.

        A question that the page has not shown yet is asked first.
        """
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given, asked = self._given(), self.asked()
        for question in self.questions:
            if question["key"] not in asked:
                self.errors.pop(_name(question), None)
        unseen = asked - self.shown() if SHOWN in self.data else set()
        if unseen:
            self.add_error(None, ValidationError(gettext("Svaren gav fler frågor. De står nu på sidan.")))
        for question in self.questions:
            key, name = question["key"], _name(question)
            must = key in asked - unseen and not question.get("may_skip")
            if must and name not in self.errors and given[key] is None:
                said = gettext("”%(question)s” behöver ett svar.") % {"question": self.fields[name].label}
                self.add_error(name, ValidationError(said))
        return cleaned

    def answers(self) -> dict[str, Answer]:
        """The answers on the way, with None for what was passed by. Only for a valid form."""
        given = self._given()
        return {q["key"]: given.get(q["key"]) for q in conversation.path(self.questions, given)}

    def asked(self) -> set[str]:
        """The keys of the questions that the answers so far lead to."""
        if self._asked is not None:
            return set(self._asked)
        return {question["key"] for question in conversation.path(self.questions, self._given())}

    def shown(self) -> set[str]:
        """The keys of the questions that the page showed when it was sent."""
        return set(self.data.getlist(SHOWN)) if isinstance(self.data, QueryDict) else set()

    def as_typed(self) -> "TakingIn":
        """The same page with what has been typed, and the questions that it leads to: nothing is refused yet."""
        self.full_clean()
        typed = {name: self[name].data for name in self.fields}
        return TakingIn(questions=self.questions, asked=self.asked(), initial=typed)

    def rows(self) -> list[tuple[str, Any, bool]]:
        """Each question's key and field, and whether it is asked, for the page."""
        asked = self.asked()
        return [(question["key"], self[_name(question)], question["key"] in asked) for question in self.questions]

    def _given(self) -> dict[str, Answer]:
        """What is answered. A question that may be passed by is, where it has no answer: it holds nobody up."""
        cleaned = getattr(self, "cleaned_data", {})
        return {q["key"]: as_answer(q, cleaned.get(_name(q))) for q in self.questions}


def _name(question: Question) -> str:
    return f"q_{question['key']}"


class ConfirmForm(Form):
    """Who it was: somebody we know already, by key, or somebody new."""

    person = forms.CharField(max_length=20, error_messages={"required": _("Välj vem det är.")})


class PassingForm(Form):
    """Letting one thing pass a wall."""

    to_wall = forms.ChoiceField(label=_("Lämnas till"))
    ground = forms.ChoiceField(
        label=_("Varför får den lämnas vidare?"),
        choices=[(Ground.CONSENT.value, _("Personen har sagt ja")), (Ground.LAW.value, _("Lagen säger det"))],
        widget=forms.RadioSelect,
    )
    law = forms.CharField(label=_("Lag och paragraf"), max_length=100, required=False)
    why = forms.CharField(
        label=_("Vad den behövs till"), help_text=_("Personen läser det på sin sida."), max_length=300
    )

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        walls = [(wall.value, wall.label) for wall in Wall if wall.value != fact.wall]
        self.fields["to_wall"].choices = walls  # type: ignore[attr-defined]
