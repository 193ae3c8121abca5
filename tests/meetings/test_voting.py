"""Voting: one nameless ballot for each card, by phone and from paper, and hands counted in the room."""

import logging
import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.meetings import actions, passes
from medskapa.meetings.actions.voting import HasVotes
from medskapa.meetings.daily import forget_order_of_votes
from medskapa.meetings.models import Ballot, RaisedCards, Vote, VotedBy, VotingCard
from tests.meeting_factories import new_meeting, new_statement
from tests.meetings.pages import form, url
from tests.meetings.voting import answered, closed, opened, pass_on
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


def votes_of(card):
    return dict(Vote.objects.filter(ballot__card=card).values_list("statement__number", "value"))


def heading(response):
    return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)[1].strip())


def typed(client, meeting, number, answers, **more):
    return client.post(url("type_sheet", meeting.slug), form(number=number, answers=answers, **more))


class TestByPhone:
    def test_one_statement_a_page_and_each_answer_is_saved_at_once(self, client, statements, cards):
        page = opened(client, cards[0])
        for statement, value in zip(statements, (1, -1, 0), strict=True):
            assert heading(page) == statement.text
            page = answered(client, page, statement, value)
        assert "Alla dina svar är sparade" in page.text
        assert votes_of(cards[0]) == {1: 1, 2: -1, 3: 0}
        ballot = Ballot.objects.get()
        assert (ballot.voted_by, ballot.entered_by) == (VotedBy.PHONE, None)

    def test_the_code_is_forgiving(self, client, statements, cards):
        code = str(passes.code_of(cards[0])).upper().replace(" ", ",  ")
        assert heading(client.post(url("vote"), form(code=code))) == statements[0].text

    @pytest.mark.parametrize("code", ["", "hej", "xyzzy xyzzy xyzzy xyzzy", "a" * 5_000])
    def test_what_is_no_code_is_said_in_words(self, client, cards, code):
        response = client.post(url("vote"), form(code=code))
        assert response.status_code == 422
        assert "kort" in response.text

    def test_a_code_of_no_card_opens_nothing(self, client, cards):
        VotingCard.objects.all().delete()
        response = opened(client, cards[0])
        assert response.status_code == 422
        assert "hör inte till något kort" in response.text

    def test_an_answer_is_changed_from_the_list_or_by_going_back(self, client, statements, cards):
        page = answered(client, opened(client, cards[0]), statements[0], 1)
        back = client.post(url("vote_answer"), {"pass": pass_on(page), "show": "1"})
        assert heading(back) == statements[0].text
        assert "Ditt svar nu" in back.text
        answered(client, back, statements[0], -1)
        assert votes_of(cards[0]) == {1: -1}
        mine = client.post(url("vote_answer"), {"pass": pass_on(back), "show": "0"})
        assert "Jag håller inte med" in mine.text
        assert "Fortsätt svara" in mine.text

    def test_coming_back_with_the_card_goes_on_where_one_was(self, client, statements, cards):
        answered(client, opened(client, cards[0]), statements[0], 1)
        assert heading(opened(client, cards[0])) == statements[1].text

    def test_a_double_click_is_one_vote(self, client, statements, cards):
        page = opened(client, cards[0])
        for _click in range(2):
            answered(client, page, statements[0], 1)
        assert Vote.objects.count() == Ballot.objects.count() == 1

    def test_only_what_is_open_is_shown_and_what_opens_later_comes(self, client, meeting, planner, cards):
        late = new_statement(meeting, open=False)
        page = opened(client, cards[0])
        assert "inget att rösta om just nu" in page.text
        actions.open_statements(actor=planner, meeting=meeting, statements=[late])
        again = client.post(url("vote_answer"), {"pass": pass_on(page), "show": "0"})
        assert late.text in again.text

    def test_what_closed_meanwhile_is_told_and_the_rest_is_kept(self, client, meeting, planner, statements, cards):
        page = answered(client, opened(client, cards[0]), statements[0], 1)
        actions.close_statements(actor=planner, meeting=meeting, statements=statements[1:2])
        refused = answered(client, page, statements[1], 1)
        assert refused.status_code == 409
        assert "Det går inte att rösta på det här längre" in refused.text
        assert votes_of(cards[0]) == {1: 1}

    def test_one_that_is_closed_in_the_same_moment_takes_no_vote(self, planner, meeting, statements, cards):
        actions.close_statements(actor=planner, meeting=meeting, statements=statements[:1])
        with pytest.raises(Conflict):
            actions.vote(actor=None, card=cards[0], statement=statements[0], value=1)
        assert not Ballot.objects.exists()

    def test_after_the_meeting_a_card_shows_nothing(self, client, meeting, planner, statements, cards):
        page = answered(client, opened(client, cards[0]), statements[0], 1)
        closed(meeting, planner)
        for response in (opened(client, cards[0]), answered(client, page, statements[1], 1)):
            assert "Omröstningen är slut" in response.text
            assert statements[0].text not in response.text
        assert votes_of(cards[0]) == {1: 1}
        with pytest.raises(Conflict):
            actions.vote(actor=None, card=cards[0], statement=statements[1], value=1)

    @pytest.mark.parametrize("value", ["2", "", "ja", "-1.0"])
    def test_an_answer_that_is_none_is_not_kept(self, client, statements, cards, value):
        response = answered(client, opened(client, cards[0]), statements[0], value)
        assert response.status_code == 409
        assert not Vote.objects.exists()

    def test_the_action_refuses_what_is_no_answer_and_what_is_elsewhere(self, statements, cards):
        with pytest.raises(ValidationError):
            actions.vote(actor=None, card=cards[0], statement=statements[0], value=2)
        with pytest.raises(PermissionDenied):
            actions.vote(actor=None, card=cards[0], statement=new_statement(new_meeting()), value=1)

    def test_without_a_pass_one_is_asked_for_the_words_again(self, client, statements):
        assert client.get(url("vote_answer")).url == url("vote")
        response = client.post(url("vote_answer"), {"pass": "fel", "show": "1"})
        assert response.status_code == 403
        assert "Skriv orden igen" in response.text

    def test_guessing_is_slowed_down(self, client, statements, cards, settings):
        settings.THROTTLE = settings.THROTTLE | {"vote_source": (2, 3600)}
        assert [opened(client, cards[0]).status_code for _try in range(3)] == [200, 200, 429]

    def test_when_all_have_tried_too_much_each_still_has_a_try(self, client, statements, cards, settings):
        settings.THROTTLE = settings.THROTTLE | {"vote_all": (0, 3600), "vote_late_source": (1, 3600)}
        assert [opened(client, cards[0]).status_code for _try in range(2)] == [200, 429]

    @pytest.mark.parametrize("language", GOALS)
    def test_every_page_is_easy_to_read(self, client, meeting, planner, statements, cards, settings, language):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = opened(client, cards[0])
        mine = client.post(url("vote_answer"), {"pass": pass_on(page), "show": "0"})
        again = client.post(url("vote_answer"), {"pass": "fel"})
        pages = {"enter": client.get(url("vote")), "statement": page, "mine": mine, "again": again}
        actions.close_statements(actor=planner, meeting=meeting, statements=statements)
        pages["nothing"] = opened(client, cards[0])
        closed(meeting, planner)
        pages["over"] = opened(client, cards[0])
        settings.THROTTLE = settings.THROTTLE | {"vote_source": (0, 3600)}
        pages["slow down"] = opened(client, cards[0])
        assert {name: why for name, page in pages.items() if (why := too_hard(page.text, language))} == {}


