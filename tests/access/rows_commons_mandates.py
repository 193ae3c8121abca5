"""The rows of mandates: at work, for whoever gave one, and for whoever has its code."""

from typing import Any

from medskapa.commons import mandate_codes
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NUMBER,
    READ_ONLY_SIGNED_IN,
    RESIDENTS,
    Expected,
    Row,
    everyone,
    only,
    sent,
)
from tests.access.world import GUIDED, HELPER, PARTNER, RECEPTION, World
from tests.scenes.commons_mandates import a_letter, by_letter, claimed, drafted, signed, the_organisation


def handling(status: int, otherwise: int = 403) -> Expected:
    """The reception, and those who act for the association. For the others it is not a page of theirs."""
    return only(status, RECEPTION, PARTNER, HELPER, otherwise=otherwise)


def leading(status: int) -> Expected:
    """The reception, and whoever leads the association; one who only helps may not."""
    return only(status, RECEPTION, PARTNER)


def helping(status: int) -> Expected:
    """Those who act for the association. The reception acts for nobody."""
    return only(status, PARTNER, HELPER)


def owner(status: int) -> Expected:
    return only(status, GUIDED, otherwise=404)


def _pk(build: Any) -> Any:
    return lambda world: {"pk": world.once(build).pk}


def _draft(world: World) -> dict[str, Any]:
    days = {"starts_on": "2031-01-01", "ends_on": "2031-02-01"}  # refused: too far ahead
    who = {"organisation": world.once(the_organisation).pk, "name": "Alma Ek", "may": ["times"], "language": "sv"}
    return sent(world) | days | who | {"reach_via": "self"}


ROWS = {
    "commons:mandates": Row(handling(200), handling(302), data=lambda _world: {"find": "on", "text": "Ek"}),
    "commons:draft_mandate": Row(handling(200), handling(422), data=_draft),
    "commons:mandate": Row(handling(200, otherwise=404), READ_ONLY_SIGNED_IN, to=_pk(drafted), missing=NUMBER),
    "commons:mandate_pdf": Row(handling(200), READ_ONLY_SIGNED_IN, to=_pk(drafted), missing=NUMBER),
    "commons:note_mandate_signed": Row(
        leading(200),
        leading(302),
        to=_pk(drafted),
        data=lambda w: sent(w) | {"witness": "Britt Berg", "saw_it": "on"},
        missing=NUMBER,
        known_to=frozenset({HELPER}),
    ),
    "commons:drop_mandate": Row(READ_ONLY_SIGNED_IN, handling(302), to=_pk(drafted), data=sent, missing=NUMBER),
    "commons:write_journal": Row(
        helping(200),
        helping(302),
        to=_pk(signed),
        data=lambda w: sent(w) | {"field": "times", "what": "Bokade en tid."},
        missing=NUMBER,
        known_to=frozenset({RECEPTION}),
    ),
    "commons:end_mandate": Row(
        leading(200), leading(302), to=_pk(signed), data=sent, missing=NUMBER, known_to=frozenset({HELPER})
    ),
    "commons:hand_over_mandate_message": Row(
        READ_ONLY_SIGNED_IN,
        leading(302) | {HELPER: 403},
        to=lambda w: {"pk": w.once(by_letter).pk, "message": w.once(a_letter).pk},
        data=sent,
        missing={"pk": NO_SUCH_NUMBER, "message": NO_SUCH_NUMBER},
        known_to=frozenset({HELPER}),
    ),
    "commons:mandate_by_code": Row(
        everyone(200), everyone(200), data=lambda w: sent(w) | {"code": str(mandate_codes.code_of(w.once(signed)))}
    ),
    "commons:my_mandates": Row(
        only(200, *RESIDENTS), only(422, *RESIDENTS), data=lambda w: sent(w) | {"code": "inte en kod"}
    ),
    "commons:my_mandate": Row(owner(200), owner(200), to=_pk(claimed), data=sent, missing=NUMBER),
    "commons:sign_mandate": Row(owner(200), owner(302), to=_pk(claimed), data=sent, missing=NUMBER),
    "commons:mandate_signing": Row(READ_ONLY_SIGNED_IN, owner(302), to=_pk(claimed), data=sent, missing=NUMBER),
    "commons:stop_mandate_signing": Row(READ_ONLY_SIGNED_IN, owner(302), to=_pk(claimed), data=sent, missing=NUMBER),
}
