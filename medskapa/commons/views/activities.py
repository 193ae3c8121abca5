"""The calendar of activities for anyone: by day, by month, one activity, calendar files, and a sheet for a wall.

What is looked for stands in the address: a neighbourhood, a kind, a language. Nothing in it is about a person.
"""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date, get_day_names
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medskapa.commons import activity_words as words
from medskapa.commons.activity_feed import NewActivities
from medskapa.commons.models import ActivityKind, ActivityState, Area, Occasion, OccasionState
from medskapa.commons.queries import activities as queries
from medskapa.commons.queries import areas
from medskapa.commons.queries import directory as town
from medskapa.commons.queries.activities import Wanted
from medskapa.commons.views import filters
from medskapa.commons.views.filters import KIND, LANGUAGE, LANGUAGES, WHERE
from medskapa.core import calendar, clock
from medskapa.core.headers import public_page
from medskapa.core.languages import html_lang

FREE, CHILDREN, DAY, MONTH = "gratis", "barn", "dag", "manad"
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Time:
    """One time of an activity as a list shows it. `left` is how many seats are free: None where all find room."""

    occasion: Occasion
    title: str
    hours: str
    where: str
    left: int | None
    is_cancelled: bool
    takes_sign_up: bool


def time_of(occasion: Occasion) -> Time:
    """How a list shows `occasion`."""
    activity = occasion.activity
    cancelled = occasion.state == OccasionState.CANCELLED
    open_now = activity.signs_up and activity.state == ActivityState.PUBLISHED and occasion.starts_at > clock.now()
    return Time(
        occasion=occasion,
        title=words.title_of(activity),
        hours=words.hours_of(occasion),
        where=words.where_of(activity),
        left=None if occasion.seats is None else max(0, occasion.seats - occasion.taken),
        is_cancelled=cancelled,
        takes_sign_up=open_now and not cancelled,
    )


@login_not_required
@require_safe
@public_page
def coming(request: HttpRequest) -> HttpResponse:
    """What comes, day by day."""
    known = areas()
    asked = _asked(request, known)
    page = queries.coming(_wanted(asked), after=request.GET.get("after", "")[:40])
    context = _choices(asked, known) | {
        "days": _by_day(page.rows),
        "next": page.next,
        "day": asked.get(DAY, ""),
        "narrowed": bool(asked),
        "month_url": _link(asked, "commons:activities_month", **{DAY: ""}),
    }
    return render(request, "commons/activities/activities.html", context)


@login_not_required
@require_safe
@public_page
def month(request: HttpRequest) -> HttpResponse:
    """A month as on a wall: each day with how much there is, leading to the day."""
    known = areas()
    asked = _asked(request, known)
    asked.pop(DAY, None)
    first = _month(request.GET.get(MONTH, ""))
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    numbers = queries.days_with(_wanted(asked), weeks[0][0], weeks[-1][-1])
    locale = html_lang(get_language() or "sv")
    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
    around = [each if abs(each - clock.today()) < _YEAR else None for each in (before, after)]
    context = _choices(asked, known, "commons:activities_month", first) | {
        "title": format_date(first, "MMMM y", locale=locale),
        "weeks": [
            [(day, numbers[day], day.month == first.month, _link(asked, **{DAY: day.isoformat()})) for day in week]
            for week in weeks
        ],
        "weekdays": [get_day_names("abbreviated", locale=locale)[number] for number in range(7)],
        "today": clock.today(),
        "ways": [each and (_of_month(asked, each), format_date(each, "MMMM", locale=locale)) for each in around],
        "list_url": _link(asked),
    }
    return render(request, "commons/activities/month.html", context)


@login_not_required
@require_safe
@public_page
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    """One activity: what, where, for whom, and when; with a way to sign up for each time."""
    found = queries.activity(slug)
    times = queries.times_of(found)
    names = dict(LANGUAGES)
    context = {
        "activity": found,
        "title": words.title_of(found),
        "text": words.text_of(found),
        "times": [(words.from_to(each), time_of(each)) for each in times],
        "languages": [(code, names[code]) for code in found.languages if code in names],
        "phone": found.phone or found.organisation.phone,
        "is_cancelled": found.state == ActivityState.CANCELLED,
    }
    return render(request, "commons/activities/activity.html", context)


