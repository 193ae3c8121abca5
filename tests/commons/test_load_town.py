"""An installation's own town: put in place from a file, brought up to date by it, refused whole when it is wrong."""

import pytest
from django.core.management import CommandError, call_command

from medskapa.commons.models import Area, Place, Service
from medskapa.core.models import AuditRecord
from medskapa.people.models import Person, Role, Unit
from medskapa.people.queries import roles_of

pytestmark = pytest.mark.django_db

TOWN = """
units:
  - {key: utveckling, name: Utveckling, phone: 040-628 04 40}
  - {key: bistand, name: Bistånd, second_reader: true}
areas:
  - {key: raa, name: Råå}
places:
  - {key: biblioteket, name: Biblioteket, kind: library, area: raa, digital_help: "yes"}
services:
  - {key: sfi, name: SFI, unit: utveckling, words: [svenska]}
staff:
  - name: Alma Ek
    email: Alma.Ek@example.se
    title: handläggare
    unit: bistand
    roles:
      - {role: answerer, unit: bistand}
      - {role: editor}
"""


@pytest.fixture
def load(tmp_path):
    def loaded(text):
        file = tmp_path / "town.yaml"
        file.write_text(text, encoding="utf-8")
        call_command("load_town", str(file), verbosity=0)

    return loaded


def test_a_town_is_put_in_place_and_the_same_file_changes_nothing(load):
    for _time in range(2):
        load(TOWN)
    alma = Person.objects.get()
    assert (alma.login, alma.unit.slug, alma.is_demo) == ("alma.ek@example.se", "bistand", False)
    assert not alma.has_usable_password()
    assert roles_of(alma) == {Role.ANSWERER, Role.EDITOR}
    assert alma.grants.count() == 2
    assert (Unit.objects.count(), Place.objects.get().area.name, Service.objects.get().words) == (2, "Råå", ["svenska"])
    assert AuditRecord.objects.filter(verb="town.loaded").count() == 2 * 6


def test_a_role_that_is_no_longer_named_ends_and_its_history_stays(load):
    load(TOWN)
    load(TOWN.replace("      - {role: editor}\n", ""))
    alma = Person.objects.get()
    assert alma.grants.filter(role=Role.EDITOR, ends_on__isnull=False).count() == 1
    assert alma.grants.filter(role=Role.ANSWERER, ends_on__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (TOWN.replace("unit: utveckling", "unit: okand"), "okand"),
        (TOWN.replace("    email: Alma.Ek@example.se\n", ""), "email"),
        (TOWN.replace("role: editor", "role: kung"), "kung"),
        (TOWN.replace("kind: library", "kind: slott"), "slott"),
        (TOWN.replace("areas:", "omraden:"), "omraden"),
        ("- bara en lista", "lists of units"),
        ("units: [", "could not be read"),
    ],
)
def test_a_wrong_file_says_what_is_wrong_and_changes_nothing(load, wrong, said):
    with pytest.raises(CommandError) as refused:
        load(wrong)
    assert said in str(refused.value)
    assert not Unit.objects.exists()


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("load_town", str(tmp_path / "finns-inte.yaml"))


def test_where_a_neighbourhood_lies_on_the_map_is_put_in_place_and_kept(load):
    load("areas:\n  - {key: raa, name: Råå, map: [36, 94]}\n")
    load("areas:\n  - {key: raa, name: Råå hamn}\n")
    area = Area.objects.get(slug="raa")
    assert (area.name, area.map_x, area.map_y) == ("Råå hamn", 36, 94)


def test_a_neighbourhood_outside_the_map_is_refused(load):
    with pytest.raises(CommandError, match="raa"):
        load("areas:\n  - {key: raa, name: Råå, map: [36]}\n")
