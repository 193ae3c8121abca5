"""Säg din mening: one question a page, nothing typed is lost, nobody has to say who they are."""

import json
import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
import segno
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from analysis import readability, receipt
from medskapa.core import clock
from medskapa.voice import drafts
from medskapa.voice.models import Draft, Viewpoint
from tests.factories import AreaFactory, PersonFactory, PlaceFactory, ServiceFactory, StaffFactory, new_viewpoint
from tests.voice.walk import begin, code_on, key_on, send, step, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fallback_unit")]


def said() -> Viewpoint:
    return Viewpoint.objects.get()


# --- the way through


def test_somebody_in_a_hurry_needs_one_text_and_two_clicks(client):
    draft = begin(client)
    to_summary = client.post(step(draft, "text"), {"text": "Fikat var gott.", "hurry": "1"})
    assert to_summary.headers["Location"] == step(draft, "kontrollera")
    page = send(client, draft)
    assert page.status_code == 200
    assert "senast" in page.text
    assert (said().text, said().anonymous, said().answer_via) == ("Fikat var gott.", True, "web")


def test_the_hurried_way_sends_no_name_also_where_one_was_given_before(client):
    draft = walk(client, answer_via="sms", answer_to="070-174 06 05", who="name", author_name="Alma")
    client.post(step(draft, "text"), {"text": "Utan namn.", "hurry": "1"})
    send(client, draft)
    assert (said().text, said().anonymous, said().author_name, said().answer_to) == ("Utan namn.", True, "", "")


def test_a_first_visit_stores_nothing(client):
    assert client.get(reverse("voice:say"), follow=True).status_code == 200
    assert not Draft.objects.exists()


def test_each_answer_reaches_the_viewpoint(client):
    place = PlaceFactory()
    draft = walk(client, text="Bra kaffe.", language="ar", about=f"place:{place.slug}", who="name", author_name="Alma")
    send(client, draft)
    viewpoint = said()
    assert (viewpoint.text, viewpoint.language, viewpoint.place) == ("Bra kaffe.", "ar", place)
    assert (viewpoint.area, viewpoint.author_name, viewpoint.anonymous) == (place.area, "Alma", False)


def test_an_area_can_be_what_it_is_about(client):
    area = AreaFactory()
    send(client, walk(client, about=f"area:{area.slug}"))
    assert said().area == area


def test_a_service_gives_the_viewpoint_to_its_unit(client):
    service = ServiceFactory()
    page = send(client, walk(client, about=f"service:{service.slug}"))
    assert said().unit == service.unit
    assert service.unit.name in page.text
    assert service.unit.phone in page.text


@pytest.mark.parametrize(
    ("via", "where"),
    [("sms", "070-174 06 05"), ("email", "alma@example.se"), ("letter", "Alma Ek\nStorgatan 1\n252 00 Helsingborg")],
)
def test_a_way_that_needs_an_address_asks_for_it_on_a_page_of_its_own(client, via, where):
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    assert client.post(step(draft, "svar"), {"answer_via": via}).headers["Location"] == step(draft, "vart")
    empty = client.post(step(draft, "vart"), {"answer_to": ""})
    assert empty.status_code == 422
    assert client.post(step(draft, "vart"), {"answer_to": where}).headers["Location"] == step(draft, "vem")
    client.post(step(draft, "vem"), {"who": "nobody"})
    send(client, draft)
    assert (said().answer_via, said().answer_to, said().anonymous) == (via, where, False)


def test_an_address_that_no_envelope_could_show_is_said_at_once_and_kept(client):
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    client.post(step(draft, "svar"), {"answer_via": "letter"})
    page = client.post(step(draft, "vart"), {"answer_to": "Huset vid kyrkan"})
    assert page.status_code == 422
    assert "Skriv postnummer och ort sist" in page.text
    assert "Huset vid kyrkan" in page.text


