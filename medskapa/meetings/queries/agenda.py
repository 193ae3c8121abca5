"""The agenda: as its planner works with it, and as anyone may read it once the meeting is announced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from analysis import disclosure
from analysis.disclosure import Shown
from medskapa.core import clock
from medskapa.meetings import policy
from medskapa.meetings.drafting import ASKED_BY_RESIDENTS, Liveliness, liveliness
from medskapa.meetings.models import AgendaItem, ItemKind, ItemVoice, Meeting, Table
from medskapa.meetings.queries import planning, public
from medskapa.people.models import Person
from medskapa.voice.models import Event, Theme, Viewpoint, ViewpointState
from medskapa.voice.queries.public import open_themes
from medskapa.voice.texts import least

PAGE = 30
MOST_DROPPED = 50
EVENTS, LATEST = 200, 2
ANSWERS = 50
_TOLD = (0, disclosure.Hidden.FEW)
"""What says nothing of the other answers."""
_LISTED = (
    *("meeting", "kind", "title", "plain_title", "thread", "asked", "outcome", "dropped_at", "drop_reason"),
    *("theme__slug", "theme__name", "theme__waiting_count", "table__number", "table__name"),
    *("merged_into__title", "came_from__meeting__title"),
)
_OF_AN_EVENT = ("thread", "kind", "at", "text", "plain_text", "theme__name", "theme__thread")
"""What the list at work shows of an item and of an event. The texts are long, and a page holds many rows."""
STRUCK_OPENLY = Q(dropped_at__isnull=False) & (
    Q(dropped_at__gte=F("meeting__announced_at"))
    | Q(came_from__isnull=False)
    | Q(drafted_from__startswith=ASKED_BY_RESIDENTS)
)
"""The struck items that anyone may know of, with the reason: those that somebody could have counted on.

That is what stood on the announced agenda, what an earlier meeting left to this one, and what residents asked there.
A suggestion that was struck while the agenda was a draft promised nobody anything.
"""


@dataclass(frozen=True)
class Row:
    """An item that stands, in the list at work.

    Attributes:
        place: its number among those that stand.
        latest: the latest events of its thread, the oldest of them first.
        answers: how many have answered beforehand.
        lively: of an item with a theme, why it may be worth taking up.
    """

    item: AgendaItem
    place: int
    latest: Sequence[Event]
    answers: int
    lively: Liveliness | None

    @property
    def key(self) -> str:
        """The item's key as text: a number costs a template ten times as much, and it stands there eight times."""
        return str(self.item.pk)


@dataclass(frozen=True)
class Agenda:
    """The agenda of one meeting at work. `next` is where the next page begins (empty on the last one)."""

    meeting: Meeting
    rows: Sequence[Row]
    next: str
    dropped: Sequence[AgendaItem]
    standing: int


def agenda(*, viewer: Person, slug: str, after: str = "") -> Agenda:
    """One page of the agenda that `viewer` may see at work, in order. Raises Http404. Queries: 5.

    What is dropped or lies in another item stands by itself, on the first page.
    """
    meeting = planning.meeting_for(viewer, slug)
    everything = list(_items().filter(meeting=meeting).only(*_LISTED).order_by("number", "pk"))
    standing = [item for item in everything if item.stands]
    first = int(after) if after.isdecimal() and len(after) < 6 else 0
    shown = standing[first : first + PAGE]
    news, answers = latest_events(shown), answers_to(shown)
    lively = liveliness([item.theme for item in shown if item.theme])
    rows = [
        Row(
            item,
            place,
            news.get(item.thread_id, ()),
            answers.get(item.pk, 0),
            lively.get(item.theme_id) if item.theme_id else None,
        )
        for place, item in enumerate(shown, first + 1)
    ]
    further = str(first + PAGE) if len(standing) > first + PAGE else ""
    dropped = [] if first else [item for item in everything if not item.stands][:MOST_DROPPED]
    return Agenda(meeting, rows, further, dropped, len(standing))


def _items() -> QuerySet[AgendaItem]:
    return AgendaItem.objects.select_related("theme", "table", "merged_into", "came_from__meeting")


