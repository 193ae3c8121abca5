"""Invitations that staff make by hand, and invitations that are taken back."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.meetings import codes, outbox, policy
from medskapa.meetings.actions.pool import BY_STAFF, refuse_wrong, stop_messages
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    MessageKind,
    Origin,
    PoolMember,
)
from medskapa.people.models import Person

WHY_LIMIT = 300
REASON_LIMIT = 500
NEW_ONE = [field for field in BY_STAFF if field not in {"agreed_on", "agreed_how"}]


@transaction.atomic
def pick_by_hand(
    *, actor: Person, meeting: Meeting, why: str, member: PoolMember | None = None, **new: Any
) -> Invitation:
    """Invite somebody whom staff chose: a `member` of the pool, or somebody of whom only this meeting knows (`new`).

    It is told everywhere that they were picked and not drawn. Whoever is invited already is not invited again; one
    drawn stays drawn.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: no reason, or a value is missing or malformed; keyed by field.
        Conflict: the meeting is over, or the person does not want to be asked any more.
    """
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    if not policy.may_invite_to(actor, meeting):
        raise PermissionDenied
    if meeting.state not in {MeetingState.DRAFT, MeetingState.ANNOUNCED}:
        raise Conflict(_("Träffen är avslutad eller inställd."))
    reason = why.strip()
    if not reason:
        raise ValidationError({"why": _("Skriv varför just den här personen ska bli inbjuden.")})
    if len(reason) > WHY_LIMIT:
        raise ValidationError({"why": _("Skriv högst %(most)s tecken.") % {"most": WHY_LIMIT}})
    today = clock.today()
    if member is None:
        member = PoolMember(only_for=meeting, added_by=actor)
        for name in NEW_ONE:
            if name in new:
                setattr(member, name, new[name].strip() if isinstance(new[name], str) else new[name])
        refuse_wrong(member)
        member.asked_on = today
        member.save(force_insert=True)
    else:
        member.refresh_from_db(from_queryset=PoolMember.objects.select_for_update(of=("self",)))
        if earlier := Invitation.objects.filter(meeting=meeting, member=member).first():
            return earlier
        if member.left_on is not None or (member.only_for_id not in {None, meeting.pk}):
            raise Conflict(_("Personen vill inte bli tillfrågad längre."))
        member.asked_on = today
        member.save(update_fields=["asked_on"])
    invitation = Invitation(
        meeting=meeting, member=member, origin=Origin.PICKED, picked_by=actor, picked_why=reason, made_on=today
    )
    codes.issue(invitation)
    invitation.save(force_insert=True)
    audit.record(actor=actor, verb="invitation.picked", on=invitation, why=reason)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Person, invitation: Invitation, reason: str) -> Invitation:
    """Take an invitation back, whatever was answered. What has not gone yet does not go; the seat goes to the next.

    Whoever has heard of it, and may still mean to come, is told in the way that reached them. The reason is not: it is
    written for those who look at the list, and stays in the audit.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: no reason.
        Conflict: the person has come, or the meeting is over.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=invitation.meeting_id)
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))
    if not policy.may_withdraw(actor, invitation):
        raise PermissionDenied
    if invitation.state == InvitationState.WITHDRAWN:
        return invitation
    if meeting.is_over or invitation.arrived_at is not None:
        raise Conflict(_("Det är för sent. Träffen är över, eller så har personen redan kommit."))
    tidy = reason.strip()
    if not tidy or len(tidy) > REASON_LIMIT:
        raise ValidationError({"reason": _("Skriv varför, med högst %(most)s tecken.") % {"most": REASON_LIMIT}})
    this = Invitation.objects.filter(pk=invitation.pk)
    knows = outbox.who_knows(this).exists()
    invitation.state = InvitationState.WITHDRAWN
    invitation.version += 1
    invitation.save(update_fields=["state", "version"])
    stop_messages([invitation.pk])
    if knows:
        outbox.queue(this, MessageKind.WITHDRAWN)
    audit.record(actor=actor, verb="invitation.withdrawn", on=invitation, why=tidy)
    return invitation
