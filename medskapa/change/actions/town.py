"""Who lives in the town, written in from a named source: what those who take part are compared with."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.models import TownFigure, Trait
from medskapa.change.population import known_values
from medskapa.core import audit, clock
from medskapa.people.models import Person


@transaction.atomic
def set_town_figures(
    *, actor: Person, trait: Trait, figures: Mapping[str, int], source: str, counted_on: date
) -> list[TownFigure]:
    """Write in how many share each value of `trait` on a day. The same day again replaces them.

    Args:
        figures: how many of each value, by the values that `population.known_values` names.

    Raises:
        PermissionDenied: `actor` is no planner.
        ValidationError: a value that nobody knows, fewer than two, no source, or a day that lies ahead; by field.
    """
    if not policy.may_plan(actor):
        raise PermissionDenied
    if len(figures) < 2 or not sum(figures.values()):
        raise ValidationError({"figures": _("Skriv minst två grupper, en på varje rad.")})
    if unknown := sorted(set(figures) - set(known_values(trait))):
        raise ValidationError({"figures": _("Okänd grupp: %(names)s.") % {"names": ", ".join(unknown)}})
    if not source.strip():
        raise ValidationError({"source": _("Skriv varifrån siffrorna kommer.")})
    if counted_on > clock.today():
        raise ValidationError({"counted_on": _("Dagen kan inte ligga framåt i tiden.")})
    before = list(TownFigure.objects.select_for_update().filter(trait=trait, counted_on=counted_on).order_by("value"))
    is_same = {row.value: row.number for row in before} == dict(figures)
    if is_same and all(row.source == source.strip() for row in before):
        return before
    TownFigure.objects.filter(trait=trait, counted_on=counted_on).delete()
    rows = [
        TownFigure(trait=trait, value=value, number=number, source=source.strip(), counted_on=counted_on)
        for value, number in figures.items()
    ]
    for row in rows:
        row.clean_fields()
    made = TownFigure.objects.bulk_create(rows)
    audit.record(actor=actor, verb="town.figures_set", on=made[0], trait=str(trait), counted_on=counted_on)
    return made