def latest_events(items: Iterable[AgendaItem]) -> dict[int, list[Event]]:
    """The latest events of each item's thread, by the thread's key. One query."""
    rows = Event.objects.filter(thread__in={item.thread_id for item in items}, number__gt=F("thread__length") - LATEST)
    rows = rows.select_related("theme").only(*_OF_AN_EVENT).order_by("thread", "number")
    found: dict[int, list[Event]] = {}
    for event in rows:
        found.setdefault(event.thread_id, []).append(event)
    return found


def answers_to(items: Iterable[AgendaItem]) -> dict[int, int]:
    """How many have answered each item beforehand, and not taken it back. One query."""
    rows = ItemVoice.objects.filter(item__in=[item.pk for item in items])
    counted = rows.exclude(viewpoint__state=ViewpointState.WITHDRAWN).order_by().values_list("item")
    return dict(counted.annotate(many=Count("pk")))


def visible_items(viewer: Person) -> QuerySet[AgendaItem]:
    """The items of the meetings that `viewer` may see at work; each carries ``may_plan`` (bool)."""
    meetings = Meeting.objects.filter(policy.visible_to(viewer), pk=OuterRef("meeting"))
    rows = _items().filter(Exists(meetings)).select_related("theme__unit", "thread", "meeting__unit")
    return rows.annotate(may_plan=policy.plannable_by(viewer, meeting="meeting"))


def item_for(viewer: Person, pk: int) -> AgendaItem:
    """The item with that key. Raises Http404, the same for one that `viewer` may not see and for none at all."""
    return get_object_or_404(visible_items(viewer), pk=pk)


def story_of(item: AgendaItem) -> list[Event]:
    """The latest `EVENTS` events of the item's thread, in order, without who wrote them. Queries: 1."""
    rows = Event.objects.filter(thread=item.thread_id, thread__public=True).defer("actor").select_related("theme")
    return list(rows.order_by("-number")[:EVENTS])[::-1]


@dataclass(frozen=True)
class Answers:
    """One page of what was answered beforehand, how many there are in all, and where the next page begins."""

    rows: Sequence[Viewpoint]
    all: int
    next: str


def answers_of(item: AgendaItem, *, viewer: Person, after: str = "") -> Answers:
    """What was answered beforehand on `item` and on those that lie in it, the newest day first. Queries: 2.

    Only for one who plans the meeting: nobody else gets a row. The order within a day is random, as the keys are.
    """
    voices = ItemVoice.objects.filter(
        Q(item=item) | Q(item__merged_into=item), policy.plannable_by(viewer, meeting="item__meeting")
    )
    rows = Viewpoint.objects.filter(pk__in=voices.order_by().values("viewpoint"))
    rows = rows.exclude(state=ViewpointState.WITHDRAWN)
    found = list(rows.filter(_older(after)).order_by("-received_on", "pk")[: ANSWERS + 1])
    last = found[ANSWERS - 1] if len(found) > ANSWERS else None
    return Answers(found[:ANSWERS], rows.count(), f"{last.received_on}.{last.pk}" if last else "")


def _older(after: str) -> Q:
    day, _, pk = after.partition(".")
    try:
        received_on, number = date.fromisoformat(day), int(pk)
    except ValueError:
        return Q()
    if not 0 <= number < 2**63:
        return Q()
    return Q(received_on__lt=received_on) | Q(received_on=received_on, pk__gt=number)


def absorbed_by(item: AgendaItem) -> list[AgendaItem]:
    """The items that lie in `item`. Queries: 1."""
    return list(AgendaItem.objects.filter(merged_into=item).select_related("meeting").order_by("number", "pk"))


def targets_of(item: AgendaItem) -> QuerySet[AgendaItem]:
    """The items that `item` can be put into: those of the same meeting that stand and have no outcome."""
    rows = AgendaItem.objects.filter(
        meeting=item.meeting_id, dropped_at__isnull=True, merged_into__isnull=True, outcome=""
    )
    return rows.exclude(pk=item.pk).order_by("number", "pk")


def themes_to_take_up() -> QuerySet[Theme]:
    """The themes that an item can be made of, by name."""
    return open_themes().order_by("name", "pk")


