"""How meetings are put into words: from when to when, and what wants to be done with one now."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.meetings.actions.announcing import missing
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.voice.texts import in_language

__all__ = ["STATES", "Now", "in_language", "what_now"]

STATES = {
    MeetingState.DRAFT: gettext_lazy("Planeras"),
    MeetingState.ANNOUNCED: gettext_lazy("Alla kan läsa om den"),
    MeetingState.CLOSED: gettext_lazy("Avslutad"),
    MeetingState.CANCELLED: gettext_lazy("Inställd"),
}
"""How far a meeting has come, for those who plan."""


@dataclass(frozen=True)
class Now:
    """What wants to be done with a meeting, in a few words; `kind` as the component "status" knows it."""

    words: str
    kind: str


def what_now(
    meeting: Meeting, *, to_send: int, waiting: int, coming: int, unsettled: int, minutes_published: bool
) -> Now:
    """The one thing that comes first.

    Args:
        to_send: invitations that are made and not sent.
        waiting: how many have not answered.
        coming: how many residents have said yes.
        unsettled: items of the agenda with no outcome yet.
    """
    if meeting.state == MeetingState.CANCELLED:
        return Now(_("Inställd"), "stopped")
    if meeting.state == MeetingState.CLOSED:
        if minutes_published:
            return Now(_("Avslutad. Alla kan läsa anteckningarna"), "done")
        return Now(_("Gör minnesanteckningarna klara"), "waiting")
    if meeting.state == MeetingState.DRAFT:
        return _draft(meeting)
    now = clock.now()
    if meeting.ends_at is not None and meeting.ends_at <= now:
        if unsettled:
            words = ngettext("Skriv vad det blev av %(n)s punkt", "Skriv vad det blev av %(n)s punkter", unsettled)
            return Now(words % {"n": unsettled}, "late")
        return Now(_("Varje punkt har ett svar. Avsluta träffen"), "late")
    if meeting.starts_at is not None and clock.day_of(meeting.starts_at) == clock.today():
        return Now(_("Träffen är i dag"), "working")
    return _before(meeting, to_send, waiting, coming)


def _draft(meeting: Meeting) -> Now:
    left = len(missing(meeting))
    if left:
        words = ngettext("%(n)s uppgift saknas än", "%(n)s uppgifter saknas än", left)
        return Now(words % {"n": left}, "waiting")
    if meeting.starts_at is not None and meeting.starts_at <= clock.now():
        return Now(_("Dagen har varit. Välj en ny"), "late")
    return Now(_("Klar att visa för alla"), "working")


def _before(meeting: Meeting, to_send: int, waiting: int, coming: int) -> Now:
    if to_send:
        words = ngettext("%(n)s inbjudan ska skickas", "%(n)s inbjudningar ska skickas", to_send)
        return Now(words % {"n": to_send}, "late")
    if waiting and meeting.reply_by is not None:
        words = ngettext("%(n)s har inte svarat, senast %(day)s", "%(n)s har inte svarat, senast %(day)s", waiting)
        return Now(words % {"n": waiting, "day": long_date(meeting.reply_by)}, "waiting")
    if not (waiting or coming):
        return Now(_("Ingen är inbjuden än"), "waiting")
    free = meeting.seats - coming
    if free > 0:
        words = ngettext("%(n)s plats är ledig", "%(n)s platser är lediga", free)
        return Now(words % {"n": free}, "waiting")
    return Now(_("Alla platser är tagna"), "done")
