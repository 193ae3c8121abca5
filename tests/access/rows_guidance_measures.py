"""The rows of measures and placements: in public, on the resident's own way, in the file, for the provider."""

from datetime import timedelta
from typing import Any

from medskapa.core import clock
from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NUMBER,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Expected,
    Row,
    everyone,
    guided,
    guiding,
    only,
    sent,
)
from tests.access.rows_guidance_plan import has_a_plan
from tests.access.world import EDITOR, GUIDE, GUIDED, MANAGER, OTHER_GUIDE, PROVIDER, World
from tests.guidance_factories import the_plan
from tests.scenes.guidance_measures import (
    TEXTS,
    a_day,
    a_measure,
    a_planned,
    a_wish,
    an_answered_extension,
    an_asked_extension,
    an_offer,
    an_ongoing,
)


def keeping(status: int, elsewhere: int = 404) -> Expected:
    """Those who keep the catalogue of the unit: its manager, and the editors."""
    return only(status, MANAGER, EDITOR)


def _measure(world: World) -> dict[str, Any]:
    return {"slug": world.once(a_measure).slug}


def _at_measure(world: World) -> dict[str, Any]:
    world.once(an_ongoing)
    return _measure(world)


def _file(world: World) -> dict[str, Any]:
    world.once(the_plan)
    return {"pk": world.people[GUIDED].pk}


def _in_file(build: Any) -> Any:
    return lambda world: _file(world) | {"placement": world.once(build).pk}


def _file_and_measure(world: World) -> dict[str, Any]:
    return _file(world) | {"slug": world.once(a_measure).slug}


def _of(build: Any) -> Any:
    return lambda world: {"pk": world.once(build).pk}


def _day(world: World) -> dict[str, Any]:
    day = world.once(a_day)
    return {"pk": day.placement_id, "day": day.pk}


def _days(number: int) -> str:
    return f"{clock.today() + timedelta(days=number):%Y-%m-%d}"


def _placement_form(world: World) -> dict[str, Any]:
    return sent(world) | {
        "purpose": "Pröva arbete i kök",
        "starts_on": _days(0),
        "ends_on": _days(60),
        "way_onward": "Söka arbete i tre kök",
        "onward_on": _days(70),
    }


def _mine_to_guide(status: int, manager: int = 403) -> Expected:
    """The guide acts, the manager of the unit reads and may not; for all others it does not exist."""
    return only(status, GUIDE, otherwise=404) | {MANAGER: manager}


MISSING_FILE = {"pk": NO_SUCH_NUMBER, "placement": NO_SUCH_NUMBER}
READS = frozenset({MANAGER})

