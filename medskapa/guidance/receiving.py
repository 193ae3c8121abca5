"""What guidance does with the part of an entry that is for a guide: the resident gets one, and a first talk."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.entrance import handing
from medskapa.entrance.models import Entry, Part, Receiver
from medskapa.entrance.promises import day_for
from medskapa.guidance import actions, queries
from medskapa.guidance.actions.guides import who
from medskapa.guidance.models import Begin, GuideAssignment, Slot, Talk
from medskapa.people.models import Person

_A_TALK_IS_NEAR = timedelta(weeks=3)
"""A first talk later than this is none: then the guide rings within the promised days."""


def register() -> None:
    """Take what goes to a guide, and move it where two turn out to be one. Called once, when the application starts."""
    handing.receives(Receiver.GUIDE, take)
    handing.joins("guidance", actions.join_resident)


def take(*, entry: Entry, part: Part) -> handing.Handed:
    """Give whoever handed in the entry a guide and the first free time. Whoever has a guide keeps them.

    Raises:
        Conflict: a person must choose by hand, for the identity is protected, or no guide has room. The part waits.
    """
    resident = entry.person
    if resident.protected_identity:
        raise Conflict(_("Den som har skyddade personuppgifter får sin guide av en enhetschef."))
    actor = entry.taken_in_by or (resident if entry.signed_in else None)
    been_here = GuideAssignment.objects.filter(resident=resident).exists()
    made = actions.assign_guide(actor=actor, resident=resident, began_as=Begin.RETURNED if been_here else Begin.ENTRY)
    return _told(part, made, _first_talk(actor, resident))


def _first_talk(actor: Person | None, resident: Person) -> Talk | None:
    """The next talk that is booked, or the first free time, booked now; None where the guide has none soon."""
    if booked := queries.next_talk(viewer=resident, resident=resident):
        return booked
    for slot in queries.free_for(resident=resident, limit=3):
        if slot.starts_at > clock.now() + _A_TALK_IS_NEAR:
            break
        if talk := _booked(actor, resident, slot):
            return talk
    return None


def _booked(actor: Person | None, resident: Person, slot: Slot) -> Talk | None:
    """The talk, or None where somebody took the time just now: the next one may be free."""
    try:
        with transaction.atomic():
            return actions.book_talk(actor=actor, resident=resident, slot=slot)
    except Conflict:
        return None


def _told(part: Part, assignment: GuideAssignment, talk: Talk | None) -> handing.Handed:
    told = who(assignment)
    if talk is None:
        return replace(told, promised_on=day_for(Receiver(part.to)))
    return replace(told, promised_on=clock.day_of(talk.starts_at), talk_at=talk.starts_at, where=talk.where)
