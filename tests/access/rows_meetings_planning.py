"""The rows of planning a meeting, at work."""

from typing import Any

from medskapa.core import clock
from medskapa.meetings.models import Meeting
from tests.access.patterns import NUMBER, READ_ONLY_SIGNED_IN, SLUG, Row, planners, sent, signed_in
from tests.access.world import PLANNER, World
from tests.scenes.meetings_planning import a_draft, a_guest, a_meeting, a_table

ONLY_POST = signed_in(405)


def _draft(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_draft).slug}


def _meeting(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_meeting).slug}


def _table(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_table).pk}


def _guest(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_guest).pk}


def _when(world: World) -> dict[str, Any]:
    day = clock.today()
    return sent(
        world,
        version=Meeting.objects.get(pk=world.once(a_draft).pk).version,
        title="Invånarträff",
        purpose="Vi vill höra er.",
        day=day.replace(year=day.year + 1, day=1).isoformat(),
        starts="12.30",
        ends="16.00",
        seats="30",
    )


def _new(world: World) -> dict[str, Any]:
    return sent(world, title="Invånarträff 9", purpose="Vi vill höra er.", unit=world.here.pk)


ROWS = {
    "meetings:planning": Row(planners(200), READ_ONLY_SIGNED_IN),
    "meetings:new_meeting": Row(planners(200), planners(302), data=_new),
    "meetings:overview": Row(
        planners(200), READ_ONLY_SIGNED_IN, to=_draft, missing=SLUG, known_to=frozenset({PLANNER})
    ),
    "meetings:edit_meeting": Row(
        planners(200),
        planners(302),
        to=lambda world: _draft(world) | {"section": "nar"},
        data=_when,
        missing=SLUG | {"section": "nar"},
    ),
    "meetings:announce": Row(
        ONLY_POST, planners(302), to=_draft, data=lambda world: sent(world, version=1), missing=SLUG
    ),
    "meetings:cancel": Row(
        planners(200),
        planners(302),
        to=_meeting,
        data=lambda world: sent(world, version=1, reason="Salen är full."),
        missing=SLUG,
    ),
    "meetings:tables": Row(
        planners(200), planners(302), to=_draft, data=lambda world: sent(world, name="Hur vi bemöts"), missing=SLUG
    ),
    "meetings:table": Row(
        planners(200), planners(302), to=_table, data=lambda world: sent(world, name="Hur vi bemöts"), missing=NUMBER
    ),
    "meetings:remove_table": Row(ONLY_POST, planners(302), to=_table, data=sent, missing=NUMBER),
    "meetings:guests": Row(
        planners(200),
        planners(302),
        to=_draft,
        data=lambda world: sent(world, name="Bo Ek", kind="official", coming="yes"),
        missing=SLUG,
    ),
    "meetings:guest": Row(
        planners(200),
        planners(302),
        to=_guest,
        data=lambda world: sent(world, name="Bo Ek", kind="official", coming="yes"),
        missing=NUMBER,
    ),
    "meetings:remove_guest": Row(ONLY_POST, planners(302), to=_guest, data=sent, missing=NUMBER),
    "meetings:invite_guest": Row(
        ONLY_POST, planners(302), to=_guest, data=lambda world: sent(world, how="hand"), missing=NUMBER
    ),
    "meetings:tell_guest": Row(ONLY_POST, planners(302), to=_guest, data=sent, missing=NUMBER),
}
