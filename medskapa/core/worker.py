"""How rooms give the worker many small things to do, one after the other, and try one again later."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from medskapa.core import clock

AT_ONCE = 200


def ask(job: Task[[], None]) -> None:
    """Let the worker do `job`, which sees to all that waits. One that nobody has begun on sees to this as well.

    To be called after commit: what is to be seen to then stands there before anybody begins on the job.
    """
    if not DBTaskResult.objects.ready().filter(task_path=job.module_path).exists():
        job.enqueue()


def enqueue(job: Task[[int], None], pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker do `job` with `pk`, at once or after a pause (a worker that cannot wait does it at once)."""
    waits = after_seconds and job.get_backend().supports_defer
    (job.using(run_after=clock.now() + timedelta(seconds=after_seconds)) if waits else job).enqueue(pk)


def keys_of(rows: QuerySet[Any]) -> Iterator[int]:
    """The keys of `rows`, `AT_ONCE` a query, in their order; rows may leave the queryset while it is gone through."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield from some
        last = some[-1]
