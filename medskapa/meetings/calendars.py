"""A meeting as it stands in people's calendars: the same event for ever, through every change."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from medskapa.core import calendar
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.meetings.texts import in_language


def event_of(meeting: Meeting) -> calendar.Event:
    """The calendar's event for a meeting that has been announced. It says nothing about who is invited.

    Raises:
        ValueError: the meeting has no time, or nobody may read of it yet.
    """
    changed = meeting.changed_at or meeting.announced_at
    if meeting.starts_at is None or meeting.ends_at is None or changed is None or not meeting.is_public:
        raise ValueError("A calendar holds only meetings in public, which have a time.")
    name = f"samverkan-{meeting.slug}" if meeting.group_id is not None else f"traff-{meeting.number}"
    return calendar.Event(
        uid=f"{name}@{urlsplit(settings.PUBLIC_URL).hostname}",
        title=meeting.title,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        changed=changed,
        number=meeting.calendar_number,
        place=meeting.where,
        description=in_language(meeting, "purpose"),
        url=settings.PUBLIC_URL + reverse("meetings:meeting", args=[meeting.slug]),
        cancelled=meeting.state == MeetingState.CANCELLED,
    )
