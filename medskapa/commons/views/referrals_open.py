"""Referrals without an account: whoever is asked answers by a code, and the person sees what came, or asks themselves.

No code stands in an address that reaches us, and nothing is kept in a cookie: a signed pass goes along in the forms.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.commons import actions, policy, referral_codes
from medskapa.commons.forms.referrals import AnswerForm, AskForm, CameForm, CodeForm, HelpedForm
from medskapa.commons.models import OPEN_REFERRALS, Reach, Referral, ReferralState, Service
from medskapa.commons.queries import referrals as queries
from medskapa.commons.views.referrals import KINDS, answered
from medskapa.core import clock, throttle
from medskapa.core.acting import acted, carried_out, opened
from medskapa.core.forms import Form
from medskapa.core.languages import SPOKEN, html_lang
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest

# --- whoever is asked


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Ask for the code in the mail; then show what is asked, and take in the answer and, later, how it went."""
    if pass_ := request.POST.get("pass", ""):
        if found := referral_codes.behind_receiver(pass_):
            return _answering(request, found)
        return _enter(request, "commons/referrals/enter.html", CodeForm(), again=True, status=403)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = referral_codes.open_as_receiver(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "commons/referrals/later.html", status=429)
        if found:
            return _asked(request, found)
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Titta i mejlet, eller ring oss."))
    return _enter(request, "commons/referrals/enter.html", form)


def _enter(request: HttpRequest, page: str, form: CodeForm, *, again: bool = False, status: int = 200) -> HttpResponse:
    return render(request, page, {"form": form, "again": again}, status=422 if form.errors else status)


def _answering(request: HttpRequest, found: Referral) -> HttpResponse:
    who: dict[str, Any] = {"actor": None, "code": referral_codes.answer_code_of(found)}
    if request.POST.get("do") == "came":
        form: Form = CameForm(request.POST)
        thanks = _("Tack för att ni berättar.")
        carried_out(
            request, form, lambda chosen: actions.say_what_came(referral=found, **who, **chosen).pk, done=thanks
        )
        return _asked(request, found, came=form)
    form = AnswerForm(request.POST)
    carried_out(request, form, lambda chosen: answered(found, chosen, **who), done=_("Tack för svaret!"))
    return _asked(request, found, form=form)


def _asked(request: HttpRequest, found: Referral, form: Form | None = None, came: Form | None = None) -> HttpResponse:
    """What is asked, as it stands now. How to reach the person is shown once they are welcome."""
    wrong = [each for each in (form, came) if each is not None and each.errors]
    if not wrong:
        found = referral_codes.as_it_is_now(found)
    is_welcome = found.state == ReferralState.ACCEPTED
    context = {
        "referral": found,
        "pass": referral_codes.receiver_pass(found),
        "language": dict(SPOKEN).get(found.language, ""),
        "may_answer": found.state == ReferralState.SENT and clock.today() <= found.answer_by,
        "is_welcome": is_welcome,
        "form": form if form in wrong else AnswerForm(),
        "came": came if came in wrong else CameForm(),
        "shows_reach": is_welcome and bool(found.reach_to),
    }
    return render(request, "commons/referrals/answer.html", context, status=422 if wrong else 200)


