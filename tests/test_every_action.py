"""Every verb of every room writes an audit record, and refuses a stranger in the same situation.

A new action needs a line in `SCENES`; without one the suite fails.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from medskapa.core import audit
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.people import actions as people
from medskapa.people.models import Person
from medskapa.voice import actions
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import AnswerVia, Channel, Delivery, EventKind, Viewpoint
from tests.access import world as worlds
from tests.access.world import ANSWERER, AUTHOR, EDITOR, REGISTRAR, RESIDENT, World

pytestmark = pytest.mark.django_db

Act = Callable[[World, Person | None], Any]
NOBODY = "nobody: a job, or the one who holds the code"


@dataclass(frozen=True)
class Scene:
    """`who` may do `act`. A `stranger` (None: nobody can be one here) may not, although all else is the same."""

    who: str
    act: Act
    stranger: str | None = RESIDENT


def _words() -> Words:
    return Words(text="Det drar från fönstret.", author_name="Alma")


def _heard() -> Heard:
    return Heard(channel=Channel.DESK, own_words=True, read_back=True)


def _key() -> str:
    return secrets.token_urlsafe(24)


def _read(viewpoint: Viewpoint) -> Viewpoint:
    return Viewpoint.objects.get(pk=viewpoint.pk)


def _by_sms(world: World) -> Delivery:
    """A message on its way by machine."""
    Delivery.objects.filter(pk=world.letter.pk).update(via=AnswerVia.SMS)
    return Delivery.objects.get(pk=world.letter.pk)


def _answered(world: World) -> Viewpoint:
    return _read(world.letter.viewpoint)


SCENES = {
    "voice.say": Scene(AUTHOR, lambda w, who: actions.say(actor=who, words=_words(), form_key=_key()), stranger=None),
    "voice.register": Scene(
        REGISTRAR, lambda w, who: actions.register(actor=who, words=_words(), heard=_heard(), form_key=_key())
    ),
    "voice.reply": Scene(
        AUTHOR, lambda w, who: actions.reply(actor=who, viewpoint=_read(w.viewpoint), text="Och dörren.")
    ),
    "voice.withdraw": Scene(AUTHOR, lambda w, who: actions.withdraw(actor=who, viewpoint=_read(w.viewpoint))),
    "voice.assign": Scene(
        ANSWERER, lambda w, who: actions.assign(actor=who, viewpoint=_read(w.viewpoint), to=w.people[ANSWERER])
    ),
    "voice.group": Scene(
        ANSWERER, lambda w, who: actions.group(actor=who, viewpoint=_read(w.viewpoint), theme=w.theme)
    ),
    "voice.ungroup": Scene(ANSWERER, lambda w, who: actions.ungroup(actor=who, viewpoint=_read(w.extract.viewpoint))),
    "voice.close": Scene(
        ANSWERER, lambda w, who: actions.close(actor=who, viewpoint=_read(w.viewpoint), reason="Frågan är löst.")
    ),
    "voice.reopen": Scene(ANSWERER, lambda w, who: actions.reopen(actor=who, viewpoint=_answered(w))),
    "voice.bulk_assign": Scene(
        ANSWERER, lambda w, who: actions.bulk_assign(actor=who, viewpoints=[w.viewpoint], to=w.people[ANSWERER])
    ),
    "voice.bulk_group": Scene(
        ANSWERER, lambda w, who: actions.bulk_group(actor=who, viewpoints=[w.viewpoint], theme=w.theme)
    ),
    "voice.bulk_close": Scene(
        ANSWERER, lambda w, who: actions.bulk_close(actor=who, viewpoints=[w.viewpoint], reason="Frågan är löst.")
    ),
    "voice.undo_bulk": Scene(ANSWERER, lambda w, who: actions.undo_bulk(actor=who, change=w.change), stranger=EDITOR),
    "voice.send_answer": Scene(
        ANSWERER, lambda w, who: actions.send_answer(actor=who, viewpoints=[w.viewpoint], text="Vi tätar fönstret.")
    ),
    "voice.ask_back": Scene(
        ANSWERER, lambda w, who: actions.ask_back(actor=who, viewpoint=_read(w.viewpoint), text="Vilket fönster?")
    ),
    "voice.approve": Scene(ANSWERER, lambda w, who: actions.approve(actor=who, answer=w.answer)),
    "voice.send_back": Scene(
        ANSWERER, lambda w, who: actions.send_back(actor=who, answer=w.answer, comment="Skriv kortare.")
    ),
    "voice.mark_sent": Scene(NOBODY, lambda w, who: actions.mark_sent(actor=who, delivery=_by_sms(w)), stranger=None),
    "voice.fail": Scene(
        NOBODY, lambda w, who: actions.fail(actor=who, delivery=_by_sms(w), reason="Numret finns inte."), stranger=None
    ),
    "voice.mark_printed": Scene(ANSWERER, lambda w, who: actions.mark_printed(actor=who, deliveries=[w.letter])),
    "voice.mark_posted": Scene(ANSWERER, lambda w, who: actions.mark_posted(actor=who, deliveries=[w.letter])),
    "voice.mark_told": Scene(REGISTRAR, lambda w, who: actions.mark_told(actor=who, delivery=w.telling)),
    "voice.retry": Scene(ANSWERER, lambda w, who: actions.retry(actor=who, delivery=w.failed)),
    "voice.create_theme": Scene(
        ANSWERER,
        lambda w, who: actions.create_theme(actor=who, name="Drag", about="Det ska inte dra.", unit=w.theme.unit),
    ),
    "voice.edit_theme": Scene(
        ANSWERER,
        lambda w, who: actions.edit_theme(actor=who, theme=w.theme, version=w.theme.version, doing="Vi tätar."),
    ),
    "voice.add_event": Scene(
        ANSWERER,
        lambda w, who: actions.add_event(actor=who, theme=w.theme, kind=EventKind.DECIDED, text="Vi tätar fönstren."),
    ),
    "voice.merge_themes": Scene(
        EDITOR,
        lambda w, who: actions.merge_themes(actor=who, theme=w.theme, into=w.other_theme, reason="Samma sak."),
        stranger=ANSWERER,
    ),
    "voice.undo_merge": Scene(
        EDITOR, lambda w, who: actions.undo_merge(actor=who, merge=w.merge, reason="Olika saker."), stranger=ANSWERER
    ),
    "voice.choose_extract": Scene(
        EDITOR,
        lambda w, who: actions.choose_extract(actor=who, viewpoint=_read(w.extract.viewpoint), text="Telefontiden"),
        stranger=ANSWERER,
    ),
    "voice.drop_extract": Scene(
        EDITOR, lambda w, who: actions.drop_extract(actor=who, extract=w.extract), stranger=ANSWERER
    ),
    "people.change_contact": Scene(
        AUTHOR, lambda w, who: people.change_contact(actor=who, person=w.people[AUTHOR], phone="070-1740606")
    ),
}


@pytest.fixture
def world(db) -> World:
    return worlds.build()


def records() -> int:
    return AuditRecord.objects.count() + AuditWaiting.objects.count()


def test_every_action_has_a_scene():
    verbs = {f"voice.{name}" for name in actions.__all__}
    verbs |= {
        f"people.{name}"
        for name, value in vars(people).items()
        if callable(value) and value.__module__ == people.__name__ and not name.startswith("_")
    }
    assert verbs == set(SCENES)


@pytest.mark.parametrize("name", SCENES)
def test_every_action_writes_who_did_it(name: str, world: World):
    scene, before = SCENES[name], records()
    actor = world.people.get(scene.who)
    scene.act(world, actor)
    assert records() > before
    last = AuditRecord.objects.last()
    assert last.actor == actor
    assert audit.verify() == AuditRecord.objects.count()


@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if scene.stranger])
def test_every_action_refuses_a_stranger_and_then_nothing_is_written(name: str, world: World):
    scene, before = SCENES[name], records()
    with pytest.raises(PermissionDenied):
        scene.act(world, world.people[scene.stranger])
    assert records() == before
