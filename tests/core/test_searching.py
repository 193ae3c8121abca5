"""Names that somebody searches for: kept in the session, with a key in the address that says nothing to anyone else."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from medskapa.core import searching

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionStore()


def request(session, method, **data):
    made = getattr(RequestFactory(), method)("/lista/", data)
    made.session = session
    return made


def search(session, **data):
    return searching.answer(request(session, "post", find="on", csrfmiddlewaretoken="x", **data)).headers["Location"]


def read(session, address):
    made = RequestFactory().get(address)
    made.session = session
    return searching.narrowed(made)


def test_the_words_are_found_again_by_a_key_and_the_other_filters_stay(session):
    address = search(session, text=" Ada Ek ", state="yes", need="")
    assert address.startswith("/lista/?state=yes&sok=")
    assert "Ada" not in address
    found = read(session, address)
    assert (found["text"], found["state"]) == ("Ada Ek", "yes")
    assert search(session, text="Ada Ek", state="yes") == address


def test_two_searches_in_two_tabs_do_not_disturb_each_other(session):
    one, other = search(session, text="Ada"), search(session, text="Bo")
    assert (read(session, one)["text"], read(session, other)["text"]) == ("Ada", "Bo")


def test_to_somebody_else_the_key_says_nothing(session):
    assert read(SessionStore(), search(session, text="Ada"))["text"] == ""


def test_words_in_the_address_are_not_read(session):
    assert read(session, "/lista/?text=Ada")["text"] == ""


def test_only_the_latest_are_kept(session):
    first = search(session, text="Första")
    for number in range(20):
        search(session, text=f"Sök {number}")
    assert read(session, first)["text"] == ""
    assert len(session["searches"]) == 20


def test_nothing_to_search_for_leads_to_the_whole_list(session):
    assert search(session, text="  ") == "/lista/"


def test_only_the_search_form_is_a_search(session):
    assert searching.is_search(request(session, "post", find="on"))
    assert not searching.is_search(request(session, "post", code="x"))
    assert not searching.is_search(request(session, "get", find="on"))
