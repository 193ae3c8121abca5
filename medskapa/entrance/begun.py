"""A conversation that is not handed in yet, kept from step to step under its code: see `core.sealed`."""

from dataclasses import asdict, dataclass, field
from typing import Any

from medskapa.core import clock
from medskapa.core.sealed import Drawer, Sent, new_code, read_code
from medskapa.entrance.models import AskedAgain, Begun, How

__all__ = [
    "KEPT_DAYS",
    "Content",
    "Sent",
    "count_again",
    "digest",
    "find",
    "keep",
    "mark_sent",
    "new_code",
    "read_code",
]

KEPT_DAYS = 30
_drawer = Drawer(Begun, "medskapa.entrance.begun", KEPT_DAYS)


@dataclass(frozen=True, kw_only=True)
class Content:
    """The answers so far.

    Args:
        questions: the number of the set that they answer.
        person: whose they are, where they began signed in: another who signs in on the same phone sees none of it.
    """

    questions: int
    how: str = How.ALONE.value
    person: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)


def find(code: str) -> Content | None:
    """What has been answered under `code`, or None where nothing has.

    Raises:
        Sent: it has been handed in.
    """
    kept = _drawer.find(code)
    return None if kept is None else Content(**kept)


def keep(code: str, content: Content) -> None:
    """Keep `content` under `code` for a month from today.

    Raises:
        Sent: it has been handed in already.
    """
    _drawer.keep(code, asdict(content))


def mark_sent(code: str) -> None:
    """Erase what was answered under `code`. Call it in the transaction that hands it in.

    Raises:
        Sent: somebody was first; what was just handed in must be undone.
    """
    _drawer.mark_sent(code)


def digest(code: str) -> str:
    """The keyed hash by which an entry is found again with its code."""
    return _drawer.digest(code)


def purge() -> int:
    """Forget the conversations whose month is over; return how many."""
    return _drawer.purge()


def count_again(keys: list[str], *, where: str) -> None:
    """Count that each of `keys` was asked in the room `where` although we had the answer. Nobody is named."""
    today = clock.today()
    AskedAgain.objects.bulk_create(AskedAgain(key=key, where=where, day=today) for key in keys)
