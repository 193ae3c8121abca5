"""The draft agenda: what the meeting before left, what has happened since, and what many have spoken about lately.

`draft` is a part of an action: its policy, its lock and its audit record are the caller's. What it has made once it
makes no second time (`AgendaItem.drafted_from`), and what a planner has changed it leaves alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.meetings.behind import theme_now, thread_now
from medskapa.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Outcome, TableNote
from medskapa.voice.models import Event, EventKind, Theme, Thread, Viewpoint, ViewpointState
from medskapa.voice.news import KINDS
from medskapa.voice.queries.public import open_themes
from medskapa.voice.texts import STATES, least

LATELY = timedelta(days=30)
SUGGESTED = 3
"""How many themes are suggested for their debt, and how many for their growth."""
ASKED_BY_RESIDENTS = "left:"
"""So begins the key of what was asked at the meeting before and belonged to no item of it."""

_LONGEST, _LONGEST_EVENT, _EVENTS = 2_000, 300, 6
_NOT_TOLD = {EventKind.ON_AGENDA, EventKind.OFF_AGENDA, EventKind.DISCUSSED}
_KEYS = {ItemKind.SINCE_LAST: "since", ItemKind.CARRIED: "carried"}
OF_A_GROUP = (ItemKind.MONTH, ItemKind.NEWS, ItemKind.OPEN, ItemKind.TASKS)
"""What only the meetings of collaboration groups take up (`group_agenda`)."""
News = Mapping[int, Sequence[Event]]
"""What has happened, by the thread's key."""
_RANK = {kind: rank for rank, kind in enumerate(ItemKind)}


@dataclass(frozen=True)
class Planned:
    """An item that the draft wants, known by `key`. An own thread is made for one without `thread`."""

    key: str
    kind: ItemKind
    title: str
    plain_title: str = ""
    text: str = ""
    plain_text: str = ""
    theme: Theme | None = None
    thread: Thread | None = None
    came_from: AgendaItem | None = None


@dataclass(frozen=True)
class Liveliness:
    """How many wait for an answer in a theme, and how many have said something in it during the last 30 days."""

    waiting: int
    new: int


def draft(meeting: Meeting) -> list[AgendaItem]:
    """Put what is missing on the agenda of `meeting`; return the new items.

    Must run inside the caller's transaction with the meeting locked. What has happened since last time is told anew in
    the items that nobody has edited.

    Queries: some 10, and 2 for each new item with a thread of its own.
    """
    there = list(meeting.items.select_related("theme").order_by("number", "pk"))
    planned = plan(meeting, there)
    known = {item.drafted_from: item for item in there if item.drafted_from}
    _tell_anew(known, planned)
    made = [_made(meeting, each) for each in planned if each.key not in known]
    if made:
        renumber(merged_in(there, made))
    return made


def plan(meeting: Meeting, there: Sequence[AgendaItem]) -> list[Planned]:
    """All that a draft of `meeting` holds, in order, whether it is there already or not."""
    previous = Meeting.objects.filter(pk=meeting.previous_id).first() if meeting.previous_id else None
    left = _left_by(previous)
    news = _news_of(previous, left)
    if meeting.group is not None:
        from medskapa.meetings import group_agenda  # it is made of the parts of this module

        return group_agenda.plan(meeting, meeting.group, previous, left, news)
    rest = [*of_meeting_before(previous, left, news), *_new_questions(previous)]
    elsewhere = {item.thread_id for item in there if not item.drafted_from.startswith("theme:")}
    return [*rest, *_themes(elsewhere | {each.thread.pk for each in rest if each.thread})]


def renumber(items: Iterable[AgendaItem]) -> None:
    """Number `items` from 1 in the order given. One query where any number changes."""
    changed = []
    for number, item in enumerate(items, 1):
        if item.number != number:
            item.number = number
            changed.append(item)
    AgendaItem.objects.bulk_update(changed, ["number"], 500)


def liveliness(themes: Sequence[Theme]) -> dict[int, Liveliness]:
    """How lively each of `themes` is, by key. One query."""
    new = _new_lately(themes)
    return {theme.pk: Liveliness(theme.waiting_count, new.get(theme.pk, 0)) for theme in themes}


def _made(meeting: Meeting, planned: Planned) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting,
        number=0,
        kind=planned.kind,
        title=planned.title,
        plain_title=planned.plain_title,
        text=planned.text,
        plain_text=planned.plain_text,
        theme=planned.theme,
        thread=planned.thread or Thread.objects.create(public=True, state=EventKind.ON_AGENDA),
        came_from=planned.came_from,
        drafted_from=planned.key,
    )


