"""How the municipality's own sign-in finds a member of staff."""

from types import SimpleNamespace

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from medskapa.people.adapters import AccountAdapter, SocialAccountAdapter
from tests.factories import PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


class Coming:
    """Somebody whom the provider vouches for, with the addresses it gives."""

    is_existing = False

    def __init__(self, email, *, verified=True):
        self.email_addresses = [SimpleNamespace(email=email, verified=verified)]
        self.joined = None

    def connect(self, request, person):
        self.joined = person


@pytest.fixture
def request_(rf: RequestFactory):
    request = rf.get("/konto/")
    request.user = AnonymousUser()
    return request


def test_a_member_of_staff_is_found_by_the_login_that_nobody_can_change(request_):
    alma = StaffFactory(login="alma.ek@example.se", email="annan@example.se")
    StaffFactory(login="bo.al@example.se", email="alma.ek@example.se")
    coming = Coming("Alma.Ek@example.se")
    SocialAccountAdapter().pre_social_login(request_, coming)
    assert coming.joined == alma


@pytest.mark.parametrize("who", ["unknown", "resident", "inactive", "not vouched for"])
def test_anybody_else_is_told_kindly_and_let_in_nowhere(request_, who):
    if who == "resident":
        PersonFactory(login="alma.ek@example.se")
    elif who != "unknown":
        StaffFactory(login="alma.ek@example.se", is_active=who != "inactive")
    coming = Coming("alma.ek@example.se", verified=who != "not vouched for")
    with pytest.raises(ImmediateHttpResponse) as refused:
        SocialAccountAdapter().pre_social_login(request_, coming)
    assert refused.value.response.status_code == 403
    assert coming.joined is None


def test_nobody_signs_up_by_themselves(request_):
    assert not AccountAdapter().is_open_for_signup(request_)
    assert not SocialAccountAdapter().is_open_for_signup(request_, Coming("alma.ek@example.se"))
