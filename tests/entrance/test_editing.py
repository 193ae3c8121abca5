"""The questions at work: a draft of the set in use, changed question by question, looked at, and published."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from analysis.disclosure import Hidden
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.entrance import actions, begun, conversation, shipped
from medskapa.entrance.forms.editing import QuestionEditForm, as_lines
from medskapa.entrance.models import QuestionSet, QuestionSetState
from medskapa.entrance.queries import questions
from medskapa.people.models import Person, Role
from tests.entrance_walk import begin, new_entry, step
from tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client) -> Person:
    person = staff(Role.EDITOR)
    client.force_login(person)
    return person


@pytest.fixture
def draft(editor) -> QuestionSet:
    return actions.draft_questions(actor=editor, of=questions.current())


def edited(draft: QuestionSet, of: str, **changes: Any) -> dict[str, Any]:
    """What the page of a question sends, with some of it changed."""
    question = conversation.question_of(draft.questions, of)
    assert question
    lines = {name: value for name, value in as_lines(question).items() if value not in (False, "")}
    return {**lines, "version": draft.version, **changes}


def test_a_town_without_a_set_of_its_own_asks_the_shipped_questions(client, editor):
    assert not QuestionSet.objects.exists()
    page = client.get(reverse("entrance:question_sets")).text
    assert "Används nu" in page
    assert client.get(reverse("entrance:question_set", args=[1])).status_code == 200
    assert not QuestionSet.objects.exists()


def test_the_shipped_questions_become_a_row_when_first_needed():
    entry = new_entry()
    assert (entry.questions.number, entry.questions.state) == (1, QuestionSetState.PUBLISHED)
    assert new_entry().questions == entry.questions


def test_a_draft_is_begun_once(client, editor):
    for _each in range(2):
        to = client.post(reverse("entrance:draft_questions")).headers["Location"]
        assert to == reverse("entrance:question_set", args=[2])
    assert QuestionSet.objects.filter(state=QuestionSetState.DRAFT).count() == 1


def test_a_question_is_changed_in_three_variants(client, draft):
    url = reverse("entrance:edit_question", args=[draft.number, "job_wish"])
    assert "Vad skulle du vilja arbeta med?" in client.get(url).text
    sent = edited(draft, "job_wish", text="Vad drömmer du om?", plain="Vad vill du?", en="What do you dream of?")
    assert client.post(url, sent).status_code == 302
    draft.refresh_from_db()
    question = conversation.question_of(draft.questions, "job_wish")
    assert question
    assert [question[name] for name in conversation.TEXTS] == [
        "Vad drömmer du om?",
        "Vad vill du?",
        "What do you dream of?",
    ]


@pytest.mark.parametrize("question", shipped.questions(), ids=lambda question: question["key"])
def test_what_is_saved_unchanged_is_the_same(question):
    form = QuestionEditForm({**as_lines(question), "version": 1})
    assert form.is_valid(), form.errors
    assert form.question() == question


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Hur mår du"},
        {"key": "job_19800101"},
        {"key": "klart"},
        {"key": "a_b_c_d_e"},
        {"choices": "bara ett ord"},
        {"shown_if": "brings"},
        {"parts": "police = work"},
        {"text": ""},
        {"kind": "stars"},
        {"version": "x"},
    ],
)
def test_what_cannot_be_read_is_said_and_kept(client, draft, wrong):
    url = reverse("entrance:edit_question", args=[draft.number, "brings"])
    page = client.post(url, edited(draft, "brings", **wrong))
    assert page.status_code == 422
    (said,) = page.context["form"].errors.items()
    assert said[0] == next(iter(wrong))
    draft.refresh_from_db()
    assert draft.questions == shipped.questions()


def test_which_questions_were_asked_again_is_shown_and_small_numbers_are_not(client, editor):
    begun.count_again(["name"] * 7 + ["area"] * 5 + ["reach"] * 2, where="entrance")
    with clock.fixed(clock.now() - timedelta(days=370)):
        begun.count_again(["brings"] * 9, where="entrance")
    page = client.get(reverse("entrance:question_sets"))
    label = {q["key"]: q["label"] for q in shipped.questions()}
    again = [(label["name"], 7), (label["area"], 5), (label["reach"], Hidden.FEW)]
    assert page.context["again"] == again
    assert "färre än 5" in page.text


def test_the_page_of_the_questions_costs_the_same_however_often_they_were_asked_again(editor, client, queries_of):
    url = reverse("entrance:question_sets")
    begun.count_again(["name"] * 10, where="entrance")
    few = queries_of(url)
    begun.count_again([question["key"] for question in shipped.questions()] * 50, where="entrance")
    assert queries_of(url) == few <= 12


def test_a_question_is_added_moved_and_taken_away(client, draft):
    sent = {
        "version": draft.version,
        "key": "how_are_you",
        "text": "Hur mår du?",
        "plain": "Hur mår du?",
        "en": "How are you?",
        "kind": "text",
        "wall": "guidance",
    }
    client.post(reverse("entrance:add_question", args=[draft.number]), sent)
    move = reverse("entrance:move_question", args=[draft.number, "how_are_you"])
    keys = []
    for how in ("up", "down", "down", "away"):
        draft.refresh_from_db()
        client.post(move, {"version": draft.version, "how": how})
        draft.refresh_from_db()
        keys.append([each["key"] for each in draft.questions])
    assert keys[0][-2] == "how_are_you"
    assert keys[1][-1] == keys[2][-1] == "how_are_you"
    assert "how_are_you" not in keys[3]


def test_two_editors_at_once_and_the_second_is_told(client, draft, editor):
    actions.change_questions(actor=editor, questions=draft, version=draft.version, to=draft.questions[:-1])
    page = client.post(
        reverse("entrance:edit_question", args=[draft.number, "brings"]), edited(draft, "brings", text="Vad nu?")
    )
    assert page.status_code == 422
    assert "Någon annan har ändrat frågorna" in page.text


def test_what_is_wrong_is_said_and_a_set_with_faults_is_not_published(client, draft, editor):
    changed = actions.change_questions(
        actor=editor, questions=draft, version=draft.version, to=[q for q in draft.questions if q["key"] != "brings"]
    )
    page = client.get(reverse("entrance:question_set", args=[draft.number])).text
    assert "Villkoret gäller en fråga som inte kommer före: brings." in page
    sent = {"version": changed.version, "change": "Kortare."}
    page = client.post(reverse("entrance:publish_questions", args=[draft.number]), sent)
    assert page.status_code == 422
    assert questions.current().number == 1


def test_a_published_set_is_asked_from_then_on_and_whoever_had_begun_goes_on(client, draft, editor):
    client.logout()
    before = begin(client)
    client.force_login(editor)
    client.post(
        reverse("entrance:edit_question", args=[draft.number, "brings"]), edited(draft, "brings", text="Vad nu då?")
    )
    draft.refresh_from_db()
    sent = {"version": draft.version, "change": "Enklare."}
    assert client.post(reverse("entrance:publish_questions", args=[draft.number]), sent).status_code == 302
    client.logout()
    assert "Vad nu då?" in client.get(step(begin(client), "brings")).text
    assert "Vad vill du ha hjälp med?" in client.get(step(before, "brings")).text
    states = dict(QuestionSet.objects.values_list("number", "state"))
    assert states == {1: QuestionSetState.RETIRED, 2: QuestionSetState.PUBLISHED}


def test_what_is_in_use_is_not_changed(editor):
    first = actions.draft_questions(actor=editor, of=questions.current())
    actions.publish_questions(actor=editor, questions=first, version=first.version, change="Ny.")
    with pytest.raises(Conflict):
        actions.change_questions(actor=editor, questions=first, version=first.version, to=[])
    with pytest.raises(Conflict):
        actions.publish_questions(actor=editor, questions=first, version=first.version, change="Ny.")


def test_it_is_said_what_is_new(draft, editor):
    with pytest.raises(ValidationError):
        actions.publish_questions(actor=editor, questions=draft, version=draft.version, change=" ")


def test_nobody_writes_a_hundred_questions(draft, editor):
    with pytest.raises(ValidationError):
        actions.change_questions(actor=editor, questions=draft, version=draft.version, to=draft.questions * 4)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.GUIDE, Role.UNIT_MANAGER])
def test_only_editors_change_the_questions(draft, role):
    who = staff(role)
    with pytest.raises(PermissionDenied):
        actions.draft_questions(actor=who, of=questions.current())
    with pytest.raises(PermissionDenied):
        actions.publish_questions(actor=who, questions=draft, version=draft.version, change="Ny.")


@pytest.mark.parametrize("key", [question["key"] for question in shipped.questions()])
def test_each_question_is_looked_at_as_a_resident_sees_it(client, editor, key):
    page = client.get(reverse("entrance:preview_question", args=[1, key]))
    assert page.status_code == 200
    question = conversation.question_of(shipped.questions(), key)
    assert question
    assert question["text"] in page.text


def test_what_was_begun_with_a_set_that_is_gone_goes_on_with_the_one_in_use(client):
    code = begun.new_code()
    begun.keep(code, begun.Content(questions=77))
    assert client.get(step(code, "brings")).status_code == 200
