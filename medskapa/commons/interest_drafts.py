"""An interest that is not sent yet, kept from step to step without a cookie: see `core.sealed`."""

from dataclasses import asdict, dataclass, field

from medskapa.commons.models import InterestDraft, ReplyVia
from medskapa.core.sealed import Drawer, Sent, new_code, read_code

__all__ = ["KEPT_DAYS", "Content", "Sent", "find", "keep", "mark_sent", "new_code", "purge", "read_code"]

KEPT_DAYS = 7
_drawer = Drawer(InterestDraft, "medskapa.commons.interest_drafts", KEPT_DAYS)


@dataclass(frozen=True, kw_only=True)
class Content:
    """The answers so far, as the forms hold them."""

    can: str = ""
    wants: str = ""
    languages: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    via: str = ReplyVia.CODE.value
    reach_to: str = ""
    name: str = ""

    @property
    def needs_where(self) -> bool:
        """Whether the chosen way needs a number or an address."""
        return self.via != ReplyVia.CODE

    @property
    def says_something(self) -> bool:
        """Whether there is anything for a guide to read."""
        return bool(self.can or self.wants)


def find(code: str) -> Content | None:
    """What has been written under `code`, or None where nothing has.

    Raises:
        Sent: it has been sent.
    """
    kept = _drawer.find(code)
    return None if kept is None else Content(**kept)


def keep(code: str, content: Content) -> None:
    """Keep `content` under `code` for a week from today.

    Raises:
        Sent: it has been sent already.
    """
    _drawer.keep(code, asdict(content))


def mark_sent(code: str) -> None:
    """Erase what was written under `code`. Call it in the transaction that sends it.

    Raises:
        Sent: somebody was first; what was just sent must be undone.
    """
    _drawer.mark_sent(code)


def purge() -> int:
    """Forget the drafts whose week is over; return how many."""
    return _drawer.purge()
