"""A unit with its guides and one resident. A module whose resident is somebody else makes one of its own name."""

import pytest
from django.test import Client

from medskapa.people.models import Person, Role, Unit
from tests.factories import UnitFactory, staff
from tests.guidance_factories import new_guide, new_resident


@pytest.fixture
def unit(db) -> Unit:
    return UnitFactory(phone="042-10 50 00")


@pytest.fixture
def manager(unit) -> Person:
    return staff(Role.UNIT_MANAGER, unit)


@pytest.fixture
def guide(unit) -> Person:
    return new_guide(unit, name="Gun Guide")


@pytest.fixture
def next_guide(unit) -> Person:
    """Another guide of the unit."""
    return new_guide(unit, name="Nils Nästa")


@pytest.fixture
def resident(guide) -> Person:
    return new_resident(guide, name="Sara Söker")


@pytest.fixture
def mine(client, resident) -> Client:
    """The browser of the resident."""
    client.force_login(resident)
    return client


@pytest.fixture
def work(client, guide) -> Client:
    """The browser of the guide."""
    client.force_login(guide)
    return client
