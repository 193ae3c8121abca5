"""What becomes of a delivery: sent, printed, posted, told, failed, tried again."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.people.models import Person
from medskapa.voice import jobs, policy, reach
from medskapa.voice.models import AnswerVia, Delivery, DeliveryState


def mark_sent(*, actor: None, delivery: Delivery) -> Delivery:
    """Note that the gateway took the message. Only the job calls this, so there is no actor."""
    return _finish(delivery, actor=actor, verb="delivery.sent")


@transaction.atomic
def fail(*, actor: None, delivery: Delivery, reason: str, retryable: bool = False) -> Delivery:
    """Note that a message did not get through. Only the job calls this.

    Where it is `retryable` it is tried again, as `outgoing.failed` says; then it comes back to the desk with `reason`.
    """
    _lock(delivery)
    if delivery.state == DeliveryState.READY:
        waits = outgoing.failed(delivery, reason=reason, retryable=retryable, retry=jobs.enqueue_delivery)
        verb = "delivery.delayed" if waits else "delivery.failed"
        audit.record(actor=actor, verb=verb, on=delivery, attempts=delivery.attempts)
    return delivery


@transaction.atomic
def mark_printed(*, actor: Person, deliveries: Sequence[Delivery], again: bool = False) -> int:
    """Note that letters were printed: for a letter, ``attempts`` counts its prints. Returns how many letters.

    Raises:
        PermissionDenied: one of them is not of `actor`'s units.
        Conflict: one of them is no letter that waits, or somebody has printed it and it is not to be printed `again`.
    """
    ordered = sorted(deliveries, key=lambda each: each.pk)
    for delivery in ordered:  # all before the first audit record, whose lock comes last
        _lock(delivery)
        if not policy.may_deliver(actor, delivery):
            raise PermissionDenied
    for delivery in ordered:
        if delivery.via != AnswerVia.LETTER or delivery.state != DeliveryState.READY:
            raise Conflict(_("Ett av breven är redan postat eller lämnat på annat sätt. Ladda om sidan."))
        if delivery.attempts and not again:
            raise Conflict(_("Någon har redan skrivit ut ett av breven. Ladda om sidan och se vilka som är kvar."))
        delivery.attempts += 1
        delivery.save(update_fields=["attempts"])
        audit.record(actor=actor, verb="delivery.printed", on=delivery, attempts=delivery.attempts)
    return len(deliveries)


@transaction.atomic
def mark_posted(*, actor: Person, deliveries: Sequence[Delivery]) -> int:
    """Note that printed letters were put in the post. Returns how many; those already posted are passed by.

    Raises:
        PermissionDenied: one of them is not of `actor`'s units.
    """
    posted = 0
    ordered = sorted(deliveries, key=lambda each: each.pk)
    for delivery in ordered:
        _lock(delivery)
        if not policy.may_deliver(actor, delivery):
            raise PermissionDenied
    for delivery in ordered:
        if delivery.via == AnswerVia.LETTER and delivery.state == DeliveryState.READY:
            _finish(delivery, actor=actor, verb="delivery.posted")
            posted += 1
    return posted


@transaction.atomic
def mark_told(*, actor: Person, delivery: Delivery, on: date | None = None) -> Delivery:
    """Note that the answer has been told by word of mouth, now or on an earlier day (`on`).

    Raises:
        PermissionDenied: `actor` is neither the one who was asked to tell it nor at the desk of the unit.
        ValidationError: the day lies ahead, or before the answer was there; the key is ``on``.
        Conflict: it is to reach the person in another way now.
    """
    if not policy.may_tell(actor, delivery):
        raise PermissionDenied
    day = on or clock.today()
    sent_at = delivery.answer.sent_at
    if day > clock.today() or (sent_at is not None and clock.midnight(day + timedelta(days=1)) <= sent_at):
        raise ValidationError({"on": _("Dagen ska ligga mellan dagen då svaret skrevs och i dag.")})
    _lock(delivery)
    if delivery.via != AnswerVia.CONTACT:
        raise Conflict(_("Svaret lämnas nu på ett annat sätt. Du behöver inte berätta det."))
    told = _finish(delivery, actor=actor, verb="delivery.told")
    if on is not None and on < clock.today() and told.done_by_id == actor.pk:
        told.done_at = clock.midnight(on)
        told.save(update_fields=["done_at"])
    return told


@transaction.atomic
def retry(*, actor: Person, delivery: Delivery, via: AnswerVia | None = None) -> Delivery:
    """Try a failed delivery again, perhaps another way (`via`); or let a letter or a telling that waits go another way.

    Raises:
        PermissionDenied: it is not of `actor`'s units.
        ValidationError: there is no number or address for that way; the key is ``via``.
        Conflict: it has arrived already, is on its way, or its viewpoint has been taken back.
    """
    if not policy.may_deliver(actor, delivery):
        raise PermissionDenied
    _lock(delivery)
    if not (_has_failed(delivery) or _goes_another_way(delivery, via)) or not delivery.viewpoint.text:
        raise Conflict(_("Det här utskicket behöver inte skickas igen."))
    delivery.via = via or delivery.via
    if delivery.via not in reach.ways_to(delivery.viewpoint):
        raise ValidationError({"via": _("Det finns inget nummer och ingen adress för det sättet. Välj ett annat.")})
    delivery.state = DeliveryState.READY
    delivery.failure = ""
    delivery.attempts = 0
    delivery.save(update_fields=["via", "state", "failure", "attempts"])
    audit.record(actor=actor, verb="delivery.retried", on=delivery, via=str(delivery.via))
    if delivery.via == AnswerVia.WEB:
        return _finish(delivery, actor=actor, verb="delivery.sent")
    if delivery.via in outgoing.BY_MACHINE:
        transaction.on_commit(partial(jobs.enqueue_delivery, delivery.pk))
    return delivery


def _has_failed(delivery: Delivery) -> bool:
    return bool(delivery.state == DeliveryState.FAILED)


def _goes_another_way(delivery: Delivery, via: AnswerVia | None) -> bool:
    by_hand = delivery.via in (AnswerVia.LETTER, AnswerVia.CONTACT)
    return bool(delivery.state == DeliveryState.READY and by_hand and via not in (None, delivery.via))


@transaction.atomic
def _finish(delivery: Delivery, *, actor: Person | None, verb: str) -> Delivery:
    _lock(delivery)
    if delivery.state == DeliveryState.READY:
        delivery.attempts += delivery.via != AnswerVia.LETTER  # a letter's attempts are its prints
        outgoing.done(delivery, by=actor)
        audit.record(actor=actor, verb=verb, on=delivery)
    return delivery


def _lock(delivery: Delivery) -> None:
    delivery.refresh_from_db(from_queryset=Delivery.objects.select_for_update(of=("self",)))
