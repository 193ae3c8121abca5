"""Two at the entrance at the same moment: one wins, the other is told, and nothing is there twice."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from medskapa.core import audit
from medskapa.entrance import actions, begun
from medskapa.entrance.begun import Content
from medskapa.entrance.models import Entry, Fact, PartState, QuestionSet, QuestionSetState
from medskapa.entrance.queries import questions
from medskapa.people.models import Person, Role
from tests.entrance_walk import TOLD, new_entry, taken_in
from tests.factories import PersonFactory, staff
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("committed", "no_rooms")


def came_of(*acts: Callable[[], object]) -> list[object]:
    """What came of each of `acts`, carried out at the same moment; or what refused it."""

    def tried(act: Callable[[], object]) -> object:
        try:
            return act()
        except (ValidationError, begun.Sent) as refusal:
            return refusal

    return at_once([partial(tried, act) for act in acts])


def test_a_conversation_open_in_two_windows_is_handed_in_once():
    code = begun.new_code()
    begun.keep(code, Content(questions=1, answers=TOLD))

    def hand_in() -> object:
        with transaction.atomic():
            entry = actions.hand_in(actor=None, questions=questions.current(), answers=TOLD, code=code)
            begun.mark_sent(code)
            return entry

    came_of(hand_in, hand_in, hand_in)
    assert Entry.objects.count() == 1
    assert Person.objects.count() == 1
    assert audit.verify() > 0


def test_the_first_two_of_all_share_the_shipped_questions():
    came_of(new_entry, new_entry)
    assert Entry.objects.count() == 2
    assert QuestionSet.objects.count() == 1


def test_of_two_corrections_of_one_thing_one_wins():
    person = PersonFactory()
    fact = Fact.objects.get(entry=new_entry(person), key="worked_with")

    def correct(value: str) -> Callable[[], object]:
        return lambda: actions.correct_fact(actor=person, fact=fact, value=value)

    came = came_of(correct("Butik"), correct("Lager"))
    assert sum(isinstance(each, Fact) for each in came) == 1
    assert Fact.objects.filter(person=person, key="worked_with", valid_to__isnull=True).count() == 1


def test_of_two_who_take_a_part_one_has_it():
    first, second = staff(Role.RECEPTION), staff(Role.RECEPTION)
    part = taken_in(first, brings=["housing"], housing_now="own").parts.get()
    came = came_of(
        lambda: actions.take_part(actor=first, part=part), lambda: actions.take_part(actor=second, part=part)
    )
    assert sum(isinstance(each, ValidationError) for each in came) == 1
    part.refresh_from_db()
    assert part.state == PartState.RECEIVED


def test_of_two_who_publish_one_set_is_in_use():
    editor = staff(Role.EDITOR)
    draft = actions.draft_questions(actor=editor, of=questions.current())

    def publish() -> object:
        return actions.publish_questions(actor=editor, questions=draft, version=draft.version, change="Ny.")

    came = came_of(publish, publish)
    assert sum(isinstance(each, ValidationError) for each in came) == 1
    assert QuestionSet.objects.filter(state=QuestionSetState.PUBLISHED).count() == 1
