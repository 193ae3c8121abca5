"""How it went, told by the person: signed in, or with four words. One question a page."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.core import idempotency, throttle
from medskapa.core.forms import Form, key_of, refuse
from medskapa.guidance import actions, asked_after
from medskapa.guidance.forms.mine_ending import AFTER, QUESTIONS, Along, CodeForm, StillForm
from medskapa.guidance.models import Helped, PathFollowUp, Still
from medskapa.guidance.queries import ending as queries
from medskapa.people.models import Person


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def how_it_went(request: HttpRequest) -> HttpResponse:
    """Ask what the person does now, whether it helped, and what more they want to say."""
    person = request.user if isinstance(request.user, Person) else None
    if person is not None and person.is_resident:
        return _signed_in(request, person)
    if found := asked_after.behind(request.POST.get("pass_", "")):
        return _asked(request, None, found, request.POST["pass_"])
    return _code(request)


@login_not_required
@require_safe
def thanked(request: HttpRequest) -> HttpResponse:
    """Thanks for the answer."""
    return render(request, "guidance/mine/how_it_went_thanks.html")


def _signed_in(request: HttpRequest, person: Person) -> HttpResponse:
    follow_up = queries.my_follow_up(person)
    if follow_up is None and request.method == "POST":
        follow_up = queries.my_answer(person)  # the second of two clicks
    if follow_up is None:
        return render(request, "guidance/mine/how_it_went_none.html")
    return _asked(request, person, follow_up, "")


def _code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            found = asked_after.open_with(code, source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "guidance/mine/how_it_went_later.html", status=429)
        if found is not None and found.answered_on is None:
            return _shown(request, StillForm(initial={"pass_": asked_after.pass_for(found)}))
        form.add_error("code", _("De orden passar inte, eller så har du redan svarat. Titta på dem en gång till."))
    return _shown(request, form)


def _asked(request: HttpRequest, person: Person | None, follow_up: PathFollowUp, pass_: str) -> HttpResponse:
    """The question that comes after the one that was answered; after the last one, thanks."""
    at = request.POST.get("at", "")
    if at not in QUESTIONS:
        return _shown(request, StillForm(initial={"pass_": pass_}))
    form = QUESTIONS[at](request.POST)
    if form.is_valid() and at in AFTER:
        told = {name: form.cleaned_data[name] for name in ("still", "helped") if name in form.fields}
        return _shown(request, QUESTIONS[AFTER[at]](initial=told | {"pass_": pass_}))
    if form.is_valid():
        try:
            idempotency.once(key_of(request, form), lambda: _answer(person, follow_up, form))
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect("guidance:how_it_went_thanks")
    return _shown(request, form)


def _answer(person: Person | None, follow_up: PathFollowUp, form: Along) -> str:
    told = form.cleaned_data
    code = asked_after.code_of(follow_up) if person is None else None  # the pass stands for it
    actions.answer_follow_up(
        actor=person,
        follow_up=follow_up,
        still=Still(told["still"]),
        helped=Helped(told["helped"]),
        words=told["words"],
        code=code,
    )
    return "answered"


def _shown(request: HttpRequest, form: Form) -> HttpResponse:
    return render(request, "guidance/mine/how_it_went.html", {"form": form}, status=422 if form.errors else 200)
