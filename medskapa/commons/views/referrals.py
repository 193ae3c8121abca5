"""Referrals at work: whom to ask, what was asked, and what came back."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, needs, policy, referral_codes, referral_mail
from medskapa.commons.forms.referrals import (
    ACCEPT,
    PROPOSE,
    AnswerForm,
    CameForm,
    HelpedForm,
    SendForm,
    SendForResidentForm,
)
from medskapa.commons.models import OPEN_REFERRALS, Reach, Referral, ReferralState
from medskapa.commons.queries import referrals as queries
from medskapa.core import clock
from medskapa.core.acting import carried_out, form_page, opened, pressed, shown
from medskapa.core.forms import Form
from medskapa.core.languages import SPOKEN
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest, only_holding

senders_only = only_holding(*policy.SENDS)
"""For those who meet residents."""

CHOICES = [
    (queries.NEEDING, gettext_lazy("Behöver någon")),
    (queries.OPEN_NOW, gettext_lazy("Pågår")),
    (queries.OVER, gettext_lazy("Avslutade")),
]
KINDS = {
    ReferralState.SENT: "waiting",
    ReferralState.PROPOSED: "information",
    ReferralState.ACCEPTED: "done",
    ReferralState.REFUSED: "stopped",
    ReferralState.EXPIRED: "late",
    ReferralState.WITHDRAWN: "stopped",
    ReferralState.ENDED: "done",
}
"""How each state is marked."""
LONGEST_WORDS = 80


@require_safe
@senders_only
def referrals(request: PersonRequest) -> HttpResponse:
    """What needs somebody; or, by choice, what is open or over."""
    chosen = request.GET.get("visa", queries.NEEDING)
    chosen = chosen if chosen in dict(CHOICES) else queries.NEEDING
    page = queries.listing(viewer=request.user, show=chosen, after=request.GET.get("after", ""))
    context = {
        "rows": [(row, KINDS[ReferralState(row.state)]) for row in page.rows],
        "next": page.next,
        "choices": [(key, text, page.needing if key == queries.NEEDING else None) for key, text in CHOICES],
        "chosen": chosen,
    }
    return render(request, "commons/referrals/referrals.html", context)


@require_safe
@senders_only
def choose(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Whom to ask: by need or everyday words, with the places that are free where that is known."""
    resident = queries.may_be_sent_on(viewer=request.user, pk=pk) if pk is not None else None
    need = request.GET.get("behov", "")
    need = need if needs.is_known(need) else ""
    words = " ".join(request.GET.get("q", "")[:LONGEST_WORDS].split())
    hits, after = queries.to_choose(need=need, words=words, after=_number(request))
    left = queries.places_left([hit.service for hit in hits])
    context = {
        "resident": resident,
        "earlier": queries.of_resident(viewer=request.user, resident=resident) if resident else [],
        "need": need,
        "asked": f"?behov={need}" if need else "",
        "words": words,
        "needs": needs.choices(),
        "hits": [(hit, left.get(hit.service.pk)) for hit in hits],
        "next": after,
        "language_names": dict(SPOKEN),
    }
    return render(request, "commons/referrals/choose.html", context)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@senders_only