def test_a_contact_is_found_by_name_and_told_to_tell(client):
    guide = StaffFactory(name="Yusra Lindqvist", title="guide")
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    client.post(step(draft, "svar"), {"answer_via": "contact"})
    assert "Yusra Lindqvist" not in client.get(step(draft, "vart")).text
    assert "Yusra Lindqvist, guide" in client.get(step(draft, "vart"), {"q": "yusra"}).text
    client.post(step(draft, "vart"), {"contact": str(guide.pk)})
    assert "Yusra Lindqvist" in client.get(step(draft, "vart")).text
    client.post(step(draft, "vem"), {"who": "nobody"})
    send(client, draft)
    assert said().contact == guide


def test_a_contact_can_neither_be_a_resident_nor_somebody_with_a_protected_identity(client):
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    client.post(step(draft, "svar"), {"answer_via": "contact"})
    for person in (PersonFactory(), StaffFactory(protected_identity=True)):
        assert client.post(step(draft, "vart"), {"contact": str(person.pk)}).status_code == 422
    for nonsense in ("", "0", "x", "9" * 40):
        assert client.post(step(draft, "vart"), {"contact": nonsense}).status_code == 422


def test_the_page_about_where_is_passed_by_when_it_is_not_needed(client):
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    assert client.get(step(draft, "vart")).headers["Location"] == step(draft, "vem")


def test_it_is_said_before_sending_that_a_number_makes_one_known(client):
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    assert "Då vet vi ditt nummer" in client.get(step(draft, "svar")).text
    client.post(step(draft, "svar"), {"answer_via": "sms"})
    client.post(step(draft, "vart"), {"answer_to": "070-174 06 05"})
    assert "Du är inte helt anonym" in client.get(step(draft, "vem")).text
    client.post(step(draft, "vem"), {"who": "nobody"})
    assert "vi vet vart svaret ska" in client.get(step(draft, "kontrollera")).text


def test_a_search_narrows_the_list_and_keeps_what_was_chosen(client):
    chosen, other = ServiceFactory(name="Studievägledning"), ServiceFactory(name="SFI", words=["svenska"])
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    client.post(step(draft, "om"), {"about": f"service:{chosen.slug}"})
    page = client.get(step(draft, "om"), {"q": "svenska"}).text
    assert "SFI" in page
    assert "Studievägledning" in page
    assert "SFI" not in client.get(step(draft, "om"), {"q": "zzz"}).text
    assert client.post(step(draft, "om"), {"about": f"service:{other.slug}"}).status_code == 302


def test_under_eight_fields_are_asked_for_in_all():
    assert len({*drafts.Content.__dataclass_fields__} - {"way"}) <= 8  # number or contact: one of the two
    assert {"answer_to", "contact"} < set(drafts.Content.__dataclass_fields__)


# --- nothing is lost


def test_going_back_shows_what_was_written(client):
    draft = walk(client, text="Rad ett\nRad två", who="name", author_name="Alma")
    assert "Rad ett\nRad två" in client.get(step(draft, "text")).text
    assert 'value="Alma"' in client.get(step(draft, "vem")).text
    assert step(draft, "svar") in client.get(step(draft, "vem")).text


def test_a_text_that_is_too_long_comes_back_whole(client):
    text = "å" * 5_001
    page = client.post(step(begin(client), "text"), {"text": text})
    assert page.status_code == 422
    assert text in page.text
    assert not Draft.objects.exists()


def test_five_thousand_characters_with_line_breaks_are_not_too_long(client):
    draft = begin(client)
    text = "\r\n".join(["a" * 99] * 50)
    assert client.post(step(draft, "text"), {"text": text}).status_code == 302
    send(client, draft)
    assert len(said().text) == 99 * 50 + 49


def test_another_way_to_answer_lets_the_old_number_go(client):
    draft = walk(client, answer_via="sms", answer_to="070-174 06 05")
    client.post(step(draft, "svar"), {"answer_via": "web"})
    send(client, draft)
    assert (said().answer_to, said().anonymous) == ("", True)


def test_a_name_is_not_kept_by_one_who_chose_to_give_none(client):
    send(client, walk(client, who="nobody", author_name="Alma"))
    assert (said().author_name, said().anonymous) == ("", True)


