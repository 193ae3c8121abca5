"""How a resident goes through "Säg din mening" over HTTP, for the tests that need somebody to have done so."""

import re
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from analysis import receipt
from analysis.receipt import Code


def begin(client: Client) -> str:
    """Open the first page; return the draft's code."""
    return unquote(client.get(reverse("voice:say")).headers["Location"]).split("/")[2]


def step(draft: str, name: str) -> str:
    return reverse("voice:say_step", args=[draft, name])


def walk(client: Client, *, text: str = "Telefontiden är för kort.", **answers: str) -> str:
    """Answer every question; return the draft's code, ready to be looked at and sent."""
    draft = begin(client)
    client.post(step(draft, "text"), {"text": text, "language": answers.get("language", "sv")})
    client.post(step(draft, "om"), {"about": answers.get("about", "")})
    client.post(step(draft, "svar"), {"answer_via": answers.get("answer_via", "web")})
    if where := {name: answers[name] for name in ("answer_to", "contact") if name in answers}:
        client.post(step(draft, "vart"), where)
    client.post(
        step(draft, "vem"), {"who": answers.get("who", "nobody"), "author_name": answers.get("author_name", "")}
    )
    return draft


def send(client: Client, draft: str, form_key: str = "") -> HttpResponse:
    """Press "Skicka" on the last page, as often as it is called with the same `form_key`."""
    key = form_key or key_on(client.get(step(draft, "kontrollera")))
    return client.post(step(draft, "kontrollera"), {"form_key": key})


def key_on(response: HttpResponse) -> str:
    """The form key on a page."""
    found = re.search(r'name="form_key" value="([^"]+)"', response.text)
    assert found, response.text
    return found[1]


def code_on(response: HttpResponse) -> Code:
    """The receipt code that a page shows."""
    shown = re.search(r'id="receipt-code"[^>]*>(.*?)</p>', response.text, re.DOTALL)
    assert shown, response.text
    code = receipt.parse(re.sub(r"<[^>]+>", " ", shown[1]))
    assert code
    return code


def pass_on(response: HttpResponse) -> str:
    """The signed pass in the forms of a conversation page."""
    found = re.search(r'name="pass" value="([^"]+)"', response.text)
    assert found, response.text
    return found[1]


def open_with(client: Client, code: Code, **more: Any) -> HttpResponse:
    """Type the code on /kvitto/."""
    return client.post(reverse("voice:receipt"), {"code": str(code), **more})
