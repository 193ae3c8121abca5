"""The residents of a guide or a manager, each with what comes next, and what of them needs the guide today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock
from medskapa.core.searching import holding
from medskapa.guidance import policy
from medskapa.guidance.models import (
    Contact,
    GuideAssignment,
    Placement,
    PlacementState,
    Step,
    Talk,
    TalkState,
)
from medskapa.guidance.queries.guides import absent_now
from medskapa.guidance.queries.plan import next_steps
from medskapa.guidance.queries.workload import dated_steps
from medskapa.people.models import Person

PAGE, MOST_WORDS = 50, 6
QUIET_DAYS = 30
"""So long without a contact, and the guide is reminded of the resident."""

ENDS_WITHIN_DAYS = 30
NEW_DAYS = 14
LEFT_DAYS = 14
SHOWN = 8
"""How many of a kind a piece of the guide's day shows: what matters is to be on one screen."""


@dataclass(frozen=True)
class Resident:
    """One resident in the list."""

    person: Person
    assignment: GuideAssignment
    next_step: Step | None
    next_talk: datetime | None
    last_contact: date | None
    placement_ends: date | None
    flags: list[tuple[Any, str]]


@dataclass(frozen=True)
class Page:
    rows: list[Resident]
    next: int | None


FILTERS = {
    "alla": _("Alla"),
    "utan-steg": _("Utan nästa steg"),
    "utan-kontakt": _("Länge sedan kontakt"),
    "slutar": _("Insatsen tar slut"),
    "nya": _("Nya"),
    "vikariat": _("Jag är vikarie"),
}
"""What the list can be narrowed to."""


def residents(*, viewer: Person, narrow: str = "alla", search: str = "", after: int | None = None) -> Page:
    """The residents whose file `viewer` may open, by name, one page: two queries, and one more for a page after.

    Args:
        narrow: one of `FILTERS`; what is not there is everybody.
        search: a part of the name.
        after: the key of the last row of the page before.
    """
    named = holding(search.split()[:MOST_WORDS], "resident__name")
    rows = _narrowed(_opens(viewer), viewer, narrow).filter(named)
    if after is not None:
        last = _opens(viewer).filter(resident=after).select_related("resident").first()
        if last is None:
            return Page([], None)
        name = last.resident.name
        rows = rows.filter(Q(resident__name__gt=name) | Q(resident__name=name, resident__gt=after))
    ordered = _with_what_is_next(rows).select_related("resident", "guide").order_by("resident__name", "resident")
    found = list(ordered[: PAGE + 1])
    shown = found[:PAGE]
    return Page(listed(viewer, shown), shown[-1].resident_id if len(found) > PAGE else None)


def listed(viewer: Person, rows: Sequence[GuideAssignment]) -> list[Resident]:
    """`rows`, which carry what is next, as the list shows them. One query."""
    steps = next_steps([row.resident_id for row in rows])
    return [_listed(viewer, row, steps.get(row.resident_id)) for row in rows]


def _listed(viewer: Person, row: Any, step: Step | None) -> Resident:
    return Resident(
        person=row.resident,
        assignment=row,
        next_step=step,
        next_talk=row.next_talk,
        last_contact=row.last_contact,
        placement_ends=row.placement_ends,
        flags=_flags(viewer, row, step),
    )


def _flags(viewer: Person, row: Any, step: Step | None) -> list[tuple[Any, str]]:
    today = clock.today()
    found: list[tuple[Any, str]] = []
    if row.resident.protected_identity:
        found.append((_("Skyddade uppgifter"), "stopped"))
    if step is None:
        found.append((_("Inget nästa steg"), "late"))
    elif step.due_on and step.due_on < today:
        found.append((_("Försenat steg"), "late"))
    if row.placement_ends and row.placement_ends < today:
        found.append((_("Insats över tiden"), "late"))
    elif row.placement_ends and row.placement_ends <= today + timedelta(days=ENDS_WITHIN_DAYS):
        found.append((_("Insats snart slut"), "waiting"))
    if is_quiet(row.last_contact, row.began_on):
        found.append((_("Länge sedan kontakt"), "waiting"))
    if row.began_on > today - timedelta(days=NEW_DAYS):
        found.append((_("Ny"), "information"))
    if row.guide_id != viewer.pk:
        found.append((row.guide.name, "information"))
    return found


