"""The directory of the demo town: each place with digital help is in it, each need met, what is invented said to be."""

import pytest

from medskapa.commons import needs
from medskapa.commons.models import DigitalHelp, Place, WrongReport
from medskapa.commons.queries import directory as queries
from medskapa.commons.queries.directory import Wanted
from medskapa.demo.commons_directory import Directory
from medskapa.demo.frame import Frame
from medskapa.demo.history import History

pytestmark = pytest.mark.django_db


@pytest.fixture
def hits():
    history = History(Frame())
    Directory(history).plan()
    history.time.play()
    return queries.find(Wanted()).hits


def test_the_directory_of_the_demo_town_holds_what_the_town_offers(hits):
    places = {at.place_id for hit in hits for at in hit.places}
    assert not Place.objects.exclude(digital_help=DigitalHelp.NO).exclude(pk__in=places).exists()
    met = {need for hit in hits for need in hit.service.needs}
    assert met == set(needs.WORDS)
    assert {hit.service.name for hit in hits if hit.service.state == "paused"} == {
        "Digital hjälp i Adolfsberg",
        "Fritidsbanken",
    }
    assert all("påhittade" in hit.service.text for hit in hits)
    assert sum(hit.age.overdue for hit in hits) == 1
    assert WrongReport.objects.get().service.name == "Telefonhjälp på Café Ria"


@pytest.mark.parametrize(
    ("words", "name"),
    [("blankett", "Digital hjälp på Biblioteket"), ("رسالة من البلدية", "Samhällshjälp på Mötesplats etableringen")],
)
def test_what_people_type_finds_it(hits, words, name):
    assert name in [hit.service.name for hit in queries.find(Wanted(words=words)).hits[:3]]
