"""An attempt to sign a text with an e-ID: what a room that lets somebody sign keeps of it, and how it is asked about.

The room has a table of its own (`Attempt`), knows what the text is, and decides whether a signature counts. What is the
same everywhere stands here: the order at the service, whose turn it is to ask, and that nothing is left when it ends.
"""

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock, sealed
from medskapa.core.errors import Conflict
from medskapa.integrations.bankid import client as bankid
from medskapa.integrations.bankid.client import BankIdFailed, Collected, NoSuchOrder, Order, Signed, Status

ASK_EVERY = timedelta(seconds=2)
ASKING_TAKES = timedelta(seconds=20)  # longer than the client waits for an answer
GOES_ON = timedelta(minutes=10)  # the service gives an order up after some three minutes
LOST = "lost"
"""Our own word for how it ended when the service knows nothing of it."""
_logger = logging.getLogger(__name__)


class AttemptState(TextChoices):
    """pending -> done | failed."""

    PENDING = "pending", _("pågår")
    DONE = "done", _("klar")
    FAILED = "failed", _("blev inget")


class Attempt(models.Model):
    """One attempt to sign. What the service gave us to ask with, and the text, are gone as soon as it has ended."""

    state = models.CharField(max_length=7, choices=AttemptState, default=AttemptState.PENDING)
    hint = models.CharField(max_length=40, blank=True)  # the service's own word for how it goes, or one of the room's
    begun_at = models.DateTimeField()
    ask_after = models.DateTimeField()  # whoever asks the service puts it off for the others
    reference = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    secrets = models.BinaryField(default=b"", blank=True)  # sealed: `shut_order`

    class Meta:
        abstract = True

    @property
    def is_pending(self) -> bool:
        return self.state == AttemptState.PENDING

    @property
    def is_done(self) -> bool:
        return self.state == AttemptState.DONE


Row = TypeVar("Row", bound=Attempt)


def constraints(name: str) -> list[BaseConstraint]:
    """What holds for every row of a room's table; `name` is what the constraints' names begin with."""
    return [
        CheckConstraint(name=f"{name}_state_known", condition=Q(state__in=AttemptState.values)),
        CheckConstraint(
            name=f"{name}_secrets_end_with_it",
            condition=Q(state="pending") & ~Q(reference="") & ~Q(text="") & ~Q(secrets=b"")
            | ~Q(state="pending") & Q(reference="", text="", secrets=b""),
        ),
    ]


@dataclass(frozen=True)
class Asked:
    """What the service is asked with (see `bankid.Order`), and what stands in the app.

    Of this only the start token leaves the server.
    """

    start_token: str = field(repr=False)
    picture_token: str = field(repr=False)
    picture_secret: str = field(repr=False)
    statement: str = field(repr=False)


