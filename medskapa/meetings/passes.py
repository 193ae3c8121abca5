"""The code of a voting card, and the pass that follows it from statement to statement.

Four words are 44 bits: typed in a minute on a phone by somebody who has never done it, and safe enough for what they
open, one nameless ballot for some hours. All guessers together may try 3,000 codes an hour (``settings.THROTTLE``);
against a hundred cards that is one hit in some six thousand years. The code is kept nowhere, only a digest under the
site's secret, so that the database alone lets nobody vote. It is derived again when the cards are printed.
"""

from analysis.receipt import Code
from medskapa.core import throttle
from medskapa.core.derived import Derived
from medskapa.core.passes import Passes
from medskapa.meetings.models import VotingCard

PASS_SECONDS = 6 * 60 * 60  # a meeting, its coffee and the way home; nothing personal stands behind it
_SALT = "medskapa.meetings.card"
_codes = Derived(of="card", salt=_SALT, words=4)  # of the card's key, and not of its number, which anybody can read
parse = _codes.parse
_passes = Passes(VotingCard.objects.select_related("meeting").all, salt=_SALT, seconds=PASS_SECONDS)
pass_for, behind = _passes.pass_for, _passes.behind


class Lost(Exception):
    """The site's secret is another than when the cards were made: they open nothing more, and cannot be printed."""


def issue(*cards: VotingCard) -> None:
    """Give each new card, before it is saved, the digest of its code."""
    for card in cards:
        card.digest = _codes.digest(_codes.code_of(card))


def code_of(card: VotingCard) -> Code:
    """The code of a card, for the sheet that is printed.

    Raises:
        Lost: the site's secret was changed since; make new cards.
    """
    code = _codes.code_of(card)
    if _codes.digest(code) != card.digest:
        raise Lost
    return code


def open_with(code: Code, *, source: str) -> VotingCard | None:
    """The card that `code` belongs to, or None; throttled by source and in all.

    Raises:
        throttle.TooMany: see `throttle.count_guess`.
    """
    throttle.count_guess("vote", source)
    return VotingCard.objects.select_related("meeting").filter(digest=_codes.digest(code)).first()
