"""Statements and voting cards, as a planner makes them ready: written, ordered, opened, printed."""

import re
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pypdf import PdfReader

from medskapa.core import idempotency
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.meetings import actions, passes
from medskapa.meetings.actions.voting import MOST_CARDS, MOST_STATEMENTS
from medskapa.meetings.models import MeetingState, RaisedCards, Statement, VotingCard
from medskapa.people.models import Role
from tests.factories import staff
from tests.meeting_factories import new_item, new_meeting, new_statement
from tests.meetings.pages import form, url
from tests.meetings.voting import closed

pytestmark = pytest.mark.django_db


class TestStatements:
    def test_are_written_one_after_the_other_and_closed_at_first(self, planning, meeting):
        item = new_item(meeting)
        for text in ("Breven är lätta.", "Vi når er."):
            sent = form(text=text, plain_text="", item=item.pk)
            assert [planning.post(url("new_statement", meeting.slug), sent).status_code for _click in range(2)] == [
                302,
                302,
            ]
        found = list(meeting.statements.values_list("number", "text", "open", "item"))
        assert found == [(1, "Breven är lätta.", False, item.pk), (2, "Vi når er.", False, item.pk)]

    @pytest.mark.parametrize("sent", [{"text": ""}, {"text": "a" * 201}, {"text": "Hej.", "item": "999"}])
    def test_what_is_missing_is_asked_for(self, planning, meeting, sent):
        response = planning.post(url("new_statement", meeting.slug), form(**sent))
        assert response.status_code == 422
        assert not Statement.objects.exists()

    def test_an_item_of_another_meeting_is_refused(self, planner, meeting):
        with pytest.raises(ValidationError):
            actions.add_statement(actor=planner, meeting=meeting, text="Hej.", item=new_item(new_meeting()))

    def test_are_not_without_end(self, planner, meeting):
        new_statement(meeting, number=MOST_STATEMENTS)
        with pytest.raises(Conflict):
            actions.add_statement(actor=planner, meeting=meeting, text="Ett till.")

    def test_are_changed_until_somebody_has_voted_on_them(self, planning, meeting, statements, cards):
        first, second, _third = statements
        address = url("statement", meeting.slug, first.pk)
        assert planning.post(address, form(text="Nya ord.", version=1)).status_code == 302
        first.refresh_from_db()
        assert (first.text, first.version) == ("Nya ord.", 2)
        actions.vote(actor=None, card=cards[0], statement=first, value=1)
        response = planning.post(address, form(text="Andra ord.", version=2))
        assert response.status_code == 422
        assert "redan fått röster" in response.text
        assert planning.post(url("statement", meeting.slug, second.pk), form(text="Nya.", version=1)).status_code == 302

    def test_the_item_of_one_with_votes_can_still_be_changed(self, planner, meeting, statements, cards):
        statement = statements[0]
        actions.vote(actor=None, card=cards[0], statement=statement, value=1)
        item = new_item(meeting)
        actions.edit_statement(
            actor=planner, statement=statement, version=1, text=statement.text, plain_text="", item=item
        )
        statement.refresh_from_db()
        assert statement.item == item

    def test_whoever_comes_second_sees_what_the_first_wrote(self, planning, planner, meeting, statements):
        actions.edit_statement(actor=planner, statement=statements[0], version=1, text="Först.")
        address = url("statement", meeting.slug, statements[0].pk)
        response = planning.post(address, form(text="Sedan.", version=1))
        assert response.status_code == 422
        assert "Först." in response.text
        assert "Sedan." in response.text
        assert planning.post(address, form(text="Sedan.", version=2)).status_code == 302

    def test_move_up_and_down_and_the_ends_stay(self, planning, meeting, statements):
        def move(statement, way):
            planning.post(url("move_statement", meeting.slug, statement.pk), form(way=way))
            return list(meeting.statements.order_by("number").values_list("pk", flat=True))

        one, two, three = (each.pk for each in statements)
        assert move(statements[2], "up") == [one, three, two]
        assert move(statements[0], "down") == [three, one, two]
        assert move(statements[1], "down") == [three, one, two]

    def test_one_is_removed_and_the_others_close_the_gap(self, planning, meeting, statements):
        planning.post(url("remove_statement", meeting.slug, statements[0].pk), form())
        assert list(meeting.statements.values_list("number", flat=True)) == [1, 2]

    def test_once_somebody_has_voted_the_order_stays(self, planner, statements, cards):
        actions.vote(actor=None, card=cards[0], statement=statements[0], value=1)
        for act in (actions.move_statement, actions.remove_statement):
            with pytest.raises(Conflict):
                act(actor=planner, statement=statements[2], **({"up": True} if act is actions.move_statement else {}))

    def test_are_opened_and_closed_one_or_all(self, planning, meeting):
        for _each in range(2):
            new_statement(meeting, open=False)
        address = url("open_voting", meeting.slug)
        planning.post(address, form(to="open", statement=meeting.statements.first().pk))
        assert list(meeting.statements.values_list("open", flat=True)) == [True, False]
        planning.post(address, form(to="open"))
        assert list(meeting.statements.values_list("open", flat=True)) == [True, True]
        planning.post(address, form(to="close"))
        assert list(meeting.statements.values_list("open", flat=True)) == [False, False]

    def test_one_that_was_closed_with_votes_is_not_opened_again(self, planning, meeting, statements, cards):
        """Otherwise a planner could look at how it went, and let in more votes."""
        actions.vote(actor=None, card=cards[0], statement=statements[0], value=1)
        address = url("open_voting", meeting.slug)
        planning.post(address, form(to="close"))
        told = planning.post(address, form(to="open", statement=statements[0].pk), follow=True)
        assert "öppnas inte igen" in told.text
        assert list(meeting.statements.values_list("open", flat=True)) == [False, False, False]
        planning.post(address, form(to="open"))  # those that nobody has voted on
        assert list(meeting.statements.values_list("open", flat=True)) == [False, True, True]

    def test_one_that_was_counted_in_the_room_or_typed_from_paper_is_not_opened_again(
        self, planner, meeting, statements, cards
    ):
        actions.close_statements(actor=planner, meeting=meeting, statements=statements)
        actions.count_raised(actor=planner, statement=statements[0], agree=9, disagree=1, passes=0)
        actions.type_ballot(actor=planner, card=cards[0], answers={statements[1]: 1})
        for statement in statements[:2]:
            with pytest.raises(Conflict):
                actions.open_statements(actor=planner, meeting=meeting, statements=[statement])
        assert actions.open_statements(actor=planner, meeting=meeting, statements=statements) == 1

    def test_an_open_one_with_votes_that_is_opened_again_by_a_double_click_changes_nothing(
        self, planner, meeting, statements, cards
    ):
        actions.vote(actor=None, card=cards[0], statement=statements[0], value=1)
        assert actions.open_statements(actor=planner, meeting=meeting, statements=statements) == 0

    def test_are_not_opened_before_the_meeting_is_announced(self, planner, unit):
        draft = new_meeting(unit=unit, state=MeetingState.DRAFT)
        statement = new_statement(draft, open=False)
        with pytest.raises(Conflict):
            actions.open_statements(actor=planner, meeting=draft, statements=[statement])

    def test_another_meetings_statement_is_not_opened(self, planner, meeting):
        with pytest.raises(PermissionDenied):
            actions.open_statements(actor=planner, meeting=meeting, statements=[new_statement(new_meeting())])

    def test_nothing_changes_after_the_meeting_is_closed(self, planner, meeting, statements):
        closed(meeting, planner)
        acts = [
            lambda: actions.add_statement(actor=planner, meeting=meeting, text="Ett till."),
            lambda: actions.edit_statement(actor=planner, statement=statements[0], version=1, text="Nytt."),
            lambda: actions.remove_statement(actor=planner, statement=statements[0]),
            lambda: actions.move_statement(actor=planner, statement=statements[1], up=True),
            lambda: actions.open_statements(actor=planner, meeting=meeting, statements=statements),
            lambda: actions.close_statements(actor=planner, meeting=meeting, statements=statements),
            lambda: actions.make_cards(actor=planner, meeting=meeting, number=1),
            lambda: actions.count_raised(actor=planner, statement=statements[0], agree=9, disagree=1, passes=0),
        ]
        for act in acts:
            with pytest.raises(Conflict):
                act()

    def test_the_page_costs_the_same_with_many_statements_and_cards(self, planning, meeting, planner, queries_of):
        actions.make_cards(actor=planner, meeting=meeting, number=10)
        for _each in range(3):
            RaisedCards.objects.create(
                statement=new_statement(meeting, item=new_item(meeting)),
                agree=1,
                disagree=1,
                passes=1,
                entered_by=planner,
            )
        first = queries_of(url("statements", meeting.slug))
        actions.make_cards(actor=planner, meeting=meeting, number=400)
        for _each in range(30):
            new_statement(meeting, item=new_item(meeting))
        assert queries_of(url("statements", meeting.slug)) == first <= 12

    def test_a_helper_reads_but_does_not_change(self, client, helper, meeting, statements):
        client.force_login(helper)
        page = client.get(url("statements", meeting.slug))
        assert statements[0].text in page.text
        assert url("new_statement", meeting.slug) not in page.text
        assert client.get(url("new_statement", meeting.slug)).status_code == 403


