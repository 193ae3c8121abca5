"""A resident's own proposal: one question a page, a receipt, and an answer whatever becomes of it."""

import re
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from medskapa.change import actions
from medskapa.change.models import Proposal, Suggestion, SuggestionState
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord
from medskapa.people.models import Role
from medskapa.voice import actions as voice
from medskapa.voice import drafts
from medskapa.voice.actions.receiving import Words
from medskapa.voice.models import Answer, Delivery, EventKind, Viewpoint, ViewpointState
from tests.change.pages import form, url
from tests.change_factories import new_group
from tests.factories import PersonFactory, UnitFactory, many_viewpoints, new_viewpoint, staff
from tests.voice.walk import code_on, open_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fallback_unit")]


@pytest.fixture
def answerer(fallback_unit):
    return staff(Role.ANSWERER, fallback_unit)


@pytest.fixture
def answering(client, answerer):
    client.force_login(answerer)
    return client


def key_on(page) -> str:
    return re.search(r'name="form_key" value="([^"]+)"', page.text)[1]


def walked(client, text="Skriv breven på enkel svenska.", via="web", who="nobody", **more):
    """Every step but the last; returns the address of the last one."""
    address = client.get(url("suggest")).url
    address = client.post(address, form(text=text, language="sv")).url
    address = client.post(address, form(answer_via=via)).url
    if "vart" in address:
        address = client.post(address, form(answer_to=more["to"])).url
    return client.post(address, form(who=who, author_name=more.get("name", ""))).url


def suggested(unit, text="Skriv breven på enkel svenska.", **words):
    viewpoint, code = new_viewpoint(unit=unit, text=text, **words)
    return Suggestion.objects.create(viewpoint=viewpoint), code


class TestSaying:
    def test_one_question_a_page_and_a_receipt_that_opens_it(self, client):
        last = walked(client)
        sent = form()
        sent["form_key"] = key_on(client.get(last))
        page = client.post(last, sent)
        code = code_on(page)
        again = client.post(last, sent)
        assert code_on(again) == code
        suggestion = Suggestion.objects.get()
        assert suggestion.viewpoint.anonymous
        assert "Skriv breven på enkel svenska." in open_with(client, code).text

    def test_no_session_and_no_person_is_kept(self, client):
        last = walked(client)
        client.post(last, form(form_key=key_on(client.get(last))))
        assert not Session.objects.exists()
        assert not AuditRecord.objects.exists()

    def test_what_points_out_a_person_can_be_hidden_before_it_is_sent(self, client):
        last = walked(client, text="Ring mig på 070-123 45 67 om breven.")
        assert "070-123 45 67" in client.get(last).text
        client.post(last, {"hide": "all"})
        assert "070-123 45 67" not in client.get(last).text

    def test_the_answer_can_come_by_letter(self, client):
        last = walked(client, via="letter", to="Alma Ek\nStorgatan 1\n252 00 Helsingborg", who="name", name="Alma Ek")
        client.post(last, form(form_key=key_on(client.get(last))))
        viewpoint = Viewpoint.objects.get()
        assert (viewpoint.answer_via, viewpoint.author_name) == ("letter", "Alma Ek")

    def test_one_who_is_signed_in_can_say_so(self, client):
        author = PersonFactory()
        client.force_login(author)
        last = walked(client, who="me")
        client.post(last, form(form_key=key_on(client.get(last))))
        assert Viewpoint.objects.get().author == author

    def test_a_draft_is_found_again_with_its_words(self, client):
        last = walked(client)
        draft = unquote(last.split("/")[3])
        assert client.post(url("suggest_resume"), form(code=draft.replace("-", " "))).status_code == 302
        assert "enkel svenska" in client.get(url("suggest_step", draft, "text")).text
        assert client.post(url("suggest_resume"), form(code="ett två tre fyra fem sex")).status_code == 422

    def test_its_words_lead_back_to_it_from_where_one_says_something_else(self, client):
        draft = unquote(walked(client).split("/")[3])
        found = client.post(reverse("voice:say_resume"), form(code=draft.replace("-", " ")))
        assert found.url == client.get(reverse("voice:say_step", args=[draft, "text"])).url
        assert found.url == url("suggest_step", draft, "text")

    def test_the_words_of_something_else_lead_back_to_that(self, client):
        draft = unquote(client.get(reverse("voice:say")).url.split("/")[-3])
        client.post(reverse("voice:say_step", args=[draft, "text"]), form(text="Breven är svåra.", language="sv"))
        found = client.post(url("suggest_resume"), form(code=draft.replace("-", " ")))
        assert found.url == reverse("voice:say_step", args=[draft, "text"])

    def test_what_is_written_after_it_was_sent_begins_a_new_one_and_is_not_lost(self, client):
        last = walked(client)
        client.post(last, form(form_key=key_on(client.get(last))))
        onward = client.post(url("suggest_step", unquote(last.split("/")[3]), "text"), form(text="Och ring oss."))
        assert onward.status_code == 302
        assert "Och ring oss." in client.get(onward.url.replace("/svar/", "/text/")).text

    def test_what_is_sent_or_forgotten_says_so(self, client):
        assert client.get(url("suggest_step", drafts.new_code(), "svar")).status_code == 410
        last = walked(client)
        client.post(last, form(form_key=key_on(client.get(last))))
        assert client.get(last).status_code == 410

    def test_nothing_at_all_is_asked_for_again(self, client):
        response = client.post(client.get(url("suggest")).url, form(text=" "))
        assert response.status_code == 422
        assert "Några ord räcker" in response.text

    def test_too_many_from_one_place_wait_and_lose_no_words(self, client, settings):
        settings.THROTTLE = settings.THROTTLE | {"submit_source": (0, 3600)}
        last = walked(client)
        page = client.post(last, form(form_key=key_on(client.get(last))))
        assert page.status_code == 429
        assert "Skriv breven på enkel svenska." in page.text
        assert not Suggestion.objects.exists()


