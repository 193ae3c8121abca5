"""The file of what is stored about somebody: each room adds its part, and no name is in it that is protected."""

import pytest

from medskapa.people import own_data
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooms(monkeypatch) -> None:
    monkeypatch.setattr(own_data, "_parts", {})


def test_each_room_adds_its_part_with_a_heading(rooms):
    person = PersonFactory(name="Alma Ek")
    own_data.add("way", "Din väg", lambda viewer: {"guide": viewer.name})
    own_data.add("empty", "Inget", lambda viewer: None)
    assert own_data.of(person) == {"way": {"heading": "Din väg", "guide": "Alma Ek"}}


def test_a_part_of_the_same_name_replaces_the_first(rooms):
    own_data.add("way", "Din väg", lambda viewer: {"old": True})
    own_data.add("way", "Din väg", lambda viewer: {"new": True})
    assert own_data.of(PersonFactory()) == {"way": {"heading": "Din väg", "new": True}}


def test_no_name_of_somebody_protected_is_given():
    assert own_data.name_of(PersonFactory(name="Bo Ek")) == "Bo Ek"
    assert own_data.name_of(PersonFactory(name="Bo Ek", protected_identity=True)) == ""
    assert own_data.name_of(None) == ""
