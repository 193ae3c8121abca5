"""Answers and questions, the second reader, and what becomes of each delivery."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core.errors import Conflict
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import Answer, AnswerState, AnswerVia, Delivery, DeliveryState, ViewpointState
from medskapa.voice.queries.themes import waiting_in
from tests.factories import StaffFactory, UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def answerer(unit):
    return staff(Role.ANSWERER, unit)


@pytest.fixture
def viewpoint(unit):
    return new_viewpoint(unit=unit)[0]


def test_an_answer_to_all_in_a_theme_answers_each(answerer, unit):
    theme = new_theme(unit=unit)
    many = many_viewpoints(3, unit=unit, theme=theme)
    answer = actions.send_answer(actor=answerer, viewpoints=many, text="Ja.", theme=theme)
    theme.refresh_from_db()
    assert (theme.answered_count, theme.waiting_count) == (3, 0)
    assert answer.deliveries.filter(state=DeliveryState.SENT).count() == 3


@pytest.mark.parametrize("who", ["elsewhere", "registrar", "editor", "author"])
def test_only_an_answerer_of_the_unit_may_answer_and_ask(who, unit):
    people = {
        "elsewhere": lambda: staff(Role.ANSWERER, UnitFactory()),
        "registrar": lambda: staff(Role.REGISTRAR, unit),
        "editor": lambda: staff(Role.EDITOR),
        "author": lambda: staff(Role.ANSWERER, unit),
    }
    actor = people[who]()
    viewpoint, _code = new_viewpoint(unit=unit, author=actor if who == "author" else None)
    for attempt in (
        lambda: actions.send_answer(actor=actor, viewpoints=[viewpoint], text="Ja."),
        lambda: actions.ask_back(actor=actor, viewpoint=viewpoint, text="När?"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Answer.objects.exists()


def test_the_same_answer_sent_twice_is_one_answer(answerer, viewpoint):
    first, again = (actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Ja.") for _click in range(2))
    assert first == again
    assert Delivery.objects.count() == 1


def test_the_same_words_can_answer_a_reply(answerer, viewpoint):
    first = actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Ja.")
    actions.reply(actor=None, viewpoint=viewpoint, text="Säkert?")
    assert actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Ja.") != first


def test_a_second_answer_to_an_answered_viewpoint_is_refused(answerer, viewpoint, unit):
    actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Ja.")
    with pytest.raises(Conflict):
        actions.send_answer(actor=staff(Role.ANSWERER, unit), viewpoints=[viewpoint], text="Nej.")


@pytest.mark.parametrize("text", ["", " ", "x" * 4_001])
def test_an_answer_needs_words_and_not_too_many(answerer, viewpoint, text):
    with pytest.raises(ValidationError) as refused:
        actions.send_answer(actor=answerer, viewpoints=[viewpoint], text=text)
    assert "text" in refused.value.message_dict


def test_a_question_waits_for_the_person(answerer, viewpoint):
    actions.ask_back(actor=answerer, viewpoint=viewpoint, text="Vilken dag var det?")
    viewpoint.refresh_from_db()
    assert viewpoint.state == ViewpointState.ASKED


def test_no_question_to_one_who_wants_no_answer(answerer, unit):
    viewpoint, _code = new_viewpoint(unit=unit, answer_via=AnswerVia.NONE)
    with pytest.raises(Conflict):
        actions.ask_back(actor=answerer, viewpoint=viewpoint, text="Vilken dag?")


class TestSecondReader:
    @pytest.fixture
    def unit(self, db):
        return UnitFactory(second_reader=True)

    @pytest.fixture
    def answer(self, answerer, viewpoint):
        return actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Ja.")

    def test_nothing_is_sent_before_it_is_read(self, answer, viewpoint):
        viewpoint.refresh_from_db()
        assert (answer.state, viewpoint.state) == (AnswerState.TO_APPROVE, ViewpointState.RECEIVED)

    def test_another_in_the_unit_reads_and_it_goes(self, answer, viewpoint, unit):
        actions.approve(actor=staff(Role.UNIT_MANAGER, unit), answer=answer)
        viewpoint.refresh_from_db()
        assert (answer.state, viewpoint.state) == (AnswerState.SENT, ViewpointState.ANSWERED)

    def test_nobody_reads_their_own_or_a_foreign_units(self, answer, answerer):
        for actor in (answerer, staff(Role.UNIT_MANAGER, UnitFactory()), staff(Role.EDITOR)):
            with pytest.raises(PermissionDenied):
                actions.approve(actor=actor, answer=answer)
            with pytest.raises(PermissionDenied):
                actions.send_back(actor=actor, answer=answer, comment="Kortare!")

    def test_it_is_sent_back_with_a_comment_and_then_neither_sent_nor_returned(self, answer, unit):
        reader = staff(Role.UNIT_MANAGER, unit)
        with pytest.raises(ValidationError):
            actions.send_back(actor=reader, answer=answer, comment=" ")
        actions.send_back(actor=reader, answer=answer, comment="Kortare!")
        with pytest.raises(Conflict):
            actions.approve(actor=reader, answer=answer)
        with pytest.raises(Conflict):
            actions.send_back(actor=reader, answer=answer, comment="Igen!")

    def test_one_that_was_taken_back_meanwhile_gets_nothing(self, answer, viewpoint, unit):
        actions.withdraw(actor=None, viewpoint=viewpoint)
        actions.approve(actor=staff(Role.UNIT_MANAGER, unit), answer=answer)
        viewpoint.refresh_from_db()
        assert viewpoint.state == ViewpointState.WITHDRAWN
        assert answer.deliveries.get().state == DeliveryState.FAILED


def _delivery(answerer, unit, via, **words):
    viewpoint, _code = new_viewpoint(unit=unit, answer_via=via, **words)
    return actions.send_answer(actor=answerer, viewpoints=[viewpoint], text="Ja.").deliveries.get()


def test_a_letter_is_posted_by_the_desk_of_the_unit(answerer, unit):
    delivery = _delivery(answerer, unit, AnswerVia.LETTER, answer_to="Anna Ek\nGatan 1\n252 25 Helsingborg")
    with pytest.raises(PermissionDenied):
        actions.mark_posted(actor=staff(Role.ANSWERER, UnitFactory()), deliveries=[delivery])
    assert [actions.mark_posted(actor=answerer, deliveries=[delivery]) for _click in range(2)] == [1, 0]
    assert delivery.state == DeliveryState.SENT


def test_the_one_who_was_asked_tells_the_answer(answerer, unit):
    contact = StaffFactory()
    delivery = _delivery(answerer, unit, AnswerVia.CONTACT, contact=contact)
    with pytest.raises(PermissionDenied):
        actions.mark_told(actor=StaffFactory(), delivery=delivery)
    actions.mark_told(actor=contact, delivery=delivery)
    assert (delivery.state, delivery.done_by) == (DeliveryState.SENT, contact)


def test_a_failure_comes_back_and_can_go_another_way(answerer, unit):
    delivery = _delivery(answerer, unit, AnswerVia.SMS, answer_to="070-1740611")
    actions.fail(actor=None, delivery=delivery, reason="Numret finns inte.")
    with pytest.raises(PermissionDenied):
        actions.retry(actor=staff(Role.ANSWERER, UnitFactory()), delivery=delivery)
    actions.retry(actor=answerer, delivery=delivery, via=AnswerVia.WEB)
    assert delivery.state == DeliveryState.SENT
    with pytest.raises(Conflict):
        actions.retry(actor=answerer, delivery=delivery)


def test_a_sent_message_is_marked_once(answerer, unit):
    delivery = _delivery(answerer, unit, AnswerVia.SMS, answer_to="070-1740611")
    for _run in range(2):
        actions.mark_sent(actor=None, delivery=delivery)
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)
    actions.fail(actor=None, delivery=delivery, reason="För sent.")
    assert delivery.state == DeliveryState.SENT


def test_the_author_is_a_person_and_never_reads_their_own_answer_as_second_reader(unit):
    unit.second_reader = True
    unit.save()
    author = staff(Role.ANSWERER, unit)
    viewpoint, _code = new_viewpoint(unit=unit, author=author)
    answer = actions.send_answer(actor=staff(Role.ANSWERER, unit), viewpoints=[viewpoint], text="Ja.")
    with pytest.raises(PermissionDenied):
        actions.approve(actor=author, answer=answer)


def test_while_an_answer_waits_for_its_reader_nobody_writes_another():
    careful = UnitFactory(second_reader=True)
    one, other, theme = staff(Role.ANSWERER, careful), staff(Role.ANSWERER, careful), new_theme(unit=careful)
    viewpoint, _code = new_viewpoint(unit=careful, theme=theme)
    answer = actions.send_answer(actor=one, viewpoints=[viewpoint], text="Ja.")
    with pytest.raises(Conflict):
        actions.send_answer(actor=other, viewpoints=[viewpoint], text="Nej.")
    assert list(waiting_in(theme, viewer=other)) == []
    actions.send_back(actor=other, answer=answer, comment="Skriv mer.")
    assert list(waiting_in(theme, viewer=other)) == [viewpoint]
    assert actions.send_answer(actor=other, viewpoints=[viewpoint], text="Nej.").state == AnswerState.TO_APPROVE
