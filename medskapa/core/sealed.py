"""What somebody has begun to write, kept from step to step without a cookie.

The code is six words in the address of the page. The database holds a keyed hash of the code, and the words sealed
under a key that is made of it: whoever has the database alone reads nothing. After some days, or as soon as it has
been sent, nothing of it is left but an empty row, which says to a late visitor that it was sent.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from cryptography.fernet import Fernet
from django.db import models
from django.utils.crypto import salted_hmac

from analysis import receipt
from medskapa.core import clock

CODE_WORDS = 6


class Sent(Exception):
    """It has been sent, and its words are gone from here."""


class _Row(Protocol):
    pk: Any
    sealed: Any


def new_code() -> str:
    """The code of something to come: six words, 66 random bits."""
    return "-".join(receipt.encode(secrets.randbits(CODE_WORDS * receipt.BITS_PER_WORD), CODE_WORDS))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, forgiving as a receipt code is, or None when it is not six words of the list."""
    parsed = receipt.parse(typed, words=CODE_WORDS)
    return "-".join(parsed.words) if parsed else None


@dataclass(frozen=True)
class Drawer:
    """Where one kind of begun things lies.

    Args:
        rows: the model: ``digest`` (unique), ``sealed`` and ``kept_until``.
        salt: sets the codes of one kind apart from those of another.
        days: for how long something is kept after it was last changed.
    """

    rows: type[models.Model]
    salt: str
    days: int

    def find(self, code: str) -> dict[str, Any] | None:
        """What has been kept under `code`, or None where nothing has.

        Raises:
            Sent: it has been sent.
        """
        row: _Row | None = self._rows().filter(digest=self.digest(code), kept_until__gte=clock.today()).first()
        if row is None:
            return None
        if not row.sealed:
            raise Sent
        content: dict[str, Any] = json.loads(self._seal(code).decrypt(bytes(row.sealed)))
        return content

    def keep(self, code: str, content: dict[str, Any]) -> None:
        """Keep `content` under `code`, `days` from today.

        Raises:
            Sent: what had that code has been sent already.
        """
        # Fernet writes the time in clear, to the second: here it is always 1970.
        sealed = self._seal(code).encrypt_at_time(json.dumps(content).encode(), 0)
        kept = {"sealed": sealed, "kept_until": clock.today() + timedelta(days=self.days)}
        row, is_new = self._rows().get_or_create(digest=self.digest(code), defaults=kept)
        if is_new:
            return
        if not self._rows().filter(pk=row.pk).exclude(sealed=b"").update(**kept):
            raise Sent

    def mark_sent(self, code: str) -> None:
        """Erase what was written under `code`. Call it in the transaction that sends it.

        Raises:
            Sent: somebody was first; what was just sent must be undone.
        """
        if not self._rows().filter(digest=self.digest(code)).exclude(sealed=b"").update(sealed=b""):
            raise Sent

    def purge(self) -> int:
        """Forget what has lain for too long; return how many."""
        return self._rows().filter(kept_until__lt=clock.today()).delete()[0]

    def digest(self, code: str) -> str:
        """The keyed hash by which a row of `code` is found."""
        return salted_hmac(f"{self.salt}.digest", code, algorithm="sha256").hexdigest()

    def _rows(self) -> models.QuerySet[Any]:
        return self.rows._default_manager.all()

    def _seal(self, code: str) -> Fernet:
        return Fernet(urlsafe_b64encode(salted_hmac(f"{self.salt}.seal", code, algorithm="sha256").digest()))


def shut(content: Any, *, salt: str, of: object) -> bytes:
    """`content` (what JSON can hold), sealed under the installation's own key: for what the server itself must open.

    Args:
        salt: sets one kind of content apart from others.
        of: whose it is, such as a primary key: what is sealed for one row cannot be opened as another's.
    """
    return _own_seal(salt, of).encrypt_at_time(json.dumps(content).encode(), 0)


def opened(sealed: bytes | memoryview, *, salt: str, of: object) -> Any:
    """What was `shut` with the same salt and owner.

    Raises:
        cryptography.fernet.InvalidToken: it was not, or the key is another one.
    """
    return json.loads(_own_seal(salt, of).decrypt(bytes(sealed)))


def _own_seal(salt: str, of: object) -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(f"{salt}.own_seal", str(of), algorithm="sha256").digest()))
