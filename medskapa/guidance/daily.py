"""The daily jobs of guidance."""

from functools import partial

from django.db import transaction

from medskapa.core import clock, worker
from medskapa.core.daily import daily
from medskapa.guidance import ending_jobs, jobs, measure_jobs
from medskapa.guidance.actions import plan_signing


@daily
def remind_of_talks() -> None:
    """Remind, in the morning, those who have a talk tomorrow. Once: see `actions.remind_of_talk`."""
    day, pause = clock.today().toordinal(), jobs.until_morning()
    transaction.on_commit(partial(worker.enqueue, jobs.remind, day, after_seconds=pause))


@daily
def warn_of_ends() -> None:
    """Tell those whose placement ends within 30 days, and again within 14. Once for each end."""
    transaction.on_commit(measure_jobs.warn.enqueue)


@daily
def offer_seats() -> None:
    """Offer seats that nobody answered for in time, and those that became free, to the next in each queue."""
    transaction.on_commit(measure_jobs.offer.enqueue)


@daily
def ask_how_it_went() -> None:
    """Ask those whose path ended half a year or a year ago. Once: see `actions.ask_follow_up`."""
    transaction.on_commit(ending_jobs.ask.enqueue)


@daily
def end_old_attempts_to_sign() -> None:
    """Forget what was begun with an e-ID and left."""
    plan_signing.end_old_attempts()
