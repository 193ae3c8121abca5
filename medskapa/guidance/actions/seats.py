"""What every verb about placements does: lock the measure and the placement, count the seats, offer what is free.

Locks are taken in one order: plan, measure, placement. Whoever wants a seat waits for the measure's row, so that the
last seat goes to one.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from medskapa.core import clock, walls
from medskapa.guidance import notices, occupancy, policy
from medskapa.guidance.models import Measure, Notice, NoticeKind, Placement, PlacementState
from medskapa.guidance.queries.placements import IN_QUEUE, held_seats
from medskapa.people.models import Person

DAYS_TO_ANSWER = 7
OPEN = (PlacementState.WAITING, PlacementState.PLANNED, PlacementState.ONGOING)
RELATIONS = ["resident", "plan", "measure", "onward_step", "placed_by"]
"""What `clean_fields` of a placement leaves to the database."""

Rule = Callable[[Person, Person], bool]


def lock_measure(measure: Measure) -> None:
    """Lock `measure` and read it again: its seats are going to be counted."""
    measure.refresh_from_db(from_queryset=Measure.objects.select_for_update(of=("self",)))


def take(
    placement: Placement,
    *,
    actor: Person,
    allowed: Rule = policy.may_guide_resident,
    with_seats: bool = False,
) -> None:
    """Lock `placement` and read it again; then the policy.

    Args:
        allowed: asked of `actor` and the resident.
        with_seats: lock its measure before it.

    Raises:
        PermissionDenied: `allowed` says no.
    """
    if with_seats:
        lock_measure(placement.measure)
    rows = Placement.objects.select_for_update(of=("self",))
    placement.refresh_from_db(from_queryset=rows.select_related("onward_step", "measure__unit", "resident", "plan"))
    if not allowed(actor, placement.resident):
        raise PermissionDenied


def keep(placement: Placement, *fields: str) -> None:
    """Save `fields` of a locked placement; its version goes up by one."""
    placement.version += 1
    placement.save(update_fields=[*fields, "version"])


def stop_waiting(placement: Placement, words: str) -> None:
    """Let a locked placement that waits not come about; a seat that was kept is kept no longer.

    Raises:
        ValidationError: too many words; keyed ``words``.
    """
    placement.state, placement.words = PlacementState.CANCELLED, words.strip()
    placement.offered_on = placement.answer_by = placement.accepted_on = None
    placement.clean_fields(exclude=RELATIONS)
    keep(placement, "state", "words", "offered_on", "answer_by", "accepted_on")


@walls.beyond()
def taken(
    measure: Measure, *, but: Placement | None = None, first: date | None = None, last: date | None = None
) -> int:
    """The most seats of a locked measure that are taken at once from `first` (today) to `last`, `but` not counted.

    Args:
        last: None for how long it will be is not known yet.
    """
    today = clock.today()
    held = held_seats([measure.pk], but=but)[measure.pk]
    return occupancy.most(held, max(first or today, today), last)


@walls.beyond()
def before_in_queue(measure: Measure, placement: Placement) -> int:
    """How many stand in the queue of a locked measure before `placement`; all who do where it does not itself."""
    rows = Placement.objects.filter(IN_QUEUE, measure=measure).exclude(pk=placement.pk)
    if placement.confirmed_on is not None:
        sooner = Q(queued_on__lt=placement.queued_on) | Q(queued_on=placement.queued_on, pk__lt=placement.pk)
        rows = rows.filter(sooner)
    return rows.count()


@walls.beyond()
def offer_free(measure: Measure) -> list[Placement]:
    """Keep each free seat of a locked measure for the first in the queue, and tell them; return those placements.

    A part of another action, which audits. The queue goes by the day on which somebody began to wait.
    """
    free = measure.seats - taken(measure)
    if free <= 0 or not measure.is_open:
        return []
    rows = Placement.objects.select_for_update(of=("self",)).filter(IN_QUEUE, measure=measure)
    offered = list(rows.select_related("resident", "measure").order_by("queued_on", "pk")[:free])
    today = clock.today()
    for placement in offered:
        placement.offered_on, placement.answer_by = today, today + timedelta(days=DAYS_TO_ANSWER)
        keep(placement, "offered_on", "answer_by")
        tell(placement)
    return offered


def tell(placement: Placement) -> None:
    """Tell the resident that there is something new about a locked placement. A part of another action."""
    about = placement._meta.label_lower
    earlier = Notice.objects.filter(
        resident=placement.resident, kind=NoticeKind.PLACEMENT_CHANGED, about_model=about, about_key=placement.pk
    )
    notices.tell(placement.resident, NoticeKind.PLACEMENT_CHANGED, placement, number=earlier.count() + 1)
