"""What is said at the tables, written down by staff: note by note, each tied to an item of the agenda or to none yet.

A note that is tied is a viewpoint as well, in its item's theme, spoken by "a participant" or by the name that the
person wanted. The note and its viewpoint always say the same.
"""

import hashlib
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock, idempotency
from medskapa.core.errors import Conflict
from medskapa.meetings import policy
from medskapa.meetings.actions.striking import Struck, record, strike_note_from_minutes
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState, Table, TableNote
from medskapa.people.models import Person
from medskapa.voice import actions as voice
from medskapa.voice.actions.news import Rule
from medskapa.voice.actions.receiving import refuse_codes
from medskapa.voice.actions.threads import lock_all
from medskapa.voice.models import Viewpoint
from medskapa.voice.models.viewpoint import OPEN

MOST_LINES = 60


@transaction.atomic
def write_note(
    *,
    actor: Person,
    table: Table,
    key: str,
    text: str,
    item: AgendaItem | None = None,
    language: str = "sv",
    said_by: str = "",
) -> TableNote:
    """Write down what somebody said at `table`. The same `key` gives the first note.

    An item that was struck while the note was on its way leaves it untied, and one that was put into another item
    gives way to that: nothing that was said is lost.

    Raises:
        PermissionDenied: `actor` does not take notes at the table.
        ValidationError: no words, too many, a receipt code among them, a malformed key, or an item of another meeting.
        Conflict: the meeting is not announced, or over.
    """
    _take_table(table, actor)
    return _write(
        TableNote(key=key, table=table, text=text, item=item, language=language, said_by=said_by, written_by=actor)
    )


@transaction.atomic
def type_notes(
    *,
    actor: Person,
    table: Table,
    key: str,
    lines: Sequence[str],
    item: AgendaItem | None = None,
    language: str = "sv",
) -> list[TableNote]:
    """Type in a paper sheet from `table`, one note for each line. The same sheet sent twice is the same notes.

    Raises as `write_note`; ValidationError also for more than `MOST_LINES` lines.
    """
    _take_table(table, actor)
    _refuse_bad_key(key)
    said = [line.strip() for line in lines if line.strip()]
    if not said:
        raise ValidationError({"text": _("Skriv det som står på bladet.")})
    if len(said) > MOST_LINES:
        raise ValidationError({"text": _("Skriv högst %(most)s rader åt gången.") % {"most": MOST_LINES}})
    return [
        _write(
            TableNote(
                key=_key(f"{key}:{number}"),
                table=table,
                text=line,
                item=item,
                language=language,
                on_paper=True,
                written_by=actor,
            )
        )
        for number, line in enumerate(said)
    ]


@transaction.atomic
def edit_note(
    *,
    actor: Person,
    note: TableNote,
    version: int,
    text: str,
    item: AgendaItem | None = None,
    language: str = "sv",
    said_by: str = "",
) -> TableNote:
    """Put a note right, and its viewpoint with it. The same again changes nothing.

    Raises:
        PermissionDenied: it is neither `actor`'s own nor of a meeting that they plan.
        ValidationError: as `write_note`.
        Conflict: somebody changed it since `version`, it is removed or answered, or the meeting is over.
    """
    _take(note, actor)
    _refuse_if_closed(note.meeting)
    _refuse_if_removed(note)
    now = {
        "text": text.strip(),
        "item": _standing(item, note.meeting),
        "language": language,
        "said_by": said_by.strip(),
    }
    if all(getattr(note, name) == value for name, value in now.items()):
        return note
    if note.version != version:
        raise Conflict(_("Någon annan har ändrat anteckningen. Det du skrev finns kvar. Läs det nya och försök igen."))
    nameless = not note.said_by and not now["said_by"]
    speaker = (note.said_by, note.language)
    for name, value in now.items():
        setattr(note, name, value)
    _change(note, actor, same_speaker=speaker == (note.said_by, note.language))
    _record(note, actor, "note.edited", nameless=nameless)
    return note


