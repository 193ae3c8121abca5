"""What may be read of placements: the resident's own, those of a file, what stands on the start page, attendance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.shortcuts import get_object_or_404

from medskapa.core import clock
from medskapa.guidance import lock_in, policy
from medskapa.guidance.models import (
    Attendance,
    Extension,
    ExtensionState,
    Measure,
    Placement,
    PlacementState,
    Presence,
    Step,
    StepState,
)
from medskapa.guidance.occupancy import Held
from medskapa.people.models import Person

PAGE = 50
MOST_DAYS = 120
OVER = (PlacementState.ENDED, PlacementState.CANCELLED)
HOLDS_SEAT = Q(state__in=[PlacementState.PLANNED, PlacementState.ONGOING]) | Q(
    state=PlacementState.WAITING, offered_on__isnull=False
)
"""The placements that take up a seat: those that have one, and those that one is kept for until they answer."""
IN_QUEUE = Q(state=PlacementState.WAITING, confirmed_on__isnull=False, offered_on__isnull=True)


def visible_to(viewer: Person) -> QuerySet[Placement]:
    """The placements that `viewer` may read of: their own, and at work those of residents whose file they may open."""
    rows = Placement.objects.filter(Q(resident=viewer) | policy.file_open_to(viewer))
    return rows.select_related("measure", "onward_step").order_by("-queued_on", "-pk")


def with_standing(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """`rows` with ``has_next`` (a step of the plan is still to come) and ``last_done`` (when a step was last done)."""
    steps = Step.objects.filter(plan=OuterRef("plan"))
    done = steps.filter(state=StepState.DONE).order_by().values("plan").annotate(last=Max("done_on")).values("last")
    return rows.annotate(
        has_next=Exists(steps.filter(state=StepState.AGREED, due_on__gte=clock.today())),
        last_done=Subquery(done, output_field=DateField()),
    )


def held_seats(measures: Iterable[int], *, but: Placement | None = None) -> dict[int, list[Held]]:
    """The seats that are taken in each of `measures` (keys) from today on, `but` not counted. One query.

    What goes on past its end takes its seat today. A seat that is kept for somebody is taken from the day on which it
    was offered, for as long as the measure is.
    """
    today, keys = clock.today(), list(measures)
    rows = Placement.objects.filter(HOLDS_SEAT, measure__in=keys)
    rows = rows.exclude(pk=but.pk) if but is not None else rows
    begins = Coalesce("offered_from", "starts_on", Value(today))
    dated = rows.order_by().annotate(
        begins=Greatest(begins, Value(today), output_field=DateField()),
        until=Case(When(offered_on__isnull=True, then=Greatest("ends_on", Value(today), output_field=DateField()))),
    )
    found: dict[int, list[Held]] = {key: [] for key in keys}
    grouped = dated.values_list("measure", "measure__weeks", "begins", "until").annotate(number=Count("pk"))
    for measure, weeks, first, until, number in grouped:
        found[measure].append(Held(first, until or first + timedelta(weeks=weeks), number))
    return found


def has_next_step(placement: Placement) -> bool:
    """Whether a step of the plan of `placement` is still to come."""
    steps = Step.objects.filter(plan=placement.plan_id, state=StepState.AGREED)
    return steps.filter(due_on__gte=clock.today()).exists()


def last_step_done(placement: Placement) -> date | None:
    """Since when the plan of `placement` stands still; None where something is left to do in it. One query."""
    steps = Step.objects.filter(plan=placement.plan_id, state__in=[StepState.DONE, StepState.AGREED])
    found = list(steps.values_list("state", "done_on", "due_on"))
    return lock_in.still_since(
        done=[day for state, day, _due in found if state == StepState.DONE and day],
        still_due=[due for state, _day, due in found if state == StepState.AGREED and due],
        today=clock.today(),
        begun=placement.starts_on or placement.queued_on,
    )


@dataclass(frozen=True)
class PlacementShown:
    """A placement as a page shows it."""

    placement: Placement
    lock_in_days: int
    extensions: list[Extension] = field(default_factory=list)
    leads_onward: bool = True

    @property
    def days_left(self) -> int:
        """How many days are left to the end; negative where it is past."""
        return (self.placement.ends_on - clock.today()).days if self.placement.ends_on else 0

    @property
    def days_past(self) -> int:
        """How many days it has gone on past its end."""
        return max(-self.days_left, 0)

    @property
    def is_past(self) -> bool:
        return self.placement.state == PlacementState.ONGOING and self.days_left < 0

    @property
    def waits_for_answer(self) -> Extension | None:
        return next((each for each in self.extensions if each.state == ExtensionState.ASKED), None)

    @property
    def agreed_extensions(self) -> int:
        return sum(1 for each in self.extensions if each.state == ExtensionState.AGREED)


def shown(placement: Placement, *, in_list: bool = False) -> PlacementShown:
    """A row of `_to_show` as a page shows it; in a list, of `with_standing`, without its extensions."""
    going = placement.state == PlacementState.ONGOING
    days = days_locked_in(placement) if going else placement.lock_in_days
    extensions = [] if in_list else list(placement.extensions.all())
    return PlacementShown(placement, days, extensions, leads_onward(placement))


def days_locked_in(placement: Placement) -> int:
    """The days of lock-in so far of a row of `with_standing` that goes on. No query."""
    last = placement.last_done or placement.starts_on  # type: ignore[attr-defined] # carried by the query
    return lock_in.days(placement, clock.today(), None if placement.has_next else last)  # type: ignore[attr-defined]


def leads_onward(placement: Placement) -> bool:
    """Whether the step after the end still stands in the plan, after the end."""
    step, end = placement.onward_step, placement.ends_on
    if step is None or end is None or step.due_on is None:
        return False
    return step.state == StepState.AGREED and step.due_on > end


def _to_show(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    extensions = Extension.objects.select_related("onward_step").order_by("number", "pk")
    return with_standing(rows).prefetch_related(Prefetch("extensions", extensions))


# --- the resident's own


def _own(viewer: Person) -> QuerySet[Placement]:
    """The placements of the resident `viewer`, in the order of `visible_to`."""
    rows = Placement.objects.filter(resident=viewer).select_related("measure", "onward_step")
    return rows.order_by("-queued_on", "-pk")


def mine(viewer: Person) -> list[PlacementShown]:
    """The placements of the resident `viewer`, what goes on first. Queries: 1."""
    return _listed(_own(viewer))


def _listed(rows: QuerySet[Placement]) -> list[PlacementShown]:
    found = [shown(row, in_list=True) for row in with_standing(rows)[:PAGE]]
    return sorted(found, key=lambda each: (each.placement.state in OVER, -each.placement.queued_on.toordinal()))


def my_own(*, viewer: Person, pk: int) -> PlacementShown:
    """One placement of the resident `viewer`. Raises Http404, the same for another's. Queries: 2."""
    return shown(get_object_or_404(_to_show(_own(viewer)), pk=pk))


