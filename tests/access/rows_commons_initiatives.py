"""The rows of initiatives: anyone reads, editors begin, the leader counts, deciders decide what is not the leader's."""

from typing import Any

from medskapa.core import clock
from tests.access.patterns import NUMBER, READ_ONLY, READ_ONLY_SIGNED_IN, SLUG, Expected, Row, everyone, only, sent
from tests.access.world import DECIDER, EDITOR, MEMBER, World
from tests.factories import AreaFactory, PlaceFactory
from tests.initiative_factories import fields_of
from tests.scenes.commons_initiatives import a_measure, an_initiative, an_unpublished
from tests.scenes.commons_keeping import person


def working(status: int) -> Expected:
    """Those who see initiatives at work: editors, deciders, and the leader."""
    return only(status, EDITOR, DECIDER, MEMBER)


def keeping(status: int) -> Expected:
    """Those who see to what is counted. A decider reads along, and may not."""
    return only(status, EDITOR, MEMBER)


def deciding(status: int) -> Expected:
    """Those who decide. An editor reads along, and may not."""
    return only(status, DECIDER, MEMBER)


def editing(status: int) -> Expected:
    """An editor alone: the leader cannot widen their own right."""
    return only(status, EDITOR)


def _pk(build: Any) -> Any:
    return lambda world: {"pk": world.once(build).pk}


def _public(world: World) -> dict[str, Any]:
    return {"slug": world.once(an_initiative).slug}


def _led(world: World) -> dict[str, Any]:
    """The list is there for one who leads something."""
    world.once(an_initiative)
    return {}


def _key(world: World) -> dict[str, Any]:
    return _pk(an_initiative)(world) | {"key": "hours"}


def _of_area(world: World) -> dict[str, Any]:
    return _pk(an_initiative)(world) | {"key": "inhabitants", "area": world.once(an_initiative).area.slug}


def _form(world: World) -> dict[str, Any]:
    fields = fields_of(AreaFactory().pk, person(world, MEMBER).pk) | {"rights": ["leader_may_stop"], "version": 1}
    return sent(world) | fields | {"places": [PlaceFactory().slug]}


def _numbers(world: World) -> dict[str, Any]:
    return sent(world) | {"value": "4", "low": "3", "high": "5", "source": "Föreningens schema."}


SEEN = frozenset({EDITOR, DECIDER, MEMBER})

ROWS = {
    "commons:initiatives": Row(everyone(200), READ_ONLY),
    "commons:initiative": Row(everyone(200), READ_ONLY, to=_public, missing=SLUG),
    "commons:initiative_capacity": Row(everyone(200), READ_ONLY, to=_public, missing=SLUG),
    "commons:initiatives_desk": Row(working(200), READ_ONLY_SIGNED_IN, to=_led),
    "commons:begin_initiative": Row(editing(200), editing(302), data=_form),
    "commons:initiative_desk": Row(working(200), READ_ONLY_SIGNED_IN, to=_pk(an_initiative), missing=NUMBER),
    "commons:edit_initiative": Row(editing(200), editing(302), to=_pk(an_initiative), data=_form, missing=NUMBER),
    "commons:publish_initiative": Row(
        READ_ONLY_SIGNED_IN, editing(302), to=_pk(an_unpublished), data=sent, missing=NUMBER
    ),
    "commons:decide_initiative": Row(
        deciding(200),
        deciding(302),
        to=_pk(an_initiative),
        data=lambda w: sent(w) | {"word": "stop", "reasons": "Ingen kom."},
        missing=NUMBER,
        known_to=SEEN,
    ),
    "commons:choose_measures": Row(
        keeping(200),
        keeping(302),
        to=_pk(an_initiative),
        data=lambda w: sent(w) | {"kinds": ["solved"]},
        missing=NUMBER,
        known_to=SEEN,
    ),
    "commons:add_measure": Row(
        keeping(200),
        keeping(302),
        to=_pk(an_initiative),
        data=lambda w: sent(w) | {"what": "Medlemmar", "unit": "personer", "counted_by": "föreningen"},
        missing=NUMBER,
        known_to=SEEN,
    ),
    "commons:count_measure": Row(
        keeping(200),
        keeping(302),
        to=_pk(a_measure),
        data=lambda w: sent(w) | {"where": "here", "value": "12", "counted_on": clock.today().isoformat()},
        missing=NUMBER,
        known_to=SEEN,
    ),
    "commons:drop_measure": Row(
        keeping(200),
        keeping(302),
        to=_pk(a_measure),
        data=lambda w: sent(w) | {"why": "Det gick inte."},
        missing=NUMBER,
        known_to=SEEN,
    ),
    "commons:capacity_desk": Row(working(200), READ_ONLY_SIGNED_IN, to=_pk(an_initiative), missing=NUMBER),
    "commons:assume": Row(
        keeping(200), keeping(302), to=_key, data=_numbers, missing=NUMBER | {"key": "hours"}, known_to=SEEN
    ),
    "commons:assume_of": Row(
        keeping(200),
        keeping(302),
        to=_of_area,
        data=_numbers,
        missing=NUMBER | {"key": "inhabitants", "area": "finns-inte"},
        known_to=SEEN,
    ),
}
