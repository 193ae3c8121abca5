"""Säg din mening: one question a page, a look at the whole, and a receipt. Nobody needs a session for it."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.commons import queries as commons
from medskapa.commons.models import Area, Place, Service
from medskapa.core import throttle
from medskapa.people.models import Person
from medskapa.voice import actions, drafts, hints, receipts
from medskapa.voice.actions.receiving import Words
from medskapa.voice.drafts import Content
from medskapa.voice.forms import say as forms
from medskapa.voice.models import AnswerVia
from medskapa.voice.views.receipt import receipt_page

TEXT, ABOUT, ANSWER, WHERE, WHO, SUMMARY = STEPS = ("text", "om", "svar", "vart", "vem", "kontrollera")
_FORMS = {
    TEXT: forms.TextQuestion,
    ABOUT: forms.AboutQuestion,
    ANSWER: forms.AnswerQuestion,
    WHO: forms.WhoQuestion,
}


@login_not_required
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Give a draft its code first, so that "back" in the browser always leads to what was written. Stores nothing."""
    return redirect("voice:say_step", drafts.new_code(), TEXT)


@login_not_required
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Find a draft again by the words that belong to it."""
    form = forms.Resuming(request.POST or None)
    if form.is_valid():
        code = drafts.read_code(form.cleaned_data["code"])
        if code and (way := drafts.way_of(code)):
            return redirect(*way, code, TEXT)
        form.add_error("code", _("Vi hittar inget utkast med de orden. Titta efter en gång till, eller börja om."))
    return render(request, "voice/say/resume.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, draft: str, step: str) -> HttpResponse:
    """One question of the draft, or the look at the whole of it."""
    code = drafts.read_code(draft)
    if code is None or step not in STEPS:
        raise Http404
    try:
        content = drafts.find(code)
        if content is None and step != TEXT and request.method == "GET":
            return render(request, "voice/say/gone.html", {"sent": False}, status=410)
        if content is not None and content.way != drafts.SAY and request.method == "GET":
            return redirect(*content.way, code, TEXT)
        if step == SUMMARY:
            return _summary(request, code, content or Content())
        return _question(request, code, content or Content(), step)
    except drafts.Sent:  # before this, or in another window at the same moment
        return _after_sending(request, code, step)


def _after_sending(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A draft that is sent: a second click shows the receipt again, and new words begin a new draft."""
    if request.method == "GET":
        return render(request, "voice/say/gone.html", {"sent": True}, status=410)
    if step != SUMMARY:
        return _question(request, drafts.new_code(), Content(), step)
    if sent := receipts.issued_for(request.POST.get("form_key", "")):
        return receipt_page(request, *sent)
    return render(request, "voice/say/gone.html", {"sent": True}, status=410)


def _question(request: HttpRequest, code: str, content: Content, step: str) -> HttpResponse:
    if step == WHERE and not content.needs_where:
        return redirect("voice:say_step", code, WHO)
    kind = forms.WHERE[content.answer_via] if step == WHERE else _FORMS[step]
    search = request.GET.get("q", "")[:80]
    form = kind(request.POST or None, content=content, person=signed_in(request), search=search)
    is_new = content == Content()
    if form.is_valid() and is_new and not throttle.allow("draft", throttle.source_of(request)):
        form.add_error(None, _("Det har skrivits väldigt mycket härifrån. Din text står kvar. Vänta en stund."))
    if form.is_valid():
        content = replace(content, **form.answers())
        hurry = "hurry" in request.POST
        drafts.keep(code, content.without_a_trace() if hurry else content)
        return redirect("voice:say_step", code, _next(content, step, hurry=hurry))
    context = {
        "form": form,
        "code": code,
        "step": step,
        "content": content,
        "back": _back(content, step),
        "number": _path(content).index(step) + 1,
        "of": len(_path(content)) - 1,
        "q": search,
    }
    return render(request, f"voice/say/{step}.html", context, status=422 if form.errors else 200)


def _path(content: Content) -> list[str]:
    """The steps that this draft leads through, in order."""
    return [step for step in STEPS if step != WHERE or content.needs_where]


def _next(content: Content, step: str, *, hurry: bool) -> str:
    if not content.text:
        return TEXT  # the draft had gone, and began anew with this answer
    return SUMMARY if hurry else _path(content)[_path(content).index(step) + 1]


def _back(content: Content, step: str) -> str:
    """The step before, or "" at the first."""
    at = _path(content).index(step)
    return _path(content)[at - 1] if at else ""


def _summary(request: HttpRequest, code: str, content: Content) -> HttpResponse:
    if not content.text:
        return redirect("voice:say_step", code, TEXT)
    if "hide" in request.POST:
        drafts.keep(code, replace(content, text=hints.without(content.text, request.POST["hide"])))
        return redirect("voice:say_step", code, SUMMARY)
    form = forms.Sending(request.POST or None)
    if form.is_valid():
        if not throttle.allow("submit", throttle.source_of(request)):
            return render(request, "voice/say/slow_down.html", {"code": code}, status=429)
        try:
            return _send(request, code, content, form.cleaned_data["form_key"])
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    service, place, area = _about(content.about)
    pieces = hints.pieces(content.text)
    context = {
        "form": form,
        "code": code,
        "content": content,
        "about": service or place or area,
        "via": AnswerVia(content.answer_via).label,
        "contact": forms.contact_with(content.contact),
        "language": dict(forms.LANGUAGES).get(content.language, content.language),
        "back": _back(content, SUMMARY),
        "steps": _path(content),
        "person": signed_in(request),
        "pieces": pieces,
        "found": [piece for piece in pieces if piece.found],
    }
    return render(request, "voice/say/kontrollera.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, code: str, content: Content, form_key: str) -> HttpResponse:
    """Hand the words over, and erase the draft in the same transaction."""
    actor = speaker_of(request, content)
    with transaction.atomic():
        viewpoint, receipt = actions.say(actor=actor, words=_words(content), form_key=form_key)
        drafts.mark_sent(code)
    return receipt_page(request, viewpoint, receipt)


def _words(content: Content) -> Words:
    service, place, area = _about(content.about)
    via = AnswerVia(content.answer_via)
    return Words(
        text=content.text,
        language=content.language,
        service=service,
        place=place,
        area=area,
        answer_via=via,
        answer_to=content.answer_to if content.needs_where else "",
        contact=forms.contact_with(content.contact) if via == AnswerVia.CONTACT else None,
        author_name=content.author_name if content.who == "name" else "",
    )


def _about(key: str) -> tuple[Service | None, Place | None, Area | None]:
    service, place = commons.chosen(key)
    area = next((area for area in commons.areas() if key == f"area:{area.slug}"), None) if key else None
    return service, place, area


def signed_in(request: HttpRequest) -> Person | None:
    """Whoever is signed in, where anybody is."""
    return request.user if isinstance(request.user, Person) else None


def speaker_of(request: HttpRequest, content: Content) -> Person | None:
    """The person who sends the draft in their own name; None for one who gives a name of another kind, or none.

    Raises:
        ValidationError: it was to be sent by the one signed in, and nobody is any more.
    """
    if content.who != "me":
        return None
    if (person := signed_in(request)) is None:
        raise ValidationError(
            _("Du är inte inloggad längre. Logga in igen, eller ändra svaret på frågan om vem du är.")
        )
    return person
