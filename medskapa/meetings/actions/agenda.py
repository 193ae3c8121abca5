"""The agenda as a whole: its draft, its order, and what the threads behind it are told.

`put_on_agenda` is a part of announcing a meeting, whose policy, lock and audit record are the caller's; so is
`drafting.draft` a part of closing the meeting before.
"""

from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.core import audit
from medskapa.core.dates import when
from medskapa.core.errors import Conflict
from medskapa.meetings import drafting, policy
from medskapa.meetings.actions.announcing import on_announced
from medskapa.meetings.behind import threads_behind, threads_told
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState
from medskapa.people.models import Person
from medskapa.voice.actions.news import tell
from medskapa.voice.models import EventKind, Thread
from medskapa.voice.texts import in_language

Words = Mapping[str, str]


@transaction.atomic
def draft_agenda(*, actor: Person, meeting: Meeting) -> list[AgendaItem]:
    """Put on the agenda what the meeting before left and what many have spoken about; return the new items.

    Again it adds only what is missing, and changes nothing that the planner has edited.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: the meeting is not a draft any more.
    """
    take_agenda(meeting, actor=actor)
    if meeting.state != MeetingState.DRAFT:
        raise Conflict(_("Inbjudan är redan ute. Lägg till nya punkter för hand."))
    made = drafting.draft(meeting)
    audit.record(actor=actor, verb="agenda.drafted", on=meeting, added=len(made))
    return made


@transaction.atomic
def order_agenda(*, actor: Person, meeting: Meeting, numbers: Mapping[int, int]) -> None:
    """Put the items that stand in the order of `numbers` (by the item's key), which are those of the page: 1, 2, 3 ...

    One that is not named, or that names no standing item, keeps its place. What is dropped or lies in another item
    stays where it was between the others.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: the meeting is over.
    """
    items = take_agenda(meeting, actor=actor)
    standing = [item for item in items if item.stands]
    places = {item.pk: place for place, item in enumerate(standing, 1)}
    if _rearrange(items, sorted(standing, key=lambda item: _wish(places[item.pk], numbers.get(item.pk)))):
        audit.record(actor=actor, verb="agenda.ordered", on=meeting)


def _wish(place: int, wanted: int | None) -> tuple[int, int, int]:
    """Where an item wants to stand: moved down it comes after the one that has the number now, moved up before it."""
    number = place if wanted is None else wanted
    return number, (number > place) - (number < place), place


@transaction.atomic
def move_item(*, actor: Person, item: AgendaItem, down: bool) -> None:
    """Let `item` change places with the standing item above it, or below where `down`. At the end nothing happens.

    Raises as `order_agenda`.
    """
    items = take_agenda(item.meeting, actor=actor)
    standing = [each for each in items if each.stands]
    here = next((place for place, each in enumerate(standing) if each.pk == item.pk), None)
    if here is None:
        return
    there = min(max(here + (1 if down else -1), 0), len(standing) - 1)
    standing[here], standing[there] = standing[there], standing[here]
    if _rearrange(items, standing):
        audit.record(actor=actor, verb="agenda.moved", on=item, down=down)


def _rearrange(items: list[AgendaItem], standing: list[AgendaItem]) -> bool:
    """Number `items` anew with those that stand in the order of `standing`; say whether anything changed."""
    rest = iter(standing)
    order = [next(rest) if item.stands else item for item in items]
    drafting.renumber(order)
    return [item.pk for item in order] != [item.pk for item in items]


# --- what every verb of the agenda begins with


def take_agenda(meeting: Meeting, *, actor: Person) -> list[AgendaItem]:
    """Lock `meeting` and then its items, read them again, and refuse whom it is not for; return the items in order.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: it is closed or cancelled.
    """
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    if not policy.may_plan_meeting(actor, meeting):
        raise PermissionDenied
    if meeting.is_over:
        raise Conflict(_("Träffen är över. Dagordningen går inte att ändra längre."))
    locked = AgendaItem.objects.filter(meeting=meeting).select_for_update(of=("self",)).order_by("pk")
    items = list(locked.select_related("thread", "theme"))
    for item in items:
        item.meeting = meeting
    return sorted(items, key=lambda item: (item.number, item.pk))


# --- what the threads are told


@on_announced
def put_on_agenda(actor: Person, meeting: Meeting) -> None:
    """Tell each thread once that `meeting` takes it up. Part of announcing the meeting; again it tells nothing.

    An item that lies in another is told of under that one's name.
    """
    locked = AgendaItem.objects.filter(meeting=meeting).select_for_update(of=("self",)).order_by("pk")
    items = sorted(locked.select_related("thread", "merged_into"), key=lambda item: (item.number, item.pk))
    tell_new(meeting, [item for item in items if item.stands], actor=actor)
    tell_new(meeting, [item for item in items if item.merged_into and item.merged_into.stands], actor=actor)


def tell_new(meeting: Meeting, items: list[AgendaItem], *, actor: Person) -> None:
    """Tell the threads of `items` that they are on the agenda, where they have not heard of this meeting yet.

    So do the threads of what lies in them, and of what earlier meetings carried over to them: people wait there too.
    """
    told = threads_told(meeting.pk)
    new = {thread: (behind, item) for thread, (behind, item) in threads_behind(items).items() if thread not in told}
    new |= {item.thread_id: (item.thread, item) for item in reversed(items) if item.thread_id not in told}
    for _pk, (thread, item) in sorted(new.items()):
        tell_both(thread, EventKind.ON_AGENDA, actor=actor, words=_on_agenda(meeting, item.merged_into or item))
    AgendaItem.objects.filter(pk__in=[item.pk for item in items]).update(announced=True)
    for item in items:
        item.announced = True


def tell_both(thread: Thread, kind: EventKind, *, actor: Person, words: Words) -> None:
    """Append an event in Swedish (``words["sv"]``) and in plain Swedish."""
    tell(thread, kind, actor=actor, text=words["sv"], plain_text=words["sv-plain"])


def in_both(say: Callable[[], str]) -> Words:
    """What `say` says, in Swedish and in plain Swedish."""
    made = {}
    for language in ("sv", "sv-plain"):
        with translation.override(language):
            made[language] = say()
    return made


def _on_agenda(meeting: Meeting, item: AgendaItem) -> Words:
    day = meeting.starts_at
    return in_both(
        lambda: (
            _("Vi tar upp ”%(title)s” på %(meeting)s, %(day)s.")
            % {"title": in_language(item, "title"), "meeting": meeting.title, "day": when(day) if day else ""}
        )
    )