@transaction.atomic
def tie_notes(*, actor: Person, meeting: Meeting, notes: Sequence[TableNote], item: AgendaItem | None) -> int:
    """Tie `notes` to an item of the agenda, or to none; returns how many were tied otherwise before.

    Raises:
        PermissionDenied: `actor` does not plan the meeting, or a note is another meeting's.
        ValidationError: the item is another meeting's.
        Conflict: the meeting is over, or what was said has been answered already.
    """
    _lock(meeting)
    if not policy.may_plan_meeting(actor, meeting):
        raise PermissionDenied
    _refuse_if_closed(meeting)
    item = _standing(item, meeting)
    keys = {note.pk for note in notes}
    found = list(TableNote.objects.select_for_update(of=("self",)).filter(meeting=meeting, pk__in=keys).order_by("pk"))
    if len(found) != len(keys):
        raise PermissionDenied
    changed = [note for note in found if not note.removed and note.item_id != (item.pk if item else None)]
    _lock_viewpoints(changed, item)
    for note in changed:
        note.meeting, note.item = meeting, item
        _change(note, actor, same_speaker=True)
    if changed:
        audit.record(actor=actor, verb="notes.tied", on=meeting, number=len(changed), item=item.pk if item else 0)
    return len(changed)


@transaction.atomic
def remove_note(*, actor: Person, note: TableNote) -> Struck:
    """Take away a note: its words are erased for good, and its viewpoint is taken back. Again it changes nothing.

    After the meeting only its planners can: when somebody asks for their words to be taken away. Then the words go from
    the minutes too, where they stand there as they were said, and so from letters that are not sent yet.

    Returns:
        what was struck from the minutes.

    Raises:
        PermissionDenied: it is neither `actor`'s own nor of a meeting that they plan.
        Conflict: the meeting is over, and `actor` does not plan it.
    """
    _take(note, actor)
    if note.removed:
        return Struck()
    if not policy.may_plan_meeting(actor, note.meeting):
        _refuse_if_closed(note.meeting)
    nameless = not note.said_by
    minutes, struck = strike_note_from_minutes(note)
    if note.viewpoint is not None:
        voice.unwrite(actor=actor, viewpoint=note.viewpoint, allowed=_may_change(note))
    note.removed, note.text, note.said_by = True, "", ""
    note.version += 1
    note.save(update_fields=["removed", "text", "said_by", "version"])
    _record(note, actor, "note.removed", nameless=nameless)
    if minutes is not None and struck.places:
        record(actor, minutes, struck)
    return struck


def _write(note: TableNote) -> TableNote:
    """Keep a new note, unless it has come already, and its viewpoint where it is tied."""
    _refuse_bad_key(note.key)
    if earlier := TableNote.objects.filter(key=note.key).first():
        if earlier.written_by_id != note.written_by_id:
            raise PermissionDenied
        return earlier
    note.meeting, note.written_on = note.table.meeting, clock.today()
    note.text, note.said_by = note.text.strip(), note.said_by.strip()
    note.item = _standing(note.item, note.meeting)
    _check(note)
    _speak(note, note.written_by, to=note.table)
    note.save(force_insert=True)
    _record(note, note.written_by, "note.written", nameless=not note.said_by)
    return note


def _change(note: TableNote, actor: Person, *, same_speaker: bool) -> None:
    """Save the changed `note`, and let its viewpoint say the same."""
    _check(note)
    note.version += 1
    viewpoint, may = note.viewpoint, _may_change(note)
    if viewpoint is not None and (note.item is None or not same_speaker):
        viewpoint.refresh_from_db(from_queryset=Viewpoint.objects.select_for_update(of=("self",)))
        viewpoint.refuse_unless(OPEN)
        voice.unwrite(actor=actor, viewpoint=viewpoint, allowed=may)
        note.viewpoint = None
    elif viewpoint is not None and note.item is not None:
        voice.reword(actor=actor, viewpoint=viewpoint, text=note.text, allowed=may)
        voice.move(actor=actor, viewpoint=viewpoint, theme=note.item.theme, allowed=may)
    if note.viewpoint is None:
        _speak(note, actor)
    note.save(update_fields=["text", "item", "viewpoint", "language", "said_by", "version"])


