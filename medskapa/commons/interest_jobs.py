"""Slow work of interests, done by the worker: SMS and e-mail to those who left one."""

from functools import partial

from django_tasks import task

from medskapa.commons import interest_mail
from medskapa.commons.models import InterestMessage
from medskapa.core import worker
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent


def enqueue_waiting() -> None:
    """Let the worker send what waits."""
    worker.ask(send_interest_messages)


def enqueue_message(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one message, at once or after a pause."""
    worker.enqueue(send_one_interest_message, pk, after_seconds=after_seconds)


@task()
def send_interest_messages() -> None:
    """Send what waits, one after the other. One that was tried before has a job of its own."""
    for pk in worker.keys_of(outgoing.untried(InterestMessage.objects.all())):
        send_one_interest_message.call(pk)


@task()
def send_one_interest_message(pk: int) -> None:
    """Send one message, if it still says something."""
    from medskapa.commons import actions

    message = InterestMessage.objects.select_related("interest").filter(pk=pk, state=outgoing.READY).first()
    if message is None:
        return
    if not interest_mail.still_true(message):
        actions.stop_interest_message(actor=None, message=message)
        return
    try:
        gateways.send(message.via, to=message.interest.reach_to, words=partial(interest_mail.words_of, message))
    except NotSent as failure:
        actions.fail_interest_message(actor=None, message=message, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_interest_message_sent(actor=None, message=message)
