"""The meetings of a collaboration group: planned in one step, changed, and given news by those who take part."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons.actions.groups import lock_group
from medskapa.commons.models import CollaborationGroup, Organisation, Place
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.meetings import drafting, policy
from medskapa.meetings.actions.agenda import tell_new
from medskapa.meetings.actions.planning import create_meeting, edit_meeting
from medskapa.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState
from medskapa.people.models import Person
from medskapa.voice.models import EventKind, Thread

LONGEST_TITLE, LONGEST_TEXT = 150, 2_000


@transaction.atomic
def plan_group_meeting(
    *,
    actor: Person,
    group: CollaborationGroup,
    starts_at: datetime,
    ends_at: datetime,
    place: Place | None = None,
    place_name: str = "",
    purpose: str = "",
) -> Meeting:
    """Plan the group's next meeting, with its agenda: theme of the month, news, open questions and tasks.

    It carries on with the meeting before. A draft that waits for its day gets these; so does what closing left.

    Raises:
        PermissionDenied: `actor` does not convene the group.
        ValidationError: the time has been, or ends before it begins; keyed by field.
        Conflict: the group works no longer, or a meeting that is announced already is to come.
    """
    lock_group(group)
    if not policy.may_plan_for(actor, group):
        raise PermissionDenied
    last = Meeting.objects.filter(group=group).exclude(state=MeetingState.CANCELLED).order_by("-number").first()
    if last is not None and last.state == MeetingState.ANNOUNCED:
        raise Conflict(_("Avsluta först mötet som redan är planerat. Då är det som blev kvar med på nästa."))
    meeting = last
    if meeting is None or meeting.state != MeetingState.DRAFT:
        with translation.override("sv"):
            number = (last.number if last else 0) + 1
            title = _("%(group)s, möte %(number)s") % {"group": group.name[:80], "number": number}
        meeting = create_meeting(
            actor=actor, unit=group.unit, title=title, purpose=purpose or group.about, previous=last, group=group
        )
    where = {"place": place, "place_name": place_name}
    meeting = edit_meeting(
        actor=actor,
        meeting=meeting,
        version=meeting.version,
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=purpose or meeting.purpose,
        **where,
    )
    made = drafting.draft(meeting)
    audit.record(actor=actor, verb="group_meeting.planned", on=meeting, group=group.pk, items=len(made))
    return meeting


@transaction.atomic
def add_group_news(
    *, actor: Person, meeting: Meeting, title: str, text: str = "", organisation: Organisation | None = None
) -> AgendaItem:
    """Put news of those who take part on the agenda of a meeting that has not begun. The same once more: the first.

    Args:
        organisation: whose news it is; its name stands first in the title.

    Raises:
        PermissionDenied: `actor` does not take part in the group.
        ValidationError: nothing is written, or too much; keyed by field.
        Conflict: the meeting has begun or is over.
    """
    if meeting.group is None:
        raise PermissionDenied
    lock_group(meeting.group)
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)).select_related("group"))
    if not policy.may_add_news(actor, meeting):
        raise PermissionDenied
    begun = meeting.starts_at is not None and meeting.starts_at <= clock.now()
    if meeting.is_over or begun:
        raise Conflict(_("Mötet har redan börjat. Berätta på plats, eller skriv till nästa möte."))
    title, text = title.strip(), text.strip()
    if not title:
        raise ValidationError({"title": _("Skriv nyheten i en mening.")})
    refuse_longer("title", title, LONGEST_TITLE)
    refuse_longer("text", text, LONGEST_TEXT)
    if organisation is not None:
        title = f"{organisation.name}: {title}"[:200]
    if same := meeting.items.filter(kind=ItemKind.NEWS, title=title, dropped_at__isnull=True).first():
        return same
    thread = Thread.objects.create(public=True, state=EventKind.ON_AGENDA)
    item = AgendaItem.objects.create(
        meeting=meeting, number=0, kind=ItemKind.NEWS, title=title, text=text, thread=thread
    )
    there = list(meeting.items.exclude(pk=item.pk).order_by("number", "pk"))
    drafting.renumber(drafting.merged_in(there, [item]))
    if meeting.state == MeetingState.ANNOUNCED:
        tell_new(meeting, [item], actor=actor)
    audit.record(actor=actor, verb="group_news.added", on=item, meeting=meeting.pk)
    return item