class TestTakingUp:
    def test_becomes_a_proposal_and_the_resident_gets_an_answer(self, answering, client, fallback_unit):
        suggestion, code = suggested(fallback_unit)
        group = new_group(unit=fallback_unit)
        assert "Skriv breven på enkel svenska." in answering.get(url("suggestions")).text
        sent = form(
            title="Enkla brev", text="Vi skriver enkelt.", group=group.pk, answer="Tack. Vi arbetar vidare med det."
        )
        page = url("take_up", suggestion.pk)
        assert [answering.post(page, sent).status_code for _click in range(2)] == [302, 302]
        suggestion.refresh_from_db()
        proposal = Proposal.objects.get()
        assert (suggestion.state, suggestion.proposal) == (SuggestionState.TAKEN, proposal)
        assert proposal.sources.get().viewpoint == suggestion.viewpoint
        client.logout()
        assert "Tack. Vi arbetar vidare med det." in open_with(client, code).text
        kinds = list(suggestion.viewpoint.thread.events.order_by("number").values_list("kind", flat=True))
        assert kinds == [EventKind.RECEIVED, EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP, EventKind.ANSWERED]

    def test_the_public_page_says_where_it_comes_from_and_not_what_was_said(self, client, answerer, fallback_unit):
        suggestion, _code = suggested(fallback_unit, text="Jag heter Alma och vill ha enkla brev.")
        words = {"title": "Enkla brev", "text": "Vi skriver enkelt.", "answer": "Tack."}
        proposal = actions.take_up(actor=answerer, suggestion=suggestion, **words)
        page = client.get(url("proposal", proposal.number)).text
        assert "En invånares eget förslag" in page
        assert "Jag heter Alma" not in page

    def test_without_an_answer_it_is_not_taken(self, answering, fallback_unit):
        suggestion, _code = suggested(fallback_unit)
        response = answering.post(
            url("take_up", suggestion.pk), form(title="Enkla brev", text="Vi skriver.", answer="")
        )
        assert response.status_code == 422
        assert not Proposal.objects.exists()

    def test_answered_at_the_desk_in_the_meantime_it_is_still_taken(self, answerer, fallback_unit):
        suggestion, _code = suggested(fallback_unit)
        voice.send_answer(actor=answerer, viewpoints=[suggestion.viewpoint], text="Vi svarar redan.")
        words = {"title": "Enkla brev", "text": "Vi skriver enkelt.", "answer": "Tack."}
        actions.take_up(actor=answerer, suggestion=suggestion, **words)
        assert Answer.objects.count() == 1
        assert suggestion.viewpoint.thread.events.filter(kind=EventKind.PROPOSED).exists()


