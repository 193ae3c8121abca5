"""The daily jobs of voice."""

from datetime import timedelta

from django.db.models import Count, Q

from medskapa.core import clock
from medskapa.core.daily import daily
from medskapa.people.models import Unit
from medskapa.voice import drafts, order
from medskapa.voice.models import DayFigure, Viewpoint
from medskapa.voice.queries.desk import OWED

daily(drafts.purge)
daily(order.forget)


@daily
def figures() -> None:
    """Keep the feedback debt of each unit at the end of yesterday, for the desk's curve.

    A unit that owes nothing gets its zeros too, so that the curve has no gaps. Done again, it replaces the figures.
    """
    today = clock.today()
    by_unit = Viewpoint.objects.filter(OWED).order_by().values("unit")
    counted = by_unit.annotate(waiting=Count("pk"), late=Count("pk", filter=Q(promised_on__lt=today)))
    owed = {each["unit"]: {"waiting": each["waiting"], "late": each["late"]} for each in counted}
    DayFigure.objects.bulk_create(
        (
            DayFigure(day=today - timedelta(days=1), unit_id=unit, **owed.get(unit, {"waiting": 0, "late": 0}))
            for unit in Unit.objects.order_by("pk").values_list("pk", flat=True)
        ),
        update_conflicts=True,
        unique_fields=["day", "unit"],
        update_fields=["waiting", "late"],
    )
