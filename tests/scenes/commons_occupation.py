"""The scenes of occupations: writing, publishing and closing."""

from medskapa.commons import actions
from medskapa.commons.models import Occupation
from tests.access.world import EDITOR, HELPER, PARTNER, World
from tests.factories import PlaceFactory
from tests.occupation_factories import FIELDS, published
from tests.scenes import Scene
from tests.scenes.commons_keeping import association, person


def a_draft(world: World) -> Occupation:
    """The association writes it."""
    return actions.write_occupation(
        actor=person(world, PARTNER), organisation=world.once(association), place=PlaceFactory(), **FIELDS
    )


def a_waiting(world: World) -> Occupation:
    occupation = actions.write_occupation(
        actor=person(world, PARTNER),
        organisation=world.once(association),
        place=PlaceFactory(),
        **FIELDS | {"title": "Läxhjälpare"},
    )
    return actions.send_occupation(actor=person(world, PARTNER), occupation=occupation)


def a_published(world: World) -> Occupation:
    """Anyone sees it; the association offers it."""
    return published(world.once(association), person(world, EDITOR), title="Kafévärd")


SCENES = {
    "commons.write_occupation": Scene(
        PARTNER,
        lambda w, who: actions.write_occupation(
            actor=who, organisation=w.once(association), place=PlaceFactory(), **FIELDS
        ),
        given=association,
        stranger=HELPER,
    ),
    "commons.edit_occupation": Scene(
        PARTNER,
        lambda w, who: actions.edit_occupation(
            actor=who, occupation=w.once(a_draft), version=1, place=w.once(a_draft).place, **FIELDS
        ),
        given=a_draft,
        stranger=HELPER,
    ),
    "commons.send_occupation": Scene(
        PARTNER,
        lambda w, who: actions.send_occupation(actor=who, occupation=w.once(a_draft)),
        given=a_draft,
        stranger=HELPER,
    ),
    "commons.approve_occupation": Scene(
        EDITOR,
        lambda w, who: actions.approve_occupation(actor=who, occupation=w.once(a_waiting)),
        given=a_waiting,
        stranger=PARTNER,
    ),
    "commons.return_occupation": Scene(
        EDITOR,
        lambda w, who: actions.return_occupation(
            actor=who, occupation=w.once(a_waiting), words="Skriv vad man lär sig."
        ),
        given=a_waiting,
        stranger=PARTNER,
    ),
    "commons.close_occupation": Scene(
        PARTNER,
        lambda w, who: actions.close_occupation(actor=who, occupation=w.once(a_published), why="Lokalen är stängd."),
        given=a_published,
        stranger=HELPER,
    ),
}
