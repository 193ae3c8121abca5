"""The code by which whoever left an interest reads the answer, without an account.

Six words, as of a referral: 66 bits, throttled by source and in all, for somebody's own words stand behind them. The
code is kept nowhere but as a digest, and stands in no message: it is on the receipt alone.
"""

from django.db.models import QuerySet

from analysis.receipt import Code
from medskapa.commons.models import Interest
from medskapa.core import throttle
from medskapa.core.derived import Derived
from medskapa.core.passes import Passes

_SALT = "medskapa.commons.interest"
_codes = Derived(of="interest", salt=_SALT, words=6)
code_of, parse, digest = _codes.code_of, _codes.parse, _codes.digest


def _rows() -> QuerySet[Interest]:
    return Interest.objects.select_related("taken_by")


_passes = Passes(_rows, salt=_SALT)
pass_for, behind = _passes.pass_for, _passes.behind


def is_code(code: Code | None, interest: Interest) -> bool:
    """Whether `code` is the one of `interest`."""
    return code is not None and digest(code) == interest.code_digest


def open_with(code: Code, *, source: str) -> Interest | None:
    """The interest that `code` belongs to, or None; throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("receipt", source)
    return _rows().filter(code_digest=digest(code)).first()
