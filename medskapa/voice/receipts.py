"""The receipt: the words by which somebody comes back to what they said, and the pass that follows them for a while.

The look-up part finds the row; the secret part proves the right to it. A wrong look-up costs as much time as a
wrong secret. The code is kept nowhere: not in the database, the session, a URL or a log.
"""

from django.conf import settings

from analysis.receipt import Code, derive
from medskapa.core import hashing, throttle
from medskapa.core.passes import Passes
from medskapa.voice.models import Receipt, Viewpoint

ATTEMPTS = 8
_passes = Passes(Viewpoint.objects.all, salt="medskapa.voice.receipt")
pass_for, behind = _passes.pass_for, _passes.behind


def code_for(form_key: str, *, attempt: int = 0) -> Code:
    """The code that belongs to a form's key; the same key gives the same code, so a double click shows it again.

    `attempt` gives another code when the look-up part is taken by somebody else.
    """
    return derive(settings.SECRET_KEY.encode(), f"{form_key}:{attempt}".encode())


def issue(viewpoint: Viewpoint, code: Code) -> Receipt:
    """Keep the look-up part and the hash of the secret part (argon2id)."""
    secret_hash = hashing.hasher().hash(code.secret)
    return Receipt.objects.create(viewpoint=viewpoint, lookup=code.lookup, secret_hash=secret_hash)


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
    if hashing.fits(receipt.secret_hash if receipt else None, code.secret) and receipt:
        return receipt.viewpoint
    return None


def issued_to(code: Code) -> Viewpoint | None:
    """As `holder_of` for a code of our own making, where the time it takes tells nobody anything: no row, no hash."""
    return holder_of(code) if Receipt.objects.filter(lookup=code.lookup).exists() else None


def open_with(code: Code, *, source: str) -> Viewpoint | None:
    """As `holder_of`, for somebody outside: throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("receipt", source)
    return holder_of(code)
