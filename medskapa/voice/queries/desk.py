"""What the desk sees: the inbox by age of promise, the feedback debt, what needs me today, one viewpoint in full."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.http import Http404

from medskapa.commons.models import Area, Place
from medskapa.core import audit, clock
from medskapa.core.models import AuditRecord
from medskapa.core.prepared import Prepared
from medskapa.people.models import Person, Unit
from medskapa.people.queries import answerers_in_any, current_grants, in_unit_of
from medskapa.voice import policy
from medskapa.voice.models import (
    Answer,
    AnswerState,
    AnswerVia,
    BulkChange,
    DayFigure,
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    Theme,
    Viewpoint,
)
from medskapa.voice.models.desk import BulkVerb
from medskapa.voice.models.viewpoint import OPEN
from medskapa.voice.queries.visible import answers_of, at_the_desk_of, deliveries_of, to_tell_by
from medskapa.voice.search import matching

OWED = Q(state__in=OPEN) & ~Q(answer_via=AnswerVia.NONE)
"""A viewpoint whose author waits for an answer that was promised."""

PAGE = 30
CURVE_DAYS = 90
SOON_DAYS = 3
LONG_AGO_DAYS = 30
NO_THEME = "none"
AnyModel = TypeVar("AnyModel", bound=Model)


class Age(StrEnum):
    """How near its promise a viewpoint is."""

    LATE = "late"
    SOON = "soon"
    LONG_LATE = "long_late"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the inbox is narrowed to. Empty: no narrowing, but for `states`, where it means what is open.

    Attributes:
        theme: the key of a theme, or `NO_THEME`.
        mine: only what is assigned to the viewer.
    """

    text: str = ""
    unit: int | None = None
    area: int | None = None
    place: int | None = None
    channel: str = ""
    age: str = ""
    theme: str = ""
    mine: bool = False
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next page begins (empty on the last one)."""

    rows: list[Viewpoint]
    next: str


def inbox(*, viewer: Person, wanted: Wanted, after: str = "") -> Page:
    """One page of what `viewer` works with, the oldest promise first. `after` is the ``next`` of the page before.

    Queries: 2, whatever the number of rows: the keys in order, from an index, and then the rows of one page.
    """
    narrowed = Viewpoint.objects.filter(_in_state(wanted, viewer), _narrowed(wanted, viewer), _beyond(after))
    keys = list(narrowed.order_by("promised_on", "pk").values_list("pk", flat=True)[: PAGE + 1])
    rows = Viewpoint.objects.filter(pk__in=keys[:PAGE])  # which the query above let the viewer see
    rows = rows.select_related("unit", "place", "area", "theme", "assigned_to").only(*_IN_A_ROW)
    rows = rows.order_by("promised_on", "pk")
    found = list(rows)
    return Page(found, f"{found[-1].promised_on}.{found[-1].pk}" if found and len(keys) > PAGE else "")


_IN_A_ROW = [
    *("text", "language", "channel", "state", "promised_on", "answer_via", "answered_at", "close_reason"),
    *(f"{related}__name" for related in ("unit", "place", "area", "theme", "assigned_to")),
]
"""What the inbox shows of a viewpoint."""


def _in_state(wanted: Wanted, viewer: Person) -> Q:
    """What `viewer` works with in the wanted states (`policy.groupable_by`), said so that an index is used.

    That is the small index of what is open, which is read in order until a page is full; or that of the viewer's units,
    which are looked up once and not row by row, for a word that is searched for may stand in thousands of rows.
    """
    if not wanted.states or set(wanted.states) == set(OPEN):
        return policy.groupable_by(viewer) & written_out("state", OPEN)
    return Q(state__in=wanted.states, unit__in=units_of(viewer)) & ~policy.own_of(viewer)


def written_out(field: str, values: Sequence[str]) -> Q:
    """The condition that `field` is one of `values`, which are constants of the code and stand in the SQL itself.

    SQLite uses an index on part of a table only where it can read in the query that the part is enough; it cannot
    read that from parameters.
    """
    listed = ", ".join(f"'{value}'" for value in values)
    return Q(Func(F(field), template=f"%(expressions)s IN ({listed})", output_field=BooleanField()))


def _narrowed(wanted: Wanted, viewer: Person) -> Q:
    conditions = [matching(wanted.text), _of_age(wanted.age)]
    conditions += [
        Q(**{field: value})
        for field in ("unit", "area", "place", "channel")
        if (value := getattr(wanted, field)) not in (None, "")
    ]
    if wanted.theme:
        conditions.append(Q(theme__isnull=True) if wanted.theme == NO_THEME else Q(theme=wanted.theme))
    if wanted.mine:
        conditions.append(Q(assigned_to=viewer))
    return reduce(lambda one, other: one & other, conditions)


def _of_age(age: str) -> Q:
    today = clock.today()
    match age:
        case Age.LATE:
            return Q(promised_on__lt=today)
        case Age.LONG_LATE:
            return Q(promised_on__lt=today - timedelta(days=LONG_AGO_DAYS))
        case Age.SOON:
            return Q(promised_on__range=(today, today + timedelta(days=SOON_DAYS)))
    return Q()


def _beyond(after: str) -> Q:
    """The condition that a row comes after the one that `after` names; nothing for what is no such name."""
    day, _, pk = after.partition(".")
    try:
        promised_on, number = date.fromisoformat(day), int(pk)
    except ValueError:
        return Q()
    return Q(promised_on__gt=promised_on) | Q(promised_on=promised_on, pk__gt=number)


def units_of(viewer: Person) -> QuerySet[Unit]:
    """The units at whose desk `viewer` works: the same rule as `policy.readable_by`, asked of the units."""
    return Unit.objects.filter(in_unit_of(viewer, *policy.AT_THE_DESK, field="pk"))


@dataclass(frozen=True)
class Debt:
    """The feedback debt: promised answers not yet given, how many of them are late, and the oldest promise."""

    waiting: int
    late: int
    oldest: date | None


@dataclass(frozen=True)
class DayDebt:
    """The feedback debt at the end of one day."""

    day: date
    waiting: int
    late: int


def debt(*, viewer: Person) -> Debt:
    """The feedback debt of the units where `viewer` works, now. Queries: 1.

    The units are chosen once and not row by row, so that the count stays cheap among many open viewpoints.
    """
    owed = Viewpoint.objects.filter(OWED & ~policy.own_of(viewer), unit__in=units_of(viewer))
    counted = owed.aggregate(
        waiting=Count("pk"), late=Count("pk", filter=Q(promised_on__lt=clock.today())), oldest=Min("promised_on")
    )
    return Debt(**counted)


def debt_by_day(*, viewer: Person) -> list[DayDebt]:
    """The feedback debt of the units where `viewer` works, for the last `CURVE_DAYS` days but today. Queries: 1."""
    since = clock.today() - timedelta(days=CURVE_DAYS)
    figures = DayFigure.objects.filter(unit__in=units_of(viewer), day__gte=since, day__lt=clock.today())
    days = figures.values("day").annotate(open=Sum("waiting"), overdue=Sum("late")).order_by("day")
    return [DayDebt(each["day"], each["open"], each["overdue"]) for each in days]


@dataclass(frozen=True)
class Needs:
    """How much waits for one person today, by kind."""

    mine: int = 0
    to_approve: int = 0
    returned: int = 0
    letters: int = 0
    to_tell: int = 0
    failures: int = 0


def needs_of(*, viewer: Person) -> Needs:
    """What waits for `viewer` today, each kind counted within what they may see. Queries: 1."""
    return Needs(**dict(_needs.rows(viewer)))


def _all_needs(viewer: Person) -> QuerySet[Any, tuple[str, int]]:
    on_their_way = written_out("state", [DeliveryState.READY, DeliveryState.FAILED])
    waiting = {
        "mine": at_the_desk_of(viewer).filter(assigned_to=viewer, state__in=OPEN),
        "to_approve": _to_approve(viewer),
        "returned": _returned(viewer),
        "letters": deliveries_of(viewer).filter(on_their_way, via=AnswerVia.LETTER, state=DeliveryState.READY),
        "to_tell": to_tell_by(viewer).filter(on_their_way, state=DeliveryState.READY),
        "failures": deliveries_of(viewer).filter(on_their_way, state=DeliveryState.FAILED),
    }
    counts = [_counted(name, rows) for name, rows in waiting.items()]
    return counts[0].union(*counts[1:], all=True)


_needs = Prepared(_all_needs)


def _counted(name: str, rows: QuerySet[AnyModel]) -> QuerySet[AnyModel, tuple[str, int]]:
    """One row, (`name`, the number of `rows`), or none where there are none."""
    named = rows.order_by().annotate(what=Value(name, output_field=CharField()))
    return named.values("what").annotate(number=Count("pk")).values_list("what", "number")


@dataclass(frozen=True)
class Choices:
    """What the inbox can be narrowed to and its rows be given to: pairs of a key and a name, by name."""

    unit: list[tuple[int, str]] = field(default_factory=list)
    area: list[tuple[int, str]] = field(default_factory=list)
    place: list[tuple[int, str]] = field(default_factory=list)
    theme: list[tuple[int, str]] = field(default_factory=list)
    person: list[tuple[int, str]] = field(default_factory=list)


def choices(*, viewer: Person) -> Choices:
    """What `viewer` can choose from at the desk. Queries: 1."""
    found = Choices()
    for kind, key, name in _choices.rows(viewer):
        getattr(found, kind).append((key, name))
    for each in (found.unit, found.area, found.place, found.theme, found.person):
        each.sort(key=lambda pair: (pair[1].casefold(), pair[0]))
    return found


def _all_choices(viewer: Person) -> QuerySet[Any, tuple[str, int, str]]:
    units = units_of(viewer)
    lists = [
        _named("unit", units),
        _named("area", Area.objects.all()),
        _named("place", Place.objects.all()),
        _named("theme", open_themes()),
        _named("person", answerers_in_any(units)),
    ]
    return lists[0].union(*lists[1:], all=True)


_choices = Prepared(_all_choices)


def _named(kind: str, rows: QuerySet[AnyModel]) -> QuerySet[AnyModel, tuple[str, int, str]]:
    return rows.order_by().values_list(Value(kind, output_field=CharField()), "pk", "name")


def open_themes() -> QuerySet[Theme]:
    """The themes that a viewpoint can be put in: all but those that are merged into another, by name."""
    return Theme.objects.filter(merged_into__isnull=True).order_by("name", "pk")


def chosen(*, viewer: Person, keys: Sequence[int]) -> list[Viewpoint]:
    """The viewpoints with `keys`, ticked by `viewer` in the inbox. Raises Http404 where one is missing or foreign."""
    found = list(at_the_desk_of(viewer).filter(pk__in=keys))
    if len(found) != len(set(keys)):
        raise Http404
    return found


def changes_of(viewer: Person) -> QuerySet[BulkChange]:
    """The bulk changes that `viewer` made: only oneself undoes one's own."""
    return BulkChange.objects.filter(by=viewer)


