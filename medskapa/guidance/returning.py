"""That somebody comes back: a path that ended within a year and begins again."""

from datetime import timedelta

from medskapa.core import clock, walls
from medskapa.guidance.models import PathEnd
from medskapa.people.models import Person

WITHIN = timedelta(days=365)


@walls.beyond()
def mark(resident: Person) -> None:
    """Note with the last end of `resident`'s path that they are back, where it is less than a year ago.

    A part of the action that gives a resident a guide; it audits.
    """
    rows = PathEnd.objects.filter(resident=resident, ended_on__gte=clock.today() - WITHIN)
    last = rows.order_by("-ended_on", "-pk").first()
    if last is not None and last.returned_on is None:
        last.returned_on = clock.today()
        last.save(update_fields=["returned_on"])
