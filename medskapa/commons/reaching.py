"""How somebody whom a referral or a mandate is about is told of it: as their account says, or as they said without one.

What goes by letter or telephone waits for a person's hand.
"""

from django.db.models import Q

from medskapa.commons.models import Reach
from medskapa.integrations import outgoing
from medskapa.integrations.outgoing import EMAIL, SMS
from medskapa.people.models import Person, ReachVia

BY_HAND = ["letter", "phone"]
_OF_ACCOUNT = {ReachVia.SMS: SMS, ReachVia.EMAIL: EMAIL, ReachVia.LETTER: "letter"}
_OF_OTHERS = {Reach.SMS: SMS, Reach.EMAIL: EMAIL, Reach.LETTER: "letter", Reach.PHONE: "phone"}


def way_to(person: Person | None, reach_via: str) -> str | None:
    """Which way a message goes. None: there is none, or the person has protected identity.

    Args:
        reach_via: what somebody without an account has said; one of `Reach`.
    """
    if person is None:
        return _OF_OTHERS.get(Reach(reach_via))
    return None if person.protected_identity else _OF_ACCOUNT.get(ReachVia(person.reach_via))


def address_of(person: Person | None, reach_to: str, *, via: str) -> str:
    """Where a message goes that goes `via`: a number, an e-mail address or a postal address, as it is now."""
    if person is None:
        return reach_to
    return {SMS: person.phone, EMAIL: person.email}.get(via, person.address)


def waits_for_somebody() -> Q:
    """The messages that somebody has to send or to call about, and those that a machine did not get through."""
    return Q(state=outgoing.READY, via__in=BY_HAND) | Q(state=outgoing.FAILED)
