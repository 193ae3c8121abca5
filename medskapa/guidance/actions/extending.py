"""A later end of a placement: the first with a reason and a new way onward, from the second on by the unit manager."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import policy
from medskapa.guidance.actions.occupations import too_long
from medskapa.guidance.actions.placements import Onward, way_onward
from medskapa.guidance.actions.plan import changed_meanwhile, lock_plan
from medskapa.guidance.actions.seats import keep, offer_free, take, taken, tell
from medskapa.guidance.models import Extension, ExtensionState, Placement, PlacementState, Step, StepState
from medskapa.people.models import Person


@transaction.atomic
def ask_extension(
    *, actor: Person, placement: Placement, to_day: date, reason: str, onward: Onward, version: int | None = None
) -> Extension:
    """Ask for a later end. The first is agreed on at once; from the second on it waits for the unit manager.

    The way onward is a new one: a step after the new end, other than the one that was. The same again: it comes back.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        ValidationError: the day is not later, the seat is somebody else's by then, there is no reason, or no new way
            onward; keyed by field.
        Conflict: it does not go on, another extension waits, or somebody else changed it since `version`.
    """
    lock_plan(placement.plan)
    take(placement, actor=actor, with_seats=True)
    if earlier := placement.extensions.exclude(state=ExtensionState.REFUSED).filter(to_day=to_day).first():
        return earlier
    if placement.state != PlacementState.ONGOING or placement.ends_on is None:
        raise Conflict(_("Insatsen pågår inte, så den går inte att förlänga."))
    if version is not None and version != placement.version:
        raise Conflict(changed_meanwhile())
    if placement.extensions.filter(state=ExtensionState.ASKED).exists():
        raise Conflict(_("En förlängning väntar redan på svar. Vänta på det först."))
    _check(placement, to_day, reason, onward)
    if not _is_free(placement, to_day):
        raise ValidationError({"to_day": _("Platsen är lovad till någon annan de dagarna. Välj en tidigare dag.")})
    step = way_onward(placement.plan, onward, after=to_day, actor=actor)
    number = placement.extensions.filter(state=ExtensionState.AGREED).count() + 1
    extension = Extension(
        placement=placement,
        number=number,
        state=ExtensionState.AGREED if number == 1 else ExtensionState.ASKED,
        from_day=placement.ends_on,
        to_day=to_day,
        reason=reason.strip(),
        way_onward=onward.words.strip(),
        onward_step=step,
        asked_by=actor,
        asked_on=clock.today(),
    )
    extension.clean_fields(exclude=["placement", "onward_step", "asked_by", "decided_by"])
    extension.save(force_insert=True)
    if extension.state == ExtensionState.AGREED:
        _carry_out(placement, extension)
    tell(placement)
    audit.record(actor=actor, verb="placement.extension_asked", on=placement, number=number, to_day=to_day)
    return extension


def _check(placement: Placement, to_day: date, reason: str, onward: Onward) -> None:
    wrong = {}
    if to_day <= (placement.ends_on or to_day):
        wrong["to_day"] = _("Det nya slutet ska komma efter det som gäller nu.")
    elif to_day <= clock.today():
        wrong["to_day"] = _("Den dagen har redan varit. Välj en dag som kommer.")
    elif words := too_long(placement, placement.starts_on, to_day):
        wrong["to_day"] = words
    if not reason.strip():
        wrong["reason"] = _("Skriv varför det behöver bli längre. Personen läser det.")
    if not onward.words.strip():
        wrong["way_onward"] = _("Skriv den nya vägen vidare. Utan den blir det bara en längre väntan.")
    elif onward.words.strip() == placement.way_onward and onward.step in {None, placement.onward_step}:
        wrong["way_onward"] = _("Det är samma väg vidare som förut. Vad är nytt den här gången?")
    if wrong:
        raise ValidationError(wrong)


def _is_free(placement: Placement, to_day: date) -> bool:
    """Whether a locked placement can keep its seat after its end until `to_day`."""
    after = placement.ends_on + timedelta(days=1) if placement.ends_on else None
    measure = placement.measure
    return taken(measure, but=placement, first=after, last=to_day) < measure.seats


def _carry_out(placement: Placement, extension: Extension) -> None:
    """Move the end of a locked placement, and let the warnings of the new end come."""
    placement.ends_on, placement.way_onward = extension.to_day, extension.way_onward
    placement.onward_step, placement.warned_days = extension.onward_step, None
    keep(placement, "ends_on", "way_onward", "onward_step", "warned_days")


@transaction.atomic
def decide_extension(*, actor: Person, extension: Extension, agreed: bool, answer: str) -> Extension:
    """Answer what a guide asks for, in words that the resident reads too. Answered so already: nothing changes.

    Raises:
        PermissionDenied: `actor` is not the manager of the guide's unit.
        ValidationError: no answer, or one that is too long; keyed ``answer``.
        Conflict: `actor` asked for it, it is answered, the placement does not go on, its next step is gone, it would
            be longer than its occupation may be, or the seat is somebody else's by then.
    """
    placement = extension.placement
    take(placement, actor=actor, allowed=policy.may_lead_resident, with_seats=True)
    extension.refresh_from_db(from_queryset=Extension.objects.select_for_update(of=("self",)))
    extension.placement = placement
    wanted = ExtensionState.AGREED if agreed else ExtensionState.REFUSED
    if extension.state == wanted and extension.decided_by_id == actor.pk:
        return extension
    if extension.asked_by_id == actor.pk:
        raise Conflict(_("Du har frågat själv, så någon annan behöver svara."))
    if extension.state != ExtensionState.ASKED or placement.state != PlacementState.ONGOING:
        raise Conflict(_("Det är redan besvarat, eller så pågår insatsen inte längre."))
    if not answer.strip():
        raise ValidationError({"answer": _("Skriv ett svar. Personen och guiden läser det.")})
    step = Step.objects.get(pk=extension.onward_step_id)
    if agreed and (step.state != StepState.AGREED or step.due_on is None or step.due_on <= extension.to_day):
        raise Conflict(_("Steget efter det nya slutet finns inte kvar i planeringen. Be guiden fråga en gång till."))
    if agreed and (words := too_long(placement, placement.starts_on, extension.to_day)):
        raise Conflict(words)
    if agreed and not _is_free(placement, extension.to_day):
        raise Conflict(_("Platsen är lovad till någon annan innan det nya slutet. Be guiden fråga om en tidigare dag."))
    extension.state, extension.decided_by, extension.answer = wanted, actor, answer.strip()
    extension.answered_on = clock.today()
    extension.clean_fields(exclude=["placement", "onward_step", "asked_by", "decided_by"])
    extension.save(update_fields=["state", "decided_by", "answer", "answered_on"])
    if agreed:
        extension.onward_step = step
        _carry_out(placement, extension)
    else:
        offer_free(placement.measure)  # nobody was offered the seat while it might have been kept
    tell(placement)
    verb = "placement.extended" if agreed else "placement.extension_refused"
    audit.record(actor=actor, verb=verb, on=placement, number=extension.number)
    return extension


@transaction.atomic
def read_extension_answer(*, actor: Person, extension: Extension) -> Extension:
    """Say that the answer to an extension is read: it stands on the guide's day no more. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        Conflict: it is not answered yet.
    """
    take(extension.placement, actor=actor)
    extension.refresh_from_db(from_queryset=Extension.objects.select_for_update(of=("self",)))
    if extension.read_on is not None:
        return extension
    if extension.answered_on is None:
        raise Conflict(_("Det finns inget svar att läsa än."))
    extension.read_on = clock.today()
    extension.save(update_fields=["read_on"])
    audit.record(actor=actor, verb="placement.answer_read", on=extension.placement, number=extension.number)
    return extension
