"""Slow work of activities, done by the worker: SMS and e-mail to those who have signed up."""

from functools import partial

from django_tasks import task

from medskapa.commons import activity_words
from medskapa.commons.models import SignUpMessage
from medskapa.core import worker
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent


def enqueue_waiting() -> None:
    """Let the worker send what waits."""
    worker.ask(send_sign_up_messages)


def enqueue_message(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one message, at once or after a pause."""
    worker.enqueue(send_one_sign_up_message, pk, after_seconds=after_seconds)


@task()
def send_sign_up_messages() -> None:
    """Send what waits, one after the other. One that was tried before has a job of its own."""
    for pk in worker.keys_of(outgoing.untried(SignUpMessage.objects.all())):
        send_one_sign_up_message.call(pk)


@task()
def send_one_sign_up_message(pk: int) -> None:
    """Send one message, if it still says something."""
    from medskapa.commons import actions

    rows = SignUpMessage.objects.select_related(
        "sign_up__occasion__activity__place", "sign_up__occasion__activity__organisation"
    )
    message = rows.filter(pk=pk, state=outgoing.READY).first()
    if message is None:
        return
    if not activity_words.still_true(message):
        actions.stop_sign_up_message(actor=None, message=message)
        return
    try:
        gateways.send(message.via, to=message.sign_up.address, words=partial(activity_words.words_of, message))
    except NotSent as failure:
        actions.fail_sign_up_message(actor=None, message=message, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_sign_up_message_sent(actor=None, message=message)