def aim_of(change: BulkChange) -> str:
    """The name of the theme or the person that a bulk change led to, as it is now; empty where there is none."""
    changed = Viewpoint.objects.filter(pk__in=[int(pk) for pk in change.before]).order_by("pk")
    fields = {BulkVerb.GROUP: "theme__name", BulkVerb.ASSIGN: "assigned_to__name"}
    aim = fields.get(BulkVerb(change.verb))
    return (changed.values_list(aim, flat=True).first() or "") if aim else ""


@transaction.atomic
def opened(*, viewer: Person, pk: int) -> Viewpoint:
    """The viewpoint with `pk` in full. It carries ``is_written_to``: whether any answer or question to it is written,
    and ``said_more``: what its author replied, with the day, the moment where it is known, in order.

    That `viewer` read what a known person wrote is written down.

    Raises:
        Http404: it is missing, or `viewer` does not work with it.
    """
    related = ["unit", "service", "place", "area", "theme", "author", "registered_by", "contact", "assigned_to"]
    rows = at_the_desk_of(viewer).select_related("thread", "changed_by", *related)
    written = Delivery.objects.filter(viewpoint=OuterRef("pk"))
    replies = {f"reply_{name}": F(f"replies__{name}") for name in ("text", "on", "at")}  # few: a query less than alone
    whole: Any = rows.annotate(is_written_to=Exists(written), **replies)
    found = list(whole.filter(pk=pk).order_by("replies__number"))
    if not found:
        raise Http404
    viewpoint: Viewpoint = found[0]
    viewpoint.said_more = [  # type: ignore[attr-defined] # carried along, for `conversation`
        (row.reply_text, row.reply_on, row.reply_at) for row in found if row.reply_on
    ]
    if viewpoint.author:
        audit.read(reader=viewer, person=viewpoint.author, what="viewpoint")
    return viewpoint


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn in the conversation about a viewpoint.

    Attributes:
        kind: ``answer``, ``question`` or ``reply``.
        at: the moment; None where only the day of an anonymous reply is kept.
        delivery: how an answer or a question travels; None for a reply.
    """

    kind: str
    text: str
    plain_text: str = ""
    on: date
    at: datetime | None
    delivery: Delivery | None = None


def history(viewpoint: Viewpoint) -> list[Event]:
    """What has happened to `viewpoint`, in order. Queries: 1. The caller has fetched it for its viewer."""
    events = Event.objects.filter(thread=viewpoint.thread_id)
    return list(events.select_related("actor", "theme").order_by("number"))


def conversation(viewpoint: Viewpoint, events: Sequence[Event]) -> list[Turn]:
    """The answers, questions and replies of `viewpoint`, in order; those not yet sent too.

    `events` are its `history`. Queries: 1, or none where nothing was answered. An anonymous reply has
    no time of day: what happened just before it in the thread gives it its place.
    """
    written = Delivery.objects.select_related("answer__by", "answer__approved_by", "done_by")
    is_written_to: bool = viewpoint.is_written_to  # type: ignore[attr-defined] # carried by `opened`
    deliveries = written.filter(viewpoint=viewpoint) if is_written_to else ()
    placed = [(delivery.answer.sent_at or delivery.answer.written_at, 0, _turn_of(delivery)) for delivery in deliveries]
    moments = _just_before_replies(events)
    replies: list[tuple[str, date, datetime | None]] = viewpoint.said_more  # type: ignore[attr-defined] # the same
    placed += [
        (before, number, Turn(kind="reply", text=text, on=on, at=at))
        for number, (before, (text, on, at)) in enumerate(zip(moments, replies, strict=False), start=1)
    ]
    return [turn for _before, _number, turn in sorted(placed, key=lambda each: each[:2])]


def _turn_of(delivery: Delivery) -> Turn:
    answer = delivery.answer
    at = answer.sent_at or answer.written_at
    return Turn(
        kind=answer.kind, text=answer.text, plain_text=answer.plain_text, on=at.date(), at=at, delivery=delivery
    )


def _just_before_replies(events: Sequence[Event]) -> list[datetime]:
    """For each reply among `events`, the latest moment in the thread so far."""
    moments, latest = [], events[0].at if events else clock.now()
    for event in events:
        latest = max(latest, event.at)
        if event.kind == EventKind.REPLIED:
            moments.append(latest)
    return moments


def returned_to(*, viewer: Person, viewpoint: Viewpoint) -> Answer | None:
    """The latest answer to `viewpoint` that `viewer` wrote and the second reader gave back: where to go on."""
    return _returned(viewer).filter(deliveries__viewpoint=viewpoint).order_by("-written_at").first()


def _to_approve(viewer: Person) -> QuerySet[Answer]:
    return answers_of(viewer).filter(policy.approvable_by(viewer), state=AnswerState.TO_APPROVE)


def _returned(viewer: Person) -> QuerySet[Answer]:
    """Answers that came back to `viewer`, as long as somebody waits and has got no newer one on its way."""
    newer = Delivery.objects.filter(
        viewpoint=OuterRef("viewpoint"), answer__written_at__gt=OuterRef("answer__written_at")
    )
    still_waits = Delivery.objects.filter(~Exists(newer), answer=OuterRef("pk"), viewpoint__state__in=OPEN)
    return answers_of(viewer).filter(Exists(still_waits), by=viewer, state=AnswerState.RETURNED)


def answers_to_approve(*, viewer: Person) -> list[Answer]:
    """What `viewer` may approve, the oldest first, at most `PAGE`; each with ``receivers``, a number. Queries: 1."""
    return _for_a_list(_to_approve(viewer))


def answers_returned(*, viewer: Person) -> list[Answer]:
    """What came back to `viewer` from the second reader, as `answers_to_approve`. Queries: 1."""
    return _for_a_list(_returned(viewer))


def _for_a_list(answers: QuerySet[Answer]) -> list[Answer]:
    receivers = Delivery.objects.filter(answer=OuterRef("pk")).order_by().values("answer")
    counted = answers.annotate(
        receivers=Subquery(receivers.annotate(number=Count("pk")).values("number"), output_field=IntegerField()),
        one_viewpoint=Subquery(
            Delivery.objects.filter(answer=OuterRef("pk")).order_by("pk").values("viewpoint")[:1],
            output_field=BigIntegerField(),
        ),
    )
    return list(counted.select_related("by", "unit", "theme", "approved_by").order_by("written_at", "pk")[:PAGE])


def answers_read_by(viewer: Person) -> QuerySet[Answer]:
    """The answers that `viewer` wrote or may approve, with what a page about one shows."""
    return answers_of(viewer).select_related("by", "unit", "theme", "approved_by")


def ways_of(answer: Answer) -> list[tuple[str, int]]:
    """How an answer will travel: (the way, to how many), the most used first. Queries: 1."""
    ways = answer.deliveries.order_by().values("via").annotate(number=Count("pk")).order_by("-number", "via")
    return [(str(AnswerVia(each["via"]).label), each["number"]) for each in ways]


def answered_by(answer: Answer, *, viewer: Person) -> Viewpoint | None:
    """The viewpoint that `answer` is for, read by `viewer` (and that is written down); None where there are several.

    Raises:
        Http404: `viewer` does not work with the viewpoint.
    """
    keys = list(answer.deliveries.values_list("viewpoint", flat=True)[:2])
    return opened(viewer=viewer, pk=keys[0]) if len(keys) == 1 else None


@dataclass(frozen=True)
class AuditPage:
    """The latest part of the audit chain, newest first. `older` is where the next page begins; None on the last one."""

    records: list[AuditRecord]
    older: int | None


def audit_page(*, viewer: Person, before: int | None = None) -> AuditPage:
    """The records of the audit chain before the number `before`; none for one who is no auditor. Queries: 1."""
    records = AuditRecord.objects.filter(Exists(current_grants(viewer, *policy.READING_THE_AUDIT)))
    if before is not None:
        records = records.filter(number__lt=before)
    found = list(records.select_related("actor").order_by("-number")[: PAGE + 1])
    return AuditPage(found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None)