class TestHearingOfIt:
    def test_one_who_gets_the_answer_is_not_told_the_same_as_news(self, answerer, fallback_unit):
        suggestion, _code = suggested(fallback_unit, answer_via="sms", answer_to="070-174 06 05")
        proposal = actions.take_up(
            actor=answerer, suggestion=suggestion, title="Lätta brev", text="Vi skriver om.", answer="Vi gör det."
        )
        voice.tell_news(actor=None)
        assert Delivery.objects.get().answer.kind == "answer"
        actions.withdraw_proposal(actor=staff(Role.PLANNER), proposal=proposal, reason="Det finns redan.")
        voice.tell_news(actor=None)
        assert sorted(Delivery.objects.values_list("answer__kind", flat=True)) == ["answer", "news"]


class TestDeclining:
    def test_the_reason_reaches_the_resident_as_the_answer(self, answering, client, fallback_unit):
        suggestion, code = suggested(fallback_unit)
        sent = form(reason="Breven är redan korta.", plain_reason="De är korta.")
        assert [answering.post(url("decline", suggestion.pk), sent).status_code for _c in range(2)] == [302, 302]
        suggestion.refresh_from_db()
        assert suggestion.state == SuggestionState.DECLINED
        assert suggestion.viewpoint.state == ViewpointState.ANSWERED
        client.logout()
        assert "Breven är redan korta." in open_with(client, code).text

    def test_needs_a_reason(self, answering, fallback_unit):
        suggestion, _code = suggested(fallback_unit)
        assert answering.post(url("decline", suggestion.pk), form(reason="")).status_code == 422

    def test_what_has_its_answer_is_not_answered_in_another_way(self, answerer, fallback_unit):
        suggestion, _code = suggested(fallback_unit)
        actions.decline(actor=answerer, suggestion=suggestion, reason="Nej.")
        with pytest.raises(Conflict):
            actions.take_up(actor=answerer, suggestion=suggestion, title="Enkla", text="Vi.", answer="Ja.")
        with pytest.raises(Conflict):
            actions.decline(actor=answerer, suggestion=suggestion, reason="Ett annat skäl.")

    def test_what_was_taken_back_is_neither_shown_nor_answered(self, answering, answerer, fallback_unit):
        suggestion, _code = suggested(fallback_unit)
        voice.withdraw(actor=None, viewpoint=suggestion.viewpoint)
        assert answering.get(url("take_up", suggestion.pk)).status_code == 404
        with pytest.raises(Conflict):
            actions.decline(actor=answerer, suggestion=suggestion, reason="Nej.")

    def test_nobody_answers_their_own(self, fallback_unit):
        both = staff(Role.ANSWERER, fallback_unit)
        viewpoint, _code = actions.suggest(actor=both, words=Words(text="Mitt eget."), form_key=new_key())
        with pytest.raises(PermissionDenied):
            actions.decline(actor=both, suggestion=viewpoint.suggestion, reason="Nej.")


class TestTheList:
    def test_a_thousand_cost_the_same_as_ten(self, answering, fallback_unit, queries_of):
        def more(number):
            made = many_viewpoints(number, unit=fallback_unit)
            Suggestion.objects.bulk_create(Suggestion(viewpoint=each) for each in made)

        more(10)
        before = queries_of(url("suggestions"))
        more(990)
        assert queries_of(url("suggestions")) == before <= 12
        seen, after = set(), ""
        while True:
            page = answering.get(url("suggestions"), {"after": after} if after else {})
            seen |= {each.pk for each in page.context["suggestions"]}
            if not (after := page.context["next"]):
                break
        assert len(seen) == 1_000

    def test_shows_only_those_of_units_where_one_answers(self, answering):
        suggestion, _code = suggested(UnitFactory())
        assert answering.get(url("suggestions")).context["suggestions"] == []
        assert answering.get(url("take_up", suggestion.pk)).status_code == 404
