"""What a resident does: says what they think of a proposal, and makes one of their own. Nobody needs a session."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change import actions, policy
from medskapa.change.forms import resident as forms
from medskapa.change.models import Proposal
from medskapa.change.queries import proposals as queries
from medskapa.core import throttle
from medskapa.core.forms import refuse
from medskapa.meetings import codes
from medskapa.meetings.models import Invitation
from medskapa.voice import drafts, hints, receipts
from medskapa.voice.actions.receiving import Words
from medskapa.voice.drafts import Content
from medskapa.voice.forms.say import LANGUAGES, WHERE, Resuming, Sending, WhoQuestion
from medskapa.voice.models import AnswerVia
from medskapa.voice.views.receipt import receipt_page
from medskapa.voice.views.say import signed_in, speaker_of

TEXT, ANSWER, WHERE_TO, WHO, SUMMARY = STEPS = ("text", "svar", "vart", "vem", "kontrollera")
WAY = ("change:suggest_step",)

Spoken = forms.SpeakForm | forms.SpeakAgainForm

# --- what do you think of a proposal?


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what somebody thinks; show what points out a person before it is sent; then store it, without who.

    ``pass`` is that of an invitation, where its code was shown first.
    """
    proposal = queries.public_one(number)
    if proposal.state not in policy.OPEN:
        return render(request, "change/resident/speak_closed.html", {"proposal": proposal}, status=410)
    pass_ = request.POST.get("pass", "")
    invitation = codes.behind(pass_) if pass_ else None
    if pass_ and invitation is None:  # it has run out: they are not made into somebody who was not there
        return _code_page(request, proposal, forms.CodeForm(), again=True)
    again = {"send", "change", "hide"} & set(request.POST)
    form = forms.SpeakAgainForm(request.POST) if again else forms.SpeakForm(request.POST or None)
    if not form.is_valid():
        return _speak_page(request, proposal, invitation, forms.SpeakForm(request.POST) if again else form)
    text = form.cleaned_data["text"]
    if "change" in request.POST:
        return _speak_page(request, proposal, invitation, forms.SpeakForm(initial={"text": text}))
    if "hide" in request.POST:
        text = hints.without(text, request.POST["hide"])
    if "send" in request.POST or not any(piece.found for piece in hints.pieces(text)):
        return _spoken(request, proposal, invitation, form, text)
    return _look_again(request, proposal, invitation, form, text)


def _speak_page(
    request: HttpRequest,
    proposal: Proposal,
    invitation: Invitation | None,
    form: Spoken,
) -> HttpResponse:
    context = {"proposal": proposal, "form": form, "pass": codes.pass_for(invitation) if invitation else ""}
    return render(request, "change/resident/speak.html", context, status=422 if form.errors else 200)


def _look_again(
    request: HttpRequest,
    proposal: Proposal,
    invitation: Invitation | None,
    form: Spoken,
    text: str,
) -> HttpResponse:
    pieces = hints.pieces(text)
    context = {
        "proposal": proposal,
        "pass": codes.pass_for(invitation) if invitation else "",
        "form_key": form.cleaned_data["form_key"],
        "text": text,
        "pieces": pieces,
        "found": [piece for piece in pieces if piece.found],
    }
    return render(request, "change/resident/speak_check.html", context)


