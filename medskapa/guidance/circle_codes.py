"""The code by which somebody in a resident's circle joins it with their own account.

Six words, as on an invitation: 66 bits, throttled by source and in all. Who has an account is told to nobody: the
resident gives the words to the one they trust, and that one signs in and writes them.
"""

from analysis.receipt import Code
from medskapa.core import throttle, walls
from medskapa.core.derived import Derived
from medskapa.guidance.models import CircleMember

_codes = Derived(of="circle", salt="medskapa.guidance.circle", words=6)
code_of, parse, digest = _codes.code_of, _codes.parse, _codes.digest


@walls.beyond()
def open_with(code: Code, *, source: str) -> CircleMember | None:
    """The member that `code` is for and that nobody has joined, or None; throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("receipt", source)
    rows = CircleMember.objects.filter(code_digest=digest(code), is_proposed=False, ended_on__isnull=True)
    return rows.select_related("resident").first()
