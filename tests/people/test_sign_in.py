"""Who gets in, where they land, and how long a role lasts."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.urls import reverse

from medskapa.core import clock
from medskapa.people import queries
from medskapa.people.models import Grant, Role
from tests.factories import PersonFactory, StaffFactory, UnitFactory, staff

pytestmark = pytest.mark.django_db

SIGN_IN = reverse("people:sign_in")
LANDS_ON = {
    Role.REGISTRAR: "voice:register",
    Role.ANSWERER: "voice:inbox",
    Role.UNIT_MANAGER: "voice:inbox",
    Role.EDITOR: "voice:inbox",
    Role.AUDITOR: "voice:audit_log",
}


def sign_in(client, person, **more):
    return client.post(SIGN_IN, {"login": person.login, **more})


@pytest.mark.parametrize("role", LANDS_ON)
def test_staff_land_on_a_page_that_their_role_may_see(client, role):
    response = sign_in(client, staff(role))
    assert response.headers["Location"] == reverse(LANDS_ON[role])
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_resident_lands_on_their_own_page(client):
    assert sign_in(client, PersonFactory()).headers["Location"] == reverse("voice:my_page")


def test_staff_without_a_role_land_on_the_proposals_which_all_who_work_here_read(client):
    assert sign_in(client, StaffFactory()).headers["Location"] == reverse("change:proposals_desk")


def test_one_goes_on_to_where_one_was_going(client):
    onward = reverse("voice:my_contact")
    assert sign_in(client, PersonFactory(), next=onward).headers["Location"] == onward


@pytest.mark.parametrize("onward", ["https://example.com/", "//example.com/", "javascript:alert(1)", "\\\\example.com"])
def test_sign_in_leads_to_no_other_site(client, onward):
    assert sign_in(client, PersonFactory(), next=onward).headers["Location"] == reverse("voice:my_page")


def test_nobody_signs_in_by_choosing_who_to_be_outside_the_demo(client, settings):
    person = PersonFactory()
    settings.DEMO_SIGN_IN = False
    assert sign_in(client, person).status_code == 404
    assert person.name not in client.get(SIGN_IN).text


@pytest.mark.parametrize("about", [{"is_demo": False}, {"is_active": False}])
def test_only_people_of_the_demo_can_be_chosen(client, about):
    assert sign_in(client, PersonFactory(**about)).status_code == 404


def test_sign_in_is_throttled(client, settings):
    settings.THROTTLE = settings.THROTTLE | {"sign_in_source": (2, 3600)}
    person = PersonFactory()
    assert [sign_in(client, person).status_code for _attempt in range(3)] == [302, 302, 429]


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(client):
    client.get(SIGN_IN)
    sign_in(client, PersonFactory())
    key = client.session.session_key
    client.post(reverse("people:sign_out"))
    assert client.get(reverse("voice:my_page")).status_code == 302
    assert client.session.session_key != key


def test_staff_need_a_second_factor_before_they_see_anything(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    client.force_login(staff(Role.ANSWERER))
    assert client.get(reverse("voice:inbox")).headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("voice:start")).status_code == 302
    client.force_login(PersonFactory())
    assert client.get(reverse("voice:my_page")).status_code == 200


@pytest.mark.parametrize(
    ("start", "end", "holds"), [(-9, None, True), (-9, 0, True), (0, None, True), (-9, -1, False), (1, None, False)]
)
def test_a_role_holds_from_its_first_day_to_its_last(start, end, holds):
    today, unit = clock.today(), UnitFactory()
    grant = Grant.objects.create(
        person=StaffFactory(),
        role=Role.ANSWERER,
        unit=unit,
        starts_on=today + timedelta(days=start),
        ends_on=None if end is None else today + timedelta(days=end),
    )
    assert grant.holds_on(today) is holds
    assert queries.holds(grant.person, Role.ANSWERER) is holds
    assert (grant.person in queries.answerers_in(unit)) is holds
    assert queries.roles_of(grant.person) == ({Role.ANSWERER} if holds else set())


def test_a_role_in_the_whole_administration_holds_in_every_unit():
    person = staff(Role.ANSWERER)
    assert person in queries.answerers_in(UnitFactory())


def test_staff_with_protected_identity_are_named_in_no_list():
    person = StaffFactory(protected_identity=True)
    assert person not in queries.staff()
    assert person not in queries.staff_named(person.name)


def test_a_form_may_lead_to_the_sign_in_of_the_municipality_and_nowhere_else():
    """Chrome holds `form-action` against the address that a form is sent on to as well."""
    show = "from medskapa.settings import base; print(*base.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    oidc = {"URL": "https://login.kommun.example/realms/staff", "CLIENT_ID": "medskapa", "SECRET": "hemligt"}
    env = os.environ | {f"MEDSKAPA_OIDC_{name}": value for name, value in oidc.items()}
    shown = subprocess.run([sys.executable, "-c", show], env=env, capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["'self'", "https://login.kommun.example"]
