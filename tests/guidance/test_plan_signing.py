"""Signing a plan with an e-ID, against the simulator: the right person, the right text, once."""

import hashlib
import json
import re
from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from medskapa.core import clock, sealed
from medskapa.core.daily import run_due
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord
from medskapa.guidance import actions, signing, signing_asked
from medskapa.guidance.actions import plan_signing
from medskapa.guidance.models import AgreedBy, Plan, PlanSigning, PlanVersion
from medskapa.integrations.bankid import attempts
from medskapa.integrations.bankid import client as bankid
from medskapa.integrations.bankid.client import BankIdFailed, Collected, Signed, Status
from medskapa.people import actions as people
from medskapa.people import numbers
from medskapa.people.models import KnownNumber, Role
from tests.conftest import HTMX
from tests.factories import PersonFactory, staff
from tests.guidance.pages import at_work, form, mine
from tests.guidance_factories import new_guide, new_plan, new_step
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db

# Of the tax agency's published test numbers.
NUMBER, ANOTHER = "199003212397", "199004102381"
ADDRESS = "192.0.2.7"


def known(resident, guide, number=NUMBER):
    return people.see_number(actor=guide, person=resident, number=number, saw_identity=True)


def a_version(guide, resident):
    plan = new_plan(resident, occupation="kock", can="Jag kan baka")
    new_step(plan)
    return actions.put_plan_to_agree(actor=guide, plan=plan)


@pytest.fixture(autouse=True)
def orders(settings, tmp_path):
    """A simulator of its own for each test."""
    settings.BANKID_CLIENT, settings.DATA_DIR = "simulator", tmp_path
    return bankid.simulator()


@pytest.fixture
def version(guide, resident):
    known(resident, guide)
    return a_version(guide, resident)


@pytest.fixture
def phone(client, resident):
    client.force_login(resident)
    return client


def begin(client, **options):
    return client.post(mine("sign_plan", 1), form(), **options)


def ask(client, **options):
    return client.post(mine("plan_signing", 1), **options)


def later(seconds):
    return clock.fixed(clock.now() + timedelta(seconds=seconds))


def sign_in_the_app(orders, number=NUMBER):
    [order] = orders.waiting()
    orders.sign(order.reference, number=number)
    return order


def attempt_of(version):
    return PlanSigning.objects.select_related("version__plan__resident").get(version=version)


# --- from the page to the signature


def test_a_resident_reads_the_text_signs_it_in_the_app_and_has_signed(phone, version, guide, orders):
    assert "Skriv under med BankID" in phone.get(mine("plan_version", 1)).text
    page = phone.get(mine("sign_plan", 1)).text
    assert "Jag kan baka" in page
    assert "Ring restaurangen på Kullagatan" in page
    assert begin(phone).url == mine("sign_plan", 1)
    page = phone.get(mine("sign_plan", 1)).text
    assert "Öppna appen BankID" in page
    assert "/demo/bankid/?autostarttoken=" in page
    sign_in_the_app(orders)
    with later(3):
        assert ask(phone).url == mine("plan")
    version.refresh_from_db()
    assert version.resident_agreed_by == AgreedBy.E_ID
    assert version.is_agreed
    told = phone.get(mine("plan_version", 1)).text
    assert "med e-legitimation" in told
    assert version.signed_digest in told
    assert "Ni är överens" in phone.get(mine("plan")).text
    verbs = list(AuditRecord.objects.filter(verb__startswith="plan.sign").values_list("verb", flat=True))
    assert sorted(verbs) == ["plan.signed", "plan.signing_begun"]


def test_the_app_shows_a_number_that_holds_for_every_letter_of_the_text_and_nothing_of_the_plan(phone, version, orders):
    begin(phone)
    order = sign_in_the_app(orders)
    assert "baka" not in order.text
    with later(3):
        ask(phone)
    version.refresh_from_db()
    assert "Jag kan baka" in version.signed_text
    assert version.signed_digest == hashlib.sha256(version.signed_text.encode()).hexdigest()
    assert version.signed_digest in order.text
    assert signing.signature_of(version)["statement"] == order.text


def test_the_text_is_the_same_however_long_one_waits_and_in_whatever_language_one_then_reads(phone, version, orders):
    begin(phone)
    text = attempt_of(version).text
    assert text in translation_of(lambda: signing.text_of(version, version.plan.resident), "sv")
    sign_in_the_app(orders)
    phone.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    with later(3):
        ask(phone)
    version.refresh_from_db()
    assert version.signed_text == text


