"""By when somebody is promised to answer for a part that waits."""

from datetime import date

from django.conf import settings

from medskapa.core import clock, working_days
from medskapa.entrance.models import Receiver


def day_for(to: Receiver) -> date:
    """The last day on which a person hears of a part that waits: sooner where somebody must be rung at once."""
    days = settings.ENTRANCE_CALL_DAYS if to == Receiver.PERSON else settings.ENTRANCE_PROMISE_DAYS
    return working_days.after(clock.today(), days)
