"""Taking in at the desk over HTTP: who may, what is kept, what the person gets."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from medskapa.core import clock, throttle
from medskapa.core.models import AuditRecord, FormKey
from medskapa.people.models import Role
from medskapa.voice.models import AnswerVia, Channel, Viewpoint
from tests.conftest import HTMX
from tests.factories import AreaFactory, PlaceFactory, ServiceFactory, StaffFactory, UnitFactory, staff
from tests.voice.taking_in import PEOPLE, WHO_TAKES_IN
from tests.voice.walk import code_on, key_on, open_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fallback_unit")]

KEY = "k" * 24
MOBILE = "070-174 06 05"
UNDELIVERABLE = "070-174 06 98"
URL = "/arbete/ta-emot/"
HEARD = {
    "text": "Telefontiden är för kort.",
    "own_words": "own",
    "read_back": "yes",
    "channel": "desk",
    "form_key": KEY,
}


@pytest.fixture
def registrar(client):
    """Whoever takes in, signed in."""
    person = staff(Role.REGISTRAR, name="Elmir Hodžić")
    client.force_login(person)
    return person


@pytest.fixture
def outbox(settings, tmp_path):
    """The messages that the simulated SMS gateway has taken."""
    settings.DATA_DIR = tmp_path
    settings.SMS_CLIENT = "simulator"
    file = tmp_path / "sms" / "outbox.jsonl"
    return lambda: [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def send(client, **data):
    today = {"received_on": clock.today().isoformat(), "language": "sv", "answer_via": "web"}
    return client.post(URL, HEARD | today | data)


@pytest.mark.parametrize(("who", "get", "post", "taken_in"), WHO_TAKES_IN)
def test_only_those_who_meet_residents_may_take_in(client, who, get, post, taken_in):
    if person := PEOPLE[who]():
        client.force_login(person)
    assert (client.get(URL).status_code, send(client).status_code) == (get, post)
    assert Viewpoint.objects.exists() is taken_in


@pytest.mark.parametrize("channel", ["desk", "phone", "letter", "meeting", "outreach"])
@pytest.mark.parametrize(("whose", "own"), [("own", True), ("summary", False)])
@pytest.mark.parametrize(("read", "read_back"), [("yes", True), ("no", False)])
def test_what_was_heard_is_kept_as_it_was_heard(client, registrar, channel, whose, own, read, read_back):
    send(client, channel=channel, own_words=whose, read_back=read)
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.channel, viewpoint.own_words, viewpoint.read_back) == (Channel(channel), own, read_back)


def test_the_person_gets_the_receipt_that_the_web_gives_and_it_opens(client, registrar):
    page = send(client)
    assert page.status_code == 200
    assert "Nästa person" in page.text
    assert 'alt="QR-kod' in page.text
    client.logout()
    assert HEARD["text"] in open_with(client, code_on(page)).text


def test_an_anonymous_viewpoint_does_not_tell_who_wrote_it_down(client, registrar):
    send(client)
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.anonymous, viewpoint.registered_by, viewpoint.received_at) == (True, None, None)
    assert not AuditRecord.objects.filter(actor=registrar).exists()


def test_a_viewpoint_with_a_name_tells_who_wrote_it_down(client, registrar):
    send(client, author_name="Lena Ek")
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.anonymous, viewpoint.author_name, viewpoint.registered_by) == (False, "Lena Ek", registrar)


@pytest.mark.parametrize(
    ("via", "to"),
    [("sms", MOBILE), ("email", "lena@exempel.se"), ("letter", "Lena Ek\nLiten gata 1\n252 00 Helsingborg")],
)
def test_an_answer_can_go_to_a_number_or_an_address(client, registrar, via, to):
    assert send(client, answer_via=via, answer_to=to).status_code == 200
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.answer_via, viewpoint.answer_to) == (AnswerVia(via), to)


def test_an_answer_can_go_through_one_of_us_who_is_found_by_a_part_of_the_name(client, registrar):
    StaffFactory(name="Camilla Nyqvist", title="handläggare")
    send(client, answer_via="contact", contact="nyqvist")
    assert Viewpoint.objects.get().contact.name == "Camilla Nyqvist"


def test_nobody_with_protected_identity_is_offered_as_contact(client, registrar):
    StaffFactory(name="Gömd Persson", protected_identity=True)
    assert "Gömd Persson" not in client.get(URL).text
    assert send(client, answer_via="contact", contact="Gömd Persson").status_code == 422


def test_the_one_who_takes_in_comes_first_among_the_contacts(client, registrar):
    StaffFactory(name="Aaron Först")
    page = client.get(URL).text
    assert page.index("Elmir Hodžić") < page.index("Aaron Först")


@pytest.mark.parametrize("typed", ["Komvux", "komvux", "vuxenutbildning", "komv"])
def test_a_service_is_found_by_its_name_its_everyday_words_or_a_part_of_them(client, registrar, typed):
    komvux = ServiceFactory(name="Komvux", words=["vuxenutbildning"])
    ServiceFactory(name="Jobbtorget")
    send(client, about=typed)
    assert (Viewpoint.objects.get().service, Viewpoint.objects.get().unit) == (komvux, komvux.unit)


def test_a_place_brings_its_area(client, registrar):
    place = PlaceFactory(name="Olsgården")
    send(client, about="Olsgården")
    assert (Viewpoint.objects.get().place, Viewpoint.objects.get().area) == (place, place.area)


def test_an_area_can_be_chosen_without_a_place(client, registrar):
    area = AreaFactory()
    send(client, area=area.slug)
    assert Viewpoint.objects.get().area == area


def test_two_that_share_a_name_are_told_apart_by_what_they_belong_to(client, registrar):
    ServiceFactory(name="Rådgivning", unit=UnitFactory(name="Norra"))
    south = ServiceFactory(name="Rådgivning", unit=UnitFactory(name="Södra"))
    assert send(client, about="Rådgivning").status_code == 422
    assert send(client, about="Rådgivning (Södra)").status_code == 200
    assert Viewpoint.objects.get().service == south


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Skriv vad personen säger"),
        ({"text": "x" * 5001}, "Texten är för lång"),
        ({"own_words": ""}, "Välj om det är personens egna ord"),
        ({"read_back": ""}, "Välj om du har läst upp"),
        ({"channel": "web"}, "Välj ett av svaren"),
        ({"received_on": "i går"}, "Skriv datumet så här"),
        ({"received_on": "2016-04-13"}, "mer än ett år tillbaka"),
        ({"about": "Månbasen"}, "Vi hittar inte ”Månbasen”"),
        ({"area": "manen"}, "Välj ett av svaren"),
        ({"answer_via": "sms"}, "Skriv vart vi ska skicka svaret"),
        ({"answer_via": "sms", "answer_to": "12"}, "ser inte ut som ett mobilnummer"),
        ({"answer_via": "email", "answer_to": "lena"}, "Skriv e-postadressen så här"),
        ({"answer_via": "letter", "answer_to": "Huset vid kyrkan"}, "Skriv postnummer och ort sist"),
        ({"answer_via": "web", "answer_to": MOBILE}, "behöver ingen adress"),
        ({"answer_via": "contact"}, "Välj vem som ska berätta"),
        ({"answer_via": "web", "contact": "Elmir"}, "valt ett annat sätt"),
        ({"form_key": "kort"}, "Ladda om sidan"),
    ],
)
def test_what_is_wrong_is_said_and_every_word_is_kept(client, registrar, wrong, said):
    typed = {"text": "Mina omsorgsfulla ord", "author_name": "Lena Ek"} | wrong
    page = send(client, **typed)
    assert page.status_code == 422
    assert said in page.text
    assert "Lena Ek" in page.text
    assert typed["text"] in page.text
    assert not Viewpoint.objects.exists()


def test_a_day_that_has_not_come_is_refused(client, registrar):
    page = send(client, received_on=(clock.today() + timedelta(days=1)).isoformat())
    assert page.status_code == 422
    assert "framtiden" in page.text


def test_the_promise_counts_from_the_day_it_was_heard(client, registrar, settings):
    heard = clock.today() - timedelta(days=3)
    send(client, received_on=heard.isoformat())
    assert Viewpoint.objects.get().promised_on == heard + timedelta(days=settings.ANSWER_PROMISE_DAYS)


def test_a_receipt_code_in_the_words_is_refused(client, registrar):
    code = code_on(send(client))
    page = send(client, text=f"Koden är {code}", form_key="l" * 24)
    assert page.status_code == 422
    assert "kvittokod" in page.text
    assert Viewpoint.objects.count() == 1


def test_a_double_click_gives_one_viewpoint_and_the_same_code(client, registrar):
    codes = [code_on(send(client)) for _click in range(2)]
    assert codes[0] == codes[1]
    assert Viewpoint.objects.count() == 1


def test_other_words_sent_from_the_same_page_after_back_are_another_person_with_a_code_of_their_own(client, registrar):
    codes = [code_on(send(client, text=text)) for text in ("Telefontiden är för kort.", "Trappan är hal.")]
    assert codes[0] != codes[1]
    assert {each.text for each in Viewpoint.objects.all()} == {"Telefontiden är för kort.", "Trappan är hal."}


def test_the_next_person_gets_a_form_of_their_own(client, registrar):
    assert key_on(client.get(URL)) != key_on(client.get(URL))


def test_one_who_sends_too_much_is_asked_to_wait_and_loses_nothing(client, registrar, settings):
    settings.THROTTLE = settings.THROTTLE | {"intake_source": (1, 3600)}
    assert send(client).status_code == 200
    page = send(client, text="Mina omsorgsfulla ord", form_key="l" * 24)
    assert page.status_code == 429
    assert "Mina omsorgsfulla ord" in page.text
    assert throttle.allow("intake", "staff of another")


def test_similar_viewpoints_are_looked_for_while_writing(client, registrar):
    assert f'hx-post="{reverse("voice:similar")}"' in client.get(URL).text
    assert client.post(reverse("voice:similar"), {"text": HEARD["text"]}, headers=HTMX).status_code == 200


def test_the_form_costs_the_same_whatever_the_town_offers(client, registrar, queries_of):
    few = queries_of(URL)
    for _each in range(20):
        ServiceFactory()
        PlaceFactory()
        StaffFactory()
    assert queries_of(URL) == few <= 12


# --- The receipt by SMS


def sms(client, page, to=MOBILE):
    key = re.search(r'name="receipt_key" value="([^"]+)"', page.text)[1]
    return client.post(URL, {"receipt_key": key, "form_key": key_on(page), "sms_to": to})


def test_the_receipt_goes_by_sms_to_the_persons_number_and_the_number_is_kept_nowhere(client, registrar, outbox):
    page = send(client)
    sent = sms(client, page)
    assert sent.status_code == 200
    assert "Numret är inte sparat" in sent.text
    (message,) = outbox()
    assert message["to"] == "+46701740605"
    assert str(code_on(page)) in message["message"]
    assert code_on(sent) == code_on(page)
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.anonymous, viewpoint.answer_to) == (True, "")
    kept = [*FormKey.objects.values_list("result", flat=True), *map(str, AuditRecord.objects.values_list("details"))]
    assert not any("1740605" in each for each in kept)


def test_the_number_for_the_answer_is_proposed_for_the_receipt(client, registrar):
    assert f'value="{MOBILE}"' in send(client, answer_via="sms", answer_to=MOBILE).text
    assert 'name="sms_to" value' not in send(client, form_key="l" * 24).text


def test_a_double_click_sends_one_sms(client, registrar, outbox):
    page = send(client)
    first, second = sms(client, page), sms(client, page)
    assert "är skickat med sms" in first.text
    assert "redan på väg" in second.text
    assert len(outbox()) == 1


def test_an_sms_that_does_not_get_through_is_told_at_once_and_can_be_tried_again(client, registrar, outbox):
    page = sms(client, send(client), to=UNDELIVERABLE)
    assert page.status_code == 422
    assert "Skriv ut kvittot i stället" in page.text
    assert code_on(page)
    assert sms(client, page).status_code == 200
    assert len(outbox()) == 1


@pytest.mark.parametrize("number", ["", "042-10 50 00", "hej"])
def test_a_number_that_takes_no_sms_is_refused_beside_the_receipt(client, registrar, outbox, number):
    first = send(client)
    page = sms(client, first, to=number)
    assert page.status_code == 422
    assert code_on(page) == code_on(first)
    assert outbox() == []


def test_the_receipt_of_a_form_that_nobody_sent_cannot_be_had(client, registrar, outbox):
    response = client.post(URL, {"receipt_key": "z" * 24, "form_key": "y" * 24, "sms_to": MOBILE})
    assert response.status_code == 302
    assert outbox() == []


def test_only_those_who_take_in_may_send_a_receipt(client, registrar, outbox):
    page = send(client)
    client.force_login(StaffFactory())
    assert sms(client, page).status_code == 403
    assert outbox() == []
