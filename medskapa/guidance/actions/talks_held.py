"""What became of a talk: it was held, or it did not happen and the resident is asked why; and the reminder before."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import notices, policy
from medskapa.guidance.actions.notes import add_note
from medskapa.guidance.actions.talks import keep_next, lock_assignment, lock_talk, refuse_stale
from medskapa.guidance.models import (
    Contact,
    ContactKind,
    HelpKind,
    HiddenGround,
    NoticeKind,
    NoticeVia,
    Talk,
    TalkHow,
    TalkState,
)
from medskapa.people.models import Person

_KINDS = {
    TalkHow.PLACE: ContactKind.VISIT,
    TalkHow.PHONE: ContactKind.PHONE,
    TalkHow.VIDEO: ContactKind.VIDEO,
}


@transaction.atomic
def hold_talk(
    *,
    actor: Person,
    talk: Talk,
    about: str = "",
    note: str = "",
    hidden_ground: HiddenGround | str = "",
    version: int | None = None,
) -> Talk:
    """Write down that a talk was held: the contact and, where there is one, the note, in one step. Twice is once.

    Args:
        about: what it was about, in a few words, for the log of contacts that the resident reads too.
        note: empty for none.
        hidden_ground: why the resident may not read the note; see `actions.write_note`.

    Raises:
        PermissionDenied: `actor` does not guide the resident.
        ValidationError: the words are too long.
        Conflict: the talk has not begun, or was cancelled.
    """
    assignment = lock_assignment(talk.resident)
    lock_talk(talk)
    if not policy.may_guide_resident(actor, talk.resident):
        raise PermissionDenied
    if talk.state == TalkState.HELD:
        return talk
    _refuse_unless_begun(talk)
    refuse_stale(talk, version)
    talk.state, talk.version = TalkState.HELD, talk.version + 1
    talk.save(update_fields=["state", "version"])
    contact = Contact(
        resident=talk.resident,
        staff=actor,
        kind=_KINDS[TalkHow(talk.how)],
        day=clock.day_of(talk.starts_at),
        about=about.strip(),
        talk=talk,
    )
    contact.clean_fields(exclude=["resident", "staff", "talk"])
    contact.save()
    if note.strip():
        add_note(actor, talk.resident, note, hidden_ground)
    keep_next(assignment)
    notices.drop(talk)
    audit.record(actor=actor, verb="talk.held", on=talk, with_note=bool(note.strip()))
    return talk


@transaction.atomic
def miss_talk(*, actor: Person, talk: Talk, version: int | None = None) -> Talk:
    """Write down that a talk did not happen, and ask the resident why. Nothing is counted as absence. Twice is once.

    Raises:
        PermissionDenied: `actor` does not guide the resident.
        Conflict: the talk has not begun, was held or was cancelled.
    """
    assignment = lock_assignment(talk.resident)
    lock_talk(talk)
    if not policy.may_guide_resident(actor, talk.resident):
        raise PermissionDenied
    if talk.state == TalkState.MISSED:
        return talk
    _refuse_unless_begun(talk)
    if talk.state == TalkState.HELD:
        raise Conflict(_("Samtalet har redan skrivits ner som hållet."))
    refuse_stale(talk, version)
    talk.state, talk.version = TalkState.MISSED, talk.version + 1
    talk.save(update_fields=["state", "version"])
    keep_next(assignment)
    notices.drop(talk)
    notices.tell(talk.resident, NoticeKind.TALK_MISSED, talk)
    audit.record(actor=actor, verb="talk.missed", on=talk)
    return talk


@transaction.atomic
def answer_missed(
    *, actor: Person, talk: Talk, why: str = "", help_kinds: Collection[str] = (), help_wanted: str = ""
) -> Talk:
    """Keep what the resident says of a talk that did not happen, and what would help next time. The last words count.

    The guide may write it down for somebody who tells it on the phone.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        ValidationError: nothing is said, the words are too long, or a kind of help is unknown.
        Conflict: the talk did happen after all, or was cancelled.
    """
    lock_talk(talk)
    if not policy.may_plan_with(actor, talk.resident):
        raise PermissionDenied
    if talk.state != TalkState.MISSED:
        raise Conflict(_("Vi behöver inte veta mer om det samtalet. Tack ändå."))
    wanted = sorted(set(help_kinds))
    if not set(wanted) <= set(HelpKind.values):
        raise ValidationError({"help_kinds": _("Välj bland det som står i listan.")})
    words = why.strip(), wanted, help_wanted.strip()
    if not any(words):
        raise ValidationError(_("Skriv något, eller kryssa i något. Du kan också ringa oss i stället."))
    if (talk.missed_why, talk.help_kinds, talk.help_wanted) == words:
        return talk
    talk.missed_why, talk.help_kinds, talk.help_wanted = words
    talk.answered_on, talk.version = clock.today(), talk.version + 1
    talk.clean_fields(exclude=["resident", "guide", "booked_by", "help_kinds"])
    talk.save(update_fields=["missed_why", "help_kinds", "help_wanted", "answered_on", "version"])
    notices.drop(talk)
    audit.record(actor=actor, verb="talk.missed_answered", on=talk, help=len(wanted))
    return talk


@transaction.atomic
def remind_of_talk(*, actor: None, talk: Talk) -> bool:
    """Remind the resident of a talk tomorrow, once. Only the daily job calls this. Returns whether anybody was told.

    Nobody is reminded by letter, which comes too late, or by hand.
    """
    lock_talk(talk)
    if talk.state != TalkState.BOOKED or talk.starts_at <= clock.now():
        return False
    by_hand = [NoticeVia.LETTER, NoticeVia.HAND]
    number = talk.calendar_number + 1  # of the talk as it is now: a moved one is reminded of again
    told = notices.tell(talk.resident, NoticeKind.TALK_TOMORROW, talk, number=number, but_not=by_hand)
    if told is not None:
        audit.record(actor=actor, verb="talk.reminded", on=talk, number=number)
    return told is not None


def _refuse_unless_begun(talk: Talk) -> None:
    if talk.state == TalkState.CANCELLED:
        raise Conflict(_("Samtalet är avbokat. Skriv en kontakt i stället, om ni pratade ändå."))
    if talk.starts_at > clock.now():
        raise Conflict(_("Samtalet har inte börjat än."))
