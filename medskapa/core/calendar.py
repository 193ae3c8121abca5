"""Calendar files (RFC 5545) that a resident's own calendar reads: one event to save, or a feed to subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings

PRODUCT = "-//Medskapa//Medskapa//SV"
CONTENT_TYPE = "text/calendar; charset=utf-8"
# How long a calendar may wait before it asks for a feed again (RFC 7986); a moved meeting is then known the same day.
_FRESH = timedelta(hours=6)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Event:
    """What stands in a calendar. Everybody who sees the phone may read it: nothing about the person belongs here.

    Args:
        uid: the same for the event for ever, and no other's: "<random>@<host>".
        starts, ends: with a time zone.
        changed: when the event was last changed.
        number: how many times it was changed (SEQUENCE); a calendar keeps the highest.
        cancelled: the event stays in the calendar, struck out.

    Raises:
        ValueError: a time has no zone, or the event ends before it starts.
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime
    changed: datetime
    number: int
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False

    def __post_init__(self) -> None:
        if any(moment.tzinfo is None for moment in (self.starts, self.ends, self.changed)):
            raise ValueError("A calendar needs times with a time zone.")
        if self.ends < self.starts:
            raise ValueError("An event cannot end before it starts.")


def event(
    *,
    uid: str,
    title: str,
    starts: datetime,
    ends: datetime,
    place: str,
    description: str,
    url: str,
    changed: datetime,
    number: int,
    cancelled: bool = False,
) -> bytes:
    """One event as a file of its own; see `Event` for what is what, and what is refused."""
    only = _calendar(
        [
            Event(
                uid=uid,
                title=title,
                starts=starts,
                ends=ends,
                place=place,
                description=description,
                url=url,
                changed=changed,
                number=number,
                cancelled=cancelled,
            )
        ]
    )
    return _written(only)


def feed(events: Iterable[Event], *, name: str = "") -> bytes:
    """Events as one calendar to subscribe to, under `name`; with cancelled ones, or they would never go away."""
    calendar = _calendar(list(events))
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)  # what the calendars of Apple, Google and Microsoft read in its place
    calendar.add("refresh-interval", _FRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(_FRESH).to_ical().decode())
    return _written(calendar)


def _written(calendar: icalendar.Calendar) -> bytes:
    content: bytes = calendar.to_ical()
    return content


def _calendar(events: list[Event]) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if events:
        calendar.add_component(_time_zone(events))
    for each in events:
        calendar.add_component(_component(each))
    return calendar


def _time_zone(events: list[Event]) -> icalendar.Timezone:
    """The town's time with its changes in the years that the events are in: a reader need not know the zone's name."""
    first = min(each.starts for each in events).date() - _YEAR
    last = max(each.ends for each in events).date() + _YEAR
    return icalendar.Timezone.from_tzinfo(
        _here(), settings.TIME_ZONE, first_date=date(first.year, 1, 1), last_date=date(last.year + 1, 1, 1)
    )


def _component(each: Event) -> icalendar.Event:
    component = icalendar.Event()
    component.add("uid", each.uid)
    component.add("dtstamp", each.changed.astimezone(UTC))
    component.add("last-modified", each.changed.astimezone(UTC))
    component.add("sequence", each.number)
    component.add("dtstart", each.starts.astimezone(_here()))
    component.add("dtend", each.ends.astimezone(_here()))
    component.add("summary", each.title)
    for name, value in (("location", each.place), ("description", each.description), ("url", each.url)):
        if value:
            component.add(name, value)
    component.add("status", "CANCELLED" if each.cancelled else "CONFIRMED")
    return component


def _here() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
