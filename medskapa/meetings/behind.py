"""What stands behind an item of the agenda: what lies in it, and what earlier meetings carried over to it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from medskapa.meetings.models import AgendaItem, ItemKind, MeetingState, Outcome
from medskapa.voice.models import Theme, Thread

_LEFT = Q(outcome=Outcome.CARRIED_OVER) | Q(meeting__state=MeetingState.CANCELLED)


def stood_behind(item: AgendaItem) -> list[AgendaItem]:
    """As `stood_behind_each`, for one."""
    return stood_behind_each([item])[item.pk]


def stood_behind_each(items: Iterable[AgendaItem]) -> dict[int, list[AgendaItem]]:
    """What lies in each of `items`, and what earlier meetings carried over to it, with what lay in that. By key.

    An item that only tells what has happened since stands for no words: those wait for the one that carries on. Of a
    meeting that was cancelled everything is carried over.

    Queries: 1 for each step back, however many the items are.
    """
    front = list(items)
    roots = [item.pk for item in front]
    lines: dict[int, AgendaItem] = {}
    next_to: dict[int, set[int]] = {}
    while front:
        carried: dict[int, list[int]] = {}
        for item in front:
            if item.kind in {ItemKind.CARRIED, ItemKind.OPEN} and item.came_from_id:
                carried.setdefault(item.came_from_id, []).append(item.pk)
        rows: QuerySet[Any] = AgendaItem.objects.annotate(is_left=_LEFT)
        rows = rows.filter(Q(merged_into__in=[item.pk for item in front]) | Q(is_left=True, pk__in=list(carried)))
        found = list(rows.select_related("thread", "theme__thread", "theme__merged_into__thread"))
        for row in found:
            for key in (row.merged_into_id, *(carried.get(row.pk, ()) if row.is_left else ())):
                next_to.setdefault(key, set()).add(row.pk)
        front = [row for row in found if row.pk not in lines and row.pk not in roots]
        lines |= {row.pk: row for row in found}
    return {root: [lines[key] for key in sorted(_reached(root, next_to))] for root in roots}


def _reached(root: int, next_to: Mapping[int, set[int]]) -> set[int]:
    reached, waiting = {root}, [root]
    while waiting:
        new = next_to.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached - {root}


def theme_now(item: AgendaItem) -> Theme | None:
    """The theme of `item`, or the one that it has been merged into."""
    return item.theme and (item.theme.merged_into or item.theme)


def thread_now(item: AgendaItem) -> Thread:
    """The thread of `item`; where its theme has been merged into another, that one's, where its people are now."""
    if item.theme is not None and item.theme.merged_into is not None:
        return item.theme.merged_into.thread
    return item.thread


def threads_behind(items: Sequence[AgendaItem]) -> dict[int, tuple[Thread, AgendaItem]]:
    """The threads of what stands behind each of `items`, by key, each with the first item that stands for it."""
    behind = stood_behind_each(items)
    found: dict[int, tuple[Thread, AgendaItem]] = {}
    for item in items:
        for line in behind[item.pk]:
            thread = thread_now(line)
            found.setdefault(thread.pk, (thread, item))
    return found


def threads_told(meeting: int) -> set[int]:
    """The keys of the threads that have heard that they are on the agenda of `meeting`, a key too."""
    on_it = list(AgendaItem.objects.filter(meeting=meeting, announced=True))
    return {item.thread_id for item in on_it} | threads_behind(on_it).keys()