def transactions_of(model):
    """How many transactions the rows tell of that wrote them. SQLite keeps no such number."""
    if connection.vendor != "postgresql":
        return 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(DISTINCT xmin::text) FROM {model._meta.db_table}")
        return cursor.fetchone()[0]


class TestNobodyKnowsWho:
    def test_no_row_holds_a_person_or_a_time_and_keys_tell_no_order(self, client, statements, cards, caplog):
        with caplog.at_level(logging.DEBUG):
            page = opened(client, cards[0])
            answered(client, page, statements[0], 1)
        code = passes.code_of(cards[0])
        assert not any(word in caplog.text for word in code.words if len(word) > 5)
        assert Ballot.objects.get().entered_by is None
        for model in (VotingCard, Ballot, Vote):
            kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
            assert not kinds & {"DateTimeField", "DateField", "TimeField"}
            assert model._meta.pk.get_internal_type() == "BigIntegerField"
        assert not Session.objects.exists()

    def test_the_audit_chain_knows_that_somebody_voted_that_day_and_no_more(self, client, meeting, statements, cards):
        before = AuditRecord.objects.count()
        answered(client, opened(client, cards[0]), statements[0], 1)
        assert AuditRecord.objects.count() == before
        waiting = AuditWaiting.objects.get()
        assert (waiting.object_type, waiting.object_id, waiting.details) == ("meetings.meeting", str(meeting.pk), {})

    @pytest.mark.usefixtures("committed")
    def test_the_order_in_which_people_voted_is_forgotten_at_night(self, statements, cards):
        for card in cards:
            actions.vote(actor=None, card=card, statement=statements[0], value=1)
        before = votes_of(cards[0]), Ballot.objects.count()
        assert transactions_of(Ballot) == transactions_of(Vote) == (12 if connection.vendor == "postgresql" else 1)
        with transaction.atomic():
            forget_order_of_votes()
        assert (votes_of(cards[0]), Ballot.objects.count()) == before
        assert transactions_of(Ballot) == transactions_of(Vote) == 1

    def test_a_typed_sheet_leaves_the_card_out_of_the_audit_chain(self, meeting, planner, statements, cards):
        actions.type_ballot(actor=planner, card=cards[0], answers={statements[0]: 1})
        last = AuditRecord.objects.last()
        assert (last.verb, last.object_type, last.details) == ("ballot.typed", "meetings.meeting", {"replaced": False})

    def test_what_a_card_voted_is_on_no_page_at_work(self, planning, meeting, statements, cards):
        actions.vote(actor=None, card=cards[3], statement=statements[0], value=-1)
        asked = typed(planning, meeting, 4, "111")
        assert "Kort 4 har redan svar" in asked.text
        assert "telefon" in asked.text
        assert "222" not in asked.text


