"""The certificate of a time in an occupation: what it was for, what one did and learned, and from when to when.

It says what the occupation is for and not what the time was for in the person's plan, which is nobody else's to read.
"""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.guidance.models import Placement

PRINTED_IN = "sv"


def contents(placement: Placement) -> dict[str, Any] | None:
    """What the certificate of `placement` says, to be kept as it is at the end; None where there is none to have."""
    occupation = placement.measure.occupation
    if occupation is None or not occupation.certificate:
        return None
    return {
        "title": occupation.title,
        "purpose": occupation.purpose,
        "tasks": occupation.tasks,
        "learns": occupation.learns,
        "hours_a_week": occupation.hours_a_week,
        "organisation": occupation.organisation.name,
        "place": occupation.place.name,
    }


def as_pdf(placement: Placement, name: str) -> HttpResponse:
    """The certificate as a tagged PDF, whose name says nothing of whom it is about."""
    from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

    language = translation.get_language() or PRINTED_IN
    with translation.override(PRINTED_IN if language.startswith("sv") else language):
        context = {"placement": placement, "name": name, "on_paper": True}
        body = render_to_string("guidance/placements/_certificate.html", context)
        pdf = document.render(body, title=_("Intyg"), lang=translation.get_language() or PRINTED_IN)
    headers = {"Content-Disposition": 'inline; filename="intyg.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
