"""The parts that wait at the reception: taken by somebody, and then done."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.entrance import policy
from medskapa.entrance.models import Part, PartState
from medskapa.people.models import Person


@transaction.atomic
def take_part(*, actor: Person, part: Part) -> Part:
    """Take care of a part that waits: `actor` is the one who rings. Taken by the same person before, it stays so.

    Raises:
        PermissionDenied: `actor` does not work at the reception.
        Conflict: a colleague was first.
    """
    if not policy.may_receive(actor):
        raise PermissionDenied
    part = _locked(part)
    if part.state == PartState.RECEIVED and part.received_by_id == actor.pk:
        return part
    if part.state != PartState.WAITING:
        raise Conflict(_("En kollega har redan tagit hand om det."))
    part.state, part.received_by, part.received_at = PartState.RECEIVED, actor, clock.now()
    part.save(update_fields=["state", "received_by", "received_at"])
    audit.record(actor=actor, verb="part.taken", on=part, to=part.to)
    return part


@transaction.atomic
def finish_part(*, actor: Person, part: Part) -> Part:
    """Say that the person has got what the part was about. Done before, it stays done.

    Raises:
        PermissionDenied: `actor` does not work at the reception.
        Conflict: nobody has taken care of it yet, or somebody else has.
    """
    if not policy.may_receive(actor):
        raise PermissionDenied
    part = _locked(part)
    if part.state == PartState.DONE:
        return part
    if part.state == PartState.WAITING:
        raise Conflict(_("Ta hand om det först, så att ingen annan ringer samtidigt."))
    if part.received_by_id != actor.pk:
        raise Conflict(_("Någon annan har hand om det här."))
    part.state = PartState.DONE
    part.save(update_fields=["state"])
    audit.record(actor=actor, verb="part.done", on=part, to=part.to)
    return part


def _locked(part: Part) -> Part:
    return Part.objects.select_for_update().get(pk=part.pk)
