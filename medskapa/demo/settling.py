"""After the story: no job is left to do what the story has told as done."""

from django.db.models import Model, QuerySet
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from medskapa.commons import activity_jobs, interest_jobs, keeping_jobs, referral_jobs
from medskapa.commons.models import InterestMessage, KeepingMail, ReferralMessage, SignUpMessage
from medskapa.guidance import jobs as guidance
from medskapa.guidance.models import Notice
from medskapa.integrations.outgoing import READY, Outgoing, untried
from medskapa.meetings import jobs as meetings
from medskapa.meetings.models import GuestMessage, Message
from medskapa.voice import jobs as voice
from medskapa.voice.models import Delivery

SENDS: list[tuple[Task[[int], None], type[Model]]] = [
    (voice.deliver, Delivery),
    (meetings.send_one, Message),
    (meetings.mail_guest, GuestMessage),
    (guidance.send_one, Notice),
    (activity_jobs.send_one_sign_up_message, SignUpMessage),
    (interest_jobs.send_one_interest_message, InterestMessage),
    (keeping_jobs.send_one_keeping_mail, KeepingMail),
    (referral_jobs.send_one_referral_message, ReferralMessage),
]
"""The jobs that send one message, and the table of what they send."""
SEND_ALL: list[tuple[Task[[], None], type[Outgoing]]] = [
    (activity_jobs.send_sign_up_messages, SignUpMessage),
    (interest_jobs.send_interest_messages, InterestMessage),
    (keeping_jobs.send_keeping_mail, KeepingMail),
    (referral_jobs.send_referral_messages, ReferralMessage),
]
"""The jobs of the commons that send all that waits in a table."""


def settle() -> int:
    """Take away the jobs whose message was sent within the story: the worker would only find that. Returns how many.

    They are asked for as the story is played, and written as its one transaction ends.
    """
    gone = []
    for job, model in SENDS:
        asked = {row.pk: row.args_kwargs["args"][0] for row in _ready(job)}
        waits = set(model._default_manager.filter(pk__in=asked.values(), state=READY).values_list("pk", flat=True))
        gone += [pk for pk, message in asked.items() if message not in waits]
    for send_all, table in SEND_ALL:
        if not untried(table._default_manager.all()).exists():
            gone += _ready(send_all).values_list("pk", flat=True)
    DBTaskResult.objects.filter(pk__in=gone).delete()
    return len(gone)


def _ready(job: Task[..., None]) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.ready().filter(task_path=job.module_path).order_by("pk")
