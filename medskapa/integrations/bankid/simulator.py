"""A BankID service to run on one's own machine: the same JSON over HTTP as the real one, and an app that is a page.

What the person does in the app is done with `open`, `sign` and `cancel`. The orders lie in files, so that every web
process knows of them. Nobody is proven to be anybody here: for the demo and for tests only.
"""

import base64
import binascii
import fcntl
import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from medskapa.core import clock

API = "/rp/v6.0/"
MAX_BODY_BYTES = 100_000
LONGEST_TEXT = 40_000
OPEN_WITHIN_SECONDS = 30
LIVES_SECONDS = 180
SIGNS_SECONDS = 2
"""From the press to the finished signature: that long the real app works, and collect says ``userSign``."""

PICTURE_SECONDS = 5
"""That old a picture may be when it is read."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Waiting:
    """An order as the simulated app knows it. Times are seconds since 1970."""

    reference: str
    start_token: str
    picture_token: str
    picture_secret: str
    text: str
    address: str
    begun: float
    opened: float = 0.0
    signed: float = 0.0
    number: str = ""
    failed: str = ""

    def hint(self, now: float) -> str:
        """How it goes, in the service's own words; empty when it is complete."""
        if self.failed:
            return self.failed
        if self.signed and now >= self.signed + SIGNS_SECONDS:
            return ""
        if not self.opened and now > self.begun + OPEN_WITHIN_SECONDS:
            return "startFailed"
        if now > self.begun + LIVES_SECONDS:
            return "expiredTransaction"
        return "userSign" if self.opened else "outstandingTransaction"


PENDING = ("outstandingTransaction", "userSign")


