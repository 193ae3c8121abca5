"""What anyone may read of voice: themes with their threads, and figures in which small numbers are protected.

Nothing here takes a viewer, and nothing comes from a viewpoint but the extracts that an editor chose and the counts.
Who did what is never read: no field of these answers leads to a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from analysis import disclosure, redaction
from analysis.disclosure import Shown
from medskapa.core import clock
from medskapa.people.models import Unit
from medskapa.voice.models import (
    AnswerVia,
    Event,
    EventKind,
    Extract,
    Theme,
    ThemeMerge,
    Thread,
    Viewpoint,
    ViewpointState,
)
from medskapa.voice.queries.desk import OWED
from medskapa.voice.queries.visible import public_themes
from medskapa.voice.texts import STATES, least

PAGE = 24
EXTRACTS = 20
EVENTS = 200
EFFECTS = 3
FEED = 40
FIGURES_SECONDS = 60
OUTCOMES = (EventKind.CARRIED_OUT, EventKind.EFFECT_SEEN)


@dataclass(frozen=True)
class Figures:
    """The feedback debt in the open. Each figure is a number, or says why it is hidden.

    Attributes:
        day: the day that `late` is counted from.
        waiting: how many wait for an answer.
        late: how many of them for longer than was promised.
        answered_percent: of all who wanted an answer, how many in a hundred have had one.
        median_days: within so many days half of all had their answer.
        themes: for each open theme's key, how many have said something and how many of them wait.
    """

    day: date
    waiting: Shown
    late: Shown
    answered_percent: Shown
    median_days: Shown
    themes: Mapping[int, tuple[Shown, Shown]]

    def of(self, theme: Theme) -> tuple[Shown, Shown]:
        """How many have said something in `theme`, and how many of them wait; withheld for a theme newer than this."""
        return self.themes.get(theme.pk, (disclosure.Hidden.WITHHELD, disclosure.Hidden.WITHHELD))


def figures() -> Figures:
    """The public figures, at most a minute old, counted for this day. Queries: 3 when counted, otherwise none."""
    key = f"voice.public.figures.{clock.today()}.{least()}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = _count()
        cache.set(key, found, FIGURES_SECONDS)
    return found


def _count() -> Figures:
    """Count everything at one time: figures of different moments could be subtracted from each other."""
    today, limit = clock.today(), least()
    owed = Viewpoint.objects.filter(OWED).aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(promised_on__lt=today)),
        unanswered=Count("pk", filter=Q(answer_days__isnull=True)),
    )
    wanted = Viewpoint.objects.filter(answer_days__isnull=False).exclude(answer_via=AnswerVia.NONE)
    days = wanted.order_by().values_list("answer_days")
    histogram = dict(days.annotate(many=Count("*")))
    rows = list(open_themes().values_list("pk", "viewpoint_count", "waiting_count").order_by("pk"))
    themes = [(everyone, min(waiting, everyone)) for _pk, everyone, waiting in rows]
    debt = disclosure.debt(themes, waiting=owed["waiting"], late=owed["late"], least=limit)
    return Figures(
        day=today,
        waiting=debt.waiting,
        late=debt.late,
        answered_percent=disclosure.percent(sum(histogram.values()), owed["unanswered"], least=limit),
        median_days=disclosure.median(histogram, least=limit),
        themes={pk: shown for (pk, _all, _waiting), shown in zip(rows, debt.themes, strict=True)},
    )


def open_themes() -> QuerySet[Theme]:
    """The themes that are not part of another one."""
    return public_themes().filter(merged_into__isnull=True)


@dataclass(frozen=True)
class Listed:
    """A theme in a list: its newest event, how far it has come, how many have said something and how many wait.

    `stage` is the latest event that says so; `stop` the latest that still holds where that one took something back.
    """

    theme: Theme
    newest: Event | None
    stage: EventKind
    stop: EventKind
    reached: frozenset[str]
    viewpoints: Shown
    waiting: Shown


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next page begins (empty on the last one)."""

    rows: list[Listed]
    next: str


