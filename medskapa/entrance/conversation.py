"""The questions of the common entrance as data: which comes next, what follows from the answers, what is wrong.

A set is a list of questions, asked in its order. A question is a mapping:

- ``key``: what the fact that the answer becomes is called; a short word. The same key keeps its meaning for ever.
- ``kind``: ``one`` or ``many`` of its choices, ``yes_no``, ``text``, ``number``, ``date``, or ``contact`` (and then
  ``of``: ``phone``, ``email`` or ``address``).
- ``text``, ``plain``, ``en``: the question in Swedish, plain Swedish and English; likewise ``hint``, ``hint_plain``,
  ``hint_en``, and ``label``, ``label_en``: what the fact is called in a list.
- ``choices``: each with ``value``, ``text``, ``plain``, ``en``; or ``from``: ``areas`` or ``languages``, whose choices
  are known elsewhere.
- ``shown_if``: conditions that must all hold: ``{key, any: [values]}`` or ``{key, none: [values]}``, of questions that
  come before. A question that was not asked has no answer, and no condition on it holds.
- ``wall``: behind which the answer belongs. ``may_skip``: that it need not be answered.
- ``parts``: ``{to, any: [values]}``: which answers send a part of the entry where.
- ``human_if``: answers after which nothing more is asked but the questions that name this one in ``shown_if``: then a
  person rings. ``only_visitors``: not asked of somebody who is signed in.

Nothing here knows the database, so that every path through a set can be walked in a test.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Question = Mapping[str, Any]
Answer = str | int | bool | list[str] | None
Answers = Mapping[str, Answer]
"""What has been answered so far, by key; None for what was passed by."""

KINDS = ("one", "many", "yes_no", "text", "number", "date", "contact")
CONTACTS = ("phone", "email", "address")
LISTS = ("areas", "languages")
WALLS = ("shared", "guidance", "authority", "education")
RECEIVERS = ("guide", "support", "education", "local_help", "person")
TEXTS = ("text", "plain", "en")
RESERVED = {"kontrollera", "klart", "ny", "publicera"}
"""Words that stand where a key stands in the address."""

_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+){0,3}")
_LONGEST_KEY = 40
_LONG_NUMBER = re.compile(r"\d{5}")  # might be part of a personal number: the audit chain takes none


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a set. ``key`` is the question, "" for the whole; ``what`` is what, a word that
    `entrance.texts` says in a sentence; ``about`` is which value or key."""

    key: str
    what: str
    about: str = ""


def path(questions: Sequence[Question], answers: Answers, *, signed_in: bool = False) -> list[Question]:
    """The questions that these answers lead through, in order. What is not yet answered lets no condition hold."""
    asked: dict[str, Answer] = {}
    found: list[Question] = []
    human: set[str] = set()
    for question in questions:
        if signed_in and question.get("only_visitors"):
            continue
        conditions = question.get("shown_if") or []
        if human and not human & {condition["key"] for condition in conditions}:
            continue
        if not all(_holds(condition, asked) for condition in conditions):
            continue
        found.append(question)
        key = question["key"]
        if key in answers:
            asked[key] = answers[key]
            if values_of(answers[key]) & _plain(question.get("human_if")):
                human.add(key)
    return found


def next_of(
    questions: Sequence[Question], answers: Answers, *, after: str = "", signed_in: bool = False
) -> Question | None:
    """The first question of the path after `after` that has no answer yet; None where all have."""
    rest = path(questions, answers, signed_in=signed_in)
    keys = [question["key"] for question in rest]
    start = keys.index(after) + 1 if after in keys else 0
    return next((q for q in [*rest[start:], *rest[:start]] if q["key"] not in answers), None)


def before(questions: Sequence[Question], answers: Answers, key: str, *, signed_in: bool = False) -> str:
    """The key of the question before `key` on the path, "" where it is the first or not on it."""
    keys = [question["key"] for question in path(questions, answers, signed_in=signed_in)]
    return keys[keys.index(key) - 1] if key in keys[1:] else ""


def given(questions: Sequence[Question], answers: Answers, *, signed_in: bool = False) -> dict[str, Answer]:
    """The answers that count: those on the path, without what was passed by. What was answered on a way that was then
    left is not told to anybody."""
    keys = [question["key"] for question in path(questions, answers, signed_in=signed_in)]
    return {key: answers[key] for key in keys if answers.get(key) not in (None, "", [])}


def missing(questions: Sequence[Question], answers: Answers, *, signed_in: bool = False) -> list[str]:
    """The keys of the questions on the path that must be answered and are not."""
    told = given(questions, answers, signed_in=signed_in)
    return [
        question["key"]
        for question in path(questions, answers, signed_in=signed_in)
        if question["key"] not in (answers if question.get("may_skip") else told)
    ]


def is_human(questions: Sequence[Question], answers: Answers) -> bool:
    """Whether the answers lead to a person who rings, and to nothing else."""
    return any(
        values_of(answers.get(question["key"])) & _plain(question.get("human_if"))
        for question in path(questions, answers)
    )


