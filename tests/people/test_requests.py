"""The decorators of pages that only some may reach."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Q
from django.http import HttpResponse
from django.test import RequestFactory

from medskapa.core import clock
from medskapa.core.prepared import Prepared
from medskapa.people import requests
from medskapa.people.models import Person, Role
from medskapa.people.requests import only, only_holding, roles_held
from tests.factories import GrantFactory, PersonFactory, StaffFactory, UnitFactory, staff

pytestmark = pytest.mark.django_db


def request_of(person):
    request = RequestFactory().get("/")
    request.user = person
    return request


@only(lambda person: person.is_staff_member)
def staff_page(request, word: str):
    """A page for staff."""
    return HttpResponse(word)


@only_holding(Role.PLANNER, Role.DECIDER)
def planning_page(request):
    """A page for those who plan or decide."""
    return HttpResponse("plan")


def test_whoever_the_rule_says_yes_to_is_let_in_with_the_arguments_of_the_address():
    assert staff_page(request_of(StaffFactory()), word="hej").content == b"hej"
    with pytest.raises(PermissionDenied):
        staff_page(request_of(PersonFactory()), word="hej")


def test_a_guarded_page_keeps_its_name():
    assert (staff_page.__name__, planning_page.__doc__) == ("staff_page", "A page for those who plan or decide.")


@pytest.mark.parametrize("role", [Role.PLANNER, Role.DECIDER])
def test_whoever_holds_one_of_the_roles_anywhere_is_let_in(role):
    assert planning_page(request_of(staff(role, UnitFactory()))).content == b"plan"


def test_other_roles_no_role_and_residents_are_refused():
    for person in (staff(Role.EDITOR), StaffFactory(), PersonFactory()):
        with pytest.raises(PermissionDenied):
            planning_page(request_of(person))


def test_roles_are_looked_up_once_for_a_request(django_assert_num_queries):
    request = request_of(staff(Role.PLANNER))
    with django_assert_num_queries(1):
        assert roles_held(request) == {Role.PLANNER}
        planning_page(request)


@pytest.mark.parametrize("grants", [0, 1, 2])
def test_a_task_that_no_role_tells_is_looked_up_with_the_roles(django_assert_num_queries, monkeypatch, grants):
    monkeypatch.setattr(requests, "_tasks", {})
    monkeypatch.setattr(requests, "_all_standing", Prepared(requests._make_standing))
    unit, person = UnitFactory(), StaffFactory()
    requests.know_task("here", lambda who: Q(Exists(Person.objects.filter(pk=who.pk))))
    requests.know_task("nowhere", lambda who: Q(Exists(Person.objects.filter(name="Ingen alls"))))
    for role in [Role.EDITOR, Role.DECIDER][:grants]:
        GrantFactory(person=person, role=role, unit=unit)
    GrantFactory(person=person, role=Role.AUDITOR, ends_on=clock.today() - timedelta(days=1))
    request = request_of(person)
    with django_assert_num_queries(1):
        assert len(roles_held(request)) == grants
        assert requests.has_task(request, "here")
        assert not requests.has_task(request, "nowhere")
    assert not requests.has_task(request_of(PersonFactory()), "here")


def test_a_visitor_holds_no_role_and_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert roles_held(request_of(AnonymousUser())) == set()
        assert roles_held(request_of(PersonFactory.build())) == set()
