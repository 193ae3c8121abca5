"""The two codes of a referral: one by which whoever is asked answers, and one by which the person sees what came.

Six words each, as on an invitation: 66 bits, throttled by source and in all. They are kept nowhere but as digests, and
in a link they stand after "#": a browser keeps that part to itself, so it reaches no log. The link alone answers
nothing, for mail scanners follow links. The receiver's opens nothing to answer once the answer is due.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from analysis.receipt import Code
from medskapa.commons.models import Referral
from medskapa.core import clock, throttle, walls
from medskapa.core.derived import Derived
from medskapa.core.passes import Passes

OPENS_FOR = timedelta(days=60)
"""So long after the answer was due the receiver's code still opens the page, to say how it went; then nothing."""
_receiver = Derived(of="referral-answer", salt="medskapa.commons.referral_answer", words=6)
_own = Derived(of="referral-own", salt="medskapa.commons.referral_own", words=6)
parse = _own.parse
answer_code_of, own_code_of = _receiver.code_of, _own.code_of


def _rows() -> QuerySet[Referral]:
    return Referral.objects.select_related("service", "person", "sent_by", "unit")


_receivers, _persons = (Passes(_rows, salt=f"medskapa.commons.referral.{who}") for who in ("receiver", "own"))
receiver_pass, own_pass = _receivers.pass_for, _persons.pass_for
behind_receiver, behind_person = (walls.beyond()(kind.behind) for kind in (_receivers, _persons))


def issue(referral: Referral) -> None:
    """Give a new referral, before it is saved, the digests of its codes."""
    referral.answer_digest = _receiver.digest(answer_code_of(referral))
    referral.own_digest = _own.digest(own_code_of(referral))


def is_answer_code(code: Code | None, referral: Referral) -> bool:
    return code is not None and _receiver.digest(code) == referral.answer_digest


def is_own_code(code: Code | None, referral: Referral) -> bool:
    return code is not None and _own.digest(code) == referral.own_digest


@walls.beyond()
def open_as_receiver(code: Code, *, source: str) -> Referral | None:
    """The referral that `code` lets somebody answer, or None; throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("invitation", source)
    since = clock.today() - OPENS_FOR
    return _rows().filter(answer_digest=_receiver.digest(code), by_hand=False, answer_by__gte=since).first()


@walls.beyond()
def open_as_person(code: Code, *, source: str) -> Referral | None:
    """The referral whose person `code` was given to, or None; throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("receipt", source)
    return _rows().filter(own_digest=_own.digest(code)).first()


@walls.beyond()
def as_it_is_now(referral: Referral) -> Referral:
    """`referral` read again, after an action, for a page that a code has opened."""
    return _rows().get(pk=referral.pk)


def receiver_link(referral: Referral) -> str:
    """The page of the receiver with the code filled in, for one whose browser runs scripts."""
    return _link("commons:referral_answer", answer_code_of(referral))


def own_link(referral: Referral) -> str:
    """The page of the person with the code filled in."""
    return _link("commons:my_referral", own_code_of(referral))


def _link(name: str, code: Code) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}#{'-'.join(code.words)}"
