"""Mandates for whoever gave them: signed in, or with the code. They read the journal there, and end it by one press."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medskapa.commons import actions, mandate_codes, mandate_texts
from medskapa.commons.forms.mandates import CodeForm
from medskapa.commons.models import Mandate, MandateState
from medskapa.commons.queries import mandates as queries
from medskapa.commons.views.mandates import KINDS, field_names
from medskapa.core import clock, throttle
from medskapa.core.acting import acted, carried_out
from medskapa.core.forms import Form
from medskapa.integrations.bankid import client as bankid
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; then show the mandate, and take in that it ends."""
    if pass_ := request.POST.get("pass", ""):
        if found := mandate_codes.behind(pass_):
            return _own_acts(request, found, None)
        return _enter(request, CodeForm(), again=True, status=403)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = mandate_codes.open_with(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "core/too_many_codes.html", status=429)
        if found:
            return _own(request, found, None)
        form.add_error("code", _("De orden passar inte. Titta på dem en gång till, eller ring oss."))
    return _enter(request, form)


def _enter(request: HttpRequest, form: CodeForm, *, again: bool = False, status: int = 200) -> HttpResponse:
    context = {"form": form, "again": again}
    return render(request, "commons/mandates/enter.html", context, status=422 if form.errors else status)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """The mandates I have given; with the code of a draft I take it here, to sign it."""
    if not request.user.is_resident:
        raise PermissionDenied
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            found = mandate_codes.open_with(code, source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "core/too_many_codes.html", status=429)
        if found is None:
            form.add_error("code", _("De orden passar inte. Titta på dem en gång till, eller ring oss."))
        else:
            taken = found
            claimed = carried_out(
                request,
                form,
                lambda chosen: actions.claim_mandate(actor=request.user, mandate=taken, code=code).pk,
                done=_("Här är fullmakten. Läs den innan du skriver under."),
            )
            if claimed:
                return redirect("commons:my_mandate", int(claimed))
    rows = [(row, KINDS[MandateState(row.state)], field_names(row)) for row in queries.mine(request.user)]
    context = {"rows": rows, "form": form}
    return render(request, "commons/mandates/mine.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mine_one(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them, signed in."""
    found = queries.my_own(request.user, pk)
    if request.method == "POST":
        return _own_acts(request, found, request.user)
    return _own(request, found, request.user)


def _own_acts(request: HttpRequest, found: Mandate, person: Person | None) -> HttpResponse:
    if request.POST.get("do") == "end":
        code = None if person else mandate_codes.code_of(found)
        acted(
            request,
            lambda: actions.end_mandate(actor=person, mandate=found, code=code).pk,
            done=_("Klart. Fullmakten har slutat gälla."),
        )
    return _own(request, mandate_codes.as_it_is_now(found), person)


def _own(request: HttpRequest, found: Mandate, person: Person | None) -> HttpResponse:
    is_draft = found.state == MandateState.DRAFT
    context: dict[str, Any] = {
        "mandate": found,
        "kind": KINDS[MandateState(found.state)],
        "fields": field_names(found),
        "short": mandate_texts.shortened(found.digest),
        "journal": queries.journal_of(found),
        "in_force": found.in_force_on(clock.today()),
        "is_over": found.state in {MandateState.ENDED, MandateState.DROPPED},
        "is_draft": is_draft,
        "may_end": found.state == MandateState.SIGNED,
        "may_sign": is_draft and person is not None and bankid.is_on(),
        "person": person,
        "pass": "" if person else mandate_codes.pass_for(found),
        "to": reverse("commons:my_mandate", args=[found.pk]) if person else reverse("commons:mandate_by_code"),
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/mandates/own.html", context)
