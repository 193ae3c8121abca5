"""Each part of an entry goes to the room that takes it; a room that is not here yet leaves it with the reception.

The rooms beneath this one register themselves when the application starts: ``receives(Receiver.GUIDE, take)``.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction

from medskapa.core import audit, clock
from medskapa.entrance import promises
from medskapa.entrance.models import Entry, Part, PartState, Receiver
from medskapa.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What the person is told of one part: by when, by whom, where and what to bring.

    Args:
        promised_on: the last day on which they hear from somebody.
        name, title, initials, phone: of the one who has it now; empty where nobody has it yet.
        talk_at: the first talk, where one is booked; `where` it is held.
        needed: what to bring, in the person's language, one thing a line.
    """

    promised_on: date | None = None
    name: str = ""
    title: str = ""
    initials: str = ""
    phone: str = ""
    talk_at: datetime | None = None
    where: str = ""
    needed: list[str] = field(default_factory=list)


class Take(Protocol):
    """Takes over one part in the transaction that hands it in. It raises `core.errors.Conflict` where it cannot."""

    def __call__(self, *, entry: Entry, part: Part) -> Handed: ...


class Join(Protocol):
    """Moves what a room holds of `new` to `kept`: they turned out to be the same person."""

    def __call__(self, *, actor: Person, new: Person, kept: Person) -> object: ...


_takers: dict[Receiver, Take] = {}
_joiners: dict[str, Join] = {}


def receives(to: Receiver, take: Take) -> None:
    """Let `take` have the parts that go `to` its room. The last one registered counts."""
    _takers[to] = take


def joins(room: str, join: Join) -> None:
    """Let `join` move what `room` holds when a desk worker has found that two rows are one person."""
    _joiners[room] = join


def join_all(*, actor: Person, new: Person, kept: Person) -> None:
    """Have every room move what it holds of `new` to `kept`.

    Raises:
        Conflict: a room cannot: both have a guide, for instance.
    """
    for join in _joiners.values():
        join(actor=actor, new=new, kept=kept)


def hand(entry: Entry, part: Part) -> Handed:
    """Give `part` to its room, or leave it waiting with a promised day; the part keeps what was told.

    A room that cannot take it right now stops nobody: then the part waits, and a person rings.
    """
    told = None
    if take := _takers.get(Receiver(part.to)):
        try:
            with transaction.atomic(), audit.held():
                told = take(entry=entry, part=part)
        except ValidationError:
            told = None
    if told is None:
        told = Handed(promised_on=promises.day_for(Receiver(part.to)))
    else:
        part.state, part.received_at = PartState.RECEIVED, clock.now()
    part.promised_on = told.promised_on
    part.told = as_data(told)
    part.save(update_fields=["state", "received_at", "promised_on", "told"])
    return told


def settle(*, person: Person, to: Receiver, told: Handed) -> None:
    """Let what `person` waits for from `to` be received: the room gave it in another way. In the caller's transaction.

    Args:
        told: what the person reads of it from now on. The promised day stays.
    """
    for part in Part.objects.select_for_update().filter(entry__person=person, to=to, state=PartState.WAITING):
        part.state, part.received_at = PartState.RECEIVED, clock.now()
        part.told = as_data(told)
        part.save(update_fields=["state", "received_at", "told"])


def as_data(told: Handed) -> dict[str, Any]:
    """As JSON holds it. The promised day is the part's own."""
    data = asdict(told) | {"talk_at": told.talk_at.isoformat() if told.talk_at else None}
    del data["promised_on"]
    return data


def told_of(part: Part) -> Handed:
    """What the person was told of `part`."""
    data = part.told
    handed = Handed(
        **{name: data[name] for name in ("name", "title", "initials", "phone", "where", "needed") if name in data}
    )
    at = data.get("talk_at")
    return replace(handed, promised_on=part.promised_on, talk_at=datetime.fromisoformat(at) if at else None)