def translation_of(make, language):
    with translation.override(language):
        return make()


def test_every_part_of_the_plan_stands_in_the_text(version, resident):
    text = signing.text_of(version, resident)
    year = str(version.made_at.year)
    for part in (f" {year}.", resident.name, "version 1", "kock", "Arbeta i kök", "Jag kan baka", "Ring restaurangen"):
        assert part.lower() in text.lower()


def test_what_vouches_is_kept_sealed_and_the_number_is_not_kept_beside_it(phone, version, orders):
    begin(phone)
    reference = sign_in_the_app(orders).reference
    with later(3):
        ask(phone)
    version.refresh_from_db()
    raw = bytes(version.signature)
    assert b"signature" not in raw
    kept = signing.signature_of(version)
    assert set(kept) == {"statement", "signature", "ocspResponse", "orderRef"}
    assert kept["orderRef"] == reference
    everything = str([PlanVersion.objects.values().get(), PlanSigning.objects.values().get()])
    assert NUMBER not in everything + str(kept) + str(list(AuditRecord.objects.values()))


def test_what_vouches_is_taken_out_for_a_court_and_that_is_written_down(phone, version, orders, capsys):
    begin(phone)
    order = sign_in_the_app(orders)
    with later(3):
        ask(phone)
    version.refresh_from_db()
    call_command("show_signature", version.signed_digest)
    told = json.loads(capsys.readouterr().out)
    assert (told["text"], told["statement"]) == (version.signed_text, order.text)
    assert told["signature"]
    assert AuditRecord.objects.last().verb == "plan.signature_shown"
    for nothing in ("", "0" * 64):
        with pytest.raises(CommandError):
            call_command("show_signature", nothing)


def test_what_is_sealed_for_one_version_cannot_be_opened_as_anothers(version):
    shut = sealed.shut({"a": 1}, salt="x", of=version.pk)
    assert sealed.opened(shut, salt="x", of=version.pk) == {"a": 1}
    for salt, of in (("x", version.pk + 1), ("y", version.pk)):
        with pytest.raises(InvalidToken):
            sealed.opened(shut, salt=salt, of=of)


def test_a_version_that_is_not_signed_has_no_signature(version):
    with pytest.raises(Http404):
        signing.signature_of(version)


def test_nothing_of_the_order_is_left_when_it_has_ended(phone, version, orders):
    begin(phone)
    assert attempt_of(version).secrets
    order = sign_in_the_app(orders)
    assert order.picture_secret.encode() not in bytes(attempt_of(version).secrets)
    with later(3):
        ask(phone)
    ended = attempt_of(version)
    assert (ended.reference, ended.text, bytes(ended.secrets)) == ("", "", b"")


def test_a_resident_puts_the_plan_themselves_and_signs_it(client, phone, guide, resident, orders):
    known(resident, guide)
    new_step(new_plan(resident))
    assert "Skriv under med BankID" in phone.get(mine("put_plan")).text
    sent = form(sign="1")
    for _click in range(2):
        assert phone.post(mine("put_plan"), sent).url == mine("sign_plan", 1)
    version = PlanVersion.objects.get()
    assert not version.resident_agreed_at
    assert "Ingen av er har sagt ja än" in phone.get(mine("plan")).text
    assert "väntar på ditt ja" in phone.get(reverse("guidance:mine")).text
    begin(phone)
    sign_in_the_app(orders)
    with later(3):
        ask(phone)
    version.refresh_from_db()
    assert version.resident_agreed_by == AgreedBy.E_ID
    assert "Nu väntar den på din guide" in phone.get(mine("plan")).text
    client.force_login(guide)
    assert "BankID" not in client.get(at_work("put_plan", resident)).text


def test_an_empty_plan_is_not_put_to_be_signed(phone, resident):
    new_plan(resident, goal_words="")
    assert phone.post(mine("put_plan"), form(sign="1")).url == mine("plan")
    assert not PlanVersion.objects.exists()


# --- the picture, and the page without scripts


def test_the_picture_on_the_page_is_one_that_the_app_reads_now(phone, version, orders, monkeypatch):
    begin(phone)
    shown = []
    monkeypatch.setattr("medskapa.integrations.bankid.ways._picture", lambda content: shown.append(content) or "data:,")
    for seconds in (0, 1, 7):
        with later(seconds):
            phone.get(mine("sign_plan", 1))
            assert orders.scanned(shown[-1]) is not None
    assert len(set(shown)) == 3


