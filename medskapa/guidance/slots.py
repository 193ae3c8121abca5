"""The times that guides keep free: how a series of them is laid out, and which of them are free."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from medskapa.core import clock
from medskapa.guidance.models import Absence, Slot, Talk, TalkHow, TalkState

Time = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Series:
    """Times on some weekdays, one after the other from `starts` to `ends`, from `first` through `last`.

    Args:
        weekdays: Monday is 0.
        minutes: how long each is. What is left over at the end of a day is no time.
        pause: minutes between two.
    """

    weekdays: Collection[int]
    starts: time
    ends: time
    minutes: int
    first: date
    last: date
    pause: int = 0

    def times(self) -> Iterator[Time]:
        """Each time, in order, by the clock on the wall also when an hour is taken or given in the night."""
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            if day.weekday() in self.weekdays:
                yield from self._times_of(day)

    def _times_of(self, day: date) -> Iterator[Time]:
        begins, end = (clock.at(day, each) for each in (self.starts, self.ends))
        while begins + timedelta(minutes=self.minutes) <= end:
            yield begins, begins + timedelta(minutes=self.minutes)
            begins += timedelta(minutes=self.minutes + self.pause)


def overlaps(one: Time, other: Time) -> bool:
    """Whether two times have a moment in common. One that begins as the other ends does not."""
    return one[0] < other[1] and other[0] < one[1]


def clash(times: Collection[Time]) -> bool:
    """Whether any two of `times` overlap."""
    ordered = sorted(times)
    return any(overlaps(one, other) for one, other in pairwise(ordered))


def ways_of(slot: Slot) -> list[TalkHow]:
    """How a talk at `slot` can be: at the place it can be anyhow; elsewhere the guide is not there to be visited."""
    return {
        TalkHow.PLACE: [TalkHow.PLACE, TalkHow.PHONE, TalkHow.VIDEO],
        TalkHow.PHONE: [TalkHow.PHONE],
        TalkHow.VIDEO: [TalkHow.VIDEO, TalkHow.PHONE],
    }[TalkHow(slot.how)]


def taken() -> Exists:
    """A condition on slots: the guide has a talk booked at some moment of it."""
    at_once = Talk.objects.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    return Exists(at_once.filter(guide=OuterRef("guide"), state=TalkState.BOOKED))


def rows() -> QuerySet[Slot]:
    """The slots, each with the day it is on: what the conditions here are asked of."""
    return Slot.objects.alias(day=TruncDate("starts_at"))


def free() -> Q:
    """A condition on `rows`: ahead, not taken, and the guide is not away that day."""
    return Q(starts_at__gt=clock.now()) & ~Q(taken()) & ~Q(Exists(_absences().filter(guide=OuterRef("guide"))))


def of_guide(guide: int) -> Q:
    """A condition on `rows`: they are those of `guide` (a key), or of whoever covers on a day when `guide` is away."""
    return Q(guide=guide) | Q(Exists(_absences().filter(guide=guide, cover=OuterRef("guide"))))


def _absences() -> QuerySet[Absence]:
    """The absences on the day of the slot that is asked about."""
    return Absence.objects.filter(starts_on__lte=OuterRef("day"), ends_on__gte=OuterRef("day"))
