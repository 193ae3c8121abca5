"""Slow work of voice, done by the worker: messages to gateways, and what a viewpoint means to the sentence model."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from analysis import similar
from medskapa.core import clock
from medskapa.core.daily import daily
from medskapa.integrations.mail import client as mail
from medskapa.integrations.sms import client as sms
from medskapa.people.models import Person
from medskapa.voice import reach
from medskapa.voice.models import AnswerKind, AnswerVia, Delivery, DeliveryState, Vector, Viewpoint, ViewpointState

UNDERSTOOD_AT_ONCE = 64


def enqueue_delivery(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one SMS or e-mail, at once or after a pause (a worker that cannot wait sends at once)."""
    waits = after_seconds and deliver.get_backend().supports_defer
    job = deliver.using(run_after=clock.now() + timedelta(seconds=after_seconds)) if waits else deliver
    job.enqueue(pk)


def enqueue_meaning() -> None:
    """Let the worker compute what new viewpoints mean, where the sentence model is installed and switched on.

    Names no viewpoint: a waiting job holds its arguments and its time, which an anonymous one must not be joined to.
    """
    if settings.SEMANTIC and similar.available():
        understand.enqueue()


@task()
def deliver(pk: int) -> None:
    """Tell somebody that there is an answer: never what it says. A lasting failure comes back to the desk.

    Run again after a crash it sends nothing twice that is already marked; a crash between the gateway and the mark
    may repeat one message, which says nothing new.
    """
    from medskapa.voice import actions

    rows = Delivery.objects.select_related("answer", "viewpoint__author")
    delivery = rows.filter(pk=pk, state=DeliveryState.READY).first()
    if delivery is None or delivery.via not in {AnswerVia.SMS, AnswerVia.EMAIL}:
        return
    if delivery.viewpoint.state == ViewpointState.WITHDRAWN:
        return  # whoever took their words back is not written to about them
    to = reach.address_for(delivery.viewpoint, delivery.via)
    if not to:
        nowhere = _("Det finns inget nummer eller någon adress att skicka till.")
        actions.fail(actor=None, delivery=delivery, reason=nowhere)
        return
    try:
        _send(delivery, to)
    except (sms.SmsFailed, mail.MailFailed) as failure:
        actions.fail(actor=None, delivery=delivery, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_sent(actor=None, delivery=delivery)


def _send(delivery: Delivery, to: str) -> None:
    with translation.override(_language_of(delivery.viewpoint.author)):
        subject, text = _notice(AnswerKind(delivery.answer.kind))
    if delivery.via == AnswerVia.SMS:
        sms.client().send(to=to, text=text)
    else:
        mail.send(to=to, subject=subject, text=text)


def _notice(kind: AnswerKind) -> tuple[str, str]:
    """A subject and a text that say only that there is something to read, and where. No code, name or content."""
    ours = {
        "administration": settings.MUNICIPALITY["administration"],
        "url": settings.PUBLIC_URL,
        "phone": settings.MUNICIPALITY["phone"],
    }
    if kind == AnswerKind.QUESTION:
        return _("Vi har en fråga till dig"), _(
            "Hej! %(administration)s har en fråga till dig. Läs den på %(url)s/kvitto/ med din kod. "
            "Eller ring %(phone)s."
        ) % ours
    return _("Det finns ett svar till dig"), _(
        "Hej! Det finns ett svar till dig från %(administration)s. Läs det på %(url)s/kvitto/ med din kod. "
        "Eller ring %(phone)s."
    ) % ours


def _language_of(person: Person | None) -> str:
    return person.language if person and person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@task()
def understand() -> None:
    """Compute and keep the vectors that are missing or of another version, some at a time until all are done."""
    version = similar.vectors_version()
    Vector.objects.exclude(version=version).delete()
    lacking = Viewpoint.objects.filter(vector__isnull=True).exclude(text="").order_by("pk")
    while some := list(lacking[:UNDERSTOOD_AT_ONCE]):
        vectors = similar.embed([viewpoint.text for viewpoint in some]).astype("float16")
        Vector.objects.bulk_create(
            [
                Vector(viewpoint=each, version=version, data=vector.tobytes())
                for each, vector in zip(some, vectors, strict=True)
            ],
            ignore_conflicts=True,
        )


@daily
def understand_daily() -> None:
    """Anonymous viewpoints start no job of their own; once a day they get their vectors too."""
    transaction.on_commit(enqueue_meaning)