ROWS = {
    "guidance:measures": Row(everyone(200), READ_ONLY),
    "guidance:compare_measures": Row(everyone(200), READ_ONLY),
    "guidance:measure": Row(everyone(200), READ_ONLY, to=_measure, missing=SLUG),
    "guidance:measures_desk": Row(only(200, GUIDE, OTHER_GUIDE, MANAGER, EDITOR), READ_ONLY_SIGNED_IN),
    "guidance:add_measure": Row(
        only(200, MANAGER, EDITOR),
        only(302, MANAGER, EDITOR),
        data=lambda w: sent(w) | TEXTS | {"unit": w.here.pk},
    ),
    "guidance:measure_desk": Row(keeping(200), READ_ONLY_SIGNED_IN, to=_measure, missing=SLUG),
    "guidance:edit_measure": Row(
        keeping(200), keeping(302), to=_measure, data=lambda w: sent(w) | TEXTS | {"version": 1}, missing=SLUG
    ),
    "guidance:close_measure": Row(
        keeping(200), keeping(302), to=_measure, data=lambda w: sent(w) | {"words": "Stängt."}, missing=SLUG
    ),
    "guidance:open_measure": Row(READ_ONLY_SIGNED_IN, keeping(302), to=_measure, data=sent, missing=SLUG),
    "guidance:add_measure_staff": Row(
        keeping(200),
        keeping(302),
        to=_measure,
        data=lambda w: sent(w) | {"person": w.people[PROVIDER].pk},
        missing=SLUG,
    ),
    "guidance:remove_measure_staff": Row(
        READ_ONLY_SIGNED_IN,
        keeping(302),
        to=lambda w: _measure(w) | {"pk": w.people[PROVIDER].pk},
        data=sent,
        missing=SLUG | {"pk": NO_SUCH_NUMBER},
    ),
    "guidance:my_measures": Row(guided(200), READ_ONLY_SIGNED_IN, to=lambda w: has_a_plan(w)),
    "guidance:want_measure": Row(guided(200), guided(302), to=lambda w: has_a_plan(w) | _measure(w), data=sent),
    "guidance:my_placement": Row(guided(200), READ_ONLY_SIGNED_IN, to=_of(an_ongoing), missing=NUMBER),
    "guidance:answer_offer": Row(
        guided(200), guided(302), to=_of(an_offer), data=lambda w: sent(w) | {"wanted": "yes"}, missing=NUMBER
    ),
    "guidance:leave_queue": Row(guided(200), guided(302), to=_of(a_wish), data=sent, missing=NUMBER),
    "guidance:my_attendance": Row(guided(200), READ_ONLY_SIGNED_IN, to=_of(an_ongoing), missing=NUMBER),
    "guidance:answer_attendance": Row(
        guided(200),
        guided(302),
        to=_day,
        data=lambda w: sent(w) | {"says": "Bussen stod still."},
        missing=NUMBER | {"day": NO_SUCH_NUMBER},
    ),
    "guidance:placements": Row(guiding(200), READ_ONLY_SIGNED_IN, to=_file, missing=NUMBER),
    "guidance:placement": Row(guiding(200), READ_ONLY_SIGNED_IN, to=_in_file(an_ongoing), missing=MISSING_FILE),
    "guidance:plan_placement": Row(
        _mine_to_guide(200),
        _mine_to_guide(302),
        to=_file_and_measure,
        data=_placement_form,
        missing=NUMBER | SLUG,
        known_to=READS,
    ),
    "guidance:queue_for_measure": Row(
        READ_ONLY_SIGNED_IN,
        _mine_to_guide(302),
        to=_file_and_measure,
        data=sent,
        missing=NUMBER | SLUG,
        known_to=READS,
    ),
    "guidance:confirm_want": Row(
        READ_ONLY_SIGNED_IN, _mine_to_guide(302), to=_in_file(a_wish), data=sent, missing=MISSING_FILE, known_to=READS
    ),
    "guidance:start_placement": Row(
        READ_ONLY_SIGNED_IN,
        _mine_to_guide(302),
        to=_in_file(a_planned),
        data=sent,
        missing=MISSING_FILE,
        known_to=READS,
    ),
    "guidance:ask_extension": Row(
        _mine_to_guide(200),
        _mine_to_guide(302),
        to=_in_file(an_ongoing),
        data=lambda w: (
            sent(w)
            | {
                "version": w.once(an_ongoing).version,
                "to_day": _days(80),
                "reason": "Praktiken började sent.",
                "way_onward": "Söka arbete som kock",
                "onward_on": _days(90),
            }
        ),
        missing=MISSING_FILE,
        known_to=READS,
    ),
    "guidance:end_placement": Row(
        _mine_to_guide(200),
        _mine_to_guide(302),
        to=_in_file(an_ongoing),
        data=lambda w: (
            sent(w) | {"version": w.once(an_ongoing).version, "ended_as": "work", "ended_on": _days(0), "words": ""}
        ),
        missing=MISSING_FILE,
        known_to=READS,
    ),
    "guidance:cancel_placement": Row(
        _mine_to_guide(200),
        _mine_to_guide(302),
        to=_in_file(a_planned),
        data=lambda w: sent(w) | {"words": "Du fick arbete."},
        missing=MISSING_FILE,
        known_to=READS,
    ),
    "guidance:asked_extensions": Row(only(200, MANAGER), READ_ONLY_SIGNED_IN),
    "guidance:decide_extension": Row(
        only(200, MANAGER),
        only(302, MANAGER),
        to=_of(an_asked_extension),
        data=lambda w: sent(w) | {"agreed": "yes", "answer": "Ja, det leder till arbete."},
        missing=NUMBER,
    ),
    "guidance:read_extension": Row(
        READ_ONLY_SIGNED_IN,
        only(302, GUIDE) | {OTHER_GUIDE: 404},
        to=_of(an_answered_extension),
        data=sent,
        missing=NUMBER,
    ),
    "guidance:attendance_places": Row(only(200, PROVIDER, GUIDE, OTHER_GUIDE), READ_ONLY_SIGNED_IN),
    "guidance:attendance_day": Row(
        only(200, PROVIDER, GUIDE) | {OTHER_GUIDE: 404},
        only(302, PROVIDER, GUIDE) | {OTHER_GUIDE: 404},
        to=_at_measure,
        data=lambda w: sent(w) | {f"day-{w.once(an_ongoing).pk}": "here"},
        missing=SLUG,
    ),
}
