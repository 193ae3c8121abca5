"""The pages of mandates: drawn up, printed, used and ended; by code and signed in; bad input kept."""

import json
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from medskapa.commons import actions, mandate_codes
from medskapa.commons.models import EndedHow, JournalEntry, Mandate, MandateState, MemberTask
from medskapa.core import clock, idempotency
from medskapa.core.models import AuditRecord, ReadRecord, random_id
from medskapa.integrations.bankid import client as bankid
from medskapa.people import actions as people
from medskapa.people.models import Role
from tests.commons_factories import OrganisationFactory, partner
from tests.conftest import HTMX
from tests.factories import PersonFactory, staff
from tests.reading import GOALS, too_hard
from tests.searching import searched

pytestmark = pytest.mark.django_db
NUMBER = "199003212397"  # of the tax agency's published test numbers


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Grannhjälpen")


@pytest.fixture
def leader(organisation):
    return partner(organisation, name="Lena Leder")


@pytest.fixture
def helper(organisation):
    return partner(organisation, MemberTask.HELPS, name="Hugo Hjälper")


@pytest.fixture
def draft(helper, organisation):
    today = clock.today()
    return actions.draft_mandate(
        actor=helper,
        organisation=organisation,
        name="Alma Ek",
        may=["times", "letters"],
        starts_on=today,
        ends_on=today + timedelta(days=60),
        reach_via="sms",
        reach_to="070-174 06 05",
    )


@pytest.fixture
def mandate(draft, leader):
    return actions.note_mandate_signed(actor=leader, mandate=draft, witness="Britt Berg", saw_it=True)


def key() -> dict[str, str]:
    return {"form_key": idempotency.new_key()}


def at(name, *args) -> str:
    return reverse(f"commons:{name}", args=args)


def filled(organisation, **other):
    today = clock.today()
    days = {"starts_on": f"{today}", "ends_on": f"{today + timedelta(days=30)}"}
    who = {"organisation": organisation.pk, "name": "Alma Ek", "may": ["times"], "language": "sv"}
    return key() | days | who | {"reach_via": "sms", "reach_to": "070-174 06 05"} | other


def test_from_a_draft_to_the_paper_to_the_journal_to_the_persons_page(client, organisation, helper, leader):
    client.force_login(helper)
    form = filled(organisation)
    pages = {client.post(at("draft_mandate"), form).headers["Location"] for _click in range(2)}
    [page] = pages
    found = Mandate.objects.get()
    assert "gäller inte än" in client.get(page).text
    client.force_login(leader)
    signed = key() | {"witness": "Britt Berg", "saw_it": "on"}
    assert client.post(f"{page}underskriven/", signed).headers["Location"] == page
    client.force_login(helper)
    assert "Britt Berg såg det" in client.get(page).text
    wrote = key() | {"field": "times", "what": "Bokade tid hos tandläkaren."}
    for _click in range(2):
        assert client.post(f"{page}journal/", wrote).status_code == 302
    assert JournalEntry.objects.count() == 1

    client.logout()
    code = mandate_codes.code_of(found)
    shown = client.post(at("mandate_by_code"), key() | {"code": str(code)})
    for words in ("Grannhjälpen", "Bokade tid hos tandläkaren.", "Hugo Hjälper", "Aldrig ditt BankID"):
        assert words in shown.text
    ended = client.post(at("mandate_by_code"), key() | {"pass": shown.context["pass"], "do": "end"}).text
    assert "gäller inte" in ended
    found.refresh_from_db()
    assert found.ended_how == EndedHow.CODE
    client.force_login(helper)
    assert client.post(f"{page}journal/", wrote | key()).status_code == 422


def test_what_is_typed_is_kept_where_something_is_wrong(client, organisation, helper):
    client.force_login(helper)
    wrong = filled(organisation, ends_on=f"{clock.today() + timedelta(days=400)}", name="Alma på hörnet")
    response = client.post(at("draft_mandate"), wrong)
    assert response.status_code == 422
    assert "högst ett år" in response.text
    assert "Alma på hörnet" in response.text
    response = client.post(at("draft_mandate"), filled(organisation, may=[]))
    assert response.status_code == 422


