"""The catalogue: what is offered, when it starts, who works there, and whether it takes anybody in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medskapa.core import audit, clock, walls
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.guidance import needs, policy
from medskapa.guidance.actions.seats import lock_measure, offer_free, stop_waiting, taken, tell
from medskapa.guidance.models import Measure, MeasureStaff, MeasureStart, Placement, PlacementState
from medskapa.people.models import Kind, Person, Role, Unit
from medskapa.people.queries import holds

MEASURE_TEXTS = ["name", "provider", "purpose", "for_whom", "content", "plain"]
MEASURE_FIELDS = [*MEASURE_TEXTS, "place", "weeks", "hours_a_week", "seats", "needs", "languages"]
MOST_STARTS = 30


@transaction.atomic
def add_measure(*, actor: Person, unit: Unit, starts: Iterable[date] = (), **fields: Any) -> Measure:
    """Put a measure into the catalogue. The same name from the same unit (a double click) returns the first.

    Args:
        starts: the days on which it starts; none for one that takes in at any time.
        fields: see `MEASURE_FIELDS`.

    Raises:
        PermissionDenied: `actor` does not keep the unit's part of the catalogue.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: another measure has that name.
    """
    if not policy.may_keep_catalogue_of(actor, unit):
        raise PermissionDenied
    name = str(fields.get("name", "")).strip()
    if earlier := Measure.objects.filter(name=name, unit=unit, is_open=True).first():
        return earlier
    measure = Measure(unit=unit, slug=slugify(name)[:50])
    _fill(measure, fields)
    if not measure.slug:
        raise ValidationError({"name": _("Skriv ett namn med bokstäver.")})
    try:
        with transaction.atomic():
            measure.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Det finns redan en insats som heter så. Välj ett annat namn.")) from error
    _set_starts(measure, starts)
    audit.record(actor=actor, verb="measure.added", on=measure)
    return measure


@transaction.atomic
@walls.beyond()
def edit_measure(
    *, actor: Person, measure: Measure, version: int, starts: Iterable[date] | None = None, **fields: Any
) -> Measure:
    """Change what the catalogue says. More seats are offered to the queue at once; its address stays.

    Raises:
        PermissionDenied: `actor` does not keep the unit's part of the catalogue.
        ValidationError: something is missing or wrong, or there are fewer seats than are taken; keyed by field.
        Conflict: somebody else changed it since `version`.
    """
    _take(measure, actor)
    if version != measure.version:
        raise Conflict(_("Någon annan har ändrat insatsen. Det du skrev finns kvar. Läs det nya och försök igen."))
    before = {name: getattr(measure, name) for name in MEASURE_FIELDS}
    _fill(measure, fields)
    if measure.seats < before["seats"] and measure.seats < (held := taken(measure)):
        raise ValidationError({"seats": _("%(taken)s platser är redan tagna.") % {"taken": held}})
    measure.version += 1
    measure.save()
    if starts is not None:
        _set_starts(measure, starts)
    offered = len(offer_free(measure))
    audit.record(actor=actor, verb="measure.edited", on=measure, version=measure.version, offered=offered)
    return measure


@transaction.atomic
@walls.beyond()
def close_measure(*, actor: Person, measure: Measure, words: str) -> Measure:
    """Take nobody in any more. Whoever waits is told, with the reason, and waits no longer. Closed already: nothing.

    Those who have a seat keep it.

    Raises:
        PermissionDenied: `actor` does not keep the unit's part of the catalogue.
        ValidationError: no reason, or one that is too long; keyed ``words``.
    """
    _take(measure, actor)
    if not measure.is_open:
        return measure
    if not words.strip():
        raise ValidationError({"words": _("Skriv varför. De som väntar läser det.")})
    refuse_longer("words", words.strip(), 1_000)
    measure.is_open = False
    measure.version += 1
    measure.save(update_fields=["is_open", "version"])
    rows = Placement.objects.select_for_update(of=("self",)).filter(measure=measure, state=PlacementState.WAITING)
    waiting = list(rows.select_related("resident", "measure").order_by("pk"))
    for placement in waiting:
        stop_waiting(placement, words)
        tell(placement)
    audit.record(actor=actor, verb="measure.closed", on=measure, waiting=len(waiting))
    return measure


@transaction.atomic
def open_measure(*, actor: Person, measure: Measure) -> Measure:
    """Take people in again. Open already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep the unit's part of the catalogue.
    """
    _take(measure, actor)
    if measure.is_open:
        return measure
    measure.is_open = True
    measure.version += 1
    measure.save(update_fields=["is_open", "version"])
    audit.record(actor=actor, verb="measure.opened", on=measure)
    return measure


@transaction.atomic
def add_measure_staff(*, actor: Person, measure: Measure, person: Person) -> MeasureStaff:
    """Let somebody who works for the provider see who takes part, and mark attendance. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep the unit's part of the catalogue.
        ValidationError: `person` does not work for a provider; keyed ``person``.
    """
    _take(measure, actor)
    if earlier := MeasureStaff.objects.filter(measure=measure, person=person).first():
        return earlier
    if person.kind != Kind.STAFF or not holds(person, Role.PROVIDER):
        raise ValidationError({"person": _("Välj någon som håller i insatser.")})
    made = MeasureStaff.objects.create(measure=measure, person=person)
    audit.record(actor=actor, verb="measure.staff_added", on=measure, person=person.pk)
    return made


@transaction.atomic
def remove_measure_staff(*, actor: Person, measure: Measure, person: Person) -> None:
    """Let somebody see no more who takes part. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep the unit's part of the catalogue.
    """
    _take(measure, actor)
    gone, _rows = MeasureStaff.objects.filter(measure=measure, person=person).delete()
    if gone:
        audit.record(actor=actor, verb="measure.staff_removed", on=measure, person=person.pk)


def _take(measure: Measure, actor: Person) -> None:
    lock_measure(measure)
    if not policy.may_keep_measure(actor, measure):
        raise PermissionDenied


def _fill(measure: Measure, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name in MEASURE_FIELDS:
            setattr(measure, name, value.strip() if isinstance(value, str) else value)
    if unknown := [slug for slug in measure.needs if not needs.is_known(slug)]:
        raise ValidationError({"needs": _("Välj bland behoven i listan.")}, params={"count": len(unknown)})
    measure.clean_fields(exclude=["unit", "place", "slug", "needs", "languages"])
    if measure.weeks < 1:
        raise ValidationError({"weeks": _("En insats är minst en vecka.")})
    if measure.hours_a_week < 1:
        raise ValidationError({"hours_a_week": _("En insats är minst en timme i veckan.")})


def _set_starts(measure: Measure, starts: Iterable[date]) -> None:
    """Let the coming starts be `starts`; those that have been stay."""
    today = clock.today()
    wanted = sorted({day for day in starts if day >= today})
    if len(wanted) > MOST_STARTS:
        raise ValidationError({"starts": _("Det är för många startdagar. Skriv de närmaste.")})
    measure.starts.filter(starts_on__gte=today).exclude(starts_on__in=wanted).delete()
    there = set(measure.starts.values_list("starts_on", flat=True))
    MeasureStart.objects.bulk_create(MeasureStart(measure=measure, starts_on=day) for day in wanted if day not in there)
