"""Answering over HTTP: words and how they read, second reader, asking back, two people at once."""

import pytest
from django.urls import reverse

from medskapa.core.models import AuditRecord
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import Answer, AnswerKind, AnswerState, Viewpoint, ViewpointState
from tests.conftest import HTMX
from tests.factories import PersonFactory, UnitFactory, new_viewpoint, staff

pytestmark = pytest.mark.django_db

KEY = "k" * 24
WORDS = "Tack. Vi har öppet till sex på torsdagar nu."
HARD = (
    "Arbetsmarknadsförvaltningens handläggningsorganisation genomför kontinuerligt verksamhetsutvecklande "
    "kvalitetssäkringsinsatser beträffande tillgänglighetsaspekter i kontaktcenterverksamheten, varvid återkopplingen "
    "till kommuninvånarna framgent kommer att systematiseras inom ramen för verksamhetsplaneringsprocessen."
)


@pytest.fixture
def two_readers(db):
    return UnitFactory(second_reader=True)


@pytest.fixture
def answerer(client, unit):
    person = staff(Role.ANSWERER, unit, name="Camilla Nyqvist")
    client.force_login(person)
    return person


@pytest.fixture
def viewpoint(unit):
    return new_viewpoint(unit=unit)[0]


def send(client, viewpoint, name="answer", **data):
    sent = {"form_key": KEY, "version": viewpoint.version, "text": WORDS} | data
    return client.post(reverse(f"voice:{name}", args=[viewpoint.pk]), sent)


MAY_ANSWER = [
    ("answerer of the unit", lambda v: staff(Role.ANSWERER, v.unit), 200, 302),
    ("manager of the unit", lambda v: staff(Role.UNIT_MANAGER, v.unit), 200, 302),
    ("editor", lambda v: staff(Role.EDITOR), 403, 403),
    ("answerer elsewhere", lambda v: staff(Role.ANSWERER, UnitFactory()), 404, 404),
    ("registrar", lambda v: staff(Role.REGISTRAR, v.unit), 403, 403),
    ("auditor", lambda v: staff(Role.AUDITOR), 403, 403),
    ("author", lambda v: v.author, 403, 403),
    ("nobody signed in", lambda v: None, 302, 302),
]


@pytest.mark.parametrize("name", ["answer", "ask"])
@pytest.mark.parametrize(("who", "person_for", "get", "post"), MAY_ANSWER, ids=[row[0] for row in MAY_ANSWER])
def test_only_an_answerer_of_the_unit_answers_or_asks(client, unit, name, who, person_for, get, post):
    viewpoint, _code = new_viewpoint(unit=unit, author=PersonFactory())
    if person := person_for(viewpoint):
        client.force_login(person)
    assert client.get(reverse(f"voice:{name}", args=[viewpoint.pk])).status_code == get
    assert send(client, viewpoint, name).status_code == post
    assert Answer.objects.exists() is (post == 302 and person is not None)


def test_an_answer_is_sent_and_the_viewpoint_is_answered(client, answerer, viewpoint):
    response = send(client, viewpoint, plain_text="Vi har öppet till sex.")
    assert "Svaret är på väg" in client.get(response.url).text
    answer = Answer.objects.get()
    assert (answer.text, answer.plain_text, answer.state) == (WORDS, "Vi har öppet till sex.", AnswerState.SENT)
    viewpoint.refresh_from_db()
    assert viewpoint.state == ViewpointState.ANSWERED
    assert WORDS in client.get(response.url).text


def test_a_double_click_gives_one_answer(client, answerer, viewpoint):
    assert [send(client, viewpoint).status_code for _click in range(2)] == [302, 302]
    assert Answer.objects.count() == AuditRecord.objects.filter(verb="answer.written").count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [({"text": " "}, "Skriv svaret först."), ({"text": "x" * 4001}, "4001"), ({"version": "abc"}, "för gammal")],
)
def test_an_answer_that_cannot_be_sent_is_kept_and_says_why(client, answerer, viewpoint, data, words):
    response = send(client, viewpoint, plain_text="Mina lättlästa ord", **data)
    assert response.status_code == 422
    assert words in response.text
    assert "Mina lättlästa ord" in response.text
    assert not Answer.objects.exists()


