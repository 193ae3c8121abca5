"""Somebody who votes by phone, page by page, and a meeting that is over, for the tests of several modules."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from medskapa.meetings import passes
from medskapa.meetings.models import Meeting, MeetingState, Statement, VotingCard
from medskapa.people.models import Person
from tests.meetings.pages import form, url


def opened(client: Client, card: VotingCard) -> HttpResponse:
    """What the code of the card leads to."""
    return client.post(url("vote"), form(code=str(passes.code_of(card))))


def answered(client: Client, response: HttpResponse, statement: Statement, value: int) -> HttpResponse:
    """What follows on the answer to the statement that `response` shows."""
    sent: dict[str, Any] = {"pass": pass_on(response), "statement": statement.pk, "value": value}
    return client.post(url("vote_answer"), sent)


def pass_on(response: HttpResponse) -> str:
    return unescape(re.search(r'name="pass" value="([^"]+)"', response.text)[1])


def closed(meeting: Meeting, by: Person) -> None:
    """That the meeting was closed by somebody."""
    meeting.state, meeting.closed_at, meeting.closed_by = MeetingState.CLOSED, meeting.ends_at, by
    meeting.save()
