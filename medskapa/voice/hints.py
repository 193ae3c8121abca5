"""The gentle hint before sending: what in a text points out a person, and the text without it.

To hide something is the person's own choice; nothing here changes a text by itself.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis import redaction

ALL = "all"
NAMED: dict[str, Promise] = {
    "personal_number": _("ett personnummer"),
    "phone": _("ett telefonnummer"),
    "email": _("en e-postadress"),
    "address": _("en adress"),
    "account": _("ett kontonummer"),
    "name": _("ett namn"),
}


@dataclass(frozen=True)
class Piece:
    """A stretch of a text. Where it points out a person, `found` says as what, and `key` is how to ask to hide it."""

    text: str
    found: Promise | str = ""
    key: str = ""


def pieces(text: str) -> list[Piece]:
    """`text` cut up into what points out a person and what does not, in order."""
    cut, done = [], 0
    for span in redaction.find(text):
        cut += [Piece(text[done : span.start]), Piece(text[span.start : span.end], NAMED[span.kind], _key(span))]
        done = span.end
    return [piece for piece in [*cut, Piece(text[done:])] if piece.text]


def without(text: str, key: str) -> str:
    """`text` without the piece that has `key`, or without any (`ALL`); as it was where there is no such piece."""
    return redaction.mask(text, [span for span in redaction.find(text) if key in (ALL, _key(span))])


def _key(span: redaction.Span) -> str:
    return f"{span.start}-{span.end}"
