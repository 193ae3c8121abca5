"""Jobs that are done once a day by the worker. A room adds its own in ``jobs.py`` with ``@daily``."""

import logging
from collections.abc import Callable

from django.db import transaction

from medskapa.core import clock
from medskapa.core.models import DailyRun

Job = Callable[[], object]
logger = logging.getLogger(__name__)
_jobs: dict[str, Job] = {}


def daily(job: Job) -> Job:
    """Have `job` run once a day, in a transaction of its own; what it returns is not used."""
    _jobs[f"{job.__module__}.{job.__qualname__}"] = job
    return job


def run_due() -> list[str]:
    """Run the jobs that were not yet done today; return their names. One that fails is logged and tried again."""
    done = set(DailyRun.objects.filter(day=clock.today()).values_list("name", flat=True))
    return [name for name, job in _jobs.items() if name not in done and _run(name, job)]


def _run(name: str, job: Job) -> bool:
    """Mark and do the job in one transaction, so that it is done by one worker, whole or not at all."""
    try:
        with transaction.atomic():
            _, is_first = DailyRun.objects.get_or_create(name=name, day=clock.today())
            if is_first:
                job()
            return is_first
    except Exception:
        logger.exception("the daily job %s failed and will be tried again", name)
        return False
