"""Residents without a browser: the pages of "Säg din mening" over HTTP, against a server that really runs."""

import re
from urllib.parse import unquote

import httpx

TIMEOUT = httpx.Timeout(60)


class Refused(Exception):
    """The server answered with something else than the next page."""


def say(client: httpx.Client, text: str) -> str:
    """Say `text` the shortest way; return the receipt code. Only then is it acknowledged.

    Raises:
        Refused: a page did not come as it should.
        httpx.TransportError: the server went away.
    """
    first = _get(client, "/sag-din-mening/")
    draft = unquote(str(first.url)).rstrip("/").rsplit("/", 2)[1]
    token = {"csrfmiddlewaretoken": _hidden(first, "csrfmiddlewaretoken")}
    _post(client, f"/sag-din-mening/{draft}/text/", {"text": text, "language": "sv", "hurry": "1", **token})
    last = _get(client, f"/sag-din-mening/{draft}/kontrollera/")
    sent = client.post(str(last.url), data={**token, "form_key": _hidden(last, "form_key")})
    return _code(_ok(sent, 200))


def has_arrived(client: httpx.Client, code: str, text: str) -> bool:
    """Whether `text` is to be read with `code`."""
    page = _get(client, "/kvitto/")
    token = {"csrfmiddlewaretoken": _hidden(page, "csrfmiddlewaretoken")}
    shown = client.post("/kvitto/", data={"code": code, **token})
    return shown.status_code == 200 and text in shown.text


def _get(client: httpx.Client, path: str) -> httpx.Response:
    return _ok(client.get(path, follow_redirects=True), 200)


def _post(client: httpx.Client, path: str, data: dict[str, str]) -> httpx.Response:
    return _ok(client.post(path, data=data), 302)


def _ok(response: httpx.Response, status: int) -> httpx.Response:
    if response.status_code != status:
        raise Refused(f"{response.request.method} {response.request.url}: {response.status_code}")
    return response


def _hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    if not found:
        raise Refused(f"{page.request.url} has no {name}")
    return found[1]


def _code(page: httpx.Response) -> str:
    shown = re.search(r'id="receipt-code"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    if not shown:
        raise Refused(f"{page.request.url} shows no code")
    return " ".join(re.sub(r"<[^>]+>", " ", shown[1]).split())
