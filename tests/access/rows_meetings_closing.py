"""The rows of outcomes, of closing a meeting, and of its minutes, at work and in public."""

from collections.abc import Callable
from typing import Any

from medskapa.meetings.models import Meeting, Minutes
from tests.access.patterns import READ_ONLY, READ_ONLY_SIGNED_IN, SLUG, Row, everyone, planners, sent, signed_in
from tests.access.world import World
from tests.scenes.meetings_closing import (
    a_closed_meeting,
    a_draft,
    a_held_meeting,
    a_settled_meeting,
    an_open_item,
    minutes_to_read,
    published_minutes,
)

ONLY_POST = signed_in(405)


def _of(build: Callable[[World], Meeting]) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"slug": world.once(build).slug}


def _about(build: Callable[[World], Minutes], **more: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"slug": world.once(build).meeting.slug, **more}


def _item(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_held_meeting).slug, "pk": world.once(an_open_item).pk}


def _versioned(world: World) -> dict[str, Any]:
    return sent(world, version=1)


ROWS = {
    "meetings:public_minutes": Row(everyone(200), READ_ONLY, to=_about(published_minutes), missing=SLUG),
    "meetings:minutes_pdf": Row(everyone(200), READ_ONLY, to=_about(published_minutes), missing=SLUG),
    "meetings:minutes_pdf_plain": Row(everyone(200), READ_ONLY, to=_about(published_minutes), missing=SLUG),
    "meetings:closing": Row(planners(200), planners(302), to=_of(a_settled_meeting), data=sent, missing=SLUG),
    "meetings:outcome": Row(
        planners(200),
        planners(302),
        to=_item,
        data=lambda world: sent(world, outcome="dropped", text="Det är löst.", version=1),
        missing=SLUG | {"pk": 1},
    ),
    "meetings:take_back_outcome": Row(ONLY_POST, planners(302), to=_item, data=sent, missing=SLUG | {"pk": 1}),
    "meetings:minutes": Row(planners(200), READ_ONLY_SIGNED_IN, to=_about(a_draft), missing=SLUG),
    "meetings:draft_minutes": Row(ONLY_POST, planners(302), to=_of(a_closed_meeting), data=sent, missing=SLUG),
    "meetings:edit_minutes": Row(
        planners(200),
        planners(302),
        to=_about(a_draft),
        data=lambda world: _versioned(world) | {"intro": "Vi var många."},
        missing=SLUG,
    ),
    "meetings:edit_section": Row(
        planners(200),
        planners(302),
        to=_about(a_draft, number=1),
        data=lambda world: _versioned(world) | {"said": "Breven är långa."},
        missing=SLUG | {"number": 1},
    ),
    "meetings:hand_in_minutes": Row(ONLY_POST, planners(302), to=_about(a_draft), data=_versioned, missing=SLUG),
    "meetings:approve_minutes": Row(
        ONLY_POST, planners(302), to=_about(minutes_to_read), data=_versioned, missing=SLUG
    ),
    "meetings:send_back_minutes": Row(
        ONLY_POST,
        planners(302),
        to=_about(minutes_to_read),
        data=lambda world: sent(world, comment="Skriv kortare."),
        missing=SLUG,
    ),
    "meetings:correct_minutes": Row(
        planners(200),
        planners(302),
        to=_about(published_minutes),
        data=lambda world: sent(world, text="Dagen var fel."),
        missing=SLUG,
    ),
    "meetings:strike_words": Row(
        planners(200),
        planners(302),
        to=_about(published_minutes),
        data=lambda world: sent(world, words="för långa", sure="on"),
        missing=SLUG,
    ),
}
