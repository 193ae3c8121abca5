"""Many at the desk at the same moment: nothing waits for ever, and the counters of the themes are true afterwards."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import Delivery, EventKind, Theme, Viewpoint, ViewpointState
from tests.factories import UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.usefixtures("committed")


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Carry out each of `acts` in a thread and connection of its own, begun together; return what came of each."""
    together = Barrier(len(acts))

    def carry_out(act: Callable[[], object]) -> object:
        try:
            together.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(carry_out, acts))


def assert_true_counters(theme: Theme) -> None:
    theme.refresh_from_db()
    inside = Viewpoint.objects.filter(theme=theme)
    closed = inside.filter(state=ViewpointState.CLOSED).count()
    assert (theme.viewpoint_count, theme.waiting_count) == (inside.count(), inside.count() - closed)


def test_what_is_closed_at_the_same_moment_is_counted_once_each():
    unit, editor = UnitFactory(), staff(Role.EDITOR)
    manager, theme = staff(Role.UNIT_MANAGER, unit), new_theme(unit=unit)
    some = many_viewpoints(6, unit=unit)
    actions.bulk_group(actor=editor, viewpoints=some, theme=theme)
    at_once([lambda each=each: actions.close(actor=manager, viewpoint=each, reason="Klart.") for each in some])
    assert_true_counters(theme)
    assert theme.waiting_count == 0


def test_what_crosses_between_two_themes_passes_each_other():
    unit, editor = UnitFactory(), staff(Role.EDITOR)
    themes = [new_theme(unit=unit), new_theme(unit=unit)]
    some = many_viewpoints(6, unit=unit)
    for n, each in enumerate(some):
        actions.group(actor=editor, viewpoint=each, theme=themes[n % 2])
    at_once(
        [
            lambda n=n, each=each: actions.group(actor=editor, viewpoint=each, theme=themes[(n + 1) % 2])
            for n, each in enumerate(some)
        ]
    )
    for theme in themes:
        assert_true_counters(theme)
        assert theme.viewpoint_count == 3


def test_what_is_put_in_a_theme_while_it_is_merged_lies_in_the_one_that_is_left():
    unit, editor = UnitFactory(), staff(Role.EDITOR)
    theme, into = new_theme(unit=unit), new_theme(unit=unit)
    some = many_viewpoints(5, unit=unit)
    merge = [lambda: actions.merge_themes(actor=editor, theme=theme, into=into, reason="Samma sak.")]
    at_once(merge + [lambda each=each: actions.group(actor=editor, viewpoint=each, theme=theme) for each in some])
    assert_true_counters(into)
    assert into.viewpoint_count == 5


@pytest.mark.parametrize("same_unit", [True, False])
def test_themes_of_one_name_made_at_the_same_moment_are_one_in_a_unit_and_never_an_error(same_unit):
    units = [UnitFactory()] * 2 if same_unit else [UnitFactory(), UnitFactory()]
    editors = [staff(Role.EDITOR), staff(Role.EDITOR)]
    at_once(
        [
            lambda who=who, unit=unit: actions.create_theme(actor=who, name="Drag", about="Det drar.", unit=unit)
            for who, unit in zip(editors, units, strict=True)
        ]
    )
    assert Theme.objects.filter(name="Drag").count() == (1 if same_unit else 2)


def test_a_note_sent_from_two_devices_at_the_same_moment_is_one():
    unit, editor, key = UnitFactory(), staff(Role.EDITOR), "k" * 32
    theme = new_theme(unit=unit)

    def write() -> Viewpoint:
        return actions.write_down(actor=editor, text="Hej", unit=unit, theme=theme, form_key=key)

    at_once([write, write])
    assert Viewpoint.objects.count() == 1
    theme.refresh_from_db()
    assert (theme.viewpoint_count, theme.waiting_count) == (1, 0)


def test_news_told_by_two_workers_at_the_same_moment_is_told_once():
    unit, editor = UnitFactory(), staff(Role.EDITOR)
    theme = new_theme(unit=unit)
    for number in range(6):
        new_viewpoint(unit=unit, theme=theme, answer_via="email", answer_to=f"ada{number}@example.se")
    actions.add_event(actor=editor, theme=theme, kind=EventKind.DECIDED, text="Ja.")
    at_once([lambda: actions.tell_news(actor=None), lambda: actions.tell_news(actor=None)])
    assert Delivery.objects.count() == 6
