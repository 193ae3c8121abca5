"""What a group works with, and somebody who works in it."""

import pytest

from medskapa.people.models import Person
from medskapa.voice.models import Theme
from tests.factories import StaffFactory, new_theme


@pytest.fixture
def member(db) -> Person:
    return StaffFactory(name="Moa Medlem")


@pytest.fixture
def theme(unit) -> Theme:
    return new_theme(unit=unit, name="Svåra brev")
