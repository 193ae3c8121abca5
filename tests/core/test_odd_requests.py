"""What no honest browser sends: it is answered kindly, and gives nothing away."""

import pytest
from django.test import Client

from medskapa.people.models import Role
from tests.factories import PersonFactory, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["q=%00", "enhet=%0%000", "q=a%00b&after=%00"])
def test_a_nul_in_the_address_is_not_given_to_the_database(client, query):
    page = client.get(f"/vad-har-hant/?{query}")
    assert page.status_code == 200
    assert "\0" not in page.text


@pytest.mark.parametrize("onward", ["start", "/vad-har-hant/", "https://elsewhere.example/"])
def test_the_language_can_be_chosen_wherever_one_says_one_came_from(client, onward):
    response = client.post("/sprak/", {"language": "en", "next": onward})
    assert response.status_code == 302
    assert "elsewhere" not in response.headers["Location"]


def test_a_refused_form_shows_the_words_that_were_typed_and_no_key():
    sent = {"text": "Mina ord", "pass": "hemligt-pass", "receipt_key": "hemlig-nyckel", "form_key": "hemligt"}
    page = Client(enforce_csrf_checks=True).post("/kvitto/svara/", sent)
    assert page.status_code == 403
    assert "Mina ord" in page.text
    assert "hemlig" not in page.text


def test_a_bare_word_to_go_on_to_after_signing_in_is_an_address_like_another(client):
    assert client.post("/logga-in/", {"login": PersonFactory().login, "next": "start"}).status_code == 302


def test_a_page_that_says_no_address_as_where_it_came_from_is_shown(client):
    assert client.post("/kvitto/", {"code": "hej"}, headers={"Referer": "http://[::1"}).status_code == 422


def test_a_number_that_is_longer_than_any_key_is_no_letter(client):
    client.force_login(staff(Role.EDITOR))
    assert client.post("/arbete/brev/postade/", {"letter": "9" * 5_000}).status_code == 422
