"""The rows of Jag kan: anyone tells and reads by code; guides of the unit answer, and its manager looks on."""

from typing import Any

from medskapa.commons import interest_drafts as drafts
from medskapa.commons.interest_codes import code_of
from tests.access.patterns import (
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    RESIDENTS,
    Expected,
    Row,
    everyone,
    only,
    sent,
    signed_in,
)
from tests.access.world import GUIDE, MANAGER, OTHER_GUIDE, RESIDENT, World
from tests.scenes.commons_interests import one_by_code, one_of_mine, one_to_answer, one_waiting

WORDS = "Kom till kaféet på onsdag."


def answering(status: int, manager: int | None = None) -> Expected:
    """The guides of the unit, and its manager. For a guide of another unit it does not exist."""
    return only(status, GUIDE) | {MANAGER: status if manager is None else manager, OTHER_GUIDE: 404}


def a_draft(world: World) -> str:
    code = drafts.new_code()
    drafts.keep(code, drafts.Content(can="Jag kan laga cyklar."))
    return code


def _pk(build: Any) -> Any:
    return lambda world: {"pk": world.once(build).pk}


LIST = only(200, GUIDE, OTHER_GUIDE, MANAGER)

ROWS = {
    "commons:about_interest": Row(everyone(200), READ_ONLY),
    "commons:begin_interest": Row(everyone(302), READ_ONLY),
    "commons:resume_interest": Row(everyone(200), everyone(302), data=lambda w: sent(w) | {"code": w.once(a_draft)}),
    "commons:interest_step": Row(
        everyone(200),
        everyone(302),
        to=lambda w: {"draft": w.once(a_draft), "step": "kan"},
        data=lambda w: sent(w) | {"can": "Jag kan sjunga."},
        missing={"draft": "inga-ord", "step": "kan"},
    ),
    "commons:my_interest": Row(
        everyone(200), everyone(200), data=lambda w: sent(w) | {"code": str(code_of(w.once(one_by_code)))}
    ),
    "commons:my_interests": Row(signed_in(403) | dict.fromkeys(RESIDENTS, 200), READ_ONLY_SIGNED_IN),
    "commons:my_own_interest": Row(
        only(200, RESIDENT, otherwise=404),
        only(200, RESIDENT, otherwise=404),
        to=_pk(one_of_mine),
        data=lambda w: sent(w) | {"do": "withdraw"},
        missing=NUMBER,
    ),
    "commons:interests": Row(LIST, READ_ONLY_SIGNED_IN),
    "commons:interest": Row(answering(200), READ_ONLY_SIGNED_IN, to=_pk(one_waiting), missing=NUMBER),
    "commons:take_interest": Row(
        READ_ONLY_SIGNED_IN,
        answering(302, manager=403),
        to=_pk(one_waiting),
        data=sent,
        missing=NUMBER,
        known_to=frozenset({MANAGER}),
    ),
    "commons:give_back_interest": Row(
        READ_ONLY_SIGNED_IN, answering(302), to=_pk(one_to_answer), data=sent, missing=NUMBER
    ),
    "commons:answer_interest": Row(
        answering(200, manager=302),
        answering(302, manager=403),
        to=_pk(one_to_answer),
        data=lambda w: sent(w) | {"answer": WORDS},
        missing=NUMBER,
        known_to=frozenset({MANAGER}),
    ),
}
