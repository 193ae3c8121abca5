"""The personal code of an invitation: six common words, by which somebody answers without signing in.

The first two words find the invitation; the other four prove that it is yours. Four words are 44 bits, fewer than the
66 of a receipt, because less hangs on them and they live for weeks: behind them is a yes or a no and what the person
needs, no words said in trust and no case. All guessers together may try 3,000 codes an hour (``settings.THROTTLE``);
whoever knows the look-up part of one invitation and uses all of that for a month hits its secret once in eight million
months. The fewer words, the more people get them right on the phone, in an SMS and on a letter.

The code is kept nowhere: only the look-up part and a hash of the secret part (argon2id). It is derived again from the
invitation's key and the site's secret when a letter is printed.
"""

from collections.abc import Iterable

from django.conf import settings

from analysis import receipt
from analysis.receipt import Code
from medskapa.core import hashing, throttle
from medskapa.core.passes import Passes
from medskapa.meetings.models import Invitation

CODE_WORDS = 6
ATTEMPTS = 16
_passes = Passes(Invitation.objects.select_related("meeting", "member").all, salt="medskapa.meetings.invitation")
pass_for, behind = _passes.pass_for, _passes.behind


class Lost(Exception):
    """The site's secret is another than when the code was made: it still opens, but cannot be printed again."""


def issue(*invitations: Invitation) -> None:
    """Give each new invitation, before it is saved, the look-up part and the hash of its code. One query for all."""
    wanted = {invitation.pk: [_derived(invitation.pk, attempt) for attempt in range(2)] for invitation in invitations}
    taken = _taken(code.lookup for codes in wanted.values() for code in codes)
    for invitation in invitations:
        code = next((code for code in wanted[invitation.pk] if code.lookup not in taken), None)
        code = code or _free(invitation.pk, taken)
        taken.add(code.lookup)
        invitation.lookup, invitation.secret_hash = code.lookup, hashing.hasher().hash(code.secret)


def code_for(invitation: Invitation) -> Code:
    """The code of an invitation, for its letter.

    Raises:
        Lost: the site's secret was changed since it was issued; give it a new one with `issue` and save it.
    """
    for attempt in range(ATTEMPTS):
        code = _derived(invitation.pk, attempt)
        if code.lookup == invitation.lookup:
            return code
    raise Lost


def parse(typed: str) -> Code | None:
    """The code that somebody typed or said, forgiving as a receipt's, or None when it is not six words of the list."""
    return receipt.parse(typed, CODE_WORDS)


def holder_of(code: Code) -> Invitation | None:
    """The invitation that `code` belongs to, or None. Costs one hash, whatever the answer."""
    found = Invitation.objects.select_related("meeting", "member").filter(lookup=code.lookup).first()
    if hashing.fits(found.secret_hash if found else None, code.secret) and found:
        return found
    return None


def open_with(code: Code, *, source: str) -> Invitation | None:
    """As `holder_of`, for somebody outside: throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("invitation", source)
    return holder_of(code)


def _derived(key: int, attempt: int) -> Code:
    """`attempt` gives another code when the look-up part is taken by somebody else."""
    return receipt.derive(settings.SECRET_KEY.encode(), f"invitation:{key}:{attempt}".encode(), CODE_WORDS)


def _free(key: int, taken: set[str]) -> Code:
    """A later attempt, when both of the first were taken: once in some hundred thousand invitations."""
    for attempt in range(2, ATTEMPTS):
        code = _derived(key, attempt)
        if code.lookup not in taken and not _taken([code.lookup]):
            return code
    raise RuntimeError("no free look-up part: there are too many invitations for two words")


def _taken(lookups: Iterable[str]) -> set[str]:
    return set(Invitation.objects.filter(lookup__in=list(lookups)).values_list("lookup", flat=True))
