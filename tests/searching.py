"""A search as a person does it: the form is sent, and the browser goes on to where it is led."""

from typing import Any

from django.http import HttpResponse
from django.test import Client


def searched(client: Client, address: str, wanted: dict[str, Any]) -> HttpResponse:
    """The page that a search leads to. Its address holds no word of it."""
    response = client.post(address, {"find": "on", **wanted}, follow=True)
    if wanted.get("text"):
        assert wanted["text"] not in response.redirect_chain[-1][0]
    return response
