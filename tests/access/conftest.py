"""Browsers on the shared world, one for each role."""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.access.world import ROLES, World


@pytest.fixture(scope="module")
def sessions(built_world: World) -> dict[str, str]:
    """The session of each role that is signed in. It lies in the module's transaction, so every test finds it."""
    found = {}
    for role in ROLES:
        if person := built_world.people[role]:
            client = Client()
            client.force_login(person)
            found[role] = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture
def as_role(world: World, sessions: dict[str, str], settings) -> Callable[[str], Client]:
    """A browser for each role, signed in where the role is."""
    settings.ACCOUNT_RATE_LIMITS = False  # allauth counts in the cache, which no rollback empties

    def browser(role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        return client

    return browser
