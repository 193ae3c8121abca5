import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django.utils.module_loading import autodiscover_modules
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from medskapa.core.daily import run_due

POLL_SECONDS = 0.5
DAILY_SECONDS = 600.0


class Command(BaseCommand):
    help = "Carries out jobs as they come, and once a day the daily ones. Stops on Ctrl-C after the job at hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is to do, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # it warns of a normal stop
        autodiscover_modules("jobs")
        worker = new_worker()
        worker.configure_signals()
        next_daily = 0.0
        while worker.running:
            close_old_connections()
            if time.monotonic() >= next_daily:
                run_due()
                next_daily = time.monotonic() + DAILY_SECONDS
            do_waiting_jobs(worker)
            if once:
                return
            time.sleep(POLL_SECONDS)


def new_worker() -> Worker:
    """A worker that does all that waits and then returns, so that the daily jobs come in between."""
    return Worker(
        queue_names=["*"],
        interval=POLL_SECONDS,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def do_waiting_jobs(worker: Worker) -> None:
    """Look first without a lock (the worker takes the write lock just to look), then do what waits.

    A job that succeeded is deleted at once: its arguments and its exact time are nobody's business afterwards.
    """
    if DBTaskResult.objects.ready().exists():
        worker.run()
        DBTaskResult.objects.successful().delete()
