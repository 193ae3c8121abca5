"""The codes in mails to those who come from outside: one opens the page to get an account, one to choose a password.

Six words each, as on an invitation: 66 bits, throttled by source and in all. They are kept nowhere but as digests, and
in a link they stand after "#": a browser keeps that part to itself, so it reaches no log. A code works once, and until
`OPEN_FOR` has passed; after it has opened the page, a signed pass goes along in the form.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from analysis.receipt import Code
from medskapa.commons.models import AccountLink, LinkKind
from medskapa.core import clock, throttle
from medskapa.core.derived import Derived
from medskapa.core.passes import Passes

OPEN_FOR = {LinkKind.INVITE: timedelta(days=14), LinkKind.RESET: timedelta(hours=2)}
PAGES = {LinkKind.INVITE: "commons:join", LinkKind.RESET: "commons:new_password"}
_codes = Derived(of="account-link", salt="medskapa.commons.account_link", words=6)
parse, code_of = _codes.parse, _codes.code_of


def working() -> QuerySet[AccountLink]:
    """The links that can still be used."""
    rows = AccountLink.objects.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    return rows.select_related("organisation", "person")


_passes = Passes(working, salt="medskapa.commons.account")
pass_for, behind = _passes.pass_for, _passes.behind


def issue(link: AccountLink) -> None:
    """Give a new link, before it is saved, the digest of its code and the moment when it stops to work."""
    link.code_digest = _codes.digest(code_of(link))
    link.expires_at = clock.now() + OPEN_FOR[LinkKind(link.kind)]


def opened_by(code: Code, kind: LinkKind, *, source: str) -> AccountLink | None:
    """What `code` opens, or None: it is no such code, or it was used, taken back or too old. Throttled.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("invitation", source)
    return working().filter(kind=kind, code_digest=_codes.digest(code)).first()


def link_to(link: AccountLink) -> str:
    """The page with the code filled in, for one whose browser runs scripts."""
    return f"{page_of(link)}#{'-'.join(code_of(link).words)}"


def page_of(link: AccountLink) -> str:
    """The page where the code can be typed."""
    return f"{settings.PUBLIC_URL}{reverse(PAGES[LinkKind(link.kind)])}"
