"""A query whose SQL is made once answers as the one it is made of, for each person and on each day."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.guidance.queries import file
from medskapa.people import requests
from medskapa.people.models import Role
from medskapa.voice.queries import desk, similar
from tests.factories import PersonFactory, UnitFactory, new_theme, new_viewpoint, staff
from tests.guidance_factories import new_guide, new_resident

QUERIES = {
    "what waits": (desk._needs, desk._all_needs),
    "what there is to choose": (desk._choices, desk._all_choices),
    "what somebody at work holds and has to do": (requests._all_standing, requests._make_standing),
    "what may be compared": (similar._before_ranking, similar._units_and_stamp),
}


def test_it_answers_as_the_query_itself_for_each_person(db):
    unit, other = UnitFactory(), UnitFactory()
    people = [staff(Role.ANSWERER, unit), staff(Role.UNIT_MANAGER, other), staff(Role.EDITOR), staff(Role.AUDITOR)]
    new_theme(unit=unit)
    for person in people[:2]:
        viewpoint, _code = new_viewpoint(unit=person.grants.get().unit)
        viewpoint.assigned_to = person
        viewpoint.save(update_fields=["assigned_to"])
    for name, (prepared, make) in QUERIES.items():
        for person in people:
            assert sorted(prepared.rows(person)) == sorted(make(person)), name


def test_a_grant_that_ends_holds_no_longer_the_day_after(db, monkeypatch):
    unit = UnitFactory()
    person = staff(Role.ANSWERER, unit)
    person.grants.update(ends_on=clock.today())
    assert ("unit", unit.pk, unit.name) in desk._choices.rows(person)
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert ("unit", unit.pk, unit.name) not in desk._choices.rows(person)


def test_it_costs_one_query(db, django_assert_num_queries):
    person = staff(Role.EDITOR)
    for prepared, _make in QUERIES.values():
        with django_assert_num_queries(1):
            prepared.rows(person)


def test_objects_are_those_of_the_query_for_each_person_and_key(db, django_assert_num_queries):
    unit = UnitFactory()
    guide, stranger, manager = new_guide(unit), new_guide(unit), staff(Role.UNIT_MANAGER, unit)
    residents = [new_resident(guide, unit), new_resident(stranger, unit), PersonFactory()]
    for viewer in (guide, manager, stranger):
        for resident in residents:
            with django_assert_num_queries(1):
                found = file._file.objects(viewer, resident.pk)
            expected = list(file.files(viewer).filter(pk=resident.pk))
            assert found == expected
            assert [file.viewer_guides(one) for one in found] == [file.viewer_guides(one) for one in expected]


def test_a_number_that_no_row_can_have_finds_nothing(db):
    assert file._file.objects(staff(Role.GUIDE, UnitFactory()), 2**64) == []
