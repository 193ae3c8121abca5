"""What becomes of a delivery: sent, posted, told, failed, tried again."""

from collections.abc import Sequence
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.voice import jobs, policy
from medskapa.voice.models import AnswerVia, Delivery, DeliveryState


def mark_sent(*, actor: None, delivery: Delivery) -> Delivery:
    """Note that the gateway took the message. Only the job calls this, so there is no actor."""
    return _finish(delivery, actor=actor, verb="delivery.sent")


@transaction.atomic
def fail(*, actor: None, delivery: Delivery, reason: str) -> Delivery:
    """Note that a message did not arrive; it comes back to the desk. Only the job calls this."""
    _lock(delivery)
    if delivery.state != DeliveryState.READY:
        return delivery
    delivery.state = DeliveryState.FAILED
    delivery.failure = reason[:300]
    delivery.attempts += 1
    delivery.save(update_fields=["state", "failure", "attempts"])
    audit.record(actor=actor, verb="delivery.failed", on=delivery, attempts=delivery.attempts)
    return delivery


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
def mark_told(*, actor: Person, delivery: Delivery) -> Delivery:
    """Note that the answer has been told by word of mouth.

    Raises:
        PermissionDenied: `actor` is neither the one who was asked to tell it nor at the desk of the unit.
    """
    if not policy.may_tell(actor, delivery):
        raise PermissionDenied
    return _finish(delivery, actor=actor, verb="delivery.told")


@transaction.atomic
def retry(*, actor: Person, delivery: Delivery, via: AnswerVia | None = None) -> Delivery:
    """Try a failed delivery again, perhaps `via` another way that the viewpoint has an address for (letter, web).

    Raises:
        PermissionDenied: it is not of `actor`'s units.
        Conflict: it has not failed, or its viewpoint is no longer answered.
    """
    if not policy.may_deliver(actor, delivery):
        raise PermissionDenied
    _lock(delivery)
    if delivery.state != DeliveryState.FAILED or not delivery.viewpoint.text:
        raise Conflict(_("Det här utskicket behöver inte skickas igen."))
    delivery.via = via or delivery.via
    delivery.state = DeliveryState.READY
    delivery.failure = ""
    delivery.save(update_fields=["via", "state", "failure"])
    audit.record(actor=actor, verb="delivery.retried", on=delivery, via=str(delivery.via))
    if delivery.via == AnswerVia.WEB:
        return _finish(delivery, actor=actor, verb="delivery.sent")
    transaction.on_commit(partial(jobs.enqueue_delivery, delivery.pk))
    return delivery


@transaction.atomic
def _finish(delivery: Delivery, *, actor: Person | None, verb: str) -> Delivery:
    _lock(delivery)
    if delivery.state != DeliveryState.READY:
        return delivery
    delivery.state = DeliveryState.SENT
    delivery.done_at = clock.now()
    delivery.done_by = actor
    delivery.attempts += 1
    delivery.save(update_fields=["state", "done_at", "done_by", "attempts"])
    audit.record(actor=actor, verb=verb, on=delivery)
    return delivery


def _lock(delivery: Delivery) -> None:
    delivery.refresh_from_db(from_queryset=Delivery.objects.select_for_update(of=("self",)))
