"""What somebody is about to say, kept from step to step without a cookie: see `core.sealed`."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from medskapa.core.sealed import CODE_WORDS, Drawer, Sent, new_code, read_code
from medskapa.voice.models import AnswerVia, Draft

__all__ = [
    "CODE_WORDS",
    "KEPT_DAYS",
    "SAY",
    "Content",
    "Sent",
    "find",
    "keep",
    "mark_sent",
    "new_code",
    "purge",
    "read_code",
    "way_of",
]

KEPT_DAYS = 7
SAY = ("voice:say_step",)
_drawer = Drawer(Draft, "medskapa.voice.drafts", KEPT_DAYS)
_NEEDS_WHERE = {AnswerVia.SMS, AnswerVia.EMAIL, AnswerVia.LETTER, AnswerVia.CONTACT}


@dataclass(frozen=True, kw_only=True)
class Content:
    """The answers given so far, as the forms hold them. ``who`` is "nobody", "name" or "me" (signed in).

    ``way`` leads to the address that asks the questions: a room beneath voice has questions of its own. Its name, and
    what stands in it before the draft's code.
    """

    text: str = ""
    language: str = "sv"
    about: str = ""
    answer_via: str = AnswerVia.WEB.value
    answer_to: str = ""
    contact: str = ""
    who: str = "nobody"
    author_name: str = ""
    way: tuple[Any, ...] = SAY

    @property
    def needs_where(self) -> bool:
        """Whether the chosen way to answer needs a number, an address or a person."""
        return self.answer_via in _NEEDS_WHERE

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing in it points to a person: no name, no sign-in, nowhere to send the answer."""
        return self.who == "nobody" and not self.needs_where

    def without_a_trace(self) -> "Content":
        """The same words from nobody, to be answered with a code where an answer is wanted."""
        via = AnswerVia.WEB.value if self.needs_where else self.answer_via
        return replace(self, who="nobody", author_name="", answer_via=via, answer_to="", contact="")


def find(code: str) -> Content | None:
    """What has been written under `code`, or None where nothing has.

    Raises:
        Sent: it has been sent.
    """
    kept = _drawer.find(code)
    return None if kept is None else Content(**kept | {"way": tuple(kept.get("way", SAY))})


def way_of(code: str, sent: tuple[Any, ...] = SAY) -> tuple[Any, ...]:
    """The way to what asks the questions of the draft with that code; `sent` of one that is sent, empty of none."""
    try:
        content = find(code)
    except Sent:
        return sent  # the page there says so
    return content.way if content else ()


def keep(code: str, content: Content) -> None:
    """Keep `content` under `code` for a week from today.

    Raises:
        Sent: a draft of that code has been sent already.
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