def _spoken(
    request: HttpRequest,
    proposal: Proposal,
    invitation: Invitation | None,
    form: Spoken,
    text: str,
) -> HttpResponse:
    if not throttle.allow("submit", throttle.source_of(request)):
        context = {"proposal": proposal, "text": text}
        return render(request, "change/resident/slow_down.html", context, status=429)
    try:
        actions.comment(
            actor=None,
            proposal=proposal,
            text=text,
            form_key=form.cleaned_data["form_key"],
            invitation=invitation,
        )
    except ValidationError as error:
        asked = forms.SpeakForm(request.POST)
        asked.is_valid()
        refuse(asked, error)
        return _speak_page(request, proposal, invitation, asked)
    except PermissionDenied:
        return _code_page(request, proposal, forms.CodeForm(), not_there=True)
    return render(request, "change/resident/spoken.html", {"proposal": proposal, "was_there": bool(invitation)})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def with_code(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the code of an invitation, so that one can speak as somebody who was there."""
    proposal = queries.public_one(number)
    form = forms.CodeForm(request.POST or None)
    if form.is_valid():
        code = codes.parse(form.cleaned_data["code"])
        try:
            invitation = codes.open_with(code, source=throttle.source_of(request)) if code else None
        except throttle.TooMany:
            return render(request, "change/resident/slow_down.html", {"proposal": proposal, "text": ""}, status=429)
        if invitation and policy.may_comment_with(invitation, proposal):
            return _speak_page(request, proposal, invitation, forms.SpeakForm(initial={"text": _said(request)}))
        if invitation:
            return _code_page(request, proposal, form, not_there=True)
        form.add_error("code", _("Koden stämmer inte. Titta i din inbjudan och skriv den en gång till."))
    return _code_page(request, proposal, form)


def _code_page(
    request: HttpRequest, proposal: Proposal, form: forms.CodeForm, *, not_there: bool = False, again: bool = False
) -> HttpResponse:
    context = {"proposal": proposal, "form": form, "not_there": not_there, "again": again, "said": _said(request)}
    status = 403 if again else 422 if form.errors or not_there else 200
    return render(request, "change/resident/with_code.html", context, status=status)


def _said(request: HttpRequest) -> str:
    """What was written before the code was asked for again."""
    return request.POST.get("text", "")[: 2 * forms.COMMENT_LIMIT]


# --- a proposal of one's own


@login_not_required
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Give a draft its code first, so that "back" in the browser always leads to what was written. Stores nothing."""
    return redirect("change:suggest_step", drafts.new_code(), TEXT)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Find a draft again by the words that belong to it."""
    form = Resuming(request.POST or None)
    if form.is_valid():
        code = drafts.read_code(form.cleaned_data["code"])
        if code and (way := drafts.way_of(code, sent=WAY)):
            return redirect(*way, code, TEXT)
        form.add_error("code", _("Vi hittar inget utkast med de orden. Titta efter en gång till, eller börja om."))
    return render(request, "change/resident/resume.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, draft: str, step: str) -> HttpResponse:
    """One question of the draft, or the look at the whole of it."""
    code = drafts.read_code(draft)
    if code is None or step not in STEPS:
        raise Http404
    try:
        content = drafts.find(code)
        if content is None and step != TEXT and request.method != "POST":
            return render(request, "change/resident/gone.html", {"sent": False}, status=410)
        if content is not None and content.way != WAY and request.method != "POST":
            return redirect(*content.way, code, TEXT)
        if step == SUMMARY:
            return _summary(request, code, content or Content())
        return _question(request, code, content or Content(), step)
    except drafts.Sent:  # before this, or in another window at the same moment
        return _after_sending(request, step)


def _after_sending(request: HttpRequest, step: str) -> HttpResponse:
    """A draft that is sent: a second click shows the receipt again, and new words begin a new draft."""
    if request.method == "POST" and step != SUMMARY:
        return _question(request, drafts.new_code(), Content(), step)
    if request.method == "POST" and (sent := receipts.issued_for(request.POST.get("form_key", ""))):
        return receipt_page(request, *sent, template="change/resident/given.html")
    return render(request, "change/resident/gone.html", {"sent": True}, status=410)


def _path(content: Content) -> list[str]:
    """The steps that this draft leads through, in order."""
    return [step for step in STEPS if step != WHERE_TO or content.needs_where]


def _back(content: Content, step: str) -> str:
    """The step before, or "" at the first."""
    at = _path(content).index(step)
    return _path(content)[at - 1] if at else ""


def _question(request: HttpRequest, code: str, content: Content, step: str) -> HttpResponse:
    if step == WHERE_TO and not content.needs_where:
        return redirect("change:suggest_step", code, WHO)
    kinds = {TEXT: forms.SuggestQuestion, ANSWER: forms.SuggestAnswerQuestion, WHO: WhoQuestion}
    kind = WHERE[content.answer_via] if step == WHERE_TO else kinds[step]
    form = kind(request.POST or None, content=content, person=signed_in(request))
    if form.is_valid() and content == Content() and not throttle.allow("draft", throttle.source_of(request)):
        form.add_error(None, _("Det har skrivits väldigt mycket härifrån. Din text står kvar. Vänta en stund."))
    if form.is_valid():
        content = replace(content, way=WAY, **form.answers())
        drafts.keep(code, content)
        path = _path(content)
        return redirect("change:suggest_step", code, path[path.index(step) + 1] if content.text else TEXT)
    context = {
        "form": form,
        "question": form["answer_to"].label if step == WHERE_TO else form.visible_fields()[0].label,
        "code": code,
        "step": step,
        "content": content,
        "back": _back(content, step),
        "number": _path(content).index(step) + 1,
        "of": len(_path(content)) - 1,
    }
    return render(request, "change/resident/question.html", context, status=422 if form.errors else 200)


def _summary(request: HttpRequest, code: str, content: Content) -> HttpResponse:
    if not content.text:
        return redirect("change:suggest_step", code, TEXT)
    if "hide" in request.POST:
        drafts.keep(code, replace(content, text=hints.without(content.text, request.POST["hide"])))
        return redirect("change:suggest_step", code, SUMMARY)
    form = Sending(request.POST or None)
    if form.is_valid():
        if not throttle.allow("submit", throttle.source_of(request)):
            return render(
                request, "change/resident/slow_down.html", {"proposal": None, "text": content.text}, status=429
            )
        try:
            return _send(request, code, content, form.cleaned_data["form_key"])
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    pieces = hints.pieces(content.text)
    shown = {
        "form": form,
        "code": code,
        "content": content,
        "via": AnswerVia(content.answer_via).label,
        "language": dict(LANGUAGES).get(content.language, content.language),
        "back": _back(content, SUMMARY),
        "person": signed_in(request),
        "pieces": pieces,
        "found": [piece for piece in pieces if piece.found],
    }
    return render(request, "change/resident/check.html", shown, status=422 if form.errors else 200)


def _send(request: HttpRequest, code: str, content: Content, form_key: str) -> HttpResponse:
    """Hand the words over, and erase the draft in the same transaction."""
    actor = speaker_of(request, content)
    words = Words(
        text=content.text,
        language=content.language,
        answer_via=AnswerVia(content.answer_via),
        answer_to=content.answer_to if content.needs_where else "",
        author_name=content.author_name if content.who == "name" else "",
    )
    with transaction.atomic():
        viewpoint, receipt = actions.suggest(actor=actor, words=words, form_key=form_key)
        drafts.mark_sent(code)
    return receipt_page(request, viewpoint, receipt, template="change/resident/given.html")
