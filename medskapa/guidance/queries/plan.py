"""What may be read of plans: the page of one, the next step of many, and what has become of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import Http404

from medskapa.core import audit, clock
from medskapa.core.prepared import Prepared
from medskapa.guidance import occupations, policy
from medskapa.guidance.models import (
    Goal,
    GuideAssignment,
    Plan,
    PlanComment,
    PlanVersion,
    Step,
    StepOwner,
    StepState,
)
from medskapa.people.models import Person

HISTORY = 30
COMMENTS = 5
VERSIONS = 10  # among so many is the one that was last agreed on
T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class GoalShown:
    """A goal (None: the steps that belong to none) with its open steps."""

    goal: Goal | None
    steps: list[Step]


@dataclass(frozen=True)
class PlanPage:
    """A plan as its page shows it.

    `agreed` is the version that both last agreed on, `waiting` the one that lies with either of them now.
    """

    plan: Plan
    next_step: Step | None
    later: list[Step]
    goals: list[GoalShown]
    proposed: list[Step]
    done: int
    comments: list[PlanComment]
    agreed: PlanVersion | None
    waiting: PlanVersion | None
    reached: list[Goal] = field(default_factory=list)

    @property
    def occupation(self) -> str:
        return occupation_of(self.plan)


def occupation_of(plan: Plan) -> str:
    """What the occupation of the job goal is called in the language of the page."""
    return occupations.name_of(plan.occupation)


def visible_plans(viewer: Person) -> QuerySet[Plan]:
    """The plans that `viewer` may read, the last one first."""
    return Plan.objects.filter(policy.plan_open_to(viewer)).order_by("-began_on", "-pk")


def plan_of(*, viewer: Person, resident: Person) -> Plan | None:
    """The plan of `resident` that goes on, or the last one that has ended; None where `viewer` may read none.

    One query. It tells as well what the page of the plan needs: see `viewer_plans` and `waiting_number`.
    """
    found = (_own_plan if viewer.pk == resident.pk else _plan_in_file).objects(viewer, resident.pk)
    return found[0] if found else None


def _plan_rows(viewer: Person, resident: int, *, own: bool) -> QuerySet[Plan]:
    rows = Plan.objects.all() if own else visible_plans(viewer)  # of one's own there is no need to ask who else may
    rows = rows.filter(resident=resident)
    done = Step.objects.filter(plan=OuterRef("pk"), state=StepState.DONE).order_by().values("plan")
    unsigned = {"resident_agreed_at__isnull" if own else "guide_agreed_at__isnull": True}
    versions = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    rows = rows.select_related("resident").annotate(
        viewer_plans=Value(True) if own else ExpressionWrapper(policy.planned_by(viewer), BooleanField()),
        done_steps=Subquery(done.annotate(n=Count("pk")).values("n")),
        unsigned_number=Subquery(versions.annotate(n=Case(When(then=F("number"), **unsigned))).values("n")[:1]),
    )
    return rows.order_by(F("ended_on").desc(nulls_first=True), "-began_on", "-pk")[:1]


_own_plan = Prepared(partial(_plan_rows, own=True), keys=1)
_plan_in_file = Prepared(partial(_plan_rows, own=False), keys=1)


@dataclass(frozen=True)
class InShort:
    """The plan of somebody (None: none that may be read), and its next step where it has one."""

    plan: Plan | None
    step: Step | None


def in_short(*, viewer: Person, resident: Person) -> InShort:
    """As `plan_of`, with the next step, of which only what it says and by when is known. One query."""
    found = (_own_in_short if viewer.pk == resident.pk else _in_short).objects(viewer, resident.pk)
    plan: Any = found[0] if found else None
    if plan is None or plan.ended_on or plan.next_text is None:
        return InShort(plan, None)
    return InShort(plan, Step(plan=plan, text=plan.next_text, due_on=plan.next_due_on))


def _with_next_step(viewer: Person, resident: int, *, own: bool) -> QuerySet[Plan]:
    first = _agreed_steps().order_by("due_on", "pk")
    return _plan_rows(viewer, resident, own=own).annotate(
        next_text=Subquery(first.values("text")[:1]), next_due_on=Subquery(first.values("due_on")[:1])
    )


_own_in_short = Prepared(partial(_with_next_step, own=True), keys=1)
_in_short = Prepared(partial(_with_next_step, own=False), keys=1)


def _agreed_steps() -> QuerySet[Step]:
    """For a plan: the steps that are agreed, with a day."""
    return Step.objects.filter(plan=OuterRef("pk"), state=StepState.AGREED, due_on__isnull=False)


def waiting_number(plan: Plan) -> int | None:
    """The number of the version that waits for the yes of whoever asked for `plan` (`plan_of`). No query."""
    number: int | None = getattr(plan, "unsigned_number", None)
    return None if plan.changed_since or plan.ended_on else number


def next_steps(residents: Iterable[Person | int] | QuerySet[Person]) -> dict[int, Step]:
    """The next step of each of `residents` who has one, by the resident's key. One query.

    That is what is agreed and to be done first, also where its day has passed. Who may see the residents is for the
    caller to have asked.
    """
    plans = Plan.objects.filter(resident__in=residents, ended_on__isnull=True)
    first = _agreed_steps().order_by("due_on", "pk")
    keys = plans.annotate(first=Subquery(first.values("pk")[:1])).values("first")
    rows = Step.objects.filter(pk__in=keys).select_related("plan")
    return {step.plan.resident_id: step for step in rows.order_by("due_on", "pk")}


def page_of(plan: Plan) -> PlanPage:
    """What stands on the page of `plan`, as `plan_of` has found it for somebody who may read it. Four queries."""
    goals = list(plan.goals.filter(dropped_on__isnull=True).order_by("place", "pk"))
    open_steps = list(steps_of(plan).filter(state__in=[StepState.PROPOSED, StepState.AGREED]))
    agreed = [step for step in open_steps if step.state == StepState.AGREED]
    versions = list(plan.versions.defer("content").order_by("-number")[:VERSIONS])
    shown = [GoalShown(goal, [step for step in agreed if step.goal_id == goal.pk]) for goal in goals]
    loose = [step for step in agreed if step.goal_id is None]
    return PlanPage(
        plan=plan,
        next_step=agreed[0] if agreed else None,
        later=agreed[1:],
        goals=[each for each in shown if not (each.goal and each.goal.reached_on)]
        + ([GoalShown(None, loose)] if loose else []),
        reached=[goal for goal in goals if goal.reached_on],
        proposed=[step for step in open_steps if step.state == StepState.PROPOSED],
        done=plan.done_steps or 0,  # type: ignore[attr-defined] # carried by the query
        comments=list(comments_of(plan)[:COMMENTS]),
        agreed=next((version for version in versions if version.is_agreed), None),
        waiting=next((version for version in versions[:1] if not version.is_agreed), None),
    )


def viewer_plans(plan: Plan) -> bool:
    """Whether whoever asked for `plan` (`plan_of`) is one of those who make it. No query."""
    return bool(getattr(plan, "viewer_plans", False))


def steps_of(plan: Plan) -> QuerySet[Step]:
    """The steps of `plan`, by day; what has none comes last."""
    return plan.steps.select_related("goal", "proposed_by").order_by(F("due_on").asc(nulls_last=True), "pk")


def comments_of(plan: Plan) -> QuerySet[PlanComment]:
    """What has been said on `plan`, the last first."""
    return plan.comments.select_related("author", "step").order_by("-written_at", "-pk")


def goal_in(plan: Plan, key: int) -> Goal:
    """The goal of `plan` with `key`, unless it is dropped. Http404 where there is none."""
    found = plan.goals.filter(pk=key, dropped_on__isnull=True).select_related("plan__resident").first()
    if found is None:
        raise Http404
    return found


def open_goals(plan: Plan) -> list[Goal]:
    """The goals of `plan` that a step can belong to."""
    return list(plan.goals.filter(dropped_on__isnull=True, reached_on__isnull=True).order_by("place", "pk"))


def step_in(plan: Plan, key: int) -> Step:
    """The step of `plan` with `key`. Http404 where there is none."""
    found = steps_of(plan).filter(pk=key).select_related("goal", "proposed_by", "plan__resident").first()
    if found is None:
        raise Http404
    return found


def comments_after(plan: Plan, after: str, *, step: Step | None = None) -> tuple[list[PlanComment], int | None]:
    """A page of what has been said on `plan`, or on `step`, the last first, and what the next page begins after."""
    rows = comments_of(plan)
    if step is not None:
        rows = rows.filter(step=step)
    last = plan.comments.filter(pk=key).first() if (key := _key(after)) else None
    if last is not None:
        rows = rows.filter(Q(written_at__lt=last.written_at) | Q(written_at=last.written_at, pk__lt=last.pk))
    return _page(rows)


def closed_steps_after(plan: Plan, after: str) -> tuple[list[Step], int | None]:
    """A page of what is done or was struck, the last first, and what the next page begins after.

    What was struck has no day of its own, and comes last.
    """
    day = Coalesce("done_on", Value(date.min))
    rows = plan.steps.filter(state__in=[StepState.DONE, StepState.DROPPED]).annotate(day=day)
    last = rows.filter(pk=key).first() if (key := _key(after)) else None
    if last is not None:
        rows = rows.filter(Q(day__lt=last.day) | Q(day=last.day, pk__lt=last.pk))
    return _page(rows.select_related("goal").order_by("-day", "-pk"))


def plan_in_circle(*, viewer: Person, key: int) -> Plan:
    """The plan of the resident with `key`, who lets `viewer` see it; that it is read is written down.

    Raises:
        Person.DoesNotExist: there is no such resident, or not for `viewer`, or they have no plan.
    """
    with transaction.atomic():
        resident = Person.objects.filter(policy.plan_shown_to(viewer, resident="pk")).get(pk=key)
        plan = plan_of(viewer=viewer, resident=resident)
        if plan is None:
            raise Person.DoesNotExist
        audit.read(reader=viewer, person=resident, what="plan")
    return plan


def _key(after: str) -> int | None:
    return int(after) if after.isdecimal() and len(after) < 20 and int(after) < 2**63 else None


def _page(rows: QuerySet[T]) -> tuple[list[T], int | None]:
    found = list(rows[: HISTORY + 1])
    return found[:HISTORY], found[HISTORY - 1].pk if len(found) > HISTORY else None


def steps_for_guide(guide: Person) -> QuerySet[Step]:
    """What `guide` has said they would do for somebody whom they guide today, and the day has passed; and what those
    residents have proposed, and nobody has said yes to."""
    late = Q(state=StepState.AGREED, owner=StepOwner.GUIDE, due_on__lt=clock.today())
    rows = Step.objects.filter(
        late | Q(state=StepState.PROPOSED),
        policy.guided_by(guide, resident="plan__resident"),
        plan__ended_on__isnull=True,
    )
    return rows.select_related("plan__resident").order_by("state", "due_on", "pk")


def to_plan_with(guide: Person) -> QuerySet[GuideAssignment]:
    """Whom `guide` guides today and needs to plan with: there is no next step with a day (``lacks_step``), or a plan
    that the resident has put waits for the guide's yes (``waits``)."""
    steps = Step.objects.filter(plan__ended_on__isnull=True, state=StepState.AGREED, due_on__isnull=False)
    later = PlanVersion.objects.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    put = PlanVersion.objects.filter(
        ~Exists(later), plan__ended_on__isnull=True, plan__changed_since=False, guide_agreed_at__isnull=True
    )
    rows = GuideAssignment.objects.filter(policy.guides_now(guide)).annotate(
        lacks_step=~Exists(steps.filter(plan__resident=OuterRef("resident"))),
        waits=Exists(put.filter(plan__resident=OuterRef("resident"))),
    )
    rows = rows.filter(Q(lacks_step=True) | Q(waits=True))
    return rows.select_related("resident").order_by("resident__name", "pk")
