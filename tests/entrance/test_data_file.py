"""The file of one's own: what was told at the entrance is in it, and nobody else's."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from medskapa.core import clock
from medskapa.entrance import actions
from medskapa.entrance.models import Ground, Wall
from medskapa.people.models import Person, Role
from tests.entrance_walk import new_entry, taken_in
from tests.factories import PersonFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rooms")]
FILE = "voice:my_data"


@pytest.fixture
def alma(client) -> Person:
    person = PersonFactory(name="Alma Ek", phone="070-1740605")
    client.force_login(person)
    return person


def told(client) -> dict:
    return json.loads(client.get(reverse(FILE)).text)


def test_all_that_is_known_is_there_whichever_wall_it_stands_behind_and_what_was_before(client, alma):
    new_entry(alma, brings=["work", "money"], money_lasts="not_rent", income=["wages"])
    with clock.fixed(clock.now() + timedelta(days=40)):
        new_entry(alma, worked_with="Jag har arbetat i butik.")
    part = told(client)["told"]
    assert part["heading"] == "Det vi vet om dig"
    values = [each["value"] for each in part["facts"]]
    for each in ("Jag har arbetat i kök.", "Jag har arbetat i butik.", "Till mat, men inte till allt annat", "Lön"):
        assert each in values
    before = next(each for each in part["facts"] if each["value"] == "Jag har arbetat i kök.")
    assert before["until"]
    assert (before["what"], before["from"], before["seen_by"]) == (
        "Vad du har arbetat med",
        "du berättade vid ingången",
        "din guide",
    )
    assert [each["how"] for each in part["entries"]] == ["själv", "själv"]
    assert {to["to"] for to in part["entries"][0]["went_to"]} == {"en guide", "ansökan om försörjningsstöd"}


def test_what_passed_and_what_is_disputed_is_there_without_a_protected_name(client, alma):
    entry = taken_in(staff(Role.RECEPTION, name="Hemlig Mottagare"))
    desk = entry.taken_in_by
    actions.confirm_person(actor=desk, entry=entry, person=alma)
    fact = entry.facts.get(key="reach")
    actions.pass_fact(
        actor=desk,
        fact=fact,
        to_wall=Wall.AUTHORITY,
        ground=Ground.CONSENT,
        why="Ni ska kunna ringa.",
        allowed=_anybody,
    )
    actions.dispute_fact(actor=alma, fact=fact, text="Ring mig hellre.")
    desk.protected_identity = True
    desk.save(update_fields=["protected_identity"])
    part = told(client)["told"]
    (known,) = [each for each in part["facts"] if each["you_say"]]
    assert known["you_say"] == "Ring mig hellre."
    assert known["passed_on"][0]["why"] == "Ni ska kunna ringa."
    assert part["entries"][0]["taken_in_by"] == known["passed_on"][0]["by"] == ""
    assert "Hemlig" not in client.get(reverse(FILE)).text


def _anybody(actor, fact) -> bool:
    return True


def test_nothing_of_others_is_there(client, alma):
    new_entry(PersonFactory())
    assert "told" not in told(client)


def test_it_costs_the_same_for_few_and_for_many_facts(client, alma, queries_of):
    new_entry(alma)
    few = queries_of(reverse(FILE))
    for n in range(5):
        new_entry(alma, worked_with=f"Jag har arbetat i {n} kök.", brings=["work", "housing"], housing_now="own")
    assert queries_of(reverse(FILE)) == few
