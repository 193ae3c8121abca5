"""Guests are asked to come, by e-mail or by hand; those who were asked hear when it is moved or cancelled."""

from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.meetings import guest_codes, jobs, outbox, policy
from medskapa.meetings.actions.announcing import on_cancelled, on_moved, take
from medskapa.meetings.actions.replying import refuse_if_begun
from medskapa.meetings.models import Guest, GuestMessage, Meeting, MeetingState, MessageKind, MessageState
from medskapa.people.models import Person


@transaction.atomic
def invite_guest(*, actor: Person, guest: Guest, by_hand: bool = False) -> GuestMessage:
    """Ask a guest to come: by e-mail, or note that `actor` has asked them. One that was asked is not asked again.

    What did not get through is tried again. By hand a guest can be asked before the meeting is announced.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: there is no address; the key is ``email``.
        Conflict: the meeting is over or has begun; or by e-mail, nobody can read of it yet.
    """
    take(guest.meeting, actor)
    guest.refresh_from_db(fields=["email"])
    meeting = guest.meeting
    if meeting.starts_at is not None and meeting.starts_at <= clock.now():
        raise Conflict(_("Träffen har redan börjat. Det går inte att bjuda in fler."))
    message = GuestMessage.objects.filter(guest=guest, kind=MessageKind.INVITATION).first()
    if message is not None and (message.state == MessageState.SENT or (message.state == "ready" and not by_hand)):
        return message
    if not by_hand and not outbox.can_invite(meeting):
        raise Conflict(_("Alla kan inte läsa om träffen än. Visa den för alla först."))
    if not by_hand and not guest.email:
        raise ValidationError({"email": _("Skriv gästens e-post först.")})
    if message is None:
        message = GuestMessage(guest=guest, kind=MessageKind.INVITATION, made_on=clock.today())
    message.by_hand, message.failure, message.attempts = by_hand, "", 0
    if by_hand:
        _done(message, actor)
    else:
        message.state = MessageState.READY
    message.save()
    audit.record(actor=actor, verb="guest.invited", on=guest, meeting=meeting.pk, by_hand=by_hand)
    if not by_hand:
        transaction.on_commit(partial(jobs.enqueue_guest_mail, message.pk))
    return message


@transaction.atomic
def tell_guest(*, actor: Person, guest: Guest) -> int:
    """Note that `actor` has told a guest what waits to be told by hand. Returns how much; none is no fault.

    What an e-mail failed to tell is told so too.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
    """
    meeting = guest.meeting
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    if not policy.may_plan_meeting(actor, meeting):
        raise PermissionDenied
    waiting = GuestMessage.objects.select_for_update(of=("self",)).filter(guest=guest).order_by("pk")
    told = [each for each in waiting if (each.by_hand and each.state == "ready") or each.state == "failed"]
    for message in told:
        message.by_hand, message.failure = True, ""
        _done(message, actor)
        message.save()
    if told:
        audit.record(actor=actor, verb="guest.told", on=guest, meeting=meeting.pk, number=len(told))
    return len(told)


@transaction.atomic
def issue_guest_code(*, actor: None, message: GuestMessage) -> Code:
    """A new code for the e-mail that is about to be sent, kept as a digest. Only the job calls this."""
    guest = message.guest
    _lock(message)
    message.guest = guest
    code = guest_codes.issue(message)
    message.save(update_fields=["code_digest"])
    audit.record(actor=actor, verb="guest.code_issued", on=message)
    return code


@transaction.atomic
def answer_as_guest(*, actor: None, guest: Guest, coming: bool) -> Guest:
    """Say, as the guest whose code it was, whether they come. The same again changes nothing.

    Raises:
        Conflict: the meeting has begun, is cancelled, or is not in public.
    """
    meeting = guest.meeting
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("unit", "place")
    meeting.refresh_from_db(from_queryset=rows)
    guest.refresh_from_db(from_queryset=Guest.objects.select_for_update(of=("self",)))
    guest.meeting = meeting
    refuse_if_begun(meeting)
    if guest.answered_at and guest.coming is coming:
        return guest
    guest.coming, guest.answered_at = coming, clock.now()
    guest.save(update_fields=["coming", "answered_at"])
    audit.record(actor=actor, verb="guest.answered", on=guest, meeting=meeting.pk, coming=coming)
    return guest


@transaction.atomic
def mark_guest_mailed(*, actor: None, message: GuestMessage) -> GuestMessage:
    """Note that the mail server took the message. Only the job calls this."""
    _lock(message)
    if message.state == MessageState.READY:
        message.attempts += 1
        _done(message, actor)
        message.save()
        audit.record(actor=actor, verb="guest.mailed", on=message)
    return message


@transaction.atomic
def fail_guest_mail(*, actor: None, message: GuestMessage, reason: str, retryable: bool = False) -> GuestMessage:
    """Note that a message did not get through; it is tried again as `fail_message` does. Only the job calls this."""
    _lock(message)
    if message.state == MessageState.READY:
        waits = outgoing.failed(message, reason=reason, retryable=retryable, retry=jobs.enqueue_guest_mail)
        audit.record(actor=actor, verb="guest.delayed" if waits else "guest.not_mailed", on=message)
    return message


@on_moved
def tell_guests_moved(actor: Person, meeting: Meeting) -> None:
    """Tell the guests who were asked and have not said no the new time and place. Part of `edit_meeting`."""
    _queue(meeting, MessageKind.MOVED, number=meeting.calendar_number)


@on_cancelled
def tell_guests_cancelled(actor: Person, meeting: Meeting) -> None:
    """Tell the guests who were asked and have not said no that nobody comes. Part of `cancel`."""
    outgoing.stop(GuestMessage.objects.filter(guest__meeting=meeting))
    _queue(meeting, MessageKind.CANCELLED)


def _queue(meeting: Meeting, kind: MessageKind, number: int = 1) -> None:
    """One message of `kind` to each guest whom an invitation has reached: the words of an unsent one are made later."""
    asked = GuestMessage.objects.filter(
        guest__meeting=meeting, kind=MessageKind.INVITATION, state=MessageState.SENT
    ).exclude(guest__coming=False)
    earlier = GuestMessage.objects.filter(guest__meeting=meeting, kind=kind, number=number)
    had = set(earlier.values_list("guest", flat=True))
    made = [
        GuestMessage(guest=each.guest, kind=kind, number=number, by_hand=not each.guest.email, made_on=clock.today())
        for each in asked.select_related("guest").order_by("pk")
        if each.guest_id not in had
    ]
    for message in GuestMessage.objects.bulk_create(made):
        if not message.by_hand:
            transaction.on_commit(partial(jobs.enqueue_guest_mail, message.pk))


def still_true(message: GuestMessage) -> bool:
    """Whether a message still says something when its turn comes. Needs the guest with the meeting."""
    meeting = message.guest.meeting
    if message.kind == MessageKind.CANCELLED:
        return meeting.state == MeetingState.CANCELLED
    return outbox.can_invite(meeting) and message.guest.coming is not False


def _done(message: GuestMessage, actor: Person | None) -> None:
    message.state, message.done_at, message.done_by = MessageState.SENT, clock.now(), actor


def _lock(message: GuestMessage) -> None:
    message.refresh_from_db(from_queryset=GuestMessage.objects.select_for_update(of=("self",)))