def test_the_secret_stays_on_the_server(phone, version):
    begin(phone)
    asked = signing.asked_with(attempt_of(version))
    page = phone.get(mine("sign_plan", 1)).text
    assert asked.picture_secret not in page
    assert asked.start_token in page


def test_without_scripts_a_button_asks_and_the_page_says_how_it_goes(phone, version, orders):
    begin(phone)
    assert ask(phone).url == mine("sign_plan", 1)
    orders.open(orders.waiting()[0].reference)
    with later(3):
        assert ask(phone).url == mine("sign_plan", 1)
        assert "Läs texten i appen" in phone.get(mine("sign_plan", 1)).text


def test_the_swapped_part_is_what_a_reload_shows(phone, version, orders):
    def same(text):
        return re.sub(r'(?:name="(?:csrfmiddlewaretoken|form_key)" value|src)="[^"]*"', "", text)

    begin(phone)
    for seconds in (0, 3):
        if seconds:
            sign_in_the_app(orders)
        with later(seconds):
            part = ask(phone, headers=HTMX).text
            assert part.lstrip("\n").startswith("<section") or "<section" in part
            assert same(part).strip() in same(phone.get(mine("sign_plan", 1)).text)
    assert "hx-post" not in part
    assert "Tack! Du har skrivit under" in part


@pytest.mark.parametrize(
    ("agent", "link"),
    [("Mozilla/5.0 (iPhone; CPU)", "https://app.bankid.com/?"), ("Mozilla/5.0 (Windows NT)", "bankid:///?")],
)
def test_a_telephone_and_a_computer_open_the_app_each_in_its_own_way(phone, version, monkeypatch, agent, link):
    begin(phone)
    real = bankid.RelyingParty(url="https://bankid.invalid")
    monkeypatch.setattr(bankid, "client", lambda: real)
    assert f'href="{link}' in phone.get(mine("sign_plan", 1), headers={"User-Agent": agent}).text


# --- when it does not count


def test_another_persons_bankid_does_not_count_and_is_not_kept(phone, version, orders):
    begin(phone)
    sign_in_the_app(orders, number=ANOTHER)
    with later(3):
        assert ask(phone).url == mine("sign_plan", 1)
    version.refresh_from_db()
    assert not version.resident_agreed_at
    assert not version.signature
    page = phone.get(mine("sign_plan", 1)).text
    assert "Någon annans BankID" in page
    assert "Börja om med BankID" in page
    record = AuditRecord.objects.get(verb="plan.signing_failed")
    assert record.details["hint"] == "another-person"
    assert ANOTHER not in str(AuditRecord.objects.values().get(pk=record.pk))


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        ("userCancel", "Du avbröt"),
        ("expiredTransaction", "Tiden tog slut"),
        ("certificateErr", "Prata med din bank"),
        ("somethingNew", "Det gick inte att skriva under"),
    ],
)
def test_what_went_wrong_is_told_plainly_and_one_can_begin_again(phone, version, orders, hint, words):
    begin(phone)
    orders.fail(orders.waiting()[0].reference, hint)
    ask(phone)
    page = phone.get(mine("sign_plan", 1)).text
    assert words in page
    assert "Börja om med BankID" in page
    begin(phone)
    sign_in_the_app(orders)
    with later(3):
        ask(phone)
    version.refresh_from_db()
    assert version.resident_agreed_by == AgreedBy.E_ID


def test_whoever_gives_up_has_signed_nothing_and_the_order_is_gone(
    phone, version, orders, django_capture_on_commit_callbacks
):
    begin(phone)
    with django_capture_on_commit_callbacks(execute=True):
        phone.post(mine("stop_signing", 1), form())
    assert orders.waiting() == []
    assert "Inget är underskrivet" in phone.get(mine("sign_plan", 1)).text
    phone.post(mine("stop_signing", 1), form())
    assert AuditRecord.objects.filter(verb="plan.signing_failed").count() == 1


def test_a_plan_that_changed_meanwhile_is_not_signed(phone, version, guide, orders):
    begin(phone)
    plan = version.plan
    plan.refresh_from_db()
    actions.describe_plan(actor=guide, plan=plan, version=plan.version, can="Jag kan sy")
    sign_in_the_app(orders)
    with later(3):
        ask(phone)
    version.refresh_from_db()
    assert not version.resident_agreed_at
    page = phone.get(mine("sign_plan", 1)).text
    assert "ändrades medan du skrev under" in page
    assert "Börja om" not in page
    begin(phone)
    assert not attempt_of(version).is_pending


