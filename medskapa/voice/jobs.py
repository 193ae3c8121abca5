"""Slow work of voice, done by the worker: messages to gateways, and what a viewpoint means to the sentence model."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from analysis import similar
from medskapa.core import worker
from medskapa.core.daily import daily
from medskapa.core.languages import spoken
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent
from medskapa.voice import reach
from medskapa.voice.models import AnswerKind, Delivery, DeliveryState, Vector, Viewpoint, ViewpointState

UNDERSTOOD_AT_ONCE = 64


def enqueue_delivery(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one SMS or e-mail, at once or after a pause (a worker that cannot wait sends at once)."""
    worker.enqueue(deliver, pk, after_seconds=after_seconds)


def enqueue_meaning() -> None:
    """Let the worker compute what new viewpoints mean, where the sentence model is installed and switched on.

    Names no viewpoint: a waiting job holds its arguments and its time, which an anonymous one must not be joined to.
    """
    if settings.SEMANTIC and similar.available():
        worker.ask(understand)


def enqueue_news() -> None:
    """Let the worker send the news that waits to go by SMS and e-mail."""
    worker.ask(deliver_news)


@task()
def tell_news() -> None:
    """Tell everyone what has happened with what they spoke about, some at a time, each in a transaction of its own."""
    from medskapa.voice import actions

    after: int | None = 0
    while after is not None:
        after = actions.tell_news(actor=None, after=after)


@daily
def tell_news_daily() -> None:
    """Once a day, so that nobody gets more than one message a day, whatever happens."""
    transaction.on_commit(tell_news.enqueue)


@task()
def deliver_news() -> None:
    """Send the news that waits, one message after the other; what fails is tried again or comes back to the desk.

    One that was tried before has a job of its own (`enqueue_delivery`).
    """
    for pk in worker.keys_of(outgoing.untried(Delivery.objects.filter(answer__kind=AnswerKind.NEWS))):
        deliver.call(pk)


@task()
def deliver(pk: int) -> None:
    """Tell somebody that there is an answer: never what it says. A lasting failure comes back to the desk.

    Run again after a crash it sends nothing twice that is already marked; a crash between the gateway and the mark
    may repeat one message, which says nothing new.
    """
    from medskapa.voice import actions

    rows = Delivery.objects.select_related("answer", "viewpoint__author")
    delivery = rows.filter(pk=pk, state=DeliveryState.READY).first()
    if delivery is None or delivery.via not in outgoing.BY_MACHINE:
        return
    if delivery.viewpoint.state == ViewpointState.WITHDRAWN:
        return  # whoever took their words back is not written to about them
    to = reach.address_for(delivery.viewpoint, delivery.via)
    try:
        _send(delivery, to)
    except NotSent as failure:
        actions.fail(actor=None, delivery=delivery, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_sent(actor=None, delivery=delivery)


def _send(delivery: Delivery, to: str) -> None:
    gateways.send(delivery.via, to=to, words=partial(_words, delivery))


def _words(delivery: Delivery) -> tuple[str, str]:
    author = delivery.viewpoint.author
    with translation.override(spoken(author.language if author else "")):
        return _notice(AnswerKind(delivery.answer.kind))


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
    if kind == AnswerKind.NEWS:
        return _("Det har hänt något nytt"), _(
            "Hej! Det har hänt något med det du har sagt till %(administration)s. "
            "Läs det på %(url)s/kvitto/ med din kod. Eller ring %(phone)s."
        ) % ours
    return _("Det finns ett svar till dig"), _(
        "Hej! Det finns ett svar till dig från %(administration)s. Läs det på %(url)s/kvitto/ med din kod. "
        "Eller ring %(phone)s."
    ) % ours


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
