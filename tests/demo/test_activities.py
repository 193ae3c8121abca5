"""The activities of the demo town: each is open to all, what is invented is said to be, and one waits for an editor."""

from datetime import date
from time import process_time

import pytest

from medskapa.commons.models import Activity, ActivityState, Occasion, SignUp, SignUpState
from medskapa.commons.queries import activities as queries
from medskapa.core import clock
from medskapa.demo.commons_activities import Activities
from medskapa.demo.commons_directory import Directory
from medskapa.demo.frame import Frame
from medskapa.demo.history import History

pytestmark = pytest.mark.django_db
CHEAP_SECONDS = 4.0
"""On a loaded machine; it takes about a second."""


@pytest.fixture
def seconds():
    """The town with its directory and activities; how long the activities took."""
    history = History(Frame())
    directory = Directory(history)
    directory.plan()
    activities = Activities(directory)
    before = len(history.time._acts)
    activities.plan()
    acts = history.time._acts
    spent = 0.0

    def timed(act):
        def run():
            nonlocal spent
            begun = process_time()
            act()
            spent += process_time() - begun

        return run

    acts[before:] = [(at, order, timed(act)) for at, order, act in acts[before:]]
    history.time.play()
    return spent


def test_the_town_has_something_to_do_and_says_what_is_invented(seconds):
    assert seconds < CHEAP_SECONDS
    titles = {each.title: each for each in Activity.objects.all()}
    assert {"Kvinnogruppen i Adolfsberg", "Musik för alla", "Barngruppen", "Kul i Adolfsberg"} <= titles.keys()
    assert all("påhittade" in each.text for each in titles.values())
    assert [each.title for each in titles.values() if each.state == ActivityState.WAITING] == ["Promenadgruppen"]
    open_day = titles["Kul i Adolfsberg"].occasions.get()
    day = clock.day_of(open_day.starts_at)
    assert (day.month, day.day) == (5, 5)
    assert day > clock.today()
    film = titles["Filmkväll: Jag, Daniel Blake"].occasions.get()
    assert date.today() < clock.day_of(film.starts_at)


def test_one_evening_is_full_with_a_line_and_what_was_has_numbers(seconds):
    states = SignUp.objects.filter(occasion__activity__title="Musik för alla").values_list("state", flat=True)
    assert {SignUpState.SEATED, SignUpState.WAITING} == set(states)
    past = Occasion.objects.filter(ends_at__lt=clock.midnight(clock.today()))
    assert past.exists()
    assert not past.filter(came__isnull=True).exists()
    assert queries.coming(queries.Wanted()).rows