def digest_of(text: str) -> str:
    """SHA-256 of a text that is signed, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def begin(note: Callable[[Order], Row], *, address: str, statement: str) -> Row:
    """Ask the service to begin, and let `note` write the attempt down. Outside every transaction: it may take seconds.

    An order that nobody will sign is given up: `note` refused it, or the other half of a double click was first.

    Args:
        note: the room's action; it returns the attempt that goes on, which may be an earlier one.
        address: the IP address of the device that asks: the service wants to know it.
        statement: what stands in the app, to be signed there.

    Raises:
        Conflict: the service did not begin.
    """
    try:
        order = bankid.client().sign(address=address, text=statement)
    except BankIdFailed as error:
        raise Conflict(error.reason) from error
    try:
        attempt = note(order)
    except Exception:
        give_up(order.reference)
        raise
    if attempt.reference != order.reference:
        give_up(order.reference)
    return attempt


def begun(order: Order, *, text: str, statement: str, salt: str, of: object) -> dict[str, Any]:
    """The columns of an attempt that begins now, with `order` sealed for whatever is signed (`of`)."""
    content = [order.start_token, order.picture_token, order.picture_secret, statement]
    now = clock.now()
    return {
        "state": AttemptState.PENDING,
        "hint": "",
        "begun_at": now,
        "ask_after": now,
        "reference": order.reference,
        "text": text,
        "secrets": sealed.shut(content, salt=salt, of=of),
    }


def asked_with(attempt: Attempt, *, salt: str, of: object) -> Asked:
    """What the service is asked with, of an attempt that goes on."""
    return Asked(*sealed.opened(attempt.secrets, salt=salt, of=of))


def vouched(signed: Signed, attempt: Attempt, *, statement: str) -> dict[str, str]:
    """What the service vouches with, to be sealed. The number of whoever signed is not kept beside it."""
    return {
        "statement": statement,
        "signature": signed.signature,
        "ocspResponse": signed.ocsp_response,
        "orderRef": attempt.reference,
    }


def picture_now(attempt: Attempt, asked: Asked) -> str:
    """What the QR picture holds now. It is another one every second."""
    seconds = int((clock.now() - attempt.begun_at).total_seconds())
    return bankid.picture(asked.picture_token, asked.picture_secret, max(seconds, 0))


def is_to_go_on() -> Q:
    """The attempts that still can come to something."""
    return Q(state=AttemptState.PENDING, begun_at__gt=clock.now() - GOES_ON)


def ask(rows: QuerySet[Any], attempt: Attempt) -> Collected | None:
    """Ask the service how it goes, unless somebody asks just now or did so a moment ago: then None.

    The result is given once, so one at a time asks. Outside every transaction: it may take seconds.

    Args:
        rows: the room's table.
    """
    if not take_turn(rows, attempt):
        return None
    try:
        found = bankid.client().collect(attempt.reference)
    except NoSuchOrder:
        found = Collected(Status.FAILED, LOST)
    except BankIdFailed as error:
        _logger.warning("how a signature goes is not known (%s)", "a while" if error.retryable else "a fault")
        found = Collected(Status.PENDING, attempt.hint)  # asked again, until the service says that the time is up
    if found.status == Status.PENDING:
        note_hint(rows, attempt, found.hint)
        return None
    return found


def take_turn(rows: QuerySet[Any], attempt: Attempt) -> bool:
    """Whether it is for the caller to ask now. One statement, so that of two at the same moment one gets True.

    The turn ends with `note_hint`, or by itself.
    """
    now = clock.now()
    mine = rows.filter(pk=attempt.pk, state=AttemptState.PENDING, ask_after__lte=now, reference=attempt.reference)
    return bool(mine.update(ask_after=now + ASKING_TAKES))


def note_hint(rows: QuerySet[Any], attempt: Attempt, hint: str) -> None:
    """Remember how it goes, and let the service be asked again in two seconds."""
    attempt.hint, attempt.ask_after = hint[:40], clock.now() + ASK_EVERY
    same = rows.filter(pk=attempt.pk, reference=attempt.reference, state=AttemptState.PENDING)
    same.update(hint=attempt.hint, ask_after=attempt.ask_after)


def end(attempt: Attempt, state: AttemptState, hint: str = "") -> None:
    """End an attempt that the caller has locked; nothing of the order is left."""
    attempt.state, attempt.hint = state, hint[:40]
    attempt.reference, attempt.text, attempt.secrets = "", "", b""
    attempt.save(update_fields=["state", "hint", "reference", "text", "secrets"])


def end_old(rows: QuerySet[Any]) -> int:
    """End the attempts that nobody came back to, so that nothing of them is left; return how many."""
    old = rows.filter(state=AttemptState.PENDING, begun_at__lt=clock.now() - GOES_ON)
    nothing = {"reference": "", "text": "", "secrets": b""}
    return old.update(state=AttemptState.FAILED, hint="expiredTransaction", **nothing)


def give_up(reference: str) -> None:
    """Tell the service that nobody will sign. That it does not hear it does no harm: the order ends by itself."""
    try:
        bankid.client().cancel(reference)
    except BankIdFailed:
        _logger.info("an order at the e-ID service could not be given up")


def slug(hint: str) -> str:
    """A hint as the audit chain takes it: ``userCancel`` becomes ``user-cancel``; what is no word is left out."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", hint).lower()[:40].strip("-")
    return words if re.fullmatch(r"[a-z]+(-[a-z]+){0,3}", words) else "other"
