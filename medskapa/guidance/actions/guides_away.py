"""Days when a guide is away: somebody covers, sees the files of these days, and is named to the residents."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import policy
from medskapa.guidance.models import Absence, GuideProfile
from medskapa.people.models import Person


@transaction.atomic
def set_absence(*, actor: Person, guide: Person, cover: Person, starts_on: date, ends_on: date) -> Absence:
    """Say that `guide` is away from the first to the last of these days, and that `cover` answers for their residents.

    The same days with the same cover again change nothing.

    Raises:
        PermissionDenied: `actor` is neither the guide nor their manager, or `cover` is no guide of the same unit.
        ValidationError: the days are over, or in the wrong order; keyed by field.
        Conflict: the guide is away some of these days already, or `cover` is.
    """
    # Whoever writes the absences of a guide waits for the others here: overlapping days are what no constraint sees.
    GuideProfile.objects.select_for_update().filter(person__in=[guide, cover]).order_by("pk").first()
    if not policy.may_set_absence(actor, guide) or not policy.may_cover(cover, guide):
        raise PermissionDenied
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("Den sista dagen kan inte komma före den första.")})
    if ends_on < clock.today():
        raise ValidationError({"ends_on": _("De dagarna har redan varit.")})
    days = {"starts_on__lte": ends_on, "ends_on__gte": starts_on}
    if same := Absence.objects.filter(guide=guide, cover=cover, starts_on=starts_on, ends_on=ends_on).first():
        return same
    if Absence.objects.filter(guide=guide, **days).exists():
        raise Conflict(_("En del av de dagarna är redan inskrivna. Ta bort dem först, eller välj andra dagar."))
    if Absence.objects.filter(guide=cover, **days).exists():
        raise Conflict(_("%(name)s är själv borta en del av de dagarna. Välj någon annan.") % {"name": cover.name})
    absence = Absence.objects.create(guide=guide, cover=cover, starts_on=starts_on, ends_on=ends_on)
    audit.record(
        actor=actor, verb="guide.away", on=absence, guide=guide.pk, cover=cover.pk, starts_on=starts_on, ends_on=ends_on
    )
    return absence


@transaction.atomic
def end_absence(*, actor: Person, absence: Absence) -> None:
    """The guide is back: from today the cover no longer sees the files. Days that have not begun are taken away.

    Raises:
        PermissionDenied: `actor` is neither the guide nor their manager.
        Conflict: it is over already.
    """
    absence.refresh_from_db(from_queryset=Absence.objects.select_for_update(of=("self",)))
    if not policy.may_set_absence(actor, absence.guide):
        raise PermissionDenied
    today = clock.today()
    if absence.ends_on < today:
        raise Conflict(_("De dagarna har redan varit."))
    audit.record(actor=actor, verb="guide.back", on=absence, guide=absence.guide_id)
    if absence.starts_on >= today:
        absence.delete()
        return
    absence.ends_on = today - timedelta(days=1)
    absence.save(update_fields=["ends_on"])
