"""Where a message can reach somebody invited: what they gave for it, otherwise what is known of their account."""

from medskapa.core.languages import spoken
from medskapa.meetings.models import InviteVia, PoolMember

_FIELDS = {InviteVia.LETTER: "address", InviteVia.SMS: "phone", InviteVia.EMAIL: "email"}


def is_protected(member: PoolMember) -> bool:
    """Whether the person's whereabouts are protected, by the pool's word or by the account's."""
    return member.protected_identity or (member.person is not None and member.person.protected_identity)


def address_for(member: PoolMember, via: str) -> str:
    """The number or address for `via`; empty where there is none, and always for word of mouth.

    Nobody with protected identity gets a letter: an address in a window, or in a print queue, is an address given away.
    """
    if via not in _FIELDS or (via == InviteVia.LETTER and is_protected(member)):
        return ""
    field = _FIELDS[InviteVia(via)]
    return getattr(member, field) or (getattr(member.person, field) if member.person is not None else "")


def ways_to(member: PoolMember) -> dict[InviteVia, str]:
    """Every way in which a message can reach `member` now, with its number or address. Word of mouth is always one."""
    addressed = {via: address_for(member, via) for via in _FIELDS}
    return {via: to for via, to in addressed.items() if to} | {InviteVia.CONTACT: ""}


def way_for(member: PoolMember, reached_by: str | None = None) -> InviteVia:
    """The way that reached the person last, or the one they chose, as long as it leads there; else somebody tells them.

    Args:
        reached_by: how the last message came through; None where none has.
    """
    ways = ways_to(member)
    wanted = [InviteVia(via) for via in (reached_by, member.via) if via]
    return next((via for via in wanted if via in ways), InviteVia.CONTACT)


def phone_of(member: PoolMember) -> str:
    """A number for whoever is to tell something; empty where none is known."""
    return address_for(member, InviteVia.SMS)


def language_of(member: PoolMember) -> str:
    """The language of what we write to the person: theirs where we have it, otherwise the language of the site."""
    own = [member.person.language] if member.person is not None else []
    return spoken(*own, member.language)
