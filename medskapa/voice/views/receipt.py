"""Back with the receipt: read the answer, say more, take it back. No session; the code stands in no address."""

from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analysis.receipt import LOOKUP_WORDS, Code
from medskapa.core import throttle
from medskapa.voice import actions, receipts
from medskapa.voice.forms.receipt import CodeForm, ReplyForm
from medskapa.voice.models import AnswerVia, Viewpoint
from medskapa.voice.queries import mine as queries


def receipt_page(
    request: HttpRequest,
    viewpoint: Viewpoint,
    code: Code,
    *,
    template: str = "voice/receipt/given.html",
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """What is shown once, after sending: what happens now, and the code. Rendered at once: no address holds it.

    `template` builds on the receipt, with `more` in its context, where somebody else took the words in.
    """
    context = {
        "viewpoint": viewpoint,
        "unit": viewpoint.unit,
        "first_words": code.words[:LOOKUP_WORDS],
        "other_words": code.words[LOOKUP_WORDS:],
        "code": code,
        "qr": qr(code),
        "wants_answer": viewpoint.answer_via != AnswerVia.NONE,
        "address": f"{settings.PUBLIC_URL}{reverse('voice:receipt')}",
        **more,
    }
    return render(request, template, context, status=status)


def qr(code: Code) -> str:
    """A picture that leads to the receipt page with the code after "#": a browser keeps that part to itself."""
    address = f"{settings.PUBLIC_URL}{reverse('voice:receipt')}#{quote('-'.join(code.words))}"
    return segno.make(address, error="m").svg_data_uri(scale=4, border=4, light="#fff")


@login_not_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with the right one, show the conversation."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            viewpoint = receipts.open_with(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "core/too_many_codes.html", status=429)
        if viewpoint:
            unsent = form.cleaned_data["text"]
            return _conversation(request, viewpoint, ReplyForm(initial={"text": unsent}), unsent=bool(unsent))
        form.add_error("code", _("Koden stämmer inte. Titta på ditt kvitto och skriv den en gång till."))
    return render(request, "voice/receipt/enter.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest) -> HttpResponse:
    """Say more, with the pass of the conversation page."""
    viewpoint = receipts.behind(request.POST.get("pass", ""))
    if viewpoint is None:
        return _ask_again(request)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            actions.reply(actor=None, viewpoint=viewpoint, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.refuse(error)
        else:
            return _conversation(request, viewpoint, ReplyForm(), replied=True)
    return _conversation(request, viewpoint, form)


@login_not_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Say what will happen, and on a second yes take the viewpoint back."""
    viewpoint = receipts.behind(request.POST.get("pass", ""))
    if viewpoint is None:
        return _ask_again(request)
    if "sure" not in request.POST:
        return render(request, "voice/receipt/withdraw.html", {"pass": receipts.pass_for(viewpoint)})
    actions.withdraw(actor=None, viewpoint=viewpoint)
    return render(request, "voice/receipt/withdrawn.html")


def _ask_again(request: HttpRequest) -> HttpResponse:
    """The pass has run out (or the page was opened by hand): ask for the code again, and keep what was typed."""
    if request.method == "GET":
        return redirect("voice:receipt")
    form = CodeForm(initial={"text": request.POST.get("text", "")})
    return render(request, "voice/receipt/enter.html", {"form": form, "again": True}, status=403)


def _conversation(
    request: HttpRequest, viewpoint: Viewpoint, form: ReplyForm, *, replied: bool = False, unsent: bool = False
) -> HttpResponse:
    context = {
        "conversation": queries.conversation(viewpoint),
        "form": form,
        "pass": receipts.pass_for(viewpoint),
        "replied": replied,
        "unsent": unsent,
        "reply_url": reverse("voice:receipt_reply"),
        "withdraw_url": reverse("voice:receipt_withdraw"),
    }
    return render(request, "voice/receipt/conversation.html", context, status=422 if form.errors else 200)
