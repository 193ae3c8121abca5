"""An organisation writes an activity, says when it is, and publishes it; an editor reads the first ones."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import policy
from medskapa.commons.models import Activity, ActivityState, Occasion, OccasionState, Organisation, Place
from medskapa.commons.queries import activities as queries
from medskapa.core import audit, clock, slugs, working_days
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.core.languages import SPOKEN
from medskapa.people.models import Person

ACTIVITY_TEXTS = ["title", "plain_title", "text", "plain", "where", "for_whom", "cost", "accessibility", "phone"]
ACTIVITY_FIELDS = [*ACTIVITY_TEXTS, "kind", "languages", "for_children", "signs_up"]
MOST_OCCASIONS, MOST_SEATS, LONGEST_REASON, LONGEST_WORDS = 60, 1_000, 300, 500
LONGEST_TEXT, LONGEST_PLAIN = 3_000, 1_000
APPROVED_FIRST = 3
"""So many activities of an organisation an editor has approved before it may be trusted to publish itself."""
_AHEAD = timedelta(days=366)
_LONGEST_HOURS = 24
_OVER = (ActivityState.REFUSED, ActivityState.CANCELLED)


@transaction.atomic
def write_activity(*, actor: Person, organisation: Organisation, place: Place, **fields: Any) -> Activity:
    """Begin an activity, as a draft that its organisation and editors see.

    Args:
        fields: see `ACTIVITY_FIELDS`.

    Raises:
        PermissionDenied: `actor` does not lead the organisation, and is no editor.
        ValidationError: something is missing or wrong; keyed by field.
    """
    if not policy.may_write_activity_for(actor, organisation):
        raise PermissionDenied
    activity = Activity(organisation=organisation, place=place, written_by=actor)
    _fill(activity, fields)
    slugs.save_new(activity, field="title")
    audit.record(actor=actor, verb="activity.written", on=activity)
    return activity


@transaction.atomic
def edit_activity(*, actor: Person, activity: Activity, version: int, place: Place, **fields: Any) -> Activity:
    """Change what is said of an activity. Its address stays.

    What is published stays published; where its organisation is not trusted an editor reads it again.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: somebody else changed it since `version`, or it is over.
    """
    _take(activity, actor)
    _refuse_over(activity)
    if version != activity.version:
        raise Conflict(_("Någon annan har ändrat det. Det du skrev finns kvar. Läs det nya och försök igen."))
    _fill(activity, fields)
    activity.place = place
    activity.version += 1
    if activity.approved_version is not None and policy.may_keep_directory(actor):
        activity.approved_by, activity.approved_version = actor, activity.version
    activity.save()
    audit.record(actor=actor, verb="activity.edited", on=activity, version=activity.version)
    return activity


@transaction.atomic
def add_occasions(
    *,
    actor: Person,
    activity: Activity,
    day: date,
    starts: time,
    ends: time,
    seats: int | None = None,
    until: date | None = None,
    skip: Iterable[date] = (),
    not_on_holidays: bool = False,
) -> list[Occasion]:
    """Say when an activity is: once, or each week `until` a day. Times that stand there already stay as they are.

    Args:
        ends: on the same day; before `starts` it is the next morning.
        seats: empty: as many as come.
        skip: days on which it is not.

    Returns:
        The new ones, in order; none where all stood there.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: a day has been, is too far ahead, or there are too many; keyed by field.
        Conflict: the activity is over.
    """
    _take(activity, actor)
    _refuse_over(activity)
    _check_seats(seats)
    days = _days(day, until, set(skip), not_on_holidays)
    there = set(activity.occasions.values_list("starts_at", flat=True))
    new = []
    for each in days:
        starts_at, ends_at = span(each, starts, ends)
        if starts_at not in there:
            new.append(
                Occasion(activity=activity, starts_at=starts_at, ends_at=ends_at, seats=seats, changed_at=clock.now())
            )
    Occasion.objects.bulk_create(new)
    if new:
        audit.record(actor=actor, verb="activity.occasions_added", on=activity, number=len(new))
    return new


@transaction.atomic
def send_activity(*, actor: Person, activity: Activity) -> Activity:
    """Ask an editor to publish an activity; of a trusted organisation, and by an editor, it is published at once.

    Sent already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep it.
        Conflict: it is over, or nothing says when it is.
    """
    _take(activity, actor)
    if activity.state in {ActivityState.WAITING, ActivityState.PUBLISHED}:
        return activity
    _refuse_over(activity)
    if not queries.has_time_ahead(activity):
        raise Conflict(_("Skriv först när det är. Lägg till minst en tid som inte har varit."))
    activity.sent_on, activity.editor_words = clock.today(), ""
    if policy.may_publish_activity(actor, activity):
        _publish(activity)
        if policy.may_keep_directory(actor):
            activity.approved_by, activity.approved_version = actor, activity.version
    else:
        activity.state = ActivityState.WAITING
    activity.save()
    audit.record(actor=actor, verb="activity.sent", on=activity, state=str(activity.state))
    return activity


@transaction.atomic
def approve_activity(*, actor: Person, activity: Activity) -> Activity:
    """Let what waits be published, or say that a change of what is published is fine. Done already: nothing changes.

    Raises:
        PermissionDenied: `actor` is no editor.
        Conflict: it does not wait any more.
    """
    _take_to_decide(activity, actor)
    if activity.state == ActivityState.PUBLISHED and activity.approved_version == activity.version:
        return activity
    if activity.state not in {ActivityState.WAITING, ActivityState.PUBLISHED}:
        raise Conflict(_("Den väntar inte längre. Ladda om sidan."))
    if activity.state == ActivityState.WAITING:
        _publish(activity)
    activity.approved_by, activity.approved_version = actor, activity.version
    activity.save()
    audit.record(actor=actor, verb="activity.approved", on=activity, version=activity.version)
    return activity


@transaction.atomic
def return_activity(*, actor: Person, activity: Activity, words: str, refuse: bool = False) -> Activity:
    """Ask for a change before it is published; or `refuse` it for good. Whoever wrote it reads why.

    Raises:
        PermissionDenied: `actor` is no editor.
        ValidationError: it is not said what to change, or why not; keyed ``words``.
        Conflict: it does not wait.
    """
    _take_to_decide(activity, actor)
    if activity.state != ActivityState.WAITING:
        raise Conflict(_("Den väntar inte längre. Ladda om sidan."))
    activity.editor_words = answer(words)
    activity.state = ActivityState.REFUSED if refuse else ActivityState.DRAFT
    activity.save(update_fields=["editor_words", "state"])
    audit.record(actor=actor, verb="activity.refused" if refuse else "activity.sent_back", on=activity)
    return activity


@transaction.atomic
def trust_organisation(*, actor: Person, organisation: Organisation) -> Organisation:
    """Let an organisation publish its activities itself from now on. Trusted already: nothing changes.

    Raises:
        PermissionDenied: `actor` is no editor.
        Conflict: too few of its activities have been approved.
    """
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update(of=("self",)))
    if not policy.may_keep_directory(actor):
        raise PermissionDenied
    if organisation.trusted:
        return organisation
    if queries.approved_of(organisation) < APPROVED_FIRST:
        raise Conflict(_("Godkänn tre av organisationens aktiviteter först."))
    organisation.trusted = True
    organisation.save(update_fields=["trusted"])
    audit.record(actor=actor, verb="organisation.trusted", on=organisation)
    return organisation


@transaction.atomic
def count_came(*, actor: Person, occasion: Occasion, came: int) -> Occasion:
    """Write down how many came. It is a number, and no list.

    Raises:
        PermissionDenied: `actor` does not keep the activity.
        ValidationError: the number cannot be; keyed ``came``.
        Conflict: it has not begun, or was cancelled.
    """
    take_occasion(occasion, actor)
    if not 0 <= came <= 10_000:
        raise ValidationError({"came": _("Skriv hur många som kom, med siffror.")})
    if occasion.state == OccasionState.CANCELLED or occasion.starts_at > clock.now():
        raise Conflict(_("Det går att räkna när det har börjat."))
    occasion.came = came
    occasion.save(update_fields=["came"])
    audit.record(actor=actor, verb="occasion.counted", on=occasion, came=came)
    return occasion


def span(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """From when to when, as the town's clocks show it; an end before the start is the next morning.

    Raises:
        ValidationError: the two are the same; keyed ``ends``.
    """
    if starts == ends:
        raise ValidationError({"ends": _("Skriv när det slutar.")})
    last = day + timedelta(days=1) if ends < starts else day
    begins, finishes = clock.at(day, starts), clock.at(last, ends)
    if finishes - begins > timedelta(hours=_LONGEST_HOURS):
        raise ValidationError({"ends": _("Det kan vara högst ett dygn.")})
    return begins, finishes


def check_day(day: date, field: str = "day") -> None:
    """Raises ValidationError keyed by `field` for a day that has been, or is more than a year ahead."""
    if day < clock.today():
        raise ValidationError({field: _("Välj en dag som inte har varit.")})
    if day > clock.today() + _AHEAD:
        raise ValidationError({field: _("Välj en dag inom ett år.")})


def take_occasion(occasion: Occasion, actor: Person) -> None:
    """Lock an occasion's activity and the occasion. Raises PermissionDenied for one who does not keep the activity."""
    activity = Activity.objects.get(pk=occasion.activity_id)
    _take(activity, actor)
    lock_occasion(occasion)


