"""How much of what was decided began with residents, how long it took, and whose voices are missing. Public.

What is counted of decisions is public already, decision by decision. What is counted of people is rounded and hidden
by `analysis.presence`; it is of all meetings together, so that two periods cannot be subtracted from each other, and
those who came less those who may be asked leaves nothing surer than the rounding of both.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import ExtractYear

from analysis import disclosure
from analysis.disclosure import Shown
from analysis.presence import Presence, compare
from medskapa.change.models import Decision, ProposalState, Source, TownFigure, Trait, Word
from medskapa.change.population import LANGUAGES_TOLD, age_band
from medskapa.commons.models import Area
from medskapa.core import clock
from medskapa.meetings.models import Invitation, ItemVoice, MeetingState, PoolMember, TableNote
from medskapa.voice.models import Theme, Viewpoint, ViewpointState
from medskapa.voice.texts import least

YEARS = 10
"""So many years are shown, the latest."""

_Counts = dict[Trait, Counter[str]]


@dataclass(frozen=True)
class Year:
    """The decisions of one year: all, those that began with residents, and what they became.

    Attributes:
        carried_out: how many of those that became "yes" are carried out now.
    """

    year: int
    decisions: int
    from_residents: int
    yes: int
    no: int
    later: int
    carried_out: int

    @property
    def percent(self) -> int:
        return disclosure.share(self.from_residents, self.decisions)


@dataclass(frozen=True)
class Decided:
    """The decisions of a period.

    Attributes:
        carried_out: how many of those that became "yes" are carried out now.
        median_days: within so many days from the first voice half of those that began with residents were decided.
    """

    all: int
    from_residents: int
    yes: int
    no: int
    later: int
    carried_out: int
    median_days: Shown

    @property
    def percent(self) -> int:
        return disclosure.share(self.from_residents, self.all)


@dataclass(frozen=True)
class TraitShown:
    """Those who came to meetings, compared with the town, by one trait; where the town's figures are from.

    Attributes:
        pool: those who have said that they may be asked, compared in the same way.
    """

    trait: Trait
    source: str
    counted_on: date
    presence: Presence
    pool: Presence
    names: Mapping[str, str]


def _from_residents() -> Q:
    """The decisions whose proposal has a source that leads to something that residents said."""
    voices = ItemVoice.objects.filter(item=OuterRef("item"))
    notes = TableNote.objects.filter(item=OuterRef("item"), removed=False)
    said = Q(theme__isnull=False) | Q(viewpoint__isnull=False) | Q(item__theme__isnull=False)
    sources = Source.objects.filter(said | Exists(voices) | Exists(notes), proposal=OuterRef("proposal"))
    return Q(Exists(sources))


def _decisions(year: int | None) -> QuerySet[Decision]:
    rows = Decision.objects.order_by()
    return rows.filter(decided_on__year=year) if year else rows


def years() -> list[Year]:
    """The decisions year by year, the latest first. Queries: 1."""
    rows = Decision.objects.order_by().annotate(year=ExtractYear("decided_on"), began=_case()).values("year")
    word = {each.value: Count("pk", filter=Q(word=each)) for each in Word}
    counted: Any = rows.annotate(
        decisions=Count("pk"),
        from_residents=Count("pk", filter=Q(began=1)),
        carried_out=Count("pk", filter=Q(word=Word.YES, proposal__state=ProposalState.CARRIED_OUT)),
        **word,
    )
    return [Year(**row) for row in counted.order_by("-year")]


def _case() -> Case:
    """1 for a decision that began with residents: some databases count no subquery within an aggregate."""
    return Case(When(_from_residents(), then=1), default=0)


def decided(years: Sequence[Year], year: int | None = None) -> Decided:
    """What was decided in `year`, or in all `years`. Queries: 2."""
    counted = [each for each in years if year in (None, each.year)]
    return Decided(
        all=sum(each.decisions for each in counted),
        from_residents=sum(each.from_residents for each in counted),
        yes=sum(each.yes for each in counted),
        no=sum(each.no for each in counted),
        later=sum(each.later for each in counted),
        carried_out=sum(each.carried_out for each in counted),
        median_days=_median_days(year),
    )


def _median_days(year: int | None) -> Shown:
    """The days from the first voice behind a proposal to its first decision. Queries: 2."""
    in_theme = _first_voices()
    sources = Source.objects.filter(proposal__in=_decisions(year).filter(number=1).values("proposal"))
    rows = sources.order_by().annotate(decided=F("proposal__decisions__decided_on"))
    first: dict[int, date] = {}
    decided_on: dict[int, date] = {}
    values = rows.filter(proposal__decisions__number=1).values_list(
        "proposal", "theme", "item__theme", "viewpoint__received_on", "item__meeting__starts_at", "decided"
    )
    for proposal, theme, item_theme, own, met, day in values:
        voices = (in_theme.get(theme), in_theme.get(item_theme), own, clock.day_of(met) if met else None)
        days = [each for each in voices if each]
        decided_on[proposal] = day
        if days:
            first[proposal] = min([*days, first.get(proposal, days[0])])
    histogram = Counter(max((decided_on[key] - day).days, 0) for key, day in first.items())
    return disclosure.median(histogram, least=least())


def _first_voices() -> dict[int | None, date]:
    """When each theme was first spoken about, by key: once a theme, and not once a proposal. Queries: 1."""
    said = Viewpoint.objects.exclude(state=ViewpointState.WITHDRAWN).filter(theme=OuterRef("pk"))
    first = Subquery(said.order_by("received_on").values("received_on")[:1])
    return dict(Theme.objects.order_by().annotate(first=first).filter(first__isnull=False).values_list("pk", "first"))


def voices_missing() -> list[TraitShown]:
    """Those who came to a meeting that is closed, each once, and those who may be asked, compared with the town.

    By every trait that the town has figures of. Queries: 3.
    """
    latest = TownFigure.objects.filter(trait=OuterRef("trait")).order_by("-counted_on").values("counted_on")[:1]
    rows = list(TownFigure.objects.filter(counted_on=Subquery(latest)).order_by("trait", "pk"))
    if not rows:
        return []
    came, pool = _counted()
    areas = dict(Area.objects.order_by().values_list("slug", "name"))
    found = []
    for trait in Trait:
        if mine := [row for row in rows if row.trait == trait]:
            town = {row.value: row.number for row in mine}
            presence, asked = (compare(each[trait], town, least=least()) for each in (came, pool))
            names = areas if trait == Trait.AREA else {}
            found.append(TraitShown(trait, mine[0].source, mine[0].counted_on, presence, asked, names))
    return found


def _counted() -> tuple[_Counts, _Counts]:
    """How many of each value came, and how many may be asked.

    Counted together in the database, so that no person is read. Queries: 1.
    """
    came = Invitation.objects.filter(
        member=OuterRef("pk"), arrived_at__isnull=False, meeting__state=MeetingState.CLOSED
    )
    in_pool = Q(left_on__isnull=True, only_for__isnull=True)
    rows: Any = PoolMember.objects.order_by().annotate(
        came=Case(When(Exists(came), then=1), default=0), in_pool=Case(When(in_pool, then=1), default=0)
    )
    rows = rows.values_list("birth_year", "gender", "area__slug", "language", "came", "in_pool")
    found: tuple[_Counts, _Counts] = ({each: Counter() for each in Trait}, {each: Counter() for each in Trait})
    year = clock.today().year
    for *about, has_come, is_in_pool, number in rows.annotate(number=Count("pk")):
        for counts, is_one in zip(found, (has_come, is_in_pool), strict=True):
            if is_one:
                _count(counts, number, year, *about)
    return found


def _count(
    counts: _Counts, number: int, year: int, birth_year: int | None, gender: str, area: str | None, language: str
) -> None:
    if birth_year:
        counts[Trait.AGE][age_band(birth_year, year)] += number
    counts[Trait.GENDER][gender] += number
    counts[Trait.AREA][area or ""] += number
    counts[Trait.LANGUAGE]["sv" if language in LANGUAGES_TOLD else "other"] += number
