"""Whoever keeps a service true is reminded when it is due; where they stay silent, editors are told."""

from django.db import transaction

from medskapa.commons import keeping_jobs, keeping_mail
from medskapa.commons.models import KeepingKind, KeepingMail, Service
from medskapa.commons.queries import keeping as queries
from medskapa.core import audit, clock
from medskapa.integrations import outgoing
from medskapa.people.models import Person


@transaction.atomic
def remind_owner(*, actor: None, service: Service) -> Service:
    """Mail the owner that a service is to be checked, once a rhythm. Only the daily job calls this."""
    _lock_service(service)
    if queries.is_to_remind_of(service) and service.owner:
        service.reminders += 1
        service.reminded_on = clock.today()
        service.save(update_fields=["reminders", "reminded_on"])
        keeping_mail.tell(service.owner, KeepingKind.CHECK, service)
        audit.record(actor=actor, verb="service.owner_reminded", on=service, reminders=service.reminders)
    return service


@transaction.atomic
def escalate_unchecked(*, actor: None, service: Service) -> Service:
    """Tell the editors of a service that nobody checks. Only the daily job calls this, and a mail that came back."""
    _lock_service(service)
    if queries.is_to_escalate(service):
        _escalate(service)
        audit.record(actor=actor, verb="service.escalated", on=service, reminders=service.reminders)
    return service


@transaction.atomic
def tell_editor_of_activities(*, actor: None, editor: Person) -> Person:
    """Mail an editor, once a day, that an activity waits for one. Only the daily job calls this."""
    if keeping_mail.tell(editor, KeepingKind.ACTIVITY, None):
        audit.record(actor=actor, verb="activity.editor_told", on=editor)
    return editor


@transaction.atomic
def mark_keeping_mail_sent(*, actor: None, mail: KeepingMail) -> KeepingMail:
    """Note that the mail server took a mail. Only the job calls this."""
    _lock_mail(mail)
    if mail.state == outgoing.READY:
        mail.attempts += 1
        outgoing.done(mail, by=actor)
        audit.record(actor=actor, verb="keeping_mail.sent", on=mail)
    return mail


@transaction.atomic
def fail_keeping_mail(*, actor: None, mail: KeepingMail, reason: str, retryable: bool = False) -> KeepingMail:
    """Note that a mail was not handed over. Only the job calls this.

    Where it is `retryable` it is tried again. After that the editors are told of a service whose owner does not get
    their mail.
    """
    if mail.service and mail.kind == KeepingKind.CHECK:
        _lock_service(mail.service)
    _lock_mail(mail)
    if mail.state == outgoing.READY:
        waits = outgoing.failed(mail, reason=reason, retryable=retryable, retry=keeping_jobs.enqueue_mail)
        if not waits and mail.service and mail.kind == KeepingKind.CHECK:
            _escalate(mail.service)
        verb = "keeping_mail.delayed" if waits else "keeping_mail.failed"
        audit.record(actor=actor, verb=verb, on=mail, attempts=mail.attempts)
    return mail


@transaction.atomic
def stop_keeping_mail(*, actor: None, mail: KeepingMail) -> KeepingMail:
    """Stop a mail that is no longer true. Only the job calls this."""
    _lock_mail(mail)
    if mail.state == outgoing.READY:
        mail.state = outgoing.STOPPED
        mail.save(update_fields=["state"])
        audit.record(actor=actor, verb="keeping_mail.stopped", on=mail)
    return mail


def _escalate(service: Service) -> None:
    service.escalated_on = clock.today()
    service.save(update_fields=["escalated_on"])
    keeping_mail.tell_editors()


def _lock_service(service: Service) -> None:
    service.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))


def _lock_mail(mail: KeepingMail) -> None:
    mail.refresh_from_db(from_queryset=KeepingMail.objects.select_for_update(of=("self",)))
