"""Börja här: one question a page, nothing told is lost, it is handed in once, and one knows what happens now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.entrance import actions, begun, handing
from medskapa.entrance.daily import forget_codes
from medskapa.entrance.handing import Handed
from medskapa.entrance.models import AskedAgain, Begun, Entry, Fact, How, Part, PartState, Receiver, Source, Wall
from medskapa.entrance.queries import asked_again_in, facts_of, questions
from medskapa.people.models import Kind, Person, ReachVia
from tests.entrance_walk import TOLD, WORK, begin, new_entry, send, step, walk
from tests.factories import AreaFactory, PersonFactory, StaffFactory
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


def a_guide_takes_it(monkeypatch, **told):
    """A room of guides that takes its part, and says who."""
    about = {"name": "Yusra Lindqvist", "title": "guide", "initials": "YL", "phone": "042-10 00 00"} | told
    monkeypatch.setattr(handing, "_takers", {Receiver.GUIDE: lambda *, entry, part: Handed(**about)})


# --- the first page


def test_what_cannot_wait_stands_first_with_numbers_to_ring(client):
    page = client.get(reverse("entrance:begin")).text
    assert page.index("tel:112") < page.index('value="alone"')
    assert "tel:020505050" in page
    assert f"tel:{django_settings.MUNICIPALITY['phone']}" in page
    assert "ingenstans att sova" in page


def test_a_first_visit_stores_nothing(client):
    assert client.get(reverse("entrance:begin")).status_code == 200
    assert not Begun.objects.exists()


def test_whoever_begins_too_often_from_one_place_is_asked_to_ring(client, settings):
    settings.THROTTLE = settings.THROTTLE | {"draft_source": (0, 3600)}
    page = client.post(reverse("entrance:begin"), {"how": "alone"})
    assert page.status_code == 429
    assert "Vänta en stund" in page.text


# --- the way through


def test_somebody_tells_it_alone_without_signing_in(client, no_rooms):
    page = send(client, walk(client))
    assert page.status_code == 200
    assert "Det här händer nu" in page.text
    entry = Entry.objects.get()
    assert (entry.how, entry.signed_in, entry.language, entry.reach_via) == (How.ALONE, False, "sv", ReachVia.SMS)
    person = entry.person
    assert (person.name, person.phone, person.kind) == ("Alma Ek", "070-174 06 05", Kind.RESIDENT)
    assert not person.has_usable_password()
    facts = {fact.key: fact for fact in Fact.objects.filter(person=person)}
    assert facts["brings"].value == ["work"]
    assert (facts["worked_with"].value, facts["worked_with"].wall) == ("Jag har arbetat i kök.", Wall.GUIDANCE)
    assert {fact.source for fact in facts.values()} == {Source.ENTRY}
    assert "job_wish" not in facts


def test_a_helper_is_only_noted(client, no_rooms):
    code = begin(client, "helped")
    assert "Du som hjälper till" in client.get(step(code, "brings")).text
    send(client, walk(client, how="helped"))
    assert Entry.objects.get().how == How.HELPED


def test_one_goes_back_and_what_was_answered_stands_there(client):
    code = begin(client)
    client.post(step(code, "brings"), {"answer": ["work", "money"]})
    page = client.get(step(code, "protected")).text
    assert f'href="{step(code, "brings")}"' in page
    first = client.get(step(code, "brings")).text
    assert 'value="work" class' in first or 'value="work"' in first
    assert first.count("checked") == 2


def test_an_answer_that_is_missing_is_said_and_nothing_is_lost(client):
    code = begin(client)
    page = client.post(step(code, "brings"), {})
    assert page.status_code == 422
    assert "Välj minst ett svar" in page.text


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"reach": "sms", "phone": "kom förbi"}, "phone"),
        ({"reach": "email", "email": "alma"}, "email"),
        ({"reach": "letter", "address": "Huset vid kyrkan"}, "address"),
    ],
)
def test_a_number_or_an_address_that_cannot_be_used_is_said_at_once(client, typed, wrong):
    code = begin(client)
    begun.keep(code, begun.Content(questions=1, answers={**TOLD, "reach": typed["reach"]}))
    assert client.post(step(code, wrong), {"answer": typed[wrong]}).status_code == 422


def test_each_way_to_be_reached_reaches_the_person(client, no_rooms):
    send(client, walk(client, WORK | {"reach": "letter", "address": "Storgatan 1\n252 00 Helsingborg"}))
    person = Entry.objects.get().person
    assert (person.street, person.postcode, person.town) == ("Storgatan 1", "252 00", "Helsingborg")
    assert person.reach_via == ReachVia.LETTER


def test_the_words_lead_back_to_the_first_question_without_an_answer(client):
    code = begin(client)
    client.post(step(code, "brings"), {"answer": ["work"]})
    assert code in client.get(step(code, "protected")).text
    typed = code.replace("-", " ").upper()
    assert client.post(reverse("entrance:resume"), {"code": typed}).headers["Location"] == step(code, "protected")


def test_words_that_lead_nowhere_are_said_kindly(client):
    assert client.post(reverse("entrance:resume"), {"code": "ett två tre"}).status_code == 422
    assert client.post(reverse("entrance:resume"), {"code": begun.new_code()}).status_code == 422


def test_after_thirty_days_the_answers_are_gone(client):
    code = begin(client)
    with clock.fixed(clock.now() + timedelta(days=31)):
        assert client.get(step(code, "brings")).status_code == 410
        assert begun.purge() == 1


def test_the_database_alone_reads_nothing(client):
    code = begin(client)
    client.post(step(code, "brings"), {"answer": ["money"]})
    row = Begun.objects.get()
    assert b"money" not in bytes(row.sealed)
    assert code not in row.digest


def test_a_question_off_the_way_leads_on(client):
    code = begin(client)
    assert client.get(step(code, "money_lasts")).headers["Location"] == step(code, "brings")
    assert client.get(step(code, "finns_inte")).status_code == 302


def test_the_summary_waits_until_all_is_answered(client):
    code = begin(client)
    assert client.get(reverse("entrance:summary", args=[code])).headers["Location"] == step(code, "brings")


def test_a_change_from_the_summary_asks_only_what_is_new(client):
    code = walk(client)
    to = client.post(step(code, "brings"), {"answer": ["work", "housing"]}).headers["Location"]
    assert to == step(code, "housing_now")
    to = client.post(to, {"answer": "own"}).headers["Location"]
    assert to == reverse("entrance:summary", args=[code])


# --- handed in


def test_a_double_click_hands_in_once(client, no_rooms):
    code = walk(client)
    first, second = send(client, code), send(client, code)
    assert (first.status_code, second.status_code) == (200, 200)
    assert Entry.objects.count() == 1
    assert Person.objects.filter(name="Alma Ek").count() == 1


def test_nothing_of_the_sealed_answers_is_left(client, no_rooms):
    send(client, walk(client))
    assert bytes(Begun.objects.get().sealed) == b""


def test_after_handing_in_every_old_page_leads_to_what_happens_now(client, no_rooms):
    code = walk(client)
    send(client, code)
    done = reverse("entrance:done", args=[code])
    assert client.get(step(code, "brings")).headers["Location"] == done
    assert client.post(step(code, "brings"), {"answer": ["money"]}).headers["Location"] == done
    assert client.post(reverse("entrance:resume"), {"code": code}).headers["Location"] == done


def test_what_happens_now_can_be_read_for_thirty_days(client, no_rooms):
    code = walk(client)
    send(client, code)
    with clock.fixed(clock.now() + timedelta(days=31)):
        assert client.get(reverse("entrance:done", args=[code])).status_code == 410
        assert forget_codes() == 1
    assert Entry.objects.get().digest is None


def test_it_cannot_be_handed_in_with_a_question_left(db):
    with pytest.raises(Conflict):
        actions.hand_in(actor=None, questions=questions.current(), answers={"brings": ["work"]}, code=begun.new_code())
    with pytest.raises(Conflict):
        new_entry(language=None)


def test_whoever_sends_too_much_is_told_that_the_answers_are_kept(client, settings):
    code = walk(client)
    settings.THROTTLE = settings.THROTTLE | {"submit_source": (0, 3600)}
    page = client.post(reverse("entrance:summary", args=[code]))
    assert page.status_code == 429
    assert "sparade" in page.text


@pytest.mark.parametrize("signed_in", [False, True])
def test_all_that_was_told_can_be_read_again_whichever_wall_it_stands_behind(client, no_rooms, signed_in):
    if signed_in:
        client.force_login(PersonFactory())
    told = WORK | {"brings": ["work", "money"], "money_lasts": "not_rent", "income": ["wages"]}
    page = send(client, walk(client, told)).text
    assert "Alma Ek" in page or signed_in
    assert "Jag har arbetat i kök." in page  # the guide's side
    assert "Till mat, men inte till allt annat" in page  # the side of those who decide on support


# --- where it goes


def test_the_guide_is_named_with_number_and_first_talk(client, monkeypatch):
    talk = datetime(2026, 4, 13, 10, 30, tzinfo=UTC)
    with clock.fixed(datetime(2026, 4, 1, 9, 0, tzinfo=UTC)):
        a_guide_takes_it(monkeypatch, talk_at=talk, where="Jobbtorget", needed=["Ditt cv, om du har ett."])
        page = send(client, walk(client)).text
    for each in (
        "Yusra Lindqvist",
        "guide",
        "YL",
        "042-10 00 00",
        "Jobbtorget",
        "Ditt cv",
        "måndag 13 april kl. 12.30",
    ):
        assert each in page
    assert Part.objects.get().state == PartState.RECEIVED


def test_what_no_room_takes_waits_with_a_promised_day(client, no_rooms):
    with clock.fixed(datetime(2026, 4, 2, 9, 0, tzinfo=UTC)):  # the Thursday before Easter
        page = send(client, walk(client, WORK | {"brings": ["digital"], "digital_need": ["bankid"]})).text
    part = Part.objects.get()
    assert (part.to, part.state, str(part.promised_on)) == (Receiver.LOCAL_HELP, PartState.WAITING, "2026-04-13")
    assert "måndag 13 april" in page
    assert "Någon ringer" in page


def test_a_room_that_cannot_take_it_stops_nobody(client, monkeypatch):
    def refuse(*, entry, part):
        raise Conflict("Ingen guide har plats.")

    monkeypatch.setattr(handing, "_takers", {Receiver.GUIDE: refuse})
    assert send(client, walk(client)).status_code == 200
    assert Part.objects.get().state == PartState.WAITING


def test_no_money_for_food_makes_a_person_ring_the_next_working_day(client, no_rooms):
    with clock.fixed(datetime(2026, 4, 3, 9, 0, tzinfo=UTC)):  # Good Friday
        send(client, walk(client, WORK | {"brings": ["money"], "money_lasts": "not_food", "income": []}))
    assert str(Part.objects.get(to=Receiver.PERSON).promised_on) == "2026-04-07"  # Easter Monday lies between
    assert Fact.objects.get(key="money_lasts").wall == Wall.AUTHORITY


# --- protected identity


def test_whoever_is_protected_is_asked_for_a_number_and_nothing_more(client, no_rooms):
    code = begin(client)
    client.post(step(code, "brings"), {"answer": ["work"]})
    assert client.post(step(code, "protected"), {"answer": "yes"}).headers["Location"] == step(code, "safe_phone")
    to = client.post(step(code, "safe_phone"), {"answer": "070-174 06 06"}).headers["Location"]
    assert to == reverse("entrance:summary", args=[code])
    page = send(client, code).text
    assert "Vi ringer dig" in page
    entry = Entry.objects.get()
    assert entry.person.protected_identity
    assert (entry.person.name, entry.person.phone) == ("Skyddad identitet", "070-174 06 06")
    assert set(Fact.objects.values_list("key", flat=True)) == {"brings", "protected", "safe_phone"}
    assert [part.to for part in Part.objects.all()] == [Receiver.PERSON]


def test_a_name_that_was_written_before_is_not_kept_of_somebody_protected(client, no_rooms):
    code = walk(client)
    client.post(step(code, "protected"), {"answer": "yes"})
    client.post(step(code, "safe_phone"), {"answer": "070-174 06 06"})
    send(client, code)
    assert not Person.objects.filter(name="Alma Ek").exists()
    assert not Fact.objects.filter(key="name").exists()


def test_a_resident_who_says_that_they_are_protected_is_so_from_then_on(client, no_rooms):
    person = PersonFactory()
    new_entry(person, protected=True, safe_phone="070-174 06 06")
    person.refresh_from_db()
    assert person.protected_identity


# --- signed in


def test_what_we_know_is_shown_with_where_it_comes_from_and_one_tap_confirms_it(client, no_rooms):
    person = PersonFactory(phone="070-1740605")
    new_entry(person)
    client.force_login(person)
    code = begin(client)
    page = client.get(step(code, "brings")).text
    assert "Det här vet vi redan" in page
    assert "Att få ett arbete" in page
    assert "Du berättade det när du kom till oss" in page
    client.post(step(code, "brings"), {"stays": "1"})
    content = begun.find(code)
    assert content
    assert content.answers == {"brings": ["work"]}


def test_what_is_asked_although_we_know_it_is_counted_and_names_nobody(client, no_rooms):
    person = PersonFactory()
    new_entry(person)
    client.force_login(person)
    code = begin(client)
    client.post(step(code, "brings"), {"answer": ["work"]})
    client.post(step(code, "brings"), {"answer": ["money"]})  # a second thought is not a second question
    assert asked_again_in(clock.today()) == {"brings": 1}
    assert {field.name for field in AskedAgain._meta.fields} == {"id", "key", "where", "day"}


def test_a_name_is_not_asked_of_whoever_is_signed_in(client, no_rooms):
    person = PersonFactory(name="Alma Ek")
    client.force_login(person)
    send(client, walk(client))
    entry = Entry.objects.get()
    assert (entry.person, entry.signed_in) == (person, True)
    assert not Fact.objects.filter(key="name").exists()


def test_another_who_signs_in_on_the_same_phone_sees_nothing(client, no_rooms):
    client.force_login(PersonFactory())
    code = walk(client)
    client.force_login(PersonFactory())
    assert client.get(reverse("entrance:summary", args=[code])).status_code == 403
    assert client.post(reverse("entrance:summary", args=[code])).status_code == 403
    assert client.post(reverse("entrance:resume"), {"code": code}).status_code == 422
    client.logout()
    assert client.get(step(code, "brings")).status_code == 403
    assert not Entry.objects.exists()


def test_what_somebody_signed_in_handed_in_is_read_signed_in(client, no_rooms):
    client.force_login(PersonFactory())
    code = walk(client)
    assert send(client, code).status_code == 200
    client.logout()
    assert client.get(reverse("entrance:done", args=[code])).status_code == 403


def test_staff_who_try_the_door_are_visitors_there(client, no_rooms):
    client.force_login(StaffFactory())
    send(client, walk(client))
    assert Entry.objects.get().person.name == "Alma Ek"


def test_what_is_told_again_replaces_what_was_known_and_nothing_is_written_over(no_rooms):
    person = PersonFactory()
    new_entry(person)
    with clock.fixed(clock.now() + timedelta(days=40)):
        new_entry(person, worked_with="Jag har arbetat i butik.")
        now = facts_of(viewer=person, person=person, walls=list(Wall))
        assert now["worked_with"].value == "Jag har arbetat i butik."
    old = Fact.objects.get(person=person, key="worked_with", valid_to__isnull=False)
    assert old.value == "Jag har arbetat i kök."


def test_the_end_leads_to_who_helps_nearby_with_what_was_chosen(client):
    area = AreaFactory()
    told = WORK | {"brings": ["work", "digital"], "digital_need": ["bankid"], "area": area.slug}
    page = send(client, walk(client, told)).text
    for need in ("work", "bankid"):
        assert f"/hjalp/?behov={need}&amp;var={area.slug}" in page


# --- easy to read, in each variant


@pytest.mark.parametrize("language", GOALS)
def test_every_page_of_the_way_is_easy_to_read(client, language, monkeypatch):
    monkeypatch.setattr(handing, "_takers", {})
    AreaFactory()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    code = walk(client, WORK | {"brings": ["work", "money", "studies"], "money_lasts": "lasts", "school_years": "none"})
    pages = {
        "begin": client.get(reverse("entrance:begin")),
        "resume": client.get(reverse("entrance:resume")),
        "gone": client.get(step(begun.new_code(), "brings")),
        **{key: client.get(step(code, key)) for key in ("brings", "protected", "income", "health_limits", "reach")},
        "summary": client.get(reverse("entrance:summary", args=[code])),
        "done": send(client, code),
    }
    assert {name: why for name, page in pages.items() if (why := too_hard(page.text, language))} == {}
