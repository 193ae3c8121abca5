"""Mandates: drawn up, signed on paper and with an e-ID, written down, seen, ended and forgotten."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from medskapa.commons import (
    actions,
    mandate_codes,
    mandate_daily,
    mandate_jobs,
    mandate_mail,
    mandate_signing,
    mandate_texts,
)
from medskapa.commons.models import (
    EndedHow,
    JournalEntry,
    MadeBy,
    Mandate,
    MandateField,
    MandateMessage,
    MandateNews,
    MandateSigning,
    MandateState,
    MemberTask,
)
from medskapa.commons.queries import mandates as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.integrations.bankid import client as bankid
from medskapa.people import actions as people
from medskapa.people import own_data
from medskapa.people.models import Role
from tests.commons_factories import OrganisationFactory, partner
from tests.factories import PersonFactory, staff

pytestmark = pytest.mark.django_db

# Of the tax agency's published test numbers.
NUMBER, ANOTHER = "199003212397", "199004102381"
BY_MAIL = {"reach_via": "email", "reach_to": "alma@example.se"}


@pytest.fixture
def organisation():
    return OrganisationFactory(email="forening@example.se")


@pytest.fixture
def leader(organisation):
    return partner(organisation)


@pytest.fixture
def helper(organisation):
    return partner(organisation, MemberTask.HELPS, name="Hugo Hjälper")


@pytest.fixture
def reception():
    return staff(Role.RECEPTION)


@pytest.fixture
def draft(helper, organisation):
    return drafted(helper, organisation)


@pytest.fixture
def mandate(draft, leader):
    return signed(draft, leader)


def drafted(actor, organisation, *, days=89, **other) -> Mandate:
    today = clock.today()
    given = {"name": "Alma Ek", "may": ["times", "forms"], "starts_on": today, "ends_on": today + timedelta(days=days)}
    return actions.draft_mandate(actor=actor, organisation=organisation, **given | BY_MAIL | other)


def signed(draft, leader) -> Mandate:
    return actions.note_mandate_signed(actor=leader, mandate=draft, witness="Britt Berg", saw_it=True)


def code(mandate):
    return mandate_codes.code_of(mandate)


def write(actor, mandate, field="times", what="Flyttade tiden till torsdag."):
    return actions.write_journal(actor=actor, mandate=mandate, field=field, what=what)


def in_days(days, hour=9):
    return clock.fixed(clock.midnight(clock.today() + timedelta(days=days)) + timedelta(hours=hour))


def kinds(mandate) -> set[str]:
    return set(mandate.messages.values_list("kind", flat=True))


def sent_out() -> list:
    """The mails that the worker sends now."""
    outbox.outbox.clear()
    mandate_jobs.send_mandate_messages.call()
    return outbox.outbox


# --- the text that is signed


def test_the_digest_is_of_every_letter_that_stands_on_the_paper(draft, organisation):
    assert hashlib.sha256(draft.text.encode()).hexdigest() == draft.digest
    for words in ("Alma Ek", organisation.name, "boka och flytta tider", "aldrig använda min e-legitimation"):
        assert words in draft.text
    assert "lämna in papper" not in draft.text
    again = mandate_texts.text_of(
        version=draft.template,
        language="sv",
        name="Alma Ek",
        organisation=organisation.name,
        fields=draft.fields,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
    )
    assert again == draft.text


def test_a_text_that_somebody_may_have_signed_is_never_changed():
    """A new text is a new version; then its digest comes here."""
    found = {
        number: hashlib.sha256(json.dumps(version, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        for number, version in mandate_texts.versions().items()
    }
    assert found == {1: "74e6566e7dd98014e40a358617589b9b139d0c7cab12a2ad0636ba4a2d8201f6"}
    for version in mandate_texts.versions().values():
        for language in set(version) - {"version"}:
            assert set(version[language]["fields"]) == set(MandateField.values)


def test_somebody_who_reads_english_signs_in_english(helper, organisation):
    assert "never use my e-ID" in drafted(helper, organisation, language="en").text
    assert drafted(helper, organisation, language="so").language == "sv"


# --- drawn up and signed on paper


def test_those_who_act_for_an_organisation_and_the_reception_draw_up_and_nobody_else(organisation, reception, leader):
    for actor in (reception, leader):
        assert drafted(actor, organisation).state == MandateState.DRAFT
    for actor in (partner(), staff(Role.GUIDE), staff(Role.EDITOR), PersonFactory()):
        with pytest.raises(PermissionDenied):
            drafted(actor, organisation)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "Alma 19121212-1212"}),
        ("may", {"may": []}),
        ("may", {"may": ["times", "bankid"]}),
        ("ends_on", {"days": -1}),
        ("ends_on", {"days": 366}),
        ("reach_to", {"reach_to": "hemma"}),
        ("reach_via", {"reach_via": "brevduva"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(helper, organisation, field, bad):
    with pytest.raises(ValidationError) as error:
        drafted(helper, organisation, **bad)
    assert field in error.value.error_dict


def test_a_mandate_is_for_a_day_up_to_a_year_and_begins_soon_and_not_before_today(helper, organisation):
    assert drafted(helper, organisation, days=0).ends_on == clock.today()
    assert drafted(helper, organisation, days=365).state == MandateState.DRAFT
    for first in (-1, 61):
        day = clock.today() + timedelta(days=first)
        with pytest.raises(ValidationError) as error:
            drafted(helper, organisation, starts_on=day, ends_on=day)
        assert "starts_on" in error.value.error_dict


def test_whoever_only_helps_does_not_note_that_they_may(draft, helper, leader, reception):
    with pytest.raises(PermissionDenied):
        signed(draft, helper)
    for lacking in ({"witness": ""}, {"saw_it": False}):
        with pytest.raises(ValidationError):
            actions.note_mandate_signed(actor=leader, mandate=draft, **{"witness": "Britt", "saw_it": True} | lacking)
    assert signed(draft, reception).made_by == MadeBy.PAPER
    assert signed(draft, leader).noted_by == reception  # noted already: nothing changes


def test_the_person_is_told_that_it_is_in_force_and_no_message_names_the_organisation(mandate, organisation):
    [mail] = sent_out()
    assert mail.to == ["alma@example.se"]
    assert "-".join(code(mandate).words) in mail.body
    assert organisation.name not in mail.subject + mail.body
    assert sent_out() == []


def test_a_draft_whose_time_is_over_or_that_was_thrown_away_is_not_signed(helper, leader, organisation):
    with in_days(-5):
        late, dropped = drafted(helper, organisation, days=2), drafted(helper, organisation)
    actions.drop_mandate(actor=helper, mandate=dropped)
    for each in (late, dropped):
        with pytest.raises(Conflict):
            signed(each, leader)


# --- what the database itself refuses


@pytest.mark.parametrize(
    "change",
    [
        {"fields": ["times", "forms", "letters"]},
        {"ends_on": clock.today() + timedelta(days=91)},
        {"digest": "0" * 64},
        {"signed_on": clock.today() - timedelta(days=9)},
    ],
)
def test_what_was_signed_stays_in_the_database(mandate, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(**change)


def test_the_database_lets_no_mandate_last_longer_than_a_year_and_none_begin_again(draft, mandate, leader):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(
            **{name: getattr(draft, name) for name in ("organisation", "fields", "starts_on", "template", "digest")},
            reach_via="self",
            drafted_by=leader,
            drafted_on=clock.today(),
            ends_on=draft.starts_on + timedelta(days=366),
            code_digest="x",
        )
    actions.end_mandate(actor=leader, mandate=mandate)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(state="signed", ended_on=None, ended_how="")


def test_the_journal_only_grows_and_takes_only_what_the_mandate_names(mandate, helper):
    entry = write(helper, mandate)
    for change in (
        lambda: JournalEntry.objects.filter(pk=entry.pk).update(what="Något annat."),
        lambda: JournalEntry.objects.filter(pk=entry.pk).delete(),
        lambda: JournalEntry.objects.create(
            mandate=mandate, field="papers", what="Lämnade in papper.", by=helper, at=clock.now()
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert JournalEntry.objects.get().what == "Flyttade tiden till torsdag."


# --- used


def test_a_helper_writes_what_they_did_under_their_own_name(mandate, helper):
    entry = write(helper, mandate, what=" Bokade\nen tid. ")
    assert (entry.by, entry.what, entry.field) == (helper, "Bokade en tid.", "times")
    for wrong in ({"field": "papers"}, {"what": " "}, {"what": "Koden är 19121212-1212."}):
        with pytest.raises(ValidationError):
            write(helper, mandate, **wrong)


def test_nobody_writes_for_another_organisation_nor_when_their_time_there_is_over(mandate, helper, reception):
    for stranger in (partner(), reception, PersonFactory()):
        with pytest.raises(PermissionDenied):
            write(stranger, mandate)
    helper.memberships.update(ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        write(helper, mandate)


def test_nothing_is_done_before_the_first_day_after_the_last_or_without_a_signature(
    helper, leader, organisation, draft
):
    first = clock.today() + timedelta(days=3)
    later = signed(drafted(helper, organisation, starts_on=first, ends_on=first), leader)
    for day in (0, 4):
        with in_days(day), pytest.raises(Conflict):
            write(helper, later)
    with in_days(3):
        write(helper, later)
    with pytest.raises(Conflict):
        write(helper, draft)


# --- ended


@pytest.mark.parametrize(
    ("who", "how"), [("code", EndedHow.CODE), ("reception", EndedHow.PHONE), ("leader", EndedHow.ORGANISATION)]
)
def test_it_ends_at_once_and_both_sides_are_told(mandate, helper, leader, reception, who, how):
    sent_out()
    actor = {"code": None, "reception": reception, "leader": leader}[who]
    for _press in range(2):
        actions.end_mandate(actor=actor, mandate=mandate, code=code(mandate) if who == "code" else None)
    assert (mandate.state, mandate.ended_how, mandate.ended_on) == (MandateState.ENDED, how, clock.today())
    with pytest.raises(Conflict):
        write(helper, mandate)
    told = {mail.to[0] for mail in sent_out()}
    assert told == {"alma@example.se"} | (set() if who == "leader" else {"forening@example.se"})


def test_another_code_and_other_people_end_nothing(mandate, helper, organisation):
    other = drafted(helper, organisation)
    for actor, wrong in ((None, code(other)), (None, None), (helper, None), (partner(), None), (PersonFactory(), None)):
        with pytest.raises(PermissionDenied):
            actions.end_mandate(actor=actor, mandate=mandate, code=wrong)
    with pytest.raises(Conflict):
        actions.end_mandate(actor=None, mandate=other, code=code(other))


# --- the clock


def test_two_notices_come_before_it_runs_out_and_one_when_it_has(mandate):
    told = []
    for day in (0, 74, 75, 76, 88, 89, 90, 91):
        with in_days(day):
            mandate_daily.follow_mandates()
            told.append({mail.subject for mail in sent_out()})
    nothing = set()
    assert told == [
        {"Din fullmakt är klar"},
        nothing,
        {"Din fullmakt går snart ut"},
        nothing,
        {"Din fullmakt går ut"},
        nothing,
        {"Din fullmakt har slutat"},
        nothing,
    ]
    mandate.refresh_from_db()
    assert mandate.ended_how == EndedHow.EXPIRED


def test_a_short_mandate_gives_no_notice_before_its_end(helper, leader, organisation):
    short, day = (signed(drafted(helper, organisation, days=days), leader) for days in (10, 0))
    for later in range(12):
        with in_days(later):
            mandate_daily.follow_mandates()
    assert kinds(short) == {MandateNews.SIGNED, MandateNews.TOMORROW, MandateNews.ENDED}
    assert kinds(day) == {MandateNews.SIGNED, MandateNews.ENDED}


def test_what_is_untrue_when_the_worker_comes_is_not_said(mandate):
    with in_days(75):
        mandate_daily.follow_mandates()
        actions.end_mandate(actor=None, mandate=mandate, code=code(mandate))
        assert {mail.subject for mail in sent_out()} == {"Din fullmakt är avslutad", "En fullmakt har slutat"}
    assert mandate.messages.get(kind=MandateNews.SOON).state == outgoing.STOPPED


def test_what_is_kept_to_reach_the_person_goes_two_weeks_after_the_end_and_the_journal_after_five_years(
    mandate, helper
):
    write(helper, mandate)
    actions.end_mandate(actor=None, mandate=mandate, code=code(mandate))
    with in_days(14):
        mandate_daily.follow_mandates()
    mandate.refresh_from_db()
    assert mandate.name == "Alma Ek"
    with in_days(15):
        mandate_daily.follow_mandates()
        assert mandate_codes.open_with(code(mandate), source="a") is None
    mandate.refresh_from_db()
    assert (mandate.name, mandate.reach_to, mandate.witness, mandate.text) == ("", "", "", "")
    assert mandate.digest
    assert JournalEntry.objects.get().what
    with in_days(5 * 366 + 1):
        mandate_daily.follow_mandates()
    assert JournalEntry.objects.get().what == ""
    mandate.refresh_from_db()
    assert mandate.journal_forgotten_on


def test_a_draft_that_nobody_signs_is_dropped_after_a_month_and_then_forgotten(draft):
    for day in (31, 46):
        with in_days(day):
            mandate_daily.follow_mandates()
    draft.refresh_from_db()
    assert (draft.state, draft.name, draft.text) == (MandateState.DROPPED, "", "")


# --- protected identity


def test_of_a_protected_person_nothing_goes_out_and_no_list_shows_the_name(draft, leader, client):
    person = PersonFactory(name="Pia Hemlig", protected_identity=True, reach_via="email", email="pia@example.se")
    actions.claim_mandate(actor=person, mandate=draft, code=code(draft))
    assert (draft.reach_to, draft.name) == ("", "")
    signed(draft, leader)
    assert not draft.messages.exists()
    client.force_login(leader)
    page = client.get("/arbete/fullmakter/").text
    assert "Skyddade personuppgifter" in page
    assert "Pia Hemlig" not in page
    assert queries.listing(viewer=leader, show=queries.IN_FORCE, words="Pia").rows == []


# --- the e-ID


@pytest.fixture
def orders(settings, tmp_path):
    """A simulator of its own for each test."""
    settings.BANKID_CLIENT, settings.DATA_DIR = "simulator", tmp_path
    return bankid.simulator()


@pytest.fixture
def resident(draft):
    person = PersonFactory(name="Alma Maria Ek", reach_via="email", email="alma.ek@example.se")
    people.see_number(actor=staff(Role.GUIDE), person=person, number=NUMBER, saw_identity=True)
    actions.claim_mandate(actor=person, mandate=draft, code=code(draft))
    return person


def begin(person, mandate) -> MandateSigning:
    return mandate_signing.begin(actor=person, mandate=mandate, address="192.0.2.7")


def sign_in_the_app(orders, person, attempt, number=NUMBER) -> str:
    """Sign the order that waits, and ask how it went. Returns what stood in the app."""
    [order] = orders.waiting()
    orders.sign(order.reference, number=number)
    with clock.fixed(clock.now() + timedelta(seconds=3)):
        mandate_signing.ask(actor=person, attempt=attempt)
    return order.text


def test_a_resident_takes_the_draft_by_its_code_and_signs_it_in_their_own_app(orders, draft, resident, organisation):
    assert "Alma Maria Ek" in draft.text
    in_the_app = sign_in_the_app(orders, resident, begin(resident, draft))
    draft.refresh_from_db()
    assert (draft.state, draft.made_by, draft.noted_by) == (MandateState.SIGNED, MadeBy.E_ID, None)
    assert draft.digest in in_the_app
    assert organisation.name not in in_the_app
    assert mandate_signing.signature_of(draft)["statement"] == in_the_app
    assert NUMBER not in json.dumps(mandate_signing.signature_of(draft))
    attempt = MandateSigning.objects.get()
    assert (attempt.reference, attempt.text, bytes(attempt.secrets)) == ("", "", b"")
    assert kinds(draft) == {MandateNews.SIGNED}
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=draft.pk).update(signature=b"another")


def test_anothers_e_id_does_not_count_and_is_not_kept(orders, draft, resident):
    attempt = begin(resident, draft)
    sign_in_the_app(orders, resident, attempt, ANOTHER)
    draft.refresh_from_db()
    assert (draft.state, bytes(draft.signature)) == (MandateState.DRAFT, b"")
    assert "Någon annans BankID" in str(mandate_signing.told(MandateSigning.objects.get()))


def test_what_was_signed_on_paper_meanwhile_is_not_signed_again(orders, draft, resident, leader):
    attempt = begin(resident, draft)
    signed(draft, leader)
    sign_in_the_app(orders, resident, attempt)
    draft.refresh_from_db()
    assert draft.made_by == MadeBy.PAPER
    assert MandateSigning.objects.get().hint == mandate_signing.ALREADY


def test_only_the_person_signs_and_only_one_whose_number_is_known(orders, draft, resident, leader, helper):
    for actor in (leader, helper, PersonFactory()):
        with pytest.raises(PermissionDenied):
            begin(actor, draft)
    resident.known_number.delete()
    with pytest.raises(Conflict):
        begin(resident, draft)
    assert orders.waiting() == []


def test_an_attempt_that_nobody_comes_back_to_leaves_nothing(orders, draft, resident):
    begin(resident, draft)
    assert begin(resident, draft) == MandateSigning.objects.get()  # a second press
    with in_days(1):
        mandate_daily.follow_mandates()
    assert MandateSigning.objects.get().text == ""


def test_a_draft_belongs_to_the_one_who_has_its_code_and_to_one_alone(draft, resident, helper, organisation):
    other = PersonFactory()
    with pytest.raises(Conflict):
        actions.claim_mandate(actor=other, mandate=draft, code=code(draft))
    with pytest.raises(PermissionDenied):
        actions.claim_mandate(actor=other, mandate=drafted(helper, organisation), code=code(draft))
    with pytest.raises(PermissionDenied):
        actions.claim_mandate(actor=staff(Role.GUIDE), mandate=draft, code=code(draft))


# --- one's own data, and the messages by hand


def test_the_person_finds_their_mandates_and_the_journal_in_their_own_file(draft, resident, leader, helper):
    signed(draft, leader)
    write(helper, draft)
    found = own_data.of(resident)["mandates"]["mandates"]
    assert found[0]["journal"][0]["what"] == "Flyttade tiden till torsdag."
    assert found[0]["journal"][0]["by"] == "Hugo Hjälper"
    assert "mandates" not in own_data.of(PersonFactory())


def test_a_letter_waits_for_somebodys_hand_and_the_way_is_the_persons(draft, resident, leader, helper, reception):
    resident.reach_via, resident.street, resident.postcode, resident.town = "letter", "Storgatan 1", "252 00", "Hbg"
    resident.save()
    draft.refresh_from_db()
    signed(draft, leader)
    [message] = queries.by_hand_of(draft)
    assert mandate_mail.address_of(message).startswith("Storgatan 1")
    assert sent_out() == []
    with pytest.raises(PermissionDenied):
        actions.hand_over_mandate_message(actor=helper, message=message)
    actions.hand_over_mandate_message(actor=reception, message=message)
    assert MandateMessage.objects.get().state == outgoing.SENT
