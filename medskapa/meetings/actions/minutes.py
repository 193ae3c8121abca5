"""The minutes: drafted from what was said, edited in sections, read by a second person, published, corrected."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.meetings import follow_up, outbox, policy
from medskapa.meetings.actions.agenda import in_both
from medskapa.meetings.models import (
    AgendaItem,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
    Minutes,
    MinutesSection,
    MinutesState,
    TableNote,
)
from medskapa.meetings.said import Said, drafted
from medskapa.meetings.words import facts_of
from medskapa.people.models import Person
from medskapa.voice.texts import least

COMMENT_LIMIT = 500
LONGEST = 10_000
follow_up.register()
_NOT_WRITTEN = ["meeting", "minutes", "item", "edited_by", "approved_by"]


@transaction.atomic
def draft_minutes(*, actor: Person, meeting: Meeting) -> Minutes:
    """Begin the minutes of a closed meeting: the facts first, then a section for each item with what was said at the
    tables, in people's own words. Names are masked unless somebody wants theirs. What people said is not put into plain
    Swedish by itself: whoever edits writes it.

    Minutes that are begun are returned as they are.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: the meeting is not closed.
    """
    _lock_meeting(meeting)
    if not policy.may_plan_meeting(actor, meeting):
        raise PermissionDenied
    if meeting.state != MeetingState.CLOSED:
        raise Conflict(_("Avsluta träffen först. Då finns det ett svar på varje punkt att skriva om."))
    if begun := Minutes.objects.filter(meeting=meeting).first():
        return begun
    facts = in_both(lambda: _facts(meeting))
    minutes = Minutes.objects.create(meeting=meeting, intro=facts["sv"], plain_intro=facts["sv-plain"], edited_by=actor)
    rows = AgendaItem.objects.filter(meeting=meeting, dropped_at__isnull=True).order_by("number", "pk")
    standing = [item for item in rows if item.stands]
    by_item = _said_on(meeting, {item.pk: item.merged_into_id or item.pk for item in rows})
    with translation.override("sv"):
        more, times = _("… och %(n)s anteckningar till."), _("(sagt %(n)s gånger)")
    MinutesSection.objects.bulk_create(
        MinutesSection(
            minutes=minutes,
            item=item,
            number=number,
            said=drafted(by_item.get(item.pk, []), more=more, times=times),
        )
        for number, item in enumerate(standing, 1)
    )
    audit.record(actor=actor, verb="minutes.drafted", on=minutes, sections=len(standing))
    return minutes


def _facts(meeting: Meeting) -> str:
    """When and where the meeting was, and how many residents came, unless they were few."""
    many = _how_many(meeting.invitations.filter(arrived_at__isnull=False).count(), meeting.walk_ins)
    when_and_where = _("%(title)s var %(time)s. Vi träffades på %(where)s.") % facts_of(meeting)
    return f"{when_and_where} {many}".strip()


def _how_many(came: int, walked_in: int) -> str:
    """How many came, and how many of them uninvited; neither in a figure where they were few."""
    facts = {"number": came, "more": walked_in}
    if came < least():
        all_ = came + walked_in
        return _("%(number)s invånare var med.") % {"number": all_} if all_ >= least() else ""
    if not walked_in:
        return _("%(number)s invånare var med.") % facts
    if walked_in < least():
        return _("%(number)s invånare var med, och några som kom utan anmälan.") % facts
    return _("%(number)s invånare var med, och %(more)s som kom utan anmälan.") % facts


def _said_on(meeting: Meeting, spoken_under: dict[int, int]) -> dict[int, list[Said]]:
    """What the tables said, by the item that it was spoken under. One query."""
    rows = TableNote.objects.filter(meeting=meeting, removed=False, item__in=spoken_under)
    found: dict[int, list[Said]] = {}
    for note in rows.select_related("table").order_by("table__number", "table", "pk"):
        words = Said(note.table.name, note.text, note.said_by)
        found.setdefault(spoken_under[note.item_id], []).append(words)  # type: ignore[index]
    return found


@transaction.atomic
def edit_minutes(*, actor: Person, minutes: Minutes, version: int, intro: str, plain_intro: str = "") -> Minutes:
    """Change how the minutes begin. The same words change nothing.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: a text is too long; keyed by field.
        Conflict: they wait to be read or are published, or somebody else wrote there since `version`.
    """
    take_minutes(minutes, actor)
    _refuse_unless(minutes, MinutesState.DRAFT)
    given = (intro.strip(), plain_intro.strip())
    if given == (minutes.intro, minutes.plain_intro):
        return minutes
    _refuse_older(minutes, version)
    minutes.intro, minutes.plain_intro = given
    minutes.clean_fields(exclude=_NOT_WRITTEN)
    _keep(minutes, actor, "intro", "plain_intro")
    audit.record(actor=actor, verb="minutes.edited", on=minutes, version=minutes.version)
    return minutes


@transaction.atomic
def edit_section(
    *, actor: Person, section: MinutesSection, version: int, said: str, plain_said: str = ""
) -> MinutesSection:
    """Change what the minutes say of one item. Raises as `edit_minutes`.

    Args:
        version: the version of the minutes that `actor` saw.
    """
    minutes = section.minutes
    take_minutes(minutes, actor)
    section.refresh_from_db()
    section.minutes = minutes
    _refuse_unless(minutes, MinutesState.DRAFT)
    given = (said.strip(), plain_said.strip())
    if given == (section.said, section.plain_said):
        return section
    _refuse_older(minutes, version)
    section.said, section.plain_said = given
    section.clean_fields(exclude=_NOT_WRITTEN)
    section.save(update_fields=["said", "plain_said"])
    _keep(minutes, actor)
    audit.record(actor=actor, verb="minutes.edited", on=minutes, version=minutes.version, section=section.number)
    return section


def lacking(minutes: Minutes) -> list[str]:
    """What must be written before somebody else reads the minutes, in words; empty where nothing is left. One query."""
    left = []
    if not (minutes.intro and minutes.plain_intro):
        left.append(_("Inledningen, också på lättläst"))
    for section in minutes.sections.select_related("item").order_by("number"):
        if not (section.said and section.plain_said):
            left.append(_("”%(title)s”, också på lättläst") % {"title": section.item.title})
    return left


@transaction.atomic
def hand_in_minutes(*, actor: Person, minutes: Minutes, version: int) -> Minutes:
    """Let a second person read the minutes. Handed in already they stay so.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        Conflict: something is not written yet, they are published, or somebody else wrote since `version`.
    """
    take_minutes(minutes, actor)
    if minutes.state == MinutesState.TO_APPROVE:
        return minutes
    _refuse_unless(minutes, MinutesState.DRAFT)
    _refuse_older(minutes, version)
    if left := lacking(minutes):
        raise Conflict(_("Skriv det här först: %(left)s.") % {"left": ", ".join(left)})
    minutes.state, minutes.comment = MinutesState.TO_APPROVE, ""
    minutes.version += 1  # whoever only hands them in has written nothing, and may be the one who reads
    minutes.save(update_fields=["state", "comment", "version"])
    audit.record(actor=actor, verb="minutes.handed_in", on=minutes, version=minutes.version)
    return minutes


@transaction.atomic
def approve_minutes(*, actor: Person, minutes: Minutes, version: int) -> Minutes:
    """Read the minutes as the second person and publish them. Everybody who took part is told what came of it.

    Raises:
        PermissionDenied: `actor` wrote last in them, or neither plans the meeting nor had a task there.
        Conflict: they do not wait to be read, or somebody else changed them since `version`.
    """
    _take_to_read(minutes, actor, version)
    minutes.state, minutes.approved_by, minutes.published_at = MinutesState.PUBLISHED, actor, clock.now()
    minutes.version += 1
    minutes.save(update_fields=["state", "approved_by", "published_at", "version"])
    told = outbox.queue(_took_part(minutes.meeting), MessageKind.FOLLOW_UP)
    audit.record(actor=actor, verb="minutes.published", on=minutes, told=told)
    return minutes


@transaction.atomic
def send_back_minutes(*, actor: Person, minutes: Minutes, comment: str) -> Minutes:
    """Give the minutes back to be edited, with a comment. Raises as `approve_minutes`; ValidationError: no comment."""
    _take_to_read(minutes, actor)
    if not comment.strip():
        raise ValidationError({"comment": _("Skriv vad som behöver ändras.")})
    if len(comment.strip()) > COMMENT_LIMIT:
        raise ValidationError({"comment": _("Skriv kortare. Kommentaren får ha högst 500 tecken.")})
    minutes.state, minutes.comment = MinutesState.DRAFT, comment.strip()
    minutes.version += 1
    minutes.save(update_fields=["state", "comment", "version"])
    audit.record(actor=actor, verb="minutes.sent_back", on=minutes)
    return minutes


@transaction.atomic
def correct_minutes(*, actor: Person, minutes: Minutes, text: str, plain_text: str = "") -> Minutes:
    """Add a correction to published minutes, with the day. What was published is never edited.

    Those who took part are told of it, once a day (`tell_of_corrections`). The same words again are not added again.

    Raises:
        PermissionDenied: `actor` does not plan this meeting.
        ValidationError: no text, or no room for it; keyed by field.
        Conflict: they are not published.
    """
    take_minutes(minutes, actor)
    _refuse_unless(minutes, MinutesState.PUBLISHED)
    if not text.strip():
        raise ValidationError({"text": _("Skriv vad som var fel, och vad som är rätt.")})
    day = in_both(lambda: _capital(long_date(clock.today())))
    added = {
        "correction": f"{day['sv']}: {text.strip()}",
        "plain_correction": f"{day['sv-plain']}: {(plain_text.strip() or text.strip())}",
    }
    if minutes.correction.endswith(added["correction"]):
        return minutes
    for name, words in added.items():
        setattr(minutes, name, "\n\n".join(part for part in (getattr(minutes, name), words) if part))
    if max(len(minutes.correction), len(minutes.plain_correction)) > LONGEST:
        raise ValidationError({"text": _("Rättelsen får inte plats. Skriv kortare.")})
    minutes.corrected_on, minutes.correction_waits = clock.today(), True
    minutes.version += 1
    minutes.save(update_fields=[*added, "corrected_on", "correction_waits", "version"])
    audit.record(actor=actor, verb="minutes.corrected", on=minutes, version=minutes.version)
    return minutes


@transaction.atomic
def tell_of_corrections(*, actor: None, minutes: Minutes) -> int:
    """Tell those who took part that the minutes were corrected; returns how many. Only the daily job calls this.

    However many corrections there were since last time, each is told once, in the way that the follow-up reached them.
    Whoever has not had their follow-up yet reads the correction in that.
    """
    _lock(minutes)
    if not minutes.correction_waits:
        return 0
    minutes.correction_waits = False
    minutes.save(update_fields=["correction_waits"])
    of_meeting = Message.objects.filter(invitation__meeting=minutes.meeting)
    reached = Q(state=MessageState.SENT) | Q(state=MessageState.READY, printed_at__isnull=False)
    heard = of_meeting.filter(reached, kind=MessageKind.FOLLOW_UP).order_by()
    last = of_meeting.filter(kind=MessageKind.CORRECTED).aggregate(last=Max("number"))["last"] or 0
    told = outbox.queue(
        _took_part(minutes.meeting).filter(pk__in=heard.values("invitation")), MessageKind.CORRECTED, number=last + 1
    )
    audit.record(actor=actor, verb="minutes.correction_told", on=minutes, told=told)
    return told


def _took_part(meeting: Meeting) -> QuerySet[Invitation]:
    return meeting.invitations.filter(arrived_at__isnull=False).exclude(state=InvitationState.WITHDRAWN)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


# --- what every verb begins with


def _lock_meeting(meeting: Meeting) -> None:
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))


def _lock(minutes: Minutes) -> None:
    """Lock the meeting and then the minutes, and read both again."""
    _lock_meeting(minutes.meeting)
    meeting = minutes.meeting
    minutes.refresh_from_db(from_queryset=Minutes.objects.select_for_update(of=("self",)))
    minutes.meeting = meeting


def take_minutes(minutes: Minutes, actor: Person) -> None:
    """Lock `minutes` and read them again, for one who plans the meeting. Raises PermissionDenied."""
    _lock(minutes)
    if not policy.may_plan_meeting(actor, minutes.meeting):
        raise PermissionDenied


def _take_to_read(minutes: Minutes, actor: Person, version: int | None = None) -> None:
    _lock(minutes)
    if not policy.may_approve_minutes(actor, minutes):
        raise PermissionDenied
    _refuse_unless(minutes, MinutesState.TO_APPROVE)
    if version is not None:
        _refuse_older(minutes, version)


def _refuse_unless(minutes: Minutes, state: MinutesState) -> None:
    """Raise Conflict, with a sentence on how it stands, unless the minutes are in `state`."""
    if minutes.state == state:
        return
    raise Conflict(
        {
            MinutesState.DRAFT: _("Minnesanteckningarna håller på att skrivas. Ladda om sidan."),
            MinutesState.TO_APPROVE: _("Minnesanteckningarna läses av en till just nu. Ladda om sidan."),
            MinutesState.PUBLISHED: _("Minnesanteckningarna är publicerade. Lägg till en rättelse i stället."),
        }[MinutesState(minutes.state)]
    )


def _refuse_older(minutes: Minutes, version: int) -> None:
    if minutes.version != version:
        raise Conflict(
            _("Någon annan har skrivit i minnesanteckningarna. Det du skrev finns kvar. Läs det nya och försök igen.")
        )


def _keep(minutes: Minutes, actor: Person, *fields: str) -> None:
    minutes.version += 1
    minutes.edited_by = actor
    minutes.save(update_fields=[*fields, "version", "edited_by"])
