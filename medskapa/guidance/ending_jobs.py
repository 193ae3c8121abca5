"""Slow work of what comes after a path, done by the worker once a day."""

from django_tasks import task

from medskapa.core import worker
from medskapa.guidance.models import PathFollowUp
from medskapa.guidance.queries import ending as queries


@task()
def ask() -> None:
    """Ask those whose day has come how it went, each in a transaction of its own."""
    from medskapa.guidance import actions

    for pk in worker.keys_of(queries.due_now()):
        actions.ask_follow_up(actor=None, follow_up=PathFollowUp.objects.get(pk=pk))
