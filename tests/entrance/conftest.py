"""A town in which the entrance stands alone."""

import pytest

from medskapa.entrance import handing


@pytest.fixture
def no_rooms(monkeypatch) -> None:
    """No room takes parts: the reception has them all."""
    monkeypatch.setattr(handing, "_takers", {})
