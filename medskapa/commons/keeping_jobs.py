"""Slow work of keeping the directory, done by the worker: mail."""

from functools import partial

from django_tasks import task

from medskapa.commons import keeping_mail
from medskapa.commons.models import KeepingMail
from medskapa.core import worker
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent


def enqueue_waiting() -> None:
    """Let the worker send the mail that waits."""
    worker.ask(send_keeping_mail)


def enqueue_mail(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one mail, at once or after a pause."""
    worker.enqueue(send_one_keeping_mail, pk, after_seconds=after_seconds)


@task()
def send_keeping_mail() -> None:
    """Send what waits, one after the other. One that was tried before has a job of its own."""
    for pk in worker.keys_of(outgoing.untried(KeepingMail.objects.all())):
        send_one_keeping_mail.call(pk)


@task()
def send_one_keeping_mail(pk: int) -> None:
    """Send one mail, if it still says something. Where an owner cannot be reached, editors are told."""
    from medskapa.commons import actions

    mail = KeepingMail.objects.select_related("person", "service").filter(pk=pk, state=outgoing.READY).first()
    if mail is None:
        return
    if not keeping_mail.still_true(mail):
        actions.stop_keeping_mail(actor=None, mail=mail)
        return
    try:
        gateways.send(mail.via, to=mail.person.email, words=partial(keeping_mail.words_of, mail))
    except NotSent as failure:
        actions.fail_keeping_mail(actor=None, mail=mail, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_keeping_mail_sent(actor=None, mail=mail)
