"""Jag kan: one question a page, a look at the whole, a receipt; and the answer, by code or signed in.

Nobody needs a session for it. The code of what is sent stands in no address.
"""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.commons import actions, interest_codes, interest_links
from medskapa.commons import interest_drafts as drafts
from medskapa.commons.actions.interests import ANSWER_DAYS
from medskapa.commons.forms import interests as forms
from medskapa.commons.interest_drafts import Content
from medskapa.commons.models import UNANSWERED_INTERESTS, FreeTime, Interest, InterestState, ReplyVia
from medskapa.commons.queries import interests as queries
from medskapa.core import idempotency, throttle
from medskapa.core.acting import acted
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.headers import public_page
from medskapa.core.languages import names_of
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest

CAN, WANTS, LANGUAGES, TIMES, VIA, WHERE, NAME, SUMMARY = STEPS = (
    "kan",
    "vill",
    "sprak",
    "nar",
    "svar",
    "vart",
    "namn",
    "kontrollera",
)
_FORMS: dict[str, type[forms.Question]] = {
    CAN: forms.CanQuestion,
    WANTS: forms.WantsQuestion,
    LANGUAGES: forms.LanguagesQuestion,
    TIMES: forms.TimesQuestion,
    VIA: forms.ViaQuestion,
    WHERE: forms.WhereQuestion,
    NAME: forms.NameQuestion,
}
TITLES = {
    CAN: gettext_lazy("Det här kan jag"),
    WANTS: gettext_lazy("Det här vill jag"),
    LANGUAGES: gettext_lazy("Språk"),
    TIMES: gettext_lazy("När jag har tid"),
    VIA: gettext_lazy("Så vill jag få svar"),
    NAME: gettext_lazy("Namn"),
}
"""What each answer is called where one looks at them all."""
KINDS = {
    InterestState.WAITING: "waiting",
    InterestState.TAKEN: "information",
    InterestState.ANSWERED: "done",
    InterestState.WITHDRAWN: "stopped",
}
"""How each state is marked."""


@login_not_required
@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What it is, and what happens."""
    return render(request, "commons/interests/about.html", {"days": ANSWER_DAYS})


@login_not_required
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Give a draft its code first, so that "back" in the browser always leads to what was written. Stores nothing."""
    return redirect("commons:interest_step", drafts.new_code(), CAN)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Find a draft again by the words that belong to it."""
    form = forms.Resuming(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = drafts.read_code(form.cleaned_data["code"])
        if code and _is_there(code):
            return redirect("commons:interest_step", code, CAN)
        form.add_error("code", _("Vi hittar inget med de orden. Titta efter en gång till, eller börja om."))
    return render(request, "commons/interests/resume.html", {"form": form}, status=422 if form.errors else 200)


def _is_there(code: str) -> bool:
    try:
        return drafts.find(code) is not None
    except drafts.Sent:
        return True  # the page there says so


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, draft: str, step: str) -> HttpResponse:
    """One question of the draft, or the look at the whole of it."""
    code = drafts.read_code(draft)
    if code is None or step not in STEPS:
        raise Http404
    try:
        if step == SUMMARY and request.method == "POST":
            return _send(request, code)
        content = drafts.find(code)
        if content is None and step != CAN and request.method != "POST":
            return _gone(request, is_sent=False)
        content = content or Content()
        return _summary(request, code, content) if step == SUMMARY else _question(request, code, content, step)
    except drafts.Sent:  # before this, or in another window at the same moment
        return _gone(request, is_sent=True)


def _gone(request: HttpRequest, *, is_sent: bool) -> HttpResponse:
    return render(request, "commons/interests/gone.html", {"sent": is_sent}, status=410)


def _question(request: HttpRequest, code: str, content: Content, step: str) -> HttpResponse:
    person = _resident(request)
    path = _path(content, person)
    if step not in path:  # the answers since have led elsewhere
        return redirect("commons:interest_step", code, SUMMARY if content.says_something else CAN)
    form = _FORMS[step](request.POST if request.method == "POST" else None, content=content, person=person)
    if form.is_valid() and content == Content() and not throttle.allow("draft", throttle.source_of(request)):
        form.add_error(None, _("Det har skrivits väldigt mycket härifrån. Din text står kvar. Vänta en stund."))
    if form.is_valid():
        content = replace(content, **form.answers())
        drafts.keep(code, content)
        path = _path(content, person)
        return redirect("commons:interest_step", code, path[path.index(step) + 1])
    at = path.index(step)
    context = {
        "form": form,
        "code": code,
        "step": step,
        "back": path[at - 1] if at else "",
        "number": at + 1,
        "of": len(path) - 1,
        "is_begun": content != Content(),
    }
    return render(request, "commons/interests/question.html", context, status=422 if form.errors else 200)


def _path(content: Content, person: Person | None) -> list[str]:
    """The steps that this draft leads through, in order. To a person with protected identity nothing is sent."""
    if _is_protected(person):
        return [step for step in STEPS if step not in {VIA, WHERE, NAME}]
    return [step for step in STEPS if content.needs_where or step not in {WHERE, NAME}]


def _summary(request: HttpRequest, code: str, content: Content, form: Form | None = None) -> HttpResponse:
    if not content.says_something:
        return redirect("commons:interest_step", code, CAN)
    person = _resident(request)
    path = _path(content, person)
    if WHERE in path and not content.reach_to:
        return redirect("commons:interest_step", code, WHERE)
    shown = said(content) | {VIA: f"{ReplyVia(content.via).label} {content.reach_to}".strip(), NAME: content.name}
    rows = [(key, TITLES[key], shown[key]) for key in path if key in TITLES]
    context = {"form": form or Form(), "code": code, "rows": rows, "back": path[-2], "person": person}
    status = 422 if form is not None and form.errors else 200
    return render(request, "commons/interests/summary.html", context, status=status)


def _send(request: HttpRequest, code: str) -> HttpResponse:
    """Hand it over once, and erase the draft in the same transaction; sent again, the receipt is shown again."""
    form = Form(request.POST)
    form.full_clean()
    if not throttle.allow("interest", throttle.source_of(request)):
        form.add_error(None, _("Det har kommit väldigt mycket härifrån. Vänta en stund, och försök sedan igen."))
    else:
        try:
            pk, _is_new = idempotency.once(key_of(request, form), lambda: str(_sent(request, code).pk))
        except ValidationError as error:
            refuse(form, error)
        else:
            return _receipt(request, queries.sent(int(pk)))
    return _summary(request, code, drafts.find(code) or Content(), form)


@transaction.atomic
def _sent(request: HttpRequest, code: str) -> Interest:
    content = drafts.find(code) or Content()
    person = _resident(request)
    made = actions.register_interest(
        actor=person,
        can=content.can,
        wants=content.wants,
        languages=content.languages,
        times=content.times,
        name=content.name,
        via=ReplyVia.CODE if _is_protected(person) else content.via,
        reach_to=content.reach_to,
        language=get_language() or "",
    )
    drafts.mark_sent(code)
    return made


def _receipt(request: HttpRequest, found: Interest) -> HttpResponse:
    context = {
        "interest": found,
        "code": interest_codes.code_of(found),
        "calls": found.via == ReplyVia.CALL,
        "writes": found.via in {ReplyVia.SMS, ReplyVia.EMAIL},
    }
    return render(request, "commons/interests/receipt.html", context)


# --- afterwards


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine_by_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; then show the answer, or when it comes, and let it be taken back."""
    if pass_ := request.POST.get("pass", ""):
        if found := interest_codes.behind(pass_):
            return _own_acts(request, found, None)
        return _enter(request, forms.InterestCodeForm(), again=True)
    form = forms.InterestCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = interest_codes.open_with(form.cleaned_data["code"], source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "core/too_many_codes.html", status=429)
        if found:
            return _own(request, found, None)
        form.add_error("code", _("De orden passar inte. Titta på dem en gång till, eller ring oss."))
    return _enter(request, form)


