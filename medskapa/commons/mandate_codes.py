"""The code of a mandate: whoever gave it reads the journal with it, and ends it, without an account.

Six words, as of a referral: 66 bits, throttled by source and in all, kept nowhere but as a digest. In a link they stand
after "#", and the link alone opens nothing. The organisation has no use for the code: with it nobody acts for anybody.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from analysis.receipt import Code
from medskapa.commons.models import Mandate
from medskapa.core import throttle
from medskapa.core.derived import Derived
from medskapa.core.passes import Passes

_kind = Derived(of="mandate", salt="medskapa.commons.mandate", words=6)
parse, code_of = _kind.parse, _kind.code_of


def _rows() -> QuerySet[Mandate]:
    """Those that a code opens: all, until the contact is forgotten."""
    return Mandate.objects.filter(contact_forgotten_on__isnull=True).select_related("organisation", "person")


_passes = Passes(_rows, salt="medskapa.commons.mandate.own")
pass_for, behind = _passes.pass_for, _passes.behind


def issue(mandate: Mandate) -> None:
    """Give a new mandate, before it is saved, the digest of its code."""
    mandate.code_digest = _kind.digest(code_of(mandate))


def is_code_of(code: Code | None, mandate: Mandate) -> bool:
    return code is not None and _kind.digest(code) == mandate.code_digest


def open_with(code: Code, *, source: str) -> Mandate | None:
    """The mandate that `code` was given for, or None; throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("receipt", source)
    return _rows().filter(code_digest=_kind.digest(code)).first()


def as_it_is_now(mandate: Mandate) -> Mandate:
    """`mandate` read again, after an action, for a page that a code has opened."""
    return Mandate.objects.select_related("organisation", "person").get(pk=mandate.pk)


def link(mandate: Mandate) -> str:
    """The page of the person with the code filled in."""
    return f"{settings.PUBLIC_URL}{reverse('commons:mandate_by_code')}#{'-'.join(code_of(mandate).words)}"
