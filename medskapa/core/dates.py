"""Dates and times as people say them, in the language of the page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.conf import settings
from django.utils import translation

from medskapa.core import clock
from medskapa.core.languages import html_lang


def long_date(day: date) -> str:
    """ "onsdag 13 april", with the year where it is not this one. A moment is taken as the day it falls on here."""
    day = _here(day).date() if isinstance(day, datetime) else day
    year = "" if day.year == clock.today().year else " y"
    return format_date(day, f"EEEE d MMMM{year}", locale=_locale())


def when(moment: datetime) -> str:
    """ "onsdag 13 april kl. 12.30", in the town's own time."""
    return long_date(moment) + format_datetime(_here(moment), " 'kl.' HH.mm" if _locale() == "sv" else " 'at' HH:mm")


def _here(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def _locale() -> str:
    return html_lang(translation.get_language() or settings.LANGUAGE_CODE)
