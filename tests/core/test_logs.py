"""A log says which page it was and how it went, and never an address that may hold a code."""

import logging
import sys

import pytest
from django.test import Client
from django.urls import reverse

from medskapa.core.logs import WithoutRows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "page"), [("/sag-din-mening/räv-åker-äpple/text/", "voice:say_step"), ("/finns/inte-åäö/", "?")]
)
def test_a_refused_request_is_logged_by_page_and_status(client, caplog, path, page):
    with caplog.at_level(logging.WARNING):
        assert client.get(path).status_code == 404
    (record,) = caplog.records
    assert (record.getMessage(), record.status_code) == (f"Not Found: {page}", 404)
    assert not hasattr(record, "request")


def test_a_request_without_the_safety_key_is_logged_without_its_address(caplog):
    with caplog.at_level(logging.WARNING):
        assert Client(enforce_csrf_checks=True).post(reverse("voice:receipt") + "?q=hemligt", {}).status_code == 403
    assert caplog.records
    assert "hemligt" not in caplog.text
    assert "/kvitto/" not in caplog.text


def test_a_row_that_the_database_refused_is_not_quoted_in_the_log():
    refused = "violates check constraint\nDETAIL:  Failing row contains (1, Mina hemliga\n\nord, Alma)."
    try:
        try:
            raise ValueError(refused)
        except ValueError as cause:
            raise RuntimeError(refused) from cause
    except RuntimeError:
        written = WithoutRows().formatException(sys.exc_info())
    assert "hemliga" not in written
    assert "Alma" not in written
    assert written.count("violates check constraint") == 2
