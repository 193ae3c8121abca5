"""What tells whether an initiative works: what is measured, what is counted by hand, and what is assumed."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons.actions.initiatives import take_initiative
from medskapa.commons.models import (
    OF_AN_AREA,
    Area,
    Assumption,
    AssumptionKey,
    CountedWhere,
    Initiative,
    InitiativeMeasure,
    MeasureCount,
    MeasureKind,
)
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.people.models import Person

MOST_MEASURES = 12
HIGHEST = Decimal("99999999")
LONGEST_WHAT, LONGEST_UNIT, LONGEST_BY, LONGEST_NOTE, LONGEST_SOURCE = 150, 40, 100, 300, 300
LESS_IS_BETTER = (MeasureKind.UNMET, MeasureKind.TURNED_AWAY)


@transaction.atomic
def choose_measures(*, actor: Person, initiative: Initiative, kinds: Iterable[MeasureKind]) -> list[InitiativeMeasure]:
    """Measure what the software counts itself, too. What is measured already stays as it is.

    Returns:
        The new ones.

    Raises:
        PermissionDenied: `actor` does not lead it, and is no editor.
        ValidationError: there are too many; keyed ``kinds``.
    """
    take_initiative(initiative, actor)
    there = set(initiative.measures.values_list("kind", flat=True))
    asked = {MeasureKind(kind) for kind in kinds}
    wanted = [kind for kind in MeasureKind if kind in asked and kind not in there and kind != MeasureKind.OWN]
    _refuse_too_many(initiative, len(wanted), "kinds")
    new = [
        InitiativeMeasure.objects.create(
            initiative=initiative, kind=kind, agreed_on=clock.today(), more_is_better=kind not in LESS_IS_BETTER
        )
        for kind in wanted
    ]
    if new:
        audit.record(actor=actor, verb="initiative.measures_chosen", on=initiative, number=len(new))
    return new


@transaction.atomic
def add_measure(
    *,
    actor: Person,
    initiative: Initiative,
    what: str,
    unit: str,
    counted_by: str,
    of_people: bool = False,
    more_is_better: bool = True,
) -> InitiativeMeasure:
    """Measure something of one's own, which somebody counts by hand.

    Args:
        unit: what is counted: "personer", "timmar".
        of_people: it counts people: a number from 1 to 4 is not shown to everybody.

    Raises:
        PermissionDenied: `actor` does not lead it, and is no editor.
        ValidationError: it is not said what, in what unit or who counts, or there are too many; keyed by field.
    """
    take_initiative(initiative, actor)
    _refuse_too_many(initiative, 1, "what")
    words = {
        "what": (what, LONGEST_WHAT, _("Skriv vad ni räknar.")),
        "unit": (unit, LONGEST_UNIT, _("Skriv en enhet, till exempel personer.")),
        "counted_by": (counted_by, LONGEST_BY, _("Skriv vem som räknar.")),
    }
    for name, (text, longest, missing) in words.items():
        if not text.strip():
            raise ValidationError({name: missing})
        refuse_longer(name, text.strip(), longest)
    measure = InitiativeMeasure.objects.create(
        initiative=initiative,
        kind=MeasureKind.OWN,
        what=what.strip(),
        unit=unit.strip(),
        counted_by=counted_by.strip(),
        of_people=of_people,
        more_is_better=more_is_better,
        agreed_on=clock.today(),
    )
    audit.record(actor=actor, verb="initiative.measure_added", on=measure)
    return measure


@transaction.atomic
def drop_measure(*, actor: Person, measure: InitiativeMeasure, why: str) -> InitiativeMeasure:
    """Count something no more. It stays on the page, with why. Dropped already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not lead the initiative, and is no editor.
        ValidationError: it is not said why; keyed ``why``.
    """
    _take(measure, actor)
    if measure.dropped_on is not None:
        return measure
    if not why.strip():
        raise ValidationError({"why": _("Skriv varför. Alla kan läsa det.")})
    refuse_longer("why", why.strip(), LONGEST_NOTE)
    measure.dropped_on, measure.dropped_because = clock.today(), why.strip()
    measure.save(update_fields=["dropped_on", "dropped_because"])
    audit.record(actor=actor, verb="initiative.measure_dropped", on=measure)
    return measure


@transaction.atomic
def count_measure(
    *,
    actor: Person,
    measure: InitiativeMeasure,
    where: CountedWhere,
    value: Decimal,
    counted_on: date,
    note: str = "",
) -> MeasureCount:
    """Write down what somebody counted. What was written before stays; of one time the latest counts.

    Raises:
        PermissionDenied: `actor` does not lead the initiative, and is no editor.
        ValidationError: the number or the day cannot be; keyed by field.
        Conflict: it is counted by the software, or not any more.
    """
    _take(measure, actor)
    if measure.kind != MeasureKind.OWN or measure.dropped_on is not None:
        raise Conflict(_("Det här räknas inte för hand. Ladda om sidan."))
    if not 0 <= value <= HIGHEST:
        raise ValidationError({"value": _("Skriv ett tal, noll eller mer.")})
    if measure.of_people and value != value.to_integral_value():
        raise ValidationError({"value": _("Skriv ett helt tal. Det är människor ni räknar.")})
    if counted_on > clock.today():
        raise ValidationError({"counted_on": _("Dagen kan inte ligga framåt i tiden.")})
    refuse_longer("note", note.strip(), LONGEST_NOTE)
    count = MeasureCount.objects.create(
        measure=measure,
        where=where,
        value=value,
        counted_on=counted_on,
        note=note.strip(),
        by=actor,
        entered_at=clock.now(),
    )
    audit.record(actor=actor, verb="initiative.counted", on=measure, where=str(where))
    return count


@transaction.atomic
def assume(
    *,
    actor: Person,
    initiative: Initiative,
    key: AssumptionKey,
    value: Decimal,
    low: Decimal,
    high: Decimal,
    source: str,
    area: Area | None = None,
) -> Assumption:
    """Say what number to work the need for helpers out with, and where it comes from. Earlier ones stay.

    Args:
        low, high: how low and high it could be.
        area: which neighbourhood, for what is said of each (`OF_AN_AREA`).

    Raises:
        PermissionDenied: `actor` does not lead it, and is no editor.
        ValidationError: a number cannot be, or it is not said where it comes from; keyed by field.
    """
    take_initiative(initiative, actor)
    if (key in OF_AN_AREA) != (area is not None):
        raise ValidationError({"value": _("Välj ett område.")})
    if key != AssumptionKey.AGAIN and low <= 0:
        raise ValidationError({"low": _("Skriv ett tal som är större än noll.")})
    if not 0 <= low <= value <= high:
        raise ValidationError({"value": _("Talet ska ligga mellan det lägsta och det högsta.")})
    if high > (100 if key == AssumptionKey.BUSY else HIGHEST):
        raise ValidationError({"high": _("Talet är för stort.")})
    if not source.strip():
        raise ValidationError({"source": _("Skriv varifrån siffran kommer, eller vem som har bedömt den.")})
    refuse_longer("source", source.strip(), LONGEST_SOURCE)
    made = Assumption.objects.create(
        initiative=initiative,
        key=key,
        area=area,
        value=value,
        low=low,
        high=high,
        source=source.strip(),
        by=actor,
        entered_at=clock.now(),
    )
    audit.record(actor=actor, verb="initiative.assumed", on=initiative, key=str(key), assumption=made.pk)
    return made


def _take(measure: InitiativeMeasure, actor: Person) -> None:
    take_initiative(Initiative.objects.get(pk=measure.initiative_id), actor)
    measure.refresh_from_db(from_queryset=InitiativeMeasure.objects.select_for_update(of=("self",)))


def _refuse_too_many(initiative: Initiative, more: int, field: str) -> None:
    if initiative.measures.filter(dropped_on__isnull=True).count() + more > MOST_MEASURES:
        raise ValidationError({field: _("Mät högst tolv saker. Det som inte behövs kan ni sluta räkna.")})