def send(request: PersonRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Ask a service about somebody: at the desk, or a resident whom one meets."""
    resident = queries.may_be_sent_on(viewer=request.user, pk=pk) if pk is not None else None
    service = queries.service_taking(slug)
    kind = SendForm if resident is None else SendForResidentForm
    form = opened(request, kind, _begun(resident))
    sent = carried_out(
        request,
        form,
        lambda chosen: (
            actions.send_referral(
                actor=request.user, service=service, person=resident, need=request.GET.get("behov", ""), **chosen
            ).pk
        ),
        done=_("Frågan är skickad. Du får mejl när svaret kommer."),
    )
    if sent:
        return redirect("commons:referral", int(sent))
    back = reverse("commons:refer_resident", args=[pk]) if pk is not None else reverse("commons:new_referral")
    context = {"title": _("Fråga %(name)s") % {"name": service.name}, "send": _("Skicka frågan"), "back": back}
    if not service.email:
        lead = _("De har ingen e-post. Skriv frågan här, ring dem, och skriv sedan ned svaret.")
    else:
        lead = _("De får ett mejl utan namn, och svarar inom fem arbetsdagar.")
    return shown(request, form, **context, lead=lead, back_text=_("Välj någon annan"))


def _begun(resident: Person | None) -> dict[str, Any]:
    if resident is None:
        return {}
    if resident.protected_identity:
        return {"reach_via": Reach.SELF, "language": resident.language}
    begun = {"reach_via": Reach.PHONE if resident.phone else Reach.SELF, "reach_to": resident.phone}
    return begun | {"language": resident.language}


@require_safe
@senders_only
def referral(request: PersonRequest, pk: int) -> HttpResponse:
    """One referral: what was asked, what came back, and what can be done now."""
    found = queries.one(viewer=request.user, pk=pk)
    context = {
        "referral": found,
        "kind": KINDS[ReferralState(found.state)],
        "is_open": found.state in OPEN_REFERRALS,
        "may_note": found.state in {ReferralState.SENT, ReferralState.PROPOSED, ReferralState.EXPIRED},
        "may_ask": _may_ask(found),
        "language": dict(SPOKEN).get(found.language, ""),
        "by_hand": [(each, referral_mail.address_of(each), _text(each)) for each in queries.by_hand_of(found)],
        "others": queries.others_for(found) if _over_in_vain(found) else [],
        "code": referral_codes.own_code_of(found) if found.person is None else None,
        "code_page": settings.PUBLIC_URL + reverse("commons:my_referral"),
        "plain_form": Form(auto_id=False),
        "language_names": dict(SPOKEN),
    }
    return render(request, "commons/referrals/referral.html", context)


def _text(message: Any) -> str:
    return referral_mail.words_of(message)[1]


def _over_in_vain(found: Referral) -> bool:
    return found.state in {ReferralState.REFUSED, ReferralState.EXPIRED}


def _may_ask(found: Referral) -> bool:
    return found.ask_on is not None and found.ask_on <= clock.today() and not found.helped


@require_http_methods(["GET", "HEAD", "POST"])
@senders_only
def note_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what somebody answered on the phone."""
    found = queries.one(viewer=request.user, pk=pk)
    form = opened(request, AnswerForm)
    return form_page(
        request,
        form,
        lambda chosen: answered(found, chosen, actor=request.user),
        done=_("Svaret är sparat."),
        to=reverse("commons:referral", args=[pk]),
        title=_("Skriv ned svaret"),
        send=_("Spara svaret"),
        **_back(pk),
    )


def answered(found: Referral, chosen: dict[str, Any], **who: Any) -> int:
    """Carry out what an `AnswerForm` says; `who` is ``actor``, and the ``code`` of whoever has no account."""
    if chosen["word"] == ACCEPT:
        actions.accept_referral(referral=found, answer=chosen["answer"], places_left=chosen["places_left"], **who)
    elif chosen["word"] == PROPOSE:
        actions.propose_time(referral=found, at=AnswerForm.moment(chosen), answer=chosen["answer"], **who)
    else:
        actions.refuse_referral(referral=found, because=chosen["because"], answer=chosen["answer"], **who)
    return found.pk


@require_POST
@senders_only
def accept_time(request: PersonRequest, pk: int) -> HttpResponse:
    """The person said at the desk that the proposed time is good."""
    return _pressed(request, pk, actions.accept_time, _("Tiden är bestämd. De får veta det."))


@require_POST
@senders_only
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    return _pressed(request, pk, actions.withdraw_referral, _("Frågan är tillbakatagen."))


def _pressed(request: PersonRequest, pk: int, action: Callable[..., Referral], done: str) -> HttpResponse:
    """Carry out `action` on a referral, and go back to it."""
    found = queries.one(viewer=request.user, pk=pk)
    to = reverse("commons:referral", args=[pk])
    return pressed(request, lambda: action(actor=request.user, referral=found).pk, done=done, to=to)


@require_http_methods(["GET", "HEAD", "POST"])
@senders_only
def note_outcome(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what came of it."""
    return _noted(request, pk, CameForm, actions.say_what_came, _("Hur gick det?"))


@require_http_methods(["GET", "HEAD", "POST"])
@senders_only
def note_helped(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what the person says three months later."""
    return _noted(request, pk, HelpedForm, actions.say_whether_helped, _("Vad säger personen?"))


def _noted(
    request: PersonRequest, pk: int, kind: type[Form], action: Callable[..., Referral], title: str
) -> HttpResponse:
    """The page of one form on a referral, which `action` carries out."""
    found = queries.one(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, kind),
        lambda chosen: action(actor=request.user, referral=found, **chosen).pk,
        done=_("Tack. Det är sparat."),
        to=reverse("commons:referral", args=[pk]),
        title=title,
        lead=", ".join(filter(None, [found.first_name, found.service.name])),
        send=_("Spara"),
        **_back(pk),
    )


@require_POST
@senders_only
def hand_over(request: PersonRequest, pk: int, message: int) -> HttpResponse:
    """The letter is sent, or the call is made."""
    found = queries.one(viewer=request.user, pk=pk)
    waiting = queries.message_of(referral=found, pk=message)
    return pressed(
        request,
        lambda: actions.hand_over_referral_message(actor=request.user, message=waiting).pk,
        done=_("Det är sparat."),
        to=reverse("commons:referral", args=[pk]),
    )


@require_safe
@senders_only
def helped(request: PersonRequest) -> HttpResponse:
    """What people say of each service three months later; small numbers are not shown."""
    context = {"rows": queries.helpfulness(), "least": queries.LEAST}
    return render(request, "commons/referrals/helped.html", context)


def _back(pk: int) -> dict[str, Any]:
    return {"back": reverse("commons:referral", args=[pk]), "back_text": _("Hänvisningen")}
