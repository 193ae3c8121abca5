"""Where those went whose time in an occupation ended, and how many seats are free: what the commons ask of the path."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from analysis import disclosure
from medskapa.commons import occupied
from medskapa.commons.models import Occupation, Place
from medskapa.commons.occupied import MovedOn
from medskapa.core import clock, walls
from medskapa.core.ui import onward
from medskapa.guidance import occupancy
from medskapa.guidance.actions import occupations
from medskapa.guidance.models import CountsAs, EndedAs, Measure, PathEnd, Placement, PlacementState
from medskapa.guidance.navigation import has_way
from medskapa.guidance.queries.measures import LEAST
from medskapa.guidance.queries.placements import held_seats

YEARS = 2
WORK, STUDIES, OTHER, UNKNOWN = range(4)
_AS_ENDED = {EndedAs.WORK: WORK, EndedAs.STUDIES: STUDIES, EndedAs.ONWARD: OTHER}
_AS_PATH = {CountsAs.WORK: WORK, CountsAs.STUDIES: STUDIES, CountsAs.OTHER: OTHER}


def add() -> None:
    """Let the path place people in occupations. Called once, when the application starts."""
    from django.utils.translation import gettext_lazy as _

    occupied.add("guidance", occupied.Room(keep=occupations.keep, free=free, moved_on=moved_on))
    onward.add("occupation", "guidance:want_occupation", _("Säg till din guide att du vill"), shown=has_way)


@walls.beyond()
def free(rows: Sequence[Occupation]) -> dict[int, int]:
    """How many seats are free today in each of `rows` that people can be placed in. Two queries."""
    found = list(Measure.objects.filter(occupation__in=[row.pk for row in rows]).order_by("pk"))
    held, today = held_seats([each.pk for each in found]), clock.today()
    return {each.occupation_id or 0: max(each.seats - occupancy.most(held[each.pk], today), 0) for each in found}


@walls.beyond()
def moved_on(place: Place) -> MovedOn:
    """Where those went whose time in an occupation at `place` ended in two years, each once by their last. One query.

    Work and studies are known from how the time ended, or else from how the path ended after it; who went on to the
    next step of their plan went to something else; of the others nobody knows.
    """
    there = Placement.objects.filter(measure__occupation__place=place)
    later = Q(ended_on__gt=OuterRef("ended_on")) | Q(ended_on=OuterRef("ended_on"), pk__gt=OuterRef("pk"))
    still = Q(state=PlacementState.ONGOING) | Q(state=PlacementState.ENDED) & later
    path = PathEnd.objects.filter(resident=OuterRef("resident"), ended_on__gte=OuterRef("ended_on"))
    since = clock.today() - timedelta(days=365 * YEARS)
    last = there.filter(state=PlacementState.ENDED, ended_on__gte=since).exclude(
        Exists(there.filter(still, resident=OuterRef("resident")))
    )
    last = last.annotate(path=Subquery(path.order_by("ended_on", "pk").values("counts_as")[:1]))
    counts = [0, 0, 0, 0]
    for ended_as, counted, number in last.order_by().values_list("ended_as", "path").annotate(Count("pk")):
        counts[_where(ended_as, counted)] += number
    return shown(counts)


def _where(ended_as: str, path: str | None) -> int:
    known = _AS_ENDED.get(EndedAs(ended_as), UNKNOWN)
    if known in {WORK, STUDIES} or path is None:
        return known
    return _AS_PATH[CountsAs(path)]


def shown(counts: Sequence[int]) -> MovedOn:
    """What may be shown of the numbers of one place: all of them, or, where one could pick somebody out, none.

    They are told of a whole place and not of each occupation there: the difference would tell of the rest.
    """
    whole = sum(counts)
    if not disclosure.told_together(counts, least=LEAST):
        return MovedOn(disclosure.number(whole, least=LEAST), None, YEARS)
    work, studies, other, unknown = counts
    return MovedOn(whole, (work, studies, other, unknown), YEARS)
