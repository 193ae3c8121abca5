"""Pages that work without network: what the phone keeps of them, and how their queue talks to the server.

The scripts are ``js/offline.js`` (the page), ``js/offline_queue.js`` and ``js/offline_worker.js``. A page of a room
has a home, a shell (the page without a request: no name, no token, nothing of whose phone it is), an address that takes
one entry, and a worker, served from an address beneath its home, for a worker rules over nothing else.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

WORKER = "js/offline_worker.js"
QUEUE = "js/offline_queue.js"
SHELL = "skal"
"""The name of the parameter with which the home gives its shell."""

ALWAYS = (
    "vendor/designsystemet/theme.css",
    "vendor/designsystemet/designsystemet.css",
    "css/medskapa.css",
    "css/resident.css",
    "icons/mark.svg",
    "icons/icons.svg",
    "js/page.js",
    QUEUE,
    "js/offline.js",
)
"""What every such page needs to look and work the same without network."""


@dataclass(frozen=True)
class OfflinePage:
    """One page that works without network.

    Attributes:
        database: the name of its queue on the phone, and of nothing else's: two queues must not mix.
        home: its address; the worker rules over it and what is beneath.
        send: the address that takes one entry.
        shell: renders the shell; asked in Swedish.
        assets: static files that it needs beside `ALWAYS`.
    """

    database: str
    home: str
    send: str
    shell: Callable[[], str]
    assets: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        return (*ALWAYS, *self.assets)


def asks_for_shell(request: HttpRequest) -> bool:
    return request.method == "GET" and SHELL in request.GET


def asks_for_token(request: HttpRequest) -> bool:
    """Whether the queue wants a fresh token to send with, and not the page."""
    return request.method == "GET" and request.headers.get("Accept") == "application/json"


def shell(page: OfflinePage) -> HttpResponse:
    return HttpResponse(_shell_of(page))


def token(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"token": get_token(request)})


def worker(page: OfflinePage) -> HttpResponse:
    """The service worker, with what it keeps. Another version of any of it is another script, and is fetched anew."""
    kept = {
        "database": page.database,
        "version": version(page),
        "home": page.home,
        "shell": f"{page.home}?{SHELL}",
        "send": page.send,
        "queue": static(QUEUE),
        "assets": [static(name) for name in page.files],
    }
    script = f"const KEPT = {json.dumps(kept)};\n{source(WORKER)}"
    headers = {"Service-Worker-Allowed": page.home}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)


def version(page: OfflinePage) -> str:
    """Changes with the shell, with what it is made of, and with the worker."""
    parts = [_shell_of(page), *(source(name) for name in (*page.files, WORKER))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _shell_of(page: OfflinePage) -> str:
    with translation.override("sv"):
        return page.shell()


@cache
def source(name: str) -> str:
    """The text of a static file."""
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


def entry_in(request: HttpRequest) -> dict[str, str] | None:
    """One entry of a queue: its fields, where they are a flat object of texts; ``key`` becomes the form's key.

    Half an emoji, which a script may cut and JSON may carry but no database takes, becomes a question mark.
    """
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):  # the second: brackets within brackets without end
        return None
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        return None
    whole = {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}
    return {"form_key" if name == "key" else name: value for name, value in whole.items()}


def problem(status: int, title: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> JsonResponse:
    """Problem details (RFC 9457).

    The queue reads them: 422 with ``errors`` by field refuses the entry for good; 429 and 5xx let it try again later;
    403 says that the person may not.
    """
    content = {"type": "about:blank", "title": title, "status": status, **more}
    return JsonResponse(content, status=status, content_type="application/problem+json", headers=headers)


def unreadable() -> JsonResponse:
    """What is sent is no entry."""
    return problem(400, _("Det som skickades gick inte att läsa."))


def refused(form: BaseForm) -> JsonResponse:
    """What is wrong with an entry, by field; ``__all__`` for the entry as a whole."""
    errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
    return problem(422, _("Det är något att rätta till."), errors=errors)
