"""Signing a version of one's plan with BankID, on this device or on another, and how it goes.

How it goes is asked with POST: the answer is collected once and written down. A page with scripts asks every second and
gets the piece that changes; without scripts a button does, and the picture is a new one on each reload.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from medskapa.change.views.acting import carried_out
from medskapa.core import throttle
from medskapa.core.acting import pressed
from medskapa.core.errors import Conflict
from medskapa.core.ui import render_part
from medskapa.guidance import actions, policy, signing, signing_asked
from medskapa.guidance.forms.signing import NumberForm
from medskapa.guidance.models import PlanVersion
from medskapa.guidance.queries import plan_versions
from medskapa.guidance.views.plan_side import Side, page, writing
from medskapa.integrations.bankid import client as bankid
from medskapa.integrations.bankid import ways
from medskapa.people import actions as people
from medskapa.people.queries import has_known_number
from medskapa.people.requests import PersonRequest

PAGE, PART = "guidance/mine/plan/sign.html", "guidance/mine/plan/_signing.html"


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def sign(request: PersonRequest, side: Side, number: int) -> HttpResponse:
    """The text to sign, and the signing itself; POST begins it, and a second press finds what the first one began."""
    found = _version(side, number)
    if request.method != "POST":
        return _shown(request, side, found)
    if not throttle.allow("bankid", throttle.source_of(request)):
        messages.warning(request, _("Det har varit för många försök härifrån. Vänta en stund och försök igen."))
        return redirect(_at(side, number))
    try:
        signing_asked.begin(actor=request.user, version=found, address=throttle.address_of(request))
    except Conflict as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(_at(side, number))


@require_POST
@writing
def ask(request: PersonRequest, side: Side, number: int) -> HttpResponse:
    """How it goes: the piece of the page for htmx, and the page, or the plan once it is signed, for everybody else."""
    found = _version(side, number)
    attempt = plan_versions.signing_of(found)
    if attempt is not None and attempt.is_pending:
        attempt = signing_asked.ask(actor=request.user, attempt=attempt)
    if request.headers.get("HX-Request") == "true":
        return _shown(request, side, _version(side, number))
    if attempt is not None and attempt.is_done:
        messages.success(request, _("Tack! Du har skrivit under planeringen."))
        return redirect(side.at)
    return redirect(_at(side, number))


@require_POST
@writing
def stop(request: PersonRequest, side: Side, number: int) -> HttpResponse:
    """Give it up."""
    found = _version(side, number)
    return pressed(
        request,
        lambda: actions.stop_signing(actor=request.user, version=found).pk,
        done=_("Du avbröt. Inget är underskrivet."),
        to=_at(side, number),
    )


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@writing
def see_number(request: PersonRequest, side: Side) -> HttpResponse:
    """The guide sees an identity document, so that the resident's BankID can be told from another's."""
    if not policy.may_agree_to_steps(request.user, side.resident):
        raise PermissionDenied
    form = NumberForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda chosen: people.see_number(actor=request.user, person=side.resident, **chosen).pk,
        done=_("Klart. Nu kan personen skriva under med BankID."),
    ):
        return redirect(side.at)
    known = has_known_number(side.resident)
    return page(request, side, "guidance/plan/see_number.html", form=form, is_known=known)


def _version(side: Side, number: int) -> PlanVersion:
    if side.at_work or not bankid.is_on():
        raise Http404
    return plan_versions.version_in(side.the_plan, number)


def _at(side: Side, number: int) -> str:
    return f"{side.at}versioner/{number}/bankid/"


def _shown(request: PersonRequest, side: Side, version: PlanVersion) -> HttpResponse:
    attempt = plan_versions.signing_of(version)
    going_on = attempt is not None and attempt.is_pending
    at = _at(side, version.number)
    context: dict[str, Any] = {
        "version": version,
        "attempt": attempt,
        "told": signing.told(attempt) if attempt else "",
        "sign_at": at,
        "text": attempt.text if attempt and going_on else version.signed_text,
        "is_overtaken": side.the_plan.changed_since or not plan_versions.is_last(version),
        "is_known": has_known_number(side.resident),
    }
    context["text"] = context["text"] or signing.text_of(version, side.resident)
    if attempt and going_on:
        context |= ways.to_app(request, attempt, signing.asked_with(attempt), back=at)
    return render_part(request, PAGE, PART, side.context() | context)