class Simulator:
    """A WSGI application that answers ``POST /rp/v6.0/auth``, ``sign``, ``collect`` and ``cancel``.

    Args:
        folder: where the orders lie.
        now: the time in seconds since 1970.
    """

    def __init__(self, *, folder: Path, now: Callable[[], float] | None = None) -> None:
        self._folder = folder
        self._now = now or _now

    # --- the service

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, content = self._answer(environ)
        body = json.dumps(content).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        what = environ["PATH_INFO"].removeprefix(API)
        does = {"auth": self._auth, "sign": self._sign, "collect": self._collect, "cancel": self._cancel}.get(what)
        if does is None or not environ["PATH_INFO"].startswith(API):
            return _error("404 Not Found", "notFound", "No such resource")
        if environ["REQUEST_METHOD"] != "POST":
            return _error("405 Method Not Allowed", "methodNotAllowed", "Only POST")
        if environ.get("CONTENT_TYPE", "").partition(";")[0] != "application/json":
            return _error("415 Unsupported Media Type", "unsupportedMediaType", "Only JSON")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            content = json.loads(environ["wsgi.input"].read(min(length, MAX_BODY_BYTES)))
        except ValueError:
            content = None
        if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
            return _wrong("Not an object of texts")
        return does(content)

    def _auth(self, content: dict[str, str]) -> tuple[str, dict[str, Any]]:
        return self._begin(content, "")

    def _sign(self, content: dict[str, str]) -> tuple[str, dict[str, Any]]:
        shown = content.get("userVisibleData", "")
        try:
            text = base64.b64decode(shown, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            text = ""
        if not text or len(shown) > LONGEST_TEXT:
            return _wrong("Invalid userVisibleData")
        return self._begin(content, text)

    def _begin(self, content: dict[str, str], text: str) -> tuple[str, dict[str, Any]]:
        if not content.get("endUserIp"):
            return _wrong("Invalid endUserIp")
        made = [str(uuid.uuid4()) for _each in range(4)]
        reference, start, token, secret = made
        order = Waiting(reference, start, token, secret, text=text, address=content["endUserIp"], begun=self._now())
        self._forget_old()
        with self._alone(order.reference) as (_before, keep):
            keep(order)
        names = ("orderRef", "autoStartToken", "qrStartToken", "qrStartSecret")
        return "200 OK", dict(zip(names, made, strict=True))

    def _collect(self, content: dict[str, str]) -> tuple[str, dict[str, Any]]:
        reference = content.get("orderRef", "")
        with self._alone(reference) as (order, keep):
            if order is None:
                return _wrong("No such order")
            hint = order.hint(self._now())
            if hint in PENDING:
                return "200 OK", {"orderRef": reference, "status": "pending", "hintCode": hint}
            keep(None)  # a result is given once
        if hint:
            return "200 OK", {"orderRef": reference, "status": "failed", "hintCode": hint}
        return "200 OK", {"orderRef": reference, "status": "complete", "completionData": _completion(order)}

    def _cancel(self, content: dict[str, str]) -> tuple[str, dict[str, Any]]:
        with self._alone(content.get("orderRef", "")) as (order, keep):
            if order is None:
                return _wrong("No such order")
            keep(None)
        return "200 OK", {}

    # --- the app

    def waiting(self) -> list[Waiting]:
        """The orders that wait for somebody, the last first."""
        found = [order for path in self._folder.glob("*.json") if (order := _read(path)) and self._waits(order)]
        return sorted(found, key=lambda order: -order.begun)

    def started_with(self, token: str) -> Waiting | None:
        """The order that waits and was begun with this start token: what the link on the same device opens."""
        return next((order for order in self.waiting() if order.start_token == token), None)

    def scanned(self, content: str) -> Waiting | None:
        """The order that waits and whose picture holds `content` now: what the app on another device reads."""
        _bankid, token, seconds, proof = [*content.split("."), "", "", "", ""][:4]
        for order in self.waiting():
            age = self._now() - order.begun
            right = hmac.new(order.picture_secret.encode(), seconds.encode(), hashlib.sha256).hexdigest()
            is_fresh = seconds.isdecimal() and abs(age - int(seconds)) <= PICTURE_SECONDS
            if order.picture_token == token and is_fresh and right == proof:
                return order
        return None

    def open(self, reference: str) -> None:
        """The app has shown the text; whoever has opened it has the rest of the order's time to read."""
        self._change(reference, opened=self._now())

    def sign(self, reference: str, *, number: str) -> None:
        """Whoever has `number` signs; a moment later the order is complete."""
        now = self._now()
        self._change(reference, opened=now, signed=now, number=number)

    def fail(self, reference: str, hint: str = "userCancel") -> None:
        """It ends without a signature: cancelled in the app, or for another reason that the service has a word for."""
        self._change(reference, failed=hint)

    def _change(self, reference: str, **changes: Any) -> None:
        with self._alone(reference) as (order, keep):
            if order and self._waits(order):
                keep(replace(order, **changes))

    def _waits(self, order: Waiting) -> bool:
        return order.hint(self._now()) in PENDING and not order.signed

    # --- the files

    @contextmanager
    def _alone(self, reference: str) -> Iterator[tuple[Waiting | None, Callable[[Waiting | None], None]]]:
        """The order with `reference`, which nobody else changes meanwhile, and what keeps it or (None) forgets it."""
        if not _UUID.fullmatch(reference):
            yield None, lambda order: None
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{reference}.json"

        def keep(order: Waiting | None) -> None:
            if order is None:
                path.unlink(missing_ok=True)
                return
            new = path.with_suffix(".new")
            new.write_text(json.dumps(asdict(order)))
            new.replace(path)

        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield _read(path), keep

    def _forget_old(self) -> None:
        for path in self._folder.glob("*.json"):
            order = _read(path)
            if order and order.begun < self._now() - 3 * LIVES_SECONDS:
                path.unlink(missing_ok=True)


def _completion(order: Waiting) -> dict[str, Any]:
    """What the service says of a finished order, with an envelope that shows what was signed and proves nothing."""
    shown = base64.b64encode(order.text.encode()).decode()
    envelope = f"<bankIdSignedData><usrVisibleData>{shown}</usrVisibleData><simulated/></bankIdSignedData>"
    return {
        "user": {"personalNumber": order.number, "name": "Test Testsson", "givenName": "Test", "surname": "Testsson"},
        "device": {"ipAddress": order.address, "uhi": "simulator"},
        "signature": base64.b64encode(envelope.encode()).decode(),
        "ocspResponse": base64.b64encode(b"simulated").decode(),
    }


def _read(path: Path) -> Waiting | None:
    try:
        return Waiting(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _now() -> float:
    return clock.now().timestamp()


def _wrong(details: str) -> tuple[str, dict[str, Any]]:
    return _error("400 Bad Request", "invalidParameters", details)


def _error(status: str, code: str, details: str) -> tuple[str, dict[str, Any]]:
    return status, {"errorCode": code, "details": details}
