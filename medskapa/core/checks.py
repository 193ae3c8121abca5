"""What must be true of an installation before it may serve anyone."""

import logging
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from medskapa.core import triggers, walls

_SQLITE_FULL = 2
_SHORTEST_WAIT_MS = 5_000


@register(Tags.security, deploy=True)
def nobody_chooses_who_to_be(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo's sign-in and the demo's missing second factor must be off where real people are."""
    errors: list[CheckMessage] = []
    if settings.DEMO_SIGN_IN:
        errors.append(Error("DEMO_SIGN_IN is on: anyone could sign in as anyone.", id="medskapa.E001"))
    if not settings.STAFF_NEED_SECOND_FACTOR:
        errors.append(Error("STAFF_NEED_SECOND_FACTOR is off: a lost password opens the desk.", id="medskapa.E002"))
    return errors


@register(Tags.security, deploy=True)
def logs_hold_nobody(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What people wrote, who they are and their codes stay out of the logs (`core.logs`)."""
    wrong: list[str] = []
    logs: dict[str, Any] = settings.LOGGING
    level = logs.get("root", {}).get("level", "WARNING")
    if not isinstance(number := logging.getLevelName(level), int) or number < logging.INFO:
        wrong.append(f"MEDSKAPA_LOG_LEVEL is {level}: libraries then write down what they handle")
    for name in ("django.request", "django.security.csrf"):
        if "without_address" not in logs.get("loggers", {}).get(name, {}).get("filters", []):
            wrong.append(f"the logger {name} lacks the filter without_address: addresses hold the codes of drafts")
    return [Error(f"The logs are not safe: {'; '.join(wrong)}.", id="medskapa.E003")] if wrong else []


@register(Tags.database, deploy=True)
def walls_hold(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL's superusers see through every wall in the database, and so may a role with BYPASSRLS."""
    if not walls.sees_everything(default_connection):
        return []
    role = "The role in PostgreSQL is a superuser or has BYPASSRLS: the walls in the database do not hold."
    return [Warning(role, hint="Give it a role of its own (docs/operators.md).", id="medskapa.W001")]


def assert_safe(connection: BaseDatabaseWrapper) -> None:
    """Look at the live connection: does it keep what it acknowledges, and does it refuse to change the past?

    Raises:
        ImproperlyConfigured: naming all that is wrong.
    """
    wrong = _sqlite_faults(connection) if connection.vendor == "sqlite" else []
    wrong += [f"{fault} (a trigger is missing)" for fault in triggers.missing(connection)]
    if wrong:
        raise ImproperlyConfigured("The database is not safe to use: " + "; ".join(wrong) + ".")


def _sqlite_faults(connection: BaseDatabaseWrapper) -> list[str]:
    journal = _pragma(connection, "journal_mode")
    faults = []
    if journal not in {"wal", "memory"}:  # "memory": a test database that never touches the disk
        faults.append(f"journal_mode is {journal}, not wal")
    if (synchronous := _pragma(connection, "synchronous")) != _SQLITE_FULL:
        faults.append(f"synchronous is {synchronous}, not {_SQLITE_FULL} (FULL)")
    if _pragma(connection, "foreign_keys") != 1:
        faults.append("foreign_keys is off")
    if (wait := _pragma(connection, "busy_timeout")) < _SHORTEST_WAIT_MS:
        faults.append(f"busy_timeout is {wait} ms, less than {_SHORTEST_WAIT_MS}")
    return faults


def _pragma(connection: BaseDatabaseWrapper, name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]