class TestCards:
    def test_each_has_a_code_of_its_own_that_is_kept_nowhere(self, cards):
        codes = {str(passes.code_of(card)) for card in cards}
        assert len(codes) == 12
        stored = " ".join(VotingCard.objects.values_list("digest", flat=True))
        assert not any(word in stored for code in codes for word in code.split())

    def test_are_made_once_by_a_double_click_and_can_be_more(self, planning, meeting):
        sent = form(number=10)
        for _click in range(2):
            planning.post(url("make_cards", meeting.slug), sent)
        planning.post(url("make_cards", meeting.slug), form(number=3))
        assert list(meeting.cards.values_list("number", flat=True)) == list(range(1, 14))

    @pytest.mark.parametrize("number", ["0", "-1", "501", "", "många"])
    def test_a_number_that_is_none_is_refused(self, planning, meeting, number):
        planning.post(url("make_cards", meeting.slug), form(number=number))
        assert not VotingCard.objects.exists()

    def test_are_not_without_end(self, planner, meeting):
        actions.make_cards(actor=planner, meeting=meeting, number=MOST_CARDS)
        for number in (1, 0):
            with pytest.raises(ValidationError):
                actions.make_cards(actor=planner, meeting=meeting, number=number)

    def test_are_printed_with_number_and_words_but_not_in_the_order_of_numbers(self, planning, meeting, cards):
        response = planning.get(url("cards_to_print", meeting.slug))
        assert response["Content-Type"] == "application/pdf"
        text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(response.content)).pages)
        numbers = [int(number) for number in re.findall(r"Kort (\d+) ", text)]
        assert sorted(numbers) == list(range(1, 13))
        assert numbers != sorted(numbers)
        for card in cards:
            assert str(passes.code_of(card)) in text

    def test_are_not_printed_when_the_sites_secret_has_changed(self, planning, meeting, cards, settings):
        settings.SECRET_KEY = "another secret, and long enough for the test of it" * 2
        planning.force_login(planning_user(meeting))
        response = planning.get(url("cards_to_print", meeting.slug))
        assert response.status_code == 302

    def test_there_is_nothing_to_print_before_they_are_made(self, planning, meeting):
        assert planning.get(url("cards_to_print", meeting.slug)).status_code == 404
        assert planning.get(url("sheet_to_print", meeting.slug)).status_code == 404

    def test_the_sheet_has_the_statements_and_no_name(self, planning, meeting, statements):
        response = planning.get(url("sheet_to_print", meeting.slug))
        text = " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
        assert "Skriv inte ditt namn" in text
        assert all(statement.text in text for statement in statements)


def planning_user(meeting):
    return staff(Role.PLANNER, meeting.unit)


def test_a_form_key_is_needed(planning, meeting):
    planning.post(url("make_cards", meeting.slug), {"number": 3, "form_key": "fel"})
    assert not VotingCard.objects.exists()
    assert idempotency.is_key(new_key())