def days_of(placement: Placement) -> list[Attendance]:
    """The marked days of a placement, the last first; the viewer has been found to be allowed to see it. Queries: 1."""
    return list(placement.attendance.order_by("-day", "-pk")[:MOST_DAYS])


def my_day(*, viewer: Person, placement: int, pk: int) -> Attendance:
    """One marked day of the resident `viewer`. Raises Http404, the same for another's."""
    rows = Attendance.objects.filter(placement__resident=viewer, placement__pk=placement)
    return get_object_or_404(rows.select_related("placement__measure"), pk=pk)


# --- in a file


def in_file(*, viewer: Person, resident: Person) -> list[PlacementShown]:
    """The placements of `resident` for whoever may open the file, what goes on first. Queries: 1."""
    return _listed(visible_to(viewer).filter(resident=resident))


def one_in_file(*, viewer: Person, resident: Person, pk: int) -> PlacementShown:
    """One placement of `resident`. Raises Http404. Queries: 2."""
    return shown(get_object_or_404(_to_show(visible_to(viewer).filter(resident=resident)), pk=pk))


def kept_seat(*, resident: Person, measure: Measure) -> Placement | None:
    """The seat in `measure` that is kept for `resident`, whose file is open to whoever calls. Queries: 1."""
    return Placement.objects.filter(
        resident=resident, measure=measure, state=PlacementState.WAITING, offered_on__isnull=False
    ).first()


