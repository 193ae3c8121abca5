"""Who came: ticked off by staff, or by the person's own code at the door; where they sit; and who came uninvited."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.meetings import policy
from medskapa.meetings.models import Invitation, InvitationState, Meeting, MeetingState, Table
from medskapa.people.models import Person

MOST_WALK_INS = 2_000


@transaction.atomic
def arrive(*, actor: Person, invitation: Invitation, table: Table | None = None) -> Invitation:
    """Note that somebody has come, whatever they answered before. Again it changes nothing but the table.

    Args:
        table: where they sit; None leaves what stands there.

    Raises:
        PermissionDenied: `actor` does not receive people at this meeting.
        ValidationError: the table is another meeting's.
        Conflict: it is not the day yet, the meeting is over, or the invitation is withdrawn.
    """
    _take(invitation, actor)
    _refuse_unless_held(invitation.meeting)
    return _arrived(invitation, actor=actor, table=table)


@transaction.atomic
def check_in(*, actor: None, invitation: Invitation) -> Invitation:
    """Note that the one who holds the code has come. Raises Conflict as `arrive`, with a sentence for them."""
    _lock(invitation)
    _refuse_unless_held(invitation.meeting)
    return _arrived(invitation, actor=actor, table=None)


@transaction.atomic
def undo_arrival(*, actor: Person, invitation: Invitation) -> Invitation:
    """Take back a tick that was a mistake. Whoever has not come stays that way.

    Raises:
        PermissionDenied: `actor` does not receive people at this meeting.
        Conflict: the meeting is over.
    """
    _take(invitation, actor)
    _refuse_if_over(invitation.meeting)
    if invitation.arrived_at is None:
        return invitation
    invitation.arrived_at = None
    invitation.save(update_fields=["arrived_at"])
    audit.record(actor=actor, verb="invitation.arrival_undone", on=invitation)
    return invitation


@transaction.atomic
def seat(*, actor: Person, invitation: Invitation, table: Table | None) -> Invitation:
    """Give somebody a place at `table`, or at none. It can be done before they come.

    Raises:
        PermissionDenied: `actor` does not receive people at this meeting.
        ValidationError: the table is another meeting's.
        Conflict: the meeting is over, or the invitation is withdrawn.
    """
    _take(invitation, actor)
    _refuse_if_over(invitation.meeting)
    _refuse_if_withdrawn(invitation)
    _refuse_another(table, invitation.meeting)
    if invitation.table != table:
        invitation.table = table
        invitation.save(update_fields=["table"])
        audit.record(actor=actor, verb="invitation.seated", on=invitation, table=table.number if table else 0)
    return invitation


@transaction.atomic
def count_walk_ins(*, actor: Person, meeting: Meeting, number: int) -> Meeting:
    """Say how many in all have come without an invitation. The same number again changes nothing.

    Raises:
        PermissionDenied: `actor` does not receive people at this meeting.
        ValidationError: it is no number of people.
        Conflict: it is not the day yet, or the meeting is over.
    """
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    if not policy.may_welcome(actor, meeting):
        raise PermissionDenied
    _refuse_unless_held(meeting)
    if not 0 <= number <= MOST_WALK_INS:
        raise ValidationError({"number": _("Skriv ett antal mellan 0 och %(most)s.") % {"most": MOST_WALK_INS}})
    if meeting.walk_ins != number:
        meeting.walk_ins = number
        meeting.save(update_fields=["walk_ins"])
        audit.record(actor=actor, verb="meeting.walk_ins_counted", on=meeting, number=number)
    return meeting


def is_held(meeting: Meeting) -> bool:
    """Whether people can come: from the morning of the day until the meeting is closed."""
    begins = meeting.starts_at
    return meeting.state == MeetingState.ANNOUNCED and begins is not None and clock.day_of(begins) <= clock.today()


def _arrived(invitation: Invitation, *, actor: Person | None, table: Table | None) -> Invitation:
    _refuse_if_withdrawn(invitation)
    _refuse_another(table, invitation.meeting)
    changed = []
    if invitation.arrived_at is None:
        invitation.arrived_at = clock.now()
        changed.append("arrived_at")
    if table is not None and invitation.table != table:
        invitation.table = table
        changed.append("table")
    if changed:
        invitation.save(update_fields=changed)
        audit.record(actor=actor, verb="invitation.arrived", on=invitation, with_code=actor is None)
    return invitation


def _take(invitation: Invitation, actor: Person) -> None:
    _lock(invitation)
    if not policy.may_welcome(actor, invitation.meeting):
        raise PermissionDenied


def _lock(invitation: Invitation) -> None:
    """The meeting first, then the invitation, as everywhere; both read again."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=invitation.meeting_id)
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))
    invitation.meeting = meeting


def _refuse_unless_held(meeting: Meeting) -> None:
    _refuse_if_over(meeting)
    if not is_held(meeting):
        raise Conflict(_("Det är inte dags för träffen än."))


def _refuse_if_over(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict(_("Träffen blir inte av."))
    if meeting.state != MeetingState.ANNOUNCED:
        raise Conflict(_("Träffen är avslutad, så det går inte att ändra."))


def _refuse_if_withdrawn(invitation: Invitation) -> None:
    if invitation.state == InvitationState.WITHDRAWN:
        raise Conflict(_("Den här inbjudan gäller inte längre."))


def _refuse_another(table: Table | None, meeting: Meeting) -> None:
    if table is not None and table.meeting_id != meeting.pk:
        raise ValidationError({"table": _("Välj ett av träffens bord.")})