def happened(*, text: str = "", unit: str = "", after: str = "") -> Page:
    """One page of the open themes, the one with the newest event first.

    Args:
        text: words that the name or the sentence about the theme holds; empty for all.
        unit: the slug of the unit that answers for the theme; empty for all.
        after: the ``next`` of the page before.

    Queries: 3, whatever the number of rows, and those of `figures`.
    """
    newest = Event.objects.filter(thread=OuterRef("thread"), number=OuterRef("thread__length"))
    rows = (
        open_themes()
        .annotate(newest_at=Subquery(newest.values("at")[:1]))
        .filter(_holding(text), newest_at__isnull=False)
    )
    if unit:
        rows = rows.filter(unit__slug=unit)
    found = list(rows.filter(_older(after)).order_by("-newest_at", "pk")[: PAGE + 1])
    more = len(found) > PAGE
    return Page(listed(found[:PAGE]), _cursor(found[PAGE - 1]) if more else "")


def themes_after(slug: str, *, unit: str = "", limit: int) -> tuple[list[Listed], str]:
    """At most `limit` open themes in the order of their slugs, after `slug`; and the slug to go on after, or ""."""
    rows = open_themes().filter(slug__gt=slug)
    if unit:
        rows = rows.filter(unit__slug=unit)
    found = list(rows.order_by("slug")[: limit + 1])
    return listed(found[:limit]), found[limit - 1].slug if len(found) > limit else ""


def listed(themes: Sequence[Theme]) -> list[Listed]:
    """`themes` with what a list shows of each. Queries: 2, and those of `figures`."""
    counted = figures()
    threads = [theme.thread_id for theme in themes]
    newest = {
        event.thread_id: event for event in _without_people().filter(thread__in=threads, number=F("thread__length"))
    }
    last: dict[int, dict[str, int]] = {thread: {} for thread in threads}
    kinds = Event.objects.filter(thread__in=threads).order_by().values_list("thread", "kind")
    for thread, kind, number in kinds.annotate(number=Max("number")):
        last[thread][kind] = number
    return [
        Listed(
            theme,
            newest.get(theme.thread_id),
            _stage(last[theme.thread_id]),
            _stage(_standing(last[theme.thread_id])),
            frozenset(last[theme.thread_id]),
            *counted.of(theme),
        )
        for theme in themes
    ]


def _holding(text: str) -> Q:
    """Words in the name or the sentence. SQLite knows the case of a-z only, so that of å, ä and ö is tried here."""
    forms = {text.strip(), text.strip().lower(), text.strip().capitalize(), text.strip().upper()} - {""}
    holding = Q()
    for form in sorted(forms):
        holding |= Q(name__icontains=form) | Q(about__icontains=form) | Q(plain_about__icontains=form)
    return holding


def _cursor(theme: Theme) -> str:
    return f"{theme.newest_at.isoformat()}_{theme.pk}"  # type: ignore[attr-defined]


def _older(after: str) -> Q:
    """The condition that a theme comes after the one that `after` names; nothing for what is no such name."""
    moment, _, pk = after.partition("_")
    try:
        at, number = datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return Q()
    if at.tzinfo is None:
        return Q()
    return Q(newest_at__lt=at) | Q(newest_at=at, pk__gt=number)


def _stage(last: Mapping[str, int]) -> EventKind:
    """How far a theme has come: the latest event that says so."""
    said = [kind for kind in STATES if kind in last]
    return max(said, key=lambda kind: last[kind], default=EventKind.GROUPED)


def _standing(last: Mapping[str, int]) -> dict[str, int]:
    """The same without what was taken back: an agenda that a theme is no longer on."""
    gone = {EventKind.OFF_AGENDA}
    if last.get(EventKind.OFF_AGENDA, 0) > last.get(EventKind.ON_AGENDA, 0):
        gone.add(EventKind.ON_AGENDA)
    return {kind: number for kind, number in last.items() if kind not in gone}


