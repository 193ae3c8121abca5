"""Sending SMS through a gateway; the caller writes the text, which only ever says that there is a message."""

import re
from typing import Protocol

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from medskapa.integrations.failure import NotSent
from medskapa.integrations.sms.simulator import Simulator

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
SIMULATOR_URL = "http://sms.simulator.invalid"
SIMULATOR_LOGIN = ("simulator", "simulator")

_SEPARATORS = re.compile(r"[\s\-–./]|\(0\)|[()]")
_SWEDISH_MOBILE = re.compile(r"7[02369][0-9]{7}")
_FOREIGN = re.compile(r"[1-9][0-9]{7,14}")


class SmsFailed(NotSent):
    """The message was not handed over. `reason` is plain Swedish for the desk, without number or text.

    `retryable` is true when the same message may get through later. A repeated notice does less harm than a lost
    one, so an answer that never came counts as retryable although the gateway may have taken the message.
    """


class Sms(Protocol):
    """What a room needs in order to send an SMS."""

    def send(self, *, to: str, text: str) -> str:
        """Send `text` to `to`, in any form that `number` understands; returns the gateway's id for the message.

        Raises:
            SmsFailed: the message was not handed over.
        """
        ...


class GatewayClient:
    """An SMS gateway with the form ``POST /a1/sms`` and basic authentication (46elks and those that copy it).

    Args:
        url: the gateway's address without path, e.g. ``https://api.46elks.com``.
        sender: what the receiver sees as sender: a number, or 3-11 letters and digits.
        whendelivered: an address of ours to which the gateway posts what became of each message; none if empty.
        transport: another way to reach the gateway than the network; the demo passes its simulator.
        answer_seconds: how long to wait for the gateway's answer.
    """

    def __init__(
        self,
        *,
        url: str,
        user: str,
        password: str,
        sender: str,
        whendelivered: str = "",
        transport: httpx.BaseTransport | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._url = f"{url.rstrip('/')}/a1/sms"
        self._login = httpx.BasicAuth(user, password)
        self._sender = sender
        self._whendelivered = whendelivered
        self._transport = transport
        self._timeout = httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS)

    def send(self, *, to: str, text: str) -> str:
        """See `Sms.send`."""
        try:
            fields = {"from": self._sender, "to": number(to), "message": text}
        except ValueError as error:
            raise SmsFailed(str(error), retryable=False) from error
        if self._whendelivered:
            fields["whendelivered"] = self._whendelivered
        return _message_id(self._post(fields))

    def _post(self, fields: dict[str, str]) -> httpx.Response:
        try:
            with httpx.Client(transport=self._transport, timeout=self._timeout, auth=self._login) as http:
                return http.post(self._url, data=fields)
        except httpx.ConnectTimeout as error:
            raise SmsFailed(_("Sms-tjänsten går inte att nå just nu."), retryable=True) from error
        except httpx.TimeoutException as error:
            raise SmsFailed(
                _("Sms-tjänsten svarade inte i tid. Det är osäkert om meddelandet gick iväg."), retryable=True
            ) from error
        except httpx.TransportError as error:
            raise SmsFailed(_("Sms-tjänsten går inte att nå just nu."), retryable=True) from error


class Off:
    """The installation sends no SMS: every attempt comes back to the desk with that as the reason."""

    def send(self, *, to: str, text: str) -> str:
        """See `Sms.send`; always raises `SmsFailed`."""
        raise SmsFailed(_("Sms är avstängt här. Välj ett annat sätt att nå personen."), retryable=False)


def client() -> Sms:
    """The client that this installation has chosen with ``MEDSKAPA_SMS``.

    Raises:
        ImproperlyConfigured: the choice is unknown, or the gateway's address or log-in is missing.
    """
    match settings.SMS_CLIENT:
        case "gateway":
            return _gateway()
        case "simulator":
            return _simulated_gateway()
        case "off":
            return Off()
        case other:
            raise ImproperlyConfigured(f"MEDSKAPA_SMS must be 'gateway', 'simulator' or 'off', not {other!r}.")


def number(text: str) -> str:
    """A mobile number as people write it, in E.164: ``070-174 06 05`` becomes ``+46701740605``.

    A number without a country code is Swedish; other countries' numbers need their ``+`` or ``00``.

    Raises:
        ValueError: `text` is not a mobile number; the message is plain Swedish for the person who wrote it.
    """
    compact = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\+?[0-9]+", compact):
        raise ValueError(_("Skriv ett mobilnummer med bara siffror, till exempel 070-174 06 05."))
    if compact.startswith(("+", "00")):
        international = compact.removeprefix("+").removeprefix("00")
    else:
        international = "46" + compact.removeprefix("0")
    country_is_sweden = international.startswith("46")
    national = international.removeprefix("46").removeprefix("0")
    if country_is_sweden and _SWEDISH_MOBILE.fullmatch(national):
        return f"+46{national}"
    if not country_is_sweden and _FOREIGN.fullmatch(international):
        return f"+{international}"
    raise ValueError(
        _("Det ser inte ut som ett mobilnummer. Ett svenskt mobilnummer har tio siffror och börjar med 07.")
    )


def _gateway() -> GatewayClient:
    if not (settings.SMS_URL and settings.SMS_USER and settings.SMS_PASSWORD):
        raise ImproperlyConfigured(
            "MEDSKAPA_SMS=gateway needs MEDSKAPA_SMS_URL, MEDSKAPA_SMS_USER and MEDSKAPA_SMS_PASSWORD."
        )
    return GatewayClient(
        url=settings.SMS_URL, user=settings.SMS_USER, password=settings.SMS_PASSWORD, sender=settings.SMS_FROM
    )


def _simulated_gateway() -> GatewayClient:
    user, password = SIMULATOR_LOGIN
    simulator = Simulator(outbox=settings.DATA_DIR / "sms" / "outbox.jsonl", user=user, password=password)
    return GatewayClient(
        url=SIMULATOR_URL,
        user=user,
        password=password,
        sender=settings.SMS_FROM,
        transport=httpx.WSGITransport(app=simulator),
    )


def _message_id(response: httpx.Response) -> str:
    if not response.is_success:
        raise _refusal(response.status_code)
    try:
        message_id = response.json()["id"]
    except (ValueError, KeyError, TypeError):
        message_id = None
    if not isinstance(message_id, str) or not message_id:
        raise SmsFailed(
            _("Sms-tjänsten svarade något oväntat. Det är osäkert om meddelandet gick iväg."), retryable=False
        )
    return message_id


def _refusal(status: int) -> SmsFailed:
    if status in {401, 402}:
        return SmsFailed(_("Sms-tjänsten släpper inte in oss. Säg till den som sköter systemet."), retryable=False)
    if status in {408, 429} or status >= 500:
        return SmsFailed(_("Sms-tjänsten har tillfälligt problem."), retryable=True)
    if status in {404, 405} or status < 400:
        return SmsFailed(_("Sms-tjänsten verkar ha flyttat. Säg till den som sköter systemet."), retryable=False)
    return SmsFailed(
        _("Sms-tjänsten tog inte emot meddelandet. Kontrollera numret eller välj ett annat sätt."), retryable=False
    )
