"""What anyone may see of meetings, without signing in: those that come and were, each of them, calendars, press."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medskapa.core import calendar, clock
from medskapa.core.dates import from_to
from medskapa.core.headers import public_page
from medskapa.meetings.calendars import event_of
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.meetings.queries import drawing, opinions
from medskapa.meetings.queries import public as queries
from medskapa.meetings.queries.agenda import public_agenda


@login_not_required
@require_safe
@public_page
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings that come, and those that were."""
    page = queries.past(after=request.GET.get("after", "")[:80])
    coming = [] if request.GET.get("after") else queries.coming()
    context = {"coming": listed(coming), "past": listed(page.rows), "next": page.next}
    return render(request, "meetings/public/meetings.html", context)


def listed(meetings: Sequence[Meeting]) -> list[tuple[Meeting, str]]:
    """The meetings, each with from when to when it is, in words."""
    return [(meeting, from_to(meeting.starts_at, meeting.ends_at)) for meeting in meetings]


@login_not_required
@require_safe
@public_page
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: why, when, where, the help there is, who comes, and how the participants are chosen."""
    found = queries.meeting(slug)
    if found.group is not None:
        context = _facts(found) | {"agenda": public_agenda(found)}
        return render(request, "meetings/groups/meeting_public.html", context)
    context = _facts(found) | {
        "draw_url": reverse("meetings:draw", args=[slug]) if found.has_draw else "",  # type: ignore[attr-defined]
        "how_chosen": drawing.how_chosen(found),
        "opinions_url": reverse("meetings:public_opinions", args=[slug]) if opinions.is_told_in_public(found) else "",
        "guests": queries.who_comes(found),
        "tables": queries.tables_of(found),
        "agenda": public_agenda(found),
    }
    return render(request, "meetings/public/meeting.html", context)


@login_not_required
@require_safe
@public_page
def press(request: HttpRequest, slug: str) -> HttpResponse:
    """What journalists need: the facts, whom to ask, and the rules that protect those who come."""
    found = queries.meeting(slug)
    return render(request, "meetings/public/press.html", _facts(found) | {"guests": queries.who_comes(found)})


def _facts(meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": meeting,
        "time": from_to(meeting.starts_at, meeting.ends_at),
        "cancelled": meeting.state == MeetingState.CANCELLED,
        "is_past": meeting.state == MeetingState.CLOSED
        or (meeting.ends_at is not None and meeting.ends_at <= clock.now()),
    }


@login_not_required
@require_safe
@public_page
def calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting as a file that a calendar reads."""
    return _calendar(calendar.feed([event_of(queries.meeting(slug))]), f"{slug}.ics")


@login_not_required
@require_safe
@public_page
def calendar_of_all(request: HttpRequest) -> HttpResponse:
    """All meetings as a calendar to subscribe to."""
    events = [event_of(meeting) for meeting in queries.in_calendar()]
    return _calendar(calendar.feed(events, name=_("Invånarträffar")), "traffar.ics")


def _calendar(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=calendar.CONTENT_TYPE, headers=headers)
