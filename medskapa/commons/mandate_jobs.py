"""Slow work of mandates, done by the worker: messages out."""

from functools import partial

from django_tasks import task

from medskapa.commons import mandate_mail
from medskapa.commons.models import MandateMessage
from medskapa.core import worker
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent


def enqueue_waiting() -> None:
    """Let the worker send the messages that wait."""
    worker.ask(send_mandate_messages)


def enqueue_message(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one message, at once or after a pause."""
    worker.enqueue(send_one_mandate_message, pk, after_seconds=after_seconds)


@task()
def send_mandate_messages() -> None:
    """Send what waits, one after the other. One that was tried before has a job of its own."""
    for pk in worker.keys_of(outgoing.untried(MandateMessage.objects.all())):
        send_one_mandate_message.call(pk)


@task()
def send_one_mandate_message(pk: int) -> None:
    """Send one message, if it still says something."""
    from medskapa.commons import actions

    rows = MandateMessage.objects.select_related("mandate__organisation", "mandate__person")
    message = rows.filter(pk=pk, state=outgoing.READY, via__in=outgoing.BY_MACHINE).first()
    if message is None:
        return
    if not mandate_mail.still_true(message):
        actions.stop_mandate_message(actor=None, message=message)
        return
    try:
        gateways.send(message.via, to=mandate_mail.address_of(message), words=partial(mandate_mail.words_of, message))
    except NotSent as failure:
        actions.fail_mandate_message(actor=None, message=message, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_mandate_message_sent(actor=None, message=message)
