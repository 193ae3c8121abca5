"""The code by which somebody without a sign-in says how it went after their path.

Four words, as on a voting card: 44 bits for one question and a few words, throttled by source and in all. The code is
kept nowhere; what is kept is a digest under the site's secret. It is worked out again for whoever reads it out.
"""

from django.db.models import QuerySet

from analysis.receipt import Code
from medskapa.core import clock, throttle, walls
from medskapa.core.derived import Derived
from medskapa.core.passes import Passes
from medskapa.guidance.models import PathFollowUp

_codes = Derived(of="follow-up", salt="medskapa.guidance.follow_up", words=4)
code_of, parse = _codes.code_of, _codes.parse


def _rows() -> QuerySet[PathFollowUp]:
    return PathFollowUp.objects.select_related("path_end__resident")


_passes = Passes(_rows, salt="medskapa.guidance.how_it_went")
pass_for, behind = _passes.pass_for, walls.beyond()(_passes.behind)


def issue(*follow_ups: PathFollowUp) -> None:
    """Give each new follow-up, before it is saved, the digest of its code."""
    for follow_up in follow_ups:
        follow_up.code_digest = _codes.digest(code_of(follow_up))


def is_code_of(code: Code, follow_up: PathFollowUp) -> bool:
    return bool(follow_up.code_digest) and _codes.digest(code) == follow_up.code_digest


@walls.beyond()
def open_with(code: Code, *, source: str) -> PathFollowUp | None:
    """The follow-up whose day has come and that `code` belongs to, or None; throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("receipt", source)
    return _rows().filter(code_digest=_codes.digest(code), due_on__lte=clock.today()).first()
