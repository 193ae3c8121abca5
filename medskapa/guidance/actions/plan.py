"""The plan: begun, described, divided into goals, and commented on by the two whose plan it is."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import occupations, policy
from medskapa.guidance.models import Goal, GuideAssignment, Plan, PlanComment, Step
from medskapa.people.models import Person

PLAN_TEXTS = ["goal_words", "studies", "can", "want", "hinders"]
MOST_GOALS = 20


@transaction.atomic
def begin_plan(*, actor: Person, resident: Person) -> Plan:
    """Begin the plan of a resident who has a guide. Where there is one that goes on, it is returned.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: the resident has no guide.
    """
    opens = GuideAssignment.objects.select_for_update().filter(resident=resident, ended_on__isnull=True).first()
    if not policy.may_plan_with(actor, resident):
        raise PermissionDenied
    if earlier := Plan.objects.filter(resident=resident, ended_on__isnull=True).first():
        return earlier
    if opens is None:
        raise Conflict(
            _("Planeringen görs ihop med en guide, och det finns ingen guide än. Ring oss, så ordnar vi det.")
        )
    plan = Plan.objects.create(resident=resident, began_on=clock.today())
    audit.record(actor=actor, verb="plan.begun", on=plan)
    return plan


@transaction.atomic
def describe_plan(*, actor: Person, plan: Plan, version: int, occupation: str | None = None, **texts: str) -> Plan:
    """Write the job goal, or what the resident can, wants and is hindered by (the texts of `PLAN_TEXTS`).

    Args:
        version: the one that the writer saw.
        occupation: a slug of `occupations`, or an empty text for none; None leaves it as it is.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        ValidationError: a text is too long, or there is no such occupation; keyed by field.
        Conflict: the plan has ended, or the texts were changed since `version`.
    """
    take_plan(plan, actor)
    new = {name: text.strip() for name, text in texts.items() if name in PLAN_TEXTS}
    if occupation is not None:
        if occupation and not occupations.called(occupation):
            raise ValidationError({"occupation": _("Välj ett av yrkena i listan, eller skriv med egna ord.")})
        new["occupation"] = occupation
    if all(getattr(plan, name) == text for name, text in new.items()):
        return plan
    if version != plan.version:
        raise Conflict(changed_meanwhile())
    for name, text in new.items():
        setattr(plan, name, text)
    plan.clean_fields(exclude=["resident"])
    plan.version += 1
    plan.changed_since = True
    plan.save()
    audit.record(actor=actor, verb="plan.described", on=plan, version=plan.version)
    return plan


@transaction.atomic
def add_goal(*, actor: Person, plan: Plan, text: str) -> Goal:
    """Add something on the way to the job goal, after the others. The same words again (a double click) give the first.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        ValidationError: no words, or too many; keyed ``text``.
        Conflict: the plan has ended, or has as many goals as anybody can follow.
    """
    take_plan(plan, actor)
    goals = list(plan.goals.filter(dropped_on__isnull=True))
    if earlier := next((goal for goal in goals if goal.text == text.strip()), None):
        return earlier
    if len(goals) >= MOST_GOALS:
        raise Conflict(_("Det finns redan många delmål. Stryk något först, så att det går att se vägen."))
    goal = Goal(plan=plan, text=text.strip(), place=max((each.place for each in goals), default=0) + 1)
    goal.clean_fields(exclude=["plan"])
    goal.save()
    mark_changed(plan)
    audit.record(actor=actor, verb="goal.added", on=goal)
    return goal


@transaction.atomic
def edit_goal(*, actor: Person, goal: Goal, seen: str, text: str) -> Goal:
    """Change the words of a goal.

    Args:
        seen: the words that the writer saw before.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        ValidationError: no words, or too many; keyed ``text``.
        Conflict: the plan has ended, the goal is dropped, or somebody else has changed it since.
    """
    _take_goal(goal, actor)
    if goal.text == text.strip():
        return goal
    if goal.dropped_on:
        raise Conflict(_("Delmålet är struket. Lägg till ett nytt i stället."))
    if goal.text != seen:
        raise Conflict(changed_meanwhile())
    goal.text = text.strip()
    goal.clean_fields(exclude=["plan"])
    goal.save(update_fields=["text"])
    mark_changed(goal.plan)
    audit.record(actor=actor, verb="goal.edited", on=goal)
    return goal


@transaction.atomic
def reach_goal(*, actor: Person, goal: Goal, reached: bool = True) -> Goal:
    """Say that a goal is reached, or (`reached` is False) that it is not after all. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: the plan has ended, or the goal is dropped.
    """
    _take_goal(goal, actor)
    if bool(goal.reached_on) == reached:
        return goal
    if goal.dropped_on:
        raise Conflict(_("Delmålet är struket. Lägg till ett nytt i stället."))
    goal.reached_on = clock.today() if reached else None
    goal.save(update_fields=["reached_on"])
    audit.record(actor=actor, verb="goal.reached" if reached else "goal.not_reached", on=goal)
    return goal


@transaction.atomic
def drop_goal(*, actor: Person, goal: Goal) -> Goal:
    """Take a goal out of the plan; its steps stay, without a goal. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: the plan has ended.
    """
    _take_goal(goal, actor)
    if goal.dropped_on:
        return goal
    goal.dropped_on = clock.today()
    goal.save(update_fields=["dropped_on"])
    goal.steps.update(goal=None)
    mark_changed(goal.plan)
    audit.record(actor=actor, verb="goal.dropped", on=goal)
    return goal


@transaction.atomic
def comment_on_plan(*, actor: Person, plan: Plan, text: str, step: Step | None = None) -> PlanComment:
    """Say something about the plan or one of its steps. The same words again today are said once.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        ValidationError: no words, or too many, or the step is of another plan; keyed by field.
        Conflict: the plan has ended.
    """
    take_plan(plan, actor)
    said = PlanComment(plan=plan, step=step, author=actor, text=text.strip(), written_at=clock.now())
    if step is not None and step.plan_id != plan.pk:
        raise ValidationError({"step": _("Steget hör till en annan planering.")})
    today = clock.midnight(clock.today())
    if earlier := plan.comments.filter(author=actor, step=step, text=said.text, written_at__gte=today).first():
        return earlier
    said.clean_fields(exclude=["plan", "step", "author"])
    said.save()
    audit.record(actor=actor, verb="plan.commented", on=said)
    return said


def take_plan(plan: Plan, actor: Person) -> None:
    """Lock `plan` as it is now, for somebody who may change it.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: it has ended, and is only to be read.
    """
    lock_plan(plan)
    if not policy.may_plan_with(actor, plan.resident):
        raise PermissionDenied
    if plan.ended_on:
        raise Conflict(_("Planeringen är avslutad. Den går att läsa, men inte att ändra."))


def lock_plan(plan: Plan) -> None:
    """Lock `plan` and read it again: something is going to be written into it."""
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)).select_related("resident"))


def mark_changed(plan: Plan) -> None:
    """Remember that `plan`, which is locked, is no longer what was put to be agreed on."""
    if not plan.changed_since:
        plan.changed_since = True
        plan.save(update_fields=["changed_since"])


def changed_meanwhile() -> str:
    return _("Någon annan har ändrat det här medan du skrev. Det du skrev finns kvar. Läs det nya och skicka igen.")


def _take_goal(goal: Goal, actor: Person) -> None:
    take_plan(goal.plan, actor)
    goal.refresh_from_db(from_queryset=Goal.objects.select_for_update(of=("self",)).select_related("plan__resident"))
