"""One item of the agenda: written, edited, put at a table, dropped with a reason, put into another, and that undone.

Where the invitation is out already, the thread behind the item is told of each change that matters.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.meetings.actions.agenda import in_both, take_agenda, tell_both, tell_new
from medskapa.meetings.behind import threads_behind, threads_told
from medskapa.meetings.models import AgendaItem, ItemKind, Meeting, MeetingState, Table
from medskapa.people.models import Person
from medskapa.voice.models import EventKind, Theme, Thread
from medskapa.voice.texts import in_language

WORDS = ["title", "plain_title", "text", "plain_text"]
_NOT_WORDS = [field.name for field in AgendaItem._meta.fields if field.name not in WORDS]
_NOT_REASONS = [field.name for field in AgendaItem._meta.fields if not field.name.endswith("drop_reason")]


@transaction.atomic
def add_item(
    *,
    actor: Person,
    meeting: Meeting,
    title: str,
    plain_title: str = "",
    text: str = "",
    plain_text: str = "",
    theme: Theme | None = None,
    table: Table | None = None,
    asked: bool = False,
) -> AgendaItem:
    """Put a new question, or a theme, last on the agenda. With a theme the item stands in the theme's thread.

    The same title a second time (a double click) gives the first one.

    Args:
        asked: everybody may answer beforehand.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: a text is missing or too long, or the table is of another meeting; keyed by field.
        Conflict: the meeting is over, or the theme lies in another.
    """
    items = take_agenda(meeting, actor=actor)
    item = AgendaItem(meeting=meeting, theme=theme, table=table, asked=asked, number=len(items) + 1)
    item.kind = ItemKind.THEME if theme else ItemKind.QUESTION
    _write(item, {"title": title, "plain_title": plain_title, "text": text, "plain_text": plain_text})
    _refuse_foreign_table(item)
    if theme and theme.merged_into_id:
        raise Conflict(_("Temat ligger i ett annat tema nu. Välj det i stället."))
    for earlier in items:
        if earlier.stands and (earlier.title, earlier.theme_id) == (item.title, item.theme_id):
            return earlier
    item.thread = theme.thread if theme else Thread.objects.create(public=True, state=EventKind.ON_AGENDA)
    item.save()
    _tell_of_new(meeting, item, actor=actor)
    audit.record(actor=actor, verb="item.added", on=item, kind=str(item.kind))
    return item


@transaction.atomic
def edit_item(
    *,
    actor: Person,
    item: AgendaItem,
    version: int,
    table: Table | None = None,
    asked: bool = False,
    **words: str,
) -> AgendaItem:
    """Change the words of an item (those in `WORDS`), its table, and whether everybody may answer beforehand.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: a text is missing or too long, or the table is of another meeting; keyed by field.
        Conflict: the meeting is over, or somebody else changed the item since `version`.
    """
    item = _taken(item, actor=actor)
    if item.version != version:
        raise Conflict(_("Någon annan har ändrat punkten. Det du skrev finns kvar. Läs det nya och försök igen."))
    before = {name: getattr(item, name) for name in (*WORDS, "table_id", "asked")}
    item.table, item.asked = table, asked
    _write(item, {name: words.get(name, getattr(item, name)) for name in WORDS})
    _refuse_foreign_table(item)
    changed = [name for name, value in before.items() if getattr(item, name) != value]
    if not changed:
        return item
    item.version += 1
    item.save(update_fields=[*changed, "version"])
    audit.record(actor=actor, verb="item.edited", on=item, version=item.version)
    return item


def _write(item: AgendaItem, words: dict[str, str]) -> None:
    for name in WORDS:
        setattr(item, name, words[name].strip())
    item.clean_fields(exclude=_NOT_WORDS)


def _refuse_foreign_table(item: AgendaItem) -> None:
    if item.table is not None and item.table.meeting_id != item.meeting_id:
        raise ValidationError({"table": _("Välj ett bord på den här träffen.")})


@transaction.atomic
def drop_item(*, actor: Person, item: AgendaItem, reason: str, plain_reason: str = "") -> AgendaItem:
    """Take an item off the agenda. The reason is shown to everybody, and it can be taken back. Again changes nothing.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: no reason, or one that is too long; keyed by field.
        Conflict: the meeting is over, the item has an outcome, it lies in another, or another lies in it.
    """
    item = _taken(item, actor=actor)
    if item.dropped_at:
        return item
    _refuse_unless_free(item)
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför punkten stryks. Alla kan läsa det.")})
    item.dropped_at, item.drop_reason, item.plain_drop_reason = clock.now(), reason.strip(), plain_reason.strip()
    item.clean_fields(exclude=_NOT_REASONS)
    item.save(update_fields=["dropped_at", "drop_reason", "plain_drop_reason"])
    if item.announced:
        _tell_of_drop(item, actor=actor)
    audit.record(actor=actor, verb="item.dropped", on=item)
    return item


def _tell_of_drop(item: AgendaItem, *, actor: Person) -> None:
    """The thread hears that it is off the agenda, or only of the change where another item there still takes it up.

    So do the threads of what was carried over to it.
    """
    item.announced = False
    item.save(update_fields=["announced"])
    words = in_both(
        lambda: (
            _("”%(title)s” är struken från dagordningen. %(reason)s")
            % {"title": in_language(item, "title"), "reason": in_language(item, "drop_reason")}
        )
    )
    kind = EventKind.CORRECTED if _is_told_through_another(item) else EventKind.OFF_AGENDA
    still = threads_told(item.meeting_id)
    told = {item.thread_id: (item.thread, kind)}
    for pk, (thread, _item) in threads_behind([item]).items():
        if pk not in still:
            told.setdefault(pk, (thread, EventKind.OFF_AGENDA))
    for _pk, (thread, what) in sorted(told.items()):
        tell_both(thread, what, actor=actor, words=words)


def _is_told_through_another(item: AgendaItem) -> bool:
    """Whether the thread of `item` tells of the same agenda because of another item there."""
    rows = AgendaItem.objects.filter(meeting=item.meeting_id, thread=item.thread_id, announced=True)
    return rows.exclude(pk=item.pk).exists()


@transaction.atomic
def restore_item(*, actor: Person, item: AgendaItem) -> AgendaItem:
    """Put a dropped item back where it was. Again changes nothing.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: the meeting is over.
    """
    item = _taken(item, actor=actor)
    if item.dropped_at is None:
        return item
    item.dropped_at, item.drop_reason, item.plain_drop_reason = None, "", ""
    item.save(update_fields=["dropped_at", "drop_reason", "plain_drop_reason"])
    if _is_told_through_another(item):
        words = in_both(lambda: _("”%(title)s” är tillbaka på dagordningen.") % {"title": in_language(item, "title")})
        tell_both(item.thread, EventKind.CORRECTED, actor=actor, words=words)
    _tell_of_new(item.meeting, item, actor=actor)
    audit.record(actor=actor, verb="item.restored", on=item)
    return item


def _tell_of_new(meeting: Meeting, item: AgendaItem, *, actor: Person) -> None:
    if meeting.state == MeetingState.ANNOUNCED:
        tell_new(meeting, [item], actor=actor)


@transaction.atomic
def merge_items(*, actor: Person, item: AgendaItem, into: AgendaItem) -> AgendaItem:
    """Let `item` be taken up under another item of the same meeting. Its thread, words, answers and notes stay its own.

    The same again changes nothing.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: the meeting is over; one of them has an outcome, is dropped or lies in another; another lies in
            `item`; they are the same, or of two meetings.
    """
    item, into = _both_taken(item, into, actor=actor)
    if item.merged_into_id == into.pk:
        return item
    _refuse_unless_free(item)
    if item.pk == into.pk or not into.stands or into.outcome:
        raise Conflict(_("Punkten går inte att lägga där. Ladda om sidan och välj en annan."))
    item.merged_into = into
    item.save(update_fields=["merged_into"])
    if item.announced and item.thread_id != into.thread_id:
        words = in_both(
            lambda: (
                _("”%(title)s” tas upp under punkten ”%(into)s”.")
                % {"title": in_language(item, "title"), "into": in_language(into, "title")}
            )
        )
        tell_both(item.thread, EventKind.CORRECTED, actor=actor, words=words)
    audit.record(actor=actor, verb="item.merged", on=item, into=into.pk)
    return item


@transaction.atomic
def undo_item_merge(*, actor: Person, item: AgendaItem) -> AgendaItem:
    """Make `item` an item of its own again, where it was. Again changes nothing.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: the meeting is over, or the item it lies in has an outcome.
    """
    item = _taken(item, actor=actor)
    if item.merged_into is None:
        return item
    if item.merged_into.outcome:
        raise Conflict(_("Det är redan skrivet vad det blev av punkten. Då går den inte att ändra."))
    into, item.merged_into = item.merged_into, None
    item.save(update_fields=["merged_into"])
    if item.announced and item.thread_id != into.thread_id:
        words = in_both(
            lambda: _("”%(title)s” är en egen punkt på dagordningen igen.") % {"title": in_language(item, "title")}
        )
        tell_both(item.thread, EventKind.CORRECTED, actor=actor, words=words)
    _tell_of_new(item.meeting, item, actor=actor)
    audit.record(actor=actor, verb="item.unmerged", on=item)
    return item


def _taken(item: AgendaItem, *, actor: Person) -> AgendaItem:
    """Lock the agenda that `item` stands on, and give the item as it is now. Raises as `take_agenda`."""
    return next(each for each in take_agenda(item.meeting, actor=actor) if each.pk == item.pk)


def _both_taken(item: AgendaItem, into: AgendaItem, *, actor: Person) -> tuple[AgendaItem, AgendaItem]:
    found = {each.pk: each for each in take_agenda(item.meeting, actor=actor)}
    if into.pk not in found:
        raise Conflict(_("Punkten går inte att lägga där. Ladda om sidan och välj en annan."))
    return found[item.pk], found[into.pk]


def _refuse_unless_free(item: AgendaItem) -> None:
    """Raise Conflict where something hangs on `item` that must be undone first."""
    if item.outcome:
        raise Conflict(_("Det är redan skrivet vad det blev av punkten. Då går den inte att ändra."))
    if not item.stands:
        raise Conflict(_("Punkten är redan struken eller ligger i en annan. Ladda om sidan."))
    if item.absorbed.exists():
        raise Conflict(_("En annan punkt ligger i den här. Gör den till en egen punkt först."))
