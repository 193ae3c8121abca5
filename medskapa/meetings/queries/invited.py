"""What the invited person reads: their own invitations, signed in."""

from django.db.models import QuerySet
from django.http import Http404

from medskapa.core import clock
from medskapa.meetings.models import Invitation, InvitationState, MeetingState
from medskapa.people.models import Person


def visible_to(person: Person) -> QuerySet[Invitation]:
    """The invitations to `person` that have been sent and not withdrawn."""
    hidden = [InvitationState.TO_SEND, InvitationState.WITHDRAWN]
    return Invitation.objects.filter(member__person=person).exclude(state__in=hidden)


def mine(person: Person) -> list[Invitation]:
    """The invitations to `person` that can still be answered, the next meeting first. Queries: 1."""
    coming = visible_to(person).filter(meeting__state=MeetingState.ANNOUNCED, meeting__starts_at__gt=clock.now())
    return list(coming.select_related("meeting__place").order_by("meeting__starts_at", "pk"))


def mine_opened(person: Person, pk: int) -> Invitation:
    """One invitation to `person`. Raises Http404."""
    found = visible_to(person).select_related("meeting__unit", "meeting__place", "member").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