def _speak(note: TableNote, actor: Person, to: Table | None = None) -> None:
    """Make a viewpoint of `note`, where it is tied. Its key is new for each version: one taken back stays that way."""
    if note.item is None:
        return
    note.viewpoint = voice.write_down(
        actor=actor,
        text=note.text,
        unit=note.item.theme.unit if note.item.theme else note.meeting.unit,
        theme=note.item.theme,
        author_name=note.said_by,
        language=note.language,
        form_key=_key(f"{note.key}:{note.version}"),
        allowed=(lambda person: policy.may_take_notes(person, to)) if to else _may_change(note),
    )


def _may_change(note: TableNote) -> Rule:
    return lambda person: policy.may_change_note(person, note)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _record(note: TableNote, actor: Person, verb: str, *, nameless: bool) -> None:
    """The time of a note says who spoke at the table just then: of one without a name only the day is kept."""
    nameless = nameless and actor.pk == note.written_by_id
    audit.record(actor=None if nameless else actor, verb=verb, on=note, anonymous=nameless)


def _standing(item: AgendaItem | None, meeting: Meeting) -> AgendaItem | None:
    """`item` as the meeting takes it up now: what it was put into, and None where it is struck."""
    if item is None:
        return None
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("theme__unit", "merged_into__theme__unit")
    found = rows.filter(pk=item.pk, meeting=meeting).first()
    if found is None:
        raise ValidationError({"item": _("Välj en punkt på träffens egen dagordning.")})
    if found.merged_into is not None:
        found = found.merged_into
    return found if found.stands else None


def _check(note: TableNote) -> None:
    note.clean_fields(exclude=["key", "meeting", "table", "item", "viewpoint", "written_by"])
    refuse_codes(note.text)


def _refuse_bad_key(key: str) -> None:
    if not idempotency.is_key(key):
        raise ValidationError(_("Formuläret är för gammalt. Ladda om sidan och skicka igen."))


def _take_table(table: Table, actor: Person) -> None:
    """Lock the meeting of `table`, for one who takes notes there."""
    _lock(table.meeting)
    if not policy.may_take_notes(actor, table):
        raise PermissionDenied
    _refuse_if_closed(table.meeting)


def _take(note: TableNote, actor: Person) -> None:
    """Lock the meeting of `note`, then the note, and read both again."""
    meeting = note.meeting
    _lock(meeting)
    note.refresh_from_db(from_queryset=TableNote.objects.select_for_update(of=("self",)))
    note.meeting = meeting
    if not policy.may_change_note(actor, note):
        raise PermissionDenied


def _lock(meeting: Meeting) -> None:
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)).select_related("unit"))


def _lock_viewpoints(notes: Sequence[TableNote], item: AgendaItem | None) -> None:
    """All viewpoints first, then all themes: one by one they would wait crosswise for somebody at the desk."""
    rows = Viewpoint.objects.filter(table_note__in=notes).select_related("theme")
    lock_all(rows, [*{row.theme for row in rows}, item.theme if item else None])


def _refuse_if_removed(note: TableNote) -> None:
    if note.removed:
        raise Conflict(_("Anteckningen är borttagen."))


def _refuse_if_closed(meeting: Meeting) -> None:
    if meeting.state == MeetingState.DRAFT:
        raise Conflict(_("Träffen är inte ute än, så det går inte att anteckna."))
    if meeting.state != MeetingState.ANNOUNCED:
        raise Conflict(_("Träffen är avslutad, så anteckningarna går inte att ändra längre."))
