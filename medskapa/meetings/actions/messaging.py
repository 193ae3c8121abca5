"""Messages to the invited: sent, printed, posted, told, failed, tried again, and the one reminder."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.meetings import codes, jobs, letters, outbox, policy, reach
from medskapa.meetings.actions.announcing import on_cancelled, on_moved
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    InviteVia,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
    PoolMember,
)
from medskapa.people.models import Person

REMIND_FROM = 5  # days before the day of the reply
LETTER_DAYS = 3  # a reminder that comes after the day of the reply is worse than none
REST_DAYS = 3  # between the invitation and the reminder


@transaction.atomic
def send_invitations(*, actor: Person, meeting: Meeting) -> int:
    """Ask everybody whose invitation waits to be sent, each in the way they chose. Returns how many; none is no fault.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        Conflict: the meeting is not announced, or has begun.
    """
    _lock_meeting(meeting)
    if not policy.may_plan_meeting(actor, meeting):
        raise PermissionDenied
    if meeting.state != MeetingState.ANNOUNCED or meeting.starts_at is None:
        raise Conflict(_("Inbjudningar kan skickas när träffen visas för alla och inte är över."))
    if meeting.starts_at <= clock.now():
        raise Conflict(_("Träffen har redan börjat. Det går inte att skicka fler inbjudningar."))
    waiting = meeting.invitations.select_for_update().filter(state=InvitationState.TO_SEND).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    if not keys:
        return 0
    chosen = Invitation.objects.filter(pk__in=keys)
    number = outbox.queue(chosen, MessageKind.INVITATION)
    PoolMember.objects.filter(invitations__in=keys).update(asked_on=clock.today())
    chosen.update(state=InvitationState.ASKED)
    audit.record(actor=actor, verb="invitations.sent", on=meeting, number=number)
    return number


@on_moved
def tell_moved(actor: Person, meeting: Meeting) -> None:
    """Tell the new time and place to everybody who was asked and has not said no. Part of `edit_meeting`.

    A letter that is not printed yet needs no second one: its words are made when it is printed.
    """
    outbox.queue(outbox.who_knows(meeting.invitations.all()), MessageKind.MOVED, number=meeting.calendar_number)


@on_cancelled
def tell_cancelled(actor: Person, meeting: Meeting) -> None:
    """Tell everybody who was asked and has not said no that the meeting is cancelled. Part of `cancel`."""
    outbox.queue(outbox.who_knows(meeting.invitations.all()), MessageKind.CANCELLED)
    still_true = [MessageKind.CANCELLED, MessageKind.WITHDRAWN]
    outgoing.stop(Message.objects.filter(invitation__meeting=meeting).exclude(kind__in=still_true))


@transaction.atomic
def mark_message_sent(*, actor: None, message: Message) -> Message:
    """Note that the gateway took the message. Only the job calls this, so there is no actor."""
    return _finish(message, actor=actor, verb="message.sent")


@transaction.atomic
def fail_message(*, actor: None, message: Message, reason: str, retryable: bool = False) -> Message:
    """Note that a message did not get through. Only the job calls this.

    Where it is `retryable` it is tried again, as `outgoing.failed` says; then it comes back to the planner with
    `reason`.
    """
    _lock(message)
    if message.state == MessageState.READY:
        waits = outgoing.failed(message, reason=reason, retryable=retryable, retry=jobs.enqueue_message)
        verb = "message.delayed" if waits else "message.failed"
        audit.record(actor=actor, verb=verb, on=message, attempts=message.attempts)
    return message


@transaction.atomic
def print_letters(*, actor: Person, messages: Sequence[Message], again: bool = False) -> int:
    """Note that letters are printed. Returns how many. A code that can no longer be shown is replaced by a new one.

    Raises:
        PermissionDenied: one of them belongs to a meeting that `actor` does not plan.
        ValidationError: one of them cannot be sent as a letter; the sentence says why.
        Conflict: one of them is no letter that waits, or somebody has printed it and it is not to be printed `again`.
    """
    _lock_all(actor, messages)
    for message in messages:
        if message.via != InviteVia.LETTER or message.state != MessageState.READY:
            raise Conflict(_("Ett av breven är redan postat eller lämnat på annat sätt. Ladda om sidan."))
        if message.printed_at and not again:
            raise Conflict(_("Någon har redan skrivit ut ett av breven. Ladda om sidan och se vilka som är kvar."))
        letters.recipient_of(message.invitation.member)
    for message in messages:
        renew_if_lost(message.invitation)
        message.printed_at = clock.now()
        message.attempts += 1
        message.save(update_fields=["printed_at", "attempts"])
        audit.record(actor=actor, verb="message.printed", on=message, attempts=message.attempts)
    return len(messages)


def renew_if_lost(invitation: Invitation) -> None:
    """Give `invitation` a new code where the old one can no longer be shown (the site's secret was changed)."""
    try:
        codes.code_for(invitation)
    except codes.Lost:
        codes.issue(invitation)
        invitation.save(update_fields=["lookup", "secret_hash"])


@transaction.atomic
def post_letters(*, actor: Person, messages: Sequence[Message]) -> int:
    """Note that printed letters were put in the post. Returns how many; those already posted are passed by.

    Raises:
        PermissionDenied: one of them belongs to a meeting that `actor` does not plan.
    """
    _lock_all(actor, messages)
    posted = 0
    for message in messages:
        if message.via == InviteVia.LETTER and message.state == MessageState.READY and message.printed_at:
            _finish(message, actor=actor, verb="message.posted")
            posted += 1
    return posted


@transaction.atomic
def undo_posting(*, actor: Person, messages: Sequence[Message]) -> int:
    """Take back that letters were posted, the same day: they wait again, to be printed or posted. Returns how many.

    Raises:
        PermissionDenied: one of them belongs to a meeting that `actor` does not plan.
        Conflict: one of them was not posted today.
    """
    _lock_all(actor, messages)
    for message in messages:
        posted_today = message.done_at is not None and clock.midnight(clock.today()) <= message.done_at
        if message.via != InviteVia.LETTER or message.state != MessageState.SENT or not posted_today:
            raise Conflict(_("Det går bara att ångra brev som är postade i dag."))
    for message in messages:
        message.state, message.done_at, message.done_by = MessageState.READY, None, None
        message.save(update_fields=["state", "done_at", "done_by"])
        audit.record(actor=actor, verb="message.posting_undone", on=message)
    return len(messages)


@transaction.atomic
def tell_message(*, actor: Person, message: Message) -> Message:
    """Note that somebody was told by word of mouth. Told twice is told once.

    Raises:
        PermissionDenied: `actor` is neither the person's contact nor the meeting's planner.
        Conflict: it goes another way now, or need not be told any more.
    """
    _lock(message)
    if not policy.may_tell(actor, message):
        raise PermissionDenied
    if message.via != InviteVia.CONTACT or message.state in {MessageState.STOPPED, MessageState.FAILED}:
        raise Conflict(_("Det här behöver du inte berätta längre. Det lämnas på annat sätt, eller behövs inte."))
    return _finish(message, actor=actor, verb="message.told")


@transaction.atomic
def retry_message(*, actor: Person, message: Message, via: InviteVia | None = None) -> Message:
    """Try a failed message again, perhaps another way (`via`); or let what waits for a hand go another way.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: there is no number or address for that way; the key is ``via``.
        Conflict: it has arrived, is on its way, or says nothing any more.
    """
    _lock_all(actor, [message])
    by_hand = message.via not in outgoing.BY_MACHINE
    another_way = message.state == MessageState.READY and by_hand and via not in (None, message.via)
    if not (message.state == MessageState.FAILED or another_way):
        raise Conflict(_("Det här utskicket behöver inte skickas igen."))
    if not Message.objects.filter(outbox.wanted(), pk=message.pk).exists():
        raise Conflict(_("Det här behöver inte skickas längre. Personen har svarat, eller så är tiden ute."))
    message.via = via or InviteVia(message.via)
    if message.via not in reach.ways_to(message.invitation.member):
        raise ValidationError({"via": _("Det finns inget nummer och ingen adress för det sättet. Välj ett annat.")})
    renew_if_lost(message.invitation)
    message.state, message.failure, message.attempts, message.printed_at = MessageState.READY, "", 0, None
    message.save(update_fields=["via", "state", "failure", "attempts", "printed_at"])
    audit.record(actor=actor, verb="message.retried", on=message, via=str(message.via))
    if message.via in outgoing.BY_MACHINE:
        transaction.on_commit(partial(jobs.enqueue_message, message.pk))
    return message


@transaction.atomic
def return_letter(*, actor: Person, message: Message, reason: str) -> Message:
    """Note that a posted letter came back, or that nobody could be told, so that another way can be chosen.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: no reason; the key is ``reason``.
        Conflict: it is no letter that was posted, nor word of mouth.
    """
    _lock(message)
    if not policy.may_deliver(actor, message):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv vad som hände.")})
    if message.state == MessageState.FAILED:
        return message
    posted = message.via == InviteVia.LETTER and message.state == MessageState.SENT
    untold = message.via == InviteVia.CONTACT and message.state == MessageState.READY
    if not (posted or untold):
        raise Conflict(_("Det här är inget brev som har kommit tillbaka."))
    message.state, message.failure, message.done_at, message.done_by = (
        MessageState.FAILED,
        reason.strip()[:300],
        None,
        None,
    )
    message.save(update_fields=["state", "failure", "done_at", "done_by"])
    audit.record(actor=actor, verb="message.returned", on=message)
    return message


@transaction.atomic
def pause_reminders(*, actor: Person, meeting: Meeting, paused: bool) -> Meeting:
    """Let nobody be reminded of `meeting`, or let the reminders go on.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
    """
    _lock_meeting(meeting)
    if not policy.may_plan_meeting(actor, meeting):
        raise PermissionDenied
    if meeting.reminders_paused != paused:
        meeting.reminders_paused = paused
        meeting.save(update_fields=["reminders_paused"])
        audit.record(actor=actor, verb="meeting.reminders_paused", on=meeting, paused=paused)
    return meeting


@transaction.atomic
def pause_reminder(*, actor: Person, invitation: Invitation, paused: bool) -> Invitation:
    """Let one person not be reminded, or let them.

    Raises:
        PermissionDenied: `actor` is neither the meeting's planner nor the person's contact.
    """
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))
    if not policy.may_enter_reply(actor, invitation):
        raise PermissionDenied
    if invitation.reminder_paused != paused:
        invitation.reminder_paused = paused
        invitation.save(update_fields=["reminder_paused"])
        audit.record(actor=actor, verb="invitation.reminder_paused", on=invitation, paused=paused)
    return invitation


