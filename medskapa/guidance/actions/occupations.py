"""What organisations offer at their places, taken over as measures, so that the same rules hold for a time in it.

These are parts of other actions, which ask their policy and audit.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from medskapa.commons.models import Occupation, OccupationState
from medskapa.core import slugs, walls
from medskapa.guidance.actions.seats import offer_free, stop_waiting, taken, tell
from medskapa.guidance.models import Measure, Placement, PlacementState

NEEDS = ["practice", "routine"]
"""What every occupation helps with, in the words of `guidance.needs`."""


@walls.beyond()
def keep(occupation: Occupation) -> None:
    """Let the measure of a locked `occupation` say what it says now: made when it is first published, closed when it
    takes nobody in. Whoever waits for a seat is then told, with the reason; whoever has one keeps it.

    Raises:
        ValidationError: there are fewer seats than are taken; keyed ``seats``.
    """
    takes_in = occupation.state == OccupationState.PUBLISHED
    measure = Measure.objects.select_for_update(of=("self",)).filter(occupation=occupation).first()
    if measure is None:
        if takes_in:
            measure = Measure(occupation=occupation, needs=NEEDS)
            _fill(measure, occupation)
            slugs.save_new(measure, field="name")
        return
    if occupation.seats < measure.seats and occupation.seats < (held := taken(measure)):
        raise ValidationError({"seats": _("%(taken)s platser är redan tagna.") % {"taken": held}})
    was_open = measure.is_open
    _fill(measure, occupation)
    measure.is_open = takes_in
    measure.version += 1
    measure.save()
    if takes_in:
        offer_free(measure)
    elif was_open:
        _turn_away(measure, occupation.closed_because)


def _fill(measure: Measure, occupation: Occupation) -> None:
    measure.name, measure.provider = occupation.title, occupation.organisation.name
    measure.unit, measure.place = occupation.organisation.unit, occupation.place
    measure.purpose, measure.content, measure.plain = occupation.purpose, occupation.tasks, occupation.plain
    measure.for_whom, measure.languages = occupation.for_whom, occupation.languages
    measure.weeks, measure.hours_a_week, measure.seats = occupation.weeks, occupation.hours_a_week, occupation.seats


def _turn_away(measure: Measure, words: str) -> None:
    rows = Placement.objects.select_for_update(of=("self",)).filter(measure=measure, state=PlacementState.WAITING)
    for placement in rows.select_related("resident", "measure").order_by("pk"):
        stop_waiting(placement, words)
        tell(placement)


def too_long(placement: Placement, starts_on: date | None, ends_on: date) -> str:
    """Why a time in an occupation cannot be from `starts_on` to `ends_on`: it is longer than its longest time; empty
    where it can be. The times that the person has been in it before count, or two short ones would make a long one.

    A measure that is no occupation may be longer with a reason: that is no concern of this.
    """
    measure = placement.measure
    if measure.occupation_id is None or starts_on is None:
        return ""
    before = Placement.objects.filter(measure=measure, resident=placement.resident, state=PlacementState.ENDED)
    spans = before.exclude(pk=placement.pk).order_by("pk").values_list("starts_on", "ended_on")
    spent = sum((ended - begun).days for begun, ended in spans if begun and ended)
    if (ends_on - starts_on).days + spent <= measure.weeks * 7:
        return ""
    words = _("Uppdraget är högst %(weeks)s veckor för en person. Välj en tidigare dag.") % {"weeks": measure.weeks}
    if not spent:
        return words
    return words + " " + _("Personen har redan varit med i %(days)s dagar.") % {"days": spent}
