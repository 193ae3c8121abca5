"""A meeting in the demo town on its day: who comes, what is said at the tables, and how people vote."""

import hashlib
from typing import Any

from medskapa.core.idempotency import new_key
from medskapa.demo.frame import data
from medskapa.demo.history import History
from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, InvitationState, Meeting, Statement, Table, VotingCard
from medskapa.people.models import Person

STAY_AWAY = 2
BY_PHONE = 3
"""Every third votes on the phone, the others on paper."""


class Day:
    """Plays the day of a meeting. `items` and `tables` are the meeting's, by the keys of the data."""

    def __init__(self, history: History, planner: Person) -> None:
        self.history = history
        self.planner = planner

    def come(self, meeting: Meeting, tables: list[Table], *, walk_ins: int) -> None:
        """Those who said yes come, but for a few: every other is ticked off, the rest show their code at the door."""
        coming = meeting.invitations.filter(state=InvitationState.YES).select_related("meeting").order_by("pk")
        for number, invitation in enumerate(list(coming)[: -STAY_AWAY or None]):
            table = tables[number % len(tables)]
            if number % 2:
                actions.check_in(actor=None, invitation=invitation)
                actions.seat(actor=self.planner, invitation=invitation, table=table)
            else:
                actions.arrive(actor=self.planner, invitation=invitation, table=table)
        if walk_ins:
            actions.count_walk_ins(actor=self.planner, meeting=meeting, number=walk_ins)

    def note(self, table: Table, said: list[tuple[str, AgendaItem | None]]) -> None:
        """The note-takers of a table take turns to write down what is said there."""
        takers = [each.person for each in table.note_takers.select_related("person").order_by("pk")]
        for number, (text, item) in enumerate(said):
            actions.write_note(actor=takers[number % len(takers)], table=table, key=new_key(), text=text, item=item)

    def state(self, meeting: Meeting, items: dict[str, AgendaItem]) -> None:
        """Write the statements and make the cards, before the meeting."""
        for each in data("statements")["statements"]:
            actions.add_statement(
                actor=self.planner,
                meeting=meeting,
                text=each["text"],
                plain_text=each["plain"],
                item=items[each["item"]],
            )
        actions.make_cards(actor=self.planner, meeting=meeting, number=meeting.seats)

    def vote(self, meeting: Meeting) -> None:
        """Everybody who came votes, as one of their kind does, with a mind of their own now and then."""
        statements = list(Statement.objects.filter(meeting=meeting).order_by("number"))
        actions.open_statements(actor=self.planner, meeting=meeting, statements=statements)
        came = meeting.invitations.filter(arrived_at__isnull=False).count()
        cards = VotingCard.objects.filter(meeting=meeting).select_related("meeting").order_by("number")
        for card, kind in zip(cards[:came], self._kinds(), strict=False):
            answers = self._answers(card.number, kind, statements)
            if card.number % BY_PHONE:
                actions.type_ballot(actor=self.planner, card=card, answers=answers)
            else:
                for statement, value in answers.items():
                    actions.vote(actor=None, card=card, statement=statement, value=value)
        actions.close_statements(actor=self.planner, meeting=meeting, statements=statements)

    def _kinds(self) -> list[int]:
        """Which kind each voter is of, mixed, so that no order tells it."""
        many = data("statements")["groups"].values()
        kinds = [kind for kind, number in enumerate(many) for _each in range(number)]
        return sorted(kinds, key=lambda kind: self.history.random.random())

    def _answers(self, voter: int, kind: int, statements: list[Statement]) -> dict[Statement, int]:
        asked: list[dict[str, Any]] = data("statements")["statements"]
        answers = {
            statement: _answer(about["mind"][kind], _chance(voter, statement.number))
            for about, statement in zip(asked, statements, strict=True)
        }
        return {statement: value for statement, value in answers.items() if value is not None}


def _answer(mind: int, chance: float) -> int | None:
    """1, -1, 0 for a pass, or None for no answer: the stronger the mind of the kind, the fewer think otherwise."""
    if chance < 0.04:
        return None
    if chance < 0.12:
        return 0
    agrees = {2: 0.95, 1: 0.75, 0: 0.5, -1: 0.25, -2: 0.05}[mind]
    return 1 if (chance - 0.12) / 0.88 < agrees else -1


def _chance(voter: int, statement: int) -> float:
    """A number from 0 to 1 that is the same whenever the town is loaded."""
    digest = hashlib.sha256(f"{voter}:{statement}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
