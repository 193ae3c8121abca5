"""Who is around a resident: for the resident, for those who are in the circle, and at work."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out, opened
from medskapa.core import idempotency, throttle
from medskapa.core.acting import pressed
from medskapa.core.forms import Form, key_of
from medskapa.entrance.models import Passing
from medskapa.entrance.queries.questions import asked_now
from medskapa.entrance.words import Speaker
from medskapa.guidance import actions, circle_codes, file_tabs
from medskapa.guidance.forms.mine_circle import JoinForm, MemberForm, SteerForm
from medskapa.guidance.models import CircleMember, Relation
from medskapa.guidance.queries import circle as queries
from medskapa.guidance.queries.file import viewer_guides
from medskapa.guidance.queries.guides import assignment_of
from medskapa.guidance.views.caseload import opened as opened_file
from medskapa.guidance.views.mine import own
from medskapa.people.own_data import called
from medskapa.people.requests import PersonRequest


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """Who is around me, what each may see, who has looked, and what has passed a wall."""
    assignment = own(request)
    passings = queries.passings_of(request.user)
    speaker = Speaker(asked_now()) if passings else None
    context = {
        "around": queries.around(request.user, assignment),
        "reads": queries.reads_of(request.user, request.GET.get("after", "")),
        "passings": [_passed(speaker, each) for each in passings] if speaker else [],
        "form": Form(),
    }
    return render(request, "guidance/mine/circle.html", context)


def _passed(speaker: Speaker, passing: Passing) -> tuple[str, str, Passing]:
    """What passed a wall, and who sent it, in words."""
    return speaker.label(passing.fact.key), called(passing.passed_by), passing


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Add somebody to my circle. They see nothing yet."""
    own(request)
    form = opened(request, MemberForm)
    made = carried_out(
        request,
        form,
        lambda chosen: actions.add_member(actor=request.user, resident=request.user, **_typed(chosen)).pk,
        done=_("Personen är med i din krets, och ser inget än. Här väljer du vad personen får se."),
    )
    if made:
        return redirect("guidance:my_member", made)
    return render(request, "guidance/mine/circle_add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose what somebody in my circle may see, or take them out."""
    own(request)
    found = _mine_or_404(request, pk)
    form = opened(request, SteerForm, {"sees_plan": found.sees_plan, "sees_talks": found.sees_talks})
    if carried_out(
        request,
        form,
        lambda chosen: actions.steer_member(actor=request.user, member=found, **chosen).pk,
        done=_("Sparat. Det gäller från nu."),
    ):
        return redirect("guidance:my_circle")
    context = {
        "form": form,
        "member": found,
        "code": None if found.person_id or found.is_proposed else circle_codes.code_of(found),
        "is_officer": found.relation == Relation.OFFICER,
    }
    return render(request, "guidance/mine/circle_member.html", context, status=422 if form.errors else 200)


@require_POST
def agree(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes to somebody whom my guide proposed."""
    own(request)
    found = _mine_or_404(request, pk)
    done = _("Personen är med i din krets. Välj vad personen får se.")
    to = reverse("guidance:my_member", args=[pk])
    return pressed(request, lambda: actions.agree_to_member(actor=request.user, member=found).pk, done=done, to=to)


@require_POST
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """Take somebody out of my circle, or say no to a proposal."""
    own(request)
    found = _mine_or_404(request, pk)
    to = reverse("guidance:my_circle")
    done = _("Personen är inte med i din krets längre, och ser inget.")
    return pressed(request, lambda: actions.end_member(actor=request.user, member=found).pk, done=done, to=to)


@require_http_methods(["GET", "HEAD", "POST"])
def circles(request: PersonRequest) -> HttpResponse:
    """The circles that I am in, and the words with which I join another."""
    form = JoinForm(request.POST or None)
    if form.is_valid() and _joined(request, form):
        return redirect("guidance:circles")
    context = {"form": form, "circles": queries.circles_of(request.user)}
    return render(request, "guidance/mine/circles.html", context, status=422 if form.errors else 200)


@require_POST
def leave(request: PersonRequest, pk: int) -> HttpResponse:
    """Leave a circle that I am in."""
    try:
        found = queries.my_membership(request.user, pk)
    except CircleMember.DoesNotExist as error:
        raise Http404 from error
    to = reverse("guidance:circles")
    done = _("Du är inte med längre.")
    return pressed(request, lambda: actions.end_member(actor=request.user, member=found).pk, done=done, to=to)


@require_http_methods(["GET", "HEAD", "POST"])
def in_file(request: PersonRequest, pk: int) -> HttpResponse:
    """Who is around a resident, at work: only to read. The guide may propose somebody; the resident says yes or no."""
    resident = opened_file(request, pk, "circle")
    form = opened(request, MemberForm)
    if carried_out(
        request,
        form,
        lambda chosen: actions.add_member(actor=request.user, resident=resident, **_typed(chosen)).pk,
        done=_("Förslaget är sparat. Personen är med först när invånaren säger ja."),
    ):
        return redirect("guidance:circle", pk)
    context = {
        "around": queries.around(resident, assignment_of(resident)),
        "form": form,
        "proposes": viewer_guides(resident),
    }
    status = 422 if form.errors else 200
    page = "guidance/circle/circle.html"
    return render(request, page, file_tabs.context(resident, "guidance:circle") | context, status=status)


def _joined(request: PersonRequest, form: JoinForm) -> bool:
    code = form.cleaned_data["code"]
    try:
        found = circle_codes.open_with(code, source=throttle.source_of(request))
    except throttle.TooMany:
        form.add_error("code", _("Många har skrivit fel ord härifrån. Prova igen om en timme."))
        return False
    if found is None:
        form.add_error("code", _("De orden passar inte. Titta på dem en gång till."))
        return False
    try:
        idempotency.once(
            key_of(request, form), lambda: str(actions.join_circle(actor=request.user, member=found, code=code).pk)
        )
    except ValidationError as error:
        form.add_error("code", error.messages[0])
        return False
    messages.success(request, _("Du är med."))
    return True


def _typed(chosen: dict[str, Any]) -> dict[str, Any]:
    return {"name": chosen["name"], "relation": Relation(chosen["relation"]), "reach": chosen["reach"]}


def _mine_or_404(request: PersonRequest, pk: int) -> CircleMember:
    try:
        return queries.my_member(request.user, pk)
    except CircleMember.DoesNotExist as error:
        raise Http404 from error
