"""What was written down at the tables: as the note-takers see it, and all of it as the planners do."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404

from medskapa.meetings import policy
from medskapa.meetings.models import AgendaItem, Meeting, Table, TableNote
from medskapa.people.models import Person

PAGE = 50
AT_A_TABLE = 30
UNTIED = "none"
STANDS = {"dropped_at__isnull": True, "merged_into__isnull": True}


def visible_to(viewer: Person) -> QuerySet[TableNote]:
    """The notes of the tables where `viewer` takes notes, and of the meetings they plan.

    Each carries ``may_change``, and ``place``: the number of its item among those that stand, as everyone reads it.
    """
    tables = Table.objects.filter(policy.notable_by(viewer))
    changeable = Case(
        When(policy.notes_changeable_by(viewer), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    return TableNote.objects.filter(removed=False, table__in=tables.values("pk")).annotate(
        may_change=changeable, place=_place()
    )


def _place() -> Case:
    """The number of a note's item on the agenda that everyone sees: what is struck or lies in another has none."""
    before = AgendaItem.objects.filter(
        meeting=OuterRef("meeting"), number__lte=OuterRef("item__number"), **STANDS
    ).order_by()
    place = before.values("meeting").annotate(place=Count("pk")).values("place")
    return Case(When(**{f"item__{name}": value for name, value in STANDS.items()}, then=Subquery(place)))


def meeting_for(viewer: Person, slug: str) -> Meeting:
    """A meeting where `viewer` takes notes, with ``may_plan`` (bool). Raises Http404. Queries: 1."""
    theirs = Table.objects.filter(policy.notable_by(viewer), meeting=OuterRef("pk"))
    rows = Meeting.objects.annotate(may_plan=policy.plannable_by(viewer))
    return get_object_or_404(rows.filter(Exists(theirs) | Q(may_plan=True)).select_related("unit"), slug=slug)


def planned_by(viewer: Person, slug: str) -> Meeting:
    """A meeting that `viewer` plans. Raises Http404. Queries: 1."""
    return get_object_or_404(Meeting.objects.filter(policy.plannable_by(viewer)).select_related("unit"), slug=slug)


def announced(slug: str) -> Meeting:
    """A meeting that anyone may read of. Raises Http404. Queries: 1."""
    return get_object_or_404(Meeting.objects.filter(policy.PUBLIC), slug=slug)


def tables_for(viewer: Person, meeting: Meeting) -> QuerySet[Table]:
    """The tables of `meeting` where `viewer` takes notes."""
    return tables_of(meeting).filter(policy.notable_by(viewer))


def tables_of(meeting: Meeting) -> QuerySet[Table]:
    return Table.objects.filter(meeting=meeting).select_related("meeting").order_by("number")


def items_of(meeting: Meeting) -> list[tuple[AgendaItem, str]]:
    """What the meeting takes up, in its order, each with its number and title as everyone reads them. Queries: 1."""
    rows = AgendaItem.objects.filter(meeting=meeting, **STANDS).order_by("number", "pk")
    return [(item, f"{place}. {item.title}") for place, item in enumerate(rows, 1)]


def at_table(viewer: Person, table: Table) -> tuple[list[Any], int]:
    """The notes of one table that `viewer` reads, in the order of the agenda, and how many there are. Queries: 2.

    At most `AT_A_TABLE`, `viewer`'s own first: in which order they were written is not kept.
    """
    rows = visible_to(viewer).filter(table=table)
    first = Case(When(written_by=viewer, then=Value(0)), default=Value(1))
    shown = rows.select_related("item", "written_by").order_by(first, F("item__number").asc(nulls_last=True), "pk")
    return list(shown[:AT_A_TABLE]), rows.count()


def note_for(viewer: Person, slug: str, pk: int) -> Any:
    """A note that `viewer` may change. Raises Http404. Queries: 1."""
    rows = visible_to(viewer).filter(policy.notes_changeable_by(viewer), meeting__slug=slug)
    found = rows.select_related("meeting__unit", "table", "item", "viewpoint").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; `item` is a number of an item or `UNTIED`. Empty: no narrowing."""

    text: str = ""
    table: str = ""
    item: str = ""


@dataclass(frozen=True)
class Page:
    """Some notes, and where the next page begins (empty on the last one)."""

    rows: list[Any]
    next: str


def notes(*, viewer: Person, meeting: Meeting, wanted: Wanted, after: str = "") -> Page:
    """One page of all notes of a meeting, table by table. Queries: 1."""
    rows = visible_to(viewer).filter(_narrowed(wanted), meeting=meeting)
    rows = rows.select_related("table", "item", "written_by").filter(_beyond(after))
    found: list[Any] = list(rows.order_by("table__number", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.table.number}.{last.pk}" if last else "")


def chosen(*, viewer: Person, meeting: Meeting, keys: list[str]) -> list[TableNote]:
    """The notes of `meeting` with these keys; what is no key, or foreign, is left out. Queries: 1."""
    numbers = [int(key) for key in keys[: PAGE * 2] if key.isdecimal() and len(key) < 20]
    return list(visible_to(viewer).filter(meeting=meeting, pk__in=numbers))


def _narrowed(wanted: Wanted) -> Q:
    condition = Q()
    for word in wanted.text[:100].split():
        condition &= Q(text__icontains=word)
    if wanted.table.isdecimal() and len(wanted.table) < 6:
        condition &= Q(table__number=int(wanted.table))
    if wanted.item == UNTIED:
        condition &= Q(item__isnull=True)
    elif wanted.item.isdecimal() and len(wanted.item) < 19:
        condition &= Q(item=int(wanted.item))
    return condition


def _beyond(after: str) -> Q:
    number, _, pk = after.partition(".")
    if not (number.isdecimal() and pk.isdecimal() and len(number) < 6 and len(pk) < 20):
        return Q()
    return Q(table__number__gt=int(number)) | Q(table__number=int(number), pk__gt=int(pk))


@dataclass(frozen=True)
class Counts:
    """How many notes there are, how many are tied to no item, and how many came from paper."""

    all: int
    untied: int
    on_paper: int


def counts(meeting: Meeting) -> Counts:
    """Queries: 1."""
    rows = TableNote.objects.filter(meeting=meeting, removed=False)
    return Counts(
        **rows.aggregate(
            all=Count("pk"),
            untied=Count("pk", filter=Q(item__isnull=True)),
            on_paper=Count("pk", filter=Q(on_paper=True)),
        )
    )
