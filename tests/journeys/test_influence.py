"""The whole way in one story: from what somebody says, by a meeting and a decision, to what is different now."""

import pytest

from tests.journeys import influence_change, influence_meeting
from tests.journeys.conftest import Once, OpenPage, check
from tests.journeys.story import PEOPLE, Story
from tests.server import Server

pytestmark = pytest.mark.browser

CHAPTERS = [
    influence_meeting.speak,
    influence_meeting.plan,
    influence_meeting.draw,
    influence_meeting.invite,
    influence_meeting.meet,
    influence_meeting.vote,
    influence_meeting.close,
    influence_meeting.remember,
    influence_change.work_out,
    influence_change.decide,
    influence_change.carry_out,
    influence_change.judge,
    influence_change.tell,
]


def test_what_somebody_says_leads_to_something_that_is_different_now(open_page: OpenPage, town: Server) -> None:
    story = Story(open_page, town, look=Once(check))
    story.run(PEOPLE)
    for chapter in CHAPTERS:
        chapter(story)


def test_the_whole_way_can_be_walked_on_a_small_screen_without_javascript(open_page: OpenPage, town: Server) -> None:
    story = Story(open_page, town, script=False)
    story.run(PEOPLE)
    for chapter in CHAPTERS:
        chapter(story)
