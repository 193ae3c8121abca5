"""Meetings and what belongs to them, straight into the tables, with meaningful defaults."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from medskapa.core import clock
from medskapa.meetings import codes, passes
from medskapa.meetings.models import (
    AgendaItem,
    Ballot,
    Invitation,
    InvitationState,
    InviteVia,
    ItemKind,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    NoteTaker,
    PoolMember,
    Statement,
    Table,
    Vote,
    VotingCard,
)
from medskapa.people.models import Person
from medskapa.voice.models import EventKind, Theme, Thread
from tests.factories import StaffFactory, UnitFactory

_numbers = count(1)


def new_meeting(*, state: MeetingState = MeetingState.ANNOUNCED, days: int = 14, **fields: Any) -> Meeting:
    """A meeting from 12.30 to 16.00, `days` from today, announced unless `state` says otherwise."""
    number = next(_numbers)
    starts = clock.midnight(clock.today() + timedelta(days=days)) + timedelta(hours=12, minutes=30)
    return Meeting.objects.create(
        **{
            "slug": f"traff-{number}",
            "number": number,
            "title": f"Invånarträff {number}",
            "purpose": "Vi vill höra vad som behöver bli bättre.",
            "unit": fields.pop("unit", None) or UnitFactory(),
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=3, minutes=30),
            "place_name": "Yrkeshögskolan",
            "address": "Rönnowsgatan 8",
            "reply_by": clock.today() + timedelta(days=days - 5),
            "state": state,
            "announced_at": clock.now() if state != MeetingState.DRAFT else None,
        }
        | fields
    )


def new_table(meeting: Meeting, *note_takers: Person, **fields: Any) -> Table:
    number = meeting.tables.count() + 1
    table = Table.objects.create(meeting=meeting, **({"number": number, "name": f"Hur vi bemöts {number}"} | fields))
    for person in note_takers:
        NoteTaker.objects.create(table=table, person=person)
    return table


def new_item(meeting: Meeting, *, theme: Theme | None = None, **fields: Any) -> AgendaItem:
    """An item of the agenda, in the thread of `theme` or in one of its own."""
    thread = theme.thread if theme else Thread.objects.create(public=True, state=EventKind.ON_AGENDA)
    number = meeting.items.count() + 1
    kind = ItemKind.THEME if theme else ItemKind.QUESTION
    defaults = {"number": number, "title": f"Hur blir breven lättare att förstå? ({number})", "kind": kind}
    return AgendaItem.objects.create(meeting=meeting, theme=theme, thread=thread, **(defaults | fields))


def new_member(**fields: Any) -> PoolMember:
    """A resident who said yes to being asked, by letter."""
    number = next(_numbers)
    return PoolMember.objects.create(
        **{
            "name": f"Påhittad Invånare {number}",
            "via": InviteVia.LETTER,
            "address": f"Storgatan {number}\n252 00 Helsingborg",
            "birth_year": 1960,
            "gender": "woman",
            "agreed_on": clock.today() - timedelta(days=30),
        }
        | fields
    )


def new_invitation(meeting: Meeting, member: PoolMember | None = None, **fields: Any) -> Invitation:
    """A drawn invitation that waits for its answer, with a real code: `codes.code_for` tells it."""
    state = fields.get("state", InvitationState.ASKED)
    replied = {"replied_at": clock.now(), "replied_by": "web"} if state in {"yes", "no"} else {}
    if state == InvitationState.NO:
        replied["refusal_reason"] = "time"
    defaults = {"meeting": meeting, "member": member or new_member(), "state": state, "made_on": clock.today()}
    invitation = Invitation(**(defaults | replied | fields))
    codes.issue(invitation)
    invitation.save(force_insert=True)
    return invitation


def new_statement(meeting: Meeting, **fields: Any) -> Statement:
    number = meeting.statements.count() + 1
    return Statement.objects.create(
        meeting=meeting, **({"number": number, "text": f"Breven är lätta {number}."} | fields)
    )


def closed(meeting: Meeting, by: Person | None = None) -> Meeting:
    """Close `meeting` straight in its table; items without an outcome are answered first, and none can come after."""
    open_items = meeting.items.filter(outcome="", dropped_at__isnull=True, merged_into__isnull=True)
    open_items.update(outcome="answered", outcome_text="Vi svarade på träffen.", outcome_at=clock.now())
    meeting.state, meeting.closed_at, meeting.closed_by = MeetingState.CLOSED, clock.now(), by or StaffFactory()
    meeting.save()
    return meeting


def new_message(invitation: Invitation, **fields: Any) -> Message:
    """A message that waits, in the way that the invited person chose: the invitation, unless `kind` says otherwise."""
    defaults = {"kind": MessageKind.INVITATION, "via": invitation.member.via, "made_on": clock.today()}
    return Message.objects.create(invitation=invitation, **(defaults | fields))


def new_ballots(meeting: Meeting, *people: Sequence[int | None]) -> list[Ballot]:
    """A card and a ballot for each of `people`, by phone: one answer for each statement of the meeting, or None."""
    statements = list(meeting.statements.order_by("number"))
    last = meeting.cards.count()
    cards = [VotingCard(meeting=meeting, number=last + number) for number in range(1, len(people) + 1)]
    passes.issue(*cards)
    VotingCard.objects.bulk_create(cards)
    ballots = Ballot.objects.bulk_create(Ballot(meeting=meeting, card=card) for card in cards)
    Vote.objects.bulk_create(
        Vote(ballot=ballot, statement=statement, value=value)
        for ballot, values in zip(ballots, people, strict=True)
        for statement, value in zip(statements, values, strict=True)
        if value is not None
    )
    return ballots


def two_camps(*sizes: int, statements: int = 10) -> list[list[int]]:
    """Votes of people in camps that answer half of the statements their own way; with the other half all agree.

    The third person of each five differs in one answer, so that nobody is a copy of all others.
    """
    people = []
    for camp, size in enumerate(sizes):
        for number in range(size):
            own = [1 if (place + camp) % len(sizes) == 0 else -1 for place in range(statements // 2)]
            votes = own + [1] * (statements - len(own))
            if number % 5 == 2:
                votes[number % statements] = 0
            people.append(votes)
    return people
