"""What every verb about placements does: lock the measure and the placement, count the seats, offer what is free.

Locks are taken in one order: plan, measure, placement. Whoever wants a seat waits for the measure's row, so that the
last seat goes to one.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import DateField, OuterRef, Q, Subquery

from medskapa.core import clock, walls
from medskapa.guidance import notices, occupancy, policy
from medskapa.guidance.models import (
    Extension,
    ExtensionState,
    Measure,
    Notice,
    NoticeKind,
    Placement,
    PlacementState,
)
from medskapa.guidance.queries.placements import IN_QUEUE, held_seats
from medskapa.people.models import Person

DAYS_TO_ANSWER = 7
OFFERED_AHEAD = timedelta(days=14)
"""So long before it becomes free a seat is offered: after both warnings of the end, when an extension has been asked
for or not, and early enough to answer and to plan before it stands empty."""
OPEN = (PlacementState.WAITING, PlacementState.PLANNED, PlacementState.ONGOING)
RELATIONS = ["resident", "plan", "measure", "onward_step", "placed_by"]
"""What `clean_fields` of a placement leaves to the database."""

OFFER = ("offered_on", "offered_from", "answer_by", "accepted_on")
"""What an offer is made of."""

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


def take_back(placement: Placement) -> None:
    """Take back the offer of a locked placement, without saving: the fields are those of `OFFER`."""
    for name in OFFER:
        setattr(placement, name, None)


def stop_waiting(placement: Placement, words: str) -> None:
    """Let a locked placement that waits not come about; a seat that was kept is kept no longer.

    Raises:
        ValidationError: too many words; keyed ``words``.
    """
    placement.state, placement.words = PlacementState.CANCELLED, words.strip()
    take_back(placement)
    placement.clean_fields(exclude=RELATIONS)
    keep(placement, "state", "words", *OFFER)


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
    """Keep each seat of a locked measure that is free, or soon becomes so, for the first in the queue, and tell them.

    A part of another action, which audits. The queue goes by the day on which somebody began to wait. A seat must be
    free for as long as the measure is. Returns the placements that got an offer.
    """
    if not measure.is_open or measure.seats <= 0:
        return []
    rows = Placement.objects.select_for_update(of=("self",)).filter(IN_QUEUE, measure=measure)
    queue = list(rows.select_related("resident", "measure").order_by("queued_on", "pk")[: measure.seats])
    if not queue:
        return []
    today, days = clock.today(), measure.weeks * 7
    starts = list(measure.starts.filter(starts_on__gte=today).values_list("starts_on", flat=True))
    held = held_seats([measure.pk])[measure.pk] + _kept_longer(measure, today)
    offered = []
    for placement in queue:
        begins = occupancy.first_offer(
            held, measure.seats, first=today, last=today + OFFERED_AHEAD, days=days, starts=starts
        )
        if begins is None:
            break
        held.append(occupancy.Held(begins, begins + timedelta(days=days)))
        placement.offered_on, placement.answer_by = today, today + timedelta(days=DAYS_TO_ANSWER)
        placement.offered_from = begins if begins > today else None
        keep(placement, "offered_on", "answer_by", "offered_from")
        tell(placement)
        offered.append(placement)
    return offered


def _kept_longer(measure: Measure, today: date) -> list[occupancy.Held]:
    """The seats that nobody else is offered after their end: what is past its end goes on for nobody knows how long,
    and what the manager is asked to extend goes on if the answer is yes."""
    asked = Extension.objects.filter(placement=OuterRef("pk"), state=ExtensionState.ASKED)
    rows = Placement.objects.filter(measure=measure, state=PlacementState.ONGOING)
    rows = rows.annotate(asked_to=Subquery(asked.order_by("pk").values("to_day")[:1], output_field=DateField()))
    longer = rows.filter(Q(ends_on__lt=today) | Q(asked_to__isnull=False)).order_by("pk")
    return [
        occupancy.Held(max(ends_on, today) + timedelta(days=1), None if ends_on < today else asked_to)
        for ends_on, asked_to in longer.values_list("ends_on", "asked_to")
        if ends_on is not None
    ]


def tell(placement: Placement) -> None:
    """Tell the resident that there is something new about a locked placement. A part of another action."""
    about = placement._meta.label_lower
    earlier = Notice.objects.filter(
        resident=placement.resident, kind=NoticeKind.PLACEMENT_CHANGED, about_model=about, about_key=placement.pk
    )
    notices.tell(placement.resident, NoticeKind.PLACEMENT_CHANGED, placement, number=earlier.count() + 1)
