"""Asking for an e-ID with BankID: the relying party's side of API version 6 (POST JSON, mutual TLS).

An order is begun with `auth` or `sign`, shown to the person as a link or as a picture that changes every second
(`picture`), and asked about with `collect` until it is complete or has failed. A result can be collected once. Neither
the person's number nor what they sign is logged here or stands in an error.
"""

import base64
import hashlib
import hmac
import json
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from medskapa.integrations.bankid.simulator import Simulator

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
LONGEST_TEXT = 40_000
"""So many signs may the text to sign have when it is written in base64."""

SIMULATOR_URL = "http://bankid.simulator.invalid"
API = "/rp/v6.0"


class BankIdFailed(Exception):
    """What was asked was not done. `reason` is plain Swedish for whoever signs, without anything personal in it.

    `retryable` is true when the same thing may go well later.
    """

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


class NoSuchOrder(BankIdFailed):
    """The service knows no such order, or has given its result away already."""


class Status(StrEnum):
    PENDING = "pending"
    FAILED = "failed"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Order:
    """What was begun. All but the order's reference and the start token stays on the server."""

    reference: str
    start_token: str = field(repr=False)
    picture_token: str = field(repr=False)
    picture_secret: str = field(repr=False)


@dataclass(frozen=True)
class Signed:
    """Who has signed, and what proves it. Never to be printed."""

    personal_number: str = field(repr=False)
    signature: str = field(repr=False)
    ocsp_response: str = field(repr=False)


@dataclass(frozen=True)
class Collected:
    """How it goes. `hint` is the service's own word for it (`words` says it in Swedish); `signed` once it is done."""

    status: Status
    hint: str = ""
    signed: Signed | None = field(default=None, repr=False)


class BankId(Protocol):
    """What a room needs in order to let somebody sign."""

    def auth(self, *, address: str) -> Order:
        """Begin to ask who somebody is, whose device has the IP `address`.

        Raises:
            BankIdFailed: no order was begun.
        """
        ...

    def sign(self, *, address: str, text: str) -> Order:
        """Begin to have `text` signed by somebody whose device has the IP `address`.

        Raises:
            ValueError: `text` is empty or too long (`fits`).
            BankIdFailed: no order was begun.
        """
        ...

    def collect(self, reference: str) -> Collected:
        """How the order goes. Not to be asked more often than every second second; a result is given once.

        Raises:
            NoSuchOrder: it does not exist, or its result has been given.
            BankIdFailed: nothing is known now.
        """
        ...

    def cancel(self, reference: str) -> None:
        """Give the order up. Raises BankIdFailed: it could not be done, or there was nothing to give up."""
        ...

    def start_link(self, token: str, *, back: str, on_phone: bool) -> str:
        """The address that opens the app on the same device. `back` is where it leads to afterwards, where it can."""
        ...


def is_on() -> bool:
    """Whether one can sign with BankID here."""
    return bool(settings.BANKID_CLIENT != "off")


def client() -> BankId:
    """The client that this installation has chosen with ``MEDSKAPA_BANKID``.

    Raises:
        ImproperlyConfigured: the choice is unknown, or a certificate is missing.
    """
    match settings.BANKID_CLIENT:
        case "live":
            return _live()
        case "simulator":
            return simulated()
        case "off":
            return Off()
        case other:
            raise ImproperlyConfigured(f"MEDSKAPA_BANKID must be 'live', 'simulator' or 'off', not {other!r}.")


def fits(text: str) -> bool:
    """Whether `text` is short enough to be signed, and holds something."""
    return bool(text) and len(_base64(text)) <= LONGEST_TEXT


def picture(order_token: str, order_secret: str, seconds: int) -> str:
    """What the QR picture holds `seconds` after the order was begun. It is another one every second."""
    proof = hmac.new(order_secret.encode(), str(seconds).encode(), hashlib.sha256).hexdigest()
    return f"bankid.{order_token}.{seconds}.{proof}"


class RelyingParty:
    """A client of the BankID service, or of our simulator of it.

    Args:
        url: the service's address without path, e.g. ``https://appapi2.bankid.com``.
        tls: whom to trust, and the certificate to show; see `mutual`.
        transport: another way to reach the service than the network; the demo passes its simulator.
        answer_seconds: how long to wait for an answer.
    """

    def __init__(
        self,
        *,
        url: str,
        tls: ssl.SSLContext | bool = True,
        transport: httpx.BaseTransport | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._url = url.rstrip("/") + API
        self._tls = tls
        self._transport = transport
        self._timeout = httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS)

    def auth(self, *, address: str) -> Order:
        """See `BankId.auth`."""
        return _order(self._post("auth", {"endUserIp": address}))

    def sign(self, *, address: str, text: str) -> Order:
        """See `BankId.sign`."""
        if not fits(text):
            raise ValueError("the text to sign is empty or too long")
        return _order(self._post("sign", {"endUserIp": address, "userVisibleData": _base64(text)}))

    def collect(self, reference: str) -> Collected:
        """See `BankId.collect`."""
        return _collected(self._post("collect", {"orderRef": reference}))

    def cancel(self, reference: str) -> None:
        """See `BankId.cancel`."""
        self._post("cancel", {"orderRef": reference})

    def start_link(self, token: str, *, back: str, on_phone: bool) -> str:
        """See `BankId.start_link`. On a computer the program there opens, and nothing has to lead back."""
        if on_phone:
            return f"https://app.bankid.com/?autostarttoken={quote(token)}&redirect={quote(back, safe='')}"
        return f"bankid:///?autostarttoken={quote(token)}&redirect=null"

    def _post(self, what: str, content: dict[str, str]) -> dict[str, Any]:
        try:
            with httpx.Client(transport=self._transport, timeout=self._timeout, verify=self._tls) as http:
                response = http.post(f"{self._url}/{what}", json=content)
        except httpx.TransportError as error:  # also: no certificate of ours, or none of theirs that we trust
            raise BankIdFailed(_("BankID går inte att nå just nu. Försök igen om en stund."), retryable=True) from error
        if not response.is_success:
            raise _refusal(response, of_order="orderRef" in content)
        return _object(response)


