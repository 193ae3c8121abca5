"""A meeting that everybody can read of, the browser of whoever plans it, and what is voted on there."""

import pytest
from django.test import Client

from medskapa.meetings import actions
from medskapa.meetings.models import Meeting, Statement, VotingCard
from medskapa.people.models import Person
from tests.factories import StaffFactory
from tests.meeting_factories import new_meeting, new_statement, new_table


@pytest.fixture
def meeting(unit) -> Meeting:
    return new_meeting(unit=unit)


@pytest.fixture
def planning(client, planner) -> Client:
    client.force_login(planner)
    return client


@pytest.fixture
def helper(meeting) -> Person:
    """Somebody who writes at a table of the meeting."""
    person = StaffFactory()
    new_table(meeting, person)
    return person


@pytest.fixture
def statements(meeting) -> list[Statement]:
    return [new_statement(meeting) for _each in range(3)]


@pytest.fixture
def cards(meeting, planner) -> list[VotingCard]:
    return actions.make_cards(actor=planner, meeting=meeting, number=12)
