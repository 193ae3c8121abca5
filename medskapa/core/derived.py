"""Codes that are kept nowhere: worked out from a row's random key under the site's secret, and found by a digest.

The database alone opens nothing, and the code can be worked out again for whoever hands it over. Each kind says for
itself why so many words are safe for what they open, and counts those who guess (`core.throttle`).
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.utils.crypto import salted_hmac

from analysis import receipt
from analysis.receipt import Code


@dataclass(frozen=True)
class Derived:
    """One kind of code.

    Args:
        of: what it is for, so that rows of two kinds with the same key have different codes.
        salt: of its digests.
        words: how long it is.
    """

    of: str
    salt: str
    words: int

    def code_of(self, row: Model) -> Code:
        """The code of a row: from its key, which is random, and from nothing that anybody can read on it."""
        return receipt.derive(settings.SECRET_KEY.encode(), f"{self.of}:{row.pk}".encode(), self.words)

    def parse(self, typed: str) -> Code | None:
        """The code that somebody typed, forgiving as a receipt's, or None when it is not so many words of the list."""
        return receipt.parse(typed, self.words)

    def digest(self, code: Code) -> str:
        """What is kept of a code: a keyed hash."""
        return salted_hmac(self.salt, str(code), algorithm="sha256").hexdigest()
