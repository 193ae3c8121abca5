"""Forget in which order the anonymous words of past days came.

Keys are random and times are days, but a database also remembers the order of its own work: SQLite's full-text index
keeps a segment for each write, PostgreSQL numbers transactions and lays rows down one after the other. Beside acts
with exact times that order would say when somebody wrote, and so, perhaps, who.
"""

import random
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from medskapa.core import clock
from medskapa.voice.models import Event, Receipt, Reply, Thread, Vector, Viewpoint

LOOKED_BACK_DAYS = 14  # a worker that stood still for some days catches up


def forget() -> None:
    """Make the order of what has come so far meaningless. Must run in one transaction."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO voice_search (voice_search) VALUES ('optimize')")
    forget_order_of(*_anonymous_rows())


def forget_order_of(*rows: QuerySet[Any]) -> None:
    """Lay down anew, in a random order, the rows that anonymous people wrote: for a daily job of any room.

    SQLite keeps no order but that of the keys, which are random. Must run in one transaction.

    Args:
        rows: rows of one table each (none of them distinct), the tables in the order in which actions lock them.
    """
    if connection.vendor == "sqlite":
        return
    # Locked first, in the order of every action, so that nobody at the desk and this wait for each other for ever.
    locked = [each.order_by("pk").select_for_update(of=("self",)) for each in rows]
    keys = [list(each.values_list("pk", flat=True)) for each in locked]
    for each, found in zip(rows, keys, strict=True):
        _lay_down_anew(each.model, found)


def _anonymous_rows() -> list[QuerySet[Model]]:
    """What anonymous people wrote lately, and all that was made with it, table by table."""
    today = clock.today()
    since = today - timedelta(days=LOOKED_BACK_DAYS)
    lately = Q(received_on__gte=since) | Q(changed_at__gte=clock.midnight(since)) | Q(replies__on__gte=since)
    viewpoints = Viewpoint.objects.filter(lately, anonymous=True).distinct()
    return [  # type: ignore[return-value]  # the tables differ, what is done with them does not
        Viewpoint.objects.filter(pk__in=viewpoints.values("pk")),
        Thread.objects.filter(viewpoint__in=viewpoints.values("pk")),
        Event.objects.filter(thread__viewpoint__in=viewpoints.values("pk")),
        Reply.objects.filter(viewpoint__in=viewpoints.values("pk")),
        Receipt.objects.filter(viewpoint__in=viewpoints.values("pk")),
        Vector.objects.filter(viewpoint__in=viewpoints.values("pk")),
    ]


def _lay_down_anew(model: type[Model], keys: list[int]) -> None:
    """Write each row again as it is, in a random order: one transaction's number, and no place that means anything."""
    random.SystemRandom().shuffle(keys)
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.attname))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {key} = {key} WHERE {key} = %s", [(pk,) for pk in keys])  # noqa: S608
