"""The scenes of what voice does for meetings, and of its news. What is written down has a name."""

import secrets

from medskapa.people.models import Person
from medskapa.voice import actions
from medskapa.voice.models import AnswerVia, EventKind, Viewpoint
from tests.access.world import ANSWERER, REGISTRAR, World
from tests.factories import new_viewpoint
from tests.scenes import NOBODY, Scene


def _write(world: World, who: Person | None) -> Viewpoint:
    return actions.write_down(
        actor=who, text="Det drar.", unit=world.theme.unit, author_name="Alma", form_key=secrets.token_urlsafe(24)
    )


def _note(world: World) -> Viewpoint:
    return _write(world, world.people[REGISTRAR])


def _decided(world: World) -> None:
    """Something has happened that one who wants a letter has not heard of."""
    address = "Ada Andersson\nStorgatan 1\n252 25 Helsingborg"
    new_viewpoint(unit=world.theme.unit, theme=world.theme, answer_via=AnswerVia.LETTER, answer_to=address)
    actions.add_event(actor=world.people[ANSWERER], theme=world.theme, kind=EventKind.DECIDED, text="Vi tätar.")


SCENES = {
    "voice.write_down": Scene(REGISTRAR, _write),
    "voice.reword": Scene(
        REGISTRAR,
        lambda w, who: actions.reword(actor=who, viewpoint=w.once(_note), text="Det drar från dörren."),
        given=_note,
    ),
    "voice.move": Scene(
        REGISTRAR, lambda w, who: actions.move(actor=who, viewpoint=w.once(_note), theme=w.theme), given=_note
    ),
    "voice.unwrite": Scene(REGISTRAR, lambda w, who: actions.unwrite(actor=who, viewpoint=w.once(_note)), given=_note),
    "voice.tell_news": Scene(NOBODY, lambda w, who: actions.tell_news(actor=who), stranger=None, given=_decided),
    "voice.settle": Scene(
        ANSWERER, lambda w, who: actions.settle(actor=who, viewpoints=[w.once(_note)], text="Vi tätar."), given=_note
    ),
}