@login_not_required
@require_safe
@public_page
def calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The times of one activity, for a calendar."""
    found = queries.activity(slug)
    return _calendar(queries.in_calendar(found), words.title_of(found), f"{found.slug}.ics")


@login_not_required
@require_safe
@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """All activities as a calendar to subscribe to."""
    return _calendar(queries.in_calendar(), _("Aktiviteter"), "aktiviteter.ics")


@login_not_required
@require_safe
@public_page
def rss(request: HttpRequest) -> HttpResponse:
    """The newest activities as RSS."""
    return NewActivities()(request)


@login_not_required
@require_safe
@public_page
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The week in a neighbourhood, on a sheet of paper to put up on a wall."""
    return render(request, "commons/activities/sheet.html", _sheet(town.area(slug)))


@login_not_required
@require_safe
@public_page
def sheet_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same sheet as a tagged PDF."""
    from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

    context = _sheet(town.area(slug))
    body = render_to_string("commons/activities/_sheet.html", context, request=request)
    pdf = document.render(body, title=context["title"], lang=get_language() or "sv")
    headers = {"Content-Disposition": 'inline; filename="veckan.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _sheet(found: Area) -> dict[str, Any]:
    """From today, so that what is on the wall is what comes."""
    first = clock.today()
    return {
        "area": found,
        "title": _("Det här händer i %(area)s") % {"area": found.name},
        "days": _by_day(queries.week_in(found.slug, first)),
        "first": first,
        "last": first + timedelta(days=6),
        "address": settings.PUBLIC_URL + reverse("commons:activities"),
    }


def _by_day(rows: Iterable[Occasion]) -> list[tuple[str, list[Time]]]:
    days = groupby(rows, key=words.day_of)
    return [(day, [time_of(each) for each in those]) for day, those in days]


def _calendar(occasions: list[Occasion], name: str, file_name: str) -> HttpResponse:
    host = urlsplit(settings.PUBLIC_URL).hostname
    events = [
        calendar.Event(
            uid=f"aktivitet-{each.pk}@{host}",
            title=words.title_of(each.activity),
            starts=each.starts_at,
            ends=each.ends_at,
            changed=each.changed_at,
            number=each.changes,
            place=words.where_of(each.activity),
            url=settings.PUBLIC_URL + reverse("commons:activity", args=[each.activity.slug]),
            cancelled=each.state == OccasionState.CANCELLED,
        )
        for each in occasions
    ]
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(calendar.feed(events, name=name), content_type=calendar.CONTENT_TYPE, headers=headers)


# --- what is asked for


def _asked(request: HttpRequest, known: Iterable[Area]) -> dict[str, str]:
    more: dict[str, filters.Check] = {
        FREE: "1".__eq__,
        CHILDREN: "1".__eq__,
        DAY: lambda value: _day(value) is not None,
    }
    return filters.asked_in(request, known, ActivityKind, more)


def _wanted(asked: dict[str, str]) -> Wanted:
    return Wanted(
        area=asked.get(WHERE, ""),
        kind=asked.get(KIND, ""),
        free=FREE in asked,
        language=asked.get(LANGUAGE, ""),
        children=CHILDREN in asked,
        day=_day(asked.get(DAY, "")),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10]) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and abs(day - clock.today()) < 2 * _YEAR else None


def _month(text: str) -> date:
    return (_day(f"{text}-01") or clock.today()).replace(day=1)


def _of_month(asked: dict[str, str], first: date) -> str:
    return _link(asked, "commons:activities_month", **{MONTH: f"{first:%Y-%m}"})


def _link(asked: dict[str, str], name: str = "commons:activities", **changes: str) -> str:
    return filters.address(reverse(name), asked | changes)


def _choices(
    asked: dict[str, str], known: Iterable[Area], name: str = "commons:activities", shown: date | None = None
) -> dict[str, Any]:
    """The filters as links that set them, or take them away again."""
    month = {MONTH: f"{shown:%Y-%m}"} if shown else {}

    def link(which: str, value: str) -> str:
        return _link(asked, name, **{which: value}, **month)

    toggles = [(FREE, _("Gratis")), (CHILDREN, _("Barn är välkomna"))]
    return filters.choices(asked, known, ActivityKind, link) | {
        "toggles": [(text, link(which, "" if which in asked else "1"), which in asked) for which, text in toggles],
        "all_url": reverse(name),
        "sheet_url": reverse("commons:week_sheet", args=[asked[WHERE]]) if WHERE in asked else "",
    }
