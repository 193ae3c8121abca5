"""The whole way and residents' influence are easy to read, in both kinds of Swedish; and news find their page."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from medskapa.core import clock
from medskapa.voice.news import subjects_of
from tests.change.test_influence import came, town
from tests.change.test_thread import way  # noqa: F401  (a fixture)
from tests.change_factories import new_decision, new_proposal
from tests.meeting_factories import closed, new_item, new_meeting
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", GOALS)
def test_every_page_to_residents_is_easy_to_read(client, way, language):  # noqa: F811
    town(woman=500, man=500)
    meeting = new_meeting(days=-12)
    came(meeting, 36, 8)
    closed(meeting)
    new_decision(new_proposal(), decided_on=clock.today() - timedelta(days=800))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    urls = [
        reverse("change:thread", args=[way["theme"].slug]),
        reverse("change:proposal_thread", args=[way["proposal"].number]),
        reverse("change:decision", args=[way["decision"].pk]),
        reverse("change:influence"),
    ]
    hard = {url: why for url in urls if (why := too_hard(client.get(url).text, language))}
    assert hard == {}


def test_the_threads_of_items_and_of_proposals_without_a_theme_have_a_page_to_lead_to():
    item, proposal = new_item(new_meeting()), new_proposal()
    found = subjects_of([item.thread_id, proposal.thread_id])
    assert found[item.thread_id].url == reverse("meetings:item", args=[item.meeting.slug, item.pk])
    assert found[proposal.thread_id].url == reverse("change:proposal", args=[proposal.number])
    assert found[proposal.thread_id].unit == proposal.working_group.unit
