"""An SMS gateway to run on one's own machine: the same form over HTTP as the real one, but messages end in a file."""

import base64
import hmac
import json
import os
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from medskapa.core import clock

# Both lie in the series that the Swedish telecom authority keeps for invented persons, 070-174 06 05 to 06 99.
UNDELIVERABLE = "+46701740698"
OVERLOADED = "+46701740699"

MAX_BODY_BYTES = 20_000
REQUIRED_FIELDS = ("from", "to", "message")


class Simulator:
    """A WSGI application that answers ``POST /a1/sms`` and appends each message to `outbox`, one JSON object a line.

    A message to ``070-174 06 98`` is refused as undeliverable (400), one to ``070-174 06 99`` as if the gateway
    were overloaded (503), so that both kinds of failure can be shown.
    """

    def __init__(self, *, outbox: Path, user: str, password: str) -> None:
        self._outbox = outbox
        self._login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, body = self._answer(environ)
        kind = "application/json" if status.startswith("200") else "text/plain; charset=utf-8"
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: dict[str, Any]) -> tuple[str, bytes]:
        if environ["PATH_INFO"] != "/a1/sms":
            return "404 Not Found", b"No such resource"
        if environ["REQUEST_METHOD"] != "POST":
            return "405 Method Not Allowed", b"Only POST"
        if not hmac.compare_digest(environ.get("HTTP_AUTHORIZATION", "").encode(), self._login.encode()):
            return "401 Unauthorized", b"Wrong user name or password"
        return self._accept(_fields(environ))

    def _accept(self, fields: dict[str, str]) -> tuple[str, bytes]:
        if missing := [name for name in REQUIRED_FIELDS if not fields.get(name)]:
            return "400 Bad Request", f"Missing field {missing[0]}".encode()
        if fields["to"] == UNDELIVERABLE:
            return "400 Bad Request", b"The number cannot be reached"
        if fields["to"] == OVERLOADED:
            return "503 Service Unavailable", b"Try again later"
        message = {"id": f"s{uuid.uuid4().hex}", "created": clock.now().isoformat(), **fields}
        self._append(message)
        return "200 OK", json.dumps({**message, "status": "created"}).encode()

    def _append(self, message: dict[str, str]) -> None:
        self._outbox.parent.mkdir(parents=True, exist_ok=True)
        line = (json.dumps(message, ensure_ascii=False) + "\n").encode()
        # One write to a file opened for appending: lines of several processes never mix.
        handle = os.open(self._outbox, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)


def _fields(environ: dict[str, Any]) -> dict[str, str]:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), MAX_BODY_BYTES)
    body = environ["wsgi.input"].read(length).decode(errors="replace")
    return {name: values[0] for name, values in parse_qs(body, max_num_fields=20).items()}
