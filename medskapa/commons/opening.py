"""Whether something is open now, and when it opens next, from the hours that are kept of it; and how one says that.

Hours are those of an ordinary week. On a holiday nobody knows: what is said of such a day says so too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons.models import Hours, Weekday
from medskapa.core import clock, working_days
from medskapa.core.dates import long_date
from medskapa.core.languages import html_lang

LOOKS_AHEAD = 60
"""So many days ahead is the next opening looked for: what opens later is closed for the season."""


@dataclass(frozen=True)
class Opening:
    """Open until a time today, or closed until a time on a day (None: nobody knows when). `by_phone`: it answers."""

    until: time | None = None
    day: date | None = None
    at: time | None = None
    by_phone: bool = False

    @property
    def is_open(self) -> bool:
        return self.until is not None

    @property
    def may_be_closed(self) -> bool:
        """Whether the day that is spoken of is a holiday."""
        return self.day is not None and working_days.is_day_off(self.day)

    @property
    def words(self) -> str:
        """ "Öppet nu till 12", "Öppnar i morgon kl. 9"."""
        if self.until:
            said = _("Svarar nu till %(time)s") if self.by_phone else _("Öppet nu till %(time)s")
            return said % {"time": clock_words(self.until)}
        if self.day is None or self.at is None:
            return _("Svarar inte just nu") if self.by_phone else _("Stängt just nu")
        return self._later(self.day) % {"day": long_date(self.day), "time": clock_words(self.at)}

    def _later(self, day: date) -> str:
        ahead = (day - clock.today()).days
        if self.by_phone:
            return (
                _("Svarar i dag kl. %(time)s"),
                _("Svarar i morgon kl. %(time)s"),
                _("Svarar %(day)s kl. %(time)s"),
            )[min(ahead, 2)]
        return (_("Öppnar i dag kl. %(time)s"), _("Öppnar i morgon kl. %(time)s"), _("Öppnar %(day)s kl. %(time)s"))[
            min(ahead, 2)
        ]


@dataclass(frozen=True)
class Day:
    """One day of an ordinary week: what it is called, and the hours with what is remarked of them."""

    name: str
    spans: tuple[tuple[str, str], ...]


def open_now() -> Q:
    """The condition that hours hold at this moment."""
    now = clock.here(clock.now())
    today = now.date()
    return Q(weekday=now.isoweekday(), opens__lte=now.time(), closes__gt=now.time()) & _valid(today)


def _valid(day: date) -> Q:
    begun = Q(from_day__isnull=True) | Q(from_day__lte=day)
    return begun & (Q(to_day__isnull=True) | Q(to_day__gte=day))


def opening(hours: Iterable[Hours], *, by_phone: bool = False) -> Opening | None:
    """What is to be said of `hours` now, of those at places or `by_phone`; None where there are none."""
    kept = [each for each in hours if each.by_phone == by_phone]
    if not kept:
        return None
    now = clock.here(clock.now())
    until = [each.closes for each in _on(kept, now.date()) if each.opens <= now.time() < each.closes]
    if until:
        return Opening(until=max(until), day=now.date(), by_phone=by_phone)
    for ahead in range(LOOKS_AHEAD):
        day = now.date() + timedelta(days=ahead)
        if later := [each.opens for each in _on(kept, day) if ahead or each.opens > now.time()]:
            return Opening(day=day, at=min(later), by_phone=by_phone)
    return Opening(by_phone=by_phone)


def soonest(openings: Iterable[Opening | None]) -> Opening | None:
    """The one of `openings` that is open longest, otherwise the one that opens first; None of none."""
    known = [each for each in openings if each]
    if open_ones := [each for each in known if each.is_open]:
        return max(open_ones, key=lambda each: each.until or time())
    return min(known, key=lambda each: (each.day or date.max, each.at or time.max), default=None)


def week(hours: Iterable[Hours]) -> list[Day]:
    """The days of the week with the hours that hold today or later; days without any are left out.

    Which hours are by phone is remarked where some are not.
    """
    hours, today = list(hours), clock.today()
    some_not = any(not each.by_phone for each in hours)
    kept = [each for each in hours if each.to_day is None or each.to_day >= today]
    days = []
    for weekday in Weekday:
        spans = tuple(
            (span(each), _remark(each, today, by_phone=each.by_phone and some_not))
            for each in sorted((each for each in kept if each.weekday == weekday), key=lambda each: each.opens)
        )
        if spans:
            days.append(Day(str(weekday.label), spans))
    return days


def span(hours: Hours) -> str:
    """ "9–12", "13.30–16"."""
    return f"{clock_words(hours.opens)}–{clock_words(hours.closes)}"


def clock_words(moment: time) -> str:
    """ "9" or "9.30" in Swedish, "9:00" in English."""
    if html_lang(translation.get_language() or settings.LANGUAGE_CODE) != "sv":
        return f"{moment.hour}:{moment.minute:02}"
    return f"{moment.hour}.{moment.minute:02}" if moment.minute else f"{moment.hour}"


def _remark(hours: Hours, today: date, *, by_phone: bool) -> str:
    parts = [_("telefontid")] if by_phone else []
    if hours.from_day and hours.from_day > today:
        parts.append(_("från och med %(day)s") % {"day": long_date(hours.from_day)})
    if hours.to_day:
        parts.append(_("till och med %(day)s") % {"day": long_date(hours.to_day)})
    return ", ".join([*parts, hours.note] if hours.note else parts)


def _on(hours: Sequence[Hours], day: date) -> list[Hours]:
    return [
        each
        for each in hours
        if each.weekday == day.isoweekday()
        and (each.from_day is None or each.from_day <= day)
        and (each.to_day is None or each.to_day >= day)
    ]
