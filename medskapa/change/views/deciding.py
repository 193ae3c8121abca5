"""Decisions and carrying out at work: what waits, the decision, the measure, the steps, and what it led to."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change import actions
from medskapa.change.actions.carrying import MEASURE
from medskapa.change.forms import deciding as forms
from medskapa.change.models import Effect, Proposal
from medskapa.change.queries import deciding as queries
from medskapa.change.queries import proposals as proposal_queries
from medskapa.change.views.acting import form_for_two, form_page, opened, working_here_only
from medskapa.core import clock
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only_holding

deciders_only = only_holding(Role.DECIDER)


def page_of(found: Proposal) -> str:
    """The address of a proposal at work."""
    return reverse("change:proposal_desk", args=[found.number])


def back_to(found: Proposal) -> dict[str, str]:
    return {"back": page_of(found), "back_text": found.title}


def carriable(request: PersonRequest, number: int) -> Proposal:
    """The proposal, for those who carry it out. Others at work may read it, and get 403."""
    found = queries.one_with_rights(viewer=request.user, number=number)
    if not found.may_carry_out:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return found


@require_safe
@deciders_only
def decisions(request: PersonRequest) -> HttpResponse:
    """What waits for a decision, what is promised to be taken up again, and what was decided lately."""
    page = queries.waiting(viewer=request.user, after=request.GET.get("after", "")[:20])
    today = clock.today()
    to_take_up = queries.to_take_up(request.user)
    context = {
        "waiting": page.rows,
        "next": page.next,
        "to_take_up": [(each, bool(each.back_on and each.back_on < today)) for each in to_take_up],
        "lately": queries.lately_decided(request.user),
    }
    return render(request, "change/deciding/decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def decide(request: PersonRequest, number: int) -> HttpResponse:
    """Enter a decision, with the proposal's words to read beside the form."""
    found = queries.one_with_rights(viewer=request.user, number=number)
    if not found.may_decide:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return form_page(
        request,
        opened(request, forms.DecideForm, {"version": found.version}),
        lambda chosen: actions.decide(actor=request.user, proposal=found, **chosen).pk,
        done=_("Beslutet är sparat. Alla som har talat om det får veta."),
        to=page_of(found),
        page="change/deciding/decide.html",
        title=_("Skriv in ett beslut"),
        lead=_("Ett beslut ändras aldrig. Blir det annorlunda skriver du ett nytt."),
        send=_("Spara beslutet"),
        proposal=found,
        version=proposal_queries.version_of(found),
        earlier=queries.outcome(found).decisions,
        **back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def measure(request: PersonRequest, number: int) -> HttpResponse:
    """Agree on what is measured, before anything is done."""
    found = carriable(request, number)
    return form_for_two(
        request,
        opened(request, forms.MeasureForm, _agreed(queries.effect_of(found))),
        lambda chosen: actions.agree_on_measure(actor=request.user, proposal=found, **chosen).pk,
        now=lambda: _agreed(queries.effect_of(found)),
        done=_("Tack. Alla kan se vad ni mäter."),
        to=page_of(found),
        title=_("Vad mäter ni?"),
        lead=_("Kom överens om måttet innan ni börjar. Då går det att se efteråt vad det ledde till."),
        send=_("Spara måttet"),
        **back_to(found),
    )


def _agreed(effect: Effect | None) -> dict[str, Any]:
    if effect is None:
        return {"version": 0}
    return {name: getattr(effect, name) for name in [*MEASURE, "follow_up_on", "version"]}


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def add_step(request: PersonRequest, number: int) -> HttpResponse:
    """Add something to do, who does it and by when."""
    found = carriable(request, number)
    return form_page(
        request,
        opened(request, forms.StepForm, viewer=request.user),
        lambda chosen: actions.add_step(actor=request.user, proposal=found, **chosen).pk,
        done=_("Steget är tillagt."),
        to=page_of(found),
        title=_("Nytt steg"),
        send=_("Lägg till steget"),
        **back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def edit_step(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is to be done, who does it or by when."""
    step = queries.step_for(viewer=request.user, pk=pk)
    found = carriable(request, step.proposal.number)

    def now() -> dict[str, Any]:
        return {name: getattr(step, name) for name in ("text", "due_on", "version")}

    return form_for_two(
        request,
        opened(request, forms.EditStepForm, now(), viewer=request.user, owner=step.owner),
        lambda chosen: actions.edit_step(actor=request.user, step=step, **chosen).pk,
        now=lambda: now() | {"owner": step.owner},
        done=_("Steget är ändrat."),
        to=page_of(found),
        title=_("Ändra steget"),
        send=_("Spara steget"),
        **back_to(found),
    )


@require_safe
@working_here_only
def my_steps(request: PersonRequest) -> HttpResponse:
    """What I am to do, the nearest day first."""
    page = queries.my_steps(viewer=request.user, after=request.GET.get("after", "")[:40])
    steps = [(step, step.due_on < clock.today()) for step in page.rows]
    return render(request, "change/deciding/my_steps.html", {"steps": steps, "next": page.next})


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def finish_step(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a step is done, and how it went."""
    step = queries.step_for(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, forms.FinishForm),
        lambda chosen: actions.finish_step(actor=request.user, step=step, **chosen).pk,
        done=_("Bra! Steget är klart."),
        to=page_of(step.proposal),
        title=_("Är steget klart?"),
        lead=step.text,
        send=_("Ja, det är klart"),
        **back_to(step.proposal),
    )


@require_POST
@working_here_only
def reopen_step(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back that a step is done."""
    step = queries.step_for(viewer=request.user, pk=pk)
    actions.reopen_step(actor=request.user, step=step)
    messages.success(request, _("Steget är inte klart längre."))
    return redirect(page_of(step.proposal))


@require_POST
@working_here_only
def remove_step(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a step off the list."""
    step = queries.step_for(viewer=request.user, pk=pk)
    actions.remove_step(actor=request.user, step=step)
    messages.success(request, _("Steget är borta från listan."))
    return redirect(page_of(step.proposal))


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def carry_out(request: PersonRequest, number: int) -> HttpResponse:
    """Say that all is done, and what is different now."""
    found = carriable(request, number)
    return form_page(
        request,
        opened(request, forms.CarriedOutForm),
        lambda chosen: actions.carry_out(actor=request.user, proposal=found, **chosen).pk,
        done=_("Det är genomfört. Alla som har talat om det får veta."),
        to=page_of(found),
        title=_("Är allt gjort?"),
        send=_("Ja, det är genomfört"),
        **back_to(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def follow_up(request: PersonRequest, number: int) -> HttpResponse:
    """Add a follow-up of the measure, and say what it shows."""
    found = carriable(request, number)
    measured = queries.measured(found)
    return form_page(
        request,
        opened(request, forms.FollowUpForm),
        lambda chosen: actions.measure_effect(actor=request.user, proposal=found, **chosen).pk,
        done=_("Mätningen är sparad. Alla som har talat om det får veta."),
        to=page_of(found),
        title=_("Vad ledde det till?"),
        lead=f"{measured.effect.what} ({measured.effect.measured_in})" if measured else "",
        send=_("Spara mätningen"),
        **back_to(found),
    )
