"""Messages to the invited: how they are made, and whether one that waits is still worth saying."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from medskapa.core import clock
from medskapa.integrations import outgoing
from medskapa.meetings import jobs, reach
from medskapa.meetings.models import (
    Invitation,
    InvitationState,
    InviteVia,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
)

AT_ONCE = 500
AFTERWARDS = [MessageKind.FOLLOW_UP, MessageKind.CORRECTED]
"""The kinds of messages that tell what stands in the minutes."""

_AWAITS = Q(
    kind__in=[MessageKind.INVITATION, MessageKind.REMINDER],
    invitation__state=InvitationState.ASKED,
    invitation__meeting__state=MeetingState.ANNOUNCED,
)
_NOT_HELD = Q(invitation__meeting__state__in=[MeetingState.ANNOUNCED, MeetingState.CANCELLED])
_MAY_COME = Q(invitation__state__in=[InvitationState.ASKED, InvitationState.YES])


def wanted() -> Q:
    """The messages that still say something to the one who gets them.

    Nobody is asked who has answered, reminded after the day of the reply or where reminders are paused, and whoever
    said no hears nothing more of the meeting. Whoever may no longer come hears that also when nobody else comes either.
    """
    now = clock.now()
    late = Q(kind=MessageKind.REMINDER) & (
        Q(invitation__meeting__reply_by__lt=clock.today())
        | Q(invitation__meeting__reminders_paused=True)
        | Q(invitation__reminder_paused=True)
    )
    asked = _AWAITS & Q(invitation__meeting__starts_at__gt=now) & ~late
    moved = Q(kind=MessageKind.MOVED, invitation__meeting__state=MeetingState.ANNOUNCED) & _MAY_COME
    cancelled = Q(kind=MessageKind.CANCELLED) & _MAY_COME
    taken_back = Q(kind=MessageKind.WITHDRAWN, invitation__state=InvitationState.WITHDRAWN) & _NOT_HELD
    taken_back &= Q(invitation__meeting__starts_at__gt=now)
    after = Q(kind__in=AFTERWARDS) & ~Q(invitation__state=InvitationState.WITHDRAWN)
    return asked | moved | cancelled | taken_back | after


def can_invite(meeting: Meeting) -> bool:
    """Whether invitations to `meeting` can be sent now: it is announced, and has not begun."""
    return meeting.state == MeetingState.ANNOUNCED and meeting.starts_at is not None and meeting.starts_at > clock.now()


def queue(
    invitations: QuerySet[Invitation], kind: MessageKind, number: int = 1, *, but_not: Collection[InviteVia] = ()
) -> int:
    """Make one message of `kind` to each of `invitations` that has none with this `number`.

    It goes the way that the last one reached the person, otherwise the way they chose. What goes by SMS and e-mail is
    sent by the worker once the transaction is done; letters wait to be printed, and what is told by word of mouth
    stands in the list of whoever tells it. The words come from `words.says`.

    Args:
        number: tells several of a kind to the same person apart, as when a meeting is moved twice.
        but_not: ways that are of no use now; whoever would be reached so gets none.

    Returns:
        how many were made.
    """
    earlier = Message.objects.filter(invitation=OuterRef("pk"))
    reached = earlier.filter(state=MessageState.SENT).order_by("-done_at", "-pk").values("via")
    lacking = invitations.filter(~Exists(earlier.filter(kind=kind, number=number))).annotate(
        reached_by=Subquery(reached[:1])
    )
    made = [
        Message(invitation=invitation, kind=kind, number=number, via=via, made_on=clock.today())
        for invitation in lacking.select_related("member__person").order_by("pk")
        if (via := reach.way_for(invitation.member, invitation.reached_by)) not in but_not
    ]
    Message.objects.bulk_create(made, batch_size=AT_ONCE)
    if any(message.via in outgoing.BY_MACHINE for message in made):
        transaction.on_commit(jobs.enqueue_waiting)
    return len(made)


def who_knows(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Those who may come, and have heard of it: something has reached them, or lies printed for the post."""
    reached = Q(state=MessageState.SENT) | Q(state=MessageState.READY, printed_at__isnull=False)
    heard = Message.objects.filter(reached, invitation=OuterRef("pk"))
    return invitations.filter(Q(state=InvitationState.YES) | Q(Exists(heard), state=InvitationState.ASKED))
