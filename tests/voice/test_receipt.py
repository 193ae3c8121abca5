"""Back with the code: read the answer, say more, take it back, without a session and without a name."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from analysis import readability
from analysis.receipt import Code, new_code
from medskapa.core import clock, hashing, passes
from medskapa.people.models import Role
from medskapa.voice import actions, receipts
from medskapa.voice.models import AnswerVia, EventKind, Reply
from tests.factories import PersonFactory, new_theme, new_viewpoint, staff
from tests.voice.test_say import main_text
from tests.voice.walk import code_on, open_with, pass_on, send, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fallback_unit")]
REPLY, WITHDRAW = "voice:receipt_reply", "voice:receipt_withdraw"


@pytest.fixture
def answerer(unit):
    return staff(Role.ANSWERER, unit)


@pytest.fixture
def receipt(unit):
    """An anonymous viewpoint and its code."""
    return new_viewpoint(unit=unit, text="Breven är svåra att läsa.")


def answered(receipt, answerer, text="Vi skriver om breven.", plain_text="Breven blir lättare."):
    viewpoint, _code = receipt
    return actions.send_answer(actor=answerer, viewpoints=[viewpoint], text=text, plain_text=plain_text)


# --- reading


def test_the_code_from_the_receipt_opens_the_conversation(client):
    code = code_on(send(client, walk(client, text="Breven är svåra.")))
    page = open_with(client, code)
    assert page.status_code == 200
    assert "Breven är svåra." in page.text
    assert "Du får svar senast" in page.text


def test_the_answer_is_read_with_its_plain_variant(client, receipt, answerer):
    answered(receipt, answerer)
    page = open_with(client, receipt[1]).text
    assert "Du har fått ett svar." in page
    assert "Vi skriver om breven." in page
    assert "Breven blir lättare." in page


def test_an_answer_that_waits_for_a_second_reader_is_not_shown(client, receipt, answerer, unit):
    unit.second_reader = True
    unit.save()
    answered(receipt, answerer)
    assert "Vi skriver om breven." not in open_with(client, receipt[1]).text


def test_each_answer_stands_where_it_was_given(client, receipt, answerer):
    viewpoint, code = receipt
    actions.ask_back(actor=answerer, viewpoint=viewpoint, text="Vilket brev menar du?")
    actions.reply(actor=None, viewpoint=viewpoint, text="Det om bidraget.")
    answered(receipt, answerer)
    page = open_with(client, code).text
    said = ["Breven är svåra", "Vilket brev", "Det om bidraget", "Vi skriver om"]
    assert sorted(said, key=page.index) == said


def test_what_happens_with_the_theme_is_told(client, unit):
    theme = new_theme(unit=unit, name="Breven")
    _viewpoint, code = new_viewpoint(unit=unit, theme=theme)
    actions.add_event(actor=staff(Role.EDITOR), theme=theme, kind=EventKind.DECIDED, text="Alla brev skrivs om.")
    page = open_with(client, code).text
    assert reverse("voice:theme", args=[theme.slug]) in page
    assert "Alla brev skrivs om." in page


def test_plain_swedish_comes_first_for_one_who_chose_it(client, receipt, answerer):
    answered(receipt, answerer)
    client.cookies["medskapa_language"] = "sv-plain"
    page = open_with(client, receipt[1]).text
    assert page.index("Breven blir lättare.") < page.index("Vi skriver om breven.")


@pytest.mark.parametrize(
    "written", [str.upper, lambda code: code.replace(" ", "\n"), lambda code: code.replace("ö", "o")]
)
def test_a_code_is_read_as_people_write_it(client, receipt, written):
    assert open_with(client, written(str(receipt[1]))).status_code == 200


def test_words_that_are_in_no_code_are_named(client, receipt):
    page = open_with(client, "zzyzx " + " ".join(receipt[1].words[1:]))
    assert page.status_code == 422
    assert "zzyzx" in page.text
    assert "åtta ord" in open_with(client, " ".join(receipt[1].words[:7])).text
    assert client.post(reverse("voice:receipt"), {"code": ""}).status_code == 422


def test_a_wrong_look_up_and_a_wrong_secret_are_told_alike_and_cost_one_hash_each(client, receipt, monkeypatch):
    hashed = []
    fits = hashing.fits
    monkeypatch.setattr(hashing, "fits", lambda *given: hashed.append(given) or fits(*given))
    other = new_code()
    wrong = [Code(receipt[1].lookup, other.secret), Code(other.lookup, receipt[1].secret), other]
    pages = [open_with(client, code) for code in wrong]
    assert {page.status_code for page in pages} == {422}
    told = {main_text(page.text) for page in pages}
    assert len(told) == 1
    assert "Koden stämmer inte" in told.pop()
    assert len(hashed) == 3


def test_guessing_is_stopped_and_the_phone_number_shown(client, receipt, settings):
    settings.THROTTLE = {**settings.THROTTLE, "receipt_source": (2, 3600)}
    for _try in range(2):
        assert open_with(client, new_code()).status_code == 422
    page = open_with(client, receipt[1])
    assert page.status_code == 429
    assert settings.MUNICIPALITY["phone"] in page.text
    assert "Breven" not in page.text


def test_guessing_from_many_places_is_stopped_too(client, receipt, settings):
    settings.THROTTLE = {**settings.THROTTLE, "receipt_all": (2, 3600)}
    for n in range(2):
        assert (
            client.post(reverse("voice:receipt"), {"code": str(new_code())}, REMOTE_ADDR=f"10.0.0.{n}").status_code
            == 422
        )
    for number, status in enumerate([200, 200, 429], start=1):  # nobody locks everyone else out
        assert open_with(client, receipt[1]).status_code == status, number


def test_no_session_is_made_and_the_page_is_kept_nowhere(client, receipt):
    page = open_with(client, receipt[1])
    assert page.headers["Cache-Control"] == "no-store, private"
    assert not Session.objects.exists()
    assert "sessionid" not in page.cookies
    assert str(receipt[1]) not in page.text
    assert receipt[1].words[-1] not in pass_on(page)


# --- saying more


def test_a_reply_opens_the_viewpoint_again_with_a_new_promise(client, receipt, answerer):
    answered(receipt, answerer)
    pass_ = pass_on(open_with(client, receipt[1]))
    with clock.fixed(clock.now() + timedelta(days=20)):
        pass_ = receipts.pass_for(receipt[0])
        page = client.post(reverse(REPLY), {"pass": pass_, "text": "Ett brev till är svårt."})
    assert page.status_code == 200
    assert "Det du skrev har kommit fram" in page.text
    viewpoint, _code = receipt
    viewpoint.refresh_from_db()
    assert viewpoint.state == "received"
    assert viewpoint.promised_on > viewpoint.received_on + timedelta(days=20)


def test_a_reply_sent_twice_is_said_once(client, receipt):
    pass_ = pass_on(open_with(client, receipt[1]))
    for _click in range(2):
        assert client.post(reverse(REPLY), {"pass": pass_, "text": "Mer."}).status_code == 200
    assert Reply.objects.count() == 1


def test_the_same_word_can_answer_two_questions(client, receipt, answerer):
    viewpoint, code = receipt
    for question in ("Är det du som ringde?", "Passar det på tisdag?"):
        viewpoint.refresh_from_db()
        actions.ask_back(actor=answerer, viewpoint=viewpoint, text=question)
        pass_ = pass_on(open_with(client, code))
        assert client.post(reverse(REPLY), {"pass": pass_, "text": "Ja."}).status_code == 200
    viewpoint.refresh_from_db()
    assert (Reply.objects.count(), viewpoint.state) == (2, "received")


def test_an_empty_reply_and_one_with_a_code_in_it_come_back(client, receipt):
    pass_ = pass_on(open_with(client, receipt[1]))
    assert client.post(reverse(REPLY), {"pass": pass_, "text": " "}).status_code == 422
    page = client.post(reverse(REPLY), {"pass": pass_, "text": f"Min kod: {receipt[1]}"})
    assert page.status_code == 422
    assert "kvittokod" in page.text
    assert not Reply.objects.exists()


@pytest.mark.parametrize("pass_", ["", "x", "1:abc:def"])
def test_without_a_true_pass_the_code_is_asked_for_again_and_nothing_typed_is_lost(client, receipt, pass_):
    page = client.post(reverse(REPLY), {"pass": pass_, "text": "Mina ord"})
    assert page.status_code == 403
    assert "Mina ord" in page.text
    assert not Reply.objects.exists()
    back = open_with(client, receipt[1], text="Mina ord")
    assert "Mina ord" in back.text
    assert "inte skickat än" in back.text


def test_a_pass_runs_out(client, receipt, monkeypatch):
    pass_ = pass_on(open_with(client, receipt[1]))
    monkeypatch.setattr(passes, "SECONDS", -1)
    assert client.post(reverse(REPLY), {"pass": pass_, "text": "Mer."}).status_code == 403
    assert client.post(reverse(WITHDRAW), {"pass": pass_, "sure": "1"}).status_code == 403
    receipt[0].refresh_from_db()
    assert receipt[0].state == "received"


def test_a_pass_is_good_for_one_viewpoint_only(client, receipt, unit):
    other, _code = new_viewpoint(unit=unit, text="Något annat.")
    page = client.post(reverse(REPLY), {"pass": receipts.pass_for(other), "text": "Mer."})
    assert "Något annat." in page.text
    assert Reply.objects.get().viewpoint == other


@pytest.mark.parametrize("name", [REPLY, WITHDRAW])
def test_an_address_typed_by_hand_leads_to_the_code(client, name):
    assert client.get(reverse(name)).headers["Location"] == reverse("voice:receipt")


# --- taking it back


def test_taking_back_says_first_what_will_happen(client, receipt):
    pass_ = pass_on(open_with(client, receipt[1]))
    asked = client.post(reverse(WITHDRAW), {"pass": pass_})
    assert "tas bort för alltid" in asked.text
    receipt[0].refresh_from_db()
    assert receipt[0].state == "received"
    assert "Dina ord är borttagna" in client.post(reverse(WITHDRAW), {"pass": pass_on(asked), "sure": "1"}).text
    receipt[0].refresh_from_db()
    assert (receipt[0].state, receipt[0].text) == ("withdrawn", "")


def test_what_was_taken_back_is_no_more_to_be_read_or_replied_to(client, receipt):
    viewpoint, code = receipt
    actions.withdraw(actor=None, viewpoint=viewpoint)
    page = open_with(client, code)
    assert "Du har tagit tillbaka det du sa" in page.text
    assert reverse(REPLY) not in page.text
    refused = client.post(reverse(REPLY), {"pass": receipts.pass_for(viewpoint), "text": "Mina ord"})
    assert refused.status_code == 422
    assert not Reply.objects.exists()


# --- one who is known has a receipt too


def test_somebody_known_may_use_the_code_without_signing_in(client, unit):
    _viewpoint, code = new_viewpoint(unit=unit, author=PersonFactory(), answer_via=AnswerVia.WEB, text="Känd röst.")
    assert "Känd röst." in open_with(client, code).text


def test_the_conversation_is_easy_to_read_and_costs_a_handful_of_queries(
    client, receipt, answerer, django_assert_max_num_queries
):
    answered(receipt, answerer)
    with django_assert_max_num_queries(14):  # 2 counts and a key for the throttle, 2 to find it, 9 for the page
        page = open_with(client, receipt[1])
    assert readability.lix(main_text(page.text)) < 40