def merged_in(there: list[AgendaItem], made: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The new items each after the last one of its kind or of an earlier kind; what was there keeps its order."""
    order = list(there)
    for item in made:
        before = [place for place, other in enumerate(order) if _RANK[ItemKind(other.kind)] <= _RANK[item.kind]]  # type: ignore[index]
        order.insert(before[-1] + 1 if before else 0, item)
    return order


def _tell_anew(known: dict[str, AgendaItem], planned: Sequence[Planned]) -> None:
    """Bring up to date what has happened since last time, where nobody has edited the words."""
    changed = []
    for each in planned:
        item = known.get(each.key)
        tells = each.kind in {ItemKind.SINCE_LAST, ItemKind.CARRIED, *OF_A_GROUP}
        if item is None or not tells or item.version > 1 or item.outcome:
            continue
        if (item.title, item.text, item.plain_text) != (each.title, each.text, each.plain_text):
            item.title, item.text, item.plain_text = each.title, each.text, each.plain_text
            changed.append(item)
    AgendaItem.objects.bulk_update(changed, ["title", "text", "plain_text"], 500)


# --- what the meeting before left


def _left_by(previous: Meeting | None) -> list[AgendaItem]:
    """The items that the meeting before took up and something came of; of one that was cancelled, all it would have."""
    if previous is None:
        return []
    rows = previous.items.filter(dropped_at__isnull=True, merged_into__isnull=True)
    if previous.state != MeetingState.CANCELLED:
        rows = rows.exclude(outcome="")
    return list(rows.select_related("theme__thread", "theme__merged_into__thread", "thread").order_by("number", "pk"))


def of_meeting_before(previous: Meeting | None, left: Sequence[AgendaItem], news: News) -> list[Planned]:
    """What has happened with what the meeting before took up, and what it did not finish."""
    if previous is None or previous.state == MeetingState.CANCELLED:  # all of it is carried over, as it stood
        return [_from(item, ItemKind.CARRIED, item.text, item.plain_text) for item in left]
    return [*_since_last(left, news), *carried(left, news)]


def _since_last(left: Sequence[AgendaItem], news: News) -> list[Planned]:
    """What has happened since last time with each thing that was taken up, once a thread. What is carried over tells it
    itself, so that nothing stands twice.

    What was only told of at the meeting before, and is answered or dropped, is told of again only where something new
    has happened: otherwise the list would grow from meeting to meeting.
    """
    goes_on = {thread_now(item).pk for item in left if item.outcome == Outcome.CARRIED_OVER}
    found: dict[int, Planned] = {}
    for item in sorted(left, key=lambda each: (each.kind == ItemKind.SINCE_LAST, each.number, each.pk)):
        thread = thread_now(item)
        events = news.get(thread.pk, [])
        ended = item.kind == ItemKind.SINCE_LAST and item.outcome in {Outcome.ANSWERED, Outcome.DROPPED}
        if thread.pk in found or thread.pk in goes_on or (ended and not events):
            continue
        found[thread.pk] = _from(item, ItemKind.SINCE_LAST, *told(item, events))
    return sorted(found.values(), key=lambda each: (each.came_from.number, each.came_from.pk))  # type: ignore[union-attr]


def _news_of(previous: Meeting | None, left: Iterable[AgendaItem]) -> News:
    """What has happened since the meeting before in the threads of what it left. One query."""
    if previous is None:
        return {}
    since = previous.closed_at or previous.ends_at or clock.now()
    return _events_since(since, {thread_now(item).pk for item in left})


def _events_since(since: datetime, threads: Iterable[int]) -> dict[int, list[Event]]:
    """What has happened in `threads` after `since` and is news, thread by thread, the oldest first. One query."""
    rows = Event.objects.filter(thread__in=threads, at__gt=since, kind__in=[k for k in KINDS if k not in _NOT_TOLD])
    found: dict[int, list[Event]] = {}
    for event in rows.defer("actor").order_by("thread", "number"):
        found.setdefault(event.thread_id, []).append(event)
    return found


def told(item: AgendaItem, events: Sequence[Event], *, after_its_words: bool = False) -> tuple[str, str]:
    """What came of `item` and what has happened since, in Swedish and in plain Swedish.

    Args:
        after_its_words: begin with the item's own words; what earlier meetings added to them in this way is left out.
    """
    words = []
    for language, plain in (("sv", False), ("sv-plain", True)):
        with translation.override(language):
            outcome = (item.plain_outcome_text if plain else "") or item.outcome_text
            lines = [_own_words((item.plain_text if plain else "") or item.text)] if after_its_words else []
            lines += [_("Så blev det förra gången: %(outcome)s") % {"outcome": _squeezed(outcome)}] if outcome else []
            lines += [_line(event, plain) for event in events[-_EVENTS:]]
            if not events:
                lines.append(_("Inget mer har hänt än. Vi berättar på träffen hur långt vi har kommit."))
            words.append(_cut("\n\n".join(filter(None, lines))))
    return words[0], words[1]


def _own_words(text: str) -> str:
    """`text` without what was told in it of the meeting before: otherwise it would grow from meeting to meeting."""
    begins = _("Så blev det förra gången: %(outcome)s") % {"outcome": ""}
    return f"\n\n{text}".partition(f"\n\n{begins}")[0].strip()


def _line(event: Event, plain: bool) -> str:
    """One event: the day, what kind of thing it is, and its own words, which have been published already."""
    kind = EventKind(event.kind)
    what = str(STATES[kind]) if kind in STATES else f"{kind.label}."
    words = (event.plain_text if plain else "") or event.text
    day = long_date(event.at)
    return f"{day[:1].upper()}{day[1:]}: {what} {_squeezed(words)}".strip()


def _squeezed(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(_LONGEST_EVENT)


def _cut(text: str) -> str:
    return Truncator(text).chars(_LONGEST)


def carried(left: Sequence[AgendaItem], news: News) -> list[Planned]:
    """What the meeting before did not finish, with what has happened since."""
    return [
        _from(item, ItemKind.CARRIED, *told(item, news.get(thread_now(item).pk, ()), after_its_words=True))
        for item in left
        if item.outcome == Outcome.CARRIED_OVER
    ]


def _from(item: AgendaItem, kind: ItemKind, text: str, plain_text: str) -> Planned:
    """What carries on with `item` of the meeting before, or tells of it."""
    return Planned(
        key=f"{_KEYS[kind]}:{item.pk}",
        kind=kind,
        title=item.title,
        plain_title=item.plain_title,
        text=text,
        plain_text=plain_text,
        theme=theme_now(item),
        thread=thread_now(item),
        came_from=item,
    )


def _new_questions(previous: Meeting | None) -> list[Planned]:
    """One item for all that was said at the tables of the meeting before and belonged to no item of it."""
    if previous is None or not TableNote.objects.filter(meeting=previous, item=None, removed=False).exists():
        return []
    with translation.override("sv"):
        title, text = _("Nya frågor från förra träffen"), _("Det kom upp saker som inte stod på dagordningen.")
    with translation.override("sv-plain"):
        plain_title, plain_text = (
            _("Nya frågor från förra träffen"),
            _("Det kom upp saker som inte stod på dagordningen."),
        )
    return [Planned(f"{ASKED_BY_RESIDENTS}{previous.pk}", ItemKind.QUESTION, title, plain_title, text, plain_text)]


# --- what many have spoken about


def _themes(elsewhere: set[int]) -> list[Planned]:
    """The themes with the largest feedback debt, then those that have grown most lately; none that is there already.

    Why it is suggested is said without a figure: the words may become public, and small numbers are protected there.
    """
    owed, grown = _candidates(elsewhere)
    with translation.override("sv"):
        many_wait, many_new = _("Många väntar på svar om det här."), _("Många har pratat om det här den senaste tiden.")
    with translation.override("sv-plain"):
        plain = {many_wait: _("Många väntar på svar om det här."), many_new: _("Många har pratat om det här nyss.")}
    found: dict[int, Planned] = {}
    for theme, why in [*((theme, many_wait) for theme in owed), *((theme, many_new) for theme in grown)]:
        if theme.pk not in found:
            found[theme.pk] = Planned(
                key=f"theme:{theme.pk}",
                kind=ItemKind.THEME,
                title=theme.name,
                text=f"{theme.about} {why}",
                plain_text=f"{theme.plain_about or theme.about} {plain[why]}",
                theme=theme,
                thread=theme.thread,
            )
    return list(found.values())


def _candidates(elsewhere: set[int]) -> tuple[list[Theme], list[Theme]]:
    """Themes by debt and by growth. A theme in which few wait, or few are new, is no candidate. 4 queries."""
    open_ = open_themes().exclude(thread__in=elsewhere).select_related("thread")
    owed = list(open_.filter(waiting_count__gte=least()).order_by("-waiting_count", "pk")[:SUGGESTED])
    new = _new_lately()
    named = {theme.pk: theme for theme in open_.filter(pk__in=[pk for pk, many in new.items() if many >= least()])}
    return owed, sorted(named.values(), key=lambda theme: (-new[theme.pk], theme.pk))[:SUGGESTED]


def _new_lately(themes: Sequence[Theme] | None = None) -> dict[int, int]:
    """How many have said something lately, by the theme's key."""
    rows = Viewpoint.objects.filter(received_on__gt=clock.today() - LATELY, theme__isnull=False)
    if themes is not None:
        rows = rows.filter(theme__in=themes)
    counted = rows.exclude(state=ViewpointState.WITHDRAWN).order_by().values_list("theme").annotate(many=Count("pk"))
    return dict(counted)
