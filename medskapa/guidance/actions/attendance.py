"""Attendance: a day is marked for all in one form, the resident answers, and nothing follows of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.guidance import policy
from medskapa.guidance.models import Attendance, AwayReason, Measure, Placement, PlacementState, Presence
from medskapa.people.models import Person


@dataclass(frozen=True)
class Mark:
    """What one day was for one placement; `reason` only where somebody was away for a valid one."""

    placement: int
    presence: Presence
    reason: AwayReason | None = None


@transaction.atomic
def mark_attendance(*, actor: Person, measure: Measure, day: date, marks: Sequence[Mark]) -> int:
    """Mark a day of those who take part in `measure`; return how many were new or changed.

    What the resident has answered stays beside a changed mark. Queries: the same for one and for thirty.

    Raises:
        PermissionDenied: a mark is of somebody whom `actor` neither meets there nor guides.
        ValidationError: the day has not been, a valid reason is missing; keyed ``day``, ``reason-<placement>``.
        Conflict: somebody did not take part on that day.
    """
    asked = {mark.placement: mark for mark in marks}
    theirs = Placement.objects.filter(policy.marks_attendance_of(actor), measure=measure, pk__in=asked)
    allowed = set(theirs.values_list("pk", flat=True))
    if not policy.may_mark_attendance(actor) or set(asked) - allowed:
        raise PermissionDenied
    rows = Placement.objects.select_for_update(of=("self",)).filter(pk__in=allowed)
    placements = {row.pk: row for row in rows.order_by("pk")}
    if day > clock.today():
        raise ValidationError({"day": _("Den dagen har inte varit än.")})
    missing = [mark for mark in marks if mark.presence == Presence.REASON and mark.reason is None]
    if missing:
        raise ValidationError({f"reason-{mark.placement}": _("Välj vilket skäl det är.") for mark in missing})
    if any(not took_part(placements[key], day) for key in asked):
        raise Conflict(_("Någon var inte med i insatsen den dagen. Ladda om sidan och försök igen."))
    changed = _written(actor, day, asked)
    if changed:
        audit.record(actor=actor, verb="attendance.marked", on=measure, day=day, count=changed)
    return changed


def took_part(placement: Placement, day: date) -> bool:
    """Whether `placement` went on that day."""
    if placement.state not in {PlacementState.ONGOING, PlacementState.ENDED} or placement.starts_on is None:
        return False
    return placement.starts_on <= day and (placement.ended_on is None or day <= placement.ended_on)


def _written(actor: Person, day: date, asked: dict[int, Mark]) -> int:
    rows = Attendance.objects.select_for_update(of=("self",)).filter(placement__in=asked, day=day)
    earlier = {row.placement_id: row for row in rows.order_by("pk")}
    new, changed = [], []
    for key, mark in sorted(asked.items()):
        reason = mark.reason.value if mark.presence == Presence.REASON and mark.reason else ""
        row = earlier.get(key)
        if row is None:
            new.append(Attendance(placement_id=key, day=day, presence=mark.presence, reason=reason, marked_by=actor))
        elif (row.presence, row.reason) != (mark.presence.value, reason):
            row.presence, row.reason, row.marked_by = mark.presence, reason, actor
            row.version += 1
            changed.append(row)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["presence", "reason", "marked_by", "version"])
    return len(new) + len(changed)


@transaction.atomic
def answer_attendance(*, actor: Person, attendance: Attendance, says: str) -> Attendance:
    """Say how it was, in the resident's own words. The mark stays beside them. The same words again change nothing.

    Raises:
        PermissionDenied: it is not `actor`'s own day.
        ValidationError: no words, or too many; keyed ``says``.
    """
    attendance.refresh_from_db(
        from_queryset=Attendance.objects.select_for_update(of=("self",)).select_related("placement")
    )
    if attendance.placement.resident_id != actor.pk:
        raise PermissionDenied
    said = says.strip()
    if attendance.resident_says == said and said:
        return attendance
    if not said:
        raise ValidationError({"says": _("Skriv hur det var.")})
    refuse_longer("says", said, 500)
    attendance.resident_says, attendance.said_on = said, clock.today()
    attendance.version += 1
    attendance.save(update_fields=["resident_says", "said_on", "version"])
    audit.record(actor=actor, verb="attendance.answered", on=attendance)
    return attendance
