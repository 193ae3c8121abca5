"""The large town: true counters and threads, repeatable. Of the demo town see `test_story`."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F

from medskapa.core import clock
from medskapa.guidance.models import GuideAssignment, Placement, PlacementState, Plan, Step, Talk
from medskapa.people.models import Person, Unit
from medskapa.voice import actions
from medskapa.voice.actions.threads import recount
from medskapa.voice.models import (
    Event,
    Receipt,
    Theme,
    Thread,
    Viewpoint,
)
from medskapa.voice.search import matching

pytestmark = pytest.mark.django_db
COUNTERS = ("viewpoint_count", "waiting_count", "answered_count")


@pytest.fixture
def large_town(db):
    call_command("make_town", viewpoints=300, residents=40, seed=7, verbosity=0)


def _counters():
    return list(Theme.objects.order_by("pk").values_list("pk", *COUNTERS))


def assert_true():
    """What the actions promise holds of every row, whoever made it."""
    kept = _counters()
    recount(*Theme.objects.all())
    assert _counters() == kept
    lengths = Thread.objects.annotate(events_counted=Count("events"))
    assert not lengths.exclude(length=F("events_counted")).exists()
    for thread in Thread.objects.filter(length__gt=0).order_by("pk")[:50]:
        assert thread.events.order_by("-number").first().kind == thread.state
    assert Receipt.objects.count() == Viewpoint.objects.filter(table_note=None).count()  # a table has no receipts


def test_a_town_is_loaded_once_and_never_over_another(large_town):
    units = Unit.objects.count()
    call_command("load_demo", if_empty=True, verbosity=0)
    assert Unit.objects.count() == units
    for command in ("load_demo", "make_town"):
        with pytest.raises(CommandError):
            call_command(command)


def test_a_large_town_keeps_what_the_actions_promise(large_town):
    assert_true()
    assert Viewpoint.objects.count() == 300
    assert Viewpoint.objects.filter(matching("telefon")).exists()


def test_everyone_in_a_large_town_has_a_guide_and_most_a_plan(large_town):
    assert GuideAssignment.objects.filter(ended_on=None).values("resident").distinct().count() == 40
    assert Plan.objects.count() > 20
    assert Placement.objects.filter(state=PlacementState.ONGOING).exists()
    for assignment in GuideAssignment.objects.exclude(next_talk_on=None):
        talk = Talk.objects.get(resident=assignment.resident_id)
        assert clock.day_of(talk.starts_at) == assignment.next_talk_on


def test_the_same_seed_gives_the_same_town(large_town):
    first = _town()
    _empty()
    call_command("make_town", viewpoints=300, residents=40, seed=7, verbosity=0)
    assert _town() == first


def test_a_large_town_can_be_worked_in(large_town):
    viewpoint = Viewpoint.objects.filter(state="received").first()
    manager = Person.objects.get(grants__role="unit_manager", grants__unit=viewpoint.unit)
    actions.send_answer(actor=manager, viewpoints=[viewpoint], text="Ja.")
    viewpoint.refresh_from_db()
    assert viewpoint.state in {"answered", "received"}


def _town():
    fields = ("pk", "text", "state", "received_on", "answer_days", "anonymous", "service__slug", "theme__slug")
    path = list(Step.objects.order_by("pk").values_list("pk", "text", "due_on", "state"))
    return list(Viewpoint.objects.order_by("pk").values_list(*fields)), Event.objects.count(), path


def _empty():
    """Empty the tables inside this test's transaction; the append-only ones need their triggers out of the way."""
    from django.apps import apps
    from django.db import connection

    from medskapa.core import triggers

    triggers.drop_all(connection)
    Viewpoint.objects.update(theme=None)
    for label in ("guidance", "voice", "commons", "people"):
        for model in reversed(list(apps.get_app_config(label).get_models(include_auto_created=True))):
            model.objects.all()._raw_delete(using="default")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM voice_search")
    triggers.create_all(connection)