def parts(questions: Sequence[Question], answers: Answers, *, signed_in: bool = False) -> list[str]:
    """Where the parts of the entry go, each once, in the order of `RECEIVERS`. A person where nothing else follows."""
    if is_human(questions, answers):
        return ["person"]
    told = given(questions, answers, signed_in=signed_in)
    raised = {
        part["to"]
        for question in questions
        for part in question.get("parts") or []
        if question["key"] in told and (not part.get("any") or values_of(told[question["key"]]) & _plain(part["any"]))
    }
    return [to for to in RECEIVERS if to in raised] or ["person"]


def question_of(questions: Iterable[Question], key: str) -> Question | None:
    """The question with `key`, or None."""
    return next((question for question in questions if question["key"] == key), None)


def values_of(answer: Answer) -> set[str]:
    """An answer as the values that conditions are about."""
    if answer is None:
        return set()
    return {value_of(each) for each in answer} if isinstance(answer, list) else {value_of(answer)}


def is_key(key: str) -> bool:
    """Whether a question can be called `key`: in the address of its page, and in the audit chain."""
    is_word = bool(_KEY.fullmatch(key)) and len(key) <= _LONGEST_KEY
    return is_word and key not in RESERVED and not _LONG_NUMBER.search(key)


def faults(questions: Sequence[Question]) -> list[Fault]:
    """Everything that must be mended before the set can be used: what is unknown, missing, unreachable or asked twice.

    Conditions look backwards only, so that no set can go round in a loop.
    """
    if not questions:
        return [Fault("", "empty")]
    found: list[Fault] = []
    seen: dict[str, Question] = {}
    for question in questions:
        key = str(question.get("key", ""))
        if not is_key(key):
            found.append(Fault(key, "key"))
        if key in seen:
            found.append(Fault(key, "twice"))
        found += _faults_of(question, key)
        found += [fault for condition in question.get("shown_if") or [] for fault in _condition(condition, key, seen)]
        seen[key] = question
    if not any(part for question in questions for part in question.get("parts") or []):
        found.append(Fault("", "no_parts"))
    if not any(not question.get("shown_if") for question in questions):
        found.append(Fault("", "no_beginning"))
    return found


def _faults_of(question: Question, key: str) -> list[Fault]:
    found = [Fault(key, "no_text", name) for name in TEXTS if not str(question.get(name) or "").strip()]
    hints = [name for name in ("hint", "hint_plain", "hint_en") if question.get(name)]
    if hints and len(hints) < len(TEXTS):
        found.append(Fault(key, "hint"))
    kind = question.get("kind")
    if kind not in KINDS:
        found.append(Fault(key, "kind", str(kind)))
    if question.get("wall") not in WALLS:
        found.append(Fault(key, "wall", str(question.get("wall"))))
    if kind == "contact" and question.get("of") not in CONTACTS:
        found.append(Fault(key, "of"))
    values: list[str] = []
    if kind in {"one", "many"} and question.get("from") not in LISTS:
        choices = question.get("choices") or []
        values = [value_of(choice.get("value", "")) for choice in choices]
        if len(choices) < 2:
            found.append(Fault(key, "few_choices"))
        if len(set(values)) < len(values):
            found.append(Fault(key, "choice_twice"))
        found += [
            Fault(key, "choice_text", str(choice.get("value", "")))
            for choice in choices
            if not value_of(choice.get("value", "")) or any(not str(choice.get(name) or "").strip() for name in TEXTS)
        ]
    known = set(values) if values else {"true", "false"} if kind == "yes_no" else None
    for part in question.get("parts") or []:
        if part.get("to") not in RECEIVERS:
            found.append(Fault(key, "receiver", str(part.get("to"))))
        found += [Fault(key, "value", each) for each in _unknown(part.get("any"), known)]
    found += [Fault(key, "value", each) for each in _unknown(question.get("human_if"), known)]
    return found


def _condition(condition: Mapping[str, Any], key: str, seen: Mapping[str, Question]) -> list[Fault]:
    other = seen.get(str(condition.get("key", "")))
    if other is None:
        return [Fault(key, "condition", str(condition.get("key", "")))]
    wanted = condition.get("any") or condition.get("none")
    if not wanted:
        return [Fault(key, "condition_values", str(condition.get("key", "")))]
    if other.get("kind") == "yes_no":
        known: set[str] | None = {"true", "false"}
    elif other.get("choices"):
        known = {value_of(choice.get("value", "")) for choice in other["choices"]}
    else:
        known = None
    return [Fault(key, "dead_end", each) for each in _unknown(wanted, known)]


def _unknown(wanted: Any, known: set[str] | None) -> list[str]:
    return [] if known is None else sorted(_plain(wanted) - known)


def _holds(condition: Mapping[str, Any], asked: Answers) -> bool:
    if condition["key"] not in asked:
        return False
    values = values_of(asked[condition["key"]])
    if "any" in condition:
        return bool(values & _plain(condition["any"]))
    return bool(values) and not values & _plain(condition.get("none"))


def _plain(values: Any) -> set[str]:
    return {value_of(each) for each in values or []}


def value_of(value: Any) -> str:
    """A value as text: true and false are words in the data, and numbers are written."""
    return str(value).lower() if isinstance(value, bool) else str(value)
