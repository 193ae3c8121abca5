"""Where a service is, and when it is open there or by phone."""

from collections.abc import Iterable
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons.actions.keeping import take, touched
from medskapa.commons.models import Hours, Place, Service, ServiceAtPlace
from medskapa.core import audit
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.people.models import Person

MOST_HOURS = 60


@transaction.atomic
def put_at_place(*, actor: Person, service: Service, place: Place, note: str = "") -> ServiceAtPlace:
    """Say that a service is at `place`. There already: only the note changes.

    Raises:
        PermissionDenied: `actor` does not keep the service.
        ValidationError: the note is too long; keyed ``note``.
    """
    take(service, actor)
    refuse_longer("note", note.strip(), 200)
    at, is_new = ServiceAtPlace.objects.get_or_create(service=service, place=place, defaults={"note": note.strip()})
    if not is_new and at.note == note.strip():
        return at
    at.note = note.strip()
    at.save(update_fields=["note"])
    _changed(service)
    audit.record(actor=actor, verb="service.put_at_place", on=service, place=place.pk)
    return at


@transaction.atomic
def take_from_place(*, actor: Person, at: ServiceAtPlace) -> None:
    """Say that a service is not at a place any more; its hours there go as well.

    Raises:
        PermissionDenied: `actor` does not keep the service.
        Conflict: it is gone already.
    """
    service, place = at.service, at.place_id
    take(service, actor)
    gone, _rows = ServiceAtPlace.objects.filter(pk=at.pk).delete()
    if not gone:
        raise Conflict(_("Platsen är redan borttagen."))
    _changed(service)
    audit.record(actor=actor, verb="service.taken_from_place", on=service, place=place)


@transaction.atomic
def add_hours(
    *,
    actor: Person,
    service: Service,
    at: ServiceAtPlace | None,
    weekdays: Iterable[int],
    opens: time,
    closes: time,
    note: str = "",
    from_day: date | None = None,
    to_day: date | None = None,
) -> list[Hours]:
    """Say when a service is open, on each of `weekdays`. What stands there already is not written twice.

    Args:
        at: where; None means by phone.

    Raises:
        PermissionDenied: `actor` does not keep the service.
        ValidationError: no day, or times or days that cannot be; keyed by field.
    """
    take(service, actor)
    if at is not None and at.service_id != service.pk:
        raise ValidationError({"at": _("Välj en plats i listan.")})
    days = sorted(set(weekdays))
    if not days or any(day not in range(1, 8) for day in days):
        raise ValidationError({"weekdays": _("Välj minst en dag.")})
    if closes <= opens:
        raise ValidationError({"closes": _("Det måste stänga efter att det har öppnat.")})
    if from_day and to_day and to_day < from_day:
        raise ValidationError({"to_day": _("Sista dagen måste komma efter den första.")})
    refuse_longer("note", note.strip(), 100)
    if service.hours.count() + len(days) > MOST_HOURS:
        raise ValidationError({"weekdays": _("Det är för många tider. Ta bort några först.")})
    same = {"at": at, "by_phone": at is None, "opens": opens, "closes": closes}
    more = {"from_day": from_day, "to_day": to_day, "note": note.strip()}
    made = []
    for day in days:
        hours, is_new = Hours.objects.get_or_create(service=service, weekday=day, **same, defaults=more)
        made += [hours] if is_new else []
    if made:
        _changed(service)
        audit.record(actor=actor, verb="service.hours_added", on=service, number=len(made))
    return made


@transaction.atomic
def remove_hours(*, actor: Person, hours: Hours) -> None:
    """Take a time away.

    Raises:
        PermissionDenied: `actor` does not keep the service.
        Conflict: it is gone already.
    """
    service = hours.service
    take(service, actor)
    gone, _rows = Hours.objects.filter(pk=hours.pk).delete()
    if not gone:
        raise Conflict(_("Tiden är redan borttagen."))
    _changed(service)
    audit.record(actor=actor, verb="service.hours_removed", on=service)


def _changed(service: Service) -> None:
    touched(service)
    service.save(update_fields=["version", "changed_on"])
