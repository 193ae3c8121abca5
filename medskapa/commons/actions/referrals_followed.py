"""Referrals are followed by the daily job: reminded, let expire, asked about; and their messages go out."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from medskapa.commons import policy, referral_jobs, referral_mail
from medskapa.commons.actions.referrals import take_referral
from medskapa.commons.models import Referral, ReferralKind, ReferralMessage, ReferralState
from medskapa.commons.queries import referrals as queries
from medskapa.core import audit, clock
from medskapa.integrations import outgoing
from medskapa.people.models import Person


@transaction.atomic
def remind_receiver(*, actor: None, referral: Referral) -> Referral:
    """Remind whoever is asked, once, after half the time. Only the daily job calls this."""
    take_referral(referral)
    if queries.is_to_remind(referral):
        referral.reminded_on = clock.today()
        referral.save(update_fields=["reminded_on"])
        referral_mail.tell(referral, ReferralKind.REMIND)
        audit.record(actor=actor, verb="referral.reminded", on=referral)
    return referral


@transaction.atomic
def expire_referral(*, actor: None, referral: Referral) -> Referral:
    """Let a question expire that nobody answered in time, and tell whoever sent it. Only the daily job calls this."""
    take_referral(referral)
    if queries.is_to_expire(referral):
        referral.state = ReferralState.EXPIRED
        referral.save(update_fields=["state"])
        referral_mail.tell(referral, ReferralKind.LATE)
        referral_mail.tell(referral, ReferralKind.TELL)
        audit.record(actor=actor, verb="referral.expired", on=referral)
    return referral


@transaction.atomic
def ask_whether_helped(*, actor: None, referral: Referral) -> Referral:
    """Ask the person, once, whether it helped. Only the daily job calls this."""
    take_referral(referral)
    if queries.is_to_ask(referral):
        referral.asked_on = clock.today()
        referral.save(update_fields=["asked_on"])
        referral_mail.tell(referral, ReferralKind.HELPED)
        audit.record(actor=actor, verb="referral.asked_whether_helped", on=referral)
    return referral


@transaction.atomic
def forget_reach(*, actor: None, referral: Referral) -> Referral:
    """Empty the number or address of somebody whom nobody needs to reach any more. Only the daily job calls this."""
    take_referral(referral)
    if queries.is_to_forget(referral):
        referral.reach_to = ""
        referral.save(update_fields=["reach_to"])
        audit.record(actor=actor, verb="referral.reach_forgotten", on=referral)
    return referral


@transaction.atomic
def hand_over_referral_message(*, actor: Person, message: ReferralMessage) -> ReferralMessage:
    """Note that somebody has sent the letter or made the call. Noted already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not see to the referral.
    """
    _lock(message)
    if not policy.may_handle_referral(actor, message.referral):
        raise PermissionDenied
    if message.state in {outgoing.READY, outgoing.FAILED}:
        outgoing.done(message, by=actor)
        audit.record(actor=actor, verb="referral_message.handed_over", on=message)
    return message


@transaction.atomic
def mark_referral_message_sent(*, actor: None, message: ReferralMessage) -> ReferralMessage:
    """Note that a machine took a message. Only the job calls this."""
    _lock(message)
    if message.state == outgoing.READY:
        message.attempts += 1
        outgoing.done(message, by=actor)
        audit.record(actor=actor, verb="referral_message.sent", on=message)
    return message


@transaction.atomic
def fail_referral_message(
    *, actor: None, message: ReferralMessage, reason: str, retryable: bool = False
) -> ReferralMessage:
    """Note that a message was not taken; where it is `retryable` it is tried again. Only the job calls this."""
    _lock(message)
    if message.state == outgoing.READY:
        waits = outgoing.failed(message, reason=reason, retryable=retryable, retry=referral_jobs.enqueue_message)
        verb = "referral_message.delayed" if waits else "referral_message.failed"
        audit.record(actor=actor, verb=verb, on=message, attempts=message.attempts)
    return message


@transaction.atomic
def stop_referral_message(*, actor: None, message: ReferralMessage) -> ReferralMessage:
    """Stop a message that is no longer true. Only the job calls this."""
    _lock(message)
    if message.state == outgoing.READY:
        message.state = outgoing.STOPPED
        message.save(update_fields=["state"])
        audit.record(actor=actor, verb="referral_message.stopped", on=message)
    return message


def _lock(message: ReferralMessage) -> None:
    message.refresh_from_db(from_queryset=ReferralMessage.objects.select_for_update(of=("self",)))
