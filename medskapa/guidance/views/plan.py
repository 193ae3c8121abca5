"""The plan itself: its page, how it begins, the job goal, the texts, the goals, and what is said about it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core.acting import pressed
from medskapa.core.forms import Form
from medskapa.entrance.models import Fact
from medskapa.guidance import actions, occupations
from medskapa.guidance.forms.mine_plan import CommentForm, GoalForm, JobGoalForm, TextForm
from medskapa.guidance.queries import plan as queries
from medskapa.guidance.queries.plan_told import Known, known_for
from medskapa.guidance.views.plan_side import Side, page, reading, renewed, side_of, writing
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest

PARTS: dict[str, tuple[str, Any, Any, Any]] = {
    "kan": (
        "can",
        gettext_lazy("Vad kan du?"),
        gettext_lazy("Vad kan personen?"),
        gettext_lazy("Sådant du har gjort, lärt dig eller är bra på. Stort och smått räknas."),
    ),
    "vill": (
        "want",
        gettext_lazy("Vad vill du?"),
        gettext_lazy("Vad vill personen?"),
        gettext_lazy("Vad är viktigt för dig i ett jobb? Vad vill du slippa?"),
    ),
    "hinder": (
        "hinders",
        gettext_lazy("Vad står i vägen?"),
        gettext_lazy("Vad står i vägen?"),
        gettext_lazy("Skriv bara det du vill. Det hjälper oss att hitta rätt stöd."),
    ),
}
"""The texts of a plan by their addresses: the field, the question to the resident and about them, and a hint."""


@require_safe
def plan(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """The plan on one page; where there is none, how one begins."""
    side = side_of(request, pk)
    if side.plan is None:
        return page(request, side, "guidance/mine/plan/none.html", may_begin=side.may_plan)
    return page(request, side, "guidance/mine/plan/plan.html", shown=queries.page_of(side.plan), form=CommentForm())


@require_POST
def begin(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Begin the plan."""
    side = side_of(request, pk)
    done = _("Planeringen är påbörjad. Börja gärna med jobbmålet.")
    return pressed(
        request, lambda: actions.begin_plan(actor=request.user, resident=side.resident).pk, done=done, to=side.at
    )


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def job_goal(request: PersonRequest, side: Side) -> HttpResponse:
    """What one wants to work with: looked for in the list of occupations (``q``), or in own words."""
    plan = side.the_plan
    asked = request.GET.get("q", "").strip()[:80]
    slugs = [request.POST.get("occupation", ""), plan.occupation, *(each.slug for each in occupations.search(asked))]
    found = [each for slug in dict.fromkeys(slugs) if (each := occupations.called(slug))]
    names = ["version", "occupation", "goal_words", "studies"]
    known = known_for(plan, ["goal_words", "studies"], viewer=request.user)
    begun = {name: getattr(plan, name) for name in names} | {name: each.text for name, each in known.items()}
    form = JobGoalForm(request.POST or None, initial=begun, found=found)
    if carried_out(
        request,
        form,
        lambda chosen: actions.describe_plan(actor=request.user, plan=plan, **chosen).pk,
        done=_("Jobbmålet är sparat."),
    ):
        return redirect(side.at)
    saved = renewed(request, side, form, ["goal_words", "studies"])
    context = {"form": form, "asked": asked, "found": found, "saved": saved, "known": _sources(form, known)}
    return page(request, side, "guidance/mine/plan/job_goal.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def text(request: PersonRequest, side: Side, part: str) -> HttpResponse:
    """One of the texts: what I can, what I want, what stands in the way."""
    if part not in PARTS:
        raise Http404
    field, label, label_at_work, hint = PARTS[part]
    plan = side.the_plan
    known = known_for(plan, [field], viewer=request.user)
    form = TextForm(
        request.POST or None,
        initial={"version": plan.version, "text": known[field].text if known else getattr(plan, field)},
        label=label_at_work if side.at_work else label,
        hint="" if side.at_work else hint,
    )
    if carried_out(
        request,
        form,
        lambda chosen: (
            actions.describe_plan(
                actor=request.user, plan=plan, version=chosen["version"], **{field: chosen["text"]}
            ).pk
        ),
        done=_("Det är sparat."),
    ):
        return redirect(side.at)
    context = {"asks": form["text"], "saved": renewed(request, side, form, {"text": field})}
    return page(request, side, "guidance/mine/plan/ask.html", form=form, known=_sources(form, known), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def add_goal(request: PersonRequest, side: Side) -> HttpResponse:
    """Add something to reach on the way."""
    form = GoalForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda chosen: actions.add_goal(actor=request.user, plan=side.the_plan, text=chosen["text"]).pk,
        done=_("Delmålet finns i planeringen nu."),
    ):
        return redirect(side.at)
    return page(request, side, "guidance/mine/plan/ask.html", form=form, asks=form["text"])


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def goal(request: PersonRequest, side: Side, goal: int) -> HttpResponse:
    """Change a goal, say that it is reached, or take it away."""
    found = queries.goal_in(side.the_plan, goal)
    form = GoalForm(request.POST or None, initial={"seen": found.text, "text": found.text})
    if carried_out(
        request,
        form,
        lambda chosen: actions.edit_goal(actor=request.user, goal=found, seen=chosen["seen"], text=chosen["text"]).pk,
        done=_("Det är sparat."),
    ):
        return redirect(side.at)
    saved = renewed(request, side, form, {"text": "text"}, of=found, seen="seen")
    return page(request, side, "guidance/mine/plan/goal.html", form=form, asks=form["text"], goal=found, saved=saved)


@require_POST
@writing
def reach_goal(request: PersonRequest, side: Side, goal: int) -> HttpResponse:
    """Say that a goal is reached, or that it is not after all."""
    found, reached = queries.goal_in(side.the_plan, goal), request.POST.get("reached") == "1"
    done = _("Bra! Delmålet är nått.") if reached else _("Delmålet är på gång igen.")
    return pressed(
        request,
        lambda: actions.reach_goal(actor=request.user, goal=found, reached=reached).pk,
        done=done,
        to=side.at,
    )


@require_POST
@writing
def drop_goal(request: PersonRequest, side: Side, goal: int) -> HttpResponse:
    """Take a goal out of the plan."""
    found = queries.goal_in(side.the_plan, goal)
    done = _("Delmålet är borta. Stegen finns kvar.")
    return pressed(request, lambda: actions.drop_goal(actor=request.user, goal=found).pk, done=done, to=side.at)


@require_http_methods(["GET", "HEAD", "POST"])
@reading
def comments(request: PersonRequest, side: Side) -> HttpResponse:
    """Everything that has been said about the plan, and saying more."""
    form = CommentForm(request.POST or None)
    plan = side.the_plan
    if request.method == "POST" and carried_out(
        request,
        form,
        lambda chosen: actions.comment_on_plan(actor=request.user, plan=plan, text=chosen["text"]).pk,
        done=_("Det du skrev finns i planeringen nu."),
    ):
        return redirect(side.at)
    rows, after = queries.comments_after(plan, request.GET.get("after", ""))
    return page(request, side, "guidance/mine/plan/comments.html", form=form, rows=rows, after=after)


@require_safe
def in_circle(request: PersonRequest, pk: int) -> HttpResponse:
    """The plan of somebody who lets whoever asks see it, only to read. That it was read is written down."""
    try:
        found = queries.plan_in_circle(viewer=request.user, key=pk)
    except Person.DoesNotExist as error:
        raise Http404 from error
    side = Side(request.user, found.resident, found, at_work=False, may_plan=False)
    shown = queries.page_of(found)
    return page(request, side, "guidance/mine/plan/in_circle.html", shown=shown, of_another=True)


def _sources(form: Form, known: dict[str, Known]) -> list[Fact]:
    """Where what `form` opened with comes from; what was typed since is the writer's own."""
    return [] if form.is_bound else [each.fact for each in known.values()]