def lock_occasion(occasion: Occasion) -> None:
    """Lock an occasion and read it anew, with its activity."""
    rows = Occasion.objects.select_for_update(of=("self",)).select_related("activity__organisation")
    occasion.refresh_from_db(from_queryset=rows)


def answer(words: str) -> str:
    """What an editor answers in `words`. Raises ValidationError keyed ``words`` where that is nothing, or too much."""
    if not words.strip():
        raise ValidationError({"words": _("Skriv vad som ska ändras, eller varför det inte går.")})
    refuse_longer("words", words.strip(), LONGEST_WORDS)
    return words.strip()


def reason(why: str) -> str:
    """What stands in `why`. Raises ValidationError keyed ``why`` where that is nothing, or too much."""
    if not why.strip():
        raise ValidationError({"why": _("Skriv varför. Alla kan läsa det.")})
    refuse_longer("why", why.strip(), LONGEST_REASON)
    return why.strip()


def _check_seats(seats: int | None) -> None:
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise ValidationError({"seats": _("Skriv ett antal platser mellan 1 och %(n)s.") % {"n": MOST_SEATS}})


def _days(day: date, until: date | None, skip: set[date], not_on_holidays: bool) -> list[date]:
    check_day(day)
    if until is None:
        return [day]
    check_day(until, "until")
    if until < day:
        raise ValidationError({"until": _("Sista dagen kan inte komma före den första.")})
    every = [day + timedelta(weeks=week) for week in range((until - day).days // 7 + 1)]
    kept = [each for each in every if each not in skip and not (not_on_holidays and working_days.is_day_off(each))]
    if not kept:
        raise ValidationError({"skip": _("Ingen dag blir kvar. Ta bort något av det du hoppar över.")})
    if len(kept) > MOST_OCCASIONS:
        raise ValidationError({"until": _("Välj högst %(n)s gånger.") % {"n": MOST_OCCASIONS}})
    return kept


def _publish(activity: Activity) -> None:
    activity.state = ActivityState.PUBLISHED
    activity.published_on = activity.published_on or clock.today()
    activity.editor_words = ""


def _take(activity: Activity, actor: Person) -> None:
    activity.refresh_from_db(from_queryset=Activity.objects.select_for_update(of=("self",)))
    if not policy.may_keep_activity(actor, activity):
        raise PermissionDenied


def _take_to_decide(activity: Activity, actor: Person) -> None:
    activity.refresh_from_db(from_queryset=Activity.objects.select_for_update(of=("self",)))
    if not policy.may_keep_directory(actor):
        raise PermissionDenied


def _refuse_over(activity: Activity) -> None:
    if activity.state in _OVER:
        raise Conflict(_("Aktiviteten är avslutad och går inte att ändra. Skriv en ny i stället."))


def _fill(activity: Activity, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name in ACTIVITY_FIELDS:
            setattr(activity, name, value.strip() if isinstance(value, str) else value)
    for name, words in [("title", _("Skriv vad det heter.")), ("text", _("Skriv vad ni gör."))]:
        if not getattr(activity, name):
            raise ValidationError({name: words})
    refuse_longer("text", activity.text, LONGEST_TEXT)
    refuse_longer("plain", activity.plain, LONGEST_PLAIN)
    activity.languages = [code for code, _name in SPOKEN if code in activity.languages]
    activity.clean_fields(exclude=["organisation", "place", "slug", "languages", "written_by"])
