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

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import HTML
from weasyprint.document import Document, Page
from weasyprint.urls import URLFetcher

from medskapa.integrations.post.address import Address

PDF_VARIANT = "pdf/ua-1"
QR_ERROR_LEVEL = "m"


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
        date: the day that stands on the letter.
        title: the heading, e.g. "Svar på din synpunkt".
        qr: the address to visit, printed both as a QR code and in writing; none if empty.
        reference: what the receiver states when getting in touch; never a personal number.
        signed_by: the name under the text; the administration's if empty.
    """

    recipient: Address
    sender: Sender
    date: Date
    title: str
    paragraphs: Sequence[str]
    qr: str = ""
    reference: str = ""
    signed_by: str = ""


def letter_pdf(letter: Letter) -> bytes:
    """One letter as PDF; see `letters_pdf`."""
    return letters_pdf([letter])


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Many letters as one PDF to print on both sides of the paper.

    Each letter starts on a new sheet and counts its own pages. The file's own title names the sender only: no
    personal data stands outside the pages.

    Raises:
        ValueError: there is no letter.
    """
    if not letters:
        raise ValueError("A print run needs at least one letter.")
    documents = [_laid_out(letter) for letter in letters]
    pages: list[Page] = []
    for document in documents:
        if len(pages) % 2:
            pages.extend(_blank_page(letters[0]).pages)
        pages.extend(document.pages)
    pdf: bytes = documents[0].copy(pages).write_pdf(pdf_variant=PDF_VARIANT)
    return pdf


def _laid_out(letter: Letter) -> Document:
    # A letter is written in Swedish whoever happens to print it.
    with translation.override("sv"):
        html = render_to_string(
            "post/letter.html",
            {
                "letter": letter,
                "file_title": _file_title(letter),
                "qr_image": _qr_image(letter.qr) if letter.qr else "",
                "always_seen": ALWAYS_SEEN,
                "ever_seen": EVER_SEEN,
            },
        )
    return _document(html)


def _blank_page(letter: Letter) -> Document:
    return _document(
        f'<!doctype html><html lang="sv"><title>{_file_title(letter)}</title><style>@page{{size:A4}}</style>'
    )


def _document(html: str) -> Document:
    # The template carries all it needs; whatever else a text asks for, no file and no network is read.
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"])).render(pdf_variant=PDF_VARIANT)


def _file_title(letter: Letter) -> str:
    return _("Brev från %(sender)s") % {"sender": letter.sender.administration}


def _qr_image(address: str) -> str:
    return segno.make(address, error=QR_ERROR_LEVEL, micro=False).svg_data_uri(border=4)
