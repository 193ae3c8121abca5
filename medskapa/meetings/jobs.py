"""Slow work of meetings, done by the worker: messages to gateways."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from medskapa.core import worker
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent
from medskapa.integrations.mail import client as mail
from medskapa.meetings import codes, reach
from medskapa.meetings.models import GuestMessage, Message, MessageState


def enqueue_waiting() -> None:
    """Let the worker send the SMS and e-mails that wait."""
    worker.ask(send_waiting)


def enqueue_message(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one SMS or e-mail, at once or after a pause (a worker that cannot wait sends at once)."""
    worker.enqueue(send_one, pk, after_seconds=after_seconds)


@task()
def send_waiting() -> None:
    """Send what waits, one message after the other; what fails is tried again or comes back to the planner.

    One that was tried before has a job of its own (`enqueue_message`).
    """
    for pk in worker.keys_of(outgoing.untried(Message.objects.all())):
        send_one.call(pk)


@task()
def send_one(pk: int) -> None:
    """Send one message, if it still says something. A lasting failure comes back to the planner.

    Run again after a crash it sends nothing twice that is already marked; a crash between the gateway and the mark
    may repeat one message, which says nothing new.
    """
    from medskapa.meetings import actions, outbox

    rows = Message.objects.select_related("invitation__meeting__unit", "invitation__meeting__place")
    message = rows.select_related("invitation__member__person").filter(pk=pk, state=MessageState.READY).first()
    if message is None or message.via not in outgoing.BY_MACHINE:
        return
    if not Message.objects.filter(outbox.wanted(), pk=pk).exists():
        return  # the daily round stops it
    to = reach.address_for(message.invitation.member, message.via)
    try:
        gateways.send(message.via, to=to, words=partial(_words, message))
    except NotSent as failure:
        actions.fail_message(actor=None, message=message, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_message_sent(actor=None, message=message)


def _words(message: Message) -> tuple[str, str]:
    from medskapa.meetings import words

    try:
        notice = words.notice_of(message)
    except codes.Lost as error:
        lost = _("Koden går inte att visa en gång till. Försök igen, så gör vi en ny.")
        raise NotSent(lost, retryable=False) from error
    return notice.subject, notice.text


def enqueue_guest_mail(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one e-mail to a guest, at once or after a pause."""
    worker.enqueue(mail_guest, pk, after_seconds=after_seconds)


@task()
def mail_guest(pk: int) -> None:
    """Send one e-mail to a guest, if it still says something. What fails comes back as in `send_one`."""
    from medskapa.meetings import actions, guest_words
    from medskapa.meetings.actions.guests import still_true

    rows = GuestMessage.objects.select_related("guest__meeting__unit", "guest__meeting__place")
    message = rows.filter(pk=pk, state=MessageState.READY, by_hand=False).first()
    if message is None or not still_true(message):
        return
    notice = guest_words.mail_of(message, actions.issue_guest_code(actor=None, message=message))
    try:
        mail.send(to=message.guest.email, subject=notice.subject, text=notice.text)
    except mail.MailFailed as failure:
        actions.fail_guest_mail(actor=None, message=message, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_guest_mailed(actor=None, message=message)


def remind_daily() -> None:
    """Remind those who have not answered, once, some days before the day of the reply; stop what nobody needs."""
    transaction.on_commit(remind.enqueue)


@task()
def remind() -> None:
    """Each meeting in a transaction of its own."""
    from medskapa.meetings import actions
    from medskapa.meetings.queries import messaging

    for meeting in messaging.to_remind():
        actions.remind(actor=None, meeting=meeting)
    for meeting in messaging.with_unwanted():
        actions.stop_unwanted(actor=None, meeting=meeting)