def test_the_paper_is_tagged_and_says_to_the_letter_what_is_signed_and_the_code_stands_on_a_sheet_of_its_own(
    client, draft, helper
):
    client.force_login(helper)
    response = client.get(at("mandate_pdf", draft.pk))
    assert response.headers["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    flat = [" ".join(page.extract_text().split()) for page in reader.pages]
    at_code = next(number for number, page in enumerate(flat) if "Till dig: din kod" in page)
    signed, own = " ".join(flat[:at_code]), " ".join(flat[at_code:])
    assert "aldrig använda min e-legitimation" in signed
    assert draft.digest in signed.replace(" ", "")
    first = mandate_codes.code_of(draft).words
    assert " ".join(first) not in signed
    assert all(word in own for word in first)
    assert reader.metadata.title == "Fullmakt"  # a file's own title names nobody


def test_each_reading_at_work_is_logged_and_one_of_another_organisation_is_not_there(client, draft, helper):
    person = PersonFactory()
    client.force_login(helper)
    client.get(at("mandate", draft.pk))
    assert AuditRecord.objects.filter(verb="mandate.read", actor=helper).count() == 1
    actions.claim_mandate(actor=person, mandate=draft, code=mandate_codes.code_of(draft))
    client.get(at("mandate", draft.pk))
    assert ReadRecord.objects.filter(reader=helper, person=person, what="mandate").count() == 1
    client.force_login(partner())
    assert client.get(at("mandate", draft.pk)).status_code == 404
    assert "Alma" not in client.get(at("mandates") + "?visa=utkast").text


def test_the_reception_finds_a_mandate_by_name_and_ends_it_for_whoever_rings(client, mandate):
    client.force_login(staff(Role.RECEPTION))
    assert at("mandate", mandate.pk) in searched(client, at("mandates"), {"text": "alma ek", "visa": "galler"}).text
    assert "Ingen med det namnet" in searched(client, at("mandates"), {"text": "Beda"}).text
    assert client.post(at("end_mandate", mandate.pk), key()).status_code == 302
    mandate.refresh_from_db()
    assert (mandate.state, mandate.ended_how) == (MandateState.ENDED, EndedHow.PHONE)


def test_a_wrong_code_says_so_and_who_guesses_is_stopped(client, draft, settings):
    settings.THROTTLE = settings.THROTTLE | {"receipt_source": (2, 3600)}
    assert client.post(at("mandate_by_code"), key() | {"code": "hej"}).status_code == 422
    assert client.post(at("mandate_by_code"), key() | {"pass": "falsk"}).status_code == 403
    statuses = {client.post(at("mandate_by_code"), key() | {"code": str(other_code())}).status_code for _n in range(3)}
    assert statuses == {422, 429}


def other_code():
    return mandate_codes.code_of(Mandate(pk=random_id()))


def test_a_resident_signs_with_bankid_and_ends_it_signed_in(client, draft, settings, tmp_path):
    settings.BANKID_CLIENT, settings.DATA_DIR = "simulator", tmp_path
    person = PersonFactory()
    client.force_login(person)
    response = client.post(at("my_mandates"), key() | {"code": str(mandate_codes.code_of(draft))})
    page, sign = at("my_mandate", draft.pk), at("sign_mandate", draft.pk)
    assert response.headers["Location"] == page
    assert sign in client.get(page).text
    assert "Visa en id-handling" in client.get(sign).text
    people.see_number(actor=staff(Role.GUIDE), person=person, number=NUMBER, saw_identity=True)
    client.post(sign, key())
    assert "Öppna appen BankID" in client.get(sign).text
    orders = bankid.simulator()
    [order] = orders.waiting()
    orders.sign(order.reference, number=NUMBER)
    with clock.fixed(clock.now() + timedelta(seconds=3)):
        part = client.post(at("mandate_signing", draft.pk), headers=HTMX).text
    assert part.lstrip().startswith("<section")
    assert "Tack! Du har skrivit under fullmakten." in part
    assert client.post(at("mandate_signing", draft.pk)).headers["Location"] == page
    assert "med e-legitimation" in client.get(page).text
    assert "har slutat gälla" in client.post(page, key() | {"do": "end"}).text
    draft.refresh_from_db()
    assert draft.ended_how == EndedHow.SIGNED_IN


def test_the_lists_cost_the_same_at_ten_and_at_a_thousand(client, draft, helper, organisation, queries_of):
    client.force_login(helper)
    more(draft, 9)
    address = at("mandates") + "?visa=utkast"
    few = queries_of(address)
    more(draft, 990)
    assert queries_of(address) == few <= 12
    person = PersonFactory()
    client.force_login(person)
    more(draft, 10, person=person)
    few = queries_of(at("my_mandates"))
    more(draft, 40, person=person)
    assert queries_of(at("my_mandates")) == few <= 12


def more(like: Mandate, number: int, **other) -> None:
    kept = {f.attname: getattr(like, f.attname) for f in Mandate._meta.concrete_fields if f.name != "id"} | other
    Mandate.objects.bulk_create(Mandate(**kept | {"code_digest": f"{random_id()}"}) for _each in range(number))


def test_a_journal_with_many_rows_costs_the_same_as_with_few(client, mandate, helper, queries_of):
    client.force_login(helper)
    lines(mandate, helper, 10)
    few = queries_of(at("mandate", mandate.pk))
    lines(mandate, helper, 100)
    assert queries_of(at("mandate", mandate.pk)) == few <= 13  # with the savepoint, and on PostgreSQL the chain's lock


def lines(mandate, helper, number) -> None:
    JournalEntry.objects.bulk_create(
        JournalEntry(mandate=mandate, field="times", what="Bokade en tid.", by=helper, at=clock.now())
        for _each in range(number)
    )


@pytest.mark.parametrize("language", GOALS)
def test_what_the_person_reads_is_easy(client, mandate, helper, language, settings):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    opened = client.post(at("mandate_by_code"), key() | {"code": str(mandate_codes.code_of(mandate))})
    pages = {"code": client.get(at("mandate_by_code")), "own": opened}
    resident = PersonFactory()
    client.force_login(resident)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    pages["mine"] = client.get(at("my_mandates"))
    waiting = actions.draft_mandate(
        actor=helper,
        organisation=mandate.organisation,
        name="Alma Ek",
        may=["times"],
        starts_on=clock.today(),
        ends_on=clock.today(),
        reach_via="self",
    )
    actions.claim_mandate(actor=resident, mandate=waiting, code=mandate_codes.code_of(waiting))
    settings.BANKID_CLIENT = "simulator"
    pages["draft"], pages["to sign"] = (
        client.get(at("my_mandate", waiting.pk)),
        client.get(at("sign_mandate", waiting.pk)),
    )
    people.see_number(actor=staff(Role.GUIDE), person=resident, number=NUMBER, saw_identity=True)
    pages["known"] = client.get(at("sign_mandate", waiting.pk))
    hard = {name: why for name, page in pages.items() if (why := too_hard(page.text, language))}
    assert json.dumps(hard, ensure_ascii=False) == "{}"
