"""Attendance at work: a day is marked for all in one form, by who holds in the measure or by the guide."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.actions.attendance import Mark
from medskapa.guidance.forms.measures import attendance_form
from medskapa.guidance.models import AwayReason, Presence
from medskapa.guidance.queries import placements as queries
from medskapa.guidance.queries.placements import DayRow
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only_holding

markers_only = only_holding(Role.PROVIDER, Role.GUIDE)


@require_safe
@markers_only
def places(request: PersonRequest) -> HttpResponse:
    """Where I mark attendance."""
    return render(request, "guidance/attendance/places.html", {"places": queries.marked_places(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@markers_only
def day(request: PersonRequest, slug: str) -> HttpResponse:
    """Everybody of one day (``dag``, today without it) in one form."""
    measure = queries.marked_place(viewer=request.user, slug=slug)
    today = clock.today()
    which = min(_day_of(request.GET.get("dag", "")) or today, today)
    rows = queries.day_rows(viewer=request.user, measure=measure, day=which)
    form = attendance_form(rows, request.POST or None, auto_id="id_%s")
    at = f"{reverse('guidance:attendance_day', args=[slug])}?dag={which:%Y-%m-%d}"
    if carried_out(
        request,
        form,
        lambda chosen: actions.mark_attendance(
            actor=request.user, measure=measure, day=which, marks=_marks(rows, chosen)
        ),
        done=_("Dagen är sparad. De som är med kan se den och svara."),
    ):
        return redirect(at)
    fields = [(row, form[f"day-{row.key}"], form[f"reason-{row.key}"]) for row in rows]
    context = {"measure": measure, "day": which, "today": today, "fields": fields, "form": form, "at": at}
    return render(request, "guidance/attendance/day.html", context, status=422 if form.errors else 200)


def _day_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _marks(rows: list[DayRow], chosen: dict[str, Any]) -> list[Mark]:
    """What was marked; a row without a mark is left as it is."""
    marks = []
    for row in rows:
        if presence := chosen[f"day-{row.key}"]:
            reason = chosen[f"reason-{row.key}"]
            marks.append(Mark(row.key, Presence(presence), AwayReason(reason) if reason else None))
    return marks
