"""Mandates as the daily job reads them: who is told that theirs runs out, what ends, and what is forgotten."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from medskapa.commons.models import Mandate, MandateMessage, MandateNews, MandateState
from medskapa.core import clock

SOON = timedelta(days=14)
"""So long before the last day the first notice goes out."""
DRAFT_KEPT = timedelta(days=30)
"""So long a draft waits for its signature."""
CONTACT_KEPT = timedelta(days=14)
"""So long after the end the name and the address are kept."""
JOURNAL_KEPT_YEARS = 5
"""So long after the end the words of the journal are kept: as notes in social services (SoL 2025:400, 16:1)."""


def to_tell() -> list[tuple[Mandate, MandateNews]]:
    """The mandates that run out, each with the notice that is due and has not been written."""
    today = clock.today()
    rows = Mandate.objects.filter(state=MandateState.SIGNED, ends_on__gte=today, ends_on__lte=today + SOON)
    due = [(each, kind) for each in _whole(rows) if (kind := is_to_tell(each))]
    told = set(MandateMessage.objects.filter(mandate__in=[each for each, _kind in due]).values_list("mandate", "kind"))
    return [(each, kind) for each, kind in due if (each.pk, kind.value) not in told]


def is_to_tell(mandate: Mandate) -> MandateNews | None:
    """Which notice is due today: none of a mandate that was so short from its beginning, or that begins later."""
    today, last = clock.today(), mandate.ends_on
    if not mandate.in_force_on(today):
        return None
    begun = max(mandate.starts_on, mandate.signed_on or mandate.starts_on)
    if last - timedelta(days=1) <= today:
        return MandateNews.TOMORROW if begun < last - timedelta(days=1) else None
    if last - SOON <= today:
        return MandateNews.SOON if begun < last - SOON else None
    return None


def to_expire() -> list[Mandate]:
    today = clock.today()
    over = Q(state=MandateState.SIGNED, ends_on__lt=today)
    left = Q(state=MandateState.DRAFT, drafted_on__lt=today - DRAFT_KEPT) | Q(
        state=MandateState.DRAFT, ends_on__lt=today
    )
    return list(_whole(Mandate.objects.filter(over | left)))


def is_to_expire(mandate: Mandate) -> bool:
    """Whether its last day has passed, or nobody has signed the draft."""
    today = clock.today()
    if mandate.state == MandateState.DRAFT:
        return mandate.drafted_on < today - DRAFT_KEPT or mandate.ends_on < today
    return mandate.state == MandateState.SIGNED and mandate.ends_on < today


def to_forget_contact() -> list[Mandate]:
    over = clock.today() - CONTACT_KEPT
    return list(_whole(Mandate.objects.filter(ended_on__lt=over, contact_forgotten_on__isnull=True)))


def is_to_forget_contact(mandate: Mandate) -> bool:
    """Whether it ended two weeks ago or more."""
    over = clock.today() - CONTACT_KEPT
    return mandate.contact_forgotten_on is None and mandate.ended_on is not None and mandate.ended_on < over


def to_forget_journal() -> list[Mandate]:
    rows = Mandate.objects.filter(
        state=MandateState.ENDED, ended_on__lt=_long_ago(), contact_forgotten_on__isnull=False
    )
    return list(_whole(rows.filter(journal_forgotten_on__isnull=True)))


def is_to_forget_journal(mandate: Mandate) -> bool:
    """Whether it ended so long ago that nothing of it need be known."""
    return (
        mandate.state == MandateState.ENDED
        and mandate.journal_forgotten_on is None
        and mandate.ended_on is not None
        and mandate.ended_on < _long_ago()
    )


def _long_ago() -> date:
    today = clock.today()
    return date(today.year - JOURNAL_KEPT_YEARS, today.month, min(today.day, 28))


def _whole(rows: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return rows.select_related("organisation", "person").order_by("pk")
