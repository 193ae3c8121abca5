"""Tagged PDF (PDF/UA-1) from HTML: what every printed thing of ours is made with, letters, agendas and minutes alike.

The HTML comes from our own templates, which escape what people wrote. Nothing but what stands in it is read: no file,
no network.
"""

from collections.abc import Sequence

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from weasyprint import HTML
from weasyprint.document import Document, Page
from weasyprint.urls import URLFetcher

from medskapa.core.languages import html_lang

PDF_VARIANT = "pdf/ua-1"
QR_ERROR_LEVEL = "m"


def render(html: str, *, title: str, lang: str) -> bytes:
    """One document on A4, with its title and page numbers at the foot.

    Args:
        html: what stands in the body, from a template: one ``h1`` first, headings without gaps, tables with ``th``.
            The classes ``keep`` (not broken over pages), ``new-page`` and ``lines`` (line breaks are kept) help.
        title: the file's own title, which a reader shows in the window; never a resident's name.
        lang: the language of the text, as in the settings (``sv``, ``sv-plain``, ``en``).

    Raises:
        ValueError: there is no title.
    """
    if not title.strip():
        raise ValueError("A tagged document needs a title.")
    with translation.override(lang):
        # What comes in is markup already: our own template made it.
        context = {"body": mark_safe(html), "title": title, "lang": html_lang(lang)}  # noqa: S308
        whole = render_to_string("post/document.html", context)
    return joined([laid_out(whole)])


def laid_out(whole: str) -> Document:
    """A whole HTML page (with ``lang`` and ``title``), laid out in pages."""
    return HTML(string=whole, url_fetcher=URLFetcher(allowed_protocols=["data"])).render(pdf_variant=PDF_VARIANT)


def joined(documents: Sequence[Document]) -> bytes:
    """Documents as one file, to print on both sides of the paper: each begins on a new sheet.

    The file has the title and the language of the first.
    """
    pages: list[Page] = []
    for document in documents:
        if len(pages) % 2:
            pages.extend(_blank_page(documents[0]).pages)
        pages.extend(document.pages)
    pdf: bytes = documents[0].copy(pages).write_pdf(pdf_variant=PDF_VARIANT)
    return pdf


def qr_image(address: str) -> str:
    """A QR code that holds `address`, as an SVG in a data address: the ``src`` of an ``img`` with an ``alt``."""
    return segno.make(address, error=QR_ERROR_LEVEL, micro=False).svg_data_uri(border=4)


def _blank_page(like: Document) -> Document:
    context = {"lang": like.metadata.lang, "title": like.metadata.title}
    return laid_out(render_to_string("post/blank.html", context))
