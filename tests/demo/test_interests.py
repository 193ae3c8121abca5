"""Jag kan in the demo town: one is late, one is taken, and answers lead on, also to what is an open question."""

import pytest

from medskapa.commons import interest_links
from medskapa.commons.models import Interest, InterestState
from medskapa.commons.queries import interests as queries
from medskapa.demo.commons_activities import Activities
from medskapa.demo.commons_directory import Directory
from medskapa.demo.commons_interests import Interests
from medskapa.demo.frame import Frame
from medskapa.demo.history import History

pytestmark = pytest.mark.django_db


def test_the_town_has_some_that_wait_one_that_is_late_and_answers_that_lead_on():
    history = History(Frame())
    directory = Directory(history)
    activities = Activities(directory)
    for part in (directory, activities, Interests(activities)):
        part.plan()
    history.time.play()
    guide = history.frame.people["marja_lehtonen"]
    assert queries.late_for(guide) == 1
    answered = Interest.objects.filter(state=InterestState.ANSWERED)
    assert answered.count() == 2
    for each in answered:
        assert [link.key for link in interest_links.known(each.links)] == each.links
    assert any("fritidsbanken" in key for each in answered for key in each.links)
    assert Interest.objects.filter(state=InterestState.TAKEN, person__login="oleksandr").exists()