class Simulated(RelyingParty):
    """The client of the demo: it speaks to the simulator in this process, and its app is a page of the demo."""

    def start_link(self, token: str, *, back: str, on_phone: bool) -> str:
        """See `BankId.start_link`."""
        return f"/demo/bankid/?autostarttoken={quote(token)}&back={quote(back, safe='')}"


class Off:
    """The installation has no BankID: the pages say so before anybody presses anything."""

    def auth(self, *, address: str) -> Order:
        """See `BankId.auth`; always raises `BankIdFailed`."""
        raise self._off()

    def sign(self, *, address: str, text: str) -> Order:
        """See `BankId.sign`; always raises `BankIdFailed`."""
        raise self._off()

    def collect(self, reference: str) -> Collected:
        """See `BankId.collect`; always raises `BankIdFailed`."""
        raise self._off()

    def cancel(self, reference: str) -> None:
        """See `BankId.cancel`; always raises `BankIdFailed`."""
        raise self._off()

    def start_link(self, token: str, *, back: str, on_phone: bool) -> str:
        """See `BankId.start_link`: there is nothing to open."""
        return back

    @staticmethod
    def _off() -> BankIdFailed:
        return BankIdFailed(_("Det går inte att skriva under med BankID här. Välj ett annat sätt."), retryable=False)


def mutual(*, ca: str, cert: str, key: str, password: str = "") -> ssl.SSLContext:
    """TLS in which both show who they are: the service has a certificate by `ca` alone, and gets ours.

    Raises:
        OSError: a file cannot be read, or the key does not belong to the certificate.
    """
    context = ssl.create_default_context(cafile=ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(cert, key, password or None)
    return context


def simulated() -> RelyingParty:
    """The client of this installation's simulator."""
    return Simulated(url=SIMULATOR_URL, transport=httpx.WSGITransport(app=simulator()))


def simulator() -> Simulator:
    """The simulated service; its orders lie in the data folder, for all processes."""
    return Simulator(folder=settings.DATA_DIR / "bankid")


def _live() -> RelyingParty:
    if not (settings.BANKID_CERT and settings.BANKID_KEY and settings.BANKID_CA):
        raise ImproperlyConfigured(
            "MEDSKAPA_BANKID=live needs MEDSKAPA_BANKID_CERT, MEDSKAPA_BANKID_KEY and MEDSKAPA_BANKID_CA."
        )
    try:
        tls = mutual(
            ca=settings.BANKID_CA,
            cert=settings.BANKID_CERT,
            key=settings.BANKID_KEY,
            password=settings.BANKID_KEY_PASSWORD,
        )
    except OSError as error:
        raise ImproperlyConfigured("A file of MEDSKAPA_BANKID_CERT, _KEY or _CA is missing or not right.") from error
    return RelyingParty(url=settings.BANKID_URL, tls=tls)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        content = response.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise _unexpected()
    return content


def _order(content: dict[str, Any]) -> Order:
    names = ("orderRef", "autoStartToken", "qrStartToken", "qrStartSecret")
    return Order(*(_text(content, name) for name in names))


def _collected(content: dict[str, Any]) -> Collected:
    try:
        status = Status(content.get("status", ""))
    except ValueError:
        raise _unexpected() from None
    hint = content.get("hintCode", "")
    if status != Status.COMPLETE:
        return Collected(status, hint if isinstance(hint, str) else "")
    done = content.get("completionData")
    user = done.get("user") if isinstance(done, dict) else None
    if not isinstance(done, dict) or not isinstance(user, dict):
        raise _unexpected()
    signed = Signed(_text(user, "personalNumber"), _text(done, "signature"), _text(done, "ocspResponse"))
    return Collected(status, signed=signed)


def _text(content: dict[str, Any], name: str) -> str:
    text = content.get(name)
    if not isinstance(text, str) or not text:
        raise _unexpected()
    return text


def _unexpected() -> BankIdFailed:
    return BankIdFailed(_("BankID svarade något oväntat. Försök igen, eller välj ett annat sätt."), retryable=False)


def _refusal(response: httpx.Response, *, of_order: bool) -> BankIdFailed:
    status = response.status_code
    if status == 400 and _error_code(response) == "alreadyInProgress":
        return BankIdFailed(
            _("Det pågår redan en underskrift med ditt BankID. Den avbryts nu. Vänta en stund och försök igen."),
            retryable=True,
        )
    if status == 400 and of_order:
        return NoSuchOrder(_("Underskriften gäller inte längre. Börja om."), retryable=False)
    if status in {401, 403}:
        return BankIdFailed(_("BankID släpper inte in oss. Ring oss, så hjälps vi åt."), retryable=False)
    if status in {408, 429} or status >= 500:
        return BankIdFailed(_("BankID har tillfälligt problem. Försök igen om en stund."), retryable=True)
    return BankIdFailed(_("BankID tog inte emot det. Välj ett annat sätt, eller ring oss."), retryable=False)


def _error_code(response: httpx.Response) -> str:
    try:
        return str(response.json()["errorCode"])
    except (json.JSONDecodeError, KeyError, TypeError):
        return ""