def tables_at(meeting: Meeting) -> QuerySet[Table]:
    return Table.objects.filter(meeting=meeting).order_by("number", "pk")


# --- what anyone may read


@dataclass(frozen=True)
class PublicAgenda:
    """What a meeting takes up, in order, and what was struck and why.

    Attributes:
        groups: the items by kind, in the agenda's own order: a kind comes again where the planner mixed them.
        is_asked: whether anything can be answered beforehand now.
    """

    groups: Sequence[tuple[ItemKind, Sequence[AgendaItem]]]
    dropped: Sequence[AgendaItem]
    is_asked: bool


def public_agenda(meeting: Meeting) -> PublicAgenda:
    """The agenda of a meeting that is public; each item carries ``place``, its number. Queries: 1.

    It also carries ``inside``, the items that are taken up under it, and ``is_open``: anyone may answer it now.
    """
    now = clock.now()
    everything = list(_public_items(meeting).order_by("number", "pk"))
    inside: dict[int, list[AgendaItem]] = {}
    for item in everything:
        item.meeting = meeting
        if item.merged_into_id and not item.dropped_at:
            inside.setdefault(item.merged_into_id, []).append(item)
    groups: list[tuple[ItemKind, list[AgendaItem]]] = []
    for place, item in enumerate((each for each in everything if each.stands), 1):
        item.place, item.inside = place, inside.get(item.pk, [])  # type: ignore[attr-defined]
        item.is_open = item.takes_answers(now)  # type: ignore[attr-defined]
        kind = ItemKind(item.kind)
        if not groups or groups[-1][0] != kind:
            groups.append((kind, []))
        groups[-1][1].append(item)
    asked = any(item.is_open for _kind, items in groups for item in items)  # type: ignore[attr-defined]
    return PublicAgenda(groups, [item for item in everything if item.dropped_at], asked)


def _public_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The items that anyone may see, without who wrote what came of them."""
    rows = meeting.items.filter(Q(dropped_at__isnull=True) | STRUCK_OPENLY)
    return rows.select_related("theme", "table").defer("outcome_by", "table__host")


@dataclass(frozen=True)
class PublicItem:
    """One item in public. `answers` is how many have answered beforehand, with a small number hidden."""

    item: AgendaItem
    events: Sequence[Event]
    inside: Sequence[AgendaItem]
    answers: Shown


def public_item(slug: str, pk: int) -> PublicItem:
    """An item of a meeting that is public. Raises Http404, the same for a draft's and for none at all. Queries: 5."""
    meeting = public.meeting(slug)
    rows = _public_items(meeting).select_related("theme", "table", "thread", "merged_into", "came_from__meeting")
    item = get_object_or_404(rows, pk=pk)
    item.meeting = meeting
    return PublicItem(item, story_of(item), absorbed_by(item), figure_of(item))


def asked_item(slug: str, pk: int) -> AgendaItem:
    """An item that has been put to everybody beforehand, whether it can still be answered or not. Raises Http404."""
    meeting = public.meeting(slug)
    item = get_object_or_404(_public_items(meeting).select_related("theme__unit", "thread", "merged_into"), pk=pk)
    item.meeting = meeting
    if not item.asked:
        raise Http404
    return item


def figure_of(item: AgendaItem) -> Shown:
    """How many have answered `item` beforehand, as anyone may know it. Queries: 1.

    How many have said something in its theme is public too: what is left, when all answers are taken from it, must not
    be small either.
    """
    if item.theme is None:
        return disclosure.number(answers_to([item]).get(item.pk, 0), least=least())
    rows = ItemVoice.objects.filter(item__theme=item.theme).exclude(viewpoint__state=ViewpointState.WITHDRAWN)
    counted = rows.aggregate(all=Count("pk"), mine=Count("pk", filter=Q(item=item)))
    whole = item.theme.viewpoint_count
    shown, together = (
        disclosure.part(min(number, whole), whole, least=least()) for number in (counted["mine"], counted["all"])
    )
    return disclosure.Hidden.WITHHELD if isinstance(together, disclosure.Hidden) and shown not in _TOLD else shown
