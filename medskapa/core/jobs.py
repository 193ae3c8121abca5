"""The daily jobs of core."""

from datetime import timedelta

from medskapa.core import audit, clock, idempotency, throttle
from medskapa.core.daily import daily
from medskapa.core.models import DailyRun

daily(audit.seal)
daily(audit.write_head)
daily(idempotency.purge)
daily(throttle.purge)


@daily
def forget_daily_runs() -> None:
    """The marks of done jobs are needed for the day only; a month of them is kept for the operator."""
    DailyRun.objects.filter(day__lt=clock.today() - timedelta(days=30)).delete()
