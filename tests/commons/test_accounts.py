"""Accounts from outside: an invitation that works once, a password of one's own, and a home with what is one's own."""

import re
import secrets
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.commons import account_codes, account_daily, actions
from medskapa.commons.models import AccountLink, Membership, MemberTask
from medskapa.commons.queries import accounts as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Kind, Person, Role
from tests.commons_factories import ListedServiceFactory, OrganisationFactory, acting_for, partner
from tests.factories import PersonFactory, StaffFactory, staff
from tests.group_factories import GroupFactory, invited, member_of, reset_for, task_of

pytestmark = pytest.mark.django_db
PASSWORD, OTHER = "fyra lugna ord tillsammans", "helt andra lugna ord"
EMAIL = "nora@example.se"


def sent(**data):
    return {"form_key": secrets.token_urlsafe(24), **data}


def open_link(client, link, name="commons:join"):
    """The page behind the code, and the pass in its form."""
    page = client.post(reverse(name), sent(code=str(account_codes.code_of(link))))
    found = re.search(r'name="pass" value="([^"]+)"', page.text)
    return page, found[1] if found else ""


def sign_in(client, password, email=EMAIL):
    return client.post(reverse("commons:partner_sign_in"), sent(email=email, password=password))


@pytest.fixture
def association():
    return OrganisationFactory(name="Vorta Drom", slug="vorta-drom")


@pytest.fixture
def leader(association):
    return partner(association, name="Mirela Stojan")


@pytest.fixture
def account(association):
    """Somebody from outside with a password."""
    person = PersonFactory(kind=Kind.PARTNER, login=EMAIL, email=EMAIL, is_demo=False)
    person.set_password(PASSWORD)
    person.save()
    return acting_for(association, MemberTask.HELPS, person)


def test_an_invitation_is_mailed_taken_up_once_and_leads_home(
    client, association, leader, django_capture_on_commit_callbacks
):
    client.force_login(leader)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("commons:invite_to_organisation", args=[association.slug]),
            sent(email="Nora@example.se", task="helps"),
        )
    assert answer.url == reverse("commons:our_organisation")
    assert EMAIL in client.get(answer.url).text
    client.logout()
    link = AccountLink.objects.get()
    text = mail.outbox[0].body
    assert mail.outbox[0].to == [EMAIL]
    assert re.search(r"/bli-med/#\S+", text)
    assert EMAIL not in text.split("#")[0]
    page, pass_ = open_link(client, link)
    assert "Vorta Drom" in page.text
    weak = client.post(reverse("commons:join"), sent(**{"pass": pass_, "name": "Nora Ek", "password": "kort"}))
    assert weak.status_code == 422
    assert "Nora Ek" in weak.text
    assert not Person.objects.filter(login=EMAIL).exists()
    form = sent(**{"pass": pass_, "name": "Nora Ek", "password": PASSWORD})
    assert client.post(reverse("commons:join"), form).url == reverse("commons:our_organisation")
    home = client.get(reverse("commons:our_organisation")).text
    assert "Vorta Drom" in home
    assert "Bjud in en kollega" not in home  # helps, and does not lead
    person = Person.objects.get(login=EMAIL)
    assert (person.kind, person.name, person.memberships.get().task) == (Kind.PARTNER, "Nora Ek", MemberTask.HELPS)
    assert open_link(client, link)[0].status_code == 422
    assert client.post(reverse("commons:join"), form).status_code == 403


def test_whoever_has_an_account_gives_its_password_and_gets_the_organisation_too(client, leader, account):
    other = OrganisationFactory(name="Po drom")
    link = invited(other, leader, email=EMAIL)
    page, pass_ = open_link(client, link)
    assert "Du har redan ett konto" in page.text
    wrong = client.post(reverse("commons:join"), sent(**{"pass": pass_, "password": OTHER}))
    assert wrong.status_code == 422
    assert client.post(reverse("commons:join"), sent(**{"pass": pass_, "password": PASSWORD})).status_code == 302
    assert account.memberships.filter(organisation=other).exists()


