"""Words that somebody takes back are struck from the minutes, also when they are published, and from what waits to be
sent. Letters that have been posted are out of reach: the page that asks for it says so.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medskapa.core import audit
from medskapa.core.errors import Conflict
from medskapa.meetings.actions.minutes import take_minutes
from medskapa.meetings.models import Meeting, Message, MessageState, Minutes, MinutesState, TableNote
from medskapa.meetings.models.minutes import TEXTS, TEXTS_OF_A_SECTION
from medskapa.meetings.outbox import AFTERWARDS
from medskapa.meetings.said import Said, shown
from medskapa.meetings.struck import one_less, same_words, strike, strike_note
from medskapa.people.models import Person

LONGEST = 2_000
NOT_THERE = gettext_lazy("De orden står inte i minnesanteckningarna. Skriv av dem precis som de står.")
Strike = Callable[[str], tuple[str, int]]


@dataclass(frozen=True)
class Struck:
    """At how many places words were struck, and how many letters that lay printed must be printed again."""

    places: int = 0
    to_print_again: int = 0


@transaction.atomic
def strike_words(*, actor: Person, minutes: Minutes, words: str) -> Struck:
    """Take `words` out of the published minutes wherever they stand; a mark says that words were taken away.

    It cannot be undone: the words are kept nowhere.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: no words, too many, or words that do not stand there; the key is ``words``.
        Conflict: the minutes are not published.
    """
    take_minutes(minutes, actor)
    if minutes.state != MinutesState.PUBLISHED:
        raise Conflict(_("Minnesanteckningarna är inte publicerade. Ändra i texten i stället."))
    if not same_words(words):
        raise ValidationError({"words": _("Skriv av orden som ska bort, precis som de står.")})
    if len(words) > LONGEST:
        raise ValidationError({"words": _("Stryk högst 2 000 tecken åt gången.")})
    struck = _strike(minutes, lambda text: strike(text, words))
    if not struck.places:
        raise ValidationError({"words": NOT_THERE})
    record(actor, minutes, struck)
    return struck


def strike_note_from_minutes(note: TableNote) -> tuple[Minutes | None, Struck]:
    """Strike the words of `note` from the minutes of its meeting. Part of removing it, before its words are erased.

    Words that somebody else has said too are theirs, and stay, told as said once less. Words that were rewritten are
    not found: then nothing is struck, and whoever removes the note reads the minutes. The meeting is locked; the audit
    record is the caller's, for it comes last (`record`).
    """
    minutes = Minutes.objects.filter(meeting=note.meeting_id).first()
    said = same_words(note.text)
    if minutes is None or not said:
        return minutes, Struck()
    minutes.meeting = note.meeting
    minutes.refresh_from_db(from_queryset=Minutes.objects.select_for_update(of=("self",)))
    others = TableNote.objects.filter(meeting=note.meeting_id, removed=False).exclude(pk=note.pk)
    same = [other for other in others.select_related("item").iterator() if same_words(other.text) == said]
    if same:
        return minutes, _strike_one_of(same, note, minutes)
    told = sorted({*_as_told(note)}, key=len, reverse=True)

    def of_note(text: str) -> tuple[str, int]:
        places = 0
        for words in told:
            text, more = strike_note(text, words)
            places += more
        return text, places

    return minutes, _strike(minutes, of_note)


def _strike_one_of(same: list[TableNote], note: TableNote, minutes: Minutes) -> Struck:
    """Strike what `note` alone added to words that the notes `same` say too: its name, its line, or how often."""
    if note.said_by:
        if any(other.said_by == note.said_by for other in same):
            return Struck()
        named = shown(Said("", note.text, note.said_by))
        return _strike(minutes, lambda text: strike_note(text, named))
    if note.item is None:
        return Struck()
    section = _spoken_under(note)
    there = [each for each in same if each.table_id == note.table_id and _spoken_under(each) == section]
    told = (shown(Said("", note.text)), note.text)
    return _strike(
        minutes,
        lambda text: one_less(text, told, table=note.table.name, others_there=any(not each.said_by for each in there)),
        of_item=section,
    )


def _spoken_under(note: TableNote) -> int | None:
    """The item whose section of the minutes tells of `note`: the one that its own was put into, where it was."""
    return None if note.item is None else note.item.merged_into_id or note.item_id


def _as_told(note: TableNote) -> tuple[str, ...]:
    """How the words of `note` can stand in the minutes: with the name and without, masked and not."""
    named, masked = shown(Said("", note.text, note.said_by)), shown(Said("", note.text))
    return named, named.removesuffix(f" ({note.said_by})"), masked, " ".join(note.text.split())


def record(actor: Person, minutes: Minutes, struck: Struck) -> None:
    """Write in the audit that words were struck: how many places and never which."""
    audit.record(actor=actor, verb="minutes.struck", on=minutes, version=minutes.version, places=struck.places)


def _strike(minutes: Minutes, by: Strike, *, of_item: int | None = None) -> Struck:
    """Change all texts of `minutes` with `by`, or those of one item's section alone."""
    places = 0
    changed = []
    for name in TEXTS if of_item is None else ():
        text, times = by(getattr(minutes, name))
        if times:
            setattr(minutes, name, text)
            changed.append(name)
            places += times
    sections = minutes.sections.filter(Q() if of_item is None else Q(item=of_item))
    for section in sections.select_for_update(of=("self",)).order_by("pk"):
        of_section = {name: by(getattr(section, name)) for name in TEXTS_OF_A_SECTION}
        if times := sum(each for _text, each in of_section.values()):
            for name, (text, _times) in of_section.items():
                setattr(section, name, text)
            section.save(update_fields=TEXTS_OF_A_SECTION)
            places += times
    if not places:
        return Struck()
    minutes.version += 1
    minutes.save(update_fields=[*changed, "version"])
    return Struck(places, _print_again(minutes.meeting))


def _print_again(meeting: Meeting) -> int:
    """Let the letters that lie printed and not posted be printed again: their words are made when they are printed."""
    printed = Message.objects.filter(
        invitation__meeting=meeting, kind__in=AFTERWARDS, state=MessageState.READY, printed_at__isnull=False
    )
    return printed.update(printed_at=None)