def is_quiet(last: date | None, began_on: date) -> bool:
    """Whether nobody has been in touch for `QUIET_DAYS`, counted from the last contact or from when it began."""
    return max(last or began_on, began_on) <= clock.today() - timedelta(days=QUIET_DAYS)


def _opens(viewer: Person) -> QuerySet[GuideAssignment]:
    return GuideAssignment.objects.filter(policy.opens_now(viewer))


def _with_what_is_next(rows: QuerySet[GuideAssignment]) -> QuerySet[GuideAssignment]:
    talks = Talk.objects.filter(resident=OuterRef("resident"), state=TalkState.BOOKED, ends_at__gt=clock.now())
    return rows.annotate(
        next_talk=Subquery(talks.order_by("starts_at").values("starts_at")[:1]),
        last_contact=_last_contact(),
        placement_ends=Subquery(_ongoing().order_by("ends_on").values("ends_on")[:1]),
    )


def _last_contact() -> Subquery:
    contacts = Contact.objects.filter(resident=OuterRef("resident")).order_by("-day", "-pk")
    return Subquery(contacts.values("day")[:1])


def _ongoing() -> QuerySet[Placement]:
    return Placement.objects.filter(resident=OuterRef("resident"), state=PlacementState.ONGOING)


def _narrowed(rows: QuerySet[GuideAssignment], viewer: Person, narrow: str) -> QuerySet[GuideAssignment]:
    today = clock.today()
    match narrow:
        case "utan-steg":
            return rows.filter(~Exists(dated_steps()))
        case "utan-kontakt":
            return rows.filter(_quiet())
        case "slutar":
            by = today + timedelta(days=ENDS_WITHIN_DAYS)
            return rows.filter(Exists(_ongoing().filter(ends_on__lte=by)))
        case "nya":
            return rows.filter(began_on__gt=today - timedelta(days=NEW_DAYS))
        case "vikariat":
            return rows.filter(policy.guides_now(viewer)).exclude(guide=viewer)
    return rows


def _quiet() -> Q:
    since = clock.today() - timedelta(days=QUIET_DAYS)
    lately = Contact.objects.filter(resident=OuterRef("resident"), day__gt=since)
    return Q(began_on__lte=since) & ~Q(Exists(lately))


# --- the guide's day


@dataclass(frozen=True)
class Some:
    """The first of a kind, and how many there are in all."""

    rows: list[Any]
    total: int


def _mine(viewer: Person) -> QuerySet[GuideAssignment]:
    """The residents of `viewer`, and of those whom `viewer` covers for today: never those that a manager leads."""
    return GuideAssignment.objects.filter(policy.guides_now(viewer)).select_related("resident")


def quiet(viewer: Person) -> Some:
    """Those with whom nobody has been in touch for long, the longest first. One query."""
    rows = _mine(viewer).filter(_quiet()).annotate(last_contact=_last_contact(), total=Window(Count("pk")))
    found: list[Any] = list(rows.order_by(F("last_contact").asc(nulls_first=True), "began_on", "pk")[:SHOWN])
    return Some(found, found[0].total if found else 0)


@dataclass(frozen=True)
class Changed:
    """Who came to a guide these last two weeks, and who has another guide since then, the latest first."""

    new: list[GuideAssignment]
    left: list[GuideAssignment]


def changed(viewer: Person) -> Changed:
    """Who is new, and who has left. Why is not said, whatever the reason. One query."""
    today = clock.today()
    now = GuideAssignment.objects.filter(resident=OuterRef("resident"), ended_on__isnull=True).exclude(guide=viewer)
    came = policy.guides_now(viewer) & Q(began_on__gt=today - timedelta(days=NEW_DAYS))
    left = Q(Exists(now), ended_on__gt=today - timedelta(days=LEFT_DAYS))
    has_ended = ExpressionWrapper(Q(ended_on__isnull=False), BooleanField())
    place = Window(RowNumber(), partition_by=has_ended, order_by=["-ended_on", "-began_on", "pk"])
    rows = GuideAssignment.objects.filter(came | left, guide=viewer).annotate(place=place).filter(place__lte=SHOWN)
    found = list(rows.select_related("resident").order_by("-ended_on", "-began_on", "resident__name", "pk"))
    return Changed([row for row in found if not row.ended_on], [row for row in found if row.ended_on])


def covering(viewer: Person) -> list[Any]:
    """The guides whom `viewer` covers for today. One query."""
    return list(absent_now().filter(cover=viewer).select_related("guide").order_by("ends_on", "pk"))
