"""The addresses of the room's pages, and what is sent there, for the tests of several modules."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.people.models import Person


def url(name: str, *args: Any) -> str:
    return reverse(f"guidance:{name}", args=args)


def mine(name: str, *args: Any) -> str:
    """A page of the resident's own way."""
    return url(f"my_{name}", *args)


def at_work(name: str, resident: Person, *args: Any) -> str:
    """A page in the resident's file."""
    return url(name, resident.pk, *args)


def form(**fields: Any) -> dict[str, Any]:
    """What a page that was just opened sends."""
    return {"form_key": new_key()} | fields


def send(client: Client, to: str, **data: Any) -> HttpResponse:
    return client.post(to, form(**data))


def text(response: HttpResponse) -> str:
    return response.content.decode()


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)
