"""Secrets of which only a hash is kept (argon2id): the second half of a code that somebody has on paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings

_LEAST = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
_cheap: ContextVar[bool] = ContextVar("cheap", default=False)


@contextmanager
def cheap() -> Iterator[None]:
    """Let hashing cost next to nothing within the block: for invented codes that nobody has on paper."""
    token = _cheap.set(True)
    try:
        yield
    finally:
        _cheap.reset(token)


def hasher() -> PasswordHasher:
    """The hasher, as costly as ``settings.ARGON2`` says."""
    cost: dict[str, int] = _LEAST if _cheap.get() else settings.ARGON2
    return PasswordHasher(cost["time_cost"], cost["memory_cost"], cost["parallelism"])


def fits(secret_hash: str | None, secret: str) -> bool:
    """Whether `secret` is the one that was hashed. Costs one hash, also where there is none (None): then it is not."""
    try:
        return hasher().verify(secret_hash or _nobodys_hash(), secret) and secret_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return hasher().hash("ingen har den här koden")
