"""Who did what, on what, when and why: a chain of hashes that shows if anything was changed afterwards."""

import hashlib
import json
import random
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model

from medskapa.core import clock
from medskapa.core.models import AuditRecord, AuditWaiting, ReadRecord

GENESIS = "0" * 64
_held: ContextVar[list[dict[str, Any]] | None] = ContextVar("held", default=None)
_CHAIN_LOCK = 7_023_610_559_121  # any number, as long as nothing else in the database locks it
_SLUG = re.compile(r"[a-z][a-z0-9]*([_.-][a-z0-9]+){0,3}")  # a code of receipt words has more parts
_LONGEST_SLUG = 40

Detail = bool | int | str | date | UUID | None | list[int] | tuple[int, ...]


class Broken(Exception):
    """The chain does not hold at record `number`: it was changed, removed or put in."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the audit chain is broken at record {number}")
        self.number = number


def record(
    *,
    actor: AbstractBaseUser | None,
    verb: str,
    on: Model,
    why: str = "",
    role: str = "",
    anonymous: bool = False,
    **details: Detail,
) -> None:
    """Write what `actor` did into the audit chain, in the transaction of the act itself.

    Call it last in an action, after its rows are locked: writers of the chain wait for each other until they commit.

    Args:
        actor: who did it; None for a job, and always None when `anonymous`.
        verb: the room's word for it, e.g. ``viewpoint.answered``.
        on: the saved object that it was done on.
        why: the reason a person gave, at most 500 characters.
        role: in which role, and for whom, where that matters.
        anonymous: the act of somebody who must not be findable; waits outside the chain (see `AuditWaiting`).
        details: numbers, yes or no, days, primary keys, short slugs. Never a text, a name or a code.

    Raises:
        ValueError: a detail may hold something personal, or an anonymous act carries an actor, a role or a reason.
        RuntimeError: there is no transaction.
    """
    _need_transaction()
    facts = {name: _plain(name, value) for name, value in details.items()}
    if anonymous:
        if actor is not None or why or role:
            raise ValueError("an anonymous act has no actor, no role and no reason")
        AuditWaiting.objects.create(
            day=clock.today(), verb=verb, object_type=on._meta.label_lower, object_id=str(on.pk), details=facts
        )
        return
    link: dict[str, Any] = {
        "at": clock.now(),
        "actor_id": None if actor is None else actor.pk,
        "role": role,
        "verb": verb,
        "object_type": on._meta.label_lower,
        "object_id": str(on.pk),
        "why": why,
        "details": facts,
    }
    waiting = _held.get()
    if waiting is not None:
        waiting.append(link)
        return
    _lock()
    _append(previous=_last(), **link)


@contextmanager
def held() -> Iterator[None]:
    """Let what is recorded within the block be written at its end, in the order in which it was done.

    For an action that carries out others: each of them locks rows before it records, and a chain that is locked
    already while the next one waits for a row would let two such actions wait for each other for ever. Within another
    such block it is written at the end of that one. Where the block fails nothing is written, as of a savepoint.

    Raises:
        RuntimeError: there is no transaction.
    """
    _need_transaction()
    outer, own = _held.get(), list[dict[str, Any]]()
    token = _held.set(own)
    try:
        yield
    finally:
        _held.reset(token)
    if outer is not None:
        outer.extend(own)
    elif own:
        _lock()
        previous = _last()
        for link in own:
            previous = _append(previous=previous, **link)


def read(*, reader: AbstractBaseUser, person: Model, what: str) -> None:
    """Write down that `reader` read `what` about `person`, in the transaction of the reading itself.

    Raises:
        RuntimeError: there is no transaction.
    """
    _need_transaction()
    ReadRecord.objects.create(reader_id=reader.pk, person_id=person.pk, what=what, at=clock.now())


def seal() -> int:
    """Move the anonymous acts of past days into the chain, each day shuffled; return how many.

    Today's acts stay: a day must be whole before its order is lost in the shuffling.
    """
    with transaction.atomic():
        _lock()
        waiting = list(AuditWaiting.objects.filter(day__lt=clock.today()))
        random.SystemRandom().shuffle(waiting)
        waiting.sort(key=lambda act: act.day)
        previous = _last() if waiting else None
        for act in waiting:
            previous = _append(
                previous=previous,
                at=datetime.combine(act.day, time(), UTC),
                actor_id=None,
                role="",
                verb=act.verb,
                object_type=act.object_type,
                object_id=act.object_id,
                why="",
                details=act.details,
            )
        AuditWaiting.objects.filter(pk__in=[act.pk for act in waiting]).delete()
    return len(waiting)


def purge(*, before: datetime) -> int:
    """Blank the reasons and details of all records older than `before`; return how many. The chain stays valid."""
    old = AuditRecord.objects.filter(at__lt=before).exclude(salt="")
    return old.update(salt="", why="", details={})


def verify() -> int:
    """Recompute the whole chain; return the number of records.

    Raises:
        Broken: at the first record that does not hold.
    """
    number, previous = 0, GENESIS
    for link in AuditRecord.objects.order_by("number").iterator(chunk_size=2_000):
        number += 1
        purged = link.salt == "" and link.why == "" and link.details == {}
        if (
            link.number != number
            or link.previous != previous
            or link.hash != _hash(link)
            or not (purged or link.commitment == _commitment(link))
        ):
            raise Broken(number)
        previous = link.hash
    return number


def verify_heads() -> int:
    """Compare the chain with the heads written outside the database; return how many were compared.

    This finds what `verify` cannot: a chain that was cut off at the end, or computed anew from the start.

    Raises:
        Broken: at the first head that the chain does not pass through.
    """
    path = heads_file()
    lines = path.read_text().splitlines() if path.exists() else []
    heads = {int(number): digest for _day, number, digest in (line.split() for line in lines)}
    heads.pop(0, None)  # written while the chain was empty
    hashes = dict(AuditRecord.objects.filter(number__in=heads).values_list("number", "hash"))
    for number in sorted(heads):
        if hashes.get(number) != heads[number]:
            raise Broken(number)
    return len(heads)


def head() -> str:
    """The hash of the last record, which vouches for all before it; zeros for an empty chain."""
    last = _last()
    return last.hash if last else GENESIS


def write_head() -> None:
    """Append the day, the last number and the head to ``audit/heads.txt`` in the data folder, outside the database."""
    last = _last()
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{clock.today()} {last.number if last else 0} {last.hash if last else GENESIS}\n")


def heads_file() -> Path:
    """Where the heads are written; an operator copies it to a place of its own (docs/operators.md)."""
    return Path(settings.DATA_DIR) / "audit" / "heads.txt"


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an audit record belongs in the transaction of the act: use transaction.atomic")


def _lock() -> None:
    """Let one writer at a time past, until it commits. On SQLite every transaction that writes already is alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _last() -> AuditRecord | None:
    return AuditRecord.objects.order_by("-number").first()


