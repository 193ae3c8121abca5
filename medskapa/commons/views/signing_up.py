"""Signing up without an account: the form, the code, and one's own page behind the code.

The code stands in no address that reaches us.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medskapa.commons import actions, activity_codes
from medskapa.commons import activity_words as words
from medskapa.commons.actions.signing_up import refuse_closed
from medskapa.commons.forms.activities import SignUpCodeForm, SignUpForm
from medskapa.commons.models import OccasionState, SignUp, SignUpState
from medskapa.commons.queries import activities as queries
from medskapa.commons.views.activities import time_of
from medskapa.core import clock, throttle
from medskapa.core.acting import carried_out
from medskapa.core.errors import Conflict
from medskapa.core.forms import Form


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who comes; afterwards the code, which is shown here and nowhere else."""
    occasion = queries.occasion(slug, pk)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not throttle.allow("sign_up", throttle.source_of(request)):
        form.add_error(None, _("Det har kommit väldigt mycket härifrån. Vänta en stund, och försök sedan igen."))
    made = carried_out(
        request,
        form,
        lambda chosen: actions.sign_up(actor=None, occasion=occasion, language=get_language() or "", **chosen).pk,
        done=_("Tack, vi har fått din anmälan."),
    )
    if made:
        return _page(request, queries.signed(int(made)), "commons/activities/signed.html")
    try:
        refuse_closed(occasion)
    except Conflict as conflict:
        context = {"why": " ".join(conflict.messages), "activity": occasion.activity}
        return render(request, "commons/activities/closed.html", context, status=409 if form.is_bound else 200)
    context = {
        "form": form,
        "title": words.title_of(occasion.activity),
        "when": words.from_to(occasion),
        "time": time_of(occasion),
        "activity": occasion.activity,
    }
    return render(request, "commons/activities/sign_up.html", context, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with the right one, show the sign-up."""
    form = SignUpCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = activity_codes.open_with(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "core/too_many_codes.html", status=429)
        if found:
            return _page(request, found, "commons/activities/mine.html")
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Titta efter en gång till."))
    return _enter(request, form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take it back, with the pass of the page."""
    if request.method != "POST":
        return redirect("commons:my_sign_up")
    found = activity_codes.behind(request.POST.get("pass", ""))
    if found is None:
        return _enter(request, SignUpCodeForm(), again=True)
    form = Form(request.POST)
    carried_out(
        request,
        form,
        lambda chosen: actions.withdraw_sign_up(actor=None, sign_up=found).pk,
        done=_("Du är avbokad. Tack för att du sa till."),
    )
    for error in form.non_field_errors():
        messages.warning(request, str(error))
    return _page(request, queries.signed(found.pk), "commons/activities/mine.html", status=409 if form.errors else 200)


def _enter(request: HttpRequest, form: SignUpCodeForm, *, again: bool = False) -> HttpResponse:
    status = 403 if again else 422 if form.errors else 200
    return render(request, "commons/activities/enter.html", {"form": form, "again": again}, status=status)


def _page(request: HttpRequest, found: SignUp, page: str, *, status: int = 200) -> HttpResponse:
    occasion = found.occasion
    ahead = occasion.starts_at > clock.now()
    context = {
        "sign_up": found,
        "code": activity_codes.code_of(found),
        "pass": activity_codes.pass_for(found),
        "form": Form(auto_id=False),
        "activity": occasion.activity,
        "title": words.title_of(occasion.activity),
        "when": words.from_to(occasion),
        "where": words.where_of(occasion.activity),
        "occasion": occasion,
        "is_seated": found.state == SignUpState.SEATED,
        "is_waiting": found.state == SignUpState.WAITING,
        "is_withdrawn": found.state == SignUpState.WITHDRAWN,
        "is_cancelled": occasion.state == OccasionState.CANCELLED,
        "say_no_by": found.say_no_by if found.say_no_by and found.say_no_by > clock.now() else None,
        "can_withdraw": ahead and found.state != SignUpState.WITHDRAWN and occasion.state == OccasionState.PLANNED,
        "before": queries.before_in_line(found),
    }
    return render(request, page, context, status=status)
