"""The code by which somebody who has signed up sees it and takes it back, without an account.

Four words are 44 bits, as on a voting card: behind them stand an activity, which is public, a first name and a number,
and all that can be done is to give the seat back. All guessers together are counted (`core.throttle`), and the row is
deleted some weeks after the day.
"""

from django.db.models import QuerySet

from analysis.receipt import Code
from medskapa.commons.models import SignUp
from medskapa.core import throttle
from medskapa.core.derived import Derived
from medskapa.core.passes import Passes

WORDS = 4
_SALT = "medskapa.commons.sign_up"
_codes = Derived(of="sign-up", salt=_SALT, words=WORDS)

code_of, parse, digest = _codes.code_of, _codes.parse, _codes.digest


def _rows() -> QuerySet[SignUp]:
    return SignUp.objects.select_related("occasion__activity__place", "occasion__activity__organisation")


_passes = Passes(_rows, salt=_SALT)
pass_for, behind = _passes.pass_for, _passes.behind


def holder_of(code: Code) -> SignUp | None:
    """The sign-up that `code` belongs to, with its occasion and activity, or None."""
    return _rows().filter(code_digest=digest(code)).first()


def open_with(code: Code, *, source: str) -> SignUp | None:
    """As `holder_of`, for somebody outside: throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("activity", source)
    return holder_of(code)