def test_the_second_person_to_answer_is_told_who_was_first_and_keeps_their_words(client, answerer, viewpoint, unit):
    first = staff(Role.ANSWERER, unit, name="Mats Lindgren")
    actions.send_answer(actor=first, viewpoints=[Viewpoint.objects.get(pk=viewpoint.pk)], text="Först.")
    response = send(client, viewpoint, text="Mina egna ord.")
    assert response.status_code == 422
    for words in ("Mats Lindgren ändrade synpunkten", "Mina egna ord.", "Först."):
        assert words in response.text
    assert Answer.objects.count() == 1


def test_a_question_keeps_the_promise_and_the_viewpoint_open(client, answerer, viewpoint):
    promised = viewpoint.promised_on
    response = send(client, viewpoint, "ask", text="Vilken dag ringde du?")
    assert "Frågan är på väg" in client.get(response.url).text
    viewpoint.refresh_from_db()
    assert (viewpoint.state, viewpoint.promised_on) == (ViewpointState.ASKED, promised)
    assert Answer.objects.get().kind == AnswerKind.QUESTION


def test_one_who_wants_no_answer_is_not_asked_anything(client, answerer, unit):
    quiet, _code = new_viewpoint(unit=unit, answer_via="none")
    assert reverse("voice:ask", args=[quiet.pk]) not in client.get(reverse("voice:viewpoint", args=[quiet.pk])).text
    response = send(client, quiet, "ask", text="Vilken dag ringde du?")
    assert response.status_code == 422
    assert "vill ha något svar" in response.text


def test_the_conversation_is_shown_in_the_order_it_was_held(client, answerer, viewpoint):
    send(client, viewpoint, "ask", text="Vilken dag ringde du?")
    actions.reply(actor=None, viewpoint=Viewpoint.objects.get(pk=viewpoint.pk), text="I tisdags, tror jag.")
    viewpoint.refresh_from_db()
    send(client, viewpoint)
    actions.reply(actor=None, viewpoint=Viewpoint.objects.get(pk=viewpoint.pk), text="Tack för svaret!")
    shown = client.get(reverse("voice:viewpoint", args=[viewpoint.pk])).text
    turns = [
        shown.index(words) for words in ("Vilken dag ringde du?", "I tisdags, tror jag.", WORDS, "Tack för svaret!")
    ]
    assert turns == sorted(turns)


VIA = [
    ({}, "Personen läser det på webben med sin kod."),
    ({"author_name": "Ali", "answer_via": "sms", "answer_to": "070-174 06 05"}, "Ett sms till 070-174 06 05"),
    ({"author_name": "Ali", "answer_via": "email", "answer_to": "ali@example.se"}, "Ett mejl till ali@example.se"),
    ({"author_name": "Ali", "answer_via": "letter", "answer_to": "Storgatan 1"}, "Ett brev hem."),
    ({"answer_via": "none"}, "Personen vill inte ha något svar."),
]


@pytest.mark.parametrize(("words", "shown"), VIA)
def test_the_one_who_answers_sees_how_the_answer_goes(client, answerer, unit, words, shown):
    viewpoint, _code = new_viewpoint(unit=unit, **words)
    assert shown in client.get(reverse("voice:answer", args=[viewpoint.pk])).text


def test_the_one_who_tells_the_answer_is_named(client, answerer, unit):
    guide = staff(Role.ANSWERER, unit, name="Sara Guide")
    viewpoint, _code = new_viewpoint(unit=unit, answer_via="contact", contact=guide, author_name="Ali")
    assert "Sara Guide berättar svaret." in client.get(reverse("voice:answer", args=[viewpoint.pk])).text


def test_how_the_words_read_is_shown_without_sending_and_without_javascript(client, answerer, viewpoint):
    response = send(client, viewpoint, text=HARD, check="on")
    assert response.status_code == 200
    assert HARD in response.text
    assert "mycket svår" in response.text
    assert "handläggningsorganisation" in response.text
    assert not Answer.objects.exists()


