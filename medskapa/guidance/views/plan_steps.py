"""The steps of a plan: one by one, and all that is over."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core.acting import pressed
from medskapa.guidance import actions, policy
from medskapa.guidance.forms.mine_plan import AgreeForm, CommentForm, DropForm, EditStepForm, StepForm
from medskapa.guidance.queries import plan as queries
from medskapa.guidance.views.plan_side import Side, page, reading, renewed, writing
from medskapa.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def add_step(request: PersonRequest, side: Side) -> HttpResponse:
    """Propose something to do; the guide adds it at once, with a day."""
    plan, goals = side.the_plan, queries.open_goals(side.the_plan)
    begun = {"goal": request.GET.get("delmal", "")[:20]}
    form = StepForm(request.POST or None, initial=begun, goals=goals, at_work=side.at_work, needs_day=side.at_work)
    done = _("Steget finns i planeringen nu.") if side.at_work else _("Tack! Din guide ser ditt förslag.")

    def act(chosen: dict[str, Any]) -> int:
        return actions.add_step(actor=request.user, plan=plan, **_with_goal(chosen, goals)).pk

    if carried_out(request, form, act, done=done):
        return redirect(side.at)
    return page(request, side, "guidance/mine/plan/add_step.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@reading
def step(request: PersonRequest, side: Side, step: int) -> HttpResponse:
    """One step with what has been said about it, and saying more."""
    found = queries.step_in(side.the_plan, step)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and carried_out(
        request,
        form,
        lambda chosen: (
            actions.comment_on_plan(actor=request.user, plan=side.the_plan, text=chosen["text"], step=found).pk
        ),
        done=_("Det du skrev finns vid steget nu."),
    ):
        return redirect(f"{side.at}steg/{found.pk}/")
    rows, after = queries.comments_after(side.the_plan, request.GET.get("after", ""), step=found)
    context = {
        "step": found,
        "step_key": str(found.pk),
        "rows": rows,
        "after": after,
        "may_edit": side.may_change and policy.may_edit_step(request.user, found) and found.is_open,
        "may_tick": side.may_change and policy.may_tick(request.user, found),
        "may_agree": side.may_change and side.at_work and found.is_proposed,
    }
    return page(request, side, "guidance/mine/plan/step.html", form=form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def edit_step(request: PersonRequest, side: Side, step: int) -> HttpResponse:
    """Change a step."""
    found, goals = _editable(request, side, step), queries.open_goals(side.the_plan)
    names = ["version", "text", "owner", "owner_name", "due_on"]
    begun = {name: getattr(found, name) for name in names} | {"goal": found.goal_id or ""}
    needs_day = not found.is_proposed
    form = EditStepForm(request.POST or None, initial=begun, goals=goals, at_work=side.at_work, needs_day=needs_day)

    def act(chosen: dict[str, Any]) -> int:
        return actions.edit_step(actor=request.user, step=found, **_with_goal(chosen, goals)).pk

    if carried_out(request, form, act, done=_("Steget är ändrat.")):
        return redirect(side.at)
    saved = renewed(request, side, form, ["text", "owner_name", "due_on"], of=found)
    return page(request, side, "guidance/mine/plan/edit_step.html", form=form, step=found, saved=saved)


@require_POST
@writing
def tick(request: PersonRequest, side: Side, step: int) -> HttpResponse:
    """Tick a step off, or take the tick away again."""
    found, is_done = queries.step_in(side.the_plan, step), request.POST.get("done") == "1"
    done = _("Bra jobbat! Steget är klart.") if is_done else _("Bocken är borta. Steget är på gång igen.")
    return pressed(
        request, lambda: actions.tick_step(actor=request.user, step=found, done=is_done).pk, done=done, to=side.at
    )


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def agree_to_step(request: PersonRequest, side: Side, step: int) -> HttpResponse:
    """Say yes to what the resident proposed."""
    if not policy.may_agree_to_steps(request.user, side.resident):
        raise PermissionDenied
    found = queries.step_in(side.the_plan, step)
    form = AgreeForm(request.POST or None, initial={"version": found.version, "due_on": found.due_on})
    if carried_out(
        request,
        form,
        lambda chosen: actions.agree_to_step(actor=request.user, step=found, **chosen).pk,
        done=_("Ni är överens om steget."),
    ):
        return redirect(side.at)
    saved = renewed(request, side, form, ["due_on"], of=found)
    return page(request, side, "guidance/plan/agree_to_step.html", form=form, step=found, saved=saved)


@require_http_methods(["GET", "HEAD", "POST"])
@writing
def drop_step(request: PersonRequest, side: Side, step: int) -> HttpResponse:
    """Strike a step, and say why."""
    found = _editable(request, side, step)
    form = DropForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda chosen: actions.drop_step(actor=request.user, step=found, why=chosen["why"]).pk,
        done=_("Steget är struket."),
    ):
        return redirect(side.at)
    return page(request, side, "guidance/mine/plan/drop_step.html", form=form, step=found)


@require_safe
@reading
def history(request: PersonRequest, side: Side) -> HttpResponse:
    """What is done and what was struck, the last first."""
    rows, after = queries.closed_steps_after(side.the_plan, request.GET.get("after", ""))
    return page(request, side, "guidance/mine/plan/history.html", rows=rows, after=after)


def _editable(request: PersonRequest, side: Side, key: int) -> Any:
    found = queries.step_in(side.the_plan, key)
    if not policy.may_edit_step(request.user, found):
        raise PermissionDenied
    return found


def _with_goal(chosen: dict[str, Any], goals: list[Any]) -> dict[str, Any]:
    """What was filled in, with the goal itself in place of its key."""
    by_key = {goal.pk: goal for goal in goals}
    return chosen | {"goal": by_key.get(chosen.get("goal"))}
