"""Who lives in the town: written in by planners, from a named source."""

import pytest
from django.urls import reverse

from medskapa.change.models import TownFigure, Trait
from medskapa.commons.models import Area
from medskapa.core.idempotency import new_key
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.demo.frame import data
from medskapa.demo.residents import count_residents
from medskapa.people.models import Role
from tests.factories import staff

pytestmark = pytest.mark.django_db

URL = "/arbete/stadens-siffror/"


@pytest.fixture
def planner(client):
    client.force_login(staff(Role.PLANNER))
    return client


def sent(client, figures, trait="age", **fields):
    data = {"form_key": new_key(), "trait": trait, "figures": figures, "source": "SCB", "counted_on": "2024-12-31"}
    return client.post(URL, data | fields)


def numbers(trait="age"):
    return dict(TownFigure.objects.filter(trait=trait).values_list("value", "number"))


def records():
    return AuditRecord.objects.count() + AuditWaiting.objects.count()


def test_figures_are_written_in_line_by_line_by_value_or_by_name(planner):
    answer = sent(planner, "0-29: 50 000\n30-44: 28000\n45 till 64 år: 34000\n\n65-: 26000")
    assert answer.url == reverse("change:influence")
    assert numbers() == {"-29": 50_000, "30-44": 28_000, "45-64": 34_000, "65-": 26_000}


def test_the_same_day_again_replaces_them_and_the_same_figures_change_nothing(planner):
    sent(planner, "kvinna: 10\nman: 10", trait="gender")
    sent(planner, "kvinna: 11\nman: 10", trait="gender")
    assert numbers("gender") == {"woman": 11, "man": 10}
    before = records()
    sent(planner, "kvinna: 11\nman: 10", trait="gender")
    assert records() == before


@pytest.mark.parametrize(
    ("figures", "fields", "wrong"),
    [
        ("barn: 10\nman: 10", {"trait": "gender"}, "Den här raden går inte att läsa: barn: 10"),
        ("kvinna: tio\nman: 10", {"trait": "gender"}, "Den här raden går inte att läsa: kvinna: tio"),
        ("kvinna: 10", {"trait": "gender"}, "Skriv minst två grupper, en på varje rad."),
        ("kvinna: 10\nman: 9", {"trait": "gender", "counted_on": "2999-01-01"}, "Dagen kan inte ligga framåt i tiden."),
    ],
)
def test_what_cannot_be_read_stands_beside_the_field(planner, figures, fields, wrong):
    answer = sent(planner, figures, **fields)
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert TownFigure.objects.count() == 0


def test_the_demo_town_has_figures_of_every_trait_that_change_nothing_a_second_time(db):
    for area in data("town")["areas"]:
        Area.objects.create(slug=area["key"], name=area["name"])
    planner = staff(Role.PLANNER)
    count_residents(planner)
    before = records()
    count_residents(planner)
    assert {row.trait for row in TownFigure.objects.all()} == set(Trait.values)
    assert records() == before
