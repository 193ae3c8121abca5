"""A meeting is shown to everyone, moved and cancelled; whoever has to do with it is told at that moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.meetings import actions
from medskapa.meetings.actions import announcing
from medskapa.meetings.models import Meeting, MeetingState
from medskapa.voice.models import EventKind
from tests.factories import new_theme
from tests.meeting_factories import new_item, new_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(unit):
    return new_meeting(state=MeetingState.DRAFT, unit=unit)


@pytest.fixture
def called(monkeypatch):
    """The hooks that were called, by name, instead of those of the other parts of the room."""
    calls = []
    for name in ("_announced", "_moved", "_cancelled"):
        monkeypatch.setattr(announcing, name, [lambda actor, meeting, name=name: calls.append(name)])
    return calls


def test_a_meeting_is_shown_to_everyone_once(planner, draft, called):
    for _click in range(2):
        actions.announce(actor=planner, meeting=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.is_public) == ("announced", True)
    assert called == ["_announced"]


@pytest.mark.parametrize(
    ("gone", "field"),
    [
        ({"starts_at": None, "ends_at": None}, "starts_at"),
        ({"place_name": "", "address": ""}, "place_name"),
        ({"purpose": " "}, "purpose"),
        ({"reply_by": None}, "reply_by"),
    ],
)
def test_what_residents_need_to_know_must_be_there_first(planner, draft, gone, field, called):
    Meeting.objects.filter(pk=draft.pk).update(**gone)
    with pytest.raises(ValidationError) as refused:
        actions.announce(actor=planner, meeting=draft)
    assert list(refused.value.message_dict) == [field]
    assert called == []


def test_the_last_day_to_reply_is_before_the_meeting(planner, draft):
    Meeting.objects.filter(pk=draft.pk).update(reply_by=clock.day_of(draft.starts_at))
    with pytest.raises(ValidationError):
        actions.announce(actor=planner, meeting=draft)


def test_nobody_is_asked_to_reply_by_a_day_that_has_been(planner, draft):
    Meeting.objects.filter(pk=draft.pk).update(reply_by=clock.today() - timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        actions.announce(actor=planner, meeting=draft)
    assert "reply_by" in refused.value.message_dict


def test_a_day_that_has_been_cannot_be_announced(planner, unit):
    with pytest.raises(Conflict):
        actions.announce(actor=planner, meeting=new_meeting(state=MeetingState.DRAFT, unit=unit, days=-3))


@pytest.mark.parametrize(
    ("change", "number", "calls"),
    [
        (lambda m: {"starts_at": m.starts_at + timedelta(hours=1)}, 1, ["_moved"]),
        (lambda m: {"place_name": "Biblioteket"}, 1, ["_moved"]),
        (lambda m: {"purpose": "Vi vill höra mer."}, 1, []),
        (lambda m: {"food": "Soppa."}, 0, []),
    ],
)
def test_who_was_asked_is_told_of_another_time_or_place_only(planner, meeting, called, change, number, calls):
    actions.edit_meeting(actor=planner, meeting=meeting, version=1, **change(meeting))
    meeting.refresh_from_db()
    assert meeting.calendar_number == number
    assert called == calls


def test_nobody_is_told_of_a_draft_that_moves(planner, draft, called):
    actions.edit_meeting(actor=planner, meeting=draft, version=1, place_name="Biblioteket")
    assert called == []


def test_nobody_is_told_that_a_meeting_that_has_been_was_elsewhere(planner, unit, called):
    held = new_meeting(unit=unit, days=-1)
    actions.edit_meeting(actor=planner, meeting=held, version=1, place_name="Biblioteket")
    assert called == []


def test_a_meeting_in_public_keeps_its_time(planner, meeting):
    with pytest.raises(ValidationError):
        actions.edit_meeting(actor=planner, meeting=meeting, version=1, starts_at=None, ends_at=None)


def test_a_cancelled_meeting_says_why_in_public_and_in_each_thread(client, planner, draft):
    theme = new_theme(name="Svåra brev")
    new_item(draft, theme=theme)
    actions.announce(actor=planner, meeting=draft)
    client.force_login(planner)
    version = Meeting.objects.get(pk=draft.pk).version
    sent = {
        "form_key": new_key(),
        "version": version,
        "reason": "Salen är full.",
        "plain_reason": "Det finns ingen sal.",
    }
    assert client.post(reverse("meetings:cancel", args=[draft.slug]), sent).status_code == 302
    client.logout()
    page = client.get(reverse("meetings:meeting", args=[draft.slug])).content.decode()
    assert "Träffen är inställd" in page
    assert "Salen är full." in page
    last = theme.thread.events.order_by("-number").first()
    assert last.kind == EventKind.OFF_AGENDA
    assert "Salen är full." in last.text
    assert "Det finns ingen sal." in last.plain_text


def test_a_theme_is_not_told_of_a_draft_that_is_laid_aside(planner, draft, called):
    theme = new_theme()
    new_item(draft, theme=theme)
    actions.cancel(actor=planner, meeting=draft, reason="Vi väntar.", version=1)
    assert called == []
    assert not theme.thread.events.filter(kind=EventKind.OFF_AGENDA).exists()


def test_a_meeting_is_not_cancelled_without_a_reason_nor_twice(planner, meeting, called):
    with pytest.raises(ValidationError):
        actions.cancel(actor=planner, meeting=meeting, reason=" ", version=1)
    actions.cancel(actor=planner, meeting=meeting, reason="Salen är full.", version=1)
    with pytest.raises(Conflict):
        actions.cancel(actor=planner, meeting=meeting, reason="Salen är full.", version=2)
    assert called == ["_cancelled"]


def test_a_meeting_that_somebody_just_moved_is_not_cancelled_unseen(client, planner, meeting):
    actions.edit_meeting(actor=planner, meeting=meeting, version=1, place_name="Biblioteket")
    client.force_login(planner)
    sent = {"form_key": new_key(), "version": 1, "reason": "Salen är full."}
    response = client.post(reverse("meetings:cancel", args=[meeting.slug]), sent)
    assert response.status_code == 422
    assert "Salen är full." in response.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).state == "announced"


def test_the_page_shows_what_is_left_and_then_the_button(client, planner, unit):
    draft = new_meeting(state=MeetingState.DRAFT, unit=unit, reply_by=None)
    client.force_login(planner)
    address = reverse("meetings:overview", args=[draft.slug])
    button = "Visa träffen för alla"
    assert button not in client.get(address).content.decode()
    show = reverse("meetings:announce", args=[draft.slug])
    assert client.post(show, {"form_key": new_key(), "version": 1}).status_code == 302
    assert Meeting.objects.get(pk=draft.pk).state == "draft"
    day = clock.today() + timedelta(days=5)
    actions.edit_meeting(actor=planner, meeting=draft, version=1, reply_by=day)
    assert button in client.get(address).content.decode()
    client.post(show, {"form_key": new_key(), "version": 1})
    assert Meeting.objects.get(pk=draft.pk).state == "draft"  # that version is not what would be shown
    assert "Någon annan har ändrat träffen" in client.get(address).content.decode()
    client.post(show, {"form_key": new_key(), "version": 2})
    assert Meeting.objects.get(pk=draft.pk).state == "announced"
