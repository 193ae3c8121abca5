"""Who is around a resident, what each may see, and who has looked: for the resident, the guide, and the circle."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock
from medskapa.core.models import ReadRecord
from medskapa.entrance.models import Passing
from medskapa.guidance import policy
from medskapa.guidance.models import (
    CircleMember,
    GuideAssignment,
    MeasureStaff,
    Placement,
    PlacementState,
    Talk,
    TalkState,
)
from medskapa.people.models import Person, Role
from medskapa.people.own_data import called
from medskapa.people.queries import grants_today

READS, PASSINGS, MEMBERS = 30, 20, 50

WHAT = {
    "entry": _("det du berättade i början"),
    "viewpoint": _("en synpunkt från dig"),
    "answer": _("ett svar till dig"),
    "member": _("att du vill bli tillfrågad"),
    "invitation": _("en inbjudan till dig"),
    "referral": _("att någon hjälpte dig vidare"),
    "overview": _("din akt"),
    "plan": _("din planering"),
    "placements": _("dina insatser"),
    "talks": _("dina samtal"),
    "notes": _("anteckningarna om dig"),
    "notes_printed": _("anteckningarna om dig, på papper"),
    "handover": _("överlämningen till en ny guide"),
    "guide_request": _("att du vill ha en annan guide"),
    "waits_for_guide": _("att du väntar på en guide"),
    "weight": _("hur mycket tid du behöver av din guide"),
    "circle": _("din krets"),
    "ending": _("sidan där vägen avslutas"),
    "follow_up": _("frågan om hur det gick för dig"),
}
"""What was read, in any room, in words for the one it is about."""


@dataclass(frozen=True)
class Around:
    """Everybody around a resident: those who come with the path, and those whom the resident steers."""

    assignment: GuideAssignment | None
    managers: list[str]
    providers: list[tuple[str, str]]
    members: list[CircleMember]
    proposed: list[CircleMember]


def around(resident: Person, assignment: GuideAssignment | None) -> Around:
    """Everybody around `resident`, for them and for whoever has opened their file. Three queries.

    Args:
        assignment: the open one, as `queries.guides.assignment_of` finds it.
    """
    rows = list(CircleMember.objects.filter(resident=resident, ended_on__isnull=True).order_by("name", "pk")[:MEMBERS])
    return Around(
        assignment=assignment,
        managers=_managers(assignment),
        providers=_providers(resident),
        members=[row for row in rows if not row.is_proposed],
        proposed=[row for row in rows if row.is_proposed],
    )


def _managers(assignment: GuideAssignment | None) -> list[str]:
    if assignment is None:
        return []
    held = grants_today(Role.UNIT_MANAGER).filter(Q(unit=assignment.unit) | Q(unit__isnull=True))
    return list(held.order_by("person__name").values_list("person__name", flat=True).distinct())


def _providers(resident: Person) -> list[tuple[str, str]]:
    open_states = [PlacementState.PLANNED, PlacementState.ONGOING]
    there = Placement.objects.filter(resident=resident, measure=OuterRef("measure"), state__in=open_states)
    rows = MeasureStaff.objects.filter(Exists(there)).order_by("person__name", "pk")
    return list(rows.values_list("person__name", "measure__name"))


def my_member(viewer: Person, key: int) -> CircleMember:
    """One in the circle of `viewer`. Raises CircleMember.DoesNotExist."""
    return CircleMember.objects.get(resident=viewer, ended_on__isnull=True, pk=key)


def my_membership(viewer: Person, key: int) -> CircleMember:
    """One circle that `viewer` is in. Raises CircleMember.DoesNotExist."""
    return CircleMember.objects.get(person=viewer, ended_on__isnull=True, pk=key)


@dataclass(frozen=True)
class Read:
    """That somebody looked: who (never a name that is protected), when, and at what."""

    name: str
    at: datetime
    what: str


@dataclass(frozen=True)
class Reads:
    rows: list[Read]
    next: int | None


def reads_of(viewer: Person, after: str = "") -> Reads:
    """Who has looked at something about `viewer`, the latest first, a page at a time. At most two queries."""
    rows = ReadRecord.objects.filter(person=viewer).exclude(reader=viewer).select_related("reader")
    if after.isascii() and after.isdecimal() and len(after) < 19:
        last = ReadRecord.objects.filter(person=viewer, pk=after).first()
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk)) if last else rows
    found = list(rows.order_by("-at", "-pk")[: READS + 1])
    shown = [Read(called(row.reader), row.at, str(WHAT.get(row.what, _("något om dig")))) for row in found[:READS]]
    return Reads(shown, found[READS - 1].pk if len(found) > READS else None)


def passings_of(viewer: Person) -> list[Passing]:
    """What has passed a wall about `viewer`, the latest first. One query."""
    rows = Passing.objects.filter(person=viewer).select_related("fact", "passed_by")
    return list(rows.order_by("-passed_at", "-pk")[:PASSINGS])


@dataclass(frozen=True)
class Circle:
    """A circle that somebody is in, and the talks that they may know of."""

    member: CircleMember
    talks: list[Talk]


def circles_of(viewer: Person) -> list[Circle]:
    """The circles that `viewer` is in, with the talks ahead that each lets them know of. Two queries."""
    rows = CircleMember.objects.filter(person=viewer, ended_on__isnull=True).select_related("resident")
    members = list(rows.order_by("resident__name", "pk")[:MEMBERS])
    ahead = Talk.objects.filter(
        policy.talks_in_circle_of(viewer), state=TalkState.BOOKED, starts_at__gt=clock.now()
    ).select_related("guide")
    talks: dict[int, list[Talk]] = {}
    for talk in ahead.order_by("starts_at", "pk")[:100] if members else []:
        talks.setdefault(talk.resident_id, []).append(talk)
    return [Circle(member, talks.get(member.resident_id, [])) for member in members]
