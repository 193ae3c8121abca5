"""The pages of referrals: from the desk to the mail's code, to the person; asked oneself; bad input kept."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.urls import reverse

from medskapa.commons import actions, referral_codes, referral_jobs
from medskapa.commons.models import Referral, ReferralState, Service
from medskapa.core import clock, idempotency
from medskapa.core.models import random_id
from medskapa.people.models import Role
from tests.commons_factories import ListedServiceFactory, OrganisationFactory
from tests.factories import PersonFactory, UnitFactory, staff
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db

WORDS = {"what": "Hjälp att komma igång med BankID.", "first_name": "Alma", "language": "sv"}
BY_SMS = {"reach_via": "sms", "reach_to": "070-174 06 05"}


@pytest.fixture
def service():
    return ListedServiceFactory(slug="hjalpen", name="Hjälpen", email="hjalp@example.se", needs=["bankid"])


@pytest.fixture
def desk():
    return staff(Role.RECEPTION, UnitFactory(), email="disken@example.se")


def key() -> dict[str, str]:
    return {"form_key": idempotency.new_key()}


def test_from_the_desk_to_the_mail_to_the_person(client, desk, service):
    client.force_login(desk)
    text = client.get(reverse("commons:new_referral"), {"behov": "bankid"}).content.decode()
    address = reverse("commons:send_referral", args=[service.slug]) + "?behov=bankid"
    assert address in text
    form = key() | WORDS | BY_SMS | {"consent": "on"}
    for _click in range(2):
        response = client.post(address, form)
        assert response.status_code == 302
    referral = Referral.objects.get()
    text = client.get(response.headers["Location"]).content.decode()
    assert str(referral_codes.own_code_of(referral)) in text

    referral_jobs.send_referral_messages.call()
    words = re.search(r"#([a-zåäö-]+)", outbox.outbox[0].body)
    client.logout()
    page = reverse("commons:referral_answer")
    asked = client.post(page, key() | {"code": words.group(1)})
    text = asked.content.decode()
    assert "Alma" in text
    assert "+46701740605" not in text
    answer = key() | {"pass": asked.context["pass"], "do": "answer", "word": "accept", "answer": "Kom på tisdag."}
    for _click in range(2):
        text = client.post(page, answer).content.decode()
        assert "+46701740605" in text
    assert Referral.objects.get().state == ReferralState.ACCEPTED
    came = key() | {"pass": asked.context["pass"], "do": "came", "came_of_it": "helped"}
    assert "Det är klart" in client.post(page, came).content.decode()

    text = client.post(
        reverse("commons:my_referral"), key() | {"code": str(referral_codes.own_code_of(referral))}
    ).content.decode()
    assert "Kom på tisdag." in text


def test_the_person_takes_the_proposed_time_by_code(client, desk, service):
    referral = actions.send_referral(
        actor=desk, service=service, consent=True, what="BankID", first_name="Alma", **BY_SMS
    )
    page = reverse("commons:referral_answer")
    asked = client.post(page, key() | {"code": str(referral_codes.answer_code_of(referral))})
    day = clock.today()
    bad = client.post(page, key() | {"pass": asked.context["pass"], "do": "answer", "word": "propose"})
    assert bad.status_code == 422
    when = {"day": f"{day + timedelta(days=5)}", "time": "10.00"}
    client.post(page, key() | {"pass": asked.context["pass"], "do": "answer", "word": "propose"} | when)
    own = client.post(reverse("commons:my_referral"), key() | {"code": str(referral_codes.own_code_of(referral))})
    assert "De föreslår en tid" in own.content.decode()
    text = client.post(
        reverse("commons:my_referral"), key() | {"pass": own.context["pass"], "do": "accept"}
    ).content.decode()
    assert "Du är välkommen" in text
    assert Referral.objects.get().state == ReferralState.ACCEPTED


def test_somebody_without_an_account_asks_and_gets_a_code(client, service):
    address = reverse("commons:ask_oneself", args=[service.slug])
    assert address in client.get(reverse("commons:service", args=[service.slug])).content.decode()
    form = key() | WORDS | BY_SMS
    for _click in range(2):
        response = client.post(address, form)
        code = str(referral_codes.own_code_of(Referral.objects.get()))
        assert code in response.content.decode()
    assert Referral.objects.get().person is None


def test_a_resident_asks_sees_it_and_takes_it_back(client, service):
    resident = PersonFactory(name="Sara Söker", phone="070-1740605")
    client.force_login(resident)
    response = client.post(reverse("commons:ask_oneself", args=[service.slug]), key() | WORDS | BY_SMS)
    page = response.headers["Location"]
    assert page in client.get(reverse("commons:my_referrals")).content.decode()
    text = client.post(page, key() | {"do": "withdraw"}).content.decode()
    assert "Frågan är tillbakatagen" in text
    assert Referral.objects.get().state == ReferralState.WITHDRAWN


def test_what_is_typed_is_kept_where_something_is_wrong(client, desk, service):
    client.force_login(desk)
    response = client.post(
        reverse("commons:send_referral", args=[service.slug]),
        key() | WORDS | {"reach_via": "sms", "reach_to": "hemma", "consent": "on"},
    )
    assert response.status_code == 422
    assert "hemma" in response.content.decode()
    assert not Referral.objects.exists()


def test_a_false_pass_asks_for_the_code_again(client):
    for name in ("commons:referral_answer", "commons:my_referral"):
        response = client.post(reverse(name), key() | {"pass": "falskt"})
        assert response.status_code == 403
        assert "Det har gått en stund" in response.content.decode()


@pytest.mark.parametrize("name", ["commons:referral_answer", "commons:my_referral"])
def test_whoever_guesses_codes_is_stopped(client, settings, name):
    one = {f"{kind}_source": (1, 3600) for kind in ("invitation", "receipt")}
    settings.THROTTLE = settings.THROTTLE | one
    words = str(referral_codes.own_code_of(Referral(pk=1)))
    assert client.post(reverse(name), key() | {"code": words}).status_code == 422
    assert client.post(reverse(name), key() | {"code": words}).status_code == 429


@pytest.mark.parametrize("name", ["commons:referrals", "commons:new_referral"])
def test_the_pages_take_as_many_queries_for_many(client, desk, service, name, django_assert_max_num_queries):
    client.force_login(desk)
    for _each in range(10):
        sent(desk)
    with django_assert_max_num_queries(12) as few:
        client.get(reverse(name), {"visa": "oppna"})
    first = Referral.objects.select_related("service").first()
    services = [ListedServiceFactory.build(organisation=first.service.organisation) for _each in range(990)]
    services = Service.objects.bulk_create(services)
    Referral.objects.bulk_create([copy_of(first, service) for service in services])
    with django_assert_max_num_queries(12) as many:
        client.get(reverse(name), {"visa": "oppna"})
    assert len(many) == len(few)


def copy_of(referral: Referral, service: Service) -> Referral:
    copy = Referral()
    for field in Referral._meta.concrete_fields:
        setattr(copy, field.attname, getattr(referral, field.attname))
    copy.pk, copy.service = random_id(), service
    referral_codes.issue(copy)
    return copy


def sent(desk) -> Referral:
    service = ListedServiceFactory(organisation=OrganisationFactory(), email="a@example.se")
    return actions.send_referral(actor=desk, service=service, consent=True, what="BankID", first_name="Alma", **BY_SMS)


@pytest.mark.parametrize("language", list(GOALS))
def test_what_the_person_meets_is_easy_to_read(client, desk, service, language, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    referral = sent(desk)
    found = [client.get(reverse(name)) for name in ("commons:my_referral", "commons:referral_answer")]
    found.append(client.get(reverse("commons:ask_oneself", args=[service.slug])))
    own = key() | {"code": str(referral_codes.own_code_of(referral))}
    for state in ReferralState:
        if state in {ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.EXPIRED, ReferralState.WITHDRAWN}:
            Referral.objects.filter(pk=referral.pk).update(state=state)
            found.append(client.post(reverse("commons:my_referral"), own))
    assert [why for page in found if (why := too_hard(page.content.decode(), language))] == []


def test_the_reception_sees_that_a_referral_needs_somebody(client, desk):
    actions.send_referral(
        actor=desk, service=ListedServiceFactory(email=""), consent=True, what="BankID", first_name="Alma", **BY_SMS
    )
    client.force_login(desk)
    assert "1 hänvisning behöver någon" in client.get(reverse("entrance:waiting")).content.decode()


def test_the_form_about_what_came_of_it_says_for_whom_and_where(client, desk, service):
    referral = actions.send_referral(
        actor=desk, service=service, consent=True, what="BankID", first_name="Alma", **BY_SMS
    )
    client.force_login(desk)
    page = client.get(reverse("commons:note_referral_outcome", args=[referral.pk]))
    assert page.context["lead"] == "Alma, Hjälpen"
