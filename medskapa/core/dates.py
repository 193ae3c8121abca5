"""Dates and times as people say them, in the language of the page."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_time
from django.conf import settings
from django.utils import translation

from medskapa.core import clock
from medskapa.core.languages import html_lang


def long_date(day: date) -> str:
    """ "onsdag 13 april", with the year where it is not this one. A moment is taken as the day it falls on here."""
    day = _day(day)
    year = "" if day.year == clock.today().year else " y"
    return _written(day, f"EEEE d MMMM{year}", _locale())


def full_date(day: date) -> str:
    """ "onsdag 13 april 2016", always with the year: for what is kept."""
    return _written(_day(day), "EEEE d MMMM y", _locale())


def short_date(day: date) -> str:
    """ "13 april 2016", without the day of the week: for periods and in tables."""
    return _written(_day(day), "d MMMM y", _locale())


@lru_cache(maxsize=4_000)
def _written(day: date, pattern: str, locale: str) -> str:
    """Babel takes long to write a day, and a list says the same few days in row after row."""
    return format_date(day, pattern, locale=locale)


def when(moment: datetime) -> str:
    """ "onsdag 13 april kl. 12.30", in the town's own time."""
    return long_date(moment) + format_datetime(
        clock.here(moment), " 'kl.' HH.mm" if _locale() == "sv" else " 'at' HH:mm"
    )


def hour_of(moment: datetime) -> str:
    """ "12.30", in the town's own time."""
    return format_time(clock.here(moment), "HH.mm" if _locale() == "sv" else "HH:mm", locale=_locale())


def from_to(starts: datetime | None, ends: datetime | None) -> str:
    """ "onsdag 13 april kl. 12.30–16.00"; with both days where it goes past midnight; empty where no time is set."""
    if starts is None or ends is None:
        return ""
    if clock.day_of(starts) != clock.day_of(ends):
        return f"{when(starts)} – {when(ends)}"
    return f"{when(starts)}–{hour_of(ends)}"


def iso_day(day: date) -> str:
    """ "2027-04-13", as machines read days. A moment is taken as `long_date` takes it."""
    return _day(day).isoformat()


def _day(day: date) -> date:
    return clock.here(day).date() if isinstance(day, datetime) else day


def _locale() -> str:
    return html_lang(translation.get_language() or settings.LANGUAGE_CODE)