class TestFromPaper:
    def test_before_there_is_a_statement_the_page_says_what_to_do_first(self, planning, meeting):
        for page in (planning.get(url("type_sheet", meeting.slug)), typed(planning, meeting, 7, "1")):
            assert "Skriv påståendena först" in page.text
            assert 'name="answers"' not in page.text
            assert url("statements", meeting.slug) in page.text

    def test_a_sheet_is_typed_as_figures(self, planning, planner, meeting, statements, cards):
        assert typed(planning, meeting, 7, "1 2,3").status_code == 302
        assert votes_of(cards[6]) == {1: 1, 2: -1, 3: 0}
        ballot = Ballot.objects.get()
        assert (ballot.voted_by, ballot.entered_by) == (VotedBy.PAPER, planner)
        assert "Kort 7 är sparat: 1 håller med, 1 håller inte med, 1 hoppar över." in unescape(
            planning.get(url("type_sheet", meeting.slug)).text
        )

    def test_a_statement_without_a_cross_is_left_out(self, planning, meeting, statements, cards):
        typed(planning, meeting, 7, "102")
        assert votes_of(cards[6]) == {1: 1, 3: -1}

    def test_a_helper_types_too(self, client, helper, meeting, statements, cards):
        client.force_login(helper)
        assert typed(client, meeting, 7, "123").status_code == 302

    @pytest.mark.parametrize("answers", ["", "12", "1234", "124", "000", "ja"])
    def test_what_does_not_fit_is_refused_and_kept_on_the_page(self, planning, meeting, statements, cards, answers):
        response = typed(planning, meeting, 7, answers)
        assert response.status_code == 422
        assert 'value="7"' in response.text
        assert not Ballot.objects.exists()

    def test_a_number_of_no_card_is_refused(self, planning, meeting, statements, cards):
        response = typed(planning, meeting, 99, "123")
        assert response.status_code == 422
        assert "inget kort med det numret" in response.text

    def test_the_same_sheet_twice_changes_nothing_and_asks_nothing(self, planning, meeting, statements, cards):
        for _time in range(2):
            assert typed(planning, meeting, 7, "123").status_code == 302
        assert Ballot.objects.count() == 1

    def test_nobody_learns_a_cards_votes_by_guessing_them(self, client, helper, meeting, statements, cards, planner):
        """The page answers a right guess and a wrong one alike."""
        for statement in statements:
            actions.vote(actor=None, card=cards[0], statement=statement, value=1)
        actions.type_ballot(actor=planner, card=cards[1], answers=dict.fromkeys(statements, 1))
        client.force_login(helper)
        for number in (1, 2):
            answers = [typed(client, meeting, number, guess) for guess in ("111", "222")]
            assert [answer.status_code for answer in answers] == [422, 422]
            assert all(f"Kort {number} har redan svar" in answer.text for answer in answers)

    def test_another_sheet_for_the_same_card_is_asked_about_and_enter_keeps(self, planning, meeting, statements, cards):
        typed(planning, meeting, 7, "123")
        asked = typed(planning, meeting, 7, "111")
        assert asked.status_code == 422
        buttons = re.findall(r'<button[^>]*name="(\w+)"', asked.text[asked.text.index("<main") :])
        assert buttons == ["keep", "replace"]  # Enter presses the first
        assert typed(planning, meeting, 7, "111", keep="on").status_code == 302
        assert votes_of(cards[6]) == {1: 1, 2: -1, 3: 0}
        assert typed(planning, meeting, 7, "111", replace="on").status_code == 302
        assert votes_of(cards[6]) == {1: 1, 2: 1, 3: 1}

    def test_while_it_asks_the_number_cannot_be_changed_into_another(self, planning, meeting, statements, cards):
        typed(planning, meeting, 7, "123")
        asked = typed(planning, meeting, 7, "111").text
        assert re.search(r'<input type="hidden" name="number" value="7">', asked)
        assert not re.search(r'<input type="text" name="(number|answers)"', asked)

    def test_enter_on_an_untouched_page_changes_nothing(self, planning, meeting, statements, cards):
        typed(planning, meeting, 7, "123")
        assert typed(planning, meeting, "", "").status_code == 422
        assert votes_of(cards[6]) == {1: 1, 2: -1, 3: 0}

    def test_a_phone_takes_over_from_paper_and_the_other_way_only_when_said(self, meeting, planner, statements, cards):
        card = cards[0]
        actions.type_ballot(actor=planner, card=card, answers={statements[0]: 1})
        actions.vote(actor=None, card=card, statement=statements[1], value=-1)
        ballot = Ballot.objects.get()
        assert (ballot.voted_by, ballot.entered_by) == (VotedBy.PHONE, None)
        assert votes_of(card) == {1: 1, 2: -1}
        with pytest.raises(HasVotes):
            actions.type_ballot(actor=planner, card=card, answers={statements[0]: -1})

    def test_the_action_refuses_nothing_wrong_values_and_other_meetings(self, planner, statements, cards):
        for answers in ({}, {statements[0]: 5}):
            with pytest.raises(ValidationError):
                actions.type_ballot(actor=planner, card=cards[0], answers=answers)
        with pytest.raises(PermissionDenied):
            actions.type_ballot(actor=planner, card=cards[0], answers={new_statement(new_meeting()): 1})

    def test_not_after_the_meeting_is_closed(self, meeting, planner, statements, cards):
        closed(meeting, planner)
        with pytest.raises(Conflict):
            actions.type_ballot(actor=planner, card=cards[0], answers={statements[0]: 1})

    def test_a_closed_statement_can_still_be_typed_in_from_paper(self, planning, planner, meeting, statements, cards):
        actions.close_statements(actor=planner, meeting=meeting, statements=statements)
        assert typed(planning, meeting, 7, "123").status_code == 302


