"""The rows of groups: in public and at work."""

from datetime import timedelta
from typing import Any

from medskapa.change.models import DevelopmentGroup, Process, WorkingGroup
from medskapa.core import clock
from tests.access.patterns import (
    NOT_STAFF,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Row,
    everyone,
    only,
    planners,
    sent,
    signed_in,
    staff,
)
from tests.access.world import MEMBER, PLANNER, ROLES, World
from tests.change_factories import the_development_group
from tests.factories import StaffFactory
from tests.scenes.change_groups import a_group, a_group_meeting, a_member, an_area

A_MEMBER_OF_STAFF = frozenset(set(ROLES) - set(NOT_STAFF))


def _group(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_group).slug}


def a_development_group(world: World) -> DevelopmentGroup:
    return the_development_group(Process.SMOOTH)


def _development(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_development_group).slug}


def somebody(world: World):
    return StaffFactory(name="Nya Medlemmen")


def _meeting(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_group_meeting).pk}


def _member(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_member).pk}


def _when(world: World, **data: Any) -> dict[str, Any]:
    day = clock.today() + timedelta(days=9)
    return sent(world, day=day.isoformat(), time="13:00", place="Rum 1", **data)


def _joining(world: World) -> dict[str, Any]:
    return sent(world, person=world.once(somebody).pk, role="member", starts_on=clock.today().isoformat())


def _new_group(world: World) -> dict[str, Any]:
    group: WorkingGroup = world.once(a_group)
    return sent(
        world,
        name="En ny grupp",
        task="Gör breven lätta.",
        area=group.area_id,
        development_group=group.development_group_id,
        unit=world.here.pk,
        due_on=group.due_on.isoformat(),
    )


def leading(status: int) -> dict[str, int]:
    """Planners of the unit. Everybody else at work may read of the group, and may not do this."""
    return only(status, PLANNER)


ROWS = {
    "change:groups": Row(everyone(200), READ_ONLY),
    "change:group": Row(everyone(200), READ_ONLY, to=_group, missing=SLUG),
    "change:development_group": Row(everyone(200), READ_ONLY, to=_development, missing=SLUG),
    "change:areas": Row(everyone(200), READ_ONLY),
    "change:groups_desk": Row(staff(200), READ_ONLY_SIGNED_IN),
    "change:new_group": Row(planners(200), planners(302), data=_new_group),
    "change:group_desk": Row(staff(200), READ_ONLY_SIGNED_IN, to=_group, missing=SLUG),
    "change:edit_group": Row(
        leading(200),
        leading(302),
        to=_group,
        data=lambda w: sent(
            w,
            version=1,
            name=w.once(a_group).name,
            task="Ny uppgift.",
            area=w.once(a_group).area_id,
            due_on=w.once(a_group).due_on.isoformat(),
        ),
        missing=SLUG,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:end_group": Row(
        leading(200),
        leading(302),
        to=_group,
        data=lambda w: sent(w, how="done"),
        missing=SLUG,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:tell_progress": Row(
        only(200, PLANNER, MEMBER),
        only(302, PLANNER, MEMBER),
        to=_group,
        data=lambda w: sent(w, text="Vi har läst tio brev."),
        missing=SLUG,
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:add_member": Row(
        leading(200), leading(302), to=_group, data=_joining, missing=SLUG, known_to=A_MEMBER_OF_STAFF
    ),
    "change:call_group_meeting": Row(
        leading(200), leading(302), to=_group, data=_when, missing=SLUG, known_to=A_MEMBER_OF_STAFF
    ),
    "change:development_texts": Row(
        planners(200),
        planners(302),
        to=lambda w: {"process": w.once(a_development_group).process},
        data=lambda w: sent(
            w, version=1, name="Gruppen", purpose="En rak väg.", mandate="Gruppen får pröva nytt.", hours_a_month=8
        ),
        missing={"process": "finns-inte"},
        known_to=A_MEMBER_OF_STAFF,
    ),
    "change:development_desk": Row(staff(200), READ_ONLY_SIGNED_IN, to=_development, missing=SLUG),
    "change:add_development_member": Row(
        planners(200), planners(302), to=_development, data=_joining, missing=SLUG, known_to=A_MEMBER_OF_STAFF
    ),
    "change:call_development_meeting": Row(
        planners(200), planners(302), to=_development, data=_when, missing=SLUG, known_to=A_MEMBER_OF_STAFF
    ),
    "change:areas_desk": Row(staff(200), READ_ONLY_SIGNED_IN),
    "change:new_area": Row(
        planners(200),
        planners(302),
        data=lambda w: sent(w, name="Svåra brev", process="influence", about="Breven är svåra.", source="En enkät"),
    ),
    "change:edit_area": Row(
        planners(200),
        planners(302),
        to=lambda w: {"slug": w.once(an_area).slug},
        data=lambda w: sent(
            w, version=1, name="Långa brev", process="influence", about="Breven är långa.", source="En enkät"
        ),
        missing=SLUG,
    ),
    "change:leave_group": Row(
        only(200, PLANNER, MEMBER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403),
        only(302, PLANNER, MEMBER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403),
        to=_member,
        data=lambda w: sent(w, last_day=clock.today().isoformat()),
        missing=NUMBER,
    ),
    "change:show_name": Row(
        READ_ONLY_SIGNED_IN,
        only(302, MEMBER, otherwise=404) | {PLANNER: 403} | dict.fromkeys(NOT_STAFF, 403),
        to=_member,
        data=lambda w: sent(w, shown="1"),
        missing=NUMBER,
        known_to=frozenset({PLANNER}),
    ),
    "change:change_group_meeting": Row(
        only(200, PLANNER, otherwise=404) | dict.fromkeys((*NOT_STAFF, MEMBER), 403),
        only(302, PLANNER, otherwise=404) | dict.fromkeys((*NOT_STAFF, MEMBER), 403),
        to=_meeting,
        data=lambda w: _when(w, version=1),
        missing=NUMBER,
        known_to=frozenset({MEMBER}),
    ),
    "change:cancel_group_meeting": Row(
        READ_ONLY_SIGNED_IN,
        only(302, PLANNER, otherwise=404) | dict.fromkeys((*NOT_STAFF, MEMBER), 403),
        to=_meeting,
        data=sent,
        missing=NUMBER,
        known_to=frozenset({MEMBER}),
    ),
    "change:group_meeting_calendar": Row(
        only(200, PLANNER, MEMBER, otherwise=404) | dict.fromkeys(NOT_STAFF, 403),
        READ_ONLY_SIGNED_IN,
        to=_meeting,
        missing=NUMBER,
    ),
    "change:my_groups": Row(signed_in(200), READ_ONLY_SIGNED_IN),
    "change:my_meetings": Row(signed_in(200), READ_ONLY_SIGNED_IN),
    "change:my_name": Row(
        READ_ONLY_SIGNED_IN,
        only(302, MEMBER, otherwise=404),
        to=_member,
        data=lambda w: sent(w, shown="1"),
        missing=NUMBER,
    ),
    "change:leave_mine": Row(
        READ_ONLY_SIGNED_IN, only(302, MEMBER, otherwise=404), to=_member, data=sent, missing=NUMBER
    ),
    "change:my_group_meetings": Row(staff(200), READ_ONLY_SIGNED_IN),
}