def _enter(request: HttpRequest, form: forms.InterestCodeForm, *, again: bool = False) -> HttpResponse:
    status = 403 if again else 422 if form.errors else 200
    return render(request, "commons/interests/enter.html", {"form": form, "again": again}, status=status)


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """What I have left."""
    if not request.user.is_resident:
        raise PermissionDenied
    rows = [(row, KINDS[InterestState(row.state)]) for row in queries.mine(request.user)]
    return render(request, "commons/interests/mine.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def mine_one(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them, signed in."""
    found = queries.my_own(request.user, pk)
    if request.method == "POST":
        return _own_acts(request, found, request.user)
    return _own(request, found, request.user)


def _own_acts(request: HttpRequest, found: Interest, person: Person | None) -> HttpResponse:
    if request.POST.get("do") == "withdraw":
        code = None if person else interest_codes.code_of(found)
        acted(
            request,
            lambda: actions.withdraw_interest(actor=person, interest=found, code=code).pk,
            done=_("Det är tillbakataget. Vi har tagit bort det du skrev."),
        )
        found = queries.sent(found.pk)
    return _own(request, found, person)


def _own(request: HttpRequest, found: Interest, person: Person | None) -> HttpResponse:
    by = found.taken_by if found.state == InterestState.ANSWERED else None
    context = {
        "interest": found,
        "kind": KINDS[InterestState(found.state)],
        "person": person,
        "pass": "" if person else interest_codes.pass_for(found),
        "to": reverse("commons:my_own_interest", args=[found.pk]) if person else reverse("commons:my_interest"),
        "rows": [(TITLES[key], words) for key, words in said(found).items() if words],
        "links": interest_links.known(found.links),
        "by": "" if by is None or by.protected_identity else by.first_name,
        "missed": found.called == "missed",
        "may_withdraw": found.state in UNANSWERED_INTERESTS,
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/interests/own.html", context)


def said(told: Content | Interest) -> dict[str, str]:
    """What somebody has said, in words, by step."""
    times = [str(FreeTime(each).label) for each in told.times]
    return {
        CAN: told.can,
        WANTS: told.wants,
        LANGUAGES: ", ".join(names_of(told.languages)),
        TIMES: ", ".join(times).capitalize(),
    }


def _resident(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) and request.user.is_resident else None


def _is_protected(person: Person | None) -> bool:
    return person is not None and person.protected_identity
