"""The receipt: the words by which somebody comes back to what they said, and the pass that follows them for a while.

The look-up part finds the row; the secret part proves the right to it. A wrong look-up costs as much time as a
wrong secret. The code is kept nowhere: not in the database, the session, a URL or a log.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings
from django.core import signing

from analysis.receipt import Code, derive
from medskapa.core import throttle
from medskapa.voice.models import Receipt, Viewpoint

PASS_SECONDS = 45 * 60
ATTEMPTS = 8
_SALT = "medskapa.voice.receipt"


class TooMany(Exception):
    """Too many codes were tried from here, or in all, for a while."""


def code_for(form_key: str, *, attempt: int = 0) -> Code:
    """The code that belongs to a form's key; the same key gives the same code, so a double click shows it again.

    `attempt` gives another code when the look-up part is taken by somebody else.
    """
    return derive(settings.SECRET_KEY.encode(), f"{form_key}:{attempt}".encode())


def issue(viewpoint: Viewpoint, code: Code) -> Receipt:
    """Keep the look-up part and the hash of the secret part (argon2id)."""
    return Receipt.objects.create(viewpoint=viewpoint, lookup=code.lookup, secret_hash=hasher().hash(code.secret))


def issued_for(form_key: str) -> tuple[Viewpoint, Code] | None:
    """The viewpoint that a form was sent with before, and its code, or None."""
    for attempt in range(ATTEMPTS):
        code = code_for(form_key, attempt=attempt)
        if not Receipt.objects.filter(lookup=code.lookup).exists():
            return None
        if viewpoint := holder_of(code):
            return viewpoint, code
    return None


def holder_of(code: Code) -> Viewpoint | None:
    """The viewpoint that `code` belongs to, or None. Costs one hash, whatever the answer."""
    receipt = Receipt.objects.select_related("viewpoint").filter(lookup=code.lookup).first()
    if _fits(receipt.secret_hash if receipt else _nobodys_hash(), code.secret) and receipt:
        return receipt.viewpoint
    return None


def issued_to(code: Code) -> Viewpoint | None:
    """As `holder_of` for a code of our own making, where the time it takes tells nobody anything: no row, no hash."""
    return holder_of(code) if Receipt.objects.filter(lookup=code.lookup).exists() else None


def open_with(code: Code, *, source: str) -> Viewpoint | None:
    """As `holder_of`, for somebody outside: throttled by source and in all.

    When all sources together have tried too many, each still has a try or two (``receipt_late``): whoever guesses from
    many places must not lock everybody else out.

    Raises:
        TooMany: the limits of ``settings.THROTTLE`` are reached.
    """
    if not throttle.allow("receipt", source):
        raise TooMany
    if not throttle.allow("receipt", None) and not throttle.allow("receipt_late", source):
        raise TooMany
    return holder_of(code)


def pass_for(viewpoint: Viewpoint) -> str:
    """A signed pass for the page's own forms, so that the code need not be asked for again or kept."""
    return signing.dumps(viewpoint.pk, salt=_SALT)


def behind(pass_: str) -> Viewpoint | None:
    """The viewpoint behind a pass, or None when it is false or older than `PASS_SECONDS`."""
    try:
        pk = signing.loads(pass_, salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return None
    return Viewpoint.objects.filter(pk=pk).first()


def hasher() -> PasswordHasher:
    cost: dict[str, int] = settings.ARGON2
    return PasswordHasher(cost["time_cost"], cost["memory_cost"], cost["parallelism"])


def _fits(secret_hash: str, secret: str) -> bool:
    try:
        return hasher().verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return hasher().hash("ingen har den här koden")
