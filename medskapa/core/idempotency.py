"""A form is carried out once, however often it is sent: a double click, a reload, a phone that lost the network.

Every form carries a hidden field ``form_key``. The key is stored hashed, with the day and what came of the form, and
is forgotten after a week.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import clock
from medskapa.core.models import FormKey

KEPT_DAYS = 7
_KEY = re.compile(r"[A-Za-z0-9_-]{22,64}")  # ours, or a UUID made by a phone without network


def new_key() -> str:
    """A fresh key for one showing of a form (192 random bits)."""
    return secrets.token_urlsafe(24)


def is_key(text: str) -> bool:
    """Whether `text` has the form of a form's key."""
    return bool(_KEY.fullmatch(text or ""))


def once(key: str, act: Callable[[], str]) -> tuple[str, bool]:
    """Run `act` once for `key`, in one transaction; return its result, and whether it was run now.

    A second request with the same key gets the first one's result; one that comes at the same time waits for it.
    When `act` raises, nothing is stored and the same form can be sent again.

    Args:
        key: the value of the form's hidden field ``form_key``.
        act: carries the form out, and returns what the answer needs (an address to go to, or a primary key).

    Raises:
        ValidationError: `key` is empty or malformed.
    """
    digest = _digest(key)
    with transaction.atomic():
        # The unique digest is the lock: PostgreSQL makes a simultaneous insert wait, SQLite the whole transaction.
        row, is_new = FormKey.objects.get_or_create(digest=digest, defaults={"day": clock.today()})
        if is_new:
            row.result = act()
            row.save(update_fields=["result"])
        return row.result, is_new


def purge() -> int:
    """Forget the keys older than a week; return how many."""
    return FormKey.objects.filter(day__lt=clock.today() - timedelta(days=KEPT_DAYS)).delete()[0]


def _digest(key: str) -> str:
    if not is_key(key):
        raise ValidationError(
            _("Formuläret gick inte att känna igen. Ladda om sidan och skicka en gång till."), code="form_key"
        )
    return hashlib.sha256(key.encode()).hexdigest()