def test_a_name_that_was_promised_must_be_written(client):
    draft = walk(client)
    page = client.post(step(draft, "vem"), {"who": "name", "author_name": " "})
    assert page.status_code == 422
    assert "Skriv ditt namn" in page.text


def test_a_draft_is_found_again_by_its_words_also_misspelt(client):
    draft = walk(client, text="Mitt utkast")
    assert draft in client.get(step(draft, "om")).text
    typed = draft.replace("-", " ").upper()
    found = client.post(reverse("voice:say_resume"), {"code": typed}, follow=True)
    assert "Mitt utkast" in found.text


def test_words_that_belong_to_no_draft_are_told_kindly(client):
    page = client.post(reverse("voice:say_resume"), {"code": drafts.new_code()})
    assert page.status_code == 422
    assert "Vi hittar inget utkast" in page.text
    assert client.get(step("inte-en-kod", "text")).status_code == 404
    assert client.get(step(drafts.new_code(), "nagot")).status_code == 404


def test_a_draft_is_forgotten_after_a_week(client):
    draft = walk(client)
    with clock.fixed(clock.now() + timedelta(days=drafts.KEPT_DAYS + 1)):
        gone = client.get(step(draft, "kontrollera"))
        assert drafts.purge() == 1
    assert gone.status_code == 410
    assert "Utkastet finns inte kvar" in gone.text


def test_words_sent_to_a_draft_that_is_gone_are_kept_in_a_new_one(client):
    draft = walk(client)
    send(client, draft)
    onward = unquote(client.post(step(draft, "text"), {"text": "Något nytt"}).headers["Location"])
    assert onward.endswith("/om/")
    assert "Något nytt" in client.get(onward.replace("/om/", "/text/")).text
    assert Draft.objects.count() == 2


# --- the draft is sealed


def test_the_database_alone_reads_no_draft(client):
    draft = walk(client, text="Hemligt utkast", answer_via="email", answer_to="alma@example.se")
    row = Draft.objects.get()
    assert b"Hemligt" not in bytes(row.sealed)
    assert draft not in row.digest
    assert row.kept_until == clock.today() + timedelta(days=7)
    with pytest.MonkeyPatch.context() as patch:  # the same words under another installation's key find nothing
        patch.setattr(settings, "SECRET_KEY", "y" * 60)
        assert drafts.find(draft) is None


def test_a_draft_tells_no_time_finer_than_a_day(client):
    walk(client)
    assert urlsafe_b64decode(bytes(Draft.objects.get().sealed))[1:9] == bytes(8)  # where Fernet writes the time


def test_sending_erases_the_draft_and_a_late_visit_says_so(client):
    draft = walk(client)
    send(client, draft)
    assert bytes(Draft.objects.get().sealed) == b""
    page = client.get(step(draft, "text"))
    assert page.status_code == 410
    assert "redan skickat" in page.text
    assert "redan skickat" in client.post(reverse("voice:say_resume"), {"code": draft}, follow=True).text


# --- sending


def test_a_double_click_gives_one_viewpoint_and_the_same_code(client):
    draft = walk(client)
    key = key_on(client.get(step(draft, "kontrollera")))
    first, second = send(client, draft, key), send(client, draft, key)
    assert code_on(first) == code_on(second)
    assert Viewpoint.objects.count() == 1


def test_a_draft_that_is_sent_cannot_be_sent_again_from_another_window(client):
    draft = walk(client)
    other_window = key_on(client.get(step(draft, "kontrollera")))
    send(client, draft)
    late = send(client, draft, other_window)
    assert late.status_code == 410
    assert Viewpoint.objects.count() == 1


def test_the_code_stands_in_no_address_and_no_session(client):
    page = send(client, walk(client))
    code = code_on(page)
    assert page.status_code == 200
    assert not Session.objects.exists()
    assert page.headers["Cache-Control"] == "no-store, private"
    assert code.words[-1] not in page.request["PATH_INFO"]


def test_the_anonymous_are_warned_and_the_known_are_not(client):
    assert "din enda nyckel" in send(client, walk(client)).text
    assert "din enda nyckel" not in send(client, walk(client, who="name", author_name="Alma")).text


