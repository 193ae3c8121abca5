"""From one guide to another: handed over with a note that the resident reads, one by one or all of a guide at once."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import matching, notices, policy
from medskapa.guidance.actions.guides import begin, lock, open_of, refuse_ended
from medskapa.guidance.models import (
    Begin,
    End,
    GuideAssignment,
    GuideProfile,
    GuideRequest,
    NoticeKind,
    RequestState,
    Talk,
    TalkState,
)
from medskapa.guidance.queries.guides import reasons_for
from medskapa.people.models import Person


@transaction.atomic
def write_handover(*, actor: Person, assignment: GuideAssignment, text: str) -> GuideAssignment:
    """Write what the next guide should know. The resident reads it at once. The same words again change nothing.

    Raises:
        PermissionDenied: `actor` is neither the guide, nor who covers, nor the manager.
        ValidationError: the text is too long.
        Conflict: the assignment has ended.
    """
    lock(assignment)
    if not policy.may_open_file(actor, assignment.resident):
        raise PermissionDenied
    refuse_ended(assignment)
    if assignment.handover == text.strip():
        return assignment
    assignment.handover = text.strip()
    _check_words(assignment)
    assignment.version += 1
    assignment.save(update_fields=["handover", "version"])
    audit.record(actor=actor, verb="guide.handover_written", on=assignment)
    return assignment


@transaction.atomic
def hand_over(*, actor: Person, assignment: GuideAssignment, to: Person, text: str) -> GuideAssignment:
    """Let `to` be the guide of the resident from today. Again to the same guide changes nothing.

    Raises:
        PermissionDenied: `actor` is not the manager of both guides.
        ValidationError: no note, or the same guide; keyed by field.
        Conflict: the resident has a third guide by now, or `to` is no guide today.
    """
    lock(assignment)
    if not (policy.may_lead_unit(actor, assignment.unit) and policy.may_lead_guide(actor, to)):
        raise PermissionDenied
    if assignment.ended_on and (now := open_of(assignment.resident)) and now.guide_id == to.pk:
        return now
    refuse_ended(assignment)
    if to.pk == assignment.guide_id:
        raise ValidationError({"to": _("%(name)s är redan invånarens guide. Välj någon annan.") % {"name": to.name}})
    if not text.strip():
        raise ValidationError({"text": _("Skriv det som nästa guide behöver veta. Invånaren läser det också.")})
    assignment.handover = text.strip()
    made = change(
        actor=actor,
        old=assignment,
        to=to,
        ended_as=End.HANDED_OVER,
        began_as=Begin.HANDED_OVER,
        reasons=reasons_for([assignment.resident])(assignment.resident, to),
    )
    notices.tell(assignment.resident, NoticeKind.NEW_GUIDE, made)
    audit.record(actor=actor, verb="guide.handed_over", on=made, guide=to.pk, before=assignment.guide_id)
    return made


@transaction.atomic
def hand_over_all(*, actor: Person, guide: Person, to: Mapping[int, Person], text: str = "") -> list[GuideAssignment]:
    """Hand over every resident of `guide`, who leaves and gets no more. Where none are left, nothing is changed.

    Args:
        to: the new guide of each, by the key of the assignment.
        text: what the next guides should know, for those where nothing is written yet.

    Raises:
        PermissionDenied: `actor` is not the manager of all these guides.
        ValidationError: no note where one is missing; keyed by field.
        Conflict: the residents are not those of `to` any more, or one goes to a guide who cannot have them.
    """
    rows = GuideAssignment.objects.select_for_update(of=("self",)).filter(guide=guide, ended_on__isnull=True)
    leaving = list(rows.select_related("resident", "unit").order_by("pk"))
    units, guides = {each.unit for each in leaving}, {each.pk: each for each in to.values()}
    leads = all(policy.may_lead_unit(actor, unit) for unit in units) if leaving else policy.may_lead_guide(actor, guide)
    if not leads or not all(policy.may_lead_guide(actor, each) for each in guides.values()):
        raise PermissionDenied
    if not leaving:
        return []
    if {each.pk for each in leaving} != set(to):
        raise Conflict(_("Listan har ändrats medan du läste. Ladda om sidan och se efter en gång till."))
    if guide.pk in guides:
        raise Conflict(_("Välj någon annan för var och en av invånarna."))
    if not text.strip() and not all(each.handover for each in leaving):
        raise ValidationError({"text": _("Skriv det som nästa guide behöver veta. Invånaren läser det också.")})
    GuideProfile.objects.filter(person=guide).update(takes_new=False)
    made, why = [], reasons_for([each.resident for each in leaving])
    for old in leaving:
        old.handover = old.handover or text.strip()
        new = change(
            actor=actor,
            old=old,
            to=to[old.pk],
            ended_as=End.GUIDE_LEFT,
            began_as=Begin.HANDED_OVER,
            reasons=why(old.resident, to[old.pk]),
        )
        notices.tell(old.resident, NoticeKind.NEW_GUIDE, new)
        made.append(new)
    audit.record(actor=actor, verb="guide.all_handed_over", on=guide, number=len(made))
    return made


def change(
    *,
    actor: Person,
    old: GuideAssignment,
    to: Person,
    ended_as: End,
    began_as: Begin,
    reasons: list[matching.Reason],
) -> GuideAssignment:
    """End `old`, which is locked, and let another begin, within the transaction of an action that has checked it all.

    Whoever had asked for another guide has got one, and is not left waiting for an answer.
    """
    _check_words(old)
    old.ended_on, old.ended_as = clock.today(), ended_as
    old.version += 1
    old.save(update_fields=["ended_on", "ended_as", "handover", "version"])
    GuideRequest.objects.filter(assignment=old, state=RequestState.WAITING).update(
        state=RequestState.GRANTED,
        answer=_("Du har fått en annan guide."),
        answered_by=actor,
        answered_at=clock.now(),
    )
    made = begin(actor=actor, resident=old.resident, guide=to, began_as=began_as, reasons=reasons)
    made.weight = old.weight
    made.save(update_fields=["weight"])
    cancel_talks(old)
    return made


def cancel_talks(old: GuideAssignment) -> None:
    """Cancel what the resident of `old`, which has ended, has booked with that guide, and tell them of each.

    The new guide's times are others, and whoever is no longer the guide sees nothing of the talk.
    """
    talks = Talk.objects.select_for_update(of=("self",)).filter(resident=old.resident_id, guide=old.guide_id)
    for talk in talks.filter(state=TalkState.BOOKED, starts_at__gt=clock.now()).order_by("starts_at", "pk"):
        talk.state = TalkState.CANCELLED
        talk.cancelled_why = _("Du har fått en annan guide. Välj en ny tid.")
        talk.calendar_number += 1
        talk.version += 1
        talk.save(update_fields=["state", "cancelled_why", "calendar_number", "version"])
        notices.drop(talk)
        notices.tell(old.resident, NoticeKind.TALK_CANCELLED, talk, before=talk.starts_at)


def _check_words(assignment: GuideAssignment) -> None:
    """Raises ValidationError, keyed by the field of the forms, for a note that is too long."""
    if len(assignment.handover) > 4_000:
        raise ValidationError({"text": _("Överlämningen är för lång. Den får ha högst 4 000 tecken.")})
