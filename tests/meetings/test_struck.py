"""Which struck items are told of in public: only what somebody could have counted on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from medskapa.core import clock
from medskapa.meetings import actions
from medskapa.meetings.models import AgendaItem, Meeting
from medskapa.people.models import Role
from tests.factories import new_theme, staff
from tests.meeting_factories import new_item, new_meeting

pytestmark = pytest.mark.django_db
WHY = "Vi hinner inte."


@pytest.fixture
def meeting():
    """Announced yesterday."""
    return new_meeting(announced_at=clock.now() - timedelta(days=1))


def struck_in_draft(meeting: Meeting, **fields) -> AgendaItem:
    at = clock.now() - timedelta(days=3)
    return new_item(meeting, title="Struken punkt", dropped_at=at, drop_reason=WHY, **fields)


def page_of(client, meeting) -> str:
    return client.get(reverse("meetings:meeting", args=[meeting.slug])).text


def status_of(client, item) -> int:
    return client.get(reverse("meetings:item", args=[item.meeting.slug, item.pk])).status_code


def test_a_suggested_theme_that_was_struck_while_the_meeting_was_a_draft_is_not_told_of(client, meeting):
    theme = new_theme(unit=meeting.unit)
    item = struck_in_draft(meeting, theme=theme, drafted_from=f"theme:{theme.pk}")
    page = page_of(client, meeting)
    assert ("Struken punkt" in page, "Struket, och varför" in page) == (False, False)
    assert status_of(client, item) == 404


def test_what_stood_on_the_announced_agenda_is_told_of_with_its_reason(client, meeting):
    item = new_item(meeting, title="Struken punkt")
    actions.drop_item(actor=staff(Role.PLANNER, meeting.unit), item=item, reason=WHY)
    page = page_of(client, meeting)
    assert ("Struken punkt" in page, WHY in page) == (True, True)
    assert status_of(client, item) == 200


def test_what_an_earlier_meeting_left_is_told_of_whenever_it_was_struck(client, meeting):
    earlier = new_item(new_meeting(unit=meeting.unit, days=-40))
    struck_in_draft(meeting, came_from=earlier, kind="carried")
    assert WHY in page_of(client, meeting)


def test_what_residents_asked_at_the_meeting_before_is_told_of_whenever_it_was_struck(client, meeting):
    struck_in_draft(meeting, drafted_from="left:1")
    assert WHY in page_of(client, meeting)


def test_the_planner_still_sees_what_was_struck_in_the_draft_and_can_take_it_back(client, meeting):
    item = struck_in_draft(meeting)
    planner = staff(Role.PLANNER, meeting.unit)
    client.force_login(planner)
    assert "Struken punkt" in client.get(reverse("meetings:agenda", args=[meeting.slug])).text
    actions.restore_item(actor=planner, item=item)
    assert "Struken punkt" in page_of(client, meeting)
