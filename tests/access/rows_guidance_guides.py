"""The rows of guides, of the guide's day and residents, and of a resident's own way."""

from datetime import timedelta
from typing import Any

from medskapa.core import clock
from medskapa.entrance.models import Part
from medskapa.guidance.models import GuideAssignment
from tests.access.patterns import NUMBER, READ_ONLY_SIGNED_IN, Row, guided, guiding, only, sent
from tests.access.world import GUIDE, GUIDED, MANAGER, OTHER_GUIDE, World
from tests.factories import PersonFactory
from tests.guidance_factories import the_assignment, waiting_part
from tests.scenes.guidance_guides import a_request, an_absence, another_guide


def the_file(world: World) -> dict[str, Any]:
    """The resident with a guide, at work."""
    world.once(the_assignment)
    return {"pk": world.people[GUIDED].pk}


def _guide(world: World) -> dict[str, Any]:
    world.once(the_assignment)
    return {"pk": world.people[GUIDE].pk}


def _request(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_request).pk}


def _absence(world: World) -> dict[str, Any]:
    return {"pk": world.once(an_absence).pk}


def a_waiting_part(world: World) -> Part:
    """Somebody came through the entrance, and nobody had room."""
    return waiting_part(PersonFactory())


def _days(world: World) -> dict[str, Any]:
    first = clock.today() + timedelta(days=20)
    return sent(world, starts_on=first.isoformat(), ends_on=first.isoformat(), cover=world.once(another_guide).pk)


def _all(world: World) -> dict[str, Any]:
    assignment: GuideAssignment = world.once(the_assignment)
    return sent(world, text="Hej då.", **{f"to_{assignment.pk}": world.once(another_guide).pk})


def managers(status: int) -> dict[str, int]:
    """The managers of units."""
    return only(status, MANAGER)


def with_guides(status: int, other: int = 404) -> dict[str, int]:
    """The guide and the manager; another guide finds nothing, and nobody else comes here at all."""
    return only(status, GUIDE, MANAGER) | {OTHER_GUIDE: other}


ROWS = {
    "guidance:today": Row(only(200, GUIDE, OTHER_GUIDE, MANAGER), READ_ONLY_SIGNED_IN),
    "guidance:unit_today": Row(managers(200), READ_ONLY_SIGNED_IN),
    "guidance:residents": Row(
        only(200, GUIDE, OTHER_GUIDE, MANAGER),
        only(200, GUIDE, OTHER_GUIDE, MANAGER),
        data=lambda w: {"search": "Person"},
    ),
    "guidance:file": Row(guiding(200), READ_ONLY_SIGNED_IN, to=the_file, missing=NUMBER),
    "guidance:weight": Row(
        guiding(200), guiding(302), to=the_file, data=lambda w: sent(w, weight=3, reason="Varje vecka."), missing=NUMBER
    ),
    "guidance:handover": Row(
        guiding(200), guiding(302), to=the_file, data=lambda w: sent(w, text="Vi har sökt jobb."), missing=NUMBER
    ),
    "guidance:hand_over": Row(
        only(200, MANAGER, otherwise=404) | {GUIDE: 403},
        only(302, MANAGER, otherwise=404) | {GUIDE: 403},
        to=the_file,
        data=lambda w: sent(w, guide=w.once(another_guide).pk, text="Vi har sökt jobb."),
        missing=NUMBER,
        known_to=frozenset({GUIDE}),
    ),
    "guidance:guides": Row(managers(200), READ_ONLY_SIGNED_IN),
    "guidance:guide": Row(with_guides(200), READ_ONLY_SIGNED_IN, to=_guide, missing=NUMBER),
    "guidance:guide_profile": Row(
        with_guides(200),
        with_guides(302),
        to=_guide,
        data=lambda w: sent(w, version=1, languages=["sv"], most_weight=60, takes_new="on"),
        missing=NUMBER,
    ),
    "guidance:guide_absence": Row(with_guides(200), with_guides(302), to=_guide, data=_days, missing=NUMBER),
    "guidance:end_absence": Row(READ_ONLY_SIGNED_IN, with_guides(302), to=_absence, data=sent, missing=NUMBER),
    "guidance:hand_over_all": Row(managers(200), managers(302), to=_guide, data=_all, missing=NUMBER),
    "guidance:guide_request": Row(
        managers(200),
        managers(302),
        to=_request,
        data=lambda w: sent(w, guide=w.once(another_guide).pk, answer="Andra Guiden ringer dig."),
        missing=NUMBER,
    ),
    "guidance:refuse_guide_request": Row(
        managers(200), managers(302), to=_request, data=lambda w: sent(w, answer="Det är fullt."), missing=NUMBER
    ),
    "guidance:give_guide": Row(
        managers(200),
        managers(302),
        to=lambda w: {"pk": w.once(a_waiting_part).pk},
        data=lambda w: sent(w, guide=w.once(another_guide).pk),
        missing=NUMBER,
    ),
    "guidance:mine": Row(guided(200), READ_ONLY_SIGNED_IN, to=lambda w: w.once(the_assignment) and {}),
    "guidance:my_guide": Row(guided(200), READ_ONLY_SIGNED_IN, to=lambda w: w.once(the_assignment) and {}),
    "guidance:another_guide": Row(
        guided(200),
        guided(302),
        to=lambda w: w.once(the_assignment) and {},
        data=lambda w: sent(w, reason="Vi kommer inte överens."),
    ),
    "guidance:keep_guide": Row(READ_ONLY_SIGNED_IN, guided(302), to=lambda w: w.once(a_request) and {}, data=sent),
}