@transaction.atomic
def remind(*, actor: None, meeting: Meeting) -> int:
    """Remind everybody who has not answered, once. Returns how many. Only the daily job calls this.

    Only those whose invitation reached them some days ago; a letter only while it has time to come before the day of
    the reply. Never on a day after that, and not where reminders are paused.
    """
    _lock_meeting(meeting)
    today = clock.today()
    if meeting.state != MeetingState.ANNOUNCED or meeting.reminders_paused or meeting.reply_by is None:
        return 0
    days_left = (meeting.reply_by - today).days
    if not 0 <= days_left <= REMIND_FROM:
        return 0
    reached = Message.objects.filter(
        invitation=OuterRef("pk"),
        kind=MessageKind.INVITATION,
        state=MessageState.SENT,
        done_at__lt=clock.midnight(today - timedelta(days=REST_DAYS - 1)),
    )
    silent = meeting.invitations.filter(Exists(reached), state=InvitationState.ASKED, reminder_paused=False)
    too_slow = [InviteVia.LETTER] if days_left < LETTER_DAYS else []
    number = outbox.queue(silent, MessageKind.REMINDER, but_not=too_slow)
    if number:
        audit.record(actor=actor, verb="invitations.reminded", on=meeting, number=number)
    return number


@transaction.atomic
def stop_unwanted(*, actor: None, meeting: Meeting) -> int:
    """Stop the messages that wait and say nothing to their receiver any more. Only the daily job calls this."""
    _lock_meeting(meeting)
    unwanted = Message.objects.filter(invitation__meeting=meeting).exclude(
        pk__in=Message.objects.filter(outbox.wanted())
    )
    number = outgoing.stop(unwanted)
    if number:
        audit.record(actor=actor, verb="messages.stopped", on=meeting, number=number)
    return number


def _finish(message: Message, *, actor: Person | None, verb: str) -> Message:
    _lock(message)
    if message.state == MessageState.READY:
        message.attempts += message.via != InviteVia.LETTER  # a letter's attempts are its prints
        outgoing.done(message, by=actor)
        audit.record(actor=actor, verb=verb, on=message)
    return message


def _lock(message: Message) -> None:
    message.refresh_from_db(from_queryset=Message.objects.select_for_update(of=("self",)))


def _lock_all(actor: Person, messages: Sequence[Message]) -> None:
    """Lock all in the order of their keys, invitations first, before the first audit record, whose lock comes last."""
    invitations = Invitation.objects.select_for_update(of=("self",)).filter(messages__in=messages)
    list(invitations.order_by("pk").values_list("pk"))
    for message in sorted(messages, key=lambda each: each.pk):
        _lock(message)
        if not policy.may_deliver(actor, message):
            raise PermissionDenied


def _lock_meeting(meeting: Meeting) -> None:
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
