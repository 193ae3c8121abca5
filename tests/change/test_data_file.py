"""The file of one's own: the groups in which somebody works are in it, and nobody else in them."""

import json

import pytest
from django.urls import reverse

from medskapa.change.models import Member
from medskapa.change.queries import data_file
from medskapa.core import clock
from tests.change_factories import new_group, the_development_group
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_groups_are_there_and_nobody_else_in_them(client, django_assert_num_queries):
    person, other = PersonFactory(name="Alma Ek"), PersonFactory(name="Någon Annan")
    group, standing = new_group(person, other), the_development_group()
    Member.objects.create(development_group=standing, person=person, starts_on=clock.today(), show_name=True)
    client.force_login(person)
    text = client.get(reverse("voice:my_data")).text
    told = [(each["group"], each["kind"], each["name_is_shown"]) for each in json.loads(text)["groups"]["groups"]]
    assert told == [(group.name, "working_group", False), (standing.name, "development_group", True)]
    assert "Någon Annan" not in text
    nobody = PersonFactory()
    with django_assert_num_queries(1):
        assert data_file.groups_of(nobody) is None
