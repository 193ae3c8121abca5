"""Personal numbers: read in every form that people write, kept as a hash alone, and seen by those who meet people."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.people import actions, numbers, queries
from medskapa.people.models import KnownNumber, Person, Role
from tests.factories import PersonFactory, StaffFactory, staff

pytestmark = pytest.mark.django_db

# Of the tax agency's published test numbers.
NUMBER, ANOTHER = "19900321-2397", "19900410-2381"
TWELVE = "199003212397"


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def reception():
    return staff(Role.RECEPTION)


def see(actor, person, number=NUMBER, saw_identity=True):
    return actions.see_number(actor=actor, person=person, number=number, saw_identity=saw_identity)


@pytest.mark.parametrize(
    "written", [NUMBER, TWELVE, " 19900321 - 2397 ", "900321-2397", "9003212397", "1990 03 21-23 97"]
)
def test_a_number_is_read_as_people_write_it(written):
    assert numbers.read(written) == TWELVE


def test_a_co_ordination_number_is_read_too():
    assert numbers.read("19701063-2391") == "197010632391"


@pytest.mark.parametrize(
    "written",
    ["", "19900321-2398", "19901321-2397", "1990-03-21", "mitt", "٩٩٠٠٣٢١٢٣٩٧", "\0", "1" * 40, f"{NUMBER}\n{NUMBER}"],
)
def test_what_is_no_number_is_told_without_being_repeated(written):
    with pytest.raises(ValueError, match="tolv siffror") as refused:
        numbers.read(written)
    assert not written or written not in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_number_is_seen_and_only_a_hash_of_it_is_kept(person, reception):
    assert not queries.has_known_number(person)
    see(reception, person)
    assert queries.has_known_number(person)
    assert queries.is_number_of(person, TWELVE)
    assert not queries.is_number_of(person, numbers.read(ANOTHER))
    assert not queries.is_number_of(PersonFactory(), TWELVE)
    kept = str(list(KnownNumber.objects.values())) + str(list(AuditRecord.objects.values()))
    assert "2397" not in kept.replace(numbers.digest(TWELVE), "")
    assert AuditRecord.objects.get().verb == "person.number_seen"


def test_the_hash_is_of_no_use_without_the_installations_key(settings):
    before = numbers.digest(TWELVE)
    settings.SECRET_KEY = "another" * 10
    assert numbers.digest(TWELVE) != before


def test_seen_again_it_changes_nothing_and_one_that_was_read_wrongly_is_put_right(person, reception):
    see(reception, person)
    see(reception, person)
    assert AuditRecord.objects.count() == 1
    see(reception, person, ANOTHER)
    assert queries.is_number_of(person, numbers.read(ANOTHER))
    assert not queries.is_number_of(person, TWELVE)
    assert AuditRecord.objects.count() == 2


def test_a_number_belongs_to_one_resident(person, reception):
    see(reception, person)
    with pytest.raises(Conflict, match="en annan invånare"):
        see(reception, PersonFactory())
    Person.objects.filter(pk=person.pk).update(is_active=False)  # the row was joined with another
    kept = PersonFactory()
    see(reception, kept)
    assert queries.is_number_of(kept, TWELVE)


def test_only_those_who_meet_people_see_a_number_and_never_their_own(person, reception):
    for actor in (person, PersonFactory(), StaffFactory(), staff(Role.OFFICER)):
        with pytest.raises(PermissionDenied):
            see(actor, person)
    for whose in (reception, StaffFactory()):
        with pytest.raises(PermissionDenied):
            see(reception, whose)
    assert not KnownNumber.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"), [({"number": "19900321-2398"}, "number"), ({"saw_identity": False}, "saw_identity")]
)
def test_without_a_document_or_a_right_number_nothing_is_known(person, reception, wrong, field):
    with pytest.raises(ValidationError) as refused:
        see(reception, person, **wrong)
    assert field in refused.value.message_dict
    assert not KnownNumber.objects.exists()
