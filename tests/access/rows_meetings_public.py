"""The rows of meetings in public."""

from typing import Any

from tests.access.patterns import READ_ONLY, SLUG, Row, everyone
from tests.access.world import World
from tests.scenes.meetings_planning import a_meeting


def _meeting(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_meeting).slug}


ROWS = {
    "meetings:meetings": Row(everyone(200), READ_ONLY),
    "meetings:calendar_of_all": Row(everyone(200), READ_ONLY),
    "meetings:meeting": Row(everyone(200), READ_ONLY, to=_meeting, missing=SLUG),
    "meetings:calendar_file": Row(everyone(200), READ_ONLY, to=_meeting, missing=SLUG),
    "meetings:press": Row(everyone(200), READ_ONLY, to=_meeting, missing=SLUG),
}
