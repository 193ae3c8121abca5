"""The rows of occupations: anyone reads; leaders offer their own, editors read the first ones."""

from typing import Any

from tests.access.patterns import NUMBER, READ_ONLY, READ_ONLY_SIGNED_IN, SLUG, Row, everyone, sent
from tests.access.rows_commons_activities import deciding, keeping
from tests.access.world import PARTNER, World
from tests.factories import PlaceFactory
from tests.occupation_factories import FIELDS
from tests.scenes.commons_keeping import association
from tests.scenes.commons_occupation import a_draft, a_published, a_waiting


def _pk(build: Any) -> Any:
    return lambda world: {"pk": world.once(build).pk}


def _form(world: World) -> dict[str, Any]:
    return sent(world) | FIELDS | {"place": PlaceFactory().pk}


ROWS = {
    "commons:occupations": Row(everyone(200), READ_ONLY),
    "commons:occupation": Row(everyone(200), READ_ONLY, to=lambda w: {"slug": w.once(a_published).slug}, missing=SLUG),
    "commons:offered": Row(keeping(200), READ_ONLY_SIGNED_IN),
    "commons:write_occupation": Row(
        keeping(200), keeping(302), data=lambda w: _form(w) | {"organisation": w.once(association).pk}
    ),
    "commons:offered_one": Row(keeping(200), READ_ONLY_SIGNED_IN, to=_pk(a_draft), missing=NUMBER),
    "commons:edit_occupation": Row(
        keeping(200), keeping(302), to=_pk(a_draft), data=lambda w: _form(w) | {"version": 1}, missing=NUMBER
    ),
    "commons:send_occupation": Row(READ_ONLY_SIGNED_IN, keeping(302), to=_pk(a_draft), data=sent, missing=NUMBER),
    "commons:approve_occupation": Row(
        READ_ONLY_SIGNED_IN,
        deciding(302),
        to=_pk(a_waiting),
        data=sent,
        missing=NUMBER,
        known_to=frozenset({PARTNER}),
    ),
    "commons:return_occupation": Row(
        deciding(200),
        deciding(302),
        to=_pk(a_waiting),
        data=lambda w: sent(w) | {"words": "Skriv vad man lär sig."},
        missing=NUMBER,
        known_to=frozenset({PARTNER}),
    ),
    "commons:close_occupation": Row(
        keeping(200),
        keeping(302),
        to=_pk(a_published),
        data=lambda w: sent(w) | {"why": "Lokalen är stängd."},
        missing=NUMBER,
    ),
}
