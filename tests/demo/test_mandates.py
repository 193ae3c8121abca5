"""The mandates of the demo town: every state but the dropped one is there, and one runs out soon."""

import pytest

from medskapa.commons.models import EndedHow, JournalEntry, Mandate, MandateMessage, MandateNews, MandateState
from medskapa.demo.commons_activities import Activities
from medskapa.demo.commons_directory import Directory
from medskapa.demo.commons_mandates import Mandates
from medskapa.demo.frame import Frame
from medskapa.demo.history import History

pytestmark = pytest.mark.django_db


def test_every_state_is_shown():
    history = History(Frame())
    directory = Directory(history)
    directory.plan()
    activities = Activities(directory)
    activities.plan()
    Mandates(activities).plan()
    history.time.play()
    assert set(Mandate.objects.values_list("state", flat=True)) == set(MandateState) - {MandateState.DROPPED}
    assert {EndedHow.EXPIRED, EndedHow.CODE} <= set(Mandate.objects.values_list("ended_how", flat=True))
    assert Mandate.objects.filter(person__login="gunvor", state=MandateState.SIGNED).exists()
    assert JournalEntry.objects.count() == 6
    assert MandateMessage.objects.filter(kind=MandateNews.SOON).exists()
