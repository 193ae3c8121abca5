"""What pages, calendars and lists say of a talk: when, how, and how it looks in somebody's calendar."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medskapa.core import calendar, clock
from medskapa.guidance.models import Talk, TalkHow, TalkState

WAYS = {
    TalkHow.PLACE: (gettext_lazy("Vi ses"), gettext_lazy("Du kommer till din guide.")),
    TalkHow.PHONE: (gettext_lazy("På telefon"), gettext_lazy("Din guide ringer dig.")),
    TalkHow.VIDEO: (gettext_lazy("Med video"), gettext_lazy("Du får en länk av din guide före samtalet.")),
}
"""How a talk can be, to a resident: a label, and what happens."""

STATES = {
    TalkState.BOOKED: (gettext_lazy("Bokat"), "working"),
    TalkState.HELD: (gettext_lazy("Har varit"), "done"),
    TalkState.MISSED: (gettext_lazy("Blev inte av"), "waiting"),
    TalkState.CANCELLED: (gettext_lazy("Avbokat"), "stopped"),
}
"""How a talk is, in words and by the kind of its mark."""


def state_of(talk: Talk) -> tuple[Any, str]:
    """How `talk` is, in words and by the kind of its mark. Nobody has yet said how one went whose time is over."""
    if talk.state == TalkState.BOOKED and talk.ends_at <= clock.now():
        return _("Tiden har varit"), "waiting"
    return STATES[TalkState(talk.state)]


def from_to(starts: datetime, ends: datetime) -> str:
    """ "kl. 09.00–09.45": the hours of a talk, where the day is told already."""
    hours = [f"{clock.here(moment):%H.%M}" for moment in (starts, ends)]
    return _("kl. %(starts)s–%(ends)s") % {"starts": hours[0], "ends": hours[1]}


def event_of(talk: Talk) -> calendar.Event:
    """A talk as it stands in a calendar: the same event for ever, and nothing of with whom or why."""
    return calendar.Event(
        uid=f"samtal-{talk.pk}@{urlsplit(settings.PUBLIC_URL).hostname}",
        title=_("Samtal"),
        starts=talk.starts_at,
        ends=talk.ends_at,
        changed=talk.changed_at,
        number=talk.calendar_number,
        place=talk.where,
        url=settings.PUBLIC_URL + reverse("guidance:my_talk", args=[talk.pk]),
        cancelled=talk.state == TalkState.CANCELLED,
    )
