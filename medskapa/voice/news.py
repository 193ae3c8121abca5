"""News of what somebody spoke about: which events are news, what each thread is about, and how it is put into words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from medskapa.core.dates import long_date
from medskapa.people.models import Unit
from medskapa.voice.models import Event, EventKind, Theme, Viewpoint
from medskapa.voice.texts import STATES

KINDS = [
    EventKind.ON_AGENDA,
    EventKind.OFF_AGENDA,
    EventKind.DISCUSSED,
    EventKind.PROPOSED,
    EventKind.TAKEN_BY_GROUP,
    EventKind.DECIDED,
    EventKind.CARRIED_OUT,
    EventKind.EFFECT_SEEN,
    EventKind.JUDGE_ASKED,
    EventKind.MERGED,
    EventKind.MERGE_UNDONE,
    EventKind.CORRECTED,
]
"""The events that change the fate of what people spoke about."""

LONGEST = 4_000
_LENGTHS = (1_000, 400, 160)  # of an event's own words, the first that makes everything fit
_AT_MOST = 12  # events in one message, the newest; the page has them all


@dataclass(frozen=True)
class Subject:
    """What a thread is about: its name and page, and the unit that answers for it."""

    name: str
    url: str
    unit: Unit


Finder = Callable[[Sequence[int]], Mapping[int, Subject]]
_finders: list[Finder] = []


def subjects(finder: Finder) -> Finder:
    """Have `finder` say what the threads of its room are about: from keys of threads to subjects, in one query.

    A room whose own threads people may follow (`actions.follow`) registers one, in a module loaded at start.
    """
    _finders.append(finder)
    return finder


def subjects_of(threads: Iterable[int]) -> dict[int, Subject]:
    """What each of `threads` is about, where some room knows. One query for each finder that is still asked."""
    found: dict[int, Subject] = {}
    for finder in _finders:
        if left := [thread for thread in threads if thread not in found]:
            found |= finder(left)
    return found


Relation = Callable[[Viewpoint], Mapping[int, Subject]]
_relations: list[Relation] = []


def beside_theme(relation: Relation) -> Relation:
    """Have `relation` say which public threads of its room one viewpoint belongs to, beside its theme's, in one query.

    Whoever said it reads the news of them with the receipt; the anonymous follow nothing, and would not find them.
    """
    _relations.append(relation)
    return relation


def beside_theme_of(viewpoint: Viewpoint) -> dict[int, Subject]:
    """What `viewpoint` belongs to beside its theme. One query for each relation."""
    return {thread: subject for relation in _relations for thread, subject in relation(viewpoint).items()}


@subjects
def _themes(threads: Sequence[int]) -> dict[int, Subject]:
    rows = Theme.objects.filter(thread__in=threads).select_related("unit").order_by("pk")
    return {row.thread_id: Subject(row.name, reverse("voice:theme", args=[row.slug]), row.unit) for row in rows}


@subjects
def _viewpoints(threads: Sequence[int]) -> dict[int, Subject]:
    """What one person said has no public page: it is read with the receipt. The day, not the words, is its name."""
    rows = Viewpoint.objects.filter(thread__in=threads).select_related("unit").order_by("pk")
    with translation.override("sv"):
        return {
            row.thread_id: Subject(
                _("Det du sa %(day)s") % {"day": long_date(row.received_on)}, reverse("voice:receipt"), row.unit
            )
            for row in rows
        }


def written(events: Sequence[Event], about: Mapping[int, Subject], *, plain: bool = False) -> str:
    """What happened, thread by thread, in Swedish or plain Swedish: the words of a letter, or for somebody to tell.

    Args:
        events: the oldest first, of threads that are all in `about`.
    """
    with translation.override("sv-plain" if plain else "sv"):
        for length in _LENGTHS:
            text = "\n\n".join([_("Det har hänt något med det du har sagt till oss."), *_parts(events, about, length)])
            if len(text) <= LONGEST:
                break
    return text[:LONGEST]


def _parts(events: Sequence[Event], about: Mapping[int, Subject], length: int) -> Iterable[str]:
    by_thread: dict[int, list[Event]] = {}
    for event in events[-_AT_MOST:]:
        by_thread.setdefault(event.thread_id, []).append(event)
    for thread, its_events in by_thread.items():
        yield _("Det här gäller: %(name)s") % {"name": _ended(about[thread].name)}
        yield from (_line(event, length) for event in its_events)
        yield _("Läs mer på %(address)s") % {"address": f"{settings.PUBLIC_URL}{about[thread].url}"}


def _line(event: Event, length: int) -> str:
    """What kind of thing it is and when, then the event's own words, which have been published already."""
    kind = EventKind(event.kind)
    what = _ended(str(STATES.get(kind, kind.label)))
    words = event.plain_text if translation.get_language() == "sv-plain" and event.plain_text else event.text
    day = long_date(event.at)
    return f"{day[:1].upper()}{day[1:]}: {what} {Truncator(' '.join(words.split())).chars(length)}".strip()


def _ended(words: str) -> str:
    """`words` as a sentence of its own: a question keeps its mark, what has none gets a full stop."""
    return words if words.endswith((".", "?", "!")) else f"{words}."
