"""What the desk does with one viewpoint or many; two people at the same one; undo."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import EventKind, Viewpoint, ViewpointState
from tests.factories import UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def answerer(unit):
    return staff(Role.ANSWERER, unit, name="Camilla Nyqvist")


@pytest.fixture
def viewpoint(unit):
    return new_viewpoint(unit=unit)[0]


@pytest.fixture
def theme(unit):
    return new_theme(unit=unit)


ONE = {
    "assign": lambda actor, viewpoint, theme: actions.assign(actor=actor, viewpoint=viewpoint, to=actor),
    "group": lambda actor, viewpoint, theme: actions.group(actor=actor, viewpoint=viewpoint, theme=theme),
    "ungroup": lambda actor, viewpoint, theme: actions.ungroup(actor=actor, viewpoint=viewpoint),
    "close": lambda actor, viewpoint, theme: actions.close(actor=actor, viewpoint=viewpoint, reason="Redan löst."),
    "reopen": lambda actor, viewpoint, theme: actions.reopen(actor=actor, viewpoint=viewpoint),
}


@pytest.mark.parametrize("verb", ONE)
@pytest.mark.parametrize("who", ["elsewhere", "registrar", "auditor", "author"])
def test_only_the_desk_of_the_unit_touches_a_viewpoint(verb, who, unit, theme):
    people = {
        "elsewhere": lambda: staff(Role.ANSWERER, UnitFactory()),
        "registrar": lambda: staff(Role.REGISTRAR, unit),
        "auditor": lambda: staff(Role.AUDITOR),
        "author": lambda: staff(Role.ANSWERER, unit),
    }
    actor = people[who]()
    viewpoint, _code = new_viewpoint(unit=unit, author=actor if who == "author" else None)
    audited = AuditRecord.objects.count()
    with pytest.raises(PermissionDenied):
        ONE[verb](actor, viewpoint, theme)
    assert AuditRecord.objects.count() == audited


def test_a_grouped_viewpoint_counts_in_its_theme_and_says_so_in_its_thread(answerer, viewpoint, theme):
    actions.group(actor=answerer, viewpoint=viewpoint, theme=theme)
    theme.refresh_from_db()
    assert (theme.viewpoint_count, theme.waiting_count) == (1, 1)
    assert viewpoint.thread.events.last().theme == theme
    actions.ungroup(actor=answerer, viewpoint=viewpoint)
    theme.refresh_from_db()
    assert theme.viewpoint_count == 0


def test_the_second_person_is_told_who_was_first_and_nothing_is_overwritten(answerer, viewpoint, unit):
    second = staff(Role.ANSWERER, unit)
    seen = viewpoint.version
    actions.assign(actor=answerer, viewpoint=viewpoint, to=answerer, version=seen)
    with pytest.raises(Conflict) as told:
        actions.assign(actor=second, viewpoint=viewpoint, to=second, version=seen)
    assert "Camilla Nyqvist" in str(told.value)
    viewpoint.refresh_from_db()
    assert viewpoint.assigned_to == answerer


def test_a_viewpoint_is_given_only_to_one_who_may_answer(answerer, viewpoint):
    with pytest.raises(ValidationError):
        actions.assign(actor=answerer, viewpoint=viewpoint, to=staff(Role.ANSWERER, UnitFactory()))


def test_closing_needs_a_reason_and_an_open_viewpoint(answerer, viewpoint):
    with pytest.raises(ValidationError):
        actions.close(actor=answerer, viewpoint=viewpoint, reason=" ")
    actions.close(actor=answerer, viewpoint=viewpoint, reason="Redan löst.")
    with pytest.raises(Conflict):
        actions.close(actor=answerer, viewpoint=viewpoint, reason="Igen.")


def test_a_closed_viewpoint_can_be_opened_again(answerer, viewpoint):
    actions.close(actor=answerer, viewpoint=viewpoint, reason="Redan löst.")
    actions.reopen(actor=answerer, viewpoint=viewpoint)
    viewpoint.refresh_from_db()
    assert (viewpoint.state, viewpoint.close_reason) == (ViewpointState.RECEIVED, "")
    assert viewpoint.thread.events.last().kind == EventKind.REOPENED


def test_what_is_taken_back_goes_into_no_theme(answerer, viewpoint, theme):
    actions.withdraw(actor=None, viewpoint=viewpoint)
    with pytest.raises(Conflict):
        actions.group(actor=answerer, viewpoint=viewpoint, theme=theme)


def test_many_are_closed_at_once_and_opened_again_by_undo(answerer, unit):
    many = many_viewpoints(3, unit=unit)
    change = actions.bulk_close(actor=answerer, viewpoints=many, reason="Dubbletter.")
    assert not Viewpoint.objects.exclude(state="closed").exists()
    assert actions.undo_bulk(actor=answerer, change=change) == []
    assert not Viewpoint.objects.exclude(state="received").exists()


def test_undo_puts_each_back_in_the_theme_it_had(answerer, unit, theme):
    was = new_theme(unit=unit)
    many = many_viewpoints(2, unit=unit)
    actions.group(actor=answerer, viewpoint=many[0], theme=was)
    change = actions.bulk_group(actor=answerer, viewpoints=many, theme=theme)
    actions.undo_bulk(actor=answerer, change=change)
    assert [Viewpoint.objects.get(pk=each.pk).theme for each in many] == [was, None]


def test_undo_leaves_alone_what_somebody_has_touched_since(answerer, unit):
    other = staff(Role.ANSWERER, unit)
    many = many_viewpoints(2, unit=unit)
    change = actions.bulk_assign(actor=answerer, viewpoints=many, to=answerer)
    actions.assign(actor=other, viewpoint=Viewpoint.objects.get(pk=many[0].pk), to=other)
    assert actions.undo_bulk(actor=answerer, change=change) == [many[0]]
    assert Viewpoint.objects.get(pk=many[0].pk).assigned_to == other


def test_undo_is_for_the_one_who_did_it_and_once(answerer, unit):
    change = actions.bulk_assign(actor=answerer, viewpoints=many_viewpoints(1, unit=unit), to=answerer)
    with pytest.raises(PermissionDenied):
        actions.undo_bulk(actor=staff(Role.ANSWERER, unit), change=change)
    actions.undo_bulk(actor=answerer, change=change)
    with pytest.raises(Conflict):
        actions.undo_bulk(actor=answerer, change=change)


@pytest.mark.parametrize("number", [0, 201])
def test_none_and_too_many_at_once_are_refused(answerer, unit, number):
    with pytest.raises(ValidationError):
        actions.bulk_assign(actor=answerer, viewpoints=many_viewpoints(number, unit=unit), to=answerer)


def test_one_that_may_not_be_touched_stops_the_whole_bulk_change(answerer, unit):
    foreign, _code = new_viewpoint(unit=UnitFactory())
    mine = many_viewpoints(2, unit=unit)
    with pytest.raises(PermissionDenied):
        actions.bulk_assign(actor=answerer, viewpoints=[*mine, foreign], to=answerer)
    assert not Viewpoint.objects.filter(assigned_to__isnull=False).exists()
