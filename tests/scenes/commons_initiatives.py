"""The scenes of initiatives: an editor begins one, the leader sees to what is counted, some decide."""

from decimal import Decimal

from medskapa.commons import actions
from medskapa.commons.models import (
    AssumptionKey,
    CountedWhere,
    Initiative,
    InitiativeMeasure,
    InitiativeWord,
    MeasureKind,
)
from medskapa.core import clock
from tests.access.world import DECIDER, EDITOR, MEMBER, World
from tests.factories import AreaFactory, PlaceFactory
from tests.initiative_factories import InitiativeFactory, fields_of, measure, own_measure, tried_at
from tests.scenes import Scene
from tests.scenes.commons_keeping import person


def an_initiative(world: World) -> Initiative:
    """Anyone sees it; a member of staff without a role leads it."""
    initiative = InitiativeFactory(slug="digital-hjalp-har", title="Digital hjälp här", led_by=person(world, MEMBER))
    tried_at(initiative)
    measure(initiative)
    return initiative


def an_unpublished(world: World) -> Initiative:
    initiative = InitiativeFactory(led_by=person(world, MEMBER), published_on=None)
    tried_at(initiative)
    measure(initiative)
    return initiative


def a_measure(world: World) -> InitiativeMeasure:
    return own_measure(world.once(an_initiative))


def _assume(world: World, who: object) -> object:
    numbers = {"value": Decimal(4), "low": Decimal(3), "high": Decimal(5), "source": "Föreningens schema."}
    return actions.assume(actor=who, initiative=world.once(an_initiative), key=AssumptionKey.HOURS, **numbers)


SCENES = {
    "commons.begin_initiative": Scene(
        EDITOR,
        lambda w, who: actions.begin_initiative(
            actor=who, places=[PlaceFactory()], **fields_of(AreaFactory(), person(w, MEMBER))
        ),
        stranger=DECIDER,
    ),
    "commons.edit_initiative": Scene(
        EDITOR,
        lambda w, who: actions.edit_initiative(
            actor=who,
            initiative=w.once(an_initiative),
            version=1,
            places=[PlaceFactory()],
            **fields_of(AreaFactory(), person(w, MEMBER)),
        ),
        given=an_initiative,
        stranger=MEMBER,
    ),
    "commons.publish_initiative": Scene(
        EDITOR,
        lambda w, who: actions.publish_initiative(actor=who, initiative=w.once(an_unpublished)),
        given=an_unpublished,
        stranger=MEMBER,
    ),
    "commons.decide_initiative": Scene(
        MEMBER,
        lambda w, who: actions.decide_initiative(
            actor=who, initiative=w.once(an_initiative), word=InitiativeWord.STOP, reasons="Ingen kom."
        ),
        given=an_initiative,
        stranger=EDITOR,
    ),
    "commons.choose_measures": Scene(
        MEMBER,
        lambda w, who: actions.choose_measures(actor=who, initiative=w.once(an_initiative), kinds=[MeasureKind.SOLVED]),
        given=an_initiative,
        stranger=DECIDER,
    ),
    "commons.add_measure": Scene(
        MEMBER,
        lambda w, who: actions.add_measure(
            actor=who, initiative=w.once(an_initiative), what="Nya medlemmar", unit="personer", counted_by="föreningen"
        ),
        given=an_initiative,
        stranger=DECIDER,
    ),
    "commons.drop_measure": Scene(
        MEMBER,
        lambda w, who: actions.drop_measure(actor=who, measure=w.once(a_measure), why="Det gick inte att räkna."),
        given=a_measure,
        stranger=DECIDER,
    ),
    "commons.count_measure": Scene(
        MEMBER,
        lambda w, who: actions.count_measure(
            actor=who,
            measure=w.once(a_measure),
            where=CountedWhere.HERE,
            value=Decimal(12),
            counted_on=clock.today(),
        ),
        given=a_measure,
        stranger=DECIDER,
    ),
    "commons.assume": Scene(MEMBER, _assume, given=an_initiative, stranger=DECIDER),
}
