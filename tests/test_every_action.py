"""Every verb of every room writes an audit record, and refuses a stranger in the same situation.

A new action needs a scene in `tests/scenes`; without one the suite fails.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction
from types import ModuleType

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from medskapa.core import audit
from medskapa.core.models import AuditRecord, AuditWaiting
from tests import scenes
from tests.access.world import World

pytestmark = pytest.mark.django_db

SCENES = scenes.gathered()


def verbs() -> Iterator[str]:
    """``<room>.<action>`` for every action of every room that has any."""
    for config in apps.get_app_configs():
        name = f"{config.name}.actions"
        if config.name.startswith("medskapa.") and find_spec(name):
            yield from (f"{config.label}.{action}" for action in actions_of(import_module(name)))


def actions_of(module: ModuleType) -> list[str]:
    """What a package says that it holds (`__all__`), or the public functions of a module that says nothing."""
    own = [
        name
        for name, value in vars(module).items()
        if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]
    return getattr(module, "__all__", own)


def records() -> int:
    return AuditRecord.objects.count() + AuditWaiting.objects.count()


def test_every_action_has_a_scene():
    assert sorted(set(verbs()) - set(SCENES)) == []


def test_every_scene_is_about_an_action():
    assert sorted(set(SCENES) - set(verbs())) == []


@pytest.mark.parametrize("name", SCENES)
def test_every_action_writes_who_did_it(name: str, world: World):
    scene = prepared(name, world)
    before, waiting = records(), AuditWaiting.objects.count()
    actor = world.people.get(scene.who)
    scene.act(world, actor)
    assert records() > before
    if actor is not None or AuditWaiting.objects.count() == waiting:  # an anonymous act waits outside the chain
        last = AuditRecord.objects.last()
        assert last.actor == actor
    assert audit.verify() == AuditRecord.objects.count()


@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if scene.stranger])
def test_every_action_refuses_a_stranger_and_then_nothing_is_written(name: str, world: World):
    scene = prepared(name, world)
    before = records()
    with pytest.raises(PermissionDenied):
        scene.act(world, world.people[scene.stranger])
    assert records() == before


def prepared(name: str, world: World) -> scenes.Scene:
    """The scene, with what it is about made."""
    scene = SCENES[name]
    if scene.given:
        world.once(scene.given)
    return scene
