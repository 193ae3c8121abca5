"""The screen at the door, where people type their code and so say that they have come.

A member of staff makes a screen the one at the door (`views.day.open_door`): they are signed out on it, and it gets a
pass in a cookie, good for this page of this meeting and one day. Whoever has no pass gets nothing.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medskapa.core import throttle
from medskapa.core.errors import Conflict
from medskapa.meetings import actions, codes
from medskapa.meetings.forms.door import DoorForm
from medskapa.meetings.models import Invitation, Meeting
from medskapa.meetings.queries import day as queries

COOKIE = "medskapa_door"
SALT = "medskapa.meetings.door"
PASS_SECONDS = 14 * 60 * 60


def give_pass(response: HttpResponseBase, meeting: Meeting) -> None:
    """Let the screen that gets `response` be the one at the door of `meeting`."""
    response.set_signed_cookie(
        COOKIE,
        str(meeting.pk),
        salt=SALT,
        max_age=PASS_SECONDS,
        path=reverse("meetings:door", args=[meeting.slug]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """One field for the code. With the right one the person has come, and the next can type theirs."""
    meeting_key = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=PASS_SECONDS)
    if meeting_key is None:
        return render(request, "meetings/door/no_pass.html", status=403)
    meeting = queries.held_in_public(slug)
    if str(meeting.pk) != meeting_key:
        raise PermissionDenied
    if request.POST.get("close"):
        response = redirect("people:sign_in")
        response.delete_cookie(COOKIE, path=request.path, samesite="Strict")
        return response
    form = DoorForm(request.POST if request.method == "POST" else None)
    welcome = None
    if form.is_valid():
        if not throttle.allow("door", slug):
            return _page(request, meeting, form, status=429, busy=True)
        welcome = _welcomed(meeting, form)
    status = 422 if form.errors else 200
    return _page(request, meeting, DoorForm() if welcome else form, status=status, welcome=welcome)


def _welcomed(meeting: Meeting, form: DoorForm) -> Invitation | None:
    """The invitation behind the code, ticked off; what is wrong is said beside the form. Doing it again is no harm."""
    invitation = codes.holder_of(form.cleaned_data["code"])
    if invitation is None or invitation.meeting_id != meeting.pk:
        form.add_error("code", _("Koden stämmer inte. Skriv den igen, eller säg ditt namn till personalen."))
        return None
    try:
        return actions.check_in(actor=None, invitation=invitation)
    except Conflict as conflict:
        form.add_error("code", [_("%(why)s Säg ditt namn till personalen.") % {"why": conflict.messages[0]}])
        return None


def _page(
    request: HttpRequest,
    meeting: Meeting,
    form: DoorForm,
    *,
    status: int,
    welcome: Invitation | None = None,
    busy: bool = False,
) -> HttpResponse:
    context = {"meeting": meeting, "form": form, "welcome": welcome, "busy": busy}
    return render(request, "meetings/door/door.html", context, status=status)
