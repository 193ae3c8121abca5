"""Börja här: what is urgent first, then one question a page, a look at the whole, and what happens now."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.core import throttle
from medskapa.core.forms import refuse
from medskapa.entrance import actions, begun, conversation, handing, near
from medskapa.entrance.begun import Content
from medskapa.entrance.conversation import Question
from medskapa.entrance.forms.conversation import Beginning, HandingIn, QuestionForm, Resuming, details_of
from medskapa.entrance.models import Entry, Fact, How, Part, QuestionSet, Receiver
from medskapa.entrance.queries import entries, facts
from medskapa.entrance.queries import questions as question_queries
from medskapa.entrance.texts import FROM, GOES_TO, NEEDED, WHAT_HAPPENS
from medskapa.entrance.views import sent
from medskapa.entrance.words import Speaker
from medskapa.people.models import Kind, Person


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """What cannot wait, with phone numbers; then begin, alone or with a helper. With POST: the first question."""
    form = Beginning(sent(request))
    status = 422 if form.errors else 200
    if form.is_valid():
        if throttle.allow("draft", throttle.source_of(request)):
            return _begin(request, How(form.cleaned_data["how"] or How.ALONE))
        form.add_error(None, _("Det har börjats väldigt många gånger härifrån. Vänta en stund, eller ring oss."))
        status = 429
    return render(request, "entrance/conversation/begin.html", {"form": form}, status=status)


def _begin(request: HttpRequest, how: How) -> HttpResponse:
    person, questions = resident(request), question_queries.current()
    code = begun.new_code()
    begun.keep(code, Content(questions=questions.number, how=how.value, person=person.pk if person else None))
    first = conversation.path(questions.questions, {}, signed_in=person is not None)[0]
    return redirect("entrance:step", code, first["key"])


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Find a conversation again, or what came of it, by the words that belong to it."""
    form = Resuming(sent(request))
    if form.is_valid():
        code = begun.read_code(form.cleaned_data["code"])
        if code and (went := _going_on(request, code)):
            return went
        form.add_error("code", _("Vi hittar inget med de orden. Titta efter en gång till, eller börja om."))
    return render(request, "entrance/conversation/resume.html", {"form": form}, status=422 if form.errors else 200)


def _going_on(request: HttpRequest, code: str) -> HttpResponse | None:
    """To the first question without an answer, to the summary, or to what came of it; None where nothing is there."""
    if entries.behind_code(code):
        return redirect("entrance:done", code)
    try:
        content = begun.find(code)
    except begun.Sent:
        return None
    if content is None or _is_foreign(request, content.person):
        return None
    flow = _flow(request, code, content)
    nearest = flow.next("")
    return redirect("entrance:step", code, nearest["key"]) if nearest else redirect("entrance:summary", code)


@dataclass(frozen=True)
class Flow:
    """One conversation on its way: the questions of its set, the answers so far, and who answers."""

    code: str
    content: Content
    set: QuestionSet
    person: Person | None

    @property
    def questions(self) -> list[dict[str, Any]]:
        questions: list[dict[str, Any]] = self.set.questions
        return questions

    @property
    def path(self) -> list[Question]:
        return conversation.path(self.questions, self.content.answers, signed_in=self.person is not None)

    def next(self, after: str) -> Question | None:
        return conversation.next_of(
            self.questions, self.content.answers, after=after, signed_in=self.person is not None
        )

    def before(self, key: str) -> str:
        return conversation.before(self.questions, self.content.answers, key, signed_in=self.person is not None)


def _flow(request: HttpRequest, code: str, content: Content) -> Flow:
    person = resident(request) if content.person else None
    return Flow(code, content, question_queries.numbered(content.questions), person)


def _opened(request: HttpRequest, typed: str) -> Flow | HttpResponse:
    """The conversation under the code in the address; a page that says where it is where it is not here.

    Raises:
        Http404: it is no code.
    """
    code = begun.read_code(typed)
    if code is None:
        raise Http404
    try:
        content = begun.find(code)
    except begun.Sent:
        return redirect("entrance:done", code)
    if content is None:
        return render(request, "entrance/conversation/gone.html", status=410)
    if _is_foreign(request, content.person):
        return render(request, "entrance/conversation/sign_in_again.html", {"here": request.path}, status=403)
    return _flow(request, code, content)


