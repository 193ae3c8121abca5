"""What it would take to do what is tried in the other neighbourhoods, with every number that it is worked out from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from analysis import capacity, disclosure
from analysis.capacity import Factors, Need, Range, exactly
from analysis.disclosure import Hidden
from analysis.presence import NORMAL_95
from medskapa.commons.models import OF_AN_AREA, Area, Assumption, AssumptionKey, CountedWhere, Initiative
from medskapa.commons.queries.initiative_results import DURING, LEAST, Logged, Times, logged_of, times_of
from medskapa.commons.queries.town import areas

STARTS: dict[AssumptionKey, float] = {AssumptionKey.LIKENESS: 100, AssumptionKey.BUSY: 100, AssumptionKey.AGAIN: 1}
"""What is used until somebody has judged it: nothing that is known of the town, but "as much as here" and "always"."""
OF_ALL = [AssumptionKey.MINUTES, AssumptionKey.AGAIN, AssumptionKey.BUSY, AssumptionKey.HOURS]

EARLY, FEW, INHABITANTS = "early", "few", "inhabitants"
"""Why nothing can be worked out yet: too short a time, too few visits, or nobody has said how many live there."""

Said = Mapping[tuple[str, int | None], Assumption]


@dataclass(frozen=True)
class Used:
    """A number that goes in. `said` is who answers for it; None where it is counted or nobody has judged it."""

    key: AssumptionKey
    area: Area | None
    range: Range | None
    said: Assumption | None
    is_counted: bool = False

    @property
    def entered_at(self) -> datetime | None:
        return self.said.entered_at if self.said else None


@dataclass(frozen=True)
class Neighbourhood:
    """What it takes in one neighbourhood; `need` is None where nobody has said how many live there."""

    area: Area
    inhabitants: Used
    likeness: Used
    need: Need | None


@dataclass(frozen=True)
class Capacity:
    """The whole calculation. `problem` says why there is none; `demand` is visits a week of a thousand inhabitants."""

    problem: str
    here: Used
    used: list[Used]
    rows: list[Neighbourhood]
    demand: Range | None
    total: Need | None
    swings: list[tuple[str, float, float]]
    times: Times | None
    visits: int


def capacity_of(found: Initiative) -> Capacity:
    """Work it out from what was logged while it went on. At most six queries."""
    said = latest(found)
    times = times_of(found)
    logged = logged_of(found, times)[CountedWhere.HERE, DURING] if times else Logged()
    here = _used(said, AssumptionKey.INHABITANTS, found.area)
    used = [_used(said, key, None, logged) for key in OF_ALL]
    by_key = {each.key: each.range for each in used}
    problem = EARLY if times is None else FEW if logged.visits < LEAST else INHABITANTS if here.range is None else ""
    demand, again, minutes = None, by_key[AssumptionKey.AGAIN], by_key[AssumptionKey.MINUTES]
    if not problem and times and here.range and again:
        demand = capacity.demand(
            visits=logged.visits,
            unmet=_part(logged.unmet, logged.visits),
            turned_away=_number(logged.turned_away),
            again=again,
            weeks=times.days(DURING) / 7,
            inhabitants=here.range,
        )
    rows, factors = [], {}
    for area in areas():
        if area.pk == found.area_id:
            continue
        inhabitants, likeness = (_used(said, key, area) for key in OF_AN_AREA)
        need = None
        busy = by_key[AssumptionKey.BUSY]
        if demand and minutes and busy and inhabitants.range and likeness.range:
            each = Factors(inhabitants.range, demand, likeness.range, minutes, busy, by_key[AssumptionKey.HOURS])
            factors[area.slug], need = each, capacity.need(each)
        rows.append(Neighbourhood(area, inhabitants, likeness, need))
    return Capacity(
        problem=problem,
        here=here,
        used=used,
        rows=rows,
        demand=demand,
        total=_total([row.need for row in rows if row.need]),
        swings=capacity.swings(factors) if factors else [],
        times=times,
        visits=logged.visits if logged.visits >= LEAST else 0,
    )


def latest(found: Initiative) -> dict[tuple[str, int | None], Assumption]:
    """The assumption that counts of each kind and neighbourhood. One query."""
    rows = Assumption.objects.filter(initiative=found).select_related("by").order_by("pk")
    return {(row.key, row.area_id): row for row in rows}


def used_of(found: Initiative, key: AssumptionKey, area: Area | None) -> Used:
    """The number that is used for `key` now."""
    times = times_of(found)
    logged = logged_of(found, times)[CountedWhere.HERE, DURING] if times else Logged()
    return _used(latest(found), key, area, logged)


def _used(said: Said, key: AssumptionKey, area: Area | None, logged: Logged | None = None) -> Used:
    if row := said.get((key, area.pk if area else None)):
        return Used(key, area, Range(float(row.value), float(row.low), float(row.high)), row)
    if key == AssumptionKey.MINUTES:
        return Used(key, area, _minutes(logged or Logged()), None, is_counted=True)
    start = STARTS.get(key)
    return Used(key, area, None if start is None else exactly(start), None)


def _minutes(logged: Logged) -> Range | None:
    """How long a visit takes, with the range of its mean (95 %)."""
    if logged.visits < LEAST:
        return None
    mean = logged.minutes / logged.visits
    half = NORMAL_95 * sqrt(max(0.0, logged.squares / logged.visits - mean**2) / logged.visits)
    return Range(mean, max(1.0, mean - half), mean + half)


def _part(part: int, whole: int) -> Range:
    """A part of the visits. Where it may not be told, the range holds everything that it can be."""
    shown = disclosure.part(part, whole, least=LEAST)
    if not isinstance(shown, Hidden):
        return exactly(float(shown))
    return _small() if shown is Hidden.FEW else Range(whole / 2, 0.0, float(whole))


def _number(number: int) -> Range:
    shown = disclosure.number(number, least=LEAST)
    return _small() if isinstance(shown, Hidden) else exactly(float(shown))


def _small() -> Range:
    return Range(LEAST / 2, 0.0, LEAST - 1.0)


def _total(needs: list[Need]) -> Need | None:
    if not needs:
        return None
    nothing = exactly(0)
    visits, hours = sum((each.visits for each in needs), nothing), sum((each.hours for each in needs), nothing)
    helpers = [each.helpers for each in needs if each.helpers]
    return Need(visits, hours, sum(helpers, nothing) if len(helpers) == len(needs) else None)
