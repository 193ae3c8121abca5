"""What somebody is about to say, kept from step to step without a cookie.

The draft's code is six words in the address of the page. The database holds a keyed hash of the code, and the words
sealed under a key that is made of it: whoever has the database alone reads no draft. After a week, or as soon as it
has been sent, nothing of it is left but an empty row, which says to a late visitor that it was sent.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac

from analysis import receipt
from medskapa.core import clock
from medskapa.voice.models import AnswerVia, Draft

KEPT_DAYS = 7
CODE_WORDS = 6
_SALT = "medskapa.voice.drafts"
_NEEDS_WHERE = {AnswerVia.SMS, AnswerVia.EMAIL, AnswerVia.LETTER, AnswerVia.CONTACT}


class Sent(Exception):
    """The draft has been sent, and its words are gone from here."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """The answers given so far, as the forms hold them. ``who`` is "nobody", "name" or "me" (signed in)."""

    text: str = ""
    language: str = "sv"
    about: str = ""
    answer_via: str = AnswerVia.WEB.value
    answer_to: str = ""
    contact: str = ""
    who: str = "nobody"
    author_name: str = ""

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


def new_code() -> str:
    """The code of a draft to come: six words, 66 random bits."""
    return "-".join(receipt.encode(secrets.randbits(CODE_WORDS * receipt.BITS_PER_WORD), CODE_WORDS))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, forgiving as a receipt code is, or None when it is not six words of the list."""
    filler = receipt.WORDS[0]  # makes up the eight words that the reader of receipt codes expects
    parsed = receipt.parse(f"{typed} {' '.join([filler] * (receipt.CODE_WORDS - CODE_WORDS))}")
    return "-".join(parsed.words[:CODE_WORDS]) if parsed else None


def find(code: str) -> Content | None:
    """What has been written under `code`, or None where nothing has.

    Raises:
        Sent: it has been sent.
    """
    draft = Draft.objects.filter(digest=_digest(code), kept_until__gte=clock.today()).first()
    if draft is None:
        return None
    if not draft.sealed:
        raise Sent
    return Content(**json.loads(_seal(code).decrypt(bytes(draft.sealed))))


def keep(code: str, content: Content) -> None:
    """Keep `content` under `code` for a week from today.

    Raises:
        Sent: a draft of that code has been sent already.
    """
    # Fernet writes the time in clear, to the second: here it is always 1970.
    sealed = _seal(code).encrypt_at_time(json.dumps(asdict(content)).encode(), 0)
    kept = {"sealed": sealed, "kept_until": clock.today() + timedelta(days=KEPT_DAYS)}
    draft, is_new = Draft.objects.get_or_create(digest=_digest(code), defaults=kept)
    if is_new:
        return
    if not Draft.objects.filter(pk=draft.pk).exclude(sealed=b"").update(**kept):
        raise Sent


def mark_sent(code: str) -> None:
    """Erase what was written under `code`. Call it in the transaction that sends it.

    Raises:
        Sent: somebody was first; what was just sent must be undone.
    """
    if not Draft.objects.filter(digest=_digest(code)).exclude(sealed=b"").update(sealed=b""):
        raise Sent


def purge() -> int:
    """Forget the drafts whose week is over; return how many."""
    return Draft.objects.filter(kept_until__lt=clock.today()).delete()[0]


def _digest(code: str) -> str:
    return salted_hmac(f"{_SALT}.digest", code, algorithm="sha256").hexdigest()


def _seal(code: str) -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(f"{_SALT}.seal", code, algorithm="sha256").digest()))
