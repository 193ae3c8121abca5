"""The meetings of groups: called, moved, written about, cancelled, and put in one's calendar."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change import actions
from medskapa.change.actions.groups import Group, group_of
from medskapa.change.forms.groups import ChangeMeetingForm, MeetingForm
from medskapa.change.models import GroupMeeting
from medskapa.change.queries import groups as queries
from medskapa.change.views.acting import carried_out, form_for_two, form_page, opened, working_here_only
from medskapa.change.views.groups import page_of, public_page_of
from medskapa.core import calendar, clock
from medskapa.core.forms import Form
from medskapa.people.requests import PersonRequest

LENGTH = timedelta(hours=1)  # a group's meeting has no end of its own; an hour is what a calendar keeps free


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def call_meeting(request: PersonRequest, slug: str) -> HttpResponse:
    """Call a working group together."""
    found = queries.group_at_work(viewer=request.user, slug=slug)
    return _call(request, found, allowed=found.may_lead)  # type: ignore[attr-defined] # carried by the query


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def call_development_meeting(request: PersonRequest, slug: str) -> HttpResponse:
    """Call a development group together."""
    found = queries.development_at_work(viewer=request.user, slug=slug)
    return _call(request, found, allowed=found.may_lead)  # type: ignore[attr-defined] # carried by the query


def _call(request: PersonRequest, group: Group, *, allowed: bool) -> HttpResponse:
    if not allowed:
        raise PermissionDenied
    form = opened(request, MeetingForm)
    return form_page(
        request,
        form,
        lambda chosen: (
            actions.call_meeting(
                actor=request.user,
                group=group,
                starts_at=form.starts_at(),
                place=chosen["place"],
                about=chosen["about"],
            ).pk
        ),
        done=_("Mötet är utlyst. Alla i gruppen ser det, och kan lägga det i sin kalender."),
        to=page_of(group),
        title=_("Nytt möte"),
        send=_("Lägg till mötet"),
        back=page_of(group),
        back_text=group.name,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def change_meeting(request: PersonRequest, pk: int) -> HttpResponse:
    """Move a meeting, or write what it came to."""
    meeting = _led(request, pk)
    group = group_of(meeting)
    form = opened(request, ChangeMeetingForm, ChangeMeetingForm.values_of(meeting))

    def act(chosen: dict[str, Any]) -> object:
        words = {name: chosen[name] for name in ("place", "about", "notes", "version")}
        return actions.change_meeting(actor=request.user, meeting=meeting, starts_at=form.starts_at(), **words).pk

    return form_for_two(
        request,
        form,
        act,
        now=lambda: ChangeMeetingForm.values_of(meeting),
        done=_("Mötet är ändrat."),
        to=page_of(group),
        page="change/groups/meeting.html",
        title=_("Ändra mötet"),
        send=_("Spara"),
        back=page_of(group),
        back_text=group.name,
        meeting=meeting,
        plain_form=Form(auto_id=False),
    )


@require_POST
@working_here_only
def cancel_meeting(request: PersonRequest, pk: int) -> HttpResponse:
    """Cancel a meeting."""
    meeting = _led(request, pk)
    carried_out(
        request,
        Form(request.POST),
        lambda _chosen: actions.cancel_meeting(actor=request.user, meeting=meeting).pk,
        done=_("Mötet är inställt. I kalendern stryks det."),
    )
    return redirect(page_of(group_of(meeting)))


def _led(request: PersonRequest, pk: int) -> GroupMeeting:
    meeting = queries.meeting_for(viewer=request.user, pk=pk)
    if not meeting.may_lead:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return meeting


@require_safe
@working_here_only
def meeting_calendar(request: PersonRequest, pk: int) -> HttpResponse:
    """One meeting as a file for a calendar."""
    event = _event(queries.meeting_for(viewer=request.user, pk=pk))
    return _file(calendar.feed([event]), "mote.ics")


@require_safe
@working_here_only
def my_calendar(request: PersonRequest) -> HttpResponse:
    """The coming meetings of all my groups as a file for a calendar."""
    return calendar_of(queries.my_meetings(request.user))


def calendar_of(meetings: Iterable[GroupMeeting]) -> HttpResponse:
    """Meetings as a file for a calendar."""
    events = [_event(meeting) for meeting in meetings]
    return _file(calendar.feed(events, name=_("Mina gruppmöten")), "mina-moten.ics")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=calendar.CONTENT_TYPE, headers=headers)


def _event(meeting: GroupMeeting) -> calendar.Event:
    group = group_of(meeting)
    return calendar.Event(
        uid=f"gruppmote-{meeting.pk}@{urlsplit(settings.PUBLIC_URL).hostname or 'medskapa'}",
        title=group.name,
        starts=meeting.starts_at,
        ends=meeting.starts_at + LENGTH,
        place=meeting.place,
        description=meeting.about,
        url=f"{settings.PUBLIC_URL}{public_page_of(group)}",
        changed=clock.now(),
        number=meeting.calendar_number,
        cancelled=meeting.cancelled,
    )
