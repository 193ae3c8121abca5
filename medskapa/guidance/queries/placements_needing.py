"""What of placements needs a guide today, and what the manager has answered."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.core import clock
from medskapa.guidance import policy
from medskapa.guidance.models import Extension, ExtensionState, Placement, PlacementState, StepState
from medskapa.guidance.queries.placements import PAGE, PlacementShown, shown, with_standing
from medskapa.people.models import Person

NEAR_DAYS = 30


@dataclass(frozen=True)
class AnswerToRead:
    """What the manager answered about a longer placement, and the guide has not read."""

    key: int
    placement: Placement
    is_longer: bool
    to_day: date
    answer: str
    answered_on: date


@dataclass(frozen=True)
class Needing:
    """The placements that need a guide today."""

    answers: list[AnswerToRead]

    past: list[PlacementShown]
    near: list[PlacementShown]
    stuck: list[PlacementShown]
    to_start: list[Placement]
    to_plan: list[Placement]
    to_confirm: list[Placement]
    offered: list[Placement]

    @property
    def is_empty(self) -> bool:
        going = self.answers or self.past or self.near or self.stuck
        return not (going or self.to_start or self.to_plan or self.to_confirm or self.offered)


def needing(viewer: Person) -> Needing:
    """What `viewer` has to see to as a guide: ends that are past or near, no way onward, starts, wishes, seats that are
    kept for somebody who has not answered, and answers of the manager, also where the placement is over since.

    Queries: 1.
    """
    today = clock.today()
    guided = _with_answer(with_standing(Placement.objects.filter(policy.guided_by(viewer))))
    near = Q(state=PlacementState.ONGOING, ends_on__lte=today + timedelta(days=NEAR_DAYS))
    stuck = Q(state=PlacementState.ONGOING) & ~Q(onward_step__state=StepState.AGREED)
    to_start = Q(state=PlacementState.PLANNED, starts_on__lte=today)
    waits = Q(state=PlacementState.WAITING) & (Q(confirmed_on__isnull=True) | Q(offered_on__isnull=False))
    rows = list(
        guided.filter(near | stuck | to_start | waits | Q(to_read__isnull=False))
        .select_related("resident", "measure", "onward_step")
        .order_by("ends_on", "queued_on", "pk")[: 4 * PAGE]
    )
    once = {row.pk: row for row in rows}.values()  # two answers that nobody has read are two rows
    going = [shown(row, in_list=True) for row in once if row.state == PlacementState.ONGOING]
    return Needing(
        answers=[_answer(row) for row in rows if row.answer_key],  # type: ignore[attr-defined] # carried by the query
        past=[each for each in going if each.is_past],
        near=[each for each in going if not each.is_past and each.days_left <= NEAR_DAYS],
        stuck=[each for each in going if not each.is_past and each.days_left > NEAR_DAYS and _is_stuck(each.placement)],
        to_start=[row for row in rows if row.state == PlacementState.PLANNED],
        to_plan=[row for row in rows if row.state == PlacementState.WAITING and row.accepted_on],
        to_confirm=[row for row in rows if row.state == PlacementState.WAITING and not row.confirmed_on],
        offered=[row for row in rows if row.state == PlacementState.WAITING and row.offered_on and not row.accepted_on],
    )


def _with_answer(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """`rows`, each with the answer that the guide has not read (``answer_key``, None: none, and what it says)."""
    unread = Q(extensions__answered_on__isnull=False, extensions__read_on__isnull=True)
    return rows.annotate(
        to_read=FilteredRelation("extensions", condition=unread),
        answer_key=F("to_read__pk"),
        answer_state=F("to_read__state"),
        answer_to=F("to_read__to_day"),
        answer_words=F("to_read__answer"),
        answer_day=F("to_read__answered_on"),
    )


def _answer(row: Placement) -> AnswerToRead:
    return AnswerToRead(
        key=row.answer_key,  # type: ignore[attr-defined] # these are carried by the query
        placement=row,
        is_longer=row.answer_state == ExtensionState.AGREED,  # type: ignore[attr-defined]
        to_day=row.answer_to,  # type: ignore[attr-defined]
        answer=row.answer_words,  # type: ignore[attr-defined]
        answered_on=row.answer_day,  # type: ignore[attr-defined]
    )


def _is_stuck(placement: Placement) -> bool:
    """Whether the step after the end is done or struck."""
    return placement.onward_step is None or placement.onward_step.state != StepState.AGREED


def answered_extension(*, viewer: Person, pk: int) -> Extension:
    """One extension that was asked for a resident of the guide `viewer`. Raises Http404."""
    rows = Extension.objects.filter(policy.guided_by(viewer, resident="placement__resident"))
    return get_object_or_404(rows.select_related("placement__measure", "placement__resident"), pk=pk)