def test_who_has_said_yes_meanwhile_need_not_sign(phone, version, guide, resident, orders):
    begin(phone)
    actions.agree_to_plan(actor=resident, version=version)
    sign_in_the_app(orders)
    with later(3):
        ask(phone)
    version.refresh_from_db()
    assert version.resident_agreed_by == AgreedBy.SIGNED_IN
    assert attempt_of(version).hint == signing.ALREADY
    assert "Du har redan sagt ja" in phone.get(mine("sign_plan", 1)).text


def test_a_plan_that_ended_meanwhile_is_not_signed(version, resident, orders):
    attempt = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    sign_in_the_app(orders)
    Plan.objects.update(ended_on=clock.today())
    with later(3):
        assert signing_asked.ask(actor=resident, attempt=attempt).hint == signing.ENDED
    for act in (
        lambda: signing_asked.begin(actor=resident, version=version, address=ADDRESS),
        lambda: actions.stop_signing(actor=resident, version=version),
    ):
        with pytest.raises(Conflict, match="avslutad"):
            act()


def test_a_result_that_was_lost_on_the_way_is_told_as_such(phone, version, orders):
    begin(phone)
    reference = sign_in_the_app(orders).reference
    with later(3):
        bankid.client().collect(reference)  # the process that had it died
        ask(phone)
    assert "Vi fick inget svar från BankID" in phone.get(mine("sign_plan", 1)).text


def test_a_service_that_is_down_is_asked_again(phone, version, orders, monkeypatch):
    begin(phone)
    sign_in_the_app(orders)
    with monkeypatch.context() as broken, later(3):
        broken.setattr(bankid.RelyingParty, "collect", _down)
        ask(phone)
        assert attempt_of(version).is_pending
    with later(6):
        ask(phone)
    assert attempt_of(version).is_done


def _down(self, *args, **kwargs):
    raise BankIdFailed("BankID går inte att nå just nu.", retryable=True)


def test_where_the_service_does_not_begin_nothing_is_begun(phone, version, monkeypatch):
    monkeypatch.setattr(bankid.RelyingParty, "sign", _down)
    assert "går inte att nå" in phone.post(mine("sign_plan", 1), form(), follow=True).text
    assert not PlanSigning.objects.exists()


# --- who may


def test_nobody_signs_whose_number_has_not_been_seen(phone, guide, resident, orders):
    version = a_version(guide, resident)
    page = phone.get(mine("sign_plan", 1)).text
    assert "Visa en id-handling för din guide" in page
    begin(phone)
    assert orders.waiting() == []
    with pytest.raises(Conflict, match="id-handling"):
        signing_asked.begin(actor=resident, version=version, address=ADDRESS)


def test_the_guide_sees_the_identity_document_once(client, guide, resident):
    a_version(guide, resident)
    client.force_login(guide)
    assert at_work("see_number", resident) in client.get(at_work("plan_version", resident, 1)).text
    wrong = client.post(at_work("see_number", resident), form(number="19900321-2398", saw_identity="on"))
    assert wrong.status_code == 422
    assert "tolv siffror" in wrong.text
    assert client.post(at_work("see_number", resident), form(number=NUMBER)).status_code == 422
    client.post(at_work("see_number", resident), form(number="19900321-2397", saw_identity="on"))
    assert KnownNumber.objects.get().person == resident
    assert at_work("see_number", resident) not in client.get(at_work("plan_version", resident, 1)).text
    assert "Numret är redan känt" in client.get(at_work("see_number", resident)).text


