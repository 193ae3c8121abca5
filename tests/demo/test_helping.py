"""The visits of the demo town: enough to show what is asked, and made in a few acts."""

import pytest
from django.core.cache import cache

from medskapa.commons.models import Session, Visit
from medskapa.commons.queries import helping as queries
from medskapa.demo.commons_directory import Directory
from medskapa.demo.commons_helping import Helping
from medskapa.demo.frame import Frame
from medskapa.demo.history import History

pytestmark = pytest.mark.django_db


def test_the_town_shows_what_is_asked_and_a_colleague_who_helps():
    cache.clear()
    history = History(Frame())
    directory = Directory(history)
    directory.plan()
    helping = Helping(directory)
    before = len(history.time._acts)
    helping.plan()
    assert len(history.time._acts) == before + 3  # a few acts, however many visits
    history.time.play()
    figures = queries.figures()
    assert isinstance(figures.visits, int)
    assert figures.crossed is not None
    assert len(figures.places) == 8
    assert not Visit.objects.filter(place__slug__contains="vorta").exists()  # the trial there has not begun
    assert Session.objects.count() > 100
    colleague = history.frame.people["birgitta_mansson"]
    assert len(queries.today(colleague)) == 3
