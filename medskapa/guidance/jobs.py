"""Slow work of guidance, done by the worker: messages to gateways."""

from datetime import timedelta
from functools import partial

from django_tasks import task

from medskapa.core import clock, worker
from medskapa.guidance import notices
from medskapa.guidance.models import Notice, NoticeState
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent

WAKING = timedelta(hours=9)  # nobody is reminded in the middle of the night


def enqueue_waiting() -> None:
    """Let the worker send the SMS and e-mails that wait."""
    worker.ask(send_waiting)


def enqueue_notice(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one SMS or e-mail, at once or after a pause (a worker that cannot wait sends at once)."""
    worker.enqueue(send_one, pk, after_seconds=after_seconds)


@task()
def send_waiting() -> None:
    """Send what waits, one message after the other. One that was tried before has a job of its own."""
    for pk in worker.keys_of(outgoing.untried(Notice.objects.all())):
        send_one.call(pk)


@task()
def send_one(pk: int) -> None:
    """Send one message, if it still says something. A lasting failure comes to the guide.

    Run again after a crash it sends nothing twice that is already marked; a crash between the gateway and the mark
    may repeat one message, which says nothing new.
    """
    from medskapa.guidance import actions

    notice = Notice.objects.select_related("resident").filter(pk=pk, state=NoticeState.READY).first()
    if notice is None or notice.via not in outgoing.BY_MACHINE:
        return
    if not notices.still_true(notice):
        actions.stop_notice(actor=None, notice=notice)
        return
    to = notices.address_for(notice.resident, notice.via)
    try:
        gateways.send(notice.via, to=to, words=partial(notices.words_of, notice))
    except NotSent as failure:
        actions.fail_notice(actor=None, notice=notice, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_notice_sent(actor=None, notice=notice)


def until_morning() -> int:
    """Seconds until people are up; 0 when they are."""
    left = clock.midnight(clock.today()) + WAKING - clock.now()
    return max(int(left.total_seconds()), 0)


@task()
def remind(day_number: int) -> None:
    """Remind those who have a talk tomorrow, each in a transaction of its own.

    Args:
        day_number: the day of the reminding, as an ordinal: a job that was late reminds nobody of a day gone by.
    """
    from medskapa.guidance import actions
    from medskapa.guidance.queries import talks

    if day_number == clock.today().toordinal():
        for talk in talks.to_remind():
            actions.remind_of_talk(actor=None, talk=talk)
