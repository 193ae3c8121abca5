"""Initiatives: what anyone may read of them, and what those who work with them see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from medskapa.commons import initiative_policy as policy
from medskapa.commons.models import (
    Area,
    Assumption,
    AssumptionKey,
    Initiative,
    InitiativeDecision,
    InitiativeMeasure,
    InitiativeWord,
    MeasureCount,
    Organisation,
    Place,
)
from medskapa.people.models import Kind, Person

ROWS = 50
MOST_COUNTS = 200


@dataclass(frozen=True)
class Page:
    """A page of a list; `next` leads to the one after it, empty where there is none."""

    rows: Sequence[Any]
    next: str


def published(*, after: str = "", area: str = "") -> Page:
    """The initiatives that anyone may see, those that began last first, each with ``last_word``. One query."""
    rows = Initiative.objects.filter(published_on__isnull=False)
    if area:
        rows = rows.filter(area__slug=area)
    return _page(rows, after)


def one(slug: str) -> Initiative:
    """An initiative that anyone may see. Http404 for any other."""
    return get_object_or_404(_whole(Initiative.objects.filter(published_on__isnull=False)), slug=slug)


def decisions_of(found: Initiative) -> list[InitiativeDecision]:
    """What was decided about it, the latest first, with the neighbourhoods. Two queries."""
    rows = found.decisions.select_related("by").prefetch_related("areas")
    return list(rows.order_by("-number"))


def measures_of(found: Initiative) -> list[InitiativeMeasure]:
    """What is measured, also what was dropped. One query."""
    return list(found.measures.order_by("pk"))


# --- for those who work with them


def listing(*, viewer: Person, after: str = "") -> Page:
    """The initiatives that `viewer` sees at work, those that begin last first, each with ``last_word``. One query."""
    return _page(Initiative.objects.filter(policy.sees_initiative(viewer)), after)


def one_at_work(*, viewer: Person, pk: int) -> Initiative:
    """An initiative that `viewer` sees at work. Http404 for any other."""
    return get_object_or_404(_whole(Initiative.objects.filter(policy.sees_initiative(viewer))), pk=pk)


def one_measure(*, viewer: Person, pk: int) -> InitiativeMeasure:
    """A measure of an initiative that `viewer` sees at work. Http404 for any other."""
    seen = Initiative.objects.filter(policy.sees_initiative(viewer))
    rows = InitiativeMeasure.objects.filter(initiative__in=seen).select_related("initiative__area")
    return get_object_or_404(rows, pk=pk)


def counts_of(found: Initiative) -> list[MeasureCount]:
    """What was counted by hand, the latest first. One query."""
    rows = MeasureCount.objects.filter(measure__initiative=found).select_related("measure", "by")
    return list(rows.order_by("-counted_on", "-pk")[:MOST_COUNTS])


def words_of(viewer: Person, found: Initiative) -> list[InitiativeWord]:
    """What `viewer` may decide about it. One query."""
    may = {f"may_{word}": policy.decides_initiative(viewer, word) for word in InitiativeWord}
    row = Initiative.objects.filter(pk=found.pk).annotate(**may).values(*may).get()
    return [word for word in InitiativeWord if row[f"may_{word}"]]


def earlier_of(found: Initiative, key: AssumptionKey, area: Area | None) -> list[Assumption]:
    """What was assumed before and is now, the latest first. One query."""
    rows = Assumption.objects.filter(initiative=found, key=key, area=area).select_related("by")
    return list(rows.order_by("-pk")[:20])


def area_of(slug: str) -> Area:
    """The neighbourhood with `slug`. Http404 where there is none."""
    return get_object_or_404(Area, slug=slug)


def all_areas() -> QuerySet[Area]:
    return Area.objects.order_by("name", "pk")


def other_areas(found: Initiative) -> QuerySet[Area]:
    """The neighbourhoods where it is not tried."""
    return all_areas().exclude(pk=found.area_id)


def all_places() -> QuerySet[Place]:
    return Place.objects.order_by("name", "pk")


def all_partners() -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_active=True).order_by("name", "pk")


def leaders() -> QuerySet[Person]:
    """Those who may lead one: staff, and those from outside who have an account."""
    people = Person.objects.filter(kind__in=[Kind.STAFF, Kind.PARTNER], is_active=True, protected_identity=False)
    return people.order_by("name", "pk")


def _whole(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    return rows.select_related("area", "led_by").prefetch_related("places", "partners")


def _page(rows: QuerySet[Initiative], after: str) -> Page:
    last = InitiativeDecision.objects.filter(initiative=OuterRef("pk")).order_by("-number").values("word")[:1]
    rows = rows.annotate(last_word=Coalesce(Subquery(last), Value(""), output_field=CharField()))
    rows = rows.select_related("area", "led_by")
    day, _dash, pk = after.rpartition("-")
    if begun := _begun(day, pk):
        rows = rows.filter(starts_on__lte=begun[0]).exclude(starts_on=begun[0], pk__gte=begun[1])
    found = list(rows.order_by("-starts_on", "-pk")[: ROWS + 1])
    shown = found[:ROWS]
    more = len(found) > ROWS
    return Page(shown, f"{shown[-1].starts_on.isoformat()}-{shown[-1].pk}" if more else "")


def _begun(day: str, pk: str) -> tuple[date, int] | None:
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None
