"""The rows of talks, contacts and notes: a resident's own, and at work."""

from typing import Any

from medskapa.core import clock
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NUMBER,
    READ_ONLY_SIGNED_IN,
    Row,
    guided,
    guiding,
    only,
    sent,
    signed_in,
)
from tests.access.rows_guidance_guides import the_file
from tests.access.world import GUIDE, MANAGER, OTHER_GUIDE, World
from tests.guidance_factories import the_assignment
from tests.talk_factories import (
    another_slot,
    the_hidden_note,
    the_missed_talk,
    the_note,
    the_past_talk,
    the_slot,
    the_talk,
)

ONLY_POST = signed_in(405)
GUIDES = only(200, GUIDE, OTHER_GUIDE)
TELLERS = only(200, GUIDE, OTHER_GUIDE, MANAGER)
KNOWN = frozenset({MANAGER})


def has_a_guide(world: World) -> dict[str, Any]:
    """The resident has a guide."""
    world.once(the_assignment)
    return {}


def _of(build: Any, name: str = "pk") -> Any:
    return lambda world: {name: world.once(build).pk}


def _in_file(build: Any, name: str) -> Any:
    return lambda world: the_file(world) | {name: world.once(build).pk}


def _key(**more: Any) -> Any:
    return lambda world: sent(world, **more)


def _at(build: Any, **more: Any) -> Any:
    return lambda world: sent(world, slot=world.once(build).pk, **more)


def _guide_alone(status: int) -> dict[str, int]:
    """The guide; the manager may read the file, and is told that this is not theirs to do."""
    return guiding(status) | {MANAGER: 403}


NO_TALK = {"pk": NO_SUCH_NUMBER, "talk": NO_SUCH_NUMBER}
NO_NOTE = {"pk": NO_SUCH_NUMBER, "note": NO_SUCH_NUMBER}

ROWS = {
    "guidance:my_talks": Row(guided(200), READ_ONLY_SIGNED_IN, to=has_a_guide),
    "guidance:book_my_talk": Row(guided(200), guided(302), to=has_a_guide, data=_at(the_slot)),
    "guidance:book_my_talk_at": Row(guided(200), guided(302), to=_of(the_slot, "slot"), data=_key(how="place")),
    "guidance:my_talk": Row(guided(200), READ_ONLY_SIGNED_IN, to=_of(the_talk), missing=NUMBER),
    "guidance:my_talk_calendar": Row(guided(200), READ_ONLY_SIGNED_IN, to=_of(the_talk), missing=NUMBER),
    "guidance:move_my_talk": Row(
        guided(200), guided(302), to=_of(the_talk), data=_at(another_slot, version=1), missing=NUMBER
    ),
    "guidance:cancel_my_talk": Row(guided(200), guided(302), to=_of(the_talk), data=_key(version=1), missing=NUMBER),
    "guidance:my_missed_talk": Row(
        guided(200), guided(302), to=_of(the_missed_talk), data=_key(why="Jag var sjuk."), missing=NUMBER
    ),
    "guidance:my_notes": Row(guided(200), READ_ONLY_SIGNED_IN, to=has_a_guide),
    "guidance:my_notes_print": Row(guided(200), READ_ONLY_SIGNED_IN, to=has_a_guide),
    "guidance:my_note": Row(
        guided(200), guided(302), to=_of(the_note), data=_key(text="Jag sa en annan sak."), missing=NUMBER
    ),
    "guidance:slots": Row(GUIDES, only(422, GUIDE, OTHER_GUIDE), data=_key()),
    "guidance:remove_slots": Row(ONLY_POST, only(302, GUIDE, OTHER_GUIDE), data=_key()),
    "guidance:notices": Row(TELLERS, READ_ONLY_SIGNED_IN),
    "guidance:print_notices": Row(ONLY_POST, only(302, GUIDE, OTHER_GUIDE, MANAGER), data=_key()),
    "guidance:notices_done": Row(ONLY_POST, only(302, GUIDE, OTHER_GUIDE, MANAGER), data=_key()),
    "guidance:talks": Row(guiding(200), READ_ONLY_SIGNED_IN, to=the_file, missing=NUMBER),
    "guidance:book_talk": Row(
        _guide_alone(200),
        _guide_alone(302),
        to=the_file,
        data=_at(the_slot, how="place", interpreter=""),
        missing=NUMBER,
        known_to=KNOWN,
    ),
    "guidance:ask_to_choose": Row(
        ONLY_POST,
        _guide_alone(302),
        to=the_file,
        data=lambda world: {"form_key": world.form_key, "unused": world.once(the_slot).pk},
        missing=NUMBER,
        known_to=KNOWN,
    ),
    "guidance:talk": Row(guiding(200), READ_ONLY_SIGNED_IN, to=_in_file(the_talk, "talk"), missing=NO_TALK),
    "guidance:talk_held": Row(
        ONLY_POST,
        _guide_alone(302),
        to=_in_file(the_past_talk, "talk"),
        data=_key(version=1, about="Kök", note="Vi pratade."),
        missing=NO_TALK,
        known_to=KNOWN,
    ),
    "guidance:talk_missed": Row(
        ONLY_POST,
        _guide_alone(302),
        to=_in_file(the_past_talk, "talk"),
        data=_key(version=1),
        missing=NO_TALK,
        known_to=KNOWN,
    ),
    "guidance:missed_told": Row(
        _guide_alone(200),
        _guide_alone(302),
        to=_in_file(the_missed_talk, "talk"),
        data=_key(why="Jag var sjuk."),
        missing=NO_TALK,
        known_to=KNOWN,
    ),
    "guidance:move_talk": Row(
        _guide_alone(200),
        _guide_alone(302),
        to=_in_file(the_talk, "talk"),
        data=_at(another_slot, version=1, how="place"),
        missing=NO_TALK,
        known_to=KNOWN,
    ),
    "guidance:cancel_talk": Row(
        _guide_alone(200),
        _guide_alone(302),
        to=_in_file(the_talk, "talk"),
        data=_key(version=1, why="Jag är sjuk."),
        missing=NO_TALK,
        known_to=KNOWN,
    ),
    "guidance:log_contact": Row(
        ONLY_POST,
        guiding(302),
        to=the_file,
        data=lambda world: {"form_key": world.form_key, "kind": "phone", "day": clock.today().isoformat()},
        missing=NUMBER,
    ),
    "guidance:notes": Row(
        guiding(200), _guide_alone(302), to=the_file, data=_key(note="Vi pratade."), missing=NUMBER, known_to=KNOWN
    ),
    "guidance:notes_print": Row(guiding(200), READ_ONLY_SIGNED_IN, to=the_file, missing=NUMBER),
    "guidance:show_note": Row(
        ONLY_POST,
        _guide_alone(302),
        to=_in_file(the_hidden_note, "note"),
        data=_key(),
        missing=NO_NOTE,
        known_to=KNOWN,
    ),
}
