"""The answer to an invitation: yes with what the person needs, or no; from whom it was to, or written down by staff."""

from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.meetings import draws, policy, words
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    RefusalReason,
    RepliedBy,
)
from medskapa.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What somebody needs in order to come, in their own words; empty for what they do not need."""

    interpreter: str = ""
    child_care: str = ""
    travel: str = ""
    food: str = ""
    access: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What somebody answers: ``coming`` with `needs` (None leaves what was said before), or why not."""

    coming: bool
    needs: Needs | None = None
    reason: str = RefusalReason.UNSAID
    text: str = ""
    ask_again: bool = True


@transaction.atomic
def reply(*, actor: None, invitation: Invitation, answer: Reply, by: RepliedBy = RepliedBy.WEB) -> Invitation:
    """Keep the answer of the one who holds the code. It can be changed until the meeting begins.

    Raises:
        ValidationError: a text is too long, or the reason unknown; keyed by field.
        Conflict: the invitation is withdrawn, the meeting is over or cancelled, or the seat has gone to somebody else.
    """
    _lock(invitation)
    return _keep(invitation, answer, actor=actor, by=by)


@transaction.atomic
def enter_reply(*, actor: Person, invitation: Invitation, answer: Reply, by: RepliedBy) -> Invitation:
    """Write down what somebody answered on the phone or to their contact.

    Raises:
        PermissionDenied: `actor` is neither the meeting's planner nor the person's contact.
        ValidationError, Conflict: as `reply`.
    """
    _lock(invitation)
    if not policy.may_enter_reply(actor, invitation):
        raise PermissionDenied
    return _keep(invitation, answer, actor=actor, by=by)


def refuse_if_closed(invitation: Invitation) -> None:
    """Raises Conflict where `invitation` can no longer be answered; the sentence says why, and whom to ring."""
    if invitation.state == InvitationState.WITHDRAWN:
        ours = words.facts_of(invitation.meeting)
        raise Conflict(_("Den här inbjudan gäller inte längre. Ring %(phone)s om du undrar varför.") % ours)
    refuse_if_begun(invitation.meeting)


def refuse_if_begun(meeting: Meeting) -> None:
    """Raises Conflict where nobody can say any more whether they come to `meeting`; the sentence says why."""
    ours = words.facts_of(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict(_("Träffen blir inte av, så du behöver inte svara. Ring %(phone)s om du undrar något.") % ours)
    if meeting.state != MeetingState.ANNOUNCED or meeting.starts_at is None or meeting.starts_at <= clock.now():
        raise Conflict(_("Träffen har redan börjat, så svaret går inte att ändra. Ring %(phone)s.") % ours)


def _keep(invitation: Invitation, answer: Reply, *, actor: Person | None, by: RepliedBy) -> Invitation:
    refuse_if_closed(invitation)
    if answer.coming and not _has_seat(invitation) and _taken(invitation) >= invitation.meeting.seats:
        sentence = _(
            "Platsen har gått vidare till någon annan, så träffen är full. Ring %(phone)s, så ser vi vad som går."
        )
        raise Conflict(sentence % words.facts_of(invitation.meeting))
    if not _changes(invitation, answer):
        return invitation
    _write(invitation, answer)
    invitation.replied_at, invitation.replied_by, invitation.reply_entered_by = clock.now(), by, actor
    invitation.version += 1
    invitation.clean_fields(exclude=["member", "meeting", "table", "picked_by", "lookup", "secret_hash"])
    invitation.save()
    asking = [MessageKind.INVITATION, MessageKind.REMINDER]
    outgoing.stop(Message.objects.filter(invitation=invitation, kind__in=asking))
    if not answer.coming:
        outgoing.stop(Message.objects.filter(invitation=invitation, kind=MessageKind.MOVED))
    audit.record(actor=actor, verb="invitation.replied", on=invitation, coming=answer.coming, by=str(by))
    return invitation


def _write(invitation: Invitation, answer: Reply) -> None:
    if answer.coming:
        invitation.state = InvitationState.YES
        invitation.refusal_reason, invitation.refusal_text, invitation.ask_again = "", "", True
        needs = asdict(answer.needs) if answer.needs is not None else {}
    else:
        if answer.reason not in RefusalReason.values:
            raise ValidationError({"refusal_reason": _("Välj ett av svaren i listan.")})
        invitation.state = InvitationState.NO
        invitation.refusal_reason, invitation.refusal_text = answer.reason, answer.text.strip()
        invitation.ask_again, invitation.table = answer.ask_again, None
        needs = asdict(Needs())  # whoever does not come needs nothing, and we keep nothing of it
    for name, text in needs.items():
        setattr(invitation, name, text.strip())


def _changes(invitation: Invitation, answer: Reply) -> bool:
    """Whether `answer` says anything that is not there already, so that a double click is one answer."""
    if answer.coming:
        same = invitation.state == InvitationState.YES
        needs = asdict(answer.needs) if answer.needs is not None else {}
        return not (same and all(getattr(invitation, name) == text.strip() for name, text in needs.items()))
    said = (invitation.refusal_reason, invitation.refusal_text, invitation.ask_again)
    return not (
        invitation.state == InvitationState.NO and said == (answer.reason, answer.text.strip(), answer.ask_again)
    )


def _has_seat(invitation: Invitation) -> bool:
    """Whether a seat is kept for this person: they come, or are asked and the day of the reply has not gone by."""
    if invitation.state == InvitationState.YES:
        return True
    by = draws.answer_by(invitation)
    in_time = by is None or clock.today() <= by
    return invitation.state in {InvitationState.TO_SEND, InvitationState.ASKED} and in_time


def _taken(invitation: Invitation) -> int:
    """How many seats others have: those who come, and those who still have time to answer."""
    meeting: Meeting = invitation.meeting
    open_ = Q(state__in=[InvitationState.TO_SEND, InvitationState.ASKED]) & ~draws.late(clock.today())
    others = meeting.invitations.exclude(pk=invitation.pk)
    return others.filter(Q(state=InvitationState.YES) | open_).count()


def _lock(invitation: Invitation) -> None:
    """The meeting first, then the invitation, as everywhere. Read again, with what the answer is judged by."""
    Meeting.objects.select_for_update().filter(pk=invitation.meeting_id).values_list("pk").get()
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))
