"""What the end of a path counts as, by the definition that Kolada uses, so that towns can be compared.

"Exit to work or studies": the share of those who ended that went to work or to studies. Work is an ordinary job,
subsidised or not, or a business of one's own, for at least one month in a row. A temporary job of the municipality's
own for the labour market does not count. Studies count where they entitle to student aid. All else is "other".
"""

from calendar import monthrange
from datetime import date, timedelta

from medskapa.guidance.models import CountsAs, PathKind

WORKS = frozenset({PathKind.JOB, PathKind.SUBSIDISED_JOB, PathKind.BUSINESS})
STUDIES = frozenset({PathKind.STUDIES_AID})
LASTS = WORKS | STUDIES | {PathKind.MUNICIPAL_JOB, PathKind.STUDIES_OTHER}
"""The kinds that begin on a day, which must be told."""


def counts_as(kind: PathKind, *, since: date | None, until: date | None = None) -> CountsAs:
    """What an end counts as.

    Args:
        since: the first day of the job, the business or the studies.
        until: the last day, where it is known; None goes on until somebody says otherwise.
    """
    if kind in STUDIES and since is not None:
        return CountsAs.STUDIES
    if kind in WORKS and since is not None and lasts_a_month(since, until):
        return CountsAs.WORK
    return CountsAs.OTHER


def lasts_a_month(since: date, until: date | None) -> bool:
    """Whether the days from `since` to `until`, both counted, are at least one month in a row."""
    return until is None or until >= month_after(since) - timedelta(days=1)


def month_after(day: date) -> date:
    """The same day next month, or the last one of a month that is too short."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
