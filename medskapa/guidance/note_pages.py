"""Notes on paper: what the resident and the guide print."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.guidance.models import Note
from medskapa.people.models import Person


def as_pdf(rows: Sequence[Note], *, resident: Person) -> bytes:
    """The notes `rows`, as `queries.notes` shows them to whoever prints, in the language of the page."""
    from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

    html = render_to_string("guidance/talks/notes_paper.html", {"rows": rows, "resident": resident})
    lang = translation.get_language() or "sv"
    return document.render(html, title=_("Anteckningar"), lang=lang)


def download(pdf: bytes, day: date) -> HttpResponse:
    """The file, whose name says nothing of whom it is about."""
    name = _("anteckningar-%(day)s.pdf") % {"day": day.isoformat()}
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
