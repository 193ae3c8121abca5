"""What goes out from a table of a room: how it went, and that what a machine did not take is tried again.

Each room has its own table of what it sends, its own words, and its own rules for who is told what and when. What does
not differ between them stands here: the columns that tell how it went, the ways that need no person's hand, and how
often something is tried.
"""

from functools import partial
from typing import Protocol, TypeVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import QuerySet

from medskapa.core import clock

SMS, EMAIL = "sms", "email"
BY_MACHINE = [SMS, EMAIL]
"""The ways that need no person's hand."""

READY, SENT, FAILED, STOPPED = "ready", "sent", "failed", "stopped"
PAUSES = [120, 1_800]  # seconds before the second and the third attempt
ATTEMPTS = len(PAUSES) + 1
LONGEST_REASON = 300


class Outgoing(models.Model):
    """One message to one receiver. The room says which way it goes (``via``), and may have more states.

    `READY`: it waits. `SENT`: it has arrived, as far as we can know. `FAILED`: somebody has to see to it. `STOPPED`, in
    rooms where what is said can come to be untrue: nobody need hear it any more.
    """

    state = models.CharField(max_length=7, default=READY)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Outgoing)


class Retry(Protocol):
    """A room's way to let the worker try one message again."""

    def __call__(self, pk: int, *, after_seconds: int) -> None: ...


def untried(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` that wait for a machine. One that was tried before has a job of its own."""
    return rows.filter(state=READY, via__in=BY_MACHINE, attempts=0)


def failed(row: Outgoing, *, reason: str, retryable: bool, retry: Retry) -> bool:
    """Count an attempt that failed, of a row that the caller has locked and that waits. Returns whether it still does.

    Where it is `retryable` it is tried again after a pause, up to `ATTEMPTS` times in all.
    """
    row.attempts += 1
    row.failure = reason[:LONGEST_REASON]
    again = retryable and row.attempts < ATTEMPTS
    if again:
        transaction.on_commit(partial(retry, row.pk, after_seconds=PAUSES[row.attempts - 1]))
    else:
        row.state = FAILED
    row.save(update_fields=["state", "failure", "attempts"])
    return again


def stop(rows: QuerySet[Row]) -> int:
    """Stop those of `rows` that have not arrived. Returns how many."""
    return rows.filter(state__in=[READY, FAILED]).update(state=STOPPED)


def done(row: Outgoing, *, by: AbstractBaseUser | None) -> None:
    """Mark a row that the caller has locked: a machine has taken it (`by` nobody), or a person has seen to it."""
    row.state, row.done_at, row.failure = SENT, clock.now(), ""
    row.done_by = by  # type: ignore[assignment]  # a person, whom this layer does not know
    row.save(update_fields=["state", "done_at", "done_by", "failure", "attempts"])
