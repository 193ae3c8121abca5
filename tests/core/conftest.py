from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def anna(db: None) -> Any:
    """Somebody who does things."""
    return get_user_model().objects.create(login="anna", name="Anna Testsson")


@pytest.fixture
def bo(db: None) -> Any:
    """Somebody about whom things are read."""
    return get_user_model().objects.create(login="bo", name="Bo Testsson")


@pytest.fixture
def only_on() -> Callable[[str], None]:
    """Skip a test that is about one kind of database on the other."""
    from django.db import connection

    def check(vendor: str) -> None:
        if connection.vendor != vendor:
            pytest.skip(f"about {vendor} only")

    return check