def test_one_who_wants_no_answer_is_promised_none(client):
    page = send(client, walk(client, answer_via="none")).text
    assert "Du får svar senast" not in page
    assert said().anonymous


def test_the_picture_leads_to_the_receipt_page_with_the_code_behind_a_hash(client, monkeypatch):
    drawn = []
    make = segno.make
    monkeypatch.setattr(segno, "make", lambda address, **options: drawn.append(address) or make(address, **options))
    page = send(client, walk(client))
    (address,) = drawn
    before, _hash, after = address.partition("#")
    assert before == f"{settings.PUBLIC_URL}/kvitto/"
    assert receipt.parse(unquote(after)) == code_on(page)
    assert 'src="data:image/svg+xml' in page.text


def test_a_code_pasted_into_the_text_is_refused_with_an_explanation(client):
    _viewpoint, code = new_viewpoint()
    page = client.post(step(begin(client), "text"), {"text": f"Min kod är {code} och jag undrar"})
    assert page.status_code == 422
    assert "kvittokod" in page.text
    assert str(code) in page.text  # what was typed is kept
    assert not Draft.objects.exists()


def test_one_source_that_sends_too_much_is_slowed_down_and_its_draft_kept(client, settings):
    settings.THROTTLE = {**settings.THROTTLE, "submit_source": (1, 3600)}
    send(client, walk(client))
    draft = walk(client, text="Ett till")
    page = send(client, draft)
    assert page.status_code == 429
    assert settings.MUNICIPALITY["phone"] in page.text
    assert "Ett till" in client.get(step(draft, "kontrollera")).text
    assert Viewpoint.objects.count() == 1


def test_one_source_that_begins_draft_after_draft_is_slowed_down_and_its_words_kept(client, settings):
    settings.THROTTLE = {**settings.THROTTLE, "draft_source": (1, 3600)}
    first = begin(client)
    assert client.post(step(first, "text"), {"text": "Ett"}).status_code == 302
    assert client.post(step(first, "text"), {"text": "Ett, ändrat"}).status_code == 302
    page = client.post(step(begin(client), "text"), {"text": "Två"})
    assert page.status_code == 422
    assert "Två" in page.text
    assert Draft.objects.count() == 1


def test_two_windows_that_send_one_draft_at_the_same_moment_send_it_once(client, monkeypatch):
    draft = walk(client)
    found = drafts.find(draft)
    send(client, draft)
    monkeypatch.setattr(drafts, "find", lambda code: found)  # the second window had looked before the first one sent
    assert send(client, draft).status_code == 410
    assert Viewpoint.objects.count() == 1


# --- who one is


def test_one_who_is_signed_in_may_be_known(client):
    person = PersonFactory(phone="070-174 06 05")
    client.force_login(person)
    draft = walk(client, who="me", answer_via="sms", answer_to="070-174 06 05")
    send(client, draft)
    assert (said().author, said().anonymous) == (person, False)


def test_one_who_is_signed_in_may_still_be_nobody(client):
    client.force_login(PersonFactory())
    send(client, walk(client, who="nobody"))
    assert (said().author, said().anonymous) == (None, True)


def test_a_visitor_cannot_claim_to_be_signed_in(client):
    draft = walk(client)
    assert client.post(step(draft, "vem"), {"who": "me"}).status_code == 422


def test_one_whose_sign_in_ran_out_is_not_sent_as_nobody_in_silence(client):
    client.force_login(PersonFactory())
    draft = walk(client, who="me")
    client.logout()
    page = send(client, draft)
    assert page.status_code == 422
    assert "inte inloggad längre" in page.text
    assert not Viewpoint.objects.exists()


def test_a_phone_that_is_known_is_filled_in(client):
    client.force_login(PersonFactory(phone="070-174 06 05"))
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Hej"})
    client.post(step(draft, "svar"), {"answer_via": "sms"})
    assert "070-174 06 05" in client.get(step(draft, "vart")).text


# --- the gentle hint


