"""How often one source may do a thing, counted without storing who or where anybody is."""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import date

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from medskapa.core import clock
from medskapa.core.models import ThrottleCount, ThrottleKey, random_id

_UPSERT = (
    "INSERT INTO core_throttlecount (id, digest, day, count) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT (digest) DO UPDATE SET count = core_throttlecount.count + 1 RETURNING count"
)
_keys: dict[date, bytes] = {}


class TooMany(Exception):
    """Too much was tried from here, or in all, for a while."""


def allow(kind: str, source: str | None) -> bool:
    """Count one more `kind` from `source`, and say whether that is still within bounds.

    The limit is ``settings.THROTTLE["<kind>_source"]`` = (how many, in how many seconds); with `source` None it is
    ``"<kind>_all"``, for all sources together. The source is hashed under a key that lives for one day and is not
    stored itself. Costs one statement; call it outside the action's transaction, or a rollback undoes the count.

    Raises:
        KeyError: the settings name no limit for this.
    """
    limit, seconds = settings.THROTTLE[f"{kind}_{'all' if source is None else 'source'}"]
    day = clock.today()
    stretch = int(clock.now().timestamp()) // seconds
    message = f"{kind}\n{stretch}\n{'all' if source is None else 'source ' + source}"
    digest = hmac.new(_key(day), message.encode(), hashlib.sha256).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [random_id(), digest, day])
        (count,) = cursor.fetchone()
    return bool(count <= limit)


def count_guess(kind: str, source: str) -> None:
    """Count one more code of `kind` that somebody outside tries, by source and in all.

    When all sources together have tried too many, each still has a try or two (``"<kind>_late_source"``): whoever
    guesses from many places must not lock everybody else out.

    Raises:
        TooMany: the limits of ``settings.THROTTLE`` are reached.
    """
    if not allow(kind, source):
        raise TooMany
    if not allow(kind, None) and not allow(f"{kind}_late", source):
        raise TooMany


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, as it is told: for a service that must know it, and not to be kept.

    Behind our own proxy (``SECURE_PROXY_SSL_HEADER`` is set) it is the last hop of ``X-Forwarded-For``, the only one
    that the proxy itself wrote; without a proxy that header is whatever the sender likes, and is not read.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    return address


def source_of(request: HttpRequest) -> str:
    """Where a request comes from: its address (`address_of`), of IPv6 the network of one household (/64)."""
    try:
        parsed = ipaddress.ip_address(address_of(request))
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def purge() -> int:
    """Forget the counts and the keys of past days; return how many counts."""
    past = clock.today()
    ThrottleKey.objects.filter(day__lt=past).delete()
    return ThrottleCount.objects.filter(day__lt=past).delete()[0]


def _key(day: date) -> bytes:
    """The day's key, made by the first who needs it, and remembered so that it costs no query."""
    if day not in _keys:
        row, is_new = ThrottleKey.objects.get_or_create(day=day, defaults={"key": secrets.token_bytes(32)})
        if is_new:
            ThrottleKey.objects.filter(day__lt=day).delete()
        _keys.clear()
        _keys[day] = bytes(row.key)
    return _keys[day]
