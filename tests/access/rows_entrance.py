"""The rows of the common entrance."""

from typing import Any

from medskapa.entrance import actions, begun
from medskapa.entrance.begun import Content
from medskapa.entrance.queries import questions
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    Row,
    editors,
    everyone,
    guided,
    only,
    reception,
    signed_in,
)
from tests.access.world import GUIDE, OTHER_GUIDE, RECEPTION, World
from tests.entrance_walk import TOLD, a_draft, a_fact_of_ones_own, a_part, a_shared_fact, a_taken_part, an_entry

TAKING_IN = (RECEPTION, GUIDE, OTHER_GUIDE)
NO_CODE = "inte-ett-utkast"


def _begun(world: World) -> str:
    """A conversation that a visitor has begun, with all its answers."""
    code = begun.new_code()
    begun.keep(code, Content(questions=questions.current().number, answers=TOLD))
    return code


def _handed_in(world: World) -> str:
    code = begun.new_code()
    begun.keep(code, Content(questions=questions.current().number, answers=TOLD))
    actions.hand_in(actor=None, questions=questions.current(), answers=TOLD, code=code)
    begun.mark_sent(code)
    return code


def _key(world: World, **data: Any) -> dict[str, Any]:
    return {"form_key": world.form_key, **data}


def _question(world: World) -> dict[str, Any]:
    return {"number": world.once(a_draft).number, "key": "brings"}


def _edited(world: World, key: str) -> dict[str, Any]:
    return _key(
        world,
        version=world.once(a_draft).version,
        key=key,
        text="Hur mår du?",
        plain="Hur mår du?",
        en="How are you?",
        kind="text",
        wall="guidance",
    )


CONVERSATION = {
    "entrance:begin": Row(everyone(200), everyone(302), data=lambda world: {"how": "alone"}),
    "entrance:resume": Row(everyone(200), everyone(302), data=lambda world: {"code": world.once(_begun)}),
    "entrance:step": Row(
        everyone(200),
        everyone(302),
        to=lambda world: {"code": world.once(_begun), "key": "brings"},
        data=lambda world: {"answer": ["work"]},
        missing={"code": NO_CODE, "key": "brings"},
    ),
    "entrance:summary": Row(
        everyone(200), everyone(302), to=lambda world: {"code": world.once(_begun)}, missing={"code": NO_CODE}
    ),
    "entrance:done": Row(
        everyone(200), READ_ONLY, to=lambda world: {"code": world.once(_handed_in)}, missing={"code": NO_CODE}
    ),
}

FACTS = {
    "entrance:my_facts": Row(signed_in(200), READ_ONLY_SIGNED_IN),
    "entrance:correct_fact": Row(
        guided(200),
        guided(302),
        to=lambda world: {"pk": world.once(a_fact_of_ones_own).pk},
        data=lambda world: _key(world, answer="Jag har arbetat i butik."),
        missing=NUMBER,
    ),
    "entrance:dispute_fact": Row(
        guided(200),
        guided(302),
        to=lambda world: {"pk": world.once(a_fact_of_ones_own).pk},
        data=lambda world: _key(world, text="Det var i ett bageri."),
        missing=NUMBER,
    ),
}

DESK = {
    "entrance:waiting": Row(reception(200), READ_ONLY_SIGNED_IN),
    "entrance:take_in": Row(
        only(200, *TAKING_IN),
        only(302, *TAKING_IN),
        data=lambda world: _key(
            world,
            how="desk",
            q_brings=["housing"],
            q_protected="no",
            q_housing_now="own",
            q_language="sv",
            q_name="Alma Ek",
            q_reach="sms",
            q_phone="070-174 06 05",
        ),
    ),
    "entrance:taken_in": Row(
        only(403, *TAKING_IN) | {RECEPTION: 200, GUIDE: 404, OTHER_GUIDE: 404},
        READ_ONLY_SIGNED_IN,
        to=lambda world: {"pk": world.once(an_entry).pk},
        missing=NUMBER,
    ),
    "entrance:take_part": Row(
        signed_in(405), reception(302), to=lambda world: {"pk": world.once(a_part).pk}, missing=NUMBER
    ),
    "entrance:finish_part": Row(
        signed_in(405), reception(302), to=lambda world: {"pk": world.once(a_taken_part).pk}, missing=NUMBER
    ),
    "entrance:entry": Row(
        reception(200), READ_ONLY_SIGNED_IN, to=lambda world: {"pk": world.once(an_entry).pk}, missing=NUMBER
    ),
    "entrance:confirm": Row(
        reception(200),
        reception(302),
        to=lambda world: {"pk": world.once(an_entry).pk},
        data=lambda world: _key(world, person="new"),
        missing=NUMBER,
    ),
    "entrance:pass_on": Row(
        reception(200),
        reception(302),
        to=lambda world: {"pk": world.once(an_entry).pk, "fact": world.once(a_shared_fact).pk},
        data=lambda world: _key(world, to_wall="guidance", ground="consent", why="Guiden ska kunna ringa."),
        missing={"pk": NO_SUCH_NUMBER, "fact": NO_SUCH_NUMBER},
    ),
}

EDITING = {
    "entrance:question_sets": Row(editors(200), READ_ONLY_SIGNED_IN),
    "entrance:draft_questions": Row(signed_in(405), editors(302)),
    "entrance:question_set": Row(
        editors(200),
        READ_ONLY_SIGNED_IN,
        to=lambda world: {"number": world.once(a_draft).number},
        missing={"number": 999_999},
    ),
    "entrance:publish_questions": Row(
        signed_in(405),
        editors(302),
        to=lambda world: {"number": world.once(a_draft).number},
        data=lambda world: _key(world, version=world.once(a_draft).version, change="En fråga är enklare."),
        missing={"number": 999_999},
    ),
    "entrance:add_question": Row(
        editors(200),
        editors(302),
        to=lambda world: {"number": world.once(a_draft).number},
        data=lambda world: _edited(world, "how_are_you"),
        missing={"number": 999_999},
    ),
    "entrance:edit_question": Row(
        editors(200),
        editors(302),
        to=_question,
        data=lambda world: _edited(world, "brings"),
        missing={"number": 999_999, "key": "brings"},
    ),
    "entrance:move_question": Row(
        signed_in(405),
        editors(302),
        to=_question,
        data=lambda world: _key(world, version=world.once(a_draft).version, how="down"),
        missing={"number": 999_999, "key": "brings"},
    ),
    "entrance:preview_question": Row(
        editors(200), READ_ONLY_SIGNED_IN, to=_question, missing={"number": 999_999, "key": "brings"}
    ),
}

ROWS = CONVERSATION | FACTS | DESK | EDITING
