"""The rows of signing a plan with an e-ID: the resident alone signs, and the guide alone sees the number for it."""

from typing import Any

from tests.access.patterns import NUMBER, READ_ONLY_SIGNED_IN, Row, everyone, guided, sent
from tests.access.rows_guidance_plan import at_work, guide, has_a_plan
from tests.access.world import MANAGER, World
from tests.scenes.guidance_signing import a_signing, a_version_to_sign
from tests.scenes.people import TEST_NUMBER

NO_VERSION = {"number": 999}


def _version(world: World) -> dict[str, Any]:
    return {"number": world.once(a_version_to_sign).number}


def _being_signed(world: World) -> dict[str, Any]:
    return {"number": world.once(a_signing).version.number}


ROWS = {
    "guidance:my_sign_plan": Row(guided(200), guided(302), to=_version, data=sent, missing=NO_VERSION),
    "guidance:my_plan_signing": Row(READ_ONLY_SIGNED_IN, guided(302), to=_being_signed, data=sent, missing=NO_VERSION),
    "guidance:my_stop_signing": Row(READ_ONLY_SIGNED_IN, guided(302), to=_being_signed, data=sent, missing=NO_VERSION),
    "guidance:see_number": Row(
        guide(200),
        guide(302),
        to=at_work(has_a_plan),
        data=lambda w: sent(w, number=TEST_NUMBER, saw_identity="on"),
        missing=NUMBER,
        known_to=frozenset({MANAGER}),
    ),
    "demo:bankid": Row(everyone(200), everyone(302), data=lambda w: {"token": "x", "who": "mikael"}),
}
