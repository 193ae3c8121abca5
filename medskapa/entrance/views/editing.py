"""The questions as an editor changes them: a draft of the set in use, question by question, then published."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import clock
from medskapa.core.forms import refuse
from medskapa.entrance import actions, conversation
from medskapa.entrance.forms.conversation import QuestionForm
from medskapa.entrance.forms.editing import MoveForm, PublishForm, QuestionEditForm, VersionForm, as_lines
from medskapa.entrance.models import QuestionSet, QuestionSetState
from medskapa.entrance.queries import facts
from medskapa.entrance.queries import questions as queries
from medskapa.entrance.texts import FAULTS
from medskapa.entrance.views import sent
from medskapa.entrance.words import Speaker, choices_of, in_language
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only_holding

editors_only = only_holding(Role.EDITOR)
Questions = list[dict[str, Any]]
YEAR = timedelta(days=365)


@require_safe
@editors_only
def sets(request: PersonRequest) -> HttpResponse:
    """Every set, the newest first; and which questions were asked although we had the answer."""
    rows = queries.sets()
    draft = next((each for each in rows if each.state == QuestionSetState.DRAFT), None)
    speaker = Speaker(queries.asked_now())
    again = facts.asked_again_shown(clock.today() - YEAR)
    context = {"sets": rows, "draft": draft, "again": [(speaker.label(key), times) for key, times in again.items()]}
    return render(request, "entrance/editing/sets.html", context)


@require_POST
@editors_only
def draft(request: PersonRequest) -> HttpResponse:
    """Begin a draft of the set in use, or go to the one that is begun."""
    made = actions.draft_questions(actor=request.user, of=queries.current())
    return redirect("entrance:question_set", made.number)


@require_safe
@editors_only
def one_set(request: PersonRequest, number: int) -> HttpResponse:
    """One set, question by question, with what is wrong."""
    return _set_page(request, _set_or_404(number), None)


def _set_page(request: PersonRequest, found: QuestionSet, form: PublishForm | None) -> HttpResponse:
    faults = conversation.faults(found.questions)
    rows = [
        {
            "question": question,
            "text": in_language(question),
            "lines": as_lines(question),
            "faults": [_said(fault) for fault in faults if fault.key == question["key"]],
        }
        for question in found.questions
    ]
    version = {"version": found.version}
    context = {
        "set": found,
        "rows": rows,
        "faults": [_said(fault) for fault in faults if not fault.key],
        "has_faults": bool(faults),
        "is_draft": found.state == QuestionSetState.DRAFT,
        "form": form or PublishForm(initial=version),
        "plain_form": VersionForm(initial=version, auto_id=False),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "entrance/editing/set.html", context, status=status)


def _said(fault: conversation.Fault) -> str:
    return str(FAULTS[fault.what]) % {"about": fault.about}


@require_POST
@editors_only
def publish(request: PersonRequest, number: int) -> HttpResponse:
    """Use the draft from now on."""
    found = _set_or_404(number)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            actions.publish_questions(
                actor=request.user,
                questions=_row_or_404(found),
                version=form.cleaned_data["version"],
                change=form.cleaned_data["change"],
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Frågorna används nu."))
            return redirect("entrance:question_sets")
    return _set_page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def add(request: PersonRequest, number: int) -> HttpResponse:
    """One more question, last in the set."""
    found = _draft_or_404(number)
    form = QuestionEditForm(sent(request), initial={"version": found.version})
    if form.is_valid() and _changed(request, found, form, lambda all_: [*all_, form.question()]):
        return redirect("entrance:question_set", number)
    return _edit_page(request, found, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def edit(request: PersonRequest, number: int, key: str) -> HttpResponse:
    """One question of a draft."""
    found = _draft_or_404(number)
    question = _question_or_404(found, key)
    form = QuestionEditForm(sent(request), initial={"version": found.version, **as_lines(question)})
    if form.is_valid():

        def replaced(questions: Questions) -> Questions:
            return [form.question() if each["key"] == key else each for each in questions]

        if _changed(request, found, form, replaced):
            return redirect("entrance:question_set", number)
    return _edit_page(request, found, form, question)


def _edit_page(
    request: PersonRequest, found: QuestionSet, form: QuestionEditForm, question: conversation.Question | None
) -> HttpResponse:
    context = {"set": found, "form": form, "question": question}
    return render(request, "entrance/editing/edit.html", context, status=422 if form.errors else 200)


@require_POST
@editors_only
def move(request: PersonRequest, number: int, key: str) -> HttpResponse:
    """One question up, down, or away."""
    found = _draft_or_404(number)
    _question_or_404(found, key)
    form = MoveForm(request.POST)
    if not form.is_valid() or not _changed(
        request, found, form, lambda questions: _moved(questions, key, form.cleaned_data["how"])
    ):
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("entrance:question_set", number)


def _moved(questions: Questions, key: str, how: str) -> Questions:
    at = next(place for place, each in enumerate(questions) if each["key"] == key)
    rest = [each for place, each in enumerate(questions) if place != at]
    if how == "away":
        return rest
    rest.insert(max(0, at - 1) if how == "up" else at + 1, questions[at])
    return rest


def _changed(
    request: PersonRequest, found: QuestionSet, form: VersionForm, change: Callable[[Questions], Questions]
) -> bool:
    """Carry a change out; False where it was refused, which then stands in the form."""
    try:
        actions.change_questions(
            actor=request.user,
            questions=found,
            version=form.cleaned_data["version"],
            to=change(list(found.questions)),
        )
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


@require_safe
@editors_only
def preview(request: PersonRequest, number: int, key: str) -> HttpResponse:
    """A question as a resident sees it, with what comes after each answer."""
    found = _set_or_404(number)
    question = _question_or_404(found, key)
    keys = [each["key"] for each in found.questions]
    at = keys.index(key)
    try:
        form = QuestionForm(question=question)
    except (KeyError, TypeError):  # a draft may be half written
        raise Http404 from None
    choices = choices_of(question) if question.get("choices") else []
    context = {
        "set": found,
        "form": form,
        "question": question,
        "before": keys[at - 1] if at else "",
        "after": keys[at + 1] if at + 1 < len(keys) else "",
        "leads_to": [(text, _asked_after(found.questions, key, value)) for value, text in choices],
    }
    return render(request, "entrance/editing/preview.html", context)


def _asked_after(questions: Questions, key: str, value: str) -> list[str]:
    """The questions that are asked because of the answer `value`."""
    return [
        in_language(each)
        for each in questions
        for condition in each.get("shown_if") or []
        if condition["key"] == key and value in [str(wanted) for wanted in condition.get("any") or []]
    ]


def _set_or_404(number: int) -> QuestionSet:
    try:
        return queries.set_numbered(number)
    except (QuestionSet.DoesNotExist, OverflowError):
        raise Http404 from None


def _row_or_404(found: QuestionSet) -> QuestionSet:
    """A set that is a row: the shipped one, while nobody has needed it, is none, and is no draft."""
    if found.pk is None:
        raise Http404
    return found


def _draft_or_404(number: int) -> QuestionSet:
    return _row_or_404(_set_or_404(number))


def _question_or_404(found: QuestionSet, key: str) -> conversation.Question:
    question = conversation.question_of(found.questions, key)
    if question is None:
        raise Http404
    return question
