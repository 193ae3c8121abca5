"""The file of one's own: the invitations are in it, as far as the invited may read of them, and nobody else's."""

import json

import pytest
from django.urls import reverse

from medskapa.meetings.models import InvitationState
from medskapa.meetings.queries import data_file
from tests.factories import PersonFactory, StaffFactory
from tests.meeting_factories import new_invitation, new_meeting, new_member

pytestmark = pytest.mark.django_db


def test_the_invitations_and_what_was_answered_are_there_and_no_protected_name(client):
    person = PersonFactory(name="Alma Ek")
    contact = StaffFactory(name="Hemlig Kontakt", protected_identity=True)
    member = new_member(person=person, contact=contact, name="Alma Ek")
    new_invitation(new_meeting(title="Träffen i april"), member, state=InvitationState.NO, refusal_text="Jag arbetar.")
    new_invitation(new_meeting(title="Träffen i maj"), member, state=InvitationState.TO_SEND)
    new_invitation(new_meeting(title="Någon annans träff"), new_member(person=PersonFactory()))
    client.force_login(person)
    text = client.get(reverse("voice:my_data")).text
    told = json.loads(text)["meetings"]
    assert told["to_be_asked"]["name"] == "Alma Ek"
    assert [(each["meeting"], each["in_your_words"]) for each in told["invitations"]] == [
        ("Träffen i april", "Jag arbetar.")
    ]
    for hidden in ("Hemlig", "Träffen i maj", "Någon annans träff"):
        assert hidden not in text


def test_it_costs_one_query_for_most_and_two_for_the_invited(django_assert_num_queries):
    person = PersonFactory()
    with django_assert_num_queries(1):
        assert data_file.meetings_of(person) is None
    member = new_member(person=person)
    for _each in range(5):
        new_invitation(new_meeting(), member)
    with django_assert_num_queries(2):
        assert len(data_file.meetings_of(person)["invitations"]) == 5
