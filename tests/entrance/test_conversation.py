"""The questions as data: every path ends, nobody is asked what does not concern them, and faults are found."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import readability
from medskapa.entrance import conversation, shipped
from medskapa.entrance.conversation import Question
from medskapa.entrance.texts import FAULTS
from tests.reading import FEWEST_WORDS, GOALS

QUESTIONS = shipped.questions()
LISTED = {"areas": ["adolfsberg", "planteringen"], "languages": ["sv", "ar", "en"]}


def answers_to(question: Question) -> st.SearchStrategy[Any]:
    """Anything that somebody may answer to `question`."""
    values = LISTED.get(question.get("from", "")) or [each["value"] for each in question.get("choices") or []]
    some: st.SearchStrategy[Any] = {
        "one": st.sampled_from(values or [""]),
        "many": st.lists(st.sampled_from(values or [""]), min_size=1, unique=True),
        "yes_no": st.booleans(),
    }.get(question["kind"], st.just("Något"))
    return st.one_of(st.none(), some) if question.get("may_skip") else some


@given(data=st.data(), signed_in=st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_path_through_the_shipped_set_ends(data, signed_in):
    answers: dict[str, Any] = {}
    asked = []
    while question := conversation.next_of(QUESTIONS, answers, signed_in=signed_in):
        assert question["key"] not in asked
        asked.append(question["key"])
        assert len(asked) <= len(QUESTIONS)
        answers[question["key"]] = data.draw(answers_to(question), label=question["key"])
    assert conversation.missing(QUESTIONS, answers, signed_in=signed_in) == []
    assert conversation.parts(QUESTIONS, answers, signed_in=signed_in)
    assert set(conversation.given(QUESTIONS, answers, signed_in=signed_in)) <= set(asked)
    if conversation.is_human(QUESTIONS, answers):
        assert asked == ["brings", "protected", "safe_phone"]
        assert conversation.parts(QUESTIONS, answers) == ["person"]
    else:
        assert {"language", "reach"} <= set(asked)
        assert signed_in != ("name" in asked)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_whoever_goes_back_and_answers_otherwise_still_comes_through(data):
    answers: dict[str, Any] = {}
    while question := conversation.next_of(QUESTIONS, answers):
        answers[question["key"]] = data.draw(answers_to(question), label=question["key"])
    changed = data.draw(st.sampled_from([q["key"] for q in conversation.path(QUESTIONS, answers)]))
    one = conversation.question_of(QUESTIONS, changed)
    assert one
    answers[changed] = data.draw(answers_to(one), label="changed")
    for _each in QUESTIONS:
        question = conversation.next_of(QUESTIONS, answers, after=changed)
        if question is None:
            break
        answers[question["key"]] = data.draw(answers_to(question), label=question["key"])
    assert conversation.missing(QUESTIONS, answers) == []


@pytest.mark.parametrize("brings", ["work", "money", "studies", "swedish", "health", "children", "housing", "digital"])
def test_whoever_comes_for_one_thing_is_asked_between_eight_and_fourteen_questions(brings):
    answers = {"brings": [brings], "protected": False, "occupation_now": "looking", "language": "ar", "reach": "sms"}
    assert 8 <= len(conversation.path(QUESTIONS, answers)) <= 14


def test_the_shipped_set_has_no_fault():
    assert conversation.faults(QUESTIONS) == []


def test_an_answer_on_a_way_that_was_left_is_told_to_nobody():
    answers = {"brings": ["money"], "protected": False, "money_lasts": "not_food"}
    assert "money_lasts" in conversation.given(QUESTIONS, answers)
    assert "money_lasts" not in conversation.given(QUESTIONS, answers | {"brings": ["digital"]})


@pytest.mark.parametrize(
    ("brings", "more", "parts"),
    [
        (["work"], {}, ["guide"]),
        (["work", "money"], {"money_lasts": "lasts"}, ["guide", "support"]),
        (["money"], {"money_lasts": "not_food"}, ["guide", "support", "person"]),
        (["studies"], {}, ["guide", "education"]),
        (["digital"], {}, ["local_help"]),
        (["housing"], {"housing_now": "nowhere"}, ["local_help", "person"]),
        (["work"], {"protected": True}, ["person"]),
    ],
)
def test_each_answer_leads_where_it_should(brings, more, parts):
    answers = {"brings": brings, "protected": False, "language": "sv", "reach": "sms"} | more
    assert conversation.parts(QUESTIONS, answers) == parts


def test_what_leads_nowhere_leads_to_a_person():
    assert conversation.parts(QUESTIONS, {}) == ["person"]


def a_question(**fields: Any) -> dict[str, Any]:
    texts = {"text": "Hur mår du?", "plain": "Hur mår du?", "en": "How are you?"}
    return {"key": "mood", "kind": "yes_no", "wall": "shared", "parts": [{"to": "guide"}], **texts, **fields}


FAULTY: dict[str, list[dict[str, Any]]] = {
    "empty": [],
    "key": [a_question(key="Hur mår du")],
    "twice": [a_question(), a_question()],
    "no_text": [a_question(plain="")],
    "hint": [a_question(hint="Som du vill.")],
    "kind": [a_question(kind="stars")],
    "wall": [a_question(wall="neighbours")],
    "of": [a_question(kind="contact", of="fax")],
    "few_choices": [a_question(kind="one", choices=[{"value": "a", "text": "A", "plain": "A", "en": "A"}])],
    "choice_twice": [a_question(kind="one", choices=[{"value": "a", "text": "A", "plain": "A", "en": "A"}] * 2)],
    "choice_text": [a_question(kind="one", choices=[{"value": "a", "text": "A"}, {"value": "b", "text": "B"}])],
    "receiver": [a_question(parts=[{"to": "police"}])],
    "value": [a_question(parts=[{"to": "guide", "any": ["maybe"]}])],
    "condition": [a_question(), a_question(key="why", shown_if=[{"key": "weather", "any": [True]}])],
    "condition_values": [a_question(), a_question(key="why", shown_if=[{"key": "mood", "any": []}])],
    "dead_end": [a_question(), a_question(key="why", shown_if=[{"key": "mood", "any": ["blue"]}])],
    "no_parts": [a_question(parts=[])],
    "no_beginning": [a_question(shown_if=[{"key": "mood", "any": [True]}])],
}


@pytest.mark.parametrize("what", FAULTY)
def test_each_fault_is_found_and_said(what):
    found = [fault for fault in conversation.faults(FAULTY[what]) if fault.what == what]
    assert found
    assert str(FAULTS[what]) % {"about": found[0].about}


def test_every_fault_that_can_be_said_is_tried():
    assert set(FAULTY) == set(FAULTS)


def test_a_condition_on_a_question_that_was_passed_by_does_not_hold():
    questions = [
        a_question(may_skip=True, kind="one", choices=[]),
        a_question(key="why", shown_if=[{"key": "mood", "none": ["good"]}]),
    ]
    assert [q["key"] for q in conversation.path(questions, {"mood": None})] == ["mood"]
    assert [q["key"] for q in conversation.path(questions, {"mood": "bad"})] == ["mood", "why"]


@pytest.mark.parametrize(("language", "text", "hint"), [("sv", "text", "hint"), ("sv-plain", "plain", "hint_plain")])
def test_every_question_is_easy_to_read(language, text, hint):
    """Question by question where it is long enough for LIX to say anything, and all of them together."""

    def words(question: Question) -> str:
        choices = [f"{choice[text]}." for choice in question.get("choices") or []]
        return "\n\n".join(filter(None, [question[text], question.get(hint), *choices]))

    hard = {}
    for question in QUESTIONS:
        report = readability.report(words(question))
        if report.words >= FEWEST_WORDS and report.lix >= GOALS[language]:
            hard[question["key"]] = (round(report.lix), report.long_words)
    assert hard == {}
    assert readability.report("\n\n".join(map(words, QUESTIONS))).lix < GOALS[language]
