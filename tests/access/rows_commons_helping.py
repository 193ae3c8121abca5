"""The rows of helping: whoever helps at a place logs there, and sees their own; figures and cards are for all."""

from typing import Any

from medskapa.core import clock
from tests.access.patterns import (
    NOT_STAFF,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Expected,
    Row,
    everyone,
    only,
    sent,
    signed_in,
)
from tests.access.world import HELPER, PARTNER, World
from tests.scenes.commons_helping import PRESSED, a_place, a_visit


def helping(status: int) -> Expected:
    """Those who act for the association that has the place."""
    return only(status, PARTNER, HELPER)


def own(status: int) -> Expected:
    """Whoever logged it; for another helper it does not exist."""
    return only(status, HELPER) | {PARTNER: 404}


def working_with_it(status: int) -> Expected:
    """All staff, and those from outside who help."""
    return signed_in(status) | dict.fromkeys(NOT_STAFF, 403) | {PARTNER: status}


def _there(world: World) -> dict[str, Any]:
    world.once(a_place)
    return {}


def _visit(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_visit).pk}


def _pressed(world: World) -> dict[str, Any]:
    return sent(world) | PRESSED | {"place": world.once(a_place).pk}


def _counted(world: World) -> dict[str, Any]:
    opened = {"day": clock.today().isoformat(), "part": "forenoon", "came": "12", "turned_away": "0"}
    return sent(world) | opened | {"place": world.once(a_place).pk}


def _entry(world: World) -> dict[str, Any]:
    fields = {name: str(value) for name, value in PRESSED.items()}
    return {"key": world.form_key, "place": str(world.once(a_place).pk), **fields}


ROWS = {
    "commons:visits": Row(helping(200), helping(200), to=_there, data=_pressed),
    "commons:send_visit": Row(READ_ONLY_SIGNED_IN, helping(200), to=_there, data=_entry, as_json=True),
    "commons:visits_worker": Row(everyone(200), READ_ONLY),
    "commons:visits_today": Row(helping(200), READ_ONLY_SIGNED_IN, to=_there),
    "commons:undo_visit": Row(READ_ONLY_SIGNED_IN, own(302), to=_visit, data=sent, missing=NUMBER),
    "commons:count_session": Row(helping(200), helping(302), to=_there, data=_counted),
    "commons:needs_at_work": Row(working_with_it(200), READ_ONLY_SIGNED_IN, to=_there),
    "commons:needs_seen": Row(everyone(200), READ_ONLY),
    "commons:needs_json": Row(everyone(200), READ_ONLY),
    "commons:guides": Row(everyone(200), READ_ONLY),
    "commons:guide": Row(everyone(200), READ_ONLY, to=lambda w: {"slug": "logga-in"}, missing=SLUG),
}
