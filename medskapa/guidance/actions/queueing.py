"""The queue of a measure: asked for by the resident, agreed to by the guide, and a seat offered in turn."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import policy
from medskapa.guidance.actions.plan import changed_meanwhile
from medskapa.guidance.actions.seats import (
    OFFER,
    OPEN,
    keep,
    lock_measure,
    offer_free,
    stop_waiting,
    take,
    take_back,
    tell,
)
from medskapa.guidance.models import Measure, Placement, PlacementState, Plan
from medskapa.guidance.queries.guides import has_guide
from medskapa.people.models import Person


@transaction.atomic
def want_measure(*, actor: Person, resident: Person, measure: Measure) -> Placement:
    """Ask for a seat in `measure`. What the guide asks for stands in the queue at once; the resident's wish, when the
    guide has agreed. The place in the queue goes by the day of the wish. Asked for already: the same comes back.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: the measure takes nobody in, or the resident has no guide.
    """
    if not policy.may_plan_with(actor, resident):
        raise PermissionDenied
    if earlier := Placement.objects.filter(resident=resident, measure=measure, state__in=OPEN).first():
        return earlier
    if not has_guide(resident):
        raise Conflict(_("Du behöver en guide först. Ring oss, så ordnar vi det."))
    plan = _plan_of(resident)
    lock_measure(measure)
    if not measure.is_open:
        raise Conflict(_("Den här insatsen tar inte emot nu. Titta om någon annan passar."))
    today = clock.today()
    is_guide = actor.pk != resident.pk
    placement = Placement(
        resident=resident,
        plan=plan,
        measure=measure,
        queued_on=today,
        confirmed_on=today if is_guide else None,
        placed_by=actor,
    )
    try:
        with transaction.atomic():
            placement.save(force_insert=True)
    except IntegrityError:  # the same wish at the same moment
        return Placement.objects.get(resident=resident, measure=measure, state__in=OPEN)
    if is_guide:
        offer_free(measure)
        placement.refresh_from_db()
    audit.record(actor=actor, verb="placement.wanted", on=placement, measure=measure.pk)
    return placement


def _plan_of(resident: Person) -> Plan:
    """The plan that goes on, or a new one: what somebody wants is a beginning too."""
    try:
        with transaction.atomic():
            return Plan.objects.get_or_create(
                resident=resident, ended_on__isnull=True, defaults={"began_on": clock.today()}
            )[0]
    except IntegrityError:  # begun at the same moment
        return Plan.objects.get(resident=resident, ended_on__isnull=True)


@transaction.atomic
def confirm_want(*, actor: Person, placement: Placement) -> Placement:
    """Agree to what the resident wants: they stand in the queue from the day they asked. Again: nothing changes.

    Where a seat is free it is offered at once.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        Conflict: nobody waits any more, or the measure takes nobody in.
    """
    take(placement, actor=actor, with_seats=True)
    if placement.confirmed_on is not None:
        return placement
    _refuse_not_waiting(placement)
    if not placement.measure.is_open:
        raise Conflict(_("Den här insatsen tar inte emot nu. Titta om någon annan passar."))
    placement.confirmed_on = clock.today()
    keep(placement, "confirmed_on")
    if placement.pk not in {each.pk for each in offer_free(placement.measure)}:
        tell(placement)
    placement.refresh_from_db()
    audit.record(actor=actor, verb="placement.confirmed", on=placement)
    return placement


@transaction.atomic
def answer_offer(*, actor: Person, placement: Placement, wanted: bool) -> Placement:
    """Say yes or no to the seat that was kept. After a no the next in the queue is offered it. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: no seat is kept any more.
    """
    take(placement, actor=actor, allowed=policy.may_plan_with, with_seats=True)
    if wanted and placement.accepted_on is not None:
        return placement
    if not wanted and placement.state == PlacementState.CANCELLED:
        return placement
    if placement.state != PlacementState.WAITING or placement.offered_on is None:
        raise Conflict(_("Platsen hålls inte längre. Prata med din guide, så hjälps ni åt."))
    if wanted:
        placement.accepted_on = clock.today()
        keep(placement, "accepted_on")
    else:
        stop_waiting(placement, "")
        offer_free(placement.measure)
    verb = "placement.accepted" if wanted else "placement.declined"
    audit.record(actor=actor, verb=verb, on=placement)
    return placement


@transaction.atomic
def leave_queue(*, actor: Person, placement: Placement, words: str = "", version: int | None = None) -> Placement:
    """Stop waiting, with or without a reason. A kept seat goes to the next. Left already: nothing changes.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        ValidationError: too many words; keyed ``words``.
        Conflict: the placement has been planned or has begun, or somebody else changed it since `version`.
    """
    take(placement, actor=actor, allowed=policy.may_plan_with, with_seats=True)
    if placement.state == PlacementState.CANCELLED:
        return placement
    if version is not None and version != placement.version:
        raise Conflict(changed_meanwhile())
    _refuse_not_waiting(placement)
    stop_waiting(placement, words)
    offer_free(placement.measure)
    if actor.pk != placement.resident_id:
        tell(placement)
    audit.record(actor=actor, verb="placement.left_queue", on=placement)
    return placement


@transaction.atomic
def offer_seats(*, actor: Person | None, measure: Measure) -> int:
    """Take back offers that nobody answered in time, and offer what is free or soon will be; return how many were.

    Who did not answer keeps their day in the queue, but the guide has to agree anew: somebody talks with them first.

    Raises:
        PermissionDenied: `actor` is a person, and does not keep the measure's part of the catalogue.
    """
    lock_measure(measure)
    if actor is not None and not policy.may_keep_measure(actor, measure):
        raise PermissionDenied
    late = Placement.objects.select_for_update(of=("self",)).filter(
        measure=measure, state=PlacementState.WAITING, answer_by__lt=clock.today(), accepted_on__isnull=True
    )
    lapsed = list(late.select_related("resident", "measure").order_by("pk"))
    for placement in lapsed:
        take_back(placement)
        placement.confirmed_on = None
        keep(placement, *OFFER, "confirmed_on")
        tell(placement)
    offered = offer_free(measure)
    if lapsed or offered or actor is not None:
        audit.record(actor=actor, verb="measure.seats_offered", on=measure, offered=len(offered), lapsed=len(lapsed))
    return len(offered)


def _refuse_not_waiting(placement: Placement) -> None:
    if placement.state != PlacementState.WAITING:
        raise Conflict(_("Platsen är redan planerad, eller så väntar ingen på den längre. Läs det som gäller nu."))