class TestInTheRoom:
    def test_raised_cards_are_counted_and_counted_again(self, planning, meeting, statements):
        address = url("count_raised", meeting.slug, statements[0].pk)
        assert planning.post(address, form(agree=20, disagree=5, passes=2)).status_code == 302
        assert 'value="20"' in planning.get(address).text
        planning.post(address, form(agree=21, disagree=5, passes=2))
        raised = RaisedCards.objects.get()
        assert (raised.agree, raised.disagree, raised.passes) == (21, 5, 2)
        assert not Ballot.objects.exists()

    @pytest.mark.parametrize(
        "counted",
        [
            {"agree": "", "disagree": 1, "passes": 1},
            {"agree": -1, "disagree": 1, "passes": 1},
            {"agree": 0, "disagree": 0, "passes": 0},
            {"agree": 99_999, "disagree": 0, "passes": 0},
        ],
    )
    def test_what_is_no_count_is_refused(self, planning, meeting, statements, counted):
        response = planning.post(url("count_raised", meeting.slug, statements[0].pk), form(**counted))
        assert response.status_code == 422
        assert not RaisedCards.objects.exists()

    def test_the_action_refuses_too_many_and_the_same_again_changes_nothing(self, planner, statements):
        with pytest.raises(ValidationError):
            actions.count_raised(actor=planner, statement=statements[0], agree=9_999, disagree=0, passes=0)
        for _time in range(2):
            actions.count_raised(actor=planner, statement=statements[0], agree=9, disagree=0, passes=0)
        assert AuditRecord.objects.filter(verb="cards.counted").count() == 1
