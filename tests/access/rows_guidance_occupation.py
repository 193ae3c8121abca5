"""The rows of a time in an occupation: one's own wish and certificate, and the certificate in the file."""

from typing import Any

from medskapa.core import clock
from medskapa.guidance.models import EndedAs, Placement, PlacementState
from tests.access.patterns import NUMBER, READ_ONLY_SIGNED_IN, SLUG, Row, guided, guiding
from tests.access.rows_guidance_measures import MISSING_FILE
from tests.access.rows_guidance_plan import has_a_plan
from tests.access.world import GUIDED, World
from tests.guidance_factories import new_measure, new_placement, the_plan
from tests.scenes.commons_occupation import a_published

SAID = {
    "title": "Digital värd",
    "purpose": "Fler vågar använda telefonen.",
    "tasks": "Du sitter med den som frågar.",
    "learns": "Att förklara.",
    "hours_a_week": 6,
    "organisation": "Föreningen",
    "place": "Biblioteket",
}


def a_certified(world: World) -> Placement:
    """A time that ended, with a certificate."""
    world.once(the_plan)
    how = {"state": PlacementState.ENDED, "ended_as": EndedAs.WORK, "ended_on": clock.today(), "certificate": SAID}
    return new_placement(world.people[GUIDED], new_measure(world.here), **how)


def _mine(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_certified).pk}


def _in_file(world: World) -> dict[str, Any]:
    return {"pk": world.people[GUIDED].pk, "placement": world.once(a_certified).pk}


def _wanted(world: World) -> dict[str, Any]:
    has_a_plan(world)
    return {"slug": world.once(a_published).slug}


ROWS = {
    "guidance:want_occupation": Row(guided(302), READ_ONLY_SIGNED_IN, to=_wanted, missing=SLUG),
    "guidance:my_certificate": Row(guided(200), READ_ONLY_SIGNED_IN, to=_mine, missing=NUMBER),
    "guidance:my_certificate_pdf": Row(guided(200), READ_ONLY_SIGNED_IN, to=_mine, missing=NUMBER),
    "guidance:certificate": Row(guiding(200), READ_ONLY_SIGNED_IN, to=_in_file, missing=MISSING_FILE),
    "guidance:certificate_pdf": Row(guiding(200), READ_ONLY_SIGNED_IN, to=_in_file, missing=MISSING_FILE),
}
