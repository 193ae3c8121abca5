"""Mandates are followed by the daily job: told before they run out, ended, forgotten; and their messages go out."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from medskapa.commons import mandate_jobs, mandate_mail
from medskapa.commons import mandate_policy as policy
from medskapa.commons.actions.mandates import finish, take_mandate
from medskapa.commons.models import EndedHow, MadeBy, Mandate, MandateMessage, MandateNews, MandateState
from medskapa.commons.queries import mandates_due as due
from medskapa.core import audit, clock
from medskapa.integrations import outgoing
from medskapa.people.models import Person


@transaction.atomic
def tell_mandate_runs_out(*, actor: None, mandate: Mandate, kind: MandateNews) -> Mandate:
    """Tell the person, once each, two weeks before the last day and one day before. Only the daily job calls this."""
    take_mandate(mandate)
    is_new = due.is_to_tell(mandate) == kind and not mandate.messages.filter(kind=kind).exists()
    if is_new and mandate_mail.tell(mandate, kind) is not None:
        audit.record(actor=actor, verb="mandate.end_told", on=mandate, kind=kind.value)
    return mandate


@transaction.atomic
def expire_mandate(*, actor: None, mandate: Mandate) -> Mandate:
    """End a mandate whose last day has passed, and drop a draft that nobody signed. Only the daily job calls this."""
    take_mandate(mandate)
    if due.is_to_expire(mandate):
        if mandate.state == MandateState.DRAFT:
            mandate.state, mandate.ended_on = MandateState.DROPPED, clock.today()
            mandate.save(update_fields=["state", "ended_on"])
        else:
            finish(mandate, EndedHow.EXPIRED, by=None)
        audit.record(actor=actor, verb="mandate.expired", on=mandate)
    return mandate


@transaction.atomic
def forget_mandate_contact(*, actor: None, mandate: Mandate) -> Mandate:
    """Empty the name, the address and the witness two weeks after the end, and a text signed on paper; its digest
    stays. A text that was signed with an e-ID stays with its signature. Only the daily job calls this."""
    take_mandate(mandate)
    if due.is_to_forget_contact(mandate):
        mandate.name, mandate.reach_to, mandate.witness = "", "", ""
        if mandate.made_by != MadeBy.E_ID:
            mandate.text = ""
        if mandate.state == MandateState.DROPPED:
            mandate.person = None
        mandate.contact_forgotten_on = clock.today()
        mandate.save(update_fields=["name", "reach_to", "witness", "text", "person", "contact_forgotten_on"])
        audit.record(actor=actor, verb="mandate.contact_forgotten", on=mandate)
    return mandate


@transaction.atomic
def forget_mandate_journal(*, actor: None, mandate: Mandate) -> Mandate:
    """Empty what was done, and whose mandate it was, five years after the end. What remains is that there was one, in
    which fields and how often it was used. Only the daily job calls this."""
    take_mandate(mandate)
    if due.is_to_forget_journal(mandate):
        mandate.journal_forgotten_on = clock.today()
        mandate.person, mandate.signature, mandate.text = None, b"", ""
        mandate.save(update_fields=["journal_forgotten_on", "person", "signature", "text"])
        mandate.journal.exclude(what="").update(what="")
        audit.record(actor=actor, verb="mandate.journal_forgotten", on=mandate)
    return mandate


@transaction.atomic
def hand_over_mandate_message(*, actor: Person, message: MandateMessage) -> MandateMessage:
    """Note that somebody has sent the letter or made the call. Noted already: nothing changes.

    Raises:
        PermissionDenied: `actor` neither leads the organisation nor sits at the reception.
    """
    _lock(message)
    if not policy.may_note_signed(actor, message.mandate):
        raise PermissionDenied
    if message.state in {outgoing.READY, outgoing.FAILED}:
        outgoing.done(message, by=actor)
        audit.record(actor=actor, verb="mandate_message.handed_over", on=message)
    return message


@transaction.atomic
def mark_mandate_message_sent(*, actor: None, message: MandateMessage) -> MandateMessage:
    """Note that a machine took a message. Only the job calls this."""
    _lock(message)
    if message.state == outgoing.READY:
        message.attempts += 1
        outgoing.done(message, by=actor)
        audit.record(actor=actor, verb="mandate_message.sent", on=message)
    return message


@transaction.atomic
def fail_mandate_message(
    *, actor: None, message: MandateMessage, reason: str, retryable: bool = False
) -> MandateMessage:
    """Note that a message was not taken; where it is `retryable` it is tried again. Only the job calls this."""
    _lock(message)
    if message.state == outgoing.READY:
        waits = outgoing.failed(message, reason=reason, retryable=retryable, retry=mandate_jobs.enqueue_message)
        verb = "mandate_message.delayed" if waits else "mandate_message.failed"
        audit.record(actor=actor, verb=verb, on=message, attempts=message.attempts)
    return message


@transaction.atomic
def stop_mandate_message(*, actor: None, message: MandateMessage) -> MandateMessage:
    """Stop a message that is no longer true. Only the job calls this."""
    _lock(message)
    if message.state == outgoing.READY:
        message.state = outgoing.STOPPED
        message.save(update_fields=["state"])
        audit.record(actor=actor, verb="mandate_message.stopped", on=message)
    return message


def _lock(message: MandateMessage) -> None:
    message.refresh_from_db(from_queryset=MandateMessage.objects.select_for_update(of=("self",)))
