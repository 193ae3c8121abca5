"""The addresses of the room's pages, and what is sent there, for the tests of several modules."""

from typing import Any

from django.urls import reverse

from medskapa.core.idempotency import new_key


def url(name: str, *args: Any) -> str:
    return reverse(f"change:{name}", args=args)


def form(**fields: Any) -> dict[str, Any]:
    """What a page that was just opened sends."""
    return {"form_key": new_key()} | fields