def test_nobody_signs_for_the_resident(version, guide, resident):
    for other in (guide, new_guide(), PersonFactory(), staff(Role.OFFICER)):
        with pytest.raises(PermissionDenied):
            signing_asked.begin(actor=other, version=version, address=ADDRESS)
    attempt = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    done = Collected(Status.COMPLETE, signed=Signed(NUMBER, "x", "y"))
    for act in (
        lambda: actions.finish_signing(actor=guide, attempt=attempt, found=done),
        lambda: actions.stop_signing(actor=guide, version=version),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_what_has_been_agreed_to_is_not_signed_as_well(version, resident, orders):
    actions.agree_to_plan(actor=resident, version=version)
    with pytest.raises(Conflict, match="redan sagt ja"):
        signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    assert orders.waiting() == []


def test_an_installation_without_bankid_has_no_such_page(phone, version, settings):
    settings.BANKID_CLIENT = "off"
    assert "BankID" not in phone.get(mine("plan_version", 1)).text
    assert phone.get(mine("sign_plan", 1)).status_code == 404
    assert begin(phone).status_code == ask(phone).status_code == 404


def test_signing_is_not_begun_without_end_from_one_place(phone, version, settings, orders):
    settings.THROTTLE = settings.THROTTLE | {"bankid_source": (1, 3600)}
    begin(phone)
    phone.post(mine("stop_signing", 1), form())
    assert "för många försök" in phone.post(mine("sign_plan", 1), form(), follow=True).text
    assert not attempt_of(version).is_pending


def test_the_service_is_told_the_address_of_the_device(phone, version, orders):
    begin(phone, REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    assert orders.waiting()[0].address == "2001:db8:1:2:3:4:5:6"


# --- once


def test_a_double_click_begins_one_attempt(phone, version, orders):
    begin(phone)
    first = attempt_of(version).reference
    begin(phone)
    assert attempt_of(version).reference == first
    assert len(orders.waiting()) == 1
    assert AuditRecord.objects.filter(verb="plan.signing_begun").count() == 1


def test_the_other_half_of_a_double_click_gives_up_its_own_order(version, resident, orders, monkeypatch):
    first = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    monkeypatch.setattr(plan_signing, "refuse_unsignable", lambda **who: None)  # it looked before the first was there
    assert signing_asked.begin(actor=resident, version=version, address=ADDRESS) == first
    assert [order.reference for order in orders.waiting()] == [first.reference]


def test_an_order_that_cannot_be_written_down_is_given_up(version, resident, orders, monkeypatch):
    def changed(**what):
        raise Conflict("Planeringen har ändrats.")

    monkeypatch.setattr(plan_signing, "begin_signing", changed)
    with pytest.raises(Conflict):
        signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    assert orders.waiting() == []


def test_the_service_is_asked_at_most_every_second_second(version, resident, monkeypatch):
    asked = []
    attempt = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    real = bankid.RelyingParty.collect
    monkeypatch.setattr(bankid.RelyingParty, "collect", lambda self, r: asked.append(r) or real(self, r))
    for seconds in (0, 0.5, 1, 1.9, 2.1, 3, 4, 4.3):
        with later(seconds):
            signing_asked.ask(actor=resident, attempt=attempt)
    assert len(asked) == 3


def test_what_has_ended_stays_as_it_ended(version, resident):
    attempt = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    old = PlanSigning.objects.select_related("version__plan__resident").get(pk=attempt.pk)
    done = Collected(Status.COMPLETE, signed=Signed(NUMBER, "x", "y"))
    assert actions.finish_signing(actor=resident, attempt=attempt, found=done).is_done
    assert actions.finish_signing(actor=resident, attempt=old, found=Collected(Status.FAILED, "userCancel")).is_done
    assert AuditRecord.objects.filter(verb__in=["plan.signed", "plan.signing_failed"]).count() == 1


def test_what_is_told_of_an_order_before_does_not_touch_the_new_one(version, resident):
    first = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    stale = PlanSigning.objects.select_related("version__plan__resident").get(pk=first.pk)
    actions.stop_signing(actor=resident, version=version)
    second = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    assert second.reference != stale.reference
    assert not attempts.take_turn(PlanSigning.objects.all(), stale)
    attempts.note_hint(PlanSigning.objects.all(), stale, "userSign")
    found = actions.finish_signing(actor=resident, attempt=stale, found=Collected(Status.FAILED, "userCancel"))
    assert found.is_pending
    assert attempt_of(version).hint == ""


def test_what_was_left_is_forgotten_within_a_day(version, resident):
    signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    run_due()
    assert attempt_of(version).is_pending
    with later(86_400):
        run_due()
    ended = attempt_of(version)
    assert (ended.state, ended.text, bytes(ended.secrets)) == ("failed", "", b"")


# --- what the database holds


@pytest.mark.parametrize(
    "change",
    [
        {"signed_text": ""},
        {"signed_digest": "0" * 64},
        {"signature": b"x"},
        {"resident_agreed_by": AgreedBy.SIGNED_IN, "signed_text": "", "signed_digest": "", "signature": b""},
    ],
)
def test_the_database_keeps_a_signature_as_it_was_given(version, resident, change):
    attempt = signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    done = Collected(Status.COMPLETE, signed=Signed(NUMBER, "x", "y"))
    actions.finish_signing(actor=resident, attempt=attempt, found=done)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(**change)


@pytest.mark.parametrize(
    "given",
    [
        {"resident_agreed_by": "e_id"},
        {"resident_agreed_by": "e_id", "signed_text": "x", "signed_digest": "y"},
        {"resident_agreed_by": "e_id", "signed_text": "x", "signature": b"z"},
        {"resident_agreed_by": "signed_in", "signed_text": "x", "signed_digest": "y", "signature": b"z"},
    ],
)
def test_the_database_refuses_an_e_id_without_its_signature_and_a_signature_without_an_e_id(version, given):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(resident_agreed_at=clock.now(), **given)


@pytest.mark.parametrize("change", [{"state": "failed"}, {"reference": ""}, {"secrets": b""}, {"state": "begun"}])
def test_the_database_refuses_an_attempt_that_has_ended_with_its_secrets(version, resident, change):
    signing_asked.begin(actor=resident, version=version, address=ADDRESS)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanSigning.objects.update(**change)


# --- how it reads, and what it costs


@pytest.mark.parametrize("language", GOALS)
@pytest.mark.parametrize("state", ["before", "unknown", "pending", "failed", "another", "done", "overtaken"])
def test_every_page_of_signing_is_easy_to_read(phone, guide, resident, orders, language, state):
    if state != "unknown":
        known(resident, guide)
    version = a_version(guide, resident)
    if state in {"pending", "failed", "another", "done"}:
        begin(phone)
    if state == "failed":
        orders.fail(orders.waiting()[0].reference, "expiredTransaction")
    elif state in {"another", "done"}:
        sign_in_the_app(orders, number=NUMBER if state == "done" else ANOTHER)
    elif state == "overtaken":
        Plan.objects.update(changed_since=True)
    phone.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    with later(3):
        if state in {"failed", "another", "done"}:
            ask(phone)
        assert not too_hard(phone.get(mine("sign_plan", version.number)).text, language)


def test_the_page_and_its_piece_cost_little_however_many_versions_there_are(phone, version, guide, orders):
    def cost(act):
        with CaptureQueriesContext(connection) as captured:
            assert act().status_code == 200
        return len(captured)

    begin(phone)
    page = cost(lambda: phone.get(mine("sign_plan", 1)))
    piece = cost(lambda: ask(phone, headers=HTMX))
    assert page <= 12
    assert piece <= 16  # also what it writes: whose turn it is, and how it goes
    plan = version.plan
    others = [
        PlanVersion(plan=plan, number=100 + n, content={}, digest="x", made_by=guide, made_at=clock.now())
        for n in range(200)
    ]
    PlanVersion.objects.bulk_create(others)
    assert cost(lambda: phone.get(mine("sign_plan", 1))) == page


# --- the demo's phone


def test_the_demos_phone_signs_as_whom_one_chooses(phone, version, orders, resident):
    begin(phone)
    link = re.search(r'href="(/demo/bankid/[^"]+)"', phone.get(mine("sign_plan", 1)).text)[1].replace("&amp;", "&")
    page = phone.get(link).text
    assert version.digest not in page
    assert "Kontrolltal" in page
    [order] = orders.waiting()
    assert order.opened
    back = mine("sign_plan", 1)
    assert phone.post("/demo/bankid/", {"token": order.start_token, "who": "mikael", "back": back}).url == back
    with later(3):
        ask(phone)
    assert attempt_of(version).is_done


def test_the_demos_phone_cancels_lists_what_waits_and_leads_nowhere_else(phone, version, orders):
    begin(phone)
    assert "Väntar på en underskrift" in phone.get("/demo/bankid/").text
    [order] = orders.waiting()
    sent = {"token": order.start_token, "who": "mikael", "cancel": "1", "back": "https://annan.example.se/"}
    assert phone.post("/demo/bankid/", sent).url == "/demo/bankid/"
    assert orders.waiting() == []
    assert "inget att skriva under här längre" in phone.get(f"/demo/bankid/?autostarttoken={order.start_token}").text


@pytest.mark.parametrize(
    ("name", "value"), [("DEMO_SIGN_IN", False), ("BANKID_CLIENT", "live"), ("BANKID_CLIENT", "off")]
)
def test_outside_the_demo_there_is_no_such_phone(client, settings, name, value):
    setattr(settings, name, value)
    assert client.get("/demo/bankid/").status_code == client.post("/demo/bankid/").status_code == 404


def test_the_numbers_of_the_demo_are_numbers(db):
    from medskapa.demo import identities

    found = [identities.number_of(each.login) for each in identities.all_of_them()]
    assert len(set(found)) == len(found) == 5
    assert all(numbers.read(number) == number for number in found)
    assert identities.number_of("ingen") == ""