def test_how_the_words_read_comes_as_a_part_while_one_writes(client, answerer):
    url = reverse("voice:readability")
    part = client.post(url, {"text": WORDS, "plain_text": HARD}, headers=HTMX).text
    assert part.lstrip().startswith("<section")
    assert "Målet är under 30." in part
    assert "LIX" not in client.post(url, {"text": "", "plain_text": " "}).text
    assert client.get(url).status_code == 405


def test_where_the_unit_wants_a_second_reader_the_answer_waits_for_one(client, two_readers):
    viewpoint, _code = new_viewpoint(unit=two_readers)
    writer, reader = staff(Role.ANSWERER, two_readers, name="Skri Vare"), staff(Role.UNIT_MANAGER, two_readers)
    client.force_login(writer)
    assert "En kollega läser svaret" in client.get(send(client, viewpoint).url).text
    answer = Answer.objects.get()
    url = reverse("voice:approve", args=[answer.pk])
    assert url not in client.get(reverse("voice:to_approve")).text
    assert client.post(url, {"form_key": KEY}).status_code == 403

    client.force_login(reader)
    assert url in client.get(reverse("voice:to_approve")).text
    page = client.get(url).text
    assert WORDS in page
    assert viewpoint.text in page
    assert [client.post(url, {"form_key": KEY}).status_code for _click in range(2)] == [302, 302]
    answer.refresh_from_db()
    assert (answer.state, answer.approved_by) == (AnswerState.SENT, reader)


def test_an_answer_sent_back_is_there_to_go_on_with_and_gone_from_the_list_when_sent_again(client, two_readers):
    viewpoint, _code = new_viewpoint(unit=two_readers)
    writer, reader = staff(Role.ANSWERER, two_readers), staff(Role.ANSWERER, two_readers)
    answer = actions.send_answer(actor=writer, viewpoints=[viewpoint], text=WORDS)
    client.force_login(reader)
    url = reverse("voice:approve", args=[answer.pk])
    refused = client.post(url, {"form_key": KEY, "send_back": "on", "comment": ""})
    assert refused.status_code == 422
    assert "Skriv vad som behöver ändras." in refused.text
    assert client.post(url, {"form_key": KEY, "send_back": "on", "comment": "Nämn lördagar."}).status_code == 302
    late = client.post(url, {"form_key": KEY})
    assert late.status_code == 422
    assert "redan läst" in late.text

    client.force_login(writer)
    listed = client.get(reverse("voice:to_approve")).text
    assert "Nämn lördagar." in listed
    assert reverse("voice:answer", args=[viewpoint.pk]) in listed
    page = client.get(reverse("voice:answer", args=[viewpoint.pk])).text
    assert WORDS in page
    assert "Nämn lördagar." in page
    viewpoint.refresh_from_db()
    assert send(client, viewpoint, text=f"{WORDS} Och på lördagar.").status_code == 302
    assert "Nämn lördagar." not in client.get(reverse("voice:to_approve")).text


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR])
@pytest.mark.parametrize("name", ["to_approve", "readability"])
def test_answering_is_closed_to_those_without_a_desk(client, role, name):
    client.force_login(staff(role))
    method = client.post if name == "readability" else client.get
    assert method(reverse(f"voice:{name}")).status_code == 403


def test_a_reader_of_another_unit_does_not_find_the_answer(client, two_readers):
    viewpoint, _code = new_viewpoint(unit=two_readers)
    answer = actions.send_answer(actor=staff(Role.ANSWERER, two_readers), viewpoints=[viewpoint], text=WORDS)
    url = reverse("voice:approve", args=[answer.pk])
    client.force_login(staff(Role.ANSWERER, UnitFactory()))
    assert client.get(url).status_code == client.post(url, {"form_key": KEY}).status_code == 404


def test_the_list_of_answers_to_read_costs_the_same_for_one_and_for_many(client, two_readers, queries_of):
    writer = staff(Role.ANSWERER, two_readers)
    client.force_login(staff(Role.UNIT_MANAGER, two_readers))

    def cost(more):
        for _each in range(more):
            viewpoint, _code = new_viewpoint(unit=two_readers)
            actions.send_answer(actor=writer, viewpoints=[viewpoint], text=WORDS)
        return queries_of(reverse("voice:to_approve"))

    assert cost(1) == cost(12) <= 12
