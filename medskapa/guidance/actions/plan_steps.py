"""The steps of a plan: proposed, agreed on, changed, ticked off, dropped."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.guidance import policy
from medskapa.guidance.actions.plan import changed_meanwhile, mark_changed, take_plan
from medskapa.guidance.models import Goal, Plan, Step, StepOwner, StepState
from medskapa.people.models import Person

MOST_OPEN = 60
OPEN = (StepState.PROPOSED, StepState.AGREED)


@transaction.atomic
def add_step(
    *,
    actor: Person,
    plan: Plan,
    text: str,
    owner: StepOwner,
    due_on: date | None,
    owner_name: str = "",
    goal: Goal | None = None,
) -> Step:
    """Add something to do. From the resident it is a proposal; from the guide it is agreed, and has a day.

    The same step again (a double click) gives the first.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        ValidationError: a text is missing or too long, somebody else has no name, or the day is missing or has passed;
            keyed by field.
        Conflict: the plan has ended, or more is open in it than anybody can do.
    """
    take_plan(plan, actor)
    state = StepState.PROPOSED if actor.pk == plan.resident_id else StepState.AGREED
    step = Step(plan=plan, state=state, proposed_by=actor)
    _fill(step, text=text, owner=owner, owner_name=owner_name, due_on=due_on, goal=goal)
    if earlier := _same(step):
        return earlier
    _check(step)
    _refuse_past(step)
    if plan.steps.filter(state__in=OPEN).count() >= MOST_OPEN:
        raise Conflict(_("Det är redan många steg på gång. Bocka av eller stryk några först."))
    step.save()
    if state == StepState.AGREED:
        mark_changed(plan)
    audit.record(actor=actor, verb="step.proposed" if state == StepState.PROPOSED else "step.added", on=step)
    return step


@transaction.atomic
def agree_to_step(*, actor: Person, step: Step, version: int, due_on: date | None = None) -> Step:
    """Say yes to what the resident proposed. Agreed on already: nothing changes.

    Args:
        version: the one that was seen.
        due_on: by when; needed where the proposal has no day.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        ValidationError: there is no day, or it has passed; keyed ``due_on``.
        Conflict: the plan has ended, or the step is done, dropped or changed since `version`.
    """
    _take_step(step, actor)
    if not policy.may_agree_to_steps(actor, step.plan.resident):
        raise PermissionDenied
    if step.state == StepState.AGREED:
        return step
    _refuse_closed(step)
    _refuse_changed(step, version)
    step.state = StepState.AGREED
    step.due_on = due_on or step.due_on
    _check(step)
    _refuse_past(step)
    _saved(step)
    mark_changed(step.plan)
    audit.record(actor=actor, verb="step.agreed", on=step)
    return step


@transaction.atomic
def edit_step(
    *,
    actor: Person,
    step: Step,
    version: int,
    text: str,
    owner: StepOwner,
    due_on: date | None,
    owner_name: str = "",
    goal: Goal | None = None,
) -> Step:
    """Change a step that is not done: the guide any, the resident what they proposed themselves.

    Raises: as `add_step`, and
        Conflict: the step is done or dropped, or was changed since `version`.
    """
    _take_step(step, actor)
    if not policy.may_edit_step(actor, step):
        raise PermissionDenied
    before = _values(step)
    _fill(step, text=text, owner=owner, owner_name=owner_name, due_on=due_on, goal=goal)
    if _values(step) == before:
        return step
    _refuse_closed(step)
    _refuse_changed(step, version)
    _check(step)
    if step.due_on != before[3]:
        _refuse_past(step)
    _saved(step)
    if step.state == StepState.AGREED:
        mark_changed(step.plan)
    audit.record(actor=actor, verb="step.edited", on=step)
    return step


@transaction.atomic
def tick_step(*, actor: Person, step: Step, done: bool = True) -> Step:
    """Tick a step off, or (`done` is False) take the tick away again. Again: nothing changes.

    What both agreed on stays agreed: that something is done is no new plan.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide, or it is for the guide to do.
        Conflict: the plan has ended, or the step is only proposed, or dropped.
    """
    _take_step(step, actor)
    if not policy.may_tick(actor, step):
        raise PermissionDenied
    wanted = StepState.DONE if done else StepState.AGREED
    if step.state == wanted:
        return step
    if step.state == StepState.PROPOSED:
        raise Conflict(_("Steget är ett förslag. Ni behöver komma överens om det först."))
    if step.state == StepState.DROPPED:
        raise Conflict(_("Steget är struket. Lägg till ett nytt i stället."))
    step.state, step.done_on = wanted, clock.today() if done else None
    _saved(step)
    audit.record(actor=actor, verb="step.done" if done else "step.not_done", on=step)
    return step


@transaction.atomic
def drop_step(*, actor: Person, step: Step, why: str) -> Step:
    """Strike a step, and say why. Struck already: nothing changes.

    The resident may take back what they proposed themselves; what is agreed the guide strikes.

    Raises:
        PermissionDenied: `actor` may not.
        ValidationError: nobody says why, or it is too long; keyed ``why``.
        Conflict: the plan has ended, or the step is done.
    """
    _take_step(step, actor)
    if not policy.may_edit_step(actor, step):
        raise PermissionDenied
    if step.state == StepState.DROPPED:
        return step
    _refuse_closed(step)
    if not why.strip():
        raise ValidationError({"why": _("Skriv varför steget stryks. Ni kan båda läsa det.")})
    refuse_longer("why", why.strip(), 300)
    was_agreed = step.state == StepState.AGREED
    step.state, step.dropped_why = StepState.DROPPED, why.strip()
    _saved(step)
    if was_agreed:
        mark_changed(step.plan)
    audit.record(actor=actor, verb="step.dropped", on=step)
    return step


def _take_step(step: Step, actor: Person) -> None:
    take_plan(step.plan, actor)
    plan = step.plan
    step.refresh_from_db(from_queryset=Step.objects.select_for_update(of=("self",)).select_related("goal"))
    step.plan = plan


def _fill(step: Step, *, text: str, owner: StepOwner, owner_name: str, due_on: date | None, goal: Goal | None) -> None:
    step.text, step.owner, step.due_on, step.goal = text.strip(), owner, due_on, goal
    step.owner_name = owner_name.strip() if owner == StepOwner.OTHER else ""


def _values(step: Step) -> tuple[str, str, str, date | None, int | None]:
    return step.text, step.owner, step.owner_name, step.due_on, step.goal_id


def _same(step: Step) -> Step | None:
    """The open step that says the same, if there is one."""
    alike = Step.objects.filter(plan=step.plan, text=step.text, owner=step.owner, owner_name=step.owner_name)
    return alike.filter(due_on=step.due_on, goal=step.goal, state__in=OPEN).first()


def _check(step: Step) -> None:
    """Refuse what no step may be, whoever writes it."""
    step.clean_fields(exclude=["plan", "goal", "proposed_by"])
    if step.goal is not None and (step.goal.plan_id != step.plan_id or step.goal.dropped_on):
        raise ValidationError({"goal": _("Delmålet finns inte i planeringen. Välj ett annat.")})
    if step.owner == StepOwner.OTHER and not step.owner_name:
        raise ValidationError({"owner_name": _("Skriv vem som ska göra det.")})
    if step.state == StepState.AGREED and step.due_on is None:
        raise ValidationError({"due_on": _("Välj en dag. Ett steg utan dag blir lätt liggande.")})


def _refuse_past(step: Step) -> None:
    if step.due_on is not None and step.due_on < clock.today():
        raise ValidationError({"due_on": _("Den dagen har redan varit. Välj en dag från och med i dag.")})


def _refuse_closed(step: Step) -> None:
    if step.state == StepState.DONE:
        raise Conflict(_("Steget är klart. Ta bort bocken först om något ska ändras."))
    if step.state == StepState.DROPPED:
        raise Conflict(_("Steget är struket. Lägg till ett nytt i stället."))


def _refuse_changed(step: Step, version: int) -> None:
    if version != step.version:
        raise Conflict(changed_meanwhile())


def _saved(step: Step) -> None:
    step.version += 1
    step.save()
