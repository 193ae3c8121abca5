"""The scenes of helping: a visit, one taken back, an opening, and what is forgotten."""

import uuid
from datetime import timedelta

from medskapa.commons import actions
from medskapa.commons.models import Place, Visit
from medskapa.core import clock
from tests.access.world import HELPER, World
from tests.factories import PlaceFactory
from tests.scenes import NOBODY, Scene
from tests.scenes.commons_keeping import association, person

PRESSED = {"need": "bankid", "minutes": 10, "language": "sv", "outcome": "solved"}


def a_place(world: World) -> Place:
    """The association has it: whoever acts for it helps there."""
    return PlaceFactory(organisation=world.once(association), slug="lokalen-har", name="Lokalen Här")


def a_visit(world: World) -> Visit:
    """The colleague who helps has just logged it."""
    key = str(uuid.uuid4())
    return actions.log_visit(actor=person(world, HELPER), place=world.once(a_place), key=key, **PRESSED)


def an_old_visit(world: World) -> Visit:
    visit = world.once(a_visit)
    visit.undo_until = clock.now() - timedelta(days=30)
    visit.save()
    return visit


SCENES = {
    "commons.log_visit": Scene(
        HELPER,
        lambda w, who: actions.log_visit(actor=who, place=w.once(a_place), key=str(uuid.uuid4()), **PRESSED),
        given=a_place,
    ),
    "commons.undo_visit": Scene(
        HELPER, lambda w, who: actions.undo_visit(actor=who, visit=w.once(a_visit)), given=a_visit
    ),
    "commons.count_session": Scene(
        HELPER,
        lambda w, who: actions.count_session(
            actor=who, place=w.once(a_place), day=clock.today(), part="forenoon", came=12, turned_away=2
        ),
        given=a_place,
    ),
    "commons.forget_who_logged": Scene(
        NOBODY,
        lambda w, who: actions.forget_who_logged(actor=None, place=w.once(a_place)),
        stranger=None,
        given=an_old_visit,
    ),
}
