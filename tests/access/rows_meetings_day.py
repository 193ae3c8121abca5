"""The rows of the day: who comes, the screen at the door, and what is written down at the tables."""

from typing import Any

from tests.access.patterns import (
    NO_SUCH_NUMBER,
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
from tests.access.world import MEMBER, PLANNER, World
from tests.scenes.meetings_day import a_day, a_note, a_noted_table, one_to_come

ONLY_POST = signed_in(405)
NO_ONE = {"slug": "finns-inte", "pk": NO_SUCH_NUMBER}


def helping(status: int) -> Expected:
    """The planner, and the one who takes notes at a table."""
    return only(status, PLANNER, MEMBER)


def planning(status: int) -> Expected:
    return only(status, PLANNER)


def _day(world: World) -> dict[str, Any]:
    world.once(a_noted_table)
    return {"slug": world.once(a_day).slug}


def _one(world: World) -> dict[str, Any]:
    return _day(world) | {"pk": world.once(one_to_come).pk}


def _note(world: World) -> dict[str, Any]:
    return _day(world) | {"pk": world.once(a_note).pk}


def _words(world: World, **more: str) -> dict[str, Any]:
    words = {"table": str(world.once(a_noted_table).pk), "item": "", "text": "Breven är svåra.", "language": "sv"}
    return sent(world, **words, **more)


ROWS = {
    "meetings:door": Row(everyone(403), everyone(403), to=_day, data=sent, other=(405,)),
    "meetings:day": Row(
        helping(200),
        helping(200),
        to=_day,
        data=lambda w: sent(w, code=w.once(one_to_come).lookup),
        missing=SLUG,
    ),
    "meetings:arrive": Row(ONLY_POST, helping(302), to=_one, data=lambda w: {"to": "here"}, missing=NO_ONE),
    "meetings:seat": Row(ONLY_POST, helping(302), to=_one, data=lambda w: {"table": "1"}, missing=NO_ONE),
    "meetings:walk_ins": Row(ONLY_POST, helping(302), to=_day, data=lambda w: sent(w, number=2), missing=SLUG),
    # Whoever opens the door is signed out, so what is foreign and what is missing are compared in test_door.
    "meetings:open_door": Row(ONLY_POST, helping(302), to=_day, data=sent),
    "meetings:take_notes": Row(helping(200), helping(200), to=_day, data=_words, missing=SLUG),
    "meetings:send_note": Row(ONLY_POST, helping(200), to=_day, data=_words, missing=SLUG, as_json=True),
    "meetings:notes_at_table": Row(helping(200), READ_ONLY_SIGNED_IN, to=_day, missing=SLUG),
    "meetings:notes_worker": Row(everyone(200), READ_ONLY, to=_day, missing=SLUG),
    "meetings:type_notes": Row(helping(200), helping(302), to=_day, data=_words, missing=SLUG),
    "meetings:note": Row(
        helping(200),
        helping(302),
        to=_note,
        data=lambda w: sent(w, text="Breven.", said_by="", language="sv", version=w.once(a_note).version),
        missing=NO_ONE,
    ),
    "meetings:remove_note": Row(ONLY_POST, helping(302), to=_note, data=sent, missing=NO_ONE),
    "meetings:notes": Row(planning(200), READ_ONLY_SIGNED_IN, to=_day, missing=SLUG),
    "meetings:tie_notes": Row(
        ONLY_POST, planning(302), to=_day, data=lambda w: sent(w, note=w.once(a_note).pk, to="none"), missing=SLUG
    ),
}