def test_a_link_that_is_old_taken_back_or_replaced_opens_nothing(client, association, leader):
    first = actions.invite_to_organisation(actor=leader, organisation=association, email=EMAIL)
    second = actions.invite_to_organisation(actor=leader, organisation=association, email=EMAIL)
    third = actions.invite_to_organisation(actor=leader, organisation=association, email="a@example.se")
    actions.withdraw_account_invitation(actor=leader, link=third)
    assert [open_link(client, link)[0].status_code for link in (first, second, third)] == [422, 200, 422]
    AccountLink.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    assert open_link(client, second)[0].status_code == 422
    with pytest.raises(Conflict):
        actions.join_organisation(actor=None, link=second, name="Nora", password=PASSWORD)


def test_a_colleague_a_member_and_no_address_are_not_invited(association, leader, account):
    for email in (StaffFactory(login="kollega@example.se").login, "inte en adress"):
        with pytest.raises(ValidationError):
            actions.invite_to_organisation(actor=leader, organisation=association, email=email)
    with pytest.raises(Conflict):
        actions.invite_to_organisation(actor=leader, organisation=association, email=EMAIL)


def test_a_convenor_invites_to_the_organisations_of_the_group_and_to_no_other(client, association):
    group = GroupFactory()
    member_of(group, association)
    client.force_login(group.convenor)
    url = reverse("commons:invite_to_organisation", args=[association.slug])
    assert client.get(url).status_code == 200
    other = OrganisationFactory()
    assert client.get(reverse("commons:invite_to_organisation", args=[other.slug])).status_code == 404


def test_signing_in_takes_address_and_password_and_says_no_more_than_no(client, account, settings):
    wrong, unknown = sign_in(client, OTHER), sign_in(client, PASSWORD, "ingen@example.se")
    assert wrong.status_code == unknown.status_code == 422
    assert "passar inte ihop" in wrong.text
    assert "passar inte ihop" in unknown.text
    signed_in = sign_in(client, PASSWORD, "NORA@example.se")
    assert signed_in.url == reverse("commons:our_organisation")
    assert not list(get_messages(signed_in.wsgi_request))  # the page says it
    assert client.get(reverse("commons:our_organisation")).status_code == 200
    settings.THROTTLE = settings.THROTTLE | {"password_account_source": (2, 900)}
    client.logout()
    assert [sign_in(client, OTHER).status_code for _try in range(2)] == [429, 429]
    assert sign_in(client, PASSWORD).status_code == 429


def test_residents_staff_and_closed_accounts_do_not_come_in_by_this_door(client, account):
    for kind, login in ((Kind.RESIDENT, "invanare"), (Kind.STAFF, "kollega@example.se")):
        person = PersonFactory(kind=kind, login=login, email=f"{login.split('@')[0]}@example.se")
        person.set_password(PASSWORD)
        person.save()
        assert sign_in(client, PASSWORD, person.email).status_code == 422
    actions.close_account(actor=None, person=account)
    assert sign_in(client, PASSWORD).status_code == 422