# --- the person


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine_by_code(request: HttpRequest) -> HttpResponse:
    """Ask for the person's code; then show what came, and take in yes to a time, a step back, and whether it helped."""
    if pass_ := request.POST.get("pass", ""):
        if found := referral_codes.behind_person(pass_):
            return _own_acts(request, found, None)
        return _enter(request, "commons/referrals/own_enter.html", CodeForm(), again=True, status=403)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = referral_codes.open_as_person(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "commons/referrals/later.html", status=429)
        if found:
            return _own(request, found, None)
        form.add_error("code", _("De orden passar inte. Titta på dem en gång till, eller ring oss."))
    return _enter(request, "commons/referrals/own_enter.html", form)


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """What I was sent on to, or asked for."""
    if not request.user.is_resident:
        raise PermissionDenied
    rows = [(row, KINDS[ReferralState(row.state)], _may_say(row)) for row in queries.mine(request.user)]
    return render(request, "commons/referrals/mine.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def mine_one(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them, signed in."""
    found = queries.my_own(request.user, pk)
    if request.method == "POST":
        return _own_acts(request, found, request.user)
    return _own(request, found, request.user)


def _own_acts(request: HttpRequest, found: Referral, person: Person | None) -> HttpResponse:
    who: dict[str, Any] = {"actor": person, "referral": found}
    if person is None:
        who["code"] = referral_codes.own_code_of(found)
    do = request.POST.get("do", "")
    if do == "helped":
        form = HelpedForm(request.POST)
        carried_out(
            request,
            form,
            lambda chosen: actions.say_whether_helped(**who, **chosen).pk,
            done=_("Tack! Det du säger hjälper nästa person."),
        )
        return _own(request, found, person, form)
    acts = {
        "accept": (lambda: actions.accept_time(**who), _("Tiden är bestämd.")),
        "withdraw": (lambda: actions.withdraw_referral(**who), _("Klart. Du får inte hjälp därifrån nu.")),
    }
    if person is not None:
        acts["share"] = (lambda: actions.share_referral(**who, shared=True), _("Nu kan de se det."))
        acts["hide"] = (lambda: actions.share_referral(**who, shared=False), _("Nu kan de inte se det längre."))
    if do in acts:
        act, done = acts[do]
        acted(request, lambda: act().pk, done=done)
    return _own(request, found, person)


def _own(request: HttpRequest, found: Referral, person: Person | None, form: HelpedForm | None = None) -> HttpResponse:
    wrong = form is not None and bool(form.errors)
    if request.method == "POST" and not wrong:
        found = referral_codes.as_it_is_now(found)
    context = {
        "referral": found,
        "kind": KINDS[ReferralState(found.state)],
        "person": person,
        "pass": "" if person else referral_codes.own_pass(found),
        "to": reverse("commons:my_own_referral", args=[found.pk]) if person else reverse("commons:my_referral"),
        "is_open": found.state in OPEN_REFERRALS,
        "may_accept": found.state == ReferralState.PROPOSED,
        "may_say": _may_say(found),
        "others": queries.others_for(found) if found.state in {ReferralState.REFUSED, ReferralState.EXPIRED} else [],
        "form": form if wrong else HelpedForm(),
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/referrals/own.html", context, status=422 if wrong else 200)


def _may_say(found: Referral) -> bool:
    return found.ask_on is not None and found.ask_on <= clock.today() and not found.helped


# --- asking oneself


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whoever offers something to get in touch: with an account or without."""
    person = request.user if isinstance(request.user, Person) else None
    at_work = person is not None and not person.is_resident
    if person is not None and at_work and not policy.may_send(person):
        raise PermissionDenied
    service = queries.service_taking(slug)
    if at_work:
        return redirect("commons:send_referral", slug)
    form = opened(request, AskForm, _begun(person), named=person is not None)
    if form.is_valid() and not throttle.allow("referral", throttle.source_of(request)):
        form.add_error(None, _("Det har kommit väldigt mycket härifrån. Vänta en stund, och försök sedan igen."))
    asked = carried_out(
        request,
        form,
        lambda chosen: (
            actions.ask_oneself(actor=person, service=service, need=request.GET.get("behov", ""), **chosen).pk
        ),
        done=_("Din fråga är skickad."),
    )
    if asked and person is not None:
        return redirect("commons:my_own_referral", int(asked))
    if asked:
        return _sent(request, service, int(asked))
    context = {"form": form, "service": service}
    return render(request, "commons/referrals/ask.html", context, status=422 if form.errors else 200)


def _begun(person: Person | None) -> dict[str, Any]:
    language = html_lang(get_language() or "sv")
    if person is None:
        return {"reach_via": Reach.SMS, "language": language}
    return {"reach_via": Reach.SMS if person.phone else Reach.PHONE, "reach_to": person.phone, "language": language}


def _sent(request: HttpRequest, service: Service, pk: int) -> HttpResponse:
    """What happens now, and the code by which somebody without an account comes back."""
    found = Referral(pk=pk, service=service)
    context = {"service": service, "code": referral_codes.own_code_of(found)}
    return render(request, "commons/referrals/asked.html", context)
