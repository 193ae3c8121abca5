"""How a meeting is put into words at work: when it is, and the one thing that wants to be done first."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from medskapa.core import clock
from medskapa.core.dates import from_to
from medskapa.meetings.models import MeetingState
from medskapa.meetings.texts import what_now
from tests.meeting_factories import new_meeting

NOON = datetime(2016, 4, 13, 10, 30, tzinfo=UTC)
NOTHING = {"to_send": 0, "waiting": 0, "coming": 0, "unsettled": 0, "minutes_published": False}


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "onsdag 13 april 2016 kl. 12.30–16.00"), ("en", "Wednesday 13 April 2016 at 12:30–16:00")],
)
def test_a_meeting_is_from_one_hour_to_another(language, words):
    with translation.override(language):
        assert from_to(NOON, NOON + timedelta(hours=3, minutes=30)) == words


def test_a_meeting_past_midnight_names_both_days():
    assert from_to(NOON, NOON + timedelta(hours=20)).endswith("torsdag 14 april 2016 kl. 08.30")


def test_no_time_is_no_words():
    assert from_to(None, None) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "counts", "words"),
    [
        (14, {}, "Ingen är inbjuden än"),
        (14, {"to_send": 2, "waiting": 3}, "2 inbjudningar ska skickas"),
        (14, {"waiting": 3, "coming": 9}, "3 har inte svarat, senast "),
        (14, {"coming": 29}, "1 plats är ledig"),
        (14, {"coming": 30}, "Alla platser är tagna"),
        (0, {"to_send": 2}, "Träffen är i dag"),
        (-1, {"unsettled": 4}, "Skriv vad det blev av 4 punkter"),
        (-1, {}, "Varje punkt har ett svar"),
    ],
)
def test_the_first_thing_to_do_with_a_meeting_in_public(days, counts, words):
    with clock.fixed(NOON - timedelta(hours=3)):
        now = what_now(new_meeting(days=days), **(NOTHING | counts))
    assert now.words.startswith(words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Klar att visa för alla"),
        ({"reply_by": None}, "1 uppgift saknas än"),
        ({"reply_by": None, "place_name": "", "address": ""}, "2 uppgifter saknas än"),
        ({"days": -1}, "Dagen har varit"),
    ],
)
def test_the_first_thing_to_do_with_a_draft(fields, words):
    now = what_now(new_meeting(state=MeetingState.DRAFT, **fields), **NOTHING)
    assert now.words.startswith(words)


@pytest.mark.django_db
def test_a_meeting_that_is_over_wants_its_minutes():
    meeting = new_meeting()
    meeting.state = MeetingState.CLOSED
    assert what_now(meeting, **NOTHING).words == "Gör minnesanteckningarna klara"
    assert what_now(meeting, **(NOTHING | {"minutes_published": True})).kind == "done"
    meeting.state = MeetingState.CANCELLED
    assert what_now(meeting, **NOTHING).words == "Inställd"
