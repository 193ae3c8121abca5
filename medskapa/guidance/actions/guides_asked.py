"""A resident who asks for another guide: with one button, answered by the manager, never seen by the guide."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import notices, policy
from medskapa.guidance.actions.guides import lock, open_of
from medskapa.guidance.actions.guides_changed import change
from medskapa.guidance.models import Begin, End, GuideAssignment, GuideRequest, NoticeKind, RequestState
from medskapa.guidance.queries.guides import promised_day, reasons_for
from medskapa.people.models import Person


@transaction.atomic
def ask_for_another(*, actor: Person, assignment: GuideAssignment, reason: str = "") -> GuideRequest:
    """Ask for another guide than that of `assignment`. The answer is promised to a day. One that waits is kept.

    Raises:
        PermissionDenied: `actor` is not the resident.
        ValidationError: the reason is too long.
        Conflict: the resident has another guide already.
    """
    lock(assignment)
    if assignment.resident_id != actor.pk:
        raise PermissionDenied
    if assignment.ended_on:
        raise Conflict(_("Du har redan en annan guide. Ladda om sidan."))
    if waiting := assignment.requests.filter(state=RequestState.WAITING).first():
        return waiting
    request = GuideRequest(
        resident=actor,
        assignment=assignment,
        reason=reason.strip(),
        asked_on=clock.today(),
        promised_on=promised_day(),
    )
    request.clean_fields(exclude=["resident", "assignment"])
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Du har redan bett om en annan guide. Ladda om sidan.")) from None
    audit.record(actor=actor, verb="guide.another_asked", on=request, promised_on=request.promised_on)
    return request


@transaction.atomic
def withdraw_request(*, actor: Person, request: GuideRequest) -> GuideRequest:
    """Take back that one asked. A second time changes nothing.

    Raises:
        PermissionDenied: `actor` did not ask.
        Conflict: it has been answered.
    """
    _lock(request)
    if request.resident_id != actor.pk:
        raise PermissionDenied
    if request.state == RequestState.WITHDRAWN:
        return request
    if request.state != RequestState.WAITING:
        raise Conflict(_("Du har redan fått svar. Ladda om sidan."))
    request.state = RequestState.WITHDRAWN
    request.save(update_fields=["state"])
    audit.record(actor=actor, verb="guide.another_withdrawn", on=request)
    return request


@transaction.atomic
def grant_request(*, actor: Person, request: GuideRequest, guide: Person, answer: str) -> GuideAssignment:
    """Give the resident who asked the guide `guide`, and an answer. Again with the same guide changes nothing.

    Raises:
        PermissionDenied: `actor` is not a manager who may answer it (never the guide it is about), or neither leads
            the new guide nor stands in for who does.
        ValidationError: no answer, or the same guide again; keyed by field.
        Conflict: it was answered or taken back.
    """
    assignment = _take(request, actor)
    if not policy.may_give_on_request(actor, request, guide):
        raise PermissionDenied
    if request.state == RequestState.GRANTED and (now := open_of(request.resident)) and now.guide_id == guide.pk:
        return now
    _refuse_unless_waiting(request)
    if guide.pk == assignment.guide_id:
        raise ValidationError({"guide": _("Invånaren har bett om en annan guide. Välj någon annan.")})
    _answer(request, actor, RequestState.GRANTED, answer)
    why = reasons_for([request.resident])(request.resident, guide)
    made = change(actor=actor, old=assignment, to=guide, ended_as=End.ASKED, began_as=Begin.ASKED, reasons=why)
    audit.record(actor=actor, verb="guide.another_given", on=request, guide=guide.pk)
    return made


@transaction.atomic
def refuse_request(*, actor: Person, request: GuideRequest, answer: str) -> GuideRequest:
    """Say no, with a reason that the resident reads. A second time with the same words changes nothing.

    Raises:
        PermissionDenied: `actor` is not a manager who may answer it.
        ValidationError: no reason; keyed by field.
        Conflict: it was answered or taken back.
    """
    _take(request, actor)
    if request.state == RequestState.REFUSED and request.answer == answer.strip():
        return request
    _refuse_unless_waiting(request)
    _answer(request, actor, RequestState.REFUSED, answer)
    audit.record(actor=actor, verb="guide.another_refused", on=request)
    return request


def _lock(request: GuideRequest) -> GuideAssignment:
    """Lock the assignment first, then what was asked about it."""
    assignment = GuideAssignment.objects.select_for_update(of=("self",)).get(pk=request.assignment_id)
    request.refresh_from_db(from_queryset=GuideRequest.objects.select_for_update(of=("self",)))
    return assignment


def _take(request: GuideRequest, actor: Person) -> GuideAssignment:
    assignment = _lock(request)
    if not policy.may_answer_request(actor, request):
        raise PermissionDenied
    return assignment


def _refuse_unless_waiting(request: GuideRequest) -> None:
    if request.state == RequestState.WITHDRAWN:
        raise Conflict(_("Invånaren har ångrat sig och vill inte längre byta guide."))
    if request.state != RequestState.WAITING:
        raise Conflict(_("Någon annan har redan svarat. Ladda om sidan."))


def _answer(request: GuideRequest, actor: Person, state: RequestState, answer: str) -> None:
    if not answer.strip():
        raise ValidationError({"answer": _("Skriv ett svar till invånaren.")})
    request.state, request.answer = state, answer.strip()
    request.answered_by, request.answered_at = actor, clock.now()
    request.clean_fields(exclude=["resident", "assignment", "answered_by"])
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    notices.tell(request.resident, NoticeKind.REQUEST_ANSWERED, request)
