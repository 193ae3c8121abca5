"""Signing a mandate with BankID, on this device or on another, and how it goes.

How it goes is asked with POST: the answer is collected once and written down. A page with scripts asks every second and
gets the piece that changes; without scripts a button does, and the picture is a new one on each reload.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from medskapa.commons import actions, mandate_signing
from medskapa.commons.models import Mandate, MandateState
from medskapa.commons.queries import mandates as queries
from medskapa.core import throttle
from medskapa.core.acting import pressed
from medskapa.core.errors import Conflict
from medskapa.core.forms import Form
from medskapa.core.ui import render_part
from medskapa.integrations.bankid import client as bankid
from medskapa.integrations.bankid import ways
from medskapa.people.queries import has_known_number
from medskapa.people.requests import PersonRequest

PAGE, PART = "commons/mandates/sign.html", "commons/mandates/_signing.html"


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: PersonRequest, pk: int) -> HttpResponse:
    """The text to sign, and the signing itself; POST begins it, and a second press finds what the first one began."""
    found = _mine(request, pk)
    if request.method != "POST":
        return _shown(request, found)
    if not throttle.allow("bankid", throttle.source_of(request)):
        messages.warning(request, _("Det har varit för många försök härifrån. Vänta en stund och försök igen."))
        return redirect("commons:sign_mandate", pk)
    try:
        mandate_signing.begin(actor=request.user, mandate=found, address=throttle.address_of(request))
    except Conflict as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("commons:sign_mandate", pk)


@require_POST
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """How it goes: the piece of the page for htmx, and the page, or the mandate once it is signed, for the others."""
    found = _mine(request, pk)
    attempt = queries.signing_of(found)
    if attempt is not None and attempt.is_pending:
        attempt = mandate_signing.ask(actor=request.user, attempt=attempt)
    if request.headers.get("HX-Request") == "true":
        return _shown(request, _mine(request, pk))
    if attempt is not None and attempt.is_done:
        messages.success(request, _("Tack! Du har skrivit under fullmakten."))
        return redirect("commons:my_mandate", pk)
    return redirect("commons:sign_mandate", pk)


@require_POST
def stop(request: PersonRequest, pk: int) -> HttpResponse:
    """Give it up."""
    found = _mine(request, pk)
    return pressed(
        request,
        lambda: actions.stop_mandate_signing(actor=request.user, mandate=found).pk,
        done=_("Du avbröt. Inget är underskrivet."),
        to=reverse("commons:sign_mandate", args=[pk]),
    )


def _mine(request: PersonRequest, pk: int) -> Mandate:
    if not bankid.is_on():
        raise Http404
    return queries.my_own(request.user, pk)


def _shown(request: PersonRequest, found: Mandate) -> HttpResponse:
    attempt = queries.signing_of(found)
    context: dict[str, Any] = {
        "mandate": found,
        "attempt": attempt,
        "told": mandate_signing.told(attempt) if attempt else "",
        "is_signed": found.state != MandateState.DRAFT,
        "is_known": has_known_number(request.user),
        "plain_form": Form(auto_id=False),
    }
    if attempt and attempt.is_pending:
        back = reverse("commons:sign_mandate", args=[found.pk])
        context |= ways.to_app(request, attempt, mandate_signing.asked_with(attempt), back=back)
    return render_part(request, PAGE, PART, context)
