"""Answers on their way: letters to print and post, answers to tell by word of mouth, what did not get through."""

import hashlib
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import clock, idempotency
from medskapa.core.forms import key_of, refuse
from medskapa.core.ui import navigation, render_part
from medskapa.people.requests import PersonRequest
from medskapa.voice import actions, policy, reach
from medskapa.voice import letters as printing
from medskapa.voice.forms.deliveries import LettersForm, RetryForm, ToldForm
from medskapa.voice.forms.desk import LARGEST_KEY
from medskapa.voice.models import AnswerVia, Delivery, DeliveryState
from medskapa.voice.queries import deliveries as queries
from medskapa.voice.views import desk_only, staff_only


@require_safe
@desk_only
def letters(request: PersonRequest) -> HttpResponse:
    """The letters that wait: to print, and to post."""
    return _letters_page(request)


def _letters_page(request: PersonRequest, sent: LettersForm | None = None) -> HttpResponse:
    unit = request.GET.get("unit", "")
    chosen = int(unit) if unit.isdecimal() and int(unit) <= LARGEST_KEY else None
    context = {
        "queue": queries.letters(viewer=request.user, unit=chosen),
        "unit": chosen,
        "limit": printing.PRINT_LIMIT,
        "form": sent or LettersForm(),
    }
    return render(request, "voice/deliveries/letters.html", context, status=422 if sent else 200)


@require_POST
@desk_only
def print_letters(request: PersonRequest) -> HttpResponse:
    """The chosen letters as one file. They count as printed from now on; ``again`` prints what is printed already."""
    form = LettersForm(request.POST)
    if form.is_valid():
        keys = form.cleaned_data["letter"]
        chosen = queries.letters_opened(viewer=request.user, keys=keys)
        try:
            made = printing.letters_for(chosen)
            idempotency.once(
                _key_of_run(form.cleaned_data["form_key"], keys),
                lambda: str(actions.mark_printed(actor=request.user, deliveries=chosen, again="again" in request.POST)),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            return _download(printing.as_pdf(made))
    return _letters_page(request, form)


def _key_of_run(form_key: str, keys: Sequence[int]) -> str:
    """The page stays open after a download, so its key alone does not tell one choice of letters from another."""
    return hashlib.sha256(f"{form_key} {sorted(keys)}".encode()).hexdigest()


def _download(pdf: bytes) -> HttpResponse:
    name = _("brev-%(day)s.pdf") % {"day": clock.today().isoformat()}
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


@require_POST
@desk_only
def posted(request: PersonRequest) -> HttpResponse:
    """The chosen letters are in the post. Those that somebody has noted already are passed by."""
    form = LettersForm(request.POST)
    if not form.is_valid():
        return _letters_page(request, form)
    chosen = queries.letters_chosen(viewer=request.user, keys=form.cleaned_data["letter"])
    number = actions.mark_posted(actor=request.user, deliveries=chosen)
    words = ngettext("Tack. %(n)s brev är postat.", "Tack. %(n)s brev är postade.", number)
    messages.success(request, words % {"n": number} if number else _("De breven var redan noterade som postade."))
    return redirect("voice:letters")


@require_safe
@staff_only
def to_tell(request: PersonRequest) -> HttpResponse:
    """What the viewer, or somebody of the viewer's units, is to tell by word of mouth."""
    page = queries.to_tell(viewer=request.user, after=request.GET.get("after", ""))
    at_the_desk = policy.may_work_at_the_desk(request.user)
    elsewhere = navigation.of("telling", request)  # other rooms keep lists of their own
    context = {"rows": _named(page.rows), "next": page.next, "at_the_desk": at_the_desk, "elsewhere": elsewhere}
    return render(request, "voice/deliveries/to_tell.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def told(request: PersonRequest, pk: int) -> HttpResponse:
    """One answer to tell, in full; POST notes the day it was told."""
    delivery = queries.opened_to_tell(viewer=request.user, pk=pk)
    form = ToldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.mark_told(actor=request.user, delivery=delivery, on=form.cleaned_data["on"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack. Nu står det att personen har fått svaret."))
            return redirect("voice:to_tell")
    context = {
        "delivery": delivery,
        "form": form,
        "name": reach.name_of(delivery.viewpoint),
        "phone": reach.phone_of(delivery.viewpoint),
        "waits": delivery.state == DeliveryState.READY,
        "may_redirect": policy.may_deliver(request.user, delivery),
    }
    return render(request, "voice/deliveries/told.html", context, status=422 if form.errors else 200)


@require_safe
@desk_only
def news(request: PersonRequest) -> HttpResponse:
    """How far the news of today has come. The figures alone for htmx, which asks again while the worker sends."""
    context = {"news": queries.news_today(viewer=request.user)}
    return render_part(request, "voice/deliveries/news.html", "voice/deliveries/_news.html", context)


@require_safe
@desk_only
def failures(request: PersonRequest) -> HttpResponse:
    """What did not get through, and why."""
    page = queries.failures(viewer=request.user, after=request.GET.get("after", ""))
    return render(request, "voice/deliveries/failures.html", {"rows": _named(page.rows), "next": page.next})


def _named(rows: Sequence[Delivery]) -> list[tuple[Delivery, str]]:
    return [(delivery, reach.name_of(delivery.viewpoint)) for delivery in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def retry(request: PersonRequest, pk: int) -> HttpResponse:
    """Try a delivery again, or let it go another way."""
    delivery = queries.opened(viewer=request.user, pk=pk)
    failed = delivery.state == DeliveryState.FAILED
    data = request.POST if request.method == "POST" else None
    form = RetryForm(data, viewpoint=delivery.viewpoint, tried=delivery.via, state=delivery.state)
    if form.is_valid():
        via = form.cleaned_data["via"]
        try:
            idempotency.once(
                key_of(request, form),
                lambda: str(actions.retry(actor=request.user, delivery=delivery, via=via).pk),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack. Svaret är på väg igen."))
            return redirect("voice:failures" if failed else "voice:letters")
    context = {
        "delivery": delivery,
        "form": form,
        "failed": failed,
        "open": failed or _waits_by_hand(delivery),
        "name": reach.name_of(delivery.viewpoint),
        "phone": reach.phone_of(delivery.viewpoint),
    }
    return render(request, "voice/deliveries/retry.html", context, status=422 if form.errors else 200)


def _waits_by_hand(delivery: Delivery) -> bool:
    return delivery.state == DeliveryState.READY and delivery.via in (AnswerVia.LETTER, AnswerVia.CONTACT)
