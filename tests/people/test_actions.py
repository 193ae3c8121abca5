"""Changing how one is reached."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from medskapa.core.models import AuditRecord
from medskapa.people import actions
from tests.factories import PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return PersonFactory(email="alma@example.se")


def test_change_contact_keeps_the_new_number_and_says_so_in_the_audit(person):
    actions.change_contact(actor=person, person=person, phone=" 070-1740605 ", reach_via="sms")
    person.refresh_from_db()
    assert (person.phone, person.reach_via) == ("070-1740605", "sms")
    assert AuditRecord.objects.get().verb == "person.contact_changed"
    assert "1740605" not in str(AuditRecord.objects.values().get())


def test_change_contact_is_for_oneself_only(person):
    for other in (PersonFactory(), StaffFactory()):
        with pytest.raises(PermissionDenied):
            actions.change_contact(actor=other, person=person, phone="070-1740605")
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"reach_via": "sms"}, "phone"),
        ({"reach_via": "letter"}, "street"),
        ({"reach_via": "email", "email": ""}, "email"),
        ({"email": "inte en adress"}, "email"),
        ({"reach_via": "duva"}, "reach_via"),
    ],
)
def test_change_contact_refuses_a_way_that_leads_nowhere(person, details, field):
    with pytest.raises(ValidationError) as refused:
        actions.change_contact(actor=person, person=person, **details)
    assert field in refused.value.message_dict
    person.refresh_from_db()
    assert person.email == "alma@example.se"


def test_change_contact_without_a_change_leaves_no_trace(person):
    actions.change_contact(actor=person, person=person, email="alma@example.se")
    assert not AuditRecord.objects.exists()
