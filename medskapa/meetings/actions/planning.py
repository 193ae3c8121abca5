"""Planning a meeting: what, when and where, the help there is, its tables, and the guests."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from medskapa.commons.models import CollaborationGroup
from medskapa.core import audit, clock, slugs
from medskapa.core.errors import Conflict
from medskapa.meetings import policy
from medskapa.meetings.actions.announcing import keep, missing, take, tell_moved
from medskapa.meetings.models import Guest, Meeting, MeetingState, NoteTaker, Table
from medskapa.people.models import Person, Unit

WHEN_AND_WHERE = ["starts_at", "ends_at", "place", "place_name", "address"]
"""A change of these is told to everybody who was asked."""

IN_A_CALENDAR = [*WHEN_AND_WHERE, "title", "purpose"]
"""A change of these reaches the calendars that the meeting stands in."""

PRACTICAL = ["way_there", "accessibility", "interpreters", "child_care", "travel_money", "food"]
PRESS = ["media_welcome", "press_text", "press_contact"]
EDITABLE = [*IN_A_CALENDAR, "plain_purpose", *PRACTICAL, *PRESS, "seats", "reply_by"]
HANDED_ON = ["place", "place_name", "address", *PRACTICAL, *PRESS, "seats"]
"""What the next meeting takes over from the one before, to be changed where it differs."""

RESERVED = {"ny", "bord", "gast", "punkt"}  # other pages at work have these addresses
NAME_LIMIT = 100


@transaction.atomic
def create_meeting(
    *,
    actor: Person,
    unit: Unit,
    title: str,
    purpose: str,
    plain_purpose: str = "",
    previous: Meeting | None = None,
    group: CollaborationGroup | None = None,
) -> Meeting:
    """Begin to plan a meeting, which nobody can read of yet. Its number is the one after the last.

    With `group` it is a meeting of that group, whose members can read of it, and the number is one of the group's own.

    One that carries on with `previous` takes over what is practical from it. A draft of the same name that carries on
    with the same meeting (a double click, or the closing of that meeting) is returned as it is.

    Raises:
        PermissionDenied: `actor` does not plan meetings in `unit`, or does not convene `group`.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: another meeting carries on with `previous` already, or one was made at the same moment.
    """
    if previous is not None:
        previous.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    if not (policy.may_plan_in(actor, unit) if group is None else policy.may_plan_for(actor, group)):
        raise PermissionDenied
    words = {"title": title.strip(), "purpose": purpose.strip(), "plain_purpose": plain_purpose.strip()}
    meeting = Meeting(unit=unit, group=group, **words)
    if previous is not None:
        following = Meeting.objects.filter(previous=previous).first()
        if following and (following.title, following.state) == (meeting.title, MeetingState.DRAFT):
            return following
        if following or previous.state == MeetingState.CANCELLED or previous.group_id != (group and group.pk):
            raise Conflict(_("Det finns redan en träff som tar vid efter den. Ladda om sidan och välj på nytt."))
        meeting.previous = previous
        for field in HANDED_ON:
            setattr(meeting, field, getattr(previous, field))
    meeting.clean_fields(exclude=["slug", "number", "unit", "previous", "group"])
    meeting.number = (Meeting.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0) + 1
    meeting.slug = slugs.free(Meeting, meeting.title, otherwise="traff", reserved=RESERVED)
    meeting.changed_by, meeting.changed_at = actor, clock.now()
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Någon annan gjorde en träff i samma stund. Försök en gång till.")) from None
    audit.record(actor=actor, verb="meeting.created", on=meeting, number=meeting.number)
    return meeting


@transaction.atomic
def edit_meeting(*, actor: Person, meeting: Meeting, version: int, **values: Any) -> Meeting:
    """Change what stands in `EDITABLE`. The slug stays, so that links live on.

    When a meeting in public gets another time or place before it begins, everybody who was asked is told.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        ValidationError: a value is missing, too long, or does not fit another one; keyed by field.
        Conflict: it is closed or cancelled, or somebody else changed it since `version`.
    """
    take(meeting, actor, version=version)
    had_begun = meeting.starts_at is not None and meeting.starts_at <= clock.now()
    tidy = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    changed = [name for name in EDITABLE if name in tidy and getattr(meeting, name) != tidy[name]]
    if not changed:
        return meeting
    for name in changed:
        setattr(meeting, name, tidy[name])
    _refuse_wrong(meeting, changed)
    if meeting.state == MeetingState.ANNOUNCED and set(changed) & set(IN_A_CALENDAR):
        meeting.calendar_number += 1
    keep(meeting, actor, *changed, "calendar_number")
    moved = meeting.state == MeetingState.ANNOUNCED and not had_begun and bool(set(changed) & set(WHEN_AND_WHERE))
    if moved:
        tell_moved(actor, meeting)
    audit.record(actor=actor, verb="meeting.edited", on=meeting, version=meeting.version, moved=moved)
    return meeting


def _refuse_wrong(meeting: Meeting, changed: Collection[str]) -> None:
    """Refuse values that are wrong in themselves or beside each other."""
    meeting.clean_fields(exclude=[field.name for field in Meeting._meta.fields if field.name not in changed])
    if (meeting.starts_at is None) != (meeting.ends_at is None):
        raise ValidationError({"starts_at": _("Skriv både när träffen börjar och när den slutar.")})
    if meeting.starts_at is not None and meeting.ends_at is not None and meeting.ends_at <= meeting.starts_at:
        raise ValidationError({"ends_at": _("Träffen måste sluta efter att den har börjat.")})
    if "starts_at" in changed and meeting.starts_at is not None and meeting.starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Den tiden har redan varit. Välj en dag som kommer.")})
    if "seats" in changed and not meeting.seats:
        raise ValidationError({"seats": _("Det måste finnas minst en plats.")})
    left = missing(meeting)
    if meeting.state == MeetingState.ANNOUNCED and left:
        raise ValidationError(left)
    if "reply_by" in changed and meeting.reply_by is not None and meeting.reply_by < clock.today():
        raise ValidationError({"reply_by": _("Sista dagen att svara har redan varit. Välj en ny dag.")})
    if meeting.reply_by is not None and "reply_by" in left:
        raise ValidationError({"reply_by": left["reply_by"]})


@transaction.atomic
def add_table(
    *,
    actor: Person,
    meeting: Meeting,
    name: str,
    theme: Any = None,
    host: Person | None = None,
    note_takers: Collection[Person] = (),
) -> Table:
    """Set out a table, with the number after the last. One of the same name (a double click) is returned as it is.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        ValidationError: no name, or one that is too long; a host or a note-taker who is not staff.
        Conflict: the meeting is closed or cancelled.
    """
    take(meeting, actor)
    if earlier := meeting.tables.filter(name=name.strip()).first():
        return earlier
    number = (meeting.tables.aggregate(last=Max("number"))["last"] or 0) + 1
    table = Table(meeting=meeting, number=number, name=name.strip(), theme=theme, host=host)
    _save_table(table, note_takers)
    audit.record(actor=actor, verb="meeting.table_added", on=table, meeting=meeting.pk)
    return table


@transaction.atomic
def edit_table(
    *,
    actor: Person,
    table: Table,
    name: str,
    theme: Any = None,
    host: Person | None = None,
    note_takers: Collection[Person] = (),
    version: int | None = None,
) -> Table:
    """Change what a table talks about, who hosts it and who writes at it. Raises as `add_table`.

    Args:
        version: the meeting's that the writer saw; Conflict where somebody has changed the meeting or a table since.
    """
    take(table.meeting, actor, version=version)
    table.refresh_from_db()
    table.name, table.theme, table.host = name.strip(), theme, host
    _save_table(table, note_takers)
    keep(table.meeting, actor)
    audit.record(actor=actor, verb="meeting.table_edited", on=table, meeting=table.meeting_id)
    return table


def _save_table(table: Table, note_takers: Collection[Person]) -> None:
    table.clean_fields(exclude=["meeting", "theme", "host"])
    if table.host is not None and not table.host.is_staff_member:
        raise ValidationError({"host": _("Välj någon som arbetar här.")})
    if not all(person.is_staff_member for person in note_takers):
        raise ValidationError({"note_takers": _("Välj någon som arbetar här.")})
    table.save()
    wanted = {person.pk for person in note_takers}
    named = set(table.note_takers.values_list("person", flat=True))
    table.note_takers.filter(person__in=named - wanted).delete()
    NoteTaker.objects.bulk_create(NoteTaker(table=table, person_id=pk) for pk in sorted(wanted - named))


@transaction.atomic
def remove_table(*, actor: Person, table: Table) -> None:
    """Take a table away. What it was to talk about, and who was to sit there, wait for another one.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        Conflict: the meeting is closed or cancelled, or something has been written down at the table.
    """
    take(table.meeting, actor)
    if table.notes.exists():
        raise Conflict(_("Det finns anteckningar från bordet. Därför går det inte att ta bort."))
    number = table.number
    audit.record(actor=actor, verb="meeting.table_removed", on=table, meeting=table.meeting_id, number=number)
    table.delete()


@transaction.atomic
def add_guest(
    *,
    actor: Person,
    meeting: Meeting,
    name: str,
    kind: str,
    title: str = "",
    email: str = "",
    coming: bool | None = None,
) -> Guest:
    """Put a politician, an official or an interpreter on the list of guests. The same one again changes nothing.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        ValidationError: no name, a text that is too long, or an unknown kind.
        Conflict: the meeting is closed or cancelled.
    """
    take(meeting, actor)
    if earlier := meeting.guests.filter(name=name.strip(), title=title.strip()).first():
        return earlier
    guest = Guest(
        meeting=meeting, name=name.strip(), title=title.strip(), kind=kind, email=email.strip(), coming=coming
    )
    guest.clean_fields(exclude=["meeting"])
    guest.save()
    audit.record(actor=actor, verb="meeting.guest_added", on=guest, meeting=meeting.pk, kind=str(kind))
    return guest


@transaction.atomic
def edit_guest(*, actor: Person, guest: Guest, **values: Any) -> Guest:
    """Change a guest's ``name``, ``title``, ``kind``, ``email``, or whether they are ``coming``. Raises as `add_guest`.

    With another address, the codes that were sent to the one before open nothing more.

    Conflict also where another guest of that name and title is asked already.
    """
    take(guest.meeting, actor)
    guest.refresh_from_db()
    names = [name for name in ("name", "title", "kind", "email", "coming") if name in values]
    before = guest.email, guest.coming
    for name in names:
        value = values[name]
        setattr(guest, name, value.strip() if isinstance(value, str) else value)
    guest.clean_fields(exclude=["meeting"])
    others = guest.meeting.guests.exclude(pk=guest.pk)
    if others.filter(name=guest.name, title=guest.title).exists():
        raise Conflict(_("Den personen står redan i listan."))
    if guest.coming != before[1]:
        guest.answered_at = None  # from now on it is staff who say so
    guest.save(update_fields=[*names, "answered_at"])
    if guest.email != before[0]:
        guest.messages.exclude(code_digest="").update(code_digest="")
    audit.record(actor=actor, verb="meeting.guest_edited", on=guest, meeting=guest.meeting_id)
    return guest


@transaction.atomic
def remove_guest(*, actor: Person, guest: Guest) -> None:
    """Take a guest out of the list. Raises PermissionDenied and Conflict as `add_guest`."""
    take(guest.meeting, actor)
    audit.record(actor=actor, verb="meeting.guest_removed", on=guest, meeting=guest.meeting_id)
    guest.delete()
