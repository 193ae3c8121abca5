"""The guests of a meeting, at work: who is asked to come, how they were asked, and what they said."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from medskapa.core.acting import pressed
from medskapa.core.forms import Form, refuse
from medskapa.meetings import actions, outbox
from medskapa.meetings.forms.planning import GuestForm
from medskapa.meetings.models import Guest
from medskapa.meetings.queries import closing
from medskapa.meetings.queries import planning as queries
from medskapa.meetings.views import planner_only
from medskapa.meetings.views.writing import once, removed
from medskapa.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def guests(request: PersonRequest, slug: str) -> HttpResponse:
    """Those who are asked to come beside the residents, and a new one."""
    meeting = closing.planned(request.user, slug)
    form = GuestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            once(request, form, lambda: actions.add_guest(actor=request.user, meeting=meeting, **form.changes()).pk)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Gästen är med i listan."))
            return redirect("meetings:guests", slug)
    context = {"meeting": meeting, "guests": queries.guests_of(meeting), "form": form}
    return render(request, "meetings/planning/guests.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def guest(request: PersonRequest, pk: int) -> HttpResponse:
    """Change one guest, ask them to come, and say whether they do."""
    chosen = _chosen(request, pk)
    form = GuestForm(request.POST if request.method == "POST" else None, initial=GuestForm.values_of(chosen))
    if form.is_valid():
        try:
            once(request, form, lambda: actions.edit_guest(actor=request.user, guest=chosen, **form.changes()).pk)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Sparat."))
            return redirect("meetings:guests", chosen.meeting.slug)
    context = {
        "meeting": chosen.meeting,
        "guest": chosen,
        "form": form,
        "told": queries.told_of(chosen),
        "can_mail": outbox.can_invite(chosen.meeting),
        "button": Form(auto_id=False),
    }
    return render(request, "meetings/planning/guest.html", context, status=422 if form.errors else 200)


@require_POST
@planner_only
def invite_guest(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask a guest to come: by e-mail, or (``how=hand``) note that it has been done."""
    chosen, by_hand = _chosen(request, pk), request.POST.get("how") == "hand"
    said = _("Noterat: du har bjudit in gästen.") if by_hand else _("Inbjudan är på väg med e-post.")
    return pressed(
        request,
        lambda: actions.invite_guest(actor=request.user, guest=chosen, by_hand=by_hand).pk,
        done=said,
        to=reverse("meetings:guest", args=[pk]),
    )


@require_POST
@planner_only
def tell_guest(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that a guest has been told by hand."""
    chosen = _chosen(request, pk)
    return pressed(
        request,
        lambda: actions.tell_guest(actor=request.user, guest=chosen),
        done=_("Noterat: gästen vet nu."),
        to=reverse("meetings:guest", args=[pk]),
    )


@require_POST
@planner_only
def remove_guest(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a guest out of the list, also where they are gone when the button is pressed a second time."""

    def act() -> str:
        chosen = _chosen(request, pk)
        actions.remove_guest(actor=request.user, guest=chosen)
        return chosen.meeting.slug

    return removed(request, act, "meetings:guests", _("Gästen är borttagen."))


def _chosen(request: PersonRequest, pk: int) -> Guest:
    return get_object_or_404(queries.guests_plannable_by(request.user), pk=pk)
