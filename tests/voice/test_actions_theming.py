"""Themes: made, told about, merged, taken apart to the exact state before; extracts are always masked."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.models import Event, EventKind, Extract, Theme, Viewpoint
from tests.factories import UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return staff(Role.EDITOR)


def test_a_theme_is_made_once_at_a_double_click(editor, unit):
    first, again = (actions.create_theme(actor=editor, name="Brev", about="Breven.", unit=unit) for _click in range(2))
    assert first == again
    assert first.thread.public


def test_two_themes_of_one_name_in_two_units_get_addresses_of_their_own(editor):
    made = [actions.create_theme(actor=editor, name="Brev", about="Breven.", unit=UnitFactory()) for _each in "ab"]
    assert [theme.slug for theme in made] == ["brev", "brev-2"]


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR])
def test_who_does_not_work_at_the_desk_touches_no_theme(role, unit, editor):
    actor = staff(role)
    theme, other = new_theme(unit=unit), new_theme(unit=unit)
    merge = actions.merge_themes(actor=editor, theme=other, into=theme, reason="Samma.")
    viewpoint = many_viewpoints(1, unit=unit, theme=theme)[0]
    extract = actions.choose_extract(actor=editor, viewpoint=viewpoint, text=viewpoint.text)
    attempts = [
        lambda: actions.create_theme(actor=actor, name="Nytt", about="Nytt.", unit=unit),
        lambda: actions.edit_theme(actor=actor, theme=theme, version=1, name="Annat"),
        lambda: actions.add_event(actor=actor, theme=theme, kind=EventKind.DECIDED, text="Ja."),
        lambda: actions.merge_themes(actor=actor, theme=theme, into=new_theme(unit=unit), reason="Samma."),
        lambda: actions.undo_merge(actor=actor, merge=merge, reason="Inte samma."),
        lambda: actions.choose_extract(actor=actor, viewpoint=viewpoint, text=viewpoint.text),
        lambda: actions.drop_extract(actor=actor, extract=extract),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_the_second_editor_of_a_theme_is_told(editor, unit):
    theme = new_theme(unit=unit)
    actions.edit_theme(actor=editor, theme=theme, version=1, doing="Vi skriver om breven.")
    with pytest.raises(Conflict):
        actions.edit_theme(actor=editor, theme=theme, version=1, doing="Något annat.")
    theme.refresh_from_db()
    assert theme.doing == "Vi skriver om breven."


def test_a_theme_needs_its_sentence(editor, unit):
    with pytest.raises(ValidationError) as refused:
        actions.edit_theme(actor=editor, theme=new_theme(unit=unit), version=1, about=" ")
    assert "about" in refused.value.message_dict


def test_an_event_is_told_once_and_never_changed(editor, unit):
    theme = new_theme(unit=unit)
    for _click in range(2):
        event = actions.add_event(actor=editor, theme=theme, kind=EventKind.DECIDED, text="Ledningen sa ja.")
    assert theme.thread.events.filter(kind=EventKind.DECIDED).count() == 1
    for attempt in (
        lambda: Event.objects.filter(pk=event.pk).update(text="Ledningen sa nej."),
        lambda: Event.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.parametrize(("kind", "text"), [(EventKind.RECEIVED, "Hej."), (EventKind.DECIDED, " ")])
def test_an_event_told_by_hand_has_words_and_a_kind_of_its_own(editor, unit, kind, text):
    with pytest.raises(ValidationError):
        actions.add_event(actor=editor, theme=new_theme(unit=unit), kind=kind, text=text)


def test_a_merge_needs_a_reason_and_two_themes_that_stand_alone(editor, unit):
    one, two, three = (new_theme(unit=unit) for _each in range(3))
    with pytest.raises(ValidationError):
        actions.merge_themes(actor=editor, theme=one, into=two, reason=" ")
    actions.merge_themes(actor=editor, theme=one, into=two, reason="Samma.")
    for theme, into in [(one, three), (three, one), (three, three), (two, three)]:
        with pytest.raises(Conflict):
            actions.merge_themes(actor=editor, theme=theme, into=into, reason="Samma.")


def test_a_manager_merges_only_what_is_in_units_of_their_own(unit):
    manager = staff(Role.UNIT_MANAGER, unit)
    with pytest.raises(PermissionDenied):
        actions.merge_themes(actor=manager, theme=new_theme(unit=unit), into=new_theme(), reason="Samma.")


def test_what_is_put_in_a_merged_theme_lands_where_it_was_merged_to(editor, unit):
    one, two = new_theme(unit=unit), new_theme(unit=unit)
    actions.merge_themes(actor=editor, theme=one, into=two, reason="Samma.")
    viewpoint, _code = new_viewpoint(unit=unit)
    assert actions.group(actor=editor, viewpoint=viewpoint, theme=one).theme == two


def test_an_undone_merge_is_undone_once_and_with_a_reason(editor, unit):
    merge = actions.merge_themes(actor=editor, theme=new_theme(unit=unit), into=new_theme(unit=unit), reason="Samma.")
    with pytest.raises(ValidationError):
        actions.undo_merge(actor=editor, merge=merge, reason=" ")
    actions.undo_merge(actor=editor, merge=merge, reason="Inte samma.")
    with pytest.raises(Conflict):
        actions.undo_merge(actor=editor, merge=merge, reason="Igen.")


class TestUndoRestores(TestCase):
    """Whatever stands in the two themes, a merge and its undo leave every viewpoint, extract and counter as before."""

    @settings(max_examples=15, deadline=None)
    @given(mine=st.integers(0, 4), others=st.integers(0, 4), extracts=st.integers(0, 2), later=st.integers(0, 2))
    def test_a_merge_undone_is_as_if_it_had_not_been(self, mine, others, extracts, later):
        unit, editor = UnitFactory(), staff(Role.EDITOR)
        one, two = new_theme(unit=unit), new_theme(unit=unit)
        for viewpoint in many_viewpoints(mine, unit=unit, theme=one)[:extracts]:
            actions.choose_extract(actor=editor, viewpoint=viewpoint, text=viewpoint.text)
        many_viewpoints(others, unit=unit, theme=two)
        for theme in (one, two):
            Theme.objects.filter(pk=theme.pk).update(
                viewpoint_count=theme.viewpoints.count(), waiting_count=theme.viewpoints.count()
            )
        before = _world(one, two)
        merge = actions.merge_themes(actor=editor, theme=one, into=two, reason="Samma.")
        assert not Viewpoint.objects.filter(theme=one).exists()
        assert Viewpoint.objects.filter(theme=two).count() == mine + others
        late = [new_viewpoint(unit=unit, theme=two)[0].pk for _each in range(later)]
        actions.undo_merge(actor=editor, merge=merge, reason="Inte samma.")
        assert set(Viewpoint.objects.filter(theme=two).values_list("pk", flat=True)) >= set(late)
        for pk in late:
            actions.ungroup(actor=editor, viewpoint=Viewpoint.objects.get(pk=pk))
        assert _world(one, two) == before


def _world(*themes):
    return [
        (
            sorted(Viewpoint.objects.filter(theme=theme).values_list("pk", "text")),
            sorted(Extract.objects.filter(theme=theme).values_list("pk", "text")),
            Theme.objects.values_list("merged_into", "viewpoint_count", "waiting_count", "answered_count").get(
                pk=theme.pk
            ),
        )
        for theme in themes
    ]


def test_an_extract_is_masked_and_its_own_words(editor, unit):
    viewpoint, _code = new_viewpoint(
        unit=unit, text="Jag heter Anna Karlsson. Ring mig på 070-174 06 05. Telefontiden är kort."
    )
    actions.group(actor=editor, viewpoint=viewpoint, theme=new_theme(unit=unit))
    extract = actions.choose_extract(actor=editor, viewpoint=viewpoint, text=viewpoint.text)
    assert "Karlsson" not in extract.text
    assert "070" not in extract.text
    assert extract.masked >= 2
    with pytest.raises(ValidationError):
        actions.choose_extract(actor=editor, viewpoint=viewpoint, text="Allt är bra.")
    again = actions.choose_extract(actor=editor, viewpoint=viewpoint, text="Telefontiden ... kort.")
    assert Extract.objects.get() == again
    actions.drop_extract(actor=editor, extract=again)
    assert not Extract.objects.exists()


def test_an_editor_publishes_no_words_of_another_unit(unit, editor):
    theme = new_theme(unit=unit)
    viewpoint, _code = new_viewpoint(unit=unit, theme=theme, text="Breven är svåra.")
    elsewhere = staff(Role.EDITOR, UnitFactory())
    with pytest.raises(PermissionDenied):
        actions.choose_extract(actor=elsewhere, viewpoint=viewpoint, text="Breven är svåra.")
    chosen = actions.choose_extract(actor=editor, viewpoint=viewpoint, text="Breven är svåra.")
    with pytest.raises(PermissionDenied):
        actions.drop_extract(actor=elsewhere, extract=chosen)
    assert Extract.objects.exists()


def test_the_same_words_about_another_day_are_another_event(editor, unit):
    theme = new_theme(unit=unit)
    told = {"actor": editor, "theme": theme, "kind": EventKind.DISCUSSED, "text": "Nämnden pratade om det."}
    first = actions.add_event(**told)
    with clock.fixed(clock.now() + timedelta(days=30)):
        assert actions.add_event(**told) != first


def test_words_outside_a_theme_or_taken_back_are_not_published(editor, unit):
    viewpoint, _code = new_viewpoint(unit=unit)
    with pytest.raises(Conflict):
        actions.choose_extract(actor=editor, viewpoint=viewpoint, text=viewpoint.text)
