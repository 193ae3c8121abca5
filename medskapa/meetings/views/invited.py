"""The invited person's own pages: the code, yes or no, what they need, and what happens now.

No session is needed and nothing is kept until the last page is sent: each page carries the pass and what the others
were answered, in its form. The code stands in no address.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import idempotency, throttle
from medskapa.core.dates import from_to
from medskapa.core.errors import Conflict
from medskapa.core.forms import Form, key_of, refuse
from medskapa.meetings import actions, codes, words
from medskapa.meetings.actions.replying import refuse_if_closed
from medskapa.meetings.forms import invited as forms
from medskapa.meetings.models import Invitation
from medskapa.meetings.queries import invited as queries
from medskapa.meetings.texts import in_language
from medskapa.meetings.views.day import scanned
from medskapa.people.requests import PersonRequest

COMING, NEEDS, CHECK, REASON, AGAIN = "svar", "behov", "kontrollera", "varfor", "igen"
FORMS: dict[str, type[Form]] = {
    COMING: forms.ComingForm,
    NEEDS: forms.NeedsForm,
    CHECK: forms.SureForm,
    REASON: forms.ReasonForm,
    AGAIN: forms.AgainForm,
}
WAY_OF_YES, WAY_OF_NO = [COMING, NEEDS, CHECK], [COMING, REASON, AGAIN]
LONGEST_ANSWER = 2_000  # more than any field takes: what is carried on is checked when it is sent


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with the right one, show the invitation. Staff at the door get to tick its holder off."""
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if at_the_door := scanned(request, form.cleaned_data["code"]):
            return at_the_door
        try:
            invitation = codes.open_with(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "core/too_many_codes.html", status=429)
        if invitation:
            typed = _answers(request)
            return _page(request, invitation, _step_of(request) if typed else COMING, typed)
        form.add_error("code", _("Koden stämmer inte. Titta i brevet eller smset och skriv den en gång till."))
    kept = _answers(request) if request.method == "POST" else {}
    context = {"form": form, "kept": kept.items(), "step": _step_of(request)}
    return render(request, "meetings/invited/enter.html", context, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest) -> HttpResponse:
    """One page of the answer was sent: keep it in the next one, or, after the last, send it all."""
    if request.method != "POST":
        return redirect("meetings:invitation")
    answers = _answers(request)
    step = _step_of(request)
    invitation = codes.behind(request.POST.get("pass", ""))
    if invitation is None:
        context = {"form": forms.CodeForm(), "kept": answers.items(), "step": step, "again": True}
        return render(request, "meetings/invited/enter.html", context, status=403)
    if (back := request.POST.get("back", "")) in FORMS:
        return _page(request, invitation, back, answers)
    form = FORMS[step](request.POST)
    if not form.is_valid():
        return _page(request, invitation, step, answers, form)
    way = _way(answers)
    if step == way[-1]:
        return _send(request, invitation, step, answers, form)
    following = way[way.index(step) + 1] if step in way else COMING
    return _page(request, invitation, following, answers)


def _send(request: HttpRequest, invitation: Invitation, step: str, answers: dict[str, str], form: Form) -> HttpResponse:
    answer = forms.reply_of(answers)

    def act() -> str:
        return str(actions.reply(actor=None, invitation=invitation, answer=answer).pk)

    try:
        idempotency.once(key_of(request, form), act)
    except Conflict as conflict:
        return _closed(request, invitation, conflict)
    except ValidationError as error:
        refuse(form, error)
        return _page(request, invitation, step, answers, form)
    invitation.refresh_from_db()
    context = {
        "invitation": invitation,
        "meeting": invitation.meeting,
        "coming": answer.coming,
        "phone": words.phone_for(invitation.meeting),
        "needs": _named_needs(answers),
        "times": from_to(invitation.meeting.starts_at, invitation.meeting.ends_at),
    }
    return render(request, "meetings/invited/done.html", context)


def _page(
    request: HttpRequest, invitation: Invitation, step: str, answers: dict[str, str], form: Form | None = None
) -> HttpResponse:
    """One page of the answer, with `answers` kept; `form` where it was sent and is not right."""
    try:
        refuse_if_closed(invitation)
    except Conflict as conflict:
        return _closed(request, invitation, conflict)
    known = forms.said_before(invitation) | answers
    shown = form or FORMS[step](initial=known)
    way = _way(known)
    context = {
        "form": shown,
        "step": step,
        "back": way[way.index(step) - 1] if step in way and way.index(step) else "",
        "number": way.index(step) + 1 if step in way else 1,
        "of": len(way),
        "pass": codes.pass_for(invitation),
        "kept": [(name, value) for name, value in known.items() if name not in shown.fields],
        "needs": _named_needs(known),
        **_about(invitation),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"meetings/invited/{step}.html", context, status=status)


def _about(invitation: Invitation) -> dict[str, Any]:
    meeting = invitation.meeting
    return {
        "invitation": invitation,
        "meeting": meeting,
        "phone": words.phone_for(meeting),
        "why_you": words.why_you(invitation),
        "voluntary": words.voluntary(),
        "practical": words.practical(meeting),
        "times": from_to(meeting.starts_at, meeting.ends_at),
        "purpose": in_language(meeting, "purpose"),
    }


def _closed(request: HttpRequest, invitation: Invitation, why: Conflict) -> HttpResponse:
    context = {"why": " ".join(why.messages), "meeting": invitation.meeting}
    return render(request, "meetings/invited/closed.html", context, status=409)


def _way(answers: dict[str, str]) -> list[str]:
    return WAY_OF_NO if answers.get("coming") == forms.NO else WAY_OF_YES


def _step_of(request: HttpRequest) -> str:
    step = request.POST.get("step", "")
    return step if step in FORMS else COMING


def _answers(request: HttpRequest) -> dict[str, str]:
    """What has been answered so far, on this page and those before."""
    return {name: request.POST[name][:LONGEST_ANSWER] for name in forms.ANSWERS if name in request.POST}


def _named_needs(answers: dict[str, str]) -> list[tuple[Any, str]]:
    """What somebody needs, each with its question; what they left empty is left out."""
    asked = forms.NeedsForm.base_fields
    return [(asked[name].label, answers[name]) for name in forms.NEEDS if answers.get(name, "").strip()]


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """The invitations of whoever is signed in: for those who have no code, as in an e-mail."""
    return render(request, "meetings/invited/mine.html", {"invitations": queries.mine(request.user)})


@require_POST
def open_mine(request: PersonRequest, pk: int) -> HttpResponse:
    """Open one's own invitation, signed in, as if with its code."""
    return _page(request, queries.mine_opened(request.user, pk), COMING, {})
