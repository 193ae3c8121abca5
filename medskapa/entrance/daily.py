"""The daily jobs of the entrance."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.core.daily import daily
from medskapa.entrance import begun
from medskapa.entrance.models import Entry

daily(begun.purge)


@daily
def forget_codes() -> int:
    """Let the code of an entry lead nowhere after its 30 days; return how many."""
    old = clock.now() - timedelta(days=begun.KEPT_DAYS)
    return Entry.objects.filter(digest__isnull=False, handed_in_at__lt=old).update(digest=None)
