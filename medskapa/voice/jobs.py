"""Slow work of voice, done by the worker: messages to gateways, and what a viewpoint means to the sentence model."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from analysis import similar
from medskapa.integrations.mail import client as mail
from medskapa.integrations.sms import client as sms
from medskapa.people.models import Person
from medskapa.voice.models import AnswerVia, Delivery, DeliveryState, Vector, Viewpoint


def enqueue_delivery(pk: int) -> None:
    """Let the worker send one SMS or e-mail."""
    deliver.enqueue(pk)


def enqueue_meaning(pk: int) -> None:
    """Let the worker compute what a viewpoint means, where the sentence model is installed and switched on."""
    if settings.SEMANTIC and similar.available():
        understand.enqueue(pk)


@task()
def deliver(pk: int) -> None:
    """Tell somebody that there is an answer: never what it says. A failure comes back to the desk.

    Run again after a crash it sends nothing twice that is already marked; a crash between the gateway and the mark
    may repeat one message, which says nothing new.
    """
    from medskapa.voice import actions

    delivery = Delivery.objects.select_related("viewpoint__author").filter(pk=pk, state=DeliveryState.READY).first()
    if delivery is None or delivery.via not in {AnswerVia.SMS, AnswerVia.EMAIL}:
        return
    if not delivery.viewpoint.answer_to:
        actions.fail(actor=None, delivery=delivery, reason=_("Det finns inget nummer eller någon adress att skicka till."))
        return
    try:
        _send(delivery)
    except (sms.SmsFailed, mail.MailFailed) as failure:
        actions.fail(actor=None, delivery=delivery, reason=str(failure))
    else:
        actions.mark_sent(actor=None, delivery=delivery)


def _send(delivery: Delivery) -> None:
    with translation.override(_language_of(delivery.viewpoint.author)):
        text = _(
            "Hej! Det finns ett svar till dig från %(administration)s. Läs det på %(url)s/kvitto/ med din kod. "
            "Eller ring %(phone)s."
        ) % {
            "administration": settings.MUNICIPALITY["administration"],
            "url": settings.PUBLIC_URL,
            "phone": settings.MUNICIPALITY["phone"],
        }
        subject = _("Det finns ett svar till dig")
    if delivery.via == AnswerVia.SMS:
        sms.client().send(to=delivery.viewpoint.answer_to, text=text)
    else:
        mail.send(to=delivery.viewpoint.answer_to, subject=subject, text=text)


def _language_of(person: Person | None) -> str:
    return person.language if person and person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@task()
def understand(pk: int) -> None:
    """Compute and keep the vector of one viewpoint."""
    viewpoint = Viewpoint.objects.filter(pk=pk).exclude(text="").first()
    if viewpoint is not None:
        vector = similar.embed([viewpoint.text])[0].astype("float16")
        Vector.objects.update_or_create(viewpoint=viewpoint, defaults={"data": vector.tobytes()})
