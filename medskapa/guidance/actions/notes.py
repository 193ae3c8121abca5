"""Notes and contacts: what a guide writes down, what the resident says of it, and that somebody was in touch."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import policy
from medskapa.guidance.models import Contact, ContactKind, HiddenGround, Note
from medskapa.people.models import Person

MOST_WRITTEN, MOST_SAID = 8_000, 2_000


@transaction.atomic
def write_note(*, actor: Person, resident: Person, text: str, hidden_ground: HiddenGround | str = "") -> Note:
    """Write something down about `resident`, who reads it. It is never changed: what is wrong is put right by another.

    Args:
        hidden_ground: the ground in law for keeping it from the resident, who is told that there is such a note.

    Raises:
        PermissionDenied: `actor` does not guide the resident.
        ValidationError: no words, too many, or an unknown ground.
    """
    if not policy.may_guide_resident(actor, resident):
        raise PermissionDenied
    note = add_note(actor, resident, text, hidden_ground)
    audit.record(actor=actor, verb="note.written", on=note, resident=resident.pk, hidden=bool(hidden_ground))
    return note


def add_note(actor: Person, resident: Person, text: str, hidden_ground: HiddenGround | str) -> Note:
    """A new note. Part of another action, whose policy and audit record are the caller's."""
    if not text.strip():
        raise ValidationError({"note": _("Skriv anteckningen.")})
    if len(text.strip()) > MOST_WRITTEN:
        raise ValidationError(
            {"note": _("Anteckningen är för lång. Den får ha högst %(most)s tecken.") % {"most": MOST_WRITTEN}}
        )
    note = Note(
        resident=resident, author=actor, text=text.strip(), written_at=clock.now(), hidden_ground=hidden_ground or ""
    )
    note.clean_fields(exclude=["resident", "author"])
    note.save(force_insert=True)
    return note


@transaction.atomic
def show_note(*, actor: Person, note: Note) -> Note:
    """Let the resident read a note that was kept from them. Shown twice is shown once; it cannot be hidden again.

    Raises:
        PermissionDenied: `actor` does not guide the resident.
    """
    _lock(note)
    if not policy.may_guide_resident(actor, note.resident):
        raise PermissionDenied
    if note.hidden_ground:
        note.hidden_ground = ""
        note.save(update_fields=["hidden_ground"])
        audit.record(actor=actor, verb="note.shown", on=note)
    return note


@transaction.atomic
def dispute_note(*, actor: Person, note: Note, text: str) -> Note:
    """Let the resident say that something in a note is wrong. It stands beside the note (14 kap. 6 § SoL).

    What is said later is added to what was said before; the same words again change nothing.

    Raises:
        PermissionDenied: `actor` is not the one whom the note is about, or may not read it.
        ValidationError: no words; the key is ``text``.
        Conflict: there is no room for more.
    """
    _lock(note)
    if actor.pk != note.resident_id or note.hidden_ground:
        raise PermissionDenied
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Skriv vad som inte stämmer.")})
    if note.resident_says == said or note.resident_says.endswith(f"\n\n{said}"):
        return note
    whole = f"{note.resident_says}\n\n{said}" if note.resident_says else said
    if len(whole) > MOST_SAID:
        raise Conflict(_("Det får inte plats mer här. Prata med din guide, så skriver ni en ny anteckning ihop."))
    note.resident_says, note.said_on = whole, clock.today()
    note.save(update_fields=["resident_says", "said_on"])
    audit.record(actor=actor, verb="note.disputed", on=note)
    return note


@transaction.atomic
def log_contact(*, actor: Person, resident: Person, kind: ContactKind | str, day: date, about: str = "") -> Contact:
    """Write that `actor` was in touch with `resident`. The resident reads it, and sees how many they have met.

    Raises:
        PermissionDenied: `actor` neither guides the resident, nor leads the unit, nor is at the reception.
        ValidationError: the day is ahead or more than a year ago, or the words are too long.
    """
    if not policy.may_log_contact(actor, resident):
        raise PermissionDenied
    today = clock.today()
    if day > today or (today - day).days > 366:
        raise ValidationError({"day": _("Välj en dag som har varit, högst ett år tillbaka.")})
    contact = Contact(resident=resident, staff=actor, kind=kind, day=day, about=about.strip())
    contact.clean_fields(exclude=["resident", "staff", "talk"])
    contact.save()
    audit.record(actor=actor, verb="contact.logged", on=contact, resident=resident.pk, kind=str(contact.kind))
    return contact


def _lock(note: Note) -> None:
    note.refresh_from_db(from_queryset=Note.objects.select_for_update(of=("self",)))
