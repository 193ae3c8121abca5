"""An item of the agenda in public, and the question that anyone may answer beforehand: one question a page.

The answers go through the same drafts and receipts as "Säg din mening". Nobody needs a session for it.
"""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.core import clock, throttle
from medskapa.core.headers import public_page
from medskapa.meetings import actions, policy
from medskapa.meetings.forms.asked import WAYS, AskedAnswer, AskedText
from medskapa.meetings.models import AgendaItem
from medskapa.meetings.queries import agenda as queries
from medskapa.meetings.views.agenda import happening
from medskapa.people.models import Person
from medskapa.voice import drafts, hints, receipts
from medskapa.voice.actions.receiving import Words
from medskapa.voice.drafts import Content
from medskapa.voice.forms.say import LANGUAGES, Resuming, Sending
from medskapa.voice.models import AnswerVia
from medskapa.voice.texts import in_language
from medskapa.voice.views.receipt import receipt_page

TEXT, ANSWER, SUMMARY = STEPS = ("text", "svar", "kontrollera")


@login_not_required
@require_safe
@public_page
def item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One item: what it is about, its thread from the beginning, and where it has gone if it was struck."""
    found = queries.public_item(slug, pk)
    context = {
        "meeting": found.item.meeting,
        "item": found.item,
        "events": [happening(event) for event in found.events],
        "begins_later": bool(found.events) and found.events[0].number > 1,
        "inside": found.inside,
        "answers": found.answers,
        "takes_answers": found.item.takes_answers(clock.now()),
    }
    return render(request, "meetings/public/item.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The door to a question: what it is about, until when, how many have answered; and the way back to a draft."""
    asked = queries.asked_item(slug, pk)
    form = Resuming(request.POST or None)
    if form.is_valid():
        code = drafts.read_code(form.cleaned_data["code"])
        if code and (way := drafts.way_of(code, sent=_way(asked))):
            return redirect(*way, code, TEXT)
        form.add_error("code", _("Vi hittar inget utkast med de orden. Titta efter en gång till, eller börja om."))
    context = _about(asked) | {
        "form": form,
        "answers": queries.figure_of(asked),
        "may_enter": isinstance(request.user, Person) and policy.may_enter_answers(request.user, asked),
    }
    return render(request, "meetings/public/asked.html", context, status=422 if form.errors else 200)


def _way(item: AgendaItem) -> tuple[str | int, ...]:
    return ("meetings:asked_step", item.meeting.slug, item.pk)


def _about(item: AgendaItem) -> dict[str, object]:
    return {"item": item, "meeting": item.meeting, "is_open": item.takes_answers(clock.now())}


@login_not_required
@require_safe
def begin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a draft its code first, so that "back" in the browser always leads to what was written. Stores nothing."""
    queries.asked_item(slug, pk)
    return redirect("meetings:asked_step", slug, pk, drafts.new_code(), TEXT)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, pk: int, draft: str, step: str) -> HttpResponse:
    """One page of an answer, or the look at the whole of it."""
    asked, code = queries.asked_item(slug, pk), drafts.read_code(draft)
    if code is None or step not in STEPS:
        raise Http404
    try:
        content = drafts.find(code)
        if content is None and step != TEXT and request.method != "POST":
            return render(request, "meetings/public/asked_gone.html", _about(asked) | {"sent": False}, status=410)
        if content is not None and content.way != _way(asked) and request.method != "POST":
            return redirect(*content.way, code, TEXT)
        if step == SUMMARY:
            return _summary(request, asked, code, content or Content())
        return _question(request, asked, code, content or Content(), step)
    except drafts.Sent:  # before this, or in another window at the same moment
        return _after_sending(request, asked, step)


def _after_sending(request: HttpRequest, asked: AgendaItem, step: str) -> HttpResponse:
    """An answer that is sent: a second click shows the receipt again, and new words begin a new draft."""
    if request.method == "POST" and step != SUMMARY:
        return _question(request, asked, drafts.new_code(), Content(), step)
    again = request.POST.get("form_key", "") if step == SUMMARY else ""
    if sent := receipts.issued_for(again) if again else None:
        return _receipt(request, asked, *sent)
    return render(request, "meetings/public/asked_gone.html", _about(asked) | {"sent": True}, status=410)


def _question(request: HttpRequest, asked: AgendaItem, code: str, content: Content, step: str) -> HttpResponse:
    given = {"content": content, "person": None}
    form: AskedText | AskedAnswer
    if step == TEXT:
        form = AskedText(request.POST or None, question=in_language(asked, "title"), **given)  # type: ignore[arg-type]
    else:
        form = AskedAnswer(request.POST or None, **given)  # type: ignore[arg-type]
    if form.is_valid() and content == Content() and not throttle.allow("draft", throttle.source_of(request)):
        form.add_error(None, _("Det har skrivits väldigt mycket härifrån. Din text står kvar. Vänta en stund."))
    if form.is_valid():
        content = replace(content, way=_way(asked), **form.answers())
        drafts.keep(code, content)
        onward = STEPS[STEPS.index(step) + 1] if content.text else TEXT
        return redirect("meetings:asked_step", asked.meeting.slug, asked.pk, code, onward)
    context = _about(asked) | {
        "form": form,
        "code": code,
        "step": step,
        "content": content,
        "number": STEPS.index(step) + 1,
        "of": len(STEPS) - 1,
    }
    return render(request, f"meetings/public/asked_{step}.html", context, status=422 if form.errors else 200)


def _summary(request: HttpRequest, asked: AgendaItem, code: str, content: Content) -> HttpResponse:
    here = ("meetings:asked_step", asked.meeting.slug, asked.pk, code)
    if not content.text:
        return redirect(*here, TEXT)
    if "hide" in request.POST:
        drafts.keep(code, replace(content, text=hints.without(content.text, request.POST["hide"])))
        return redirect(*here, SUMMARY)
    form = Sending(request.POST or None)
    if form.is_valid():
        if not throttle.allow("submit", throttle.source_of(request)):
            return render(request, "meetings/public/asked_slow_down.html", _about(asked) | {"code": code}, status=429)
        try:
            return _send(request, asked, code, content, form.cleaned_data["form_key"])
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    pieces = hints.pieces(content.text)
    context = _about(asked) | {
        "form": form,
        "code": code,
        "content": content,
        "via": dict(WAYS).get(content.answer_via, ""),
        "language": dict(LANGUAGES).get(content.language, content.language),
        "pieces": pieces,
        "found": [piece for piece in pieces if piece.found],
    }
    return render(request, "meetings/public/asked_kontrollera.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, asked: AgendaItem, code: str, content: Content, form_key: str) -> HttpResponse:
    """Hand the words over, and erase the draft in the same transaction."""
    via = AnswerVia.NONE if content.answer_via == AnswerVia.NONE else AnswerVia.WEB
    words = Words(text=content.text, language=content.language, answer_via=via)
    with transaction.atomic():
        sent = actions.answer_beforehand(actor=None, item=asked, words=words, form_key=form_key)
        drafts.mark_sent(code)
    return _receipt(request, asked, *sent)


def _receipt(request: HttpRequest, asked: AgendaItem, *sent: object) -> HttpResponse:
    return receipt_page(request, *sent, template="meetings/public/asked_given.html", **_about(asked))  # type: ignore[arg-type]
