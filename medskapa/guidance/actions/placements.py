"""Placements: planned with a purpose, an end and a way onward; begun, warned of, and ended with what they led to."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import certificates, lock_in, measure_jobs, notices, policy
from medskapa.guidance.actions.occupations import too_long
from medskapa.guidance.actions.plan import mark_changed
from medskapa.guidance.actions.seats import (
    OPEN,
    RELATIONS,
    before_in_queue,
    keep,
    lock_measure,
    offer_free,
    take,
    take_back,
    taken,
    tell,
)
from medskapa.guidance.models import (
    EndedAs,
    ExtensionState,
    Measure,
    NoticeKind,
    Placement,
    PlacementState,
    Plan,
    Step,
    StepOwner,
    StepState,
)
from medskapa.guidance.queries.placements import has_next_step, last_step_done, leads_onward
from medskapa.people.models import Person

WARNED_AT = (30, 14)


@dataclass(frozen=True)
class Onward:
    """The way onward: in words, and as a step that is to be done after the end: one in the plan, or a new one."""

    words: str
    step: Step | None = None
    due_on: date | None = None


@transaction.atomic
def plan_placement(
    *,
    actor: Person,
    resident: Person,
    measure: Measure,
    purpose: str,
    starts_on: date | None,
    ends_on: date | None,
    onward: Onward,
    longer_because: str = "",
) -> Placement:
    """Give the resident a seat, from a day to a day, with a purpose for this person and a step after the end.

    A wish or an offer in the same measure becomes the placement. Planned already in the same words: it comes back.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        ValidationError: something is missing, or does not hold; keyed by field: ``purpose``, ``starts_on``,
            ``ends_on``, ``way_onward``, ``onward_step``, ``onward_on``, ``longer_because``. Also where the seat that
            the person has, or that is kept for them, is somebody else's on one of the days.
        Conflict: no seat is free on all the days, others stand before in the queue, it goes on already, or the
            resident has no plan.
    """
    plan = _plan_of(resident)
    if not policy.may_guide_resident(actor, resident):
        raise PermissionDenied
    if plan is None:
        raise Conflict(_("Det finns ingen planering att bygga på. Börja med den, ihop med invånaren."))
    lock_measure(measure)
    placement = _open_in(resident, measure) or Placement(
        resident=resident, plan=plan, measure=measure, queued_on=clock.today(), placed_by=actor
    )
    if placement.state == PlacementState.ONGOING:
        raise Conflict(_("Personen är redan med i den här insatsen."))
    if placement.state == PlacementState.PLANNED and _says_the_same(placement, purpose, starts_on, ends_on):
        return placement
    _check_days(placement, purpose, starts_on, ends_on, longer_because)
    step = way_onward(plan, onward, after=ends_on, actor=actor)
    _refuse_full(measure, placement, starts_on, ends_on)
    placement.state, placement.plan, placement.placed_by = PlacementState.PLANNED, plan, actor
    placement.purpose, placement.longer_because = purpose.strip(), longer_because.strip()
    placement.starts_on, placement.ends_on, placement.first_end = starts_on, ends_on, ends_on
    placement.way_onward, placement.onward_step = onward.words.strip(), step
    take_back(placement)
    placement.version += 0 if placement._state.adding else 1
    placement.clean_fields(exclude=RELATIONS)
    placement.save()
    tell(placement)
    audit.record(actor=actor, verb="placement.planned", on=placement, measure=measure.pk, ends_on=placement.ends_on)
    return placement


def _plan_of(resident: Person) -> Plan | None:
    rows = Plan.objects.select_for_update(of=("self",)).select_related("resident")
    return rows.filter(resident=resident, ended_on__isnull=True).first()


def _open_in(resident: Person, measure: Measure) -> Placement | None:
    rows = Placement.objects.select_for_update(of=("self",)).select_related("resident", "measure")
    return rows.filter(resident=resident, measure=measure, state__in=OPEN).first()


def _says_the_same(placement: Placement, purpose: str, starts_on: date | None, ends_on: date | None) -> bool:
    return (placement.purpose, placement.starts_on, placement.ends_on) == (purpose.strip(), starts_on, ends_on)


def _check_days(
    placement: Placement, purpose: str, starts_on: date | None, ends_on: date | None, longer_because: str
) -> None:
    """Say which of what a placement cannot be without is missing, each beside its field."""
    wrong, measure = {}, placement.measure
    if not purpose.strip():
        wrong["purpose"] = _("Skriv vad just den här personen ska få ut av insatsen.")
    if starts_on is None:
        wrong["starts_on"] = _("Välj vilken dag det börjar.")
    if ends_on is None:
        wrong["ends_on"] = _("Välj vilken dag det slutar. En insats utan slut blir lätt en väntan.")
    elif starts_on is not None and ends_on < starts_on:
        wrong["ends_on"] = _("Det kan inte sluta innan det har börjat.")
    elif ends_on <= clock.today():
        wrong["ends_on"] = _("Den dagen har redan varit. Välj en dag som kommer.")
    elif words := too_long(placement, starts_on, ends_on):
        wrong["ends_on"] = words
    elif starts_on is not None and ends_on - starts_on > timedelta(weeks=measure.weeks) and not longer_because.strip():
        wrong["longer_because"] = _("Det blir längre än insatsen, som är %(weeks)s veckor. Skriv varför.") % {
            "weeks": measure.weeks
        }
    if wrong:
        raise ValidationError(wrong)


def way_onward(plan: Plan, onward: Onward, *, after: date | None, actor: Person) -> Step:
    """The step that comes after the end: the chosen one, or a new one in the words of the way onward.

    A part of another action, which has locked the plan.

    Raises:
        ValidationError: a part is missing, or the step is not to be done after the end; keyed by field.
    """
    if not onward.words.strip():
        raise ValidationError({"way_onward": _("Skriv vägen vidare: vad händer efter insatsen?")})
    if onward.step is not None:
        step = Step.objects.select_for_update().get(pk=onward.step.pk)
        if step.plan_id != plan.pk or step.state != StepState.AGREED:
            raise ValidationError({"onward_step": _("Välj ett steg som är på gång i planeringen.")})
        if step.due_on is None or after is None or step.due_on <= after:
            raise ValidationError({"onward_step": _("Steget ska göras efter att insatsen är slut. Välj ett senare.")})
        return step
    if onward.due_on is None:
        raise ValidationError({"onward_on": _("Välj ett steg i planeringen, eller en dag för ett nytt steg.")})
    if after is not None and onward.due_on <= after:
        raise ValidationError({"onward_on": _("Nästa steg ska komma efter att insatsen är slut. Välj en senare dag.")})
    step = Step(
        plan=plan,
        text=onward.words.strip()[:300],
        due_on=onward.due_on,
        owner=StepOwner.RESIDENT,
        state=StepState.AGREED,
        proposed_by=actor,
    )
    step.clean_fields(exclude=["plan", "goal", "proposed_by"])
    step.save(force_insert=True)
    mark_changed(plan)
    return step


def _refuse_full(measure: Measure, placement: Placement, starts_on: date | None, ends_on: date | None) -> None:
    """A seat must be free on all these days; and for whoever has none yet, with as many more as stand before them."""
    before = 0
    if placement.offered_on is None and placement.state != PlacementState.PLANNED:
        if not measure.is_open:
            raise Conflict(_("Den här insatsen tar inte emot nu. Titta om någon annan passar."))
        offer_free(measure)
        if not placement._state.adding:
            placement.refresh_from_db()
        if placement.offered_on is None:
            before = before_in_queue(measure, placement)
    free = measure.seats - taken(measure, but=placement, first=starts_on, last=ends_on)
    if free > before:
        return
    if placement.offered_on is not None or placement.state == PlacementState.PLANNED:
        raise ValidationError({"starts_on": _("Det är fullt någon av de dagarna. Välj andra dagar.")})
    if free > 0:
        raise Conflict(_("Andra står före i kön. Ställ personen i kön, så får den plats i tur och ordning."))
    raise Conflict(_("Det finns ingen ledig plats just nu. Ställ personen i kön, så får den plats i tur och ordning."))


@transaction.atomic
def start_placement(*, actor: Person, placement: Placement) -> Placement:
    """Say that a planned placement has begun. The way onward is looked at again. Begun already: nothing changes.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        ValidationError: the next step is done, struck, or no longer after the end; keyed ``onward_step``.
        Conflict: it is not planned.
    """
    take(placement, actor=actor)
    if placement.state == PlacementState.ONGOING:
        return placement
    if placement.state != PlacementState.PLANNED:
        raise Conflict(_("Den här platsen är inte planerad. Läs det som gäller nu."))
    if not leads_onward(placement):
        raise ValidationError(
            {"onward_step": _("Det finns inget steg kvar efter slutet. Planera vägen vidare innan det börjar.")}
        )
    placement.state = PlacementState.ONGOING
    keep(placement, "state")
    audit.record(actor=actor, verb="placement.started", on=placement)
    return placement


@transaction.atomic
def cancel_placement(*, actor: Person, placement: Placement, words: str) -> Placement:
    """Let a planned placement not begin, and say why. The seat goes to the next. Cancelled already: nothing changes.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        ValidationError: nobody says why, or in too many words; keyed ``words``.
        Conflict: it has begun.
    """
    take(placement, actor=actor, with_seats=True)
    if placement.state == PlacementState.CANCELLED:
        return placement
    if placement.state != PlacementState.PLANNED:
        raise Conflict(_("Den här platsen är inte planerad. Läs det som gäller nu."))
    if not words.strip():
        raise ValidationError({"words": _("Skriv varför det inte blir av. Personen läser det.")})
    placement.state, placement.words = PlacementState.CANCELLED, words.strip()
    placement.clean_fields(exclude=RELATIONS)
    keep(placement, "state", "words")
    offer_free(placement.measure)
    tell(placement)
    audit.record(actor=actor, verb="placement.cancelled", on=placement)
    return placement


@transaction.atomic
def end_placement(
    *,
    actor: Person,
    placement: Placement,
    ended_as: EndedAs,
    ended_on: date,
    words: str = "",
    version: int | None = None,
) -> Placement:
    """End a placement, with what it led to. Its days of lock-in are kept as they are. Ended already: nothing changes.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        ValidationError: the day is not between the start and today, or it led to a next step that there is not; keyed
            by field. Too many words.
        Conflict: it does not go on, or somebody changed it since `version`.
    """
    take(placement, actor=actor, with_seats=True)
    if placement.state == PlacementState.ENDED and placement.ended_as == ended_as:
        return placement
    if placement.state != PlacementState.ONGOING or (version is not None and version != placement.version):
        raise Conflict(_("Insatsen pågår inte längre, eller så har någon ändrat den. Läs det som gäller nu."))
    if placement.starts_on is None or not placement.starts_on <= ended_on <= clock.today():
        raise ValidationError({"ended_on": _("Välj en dag från det att insatsen började till och med i dag.")})
    if ended_as == EndedAs.ONWARD and not has_next_step(placement):
        raise ValidationError({"ended_as": _("Det finns inget nästa steg i planeringen. Lägg till ett först.")})
    placement.state, placement.ended_as, placement.ended_on = PlacementState.ENDED, ended_as, ended_on
    placement.words, placement.certificate = words.strip(), certificates.contents(placement)
    placement.lock_in_days = lock_in.days(placement, ended_on, last_step_done(placement))
    placement.clean_fields(exclude=RELATIONS)
    keep(placement, "state", "ended_as", "ended_on", "words", "certificate", "lock_in_days")
    offer_free(placement.measure)
    tell(placement)
    audit.record(actor=actor, verb="placement.ended", on=placement, led_to=ended_as.value, days=placement.lock_in_days)
    return placement


@transaction.atomic
def warn_of_ends(*, actor: Person | None) -> int:
    """Tell each resident whose placement ends within 30 days, and again within 14; return how many were told.

    Each end is told of once at each of the two; an extended one anew. The guide gets an e-mail that says that there is
    something on the start page, where it stands until it is seen to.

    Raises:
        PermissionDenied: a person asks; it is a job of its own.
    """
    if actor is not None:
        raise PermissionDenied
    today = clock.today()
    rows = Placement.objects.select_for_update(of=("self",)).filter(
        state=PlacementState.ONGOING, ends_on__gte=today, ends_on__lte=today + timedelta(days=max(WARNED_AT))
    )
    told = []
    for placement in rows.select_related("resident", "measure").order_by("pk"):
        left = (placement.ends_on - today).days if placement.ends_on else 0
        within = min(days for days in WARNED_AT if left <= days)  # nobody gets both on the same day
        if placement.warned_days is None or placement.warned_days > within:
            _warn(placement, within)
            told.append(placement.pk)
    if told:
        transaction.on_commit(partial(measure_jobs.tell_guides.enqueue, told))
    return len(told)


def _warn(placement: Placement, within: int) -> None:
    placement.warned_days = within
    placement.save(update_fields=["warned_days"])  # nobody's page is out of date by it, so the version stays
    extended = placement.extensions.filter(state=ExtensionState.AGREED).count()
    number = extended * len(WARNED_AT) + WARNED_AT.index(within) + 1
    notices.tell(placement.resident, NoticeKind.PLACEMENT_ENDS, placement, number=number)
    audit.record(actor=None, verb="placement.warned", on=placement, days=within)