def test_what_points_out_a_person_is_shown_and_hidden_only_on_request(client):
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Ring mig på 070-174 06 05 eller skriv till alma@example.se."})
    page = client.get(step(draft, "kontrollera")).text
    assert "pekar ut någon" in page
    assert "ett telefonnummer" in page
    key = page.split('name="hide" value="')[1].split('"')[0]
    client.post(step(draft, "kontrollera"), {"hide": key})
    send(client, draft)
    assert said().text == "Ring mig på [telefonnummer] eller skriv till alma@example.se."


def test_all_that_was_found_can_be_hidden_at_once(client):
    draft = begin(client)
    client.post(step(draft, "text"), {"text": "Ring mig på 070-174 06 05 eller skriv till alma@example.se."})
    assert client.post(step(draft, "kontrollera"), {"hide": "all"}).status_code == 302
    page = client.get(step(draft, "kontrollera")).text
    assert "pekar ut någon" not in page
    assert "[telefonnummer]" in page


def test_the_text_is_sent_as_it_is_where_nobody_asked_to_hide_anything(client):
    text = "Ring mig på 070-174 06 05."
    send(client, walk(client, text=text))
    assert said().text == text


def test_hiding_what_is_no_longer_there_changes_nothing(client):
    draft = walk(client, text="Ring mig på 070-174 06 05.")
    client.post(step(draft, "kontrollera"), {"hide": "0-3"})
    assert "070-174 06 05" in client.get(step(draft, "kontrollera")).text


# --- bad input


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }} {% url 'x' %}",
        "'; DROP TABLE voice_viewpoint; --",
        "\u202eabc",
        "a\u0301" * 900,
    ],
)
def test_what_is_typed_is_only_text(client, typed):
    draft = walk(client, text=typed, who="name", author_name=typed[:90])
    page = client.get(step(draft, "kontrollera"))
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert send(client, draft).status_code == 200
    assert said().text == typed


@pytest.mark.parametrize("name", ["text", "om", "svar", "vart", "vem", "kontrollera"])
@pytest.mark.parametrize("value", ["", "\0", "x" * 20_000, "[]", "9" * 30])
def test_no_step_breaks_on_odd_values(client, name, value):
    draft = walk(client, answer_via="sms", answer_to="070-174 06 05")
    fields = [
        "text",
        "language",
        "about",
        "answer_via",
        "answer_to",
        "contact",
        "who",
        "author_name",
        "hide",
        "form_key",
    ]
    assert client.post(step(draft, name), dict.fromkeys(fields, value)).status_code < 500
    assert client.get(step(draft, name), {"q": value}).status_code < 500


def test_a_form_without_a_key_is_not_sent_and_says_what_to_do(client):
    draft = walk(client)
    page = client.post(step(draft, "kontrollera"), {"form_key": "kort"})
    assert page.status_code == 422
    assert "Ladda om sidan" in page.text
    assert not Viewpoint.objects.exists()


# --- how it reads, and what it costs


@pytest.mark.parametrize("name", ["text", "om", "svar", "vart", "vem", "kontrollera"])
def test_every_step_is_easy_to_read(client, name):
    draft = walk(client, answer_via="sms", answer_to="070-174 06 05")
    assert readability.lix(main_text(client.get(step(draft, name)).text)) < 40


def test_the_receipt_is_easy_to_read(client):
    assert readability.lix(main_text(send(client, walk(client)).text)) < 40


def main_text(page: str) -> str:
    """What stands on a page for a person to read, a full stop after each piece."""
    main = page.split("<main")[1].split("</main>")[0]
    main = re.sub(r"<(script|style|textarea|select)\b.*?</\1>", " ", main, flags=re.DOTALL)
    pieces = [unescape(piece).strip() for piece in re.split(r"<[^>]+>", main)]
    return " ".join(piece if piece.endswith((".", "?", "!", ",", ":")) else f"{piece}." for piece in pieces if piece)


def test_every_step_costs_a_handful_of_queries(client, queries_of):
    draft = walk(client, answer_via="sms", answer_to="070-174 06 05")
    cost = {name: queries_of(step(draft, name)) for name in ("text", "om", "svar", "vart", "vem", "kontrollera")}
    assert max(cost.values()) <= 12, json.dumps(cost)
