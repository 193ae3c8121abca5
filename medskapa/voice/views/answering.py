"""Answering: the words, how easy they are to read, to whom and how they go, and the second person who reads them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis import readability as reading
from medskapa.core import idempotency
from medskapa.core.forms import Form, key_of, refuse
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest
from medskapa.voice import actions, policy
from medskapa.voice.forms.answering import ANSWER_LIMIT, AnswerForm, ApproveForm, QuestionForm, SendBackForm
from medskapa.voice.models import Answer, AnswerKind, AnswerState, Viewpoint
from medskapa.voice.queries import desk as queries
from medskapa.voice.views import desk_only

LIX_GOAL, PLAIN_LIX_GOAL = 40, 30
"""A text to residents should be below the first, its plain variant below the second (the house's bar)."""


@dataclass(frozen=True)
class Read:
    """How one of the two texts reads, beside the bar it should be below."""

    label: str
    goal: int
    report: reading.Report

    @property
    def is_easy(self) -> bool:
        return self.report.lix < self.goal


def readings(text: str, plain_text: str) -> list[Read]:
    """How the answer and its plain variant read; a text that is not written yet is left out."""
    both = [(_("Svaret"), LIX_GOAL, text), (_("Lättläst"), PLAIN_LIX_GOAL, plain_text)]
    return [Read(label, goal, reading.report(words[:ANSWER_LIMIT])) for label, goal, words in both if words.strip()]


@require_POST
@desk_only
def readability(request: PersonRequest) -> HttpResponse:
    """How what is being written reads: a part, asked for while one writes. Nothing is kept."""
    context = {"readings": readings(request.POST.get("text", ""), request.POST.get("plain_text", ""))}
    return render(request, "voice/desk/_readability.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Write an answer to one viewpoint. One that the second reader gave back is there to go on with."""
    return _write(request, pk, AnswerKind.ANSWER)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the one who wrote something, before answering."""
    return _write(request, pk, AnswerKind.QUESTION)


def _write(request: PersonRequest, pk: int, kind: AnswerKind) -> HttpResponse:
    viewpoint = queries.opened(viewer=request.user, pk=pk)
    if not viewpoint.may_answer:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    returned = queries.returned_to(viewer=request.user, viewpoint=viewpoint) if kind == AnswerKind.ANSWER else None
    kind_of_form = AnswerForm if kind == AnswerKind.ANSWER else QuestionForm
    if request.method == "POST" and "check" not in request.POST:
        form = kind_of_form(request.POST)
    else:  # only to see how it reads: nothing is missing yet, so nothing is said to be
        begun = {"text": returned.text, "plain_text": returned.plain_text} if returned else {}
        typed = {name: request.POST[name] for name in ("text", "plain_text") if name in request.POST}
        form = kind_of_form(initial=begun | typed)
    if form.is_valid():
        try:
            sent = _send(request, viewpoint, kind, form)
        except ValidationError as error:
            refuse(form, error)
            viewpoint = queries.opened(viewer=request.user, pk=pk)
        else:
            messages.success(request, _sent_words(sent))
            return redirect("voice:viewpoint", pk)
    return _writing_page(request, viewpoint, kind, form, returned, 422 if form.errors else 200)


def _send(request: PersonRequest, viewpoint: Viewpoint, kind: AnswerKind, form: AnswerForm) -> Answer:
    actor = request.user
    words = {name: form.cleaned_data[name] for name in ("text", "plain_text")}
    version = form.cleaned_data["version"]

    def act() -> str:
        if kind == AnswerKind.QUESTION:
            return str(actions.ask_back(actor=actor, viewpoint=viewpoint, version=version, **words).pk)
        versions = {viewpoint.pk: version}
        return str(actions.send_answer(actor=actor, viewpoints=[viewpoint], versions=versions, **words).pk)

    made, _is_new = idempotency.once(key_of(request, form), act)
    return queries.answers_read_by(actor).get(pk=int(made))


def _sent_words(answer: Answer) -> str:
    if answer.state == AnswerState.TO_APPROVE:
        return _("Sparat. En kollega läser svaret innan det skickas.")
    if answer.kind == AnswerKind.QUESTION:
        return _("Frågan är på väg. Synpunkten kommer tillbaka hit när personen har svarat.")
    return _("Tack. Svaret är på väg.")


def _writing_page(
    request: PersonRequest,
    viewpoint: Viewpoint,
    kind: AnswerKind,
    form: AnswerForm,
    returned: Answer | None,
    status: int,
) -> HttpResponse:
    events = queries.history(viewpoint)
    context = {
        "viewpoint": viewpoint,
        "kind": kind,
        "form": form,
        "returned": returned,
        "turns": queries.conversation(viewpoint, events),
        "readings": readings(form["text"].value() or "", form["plain_text"].value() or ""),
        "second_reader": viewpoint.unit.second_reader and kind == AnswerKind.ANSWER,
    }
    return render(request, "voice/desk/answer.html", context, status=status)


@require_safe
@desk_only
def to_approve(request: PersonRequest) -> HttpResponse:
    """The answers that wait for the viewer as the second reader, and those that came back to the viewer."""
    context = {
        "answers": queries.answers_to_approve(viewer=request.user),
        "returned": queries.answers_returned(viewer=request.user),
    }
    return render(request, "voice/desk/to_approve.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Read an answer as the second person: send it, or give it back with a comment."""
    answer = get_object_or_404(queries.answers_read_by(request.user), pk=pk)
    sending_back = "send_back" in request.POST
    forms = {
        "approve": ApproveForm(request.POST if request.method == "POST" and not sending_back else None),
        "send_back": SendBackForm(request.POST if sending_back else None, auto_id="back-%s"),
    }
    form = forms["send_back" if sending_back else "approve"]
    if request.method == "POST" and form.is_valid():
        try:
            idempotency.once(key_of(request, form), lambda: str(_judge(request.user, answer, form).pk))
        except ValidationError as error:
            refuse(form, error)
        else:
            back = _("Svaret ligger hos %(name)s igen, med din kommentar.") % {"name": answer.writer.name}
            messages.success(request, back if sending_back else _("Tack. Svaret är på väg."))
            return redirect("voice:to_approve")
    return _reading_page(request, answer, forms, status=422 if form.errors else 200)


def _judge(actor: Person, answer: Answer, form: Form) -> Answer:
    if "comment" in form.cleaned_data:
        return actions.send_back(actor=actor, answer=answer, comment=form.cleaned_data["comment"])
    return actions.approve(actor=actor, answer=answer)


def _reading_page(request: PersonRequest, answer: Answer, forms: dict[str, Form], status: int) -> HttpResponse:
    context = {
        "answer": answer,
        "may_approve": policy.may_approve(request.user, answer) and answer.state == AnswerState.TO_APPROVE,
        "forms": forms,
        "ways": queries.ways_of(answer),
        "viewpoint": queries.answered_by(answer, viewer=request.user),
        "readings": readings(answer.text, answer.plain_text),
    }
    return render(request, "voice/desk/approve.html", context, status=status)