def _without_people() -> QuerySet[Event]:
    """Events of the threads of themes, and of no other thread, without the field that says who wrote them."""
    mine = Event.objects.filter(thread__public=True, thread__own_theme__isnull=False)
    return mine.defer("actor").select_related("thread__own_theme", "theme")


def units() -> list[Unit]:
    """The units that answer for an open theme, by name."""
    return list(Unit.objects.filter(pk__in=open_themes().order_by().values("unit")).order_by("name", "pk"))


@dataclass(frozen=True)
class ThemePage:
    """Everything public about one theme. Events and merges are in the order they happened, extracts newest first."""

    row: Listed
    events: list[Event]
    extracts: list[str]
    merges: list[ThemeMerge]

    @property
    def theme(self) -> Theme:
        return self.row.theme

    @property
    def begins_later(self) -> bool:
        """Whether there are earlier events than those here."""
        return bool(self.events) and self.events[0].number > 1


def theme_page(slug: str) -> ThemePage:
    """The theme with that slug, merged ones too. Raises Http404. Queries: 6, and those of `figures`."""
    theme = get_object_or_404(public_themes().select_related("unit", "merged_into", "thread"), slug=slug)
    return ThemePage(listed([theme])[0], events_of(theme.thread), _extracts(theme), _merges(theme))


def events_of(thread: Thread) -> list[Event]:
    """The latest `EVENTS` events of a theme's thread, in order. Queries: 1."""
    return list(_without_people().filter(thread=thread).order_by("-number")[:EVENTS])[::-1]


def public_thread(pk: int) -> Thread:
    """The thread of a theme. Raises Http404, the same for the thread of a viewpoint and for none at all."""
    rows = Thread.objects.filter(public=True, own_theme__isnull=False).select_related("own_theme")
    return get_object_or_404(rows, pk=pk)


def _extracts(theme: Theme) -> list[str]:
    """Words that an editor chose. They are masked once more: what is published never points out a person."""
    said = Extract.objects.filter(theme=theme).exclude(viewpoint__state=ViewpointState.WITHDRAWN)
    texts = said.order_by("-chosen_on", "pk").values_list("text", flat=True)[:EXTRACTS]
    return [redaction.mask(text) for text in texts]


def _merges(theme: Theme) -> list[ThemeMerge]:
    rows = ThemeMerge.objects.filter(Q(theme=theme) | Q(into=theme)).defer("by", "undone_by")
    return list(rows.select_related("theme", "into").order_by("at", "pk"))


def effects() -> list[Event]:
    """The newest things that were carried out or have had an effect, at most one a theme. Queries: 1."""
    threads = open_themes().order_by().values("thread")
    events = _without_people().filter(thread__in=threads, kind__in=OUTCOMES).order_by("-at", "pk")
    by_theme: dict[int, Event] = {}
    for event in events[: EFFECTS * 10]:
        by_theme.setdefault(event.thread_id, event)
    return list(by_theme.values())[:EFFECTS]


def newest_events() -> list[Event]:
    """The newest public events, for the feed. Queries: 1."""
    threads = public_themes().order_by().values("thread")
    return list(_without_people().filter(thread__in=threads).exclude(text="").order_by("-at", "-number", "pk")[:FEED])


def all_events() -> Iterator[dict[str, Any]]:
    """Every public event, theme by theme in order, a few at a time, so that the memory used does not grow."""
    rows = Event.objects.filter(thread__public=True, thread__own_theme__isnull=False).order_by("thread", "number")
    lines = rows.values(
        "number", "kind", "at", "text", "plain_text", slug=F("thread__own_theme__slug"), other=F("theme__slug")
    )
    return (dict(line) for line in lines.iterator(chunk_size=1_000))
