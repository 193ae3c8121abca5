"""A guest's own pages: the code from the e-mail, yes or no, and what happens now.

Nobody signs in, and nothing is kept before the answer is sent. The code stands in no address that reaches us.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medskapa.core import throttle
from medskapa.core.dates import from_to
from medskapa.core.errors import Conflict
from medskapa.meetings import actions, guest_codes, words
from medskapa.meetings.actions.replying import refuse_if_begun
from medskapa.meetings.forms import invited as forms
from medskapa.meetings.models import Guest
from medskapa.meetings.texts import in_language


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with the right one, show what the guest is asked to."""
    form = forms.GuestCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            guest = guest_codes.open_with(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "core/too_many_codes.html", status=429)
        if guest:
            return _page(request, guest)
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Titta i mejlet, eller ring oss."))
    return render(request, "meetings/guest/enter.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest) -> HttpResponse:
    """Take the answer in, with the pass of the page. It can be changed until the meeting begins."""
    if request.method != "POST":
        return redirect("meetings:guest_answer")
    guest = guest_codes.behind(request.POST.get("pass", ""))
    if guest is None:
        context = {"form": forms.GuestCodeForm(), "again": True}
        return render(request, "meetings/guest/enter.html", context, status=403)
    form = forms.GuestComingForm(request.POST)
    if not form.is_valid():
        return _page(request, guest, form)
    try:
        actions.answer_as_guest(actor=None, guest=guest, coming=form.cleaned_data["coming"] == forms.YES)
    except Conflict as conflict:
        return _closed(request, conflict)
    return render(request, "meetings/guest/done.html", {"guest": guest, **_about(guest)})


def _page(request: HttpRequest, guest: Guest, form: forms.GuestComingForm | None = None) -> HttpResponse:
    try:
        refuse_if_begun(guest.meeting)
    except Conflict as conflict:
        return _closed(request, conflict)
    said = {None: "", True: forms.YES, False: forms.NO}[guest.coming]
    context = {
        "guest": guest,
        "form": form or forms.GuestComingForm(initial={"coming": said}),
        "pass": guest_codes.pass_for(guest),
        **_about(guest),
    }
    return render(request, "meetings/guest/answer.html", context, status=422 if form and form.errors else 200)


def _about(guest: Guest) -> dict[str, Any]:
    meeting = guest.meeting
    return {
        "meeting": meeting,
        "phone": words.phone_for(meeting),
        "times": from_to(meeting.starts_at, meeting.ends_at),
        "purpose": in_language(meeting, "purpose"),
    }


def _closed(request: HttpRequest, why: Conflict) -> HttpResponse:
    return render(request, "meetings/guest/closed.html", {"why": " ".join(why.messages)}, status=409)