def test_a_second_factor_is_asked_for_where_the_person_has_one(client, account, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth

    auth.TOTP.activate(account, auth.generate_totp_secret())
    assert Authenticator.objects.filter(user=account).exists()
    assert sign_in(client, PASSWORD).url == reverse("mfa_authenticate")
    assert client.get(reverse("commons:our_organisation")).status_code == 302


def test_a_new_password_comes_by_mail_and_signs_out_elsewhere(client, account, django_capture_on_commit_callbacks):
    client.force_login(account)
    other = type(client)()
    with django_capture_on_commit_callbacks(execute=True):
        known, unknown = (
            other.post(reverse("commons:forgot_password"), sent(email=email)) for email in (EMAIL, "ingen@example.se")
        )
    key = re.compile(r'value="[^"]*"')
    assert key.sub("", known.text) == key.sub("", unknown.text)
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    link = AccountLink.objects.get()
    _page, pass_ = open_link(other, link, "commons:new_password")
    assert other.post(reverse("commons:new_password"), sent(**{"pass": pass_, "password": "kort"})).status_code == 422
    form = sent(**{"pass": pass_, "password": OTHER})
    assert other.post(reverse("commons:new_password"), form).url == reverse("commons:partner_sign_in")
    assert client.get(reverse("commons:our_organisation")).status_code == 302
    assert sign_in(other, PASSWORD).status_code == 422
    assert sign_in(other, OTHER).status_code == 302
    with pytest.raises(Conflict):
        actions.choose_new_password(actor=None, link=link, password=PASSWORD)


def test_a_pass_of_one_kind_opens_nothing_of_the_other(client, account, leader, association):
    _page, pass_ = open_link(client, reset_for(account), "commons:new_password")
    assert client.post(reverse("commons:join"), sent(**{"pass": pass_, "password": PASSWORD})).status_code == 403
    link = invited(association, leader)
    assert open_link(client, link, "commons:new_password")[0].status_code == 422


def test_home_shows_what_waits_and_only_ones_own(client, association, leader):
    due = clock.today()
    ListedServiceFactory(name="Hjälp med brev", organisation=association, check_by=due)
    ListedServiceFactory(name="Någon annans", check_by=due)
    group = GroupFactory(name="Samverkan Adolfsberg")
    member_of(group, association)
    task_of(group, leader)
    invited(OrganisationFactory(), leader, email="annan@example.se")
    client.force_login(leader)
    text = client.get(reverse("commons:our_organisation")).text
    for words in ("Hjälp med brev", "Samverkan Adolfsberg", "Fråga fritidsförvaltningen", "Bjud in en kollega"):
        assert words in text
    for words in ("Någon annans", "annan@example.se"):
        assert words not in text


def test_home_costs_the_same_however_much_there_is(client, association, leader):
    client.force_login(leader)
    url = reverse("commons:our_organisation")

    def cost(more):
        people = Person.objects.bulk_create(
            Person(login=f"p-{more}-{n}@example.se", name=f"Person {n}", kind=Kind.PARTNER) for n in range(more)
        )
        Membership.objects.bulk_create(
            Membership(organisation=association, person=person, task="helps", starts_on=clock.today())
            for person in people
        )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    client.get(url)
    assert cost(10) == cost(990) <= 20


def test_a_leader_ends_a_colleagues_membership_and_nobody_elses(client, leader, account):
    client.force_login(leader)
    url = reverse("commons:end_our_membership", args=[account.memberships.get().pk])
    assert client.post(url, sent()).url == reverse("commons:our_organisation")
    assert account.memberships.get().ends_on == clock.today()
    foreign = partner().memberships.get()
    assert client.post(reverse("commons:end_our_membership", args=[foreign.pk]), sent()).status_code == 404


def test_what_nobody_needs_is_deleted(association, leader, account):
    old, fresh = invited(association, leader, email="a@example.se"), invited(association, leader)
    AccountLink.objects.filter(pk=old.pk).update(expires_at=clock.now() - timedelta(days=31))
    account_daily.forget_account_links()
    assert list(AccountLink.objects.all()) == [fresh]
    assert queries.to_close() == []
    Membership.objects.filter(person=account).update(ends_on=clock.today() - timedelta(days=181))
    account_daily.close_accounts()
    account.refresh_from_db()
    assert (account.is_active, account.email) == (False, "")
    assert EMAIL not in account.login
    assert not account.has_usable_password()


def test_a_mail_that_does_not_arrive_is_shown_to_who_invited(client, association, leader):
    link = invited(association, leader)
    actions.fail_account_mail(actor=None, link=link, reason="Okänd adress.")
    client.force_login(leader)
    assert "Mejlet kom inte fram" in client.get(reverse("commons:our_organisation")).text
    editor = staff(Role.EDITOR)
    client.force_login(editor)
    page = client.get(reverse("commons:organisation", args=[association.slug])).text
    assert reverse("commons:invite_to_organisation", args=[association.slug]) in page