def _is_foreign(request: HttpRequest, whose: int | None) -> bool:
    """Whether it is told by somebody signed in who is not the one who asks: it shows what we know about them."""
    person = resident(request)
    return whose is not None and (person is None or person.pk != whose)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One question. What we know already is shown with where it comes from, and one tap says that it is right."""
    flow = _opened(request, code)
    if isinstance(flow, HttpResponse):
        return flow
    question = conversation.question_of(flow.path, key)
    if question is None:  # it stands on another way, or in no set: the answers since have led elsewhere
        return _onward(flow, flow.next(""))
    fact = facts.known_already(flow.person, key) if key not in flow.content.answers else None
    if request.method == "POST" and fact and "stays" in request.POST:
        return _answered(flow, key, fact.value, asked_again=True)
    answer = flow.content.answers.get(key, fact.value if fact else details_of(flow.person).get(key))
    form = QuestionForm(sent(request), question=question, answer=answer)
    if request.method == "POST" and question.get("may_skip") and "skip" in request.POST:
        return _answered(flow, key, None, asked_again=fact is not None)
    if form.is_valid():
        return _answered(flow, key, form.answer(), asked_again=fact is not None)
    return _question_page(request, flow, question, form, fact)


def _answered(flow: Flow, key: str, answer: Any, *, asked_again: bool) -> HttpResponse:
    """Keep the answer, and go to the next question that has none."""
    content = replace(flow.content, answers=flow.content.answers | {key: answer})
    try:
        with transaction.atomic():
            begun.keep(flow.code, content)
            if asked_again:
                begun.count_again([key], where="entrance")
    except begun.Sent:
        return redirect("entrance:done", flow.code)
    flow = replace(flow, content=content)
    return _onward(flow, flow.next(key))


def _onward(flow: Flow, question: Question | None) -> HttpResponse:
    if question is None:
        return redirect("entrance:summary", flow.code)
    return redirect("entrance:step", flow.code, question["key"])


def _question_page(
    request: HttpRequest, flow: Flow, question: Question, form: QuestionForm, fact: Fact | None
) -> HttpResponse:
    key, keys = question["key"], [each["key"] for each in flow.path]
    context = {
        "form": form,
        "code": flow.code,
        "question": question,
        "back": flow.before(key),
        "number": keys.index(key) + 1,
        "of": len(keys),
        "fact": fact,
        "says": Speaker(flow.questions).says(key, fact.value) if fact else "",
        "from": FROM[fact.source] if fact else "",  # type: ignore[index]
        "is_begun": bool(flow.content.answers),
        "is_helped": flow.content.how == How.HELPED,
    }
    return render(request, "entrance/conversation/question.html", context, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, code: str) -> HttpResponse:
    """The whole, with a way to change each answer. With POST: it is handed in."""
    flow = _opened(request, code)
    if isinstance(flow, HttpResponse):
        return flow
    if question := flow.next(""):
        return redirect("entrance:step", flow.code, question["key"])
    form = HandingIn(sent(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        if not throttle.allow("submit", throttle.source_of(request)):
            form.add_error(None, _("Det har skickats mycket härifrån. Dina svar är sparade. Försök om en stund."))
            status = 429
        else:
            try:
                return _hand_in(flow)
            except ValidationError as error:
                refuse(form, error)
                status = 422
    speaker = Speaker(flow.questions)
    context = {
        "form": form,
        "code": flow.code,
        "rows": [
            (each["key"], speaker.label(each["key"]), speaker.says(each["key"], flow.content.answers[each["key"]]))
            for each in flow.path
        ],
        "back": flow.path[-1]["key"],
        "is_human": conversation.is_human(flow.questions, flow.content.answers),
    }
    return render(request, "entrance/conversation/summary.html", context, status=status)


def _hand_in(flow: Flow) -> HttpResponse:
    """Hand it in, and erase what was kept in the same transaction. A second click leads to the same page."""
    try:
        with transaction.atomic():
            actions.hand_in(
                actor=flow.person,
                questions=flow.set,
                answers=flow.content.answers,
                code=flow.code,
                how=How(flow.content.how),
            )
            begun.mark_sent(flow.code)
    except begun.Sent:  # in another window at the same moment
        pass
    return redirect("entrance:done", flow.code)


@login_not_required
@require_safe
def done(request: HttpRequest, code: str) -> HttpResponse:
    """This is what we understood, and this is what happens now. By the same code for 30 days."""
    words = begun.read_code(code)
    if words is None:
        raise Http404
    entry = entries.behind_code(words)
    if entry is None:
        return render(request, "entrance/conversation/gone.html", status=410)
    if entry.signed_in and _is_foreign(request, entry.person_id):
        return render(request, "entrance/conversation/sign_in_again.html", {"here": request.path}, status=403)
    return render(request, "entrance/conversation/done.html", ending(entry) | {"code": words})


def ending(entry: Entry) -> dict[str, Any]:
    """What the end page shows of an entry: for the person, and for the desk worker who prints it for them."""
    speaker = Speaker(entry.questions.questions)
    facts = entries.told_in(entry)
    told = [(speaker.label(fact.key), speaker.says(fact.key, fact.value)) for fact in facts]
    parts = [_shown(part) for part in entries.parts_of(entry)]
    return {"entry": entry, "told": told, "parts": parts, "near": near.ways(facts)}


def _shown(part: Part) -> dict[str, Any]:
    to, told = Receiver(part.to), handing.told_of(part)
    return {
        "title": GOES_TO[to],
        "what": WHAT_HAPPENS[to],
        "told": told,
        "needed": told.needed or [str(each) for each in NEEDED[to]],
    }


def resident(request: HttpRequest) -> Person | None:
    """The resident who is signed in; None for a visitor, and for staff, who have a page of their own."""
    person = request.user
    return person if isinstance(person, Person) and person.kind == Kind.RESIDENT else None
