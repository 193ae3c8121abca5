"""What the questions and their answers are called, in the language of the page."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons import queries as commons
from medskapa.entrance.conversation import Answer, Question, question_of
from medskapa.voice.forms.say import LANGUAGES

_NAMES = {
    "text": {"sv-plain": "plain", "en": "en"},
    "hint": {"sv-plain": "hint_plain", "en": "hint_en"},
    "label": {"en": "label_en"},
}


def in_language(item: Question, name: str = "text") -> str:
    """The text `name` (``text``, ``hint`` or ``label``) of a question or a choice; Swedish where it has no other."""
    variant = _NAMES[name].get(translation.get_language() or "", name)
    return str(item.get(variant) or item.get(name) or "")


def label_of(question: Question) -> str:
    """What the fact is called in a list; the question itself where it has no shorter name."""
    return in_language(question, "label") or in_language(question)


def choices_of(question: Question) -> list[tuple[str, str]]:
    """The choices as value and text. At most one query, where they are the town's areas."""
    if question.get("from") == "areas":
        return list(commons.area_names().items())
    if question.get("from") == "languages":
        return [(code, str(name)) for code, name in LANGUAGES]
    return [(str(choice["value"]), in_language(choice)) for choice in question.get("choices") or []]


class Speaker:
    """Says answers in words. Looks the areas up once, when the first is said."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions
        self._choices: dict[str, dict[str, str]] = {}

    def label(self, key: str) -> str:
        """What the fact `key` is called; the key itself where no question has it any more."""
        question = question_of(self._questions, key)
        return label_of(question) if question else key.replace("_", " ").capitalize()

    def says(self, key: str, answer: Answer | Any) -> str:
        """The answer in words; a dash for what was passed by."""
        if answer is None or answer == [] or answer == "":
            return "–"
        return ", ".join(self._word(key, each) for each in (answer if isinstance(answer, list) else [answer]))

    def _word(self, key: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("Ja") if value else _("Nej")
        return self._known(key).get(str(value), str(value))

    def _known(self, key: str) -> dict[str, str]:
        if key not in self._choices:
            question = question_of(self._questions, key)
            self._choices[key] = dict(choices_of(question)) if question and question["kind"] in {"one", "many"} else {}
        return self._choices[key]