def steps_after(*, resident: Person, day: date | None) -> QuerySet[Step]:
    """The steps on their way in the plan of `resident` that are to be done after `day`: what can be a way onward."""
    rows = Step.objects.filter(plan__resident=resident, plan__ended_on__isnull=True, state=StepState.AGREED)
    return rows.filter(due_on__gt=day or clock.today()).order_by("due_on", "pk")


# --- extensions that wait for the manager


def asked_extensions(viewer: Person) -> list[Extension]:
    """The extensions that wait for `viewer` as a manager, the oldest first. Queries: 1."""
    rows = _led_by(viewer).filter(state=ExtensionState.ASKED, placement__state=PlacementState.ONGOING)
    return list(rows.order_by("asked_on", "pk")[: 2 * PAGE])


def asked_extension(*, viewer: Person, pk: int) -> Extension:
    """One extension that `viewer` answers, or has answered, as a manager. Raises Http404."""
    return get_object_or_404(_led_by(viewer), pk=pk)


def _led_by(viewer: Person) -> QuerySet[Extension]:
    rows = Extension.objects.filter(policy.led_by(viewer, resident="placement__resident"))
    return rows.select_related(
        "placement__measure", "placement__resident", "placement__plan", "onward_step", "asked_by"
    )


# --- attendance at work


def marked_places(viewer: Person) -> list[Measure]:
    """The measures in which `viewer` marks attendance, by name: those they work at, and those of their residents."""
    return list(_marked_by(viewer).order_by("name", "pk")[: 2 * PAGE])


def marked_place(*, viewer: Person, slug: str) -> Measure:
    """One of `marked_places`. Raises Http404."""
    return get_object_or_404(_marked_by(viewer).order_by("pk"), slug=slug)


def _marked_by(viewer: Person) -> QuerySet[Measure]:
    theirs = Placement.objects.filter(policy.marks_attendance_of(viewer), state=PlacementState.ONGOING)
    return Measure.objects.filter(Q(pk__in=theirs.values("measure")) | policy.works_at(viewer, measure="pk"))


@dataclass(frozen=True)
class DayRow:
    """Somebody who takes part, as the one who marks attendance sees them: nothing but a name, and how the day was."""

    key: int
    name: str
    presence: str
    reason: str
    resident_says: str


def day_rows(*, viewer: Person, measure: Measure, day: date) -> list[DayRow]:
    """Those who take part in `measure` on `day` and whose day `viewer` may mark, by the name that is shown. Queries: 2.

    Somebody with protected identity is shown by initials, and stands where these belong in the order.
    """
    rows = Placement.objects.filter(
        policy.marks_attendance_of(viewer), measure=measure, state=PlacementState.ONGOING, starts_on__lte=day
    )
    marked = Prefetch("attendance", Attendance.objects.filter(day=day), to_attr="that_day")
    found = []
    for row in rows.select_related("resident").prefetch_related(marked).order_by("pk")[: 4 * PAGE]:
        that: Attendance | None = next(iter(row.that_day), None)  # type: ignore[attr-defined]
        found.append(
            DayRow(
                row.pk,
                name_for_others(row.resident),
                that.presence if that else "",
                that.reason if that else "",
                that.resident_says if that else "",
            )
        )
    return sorted(found, key=lambda each: (each.name.casefold(), each.key))


def name_for_others(resident: Person) -> str:
    """What those who are not the guide call `resident`: initials alone for somebody with protected identity."""
    if not resident.protected_identity:
        return resident.name
    return resident.initials


@dataclass(frozen=True)
class DaysCounted:
    """How often somebody was there, in the words of the page: no percentage, no limit, no consequence."""

    here: int
    with_reason: int
    away: int


def counted(days: list[Attendance]) -> DaysCounted:
    by = [day.presence for day in days]
    return DaysCounted(by.count(Presence.HERE), by.count(Presence.REASON), by.count(Presence.AWAY))
