"""Letters for window envelopes, as tagged PDF (PDF/UA-1), to print on the office's own printer.

Where the address goes. An A4 sheet folded once (210 x 148 mm) lies loose in a C5 envelope (229 x 162 mm), so it can
slide 19 mm sideways and 14 mm up and down. For a right-hand window (H2) of 100 x 35 mm whose right edge is 20 mm from
the envelope's right side and whose upper edge is 44 mm from its top, that gives two boxes on the sheet, in millimetres
from its upper left corner:

- `ALWAYS_SEEN`: what the window shows however the sheet has slid; the address must lie inside it.
- `EVER_SEEN`: what the window can show in some position; nothing but the address may lie inside it.

The Swedish standard for envelopes with windows is SS 61 41 50. Makers' windows differ by some millimetres, so an
operator folds one letter into the town's own envelope before the first print run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint.document import Document

from medskapa.core.languages import html_lang
from medskapa.integrations.post import document
from medskapa.integrations.post.address import Address


class Box(NamedTuple):
    """A rectangle on the sheet, in millimetres from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


ALWAYS_SEEN = Box(left=109, top=44, right=190, bottom=65)
EVER_SEEN = Box(left=90, top=30, right=209, bottom=79)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who writes: the municipality, its administration, and how the receiver gets hold of them."""

    municipality: str
    administration: str
    phone: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter. All texts are plain text; each item of `paragraphs` becomes a paragraph, line breaks are kept.

    Args:
        recipient: whom the window shows; None for a letter that somebody hands over or sends on, as to a person with
            protected identity: no address then stands on it.
        date: the day that stands on the letter.
        title: the heading, e.g. "Svar på din synpunkt".
        link: the address to visit, printed both as a QR code and in writing; none if empty or None. In writing it ends
            before a "?" or "#", so that what only a machine needs is not typed by hand.
        code: the receiver's own code, printed in large letters; none if empty or None.
        reference: what the receiver states when getting in touch; never a personal number.
        signed_by: the name under the text; the administration's if empty.
        lang: the language of the texts, as in the settings; what the letter adds itself is in the same.
    """

    recipient: Address | None
    sender: Sender
    date: Date
    title: str
    paragraphs: Sequence[str]
    link: str | None = None
    code: str | None = None
    reference: str = ""
    signed_by: str = ""
    lang: str = "sv"

    @property
    def written_link(self) -> str:
        """The part of `link` that somebody types."""
        return (self.link or "").partition("#")[0].partition("?")[0]


def letter_pdf(letter: Letter) -> bytes:
    """One letter as PDF; see `letters_pdf`."""
    return letters_pdf([letter])


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Many letters as one PDF to print on both sides of the paper.

    Each letter starts on a new sheet and counts its own pages. The file's own title names the sender only: no
    personal data stands outside the pages. The file says it is in the language of its first letter.

    Raises:
        ValueError: there is no letter.
    """
    if not letters:
        raise ValueError("A print run needs at least one letter.")
    return document.joined([_laid_out(letter) for letter in letters])


def _laid_out(letter: Letter) -> Document:
    # A letter is in its receiver's language, whoever happens to print it.
    with translation.override(letter.lang):
        html = render_to_string(
            "post/letter.html",
            {
                "letter": letter,
                "lang": html_lang(letter.lang),
                "file_title": _("Brev från %(sender)s") % {"sender": letter.sender.administration},
                "qr_image": document.qr_image(letter.link) if letter.link else "",
                "always_seen": ALWAYS_SEEN,
                "ever_seen": EVER_SEEN,
            },
        )
    return document.laid_out(html)