def _append(
    *,
    previous: AuditRecord | None,
    at: datetime,
    actor_id: int | None,
    role: str,
    verb: str,
    object_type: str,
    object_id: str,
    why: str,
    details: dict[str, object],
) -> AuditRecord:
    link = AuditRecord(
        number=previous.number + 1 if previous else 1,
        at=at,
        actor_id=actor_id,
        role=role,
        verb=verb,
        object_type=object_type,
        object_id=object_id,
        why=why,
        details=details,
        salt=secrets.token_hex(16),
        previous=previous.hash if previous else GENESIS,
    )
    link.commitment = _commitment(link)
    link.hash = _hash(link)
    link.save(force_insert=True)
    return link


def _commitment(link: AuditRecord) -> str:
    return _sha256(link.salt, {"why": link.why, "details": link.details})


def _hash(link: AuditRecord) -> str:
    stays = {
        "number": link.number,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": link.actor_id,
        "role": link.role,
        "verb": link.verb,
        "object_type": link.object_type,
        "object_id": link.object_id,
        "commitment": link.commitment,
    }
    return _sha256(link.previous, stays)


def _sha256(before: str, content: dict[str, object]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{before}{canonical}".encode()).hexdigest()


def _plain(name: str, value: Detail) -> object:
    """The value as JSON holds it, if it is of a kind that says nothing about a person."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, date | UUID) and not isinstance(value, datetime):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(item, int) for item in value):
        return list(value)
    if (
        isinstance(value, str)
        and len(value) <= _LONGEST_SLUG
        and _SLUG.fullmatch(value)
        and not re.search(r"\d{5}", value)
    ):
        return value
    raise ValueError(f"the audit detail {name!r} may only be a number, yes or no, a day, a primary key or a short slug")
