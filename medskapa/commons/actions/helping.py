"""Whoever helps at a place logs a visit in a few presses, takes one back, and counts an opening."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import helping_policy as policy
from medskapa.commons import needs
from medskapa.commons.models import (
    MINUTES,
    Missing,
    Organisation,
    Outcome,
    PartOfDay,
    Place,
    Service,
    ServiceAtPlace,
    Session,
    Visit,
)
from medskapa.commons.queries.helping import REMEMBERED_DAYS
from medskapa.core import audit, clock, idempotency
from medskapa.core.errors import Conflict
from medskapa.core.languages import SPOKEN
from medskapa.people.models import Person, Unit

UNDO = timedelta(minutes=10)
"""So long whoever logged a visit can take it back."""
LATEST_DAYS = 14
"""So old a visit may be that a phone without network sends, and an opening that is counted."""
MOST_CAME = 2_000
_NOON, _EVENING = 12, 17


def part_of_day(hour: int) -> PartOfDay:
    """The part of the day that `hour` (0-23) lies in."""
    if hour < _NOON:
        return PartOfDay.FORENOON
    return PartOfDay.AFTERNOON if hour < _EVENING else PartOfDay.EVENING


@transaction.atomic
def log_visit(
    *,
    actor: Person,
    place: Place,
    key: str,
    need: str,
    minutes: int,
    language: str,
    outcome: str,
    passed_to: Service | None = None,
    missing: str = "",
    day: date | None = None,
    hour: int | None = None,
) -> Visit:
    """Keep that somebody came and asked for help. The same `key` gives the first visit, also where it was taken back.

    Args:
        key: made by the page: a form's key, or a UUID of a phone without network.
        need: a slug of `commons.needs`.
        minutes: one of `MINUTES`; the last means that or longer.
        language: a code of `core.languages.SPOKEN`.
        passed_to: where the person was sent on; left out where the outcome is another.
        missing: one of `Missing`, or nothing; left out where it was solved.
        day: when it was, where that is not now, with the `hour` of the day (0-23). Only the part of the day is kept.

    Raises:
        PermissionDenied: `actor` does not help at the place, or the key is another's.
        ValidationError: a choice is missing or unknown, the day is ahead or too long ago, or the key is malformed.
    """
    if not policy.may_log_at(actor, place):
        raise PermissionDenied
    if not idempotency.is_key(key):
        raise ValidationError(_("Formuläret är för gammalt. Ladda om sidan och skicka igen."))
    day, hour = day or clock.today(), clock.here(clock.now()).hour if hour is None else hour
    _check(need=need, minutes=minutes, language=language, outcome=outcome, missing=missing, hour=hour)
    _check_day(day)
    organisation, unit = host_of(actor, place)
    facts = {
        "place": place,
        "organisation": organisation,
        "unit": unit,
        "need": need,
        "minutes": minutes,
        "language": language,
        "outcome": outcome,
        "passed_to": passed_to if outcome == Outcome.PASSED_ON else None,
        "missing": "" if outcome == Outcome.SOLVED else missing,
        "day": day,
        "part": part_of_day(hour),
        "logged_by": actor,
        "undo_until": clock.now() + UNDO,
    }
    visit, is_new = Visit.objects.get_or_create(client_key=key, defaults=facts)
    if not is_new:
        if visit.logged_by_id not in (None, actor.pk):
            raise PermissionDenied
        return visit
    audit.record(actor=actor, verb="visit.logged", on=visit, place=place.pk)
    return visit


@transaction.atomic
def undo_visit(*, actor: Person, visit: Visit) -> Visit:
    """Take a visit back that was logged by mistake. Done already: nothing changes.

    Raises:
        PermissionDenied: somebody else logged it.
        Conflict: more than `UNDO` has gone.
    """
    visit.refresh_from_db(from_queryset=Visit.objects.select_for_update(of=("self",)))
    if not policy.may_undo(actor, visit):
        raise PermissionDenied
    if visit.undone:
        return visit
    if visit.undo_until is None or visit.undo_until < clock.now():
        raise Conflict(_("Det har gått mer än tio minuter. Besöket ligger kvar."))
    visit.undone = True
    visit.save(update_fields=["undone"])
    audit.record(actor=actor, verb="visit.undone", on=visit)
    return visit


@transaction.atomic
def count_session(*, actor: Person, place: Place, day: date, part: str, came: int, turned_away: int = 0) -> Session:
    """Keep how many came to an opening, and how many there was no time for. Counted again, the numbers are replaced.

    Raises:
        PermissionDenied: `actor` does not help at the place.
        ValidationError: a number is wrong, or the day is ahead or too long ago; keyed by field.
    """
    if not policy.may_log_at(actor, place):
        raise PermissionDenied
    if part not in PartOfDay.values:
        raise ValidationError({"part": _("Välj en tid på dagen.")})
    for field, number in [("came", came), ("turned_away", turned_away)]:
        if not 0 <= number <= MOST_CAME:
            raise ValidationError({field: _("Skriv ett antal mellan 0 och %(n)s.") % {"n": MOST_CAME}})
    _check_day(day)
    organisation, unit = host_of(actor, place)
    session, _is_new = Session.objects.update_or_create(
        place=place,
        organisation=organisation,
        unit=unit,
        day=day,
        part=part,
        defaults={"came": came, "turned_away": turned_away},
    )
    audit.record(actor=actor, verb="session.counted", on=session, came=came, turned_away=turned_away)
    return session


@transaction.atomic
def forget_who_logged(*, actor: None, place: Place) -> int:
    """Empty who logged the visits at a place, and until when they could be taken back; those taken back are deleted.

    For the daily job: what was logged more than `REMEMBERED_DAYS` ago.

    Returns:
        How many rows it was about.
    """
    long_ago = clock.today() - timedelta(days=REMEMBERED_DAYS)
    known = Visit.objects.filter(place=place, undo_until__lt=clock.midnight(long_ago))
    deleted, _each = known.filter(undone=True).delete()
    number = deleted + known.update(logged_by=None, undo_until=None)
    audit.record(actor=actor, verb="visits.forgotten", on=place, number=number)
    return number


def host_of(actor: Person, place: Place) -> tuple[Organisation | None, Unit | None]:
    """For whom `actor` helps at `place`: an organisation they act for, otherwise their unit; one of the two.

    Whoever has the place goes before whoever gives a service there.
    """
    given = ServiceAtPlace.objects.filter(place=place)
    organisations = policy.organisations_of(actor).order_by("pk")
    mine = organisations.filter(places=place).first()
    mine = mine or organisations.filter(pk__in=given.values("service__organisation")).first()
    if mine is not None:
        return mine, None
    units = policy.units_of(actor).order_by("pk")
    unit = units.filter(organisation__places=place).first()
    return None, unit or units.filter(pk__in=given.values("service__unit")).first()


def _check(*, need: str, minutes: int, language: str, outcome: str, missing: str, hour: int) -> None:
    known = {
        "need": needs.is_known(need),
        "minutes": minutes in MINUTES,
        "language": language in dict(SPOKEN),
        "outcome": outcome in Outcome.values,
        "missing": missing in ("", *Missing.values),
        "day": 0 <= hour <= 23,
    }
    if wrong := [field for field, is_known in known.items() if not is_known]:
        raise ValidationError({field: _("Välj ett av svaren.") for field in wrong})


def _check_day(day: date) -> None:
    today = clock.today()
    if day > today:
        raise ValidationError({"day": _("Dagen har inte varit än.")})
    if day < today - timedelta(days=LATEST_DAYS):
        raise ValidationError({"day": _("Det är för länge sedan. Skriv en dag i de senaste två veckorna.")})
