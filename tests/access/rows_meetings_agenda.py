"""The rows of the agenda, at work and in public, and of the questions that anyone may answer beforehand."""

from typing import Any

from medskapa.core import clock
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Expected,
    Row,
    everyone,
    planners,
    sent,
    signed_in,
    taking_in,
)
from tests.access.world import PLANNER, World, draft_of
from tests.scenes.meetings_agenda import a_merged_item, a_struck_item, an_item, another_item, the_draft, the_meeting

ONLY_POST = signed_in(405)
PLANS = frozenset({PLANNER})


def readers(status: int) -> Expected:
    """Those who have to do with meetings, and those who take in what residents answer."""
    return taking_in(status) | {PLANNER: status}


def _meeting(world: World) -> dict[str, Any]:
    return {"slug": world.once(the_meeting).slug}


def _draft(world: World) -> dict[str, Any]:
    return {"slug": world.once(the_draft).slug}


def _item(world: World) -> dict[str, Any]:
    world.once(another_item)
    return {"pk": world.once(an_item).pk}


def _public_item(world: World) -> dict[str, Any]:
    return _meeting(world) | {"pk": world.once(an_item).pk}


def _half_written(world: World) -> str:
    return draft_of("meetings:asked_step", *_public_item(world).values())


def _step(world: World) -> dict[str, Any]:
    return _public_item(world) | {"draft": world.once(_half_written), "step": "text"}


def _words(world: World) -> dict[str, Any]:
    return sent(world, title="Hur blir breven bra?", version=1)


def _answer(world: World) -> dict[str, Any]:
    return sent(
        world,
        text="Skriv kortare brev.",
        own_words="own",
        read_back="yes",
        channel="phone",
        received_on=clock.today().isoformat(),
        language="sv",
        answer_via="web",
    )


_nowhere = SLUG | {"pk": NO_SUCH_NUMBER}

ROWS = {
    "meetings:item": Row(everyone(200), READ_ONLY, to=_public_item, missing=_nowhere),
    "meetings:asked": Row(
        everyone(200), everyone(302), to=_public_item, data=lambda w: {"code": w.draft}, missing=_nowhere
    ),
    "meetings:asked_begin": Row(everyone(302), READ_ONLY, to=_public_item, missing=_nowhere),
    "meetings:asked_step": Row(
        everyone(200),
        everyone(302),
        to=_step,
        data=lambda w: {"text": "Skriv kortare brev.", "language": "sv"},
        missing=_nowhere | {"draft": "inte-ett-utkast", "step": "text"},
    ),
    "meetings:agenda": Row(readers(200), READ_ONLY_SIGNED_IN, to=_meeting, missing=SLUG),
    "meetings:draft_agenda": Row(ONLY_POST, planners(302), to=_draft, data=sent, missing=SLUG, known_to=PLANS),
    "meetings:order_agenda": Row(
        ONLY_POST, planners(302), to=_meeting, data=lambda w: sent(w, down=w.once(an_item).pk), missing=SLUG
    ),
    "meetings:new_item": Row(planners(200), planners(302), to=_meeting, data=_words, missing=SLUG),
    "meetings:item_at_work": Row(readers(200), READ_ONLY_SIGNED_IN, to=_item, missing=NUMBER),
    "meetings:edit_item": Row(planners(200), planners(302), to=_item, data=_words, missing=NUMBER),
    "meetings:drop_item": Row(
        planners(200),
        planners(302),
        to=_item,
        data=lambda w: sent(w, reason="Vi hinner inte.", plain_reason="Vi hinner inte."),
        missing=NUMBER,
    ),
    "meetings:restore_item": Row(
        ONLY_POST, planners(302), to=lambda w: {"pk": w.once(a_struck_item).pk}, data=sent, missing=NUMBER
    ),
    "meetings:merge_item": Row(
        planners(200),
        planners(302),
        to=_item,
        data=lambda w: sent(w, into=w.once(another_item).pk),
        missing=NUMBER,
    ),
    "meetings:undo_item_merge": Row(
        ONLY_POST, planners(302), to=lambda w: {"pk": w.once(a_merged_item).pk}, data=sent, missing=NUMBER
    ),
    "meetings:enter_answer": Row(readers(200), readers(200), to=_item, data=_answer, missing=NUMBER),
}
