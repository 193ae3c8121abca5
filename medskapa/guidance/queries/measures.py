"""What may be read of the catalogue: what is offered and when, what it led to, what fits somebody, and lock-in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from analysis import disclosure
from analysis.disclosure import Hidden, Shown
from medskapa.commons.models import Place
from medskapa.core import clock, walls
from medskapa.entrance.models import Fact, Wall
from medskapa.guidance import fitting, needs, occupancy, policy
from medskapa.guidance.models import EndedAs, Measure, MeasureStaff, MeasureStart, Placement, PlacementState
from medskapa.guidance.queries.guides import LANGUAGE_FACT, NEEDS_FACT
from medskapa.guidance.queries.placements import (
    IN_QUEUE,
    OVER,
    PlacementShown,
    days_locked_in,
    held_seats,
    with_standing,
)
from medskapa.people.models import Kind, Person, Role, Unit
from medskapa.people.queries import grants_today, staff
from medskapa.voice.forms.say import LANGUAGES

PAGE = 50
COMPARED = 3
LED_TO_DAYS = 730
"""What it led to is counted of placements that ended within this time."""
LEAST = 5


@dataclass(frozen=True)
class LedTo:
    """What the placements of a measure that ended in two years led to; a hidden number is not told."""

    ended: Shown
    work: Shown = Hidden.WITHHELD
    studies: Shown = Hidden.WITHHELD
    onward: Shown = Hidden.WITHHELD

    @property
    def is_told(self) -> bool:
        return not isinstance(self.work, Hidden)


@dataclass
class MeasureCard:
    """A measure as a page shows it: with its seats, its next starts and what it led to.

    `taken`: the most seats that are taken at once, from today on; a seat that is not is free for as long as one likes.
    """

    measure: Measure
    taken: int
    held: list[occupancy.Held]
    waiting: int
    starts: list[date]
    led_to: LedTo | None = None
    needs: list[str] = field(default_factory=list)

    @property
    def free(self) -> int:
        return max(self.measure.seats - self.taken, 0)

    @property
    def any_time(self) -> bool:
        """Whether one can begin on any day: it has never had days of its own."""
        return not self.measure.has_starts  # type: ignore[attr-defined] # carried by the query

    @property
    def languages(self) -> str:
        """What the languages call themselves."""
        names = dict(LANGUAGES)
        return ", ".join(str(names[code]) for code in self.measure.languages if code in names)

    @property
    def next_start(self) -> date | None:
        return self.starts[0] if self.starts else None

    @property
    def free_from(self) -> date | None:
        """From when a seat is free for as long as the measure is; None where that is not known."""
        return occupancy.free_from(self.held, self.measure.seats, clock.today(), self.measure.weeks * 7)

    @property
    def next_free_start(self) -> date | None:
        """The first day on which one can begin and have a seat."""
        free = self.free_from
        if free is None or not self.starts:
            return free
        return next((day for day in self.starts if day >= free), None)


def measures() -> QuerySet[Measure]:
    """The measures, each with ``waiting`` (how many), ``has_starts`` and its ``coming`` starts."""
    coming = MeasureStart.objects.filter(starts_on__gte=clock.today()).order_by("starts_on", "pk")
    rows = Measure.objects.select_related("unit", "place", "occupation")
    return rows.prefetch_related(Prefetch("starts", coming, to_attr="coming")).annotate(
        waiting=_count(IN_QUEUE),
        has_starts=Exists(MeasureStart.objects.filter(measure=OuterRef("pk"))),
    )


def _count(which: Q) -> Coalesce:
    rows = Placement.objects.filter(which, measure=OuterRef("pk")).order_by().values("measure")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def cards(rows: Sequence[Measure], led_to: Mapping[int, LedTo] | None = None) -> list[MeasureCard]:
    """Rows of `measures` as a page shows them. One query."""
    held, today = held_seats([row.pk for row in rows]), clock.today()
    return [_card(row, held[row.pk], today, (led_to or {}).get(row.pk)) for row in rows]


def _card(row: Measure, held: list[occupancy.Held], today: date, led_to: LedTo | None) -> MeasureCard:
    return MeasureCard(
        measure=row,
        taken=occupancy.most(held, today),
        held=held,
        waiting=row.waiting,  # type: ignore[attr-defined] # carried by the query
        starts=[start.starts_on for start in row.coming],  # type: ignore[attr-defined]
        led_to=led_to,
        needs=[str(words) for words in needs.words_of(row.needs)],
    )


@dataclass(frozen=True)
class Catalogue:
    """One page of the catalogue; `next` leads to the one after it."""

    cards: list[MeasureCard]
    next: str


@walls.beyond()
def catalogue(*, need: str = "", after: str = "") -> Catalogue:
    """One page of what is offered now, by name; with `need`, only what meets it. For anybody. Queries: 3.

    JSON is not asked by the database, for the two read it differently: there are some tens of measures, not thousands,
    and those that do not meet the need are left out after reading.
    """
    rows = measures().filter(is_open=True, occupation__isnull=True)
    if need and needs.is_known(need):
        found = [row for row in rows.order_by("name", "pk")[:500] if need in row.needs]
        return Catalogue(cards(found), "")
    page, following = _paged(rows, after)
    return Catalogue(cards(page), following)


def _paged(rows: QuerySet[Measure], after: str) -> tuple[list[Measure], str]:
    """One page of `rows` by name, and what leads to the one after it."""
    if after:
        rows = rows.filter(name__gt=after)
    found = list(rows.order_by("name", "pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].name if len(found) > PAGE else ""


@walls.beyond()
def one(slug: str, *, with_results: bool = False) -> MeasureCard:
    """One measure, also where it takes nobody in now. Raises Http404. Queries: 3, and 1 for what it led to."""
    row = get_object_or_404(measures(), slug=slug)
    return cards([row], led_to([row]) if with_results else None)[0]


def of_occupation(slug: str) -> Measure:
    """What somebody is placed in where an organisation offers something. Raises Http404."""
    return get_object_or_404(Measure, occupation__slug=slug)


@walls.beyond()
def compared(slugs: Sequence[str]) -> list[MeasureCard]:
    """Up to three measures side by side, in the order that was asked for. Queries: 4."""
    wanted = list(dict.fromkeys(slug[:50] for slug in slugs))[:COMPARED]
    rows = {row.slug: row for row in measures().filter(slug__in=wanted, occupation__isnull=True)}
    found = [rows[slug] for slug in wanted if slug in rows]
    return cards(found, led_to(found))


@walls.beyond()
def led_to(rows: Iterable[Measure]) -> dict[int, LedTo]:
    """What each measure led to, so that nobody can be picked out. One query."""
    since = clock.today() - timedelta(days=LED_TO_DAYS)
    keys = [row.pk for row in rows]
    ended = Placement.objects.filter(measure__in=keys, state=PlacementState.ENDED, ended_on__gte=since)
    counts: dict[int, dict[str, int]] = {key: {} for key in keys}
    for measure, ended_as, number in ended.order_by().values_list("measure", "ended_as").annotate(Count("pk")):
        counts[measure][ended_as] = number
    return {key: shown(found) for key, found in counts.items()}


def shown(counts: dict[str, int]) -> LedTo:
    """What may be shown of the numbers of one measure. All that it led to together, or none of it."""
    whole = sum(counts.values())
    parts = [counts.get(kind, 0) for kind in (EndedAs.WORK, EndedAs.STUDIES, EndedAs.ONWARD)]
    if not disclosure.told_together([*parts, whole - sum(parts)], least=LEAST):
        return LedTo(disclosure.number(whole, least=LEAST))
    return LedTo(whole, *parts)


# --- what fits somebody


@dataclass(frozen=True)
class Fitting:
    """A measure that fits, why, and the open placement that the person has in it (None: none)."""

    card: MeasureCard
    fit: fitting.Fit
    placement: Placement | None


@dataclass(frozen=True)
class Fits:
    """What fits a resident, and what is known of their needs; ``occupations`` are those that take people in."""

    rows: list[Fitting]
    needs: list[str]
    occupations: list[Fitting]


@walls.beyond()
def fits(resident: Person, placements: Iterable[PlacementShown]) -> Fits:
    """What fits `resident`, the best first; whoever calls has been found to be allowed to see them. Queries: 4.

    Args:
        placements: those of the resident.
    """
    known_needs, language = _known_of(resident)
    offered = cards(list(measures().filter(is_open=True).order_by("name", "pk")[:500]))
    by_key = {each.measure.pk: each for each in offered}
    wish = fitting.Wish(needs=known_needs, language=language, today=clock.today())
    ranked = fitting.rank([_offer(each) for each in offered if each.measure.occupation_id is None], wish)
    useful = [_offer(each) for each in offered if each.measure.occupation_id is not None]
    there = {each.placement.measure_id: each.placement for each in placements if each.placement.state not in OVER}
    any_need = replace(wish, needs=[])  # whoever wants to do something that is needed need not have a need
    rows, occupations = (
        [Fitting(by_key[fit.key], fit, there.get(fit.key)) for fit in found]
        for found in (ranked, fitting.rank(useful, any_need))
    )
    return Fits(rows, [str(words) for words in needs.words_of(known_needs)], occupations)


def _known_of(resident: Person) -> tuple[list[str], str]:
    """The needs and the language that `resident` told of, as far as a guide may know. One query."""
    facts = Fact.objects.filter(
        person=resident,
        valid_to__isnull=True,
        wall__in=[Wall.SHARED, Wall.GUIDANCE],
        key__in=[NEEDS_FACT, LANGUAGE_FACT],
    )
    told = dict(facts.values_list("key", "value"))
    spoken, wanted = told.get(LANGUAGE_FACT), told.get(NEEDS_FACT)
    listed = [each for each in wanted if isinstance(each, str)] if isinstance(wanted, list) else []
    return listed, spoken if isinstance(spoken, str) and spoken else resident.language


def _offer(each: MeasureCard) -> fitting.Offer:
    return fitting.Offer(
        key=each.measure.pk,
        name=each.measure.name,
        needs=each.measure.needs,
        languages=each.measure.languages,
        free_seats=each.free,
        next_start=each.next_start,
        any_time=each.any_time,
    )


# --- at work


@dataclass(frozen=True)
class LockIn:
    """How much a measure has locked in: days in all, and how many placements that go on are past their purpose."""

    days: int = 0
    placements: int = 0


@dataclass(frozen=True)
class DeskRow:
    """A measure in the catalogue at work."""

    card: MeasureCard
    lock_in: LockIn
    may_keep: bool


@dataclass(frozen=True)
class DeskPage:
    rows: list[DeskRow]
    next: str


@walls.beyond()
def desk(*, viewer: Person, after: str = "") -> DeskPage:
    """One page of the catalogue at work, by name, with lock-in and whether `viewer` keeps each. Queries: 5."""
    page, following = _paged(measures().annotate(may_keep=policy.keeps_measure(viewer)), after)
    locked = lock_in_of(page)
    both = zip(page, cards(page), strict=True)
    rows = [DeskRow(card, locked[row.pk], row.may_keep) for row, card in both]  # type: ignore[attr-defined]
    return DeskPage(rows, following)


@walls.beyond()
def lock_in_of(rows: Iterable[Measure]) -> dict[int, LockIn]:
    """The days of lock-in of each measure: of what ended within two years, and of what goes on. Two queries."""
    keys, today = [row.pk for row in rows], clock.today()
    since = today - timedelta(days=LED_TO_DAYS)
    ended = Placement.objects.filter(measure__in=keys, state=PlacementState.ENDED, ended_on__gte=since)
    days = dict(ended.order_by().values_list("measure").annotate(Sum("lock_in_days")))
    going = with_standing(Placement.objects.filter(measure__in=keys, state=PlacementState.ONGOING))
    number: dict[int, int] = {}
    late = going.filter(Q(ends_on__lt=today) | Q(has_next=False)).order_by("pk")
    asked = ("measure_id", "starts_on", "ends_on", "ended_on", "has_next", "last_done")  # there may be thousands
    for placement in late.values_list(*asked, named=True):
        if found := days_locked_in(placement):
            days[placement.measure_id] = days.get(placement.measure_id, 0) + found
            number[placement.measure_id] = number.get(placement.measure_id, 0) + 1
    return {key: LockIn(days.get(key, 0), number.get(key, 0)) for key in keys}


@walls.beyond()
def one_to_keep(*, viewer: Person, slug: str) -> Measure:
    """One measure of the catalogue that `viewer` keeps. Raises Http404."""
    return get_object_or_404(measures().filter(policy.keeps_measure(viewer)), slug=slug)


def units_to_keep(viewer: Person) -> QuerySet[Unit]:
    """The units in whose part of the catalogue `viewer` may write."""
    return Unit.objects.filter(policy.catalogue_kept_by(viewer, unit="pk")).order_by("name", "pk")


def staff_of(measure: Measure) -> list[MeasureStaff]:
    """Who works there and marks attendance, by name."""
    return list(measure.staff.select_related("person").order_by("person__name", "pk"))


def staff_member(pk: int) -> Person:
    """Somebody who holds, or has held, in measures. Raises Http404."""
    rows = Person.objects.filter(kind=Kind.STAFF, grants__role=Role.PROVIDER).distinct()
    return get_object_or_404(rows, pk=pk)


def places() -> QuerySet[Place]:
    """Where a measure can be, by name."""
    return Place.objects.order_by("name", "pk")


def providers() -> QuerySet[Person]:
    """Those who may be let in to see who takes part: they hold in measures today."""
    return staff().filter(pk__in=grants_today(Role.PROVIDER).values("person"))
