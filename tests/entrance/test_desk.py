"""The reception: all the questions on one page, what waits by its promise, and who somebody was."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import ReadRecord
from medskapa.entrance import actions, handing
from medskapa.entrance.models import AskedAgain, Entry, Fact, How, Part, PartState, Receiver, Wall
from medskapa.entrance.queries import entries, facts_of
from medskapa.people.models import Person, Role
from tests.entrance_walk import new_entry, taken_in
from tests.factories import PersonFactory, staff
from tests.searching import searched
from tests.voice.walk import key_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rooms")]

TYPED = {
    "how": "phone",
    "q_brings": ["housing"],
    "q_protected": "no",
    "q_housing_now": "own",
    "q_language": "sv",
    "q_name": "Alma Ek",
    "q_reach": "sms",
    "q_phone": "070-174 06 05",
}


def typed(client: Client, **changes: Any) -> dict[str, Any]:
    """What a page that was just opened sends."""
    return {**TYPED, "form_key": key_on(client.get(reverse("entrance:take_in"))), **changes}


@pytest.fixture
def desk(client) -> Person:
    person = staff(Role.RECEPTION, name="Robin Mottagare")
    client.force_login(person)
    return person


# --- asking the questions


def test_one_dense_page_takes_it_all_in_and_says_what_happens_now(client, desk):
    page = client.post(reverse("entrance:take_in"), typed(client), follow=True)
    assert "Det här händer nu" in page.text
    entry = Entry.objects.get()
    assert (entry.how, entry.taken_in_by, entry.signed_in) == (How.PHONE, desk, False)
    assert entry.person.name == "Alma Ek"
    assert Fact.objects.get(key="housing_now").written_by == desk


def test_a_double_click_takes_in_once(client, desk):
    sent = typed(client)
    for _each in range(2):
        assert client.post(reverse("entrance:take_in"), sent).status_code == 302
    assert Entry.objects.count() == 1


def test_only_what_stands_on_the_way_must_be_answered(client, desk):
    page = client.post(reverse("entrance:take_in"), typed(client, q_brings=["work"], q_name=""))
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert set(errors) == {"q_occupation_now", "q_name"}
    assert "”Vad heter du?” behöver ett svar." in page.text  # also in the summary, among others of its kind


def test_what_was_ticked_off_the_way_is_not_kept(client, desk):
    client.post(reverse("entrance:take_in"), typed(client, q_money_lasts="not_food"))
    assert Entry.objects.exists()
    assert not Fact.objects.filter(key="money_lasts").exists()


def test_of_somebody_protected_only_the_number_is_kept(client, desk):
    sent = typed(client, q_protected="yes", q_safe_phone="070-174 06 06")
    page = client.post(reverse("entrance:take_in"), sent, follow=True)
    assert page.status_code == 200
    assert not Person.objects.filter(name="Alma Ek").exists()
    assert set(Fact.objects.values_list("key", flat=True)) == {"brings", "protected", "safe_phone"}


def test_a_guide_may_ask_the_questions_too_and_an_officer_may_not(client):
    client.force_login(staff(Role.GUIDE))
    assert client.get(reverse("entrance:take_in")).status_code == 200
    client.force_login(staff(Role.OFFICER))
    assert client.get(reverse("entrance:take_in")).status_code == 403
    with pytest.raises(PermissionDenied):
        taken_in(staff(Role.OFFICER))


def test_only_whoever_took_it_in_prints_what_happens_now(client, desk):
    entry = taken_in(desk)
    assert client.get(reverse("entrance:taken_in", args=[entry.pk])).status_code == 200
    client.force_login(staff(Role.RECEPTION))
    assert client.get(reverse("entrance:taken_in", args=[entry.pk])).status_code == 404
    assert ReadRecord.objects.count() == 1


def test_whoever_took_it_in_reads_out_all_of_it_and_that_is_written_down(client, desk):
    entry = taken_in(desk, brings=["work", "money"], money_lasts="not_rent", income=["wages"])
    page = client.get(reverse("entrance:taken_in", args=[entry.pk])).text
    for each in ("Alma Ek", "Jag har arbetat i kök.", "Till mat, men inte till allt annat"):
        assert each in page
    read = ReadRecord.objects.get()
    assert (read.reader, read.person, read.what) == (desk, entry.person, "entry")


def test_when_the_day_is_over_it_is_not_read_out_again(client, desk):
    noon = datetime(2026, 4, 13, 10, 0, tzinfo=UTC)
    with clock.fixed(noon):
        url = reverse("entrance:taken_in", args=[taken_in(desk).pk])
    with clock.fixed(noon + timedelta(hours=11)):
        client.force_login(desk)
        assert client.get(url).status_code == 200
    with clock.fixed(noon + timedelta(hours=12)):  # it is midnight in the town
        client.force_login(desk)
        assert client.get(url).status_code == 404
    assert ReadRecord.objects.count() == 1


# --- the questions that come and go


def asked_on(page: Any) -> set[str]:
    """The questions that a page asks."""
    return set(re.findall(r'name="shown" value="(\w+)"', page.text))


def looked(client: Client, **answers: Any) -> Any:
    """The page after the button that shows what the answers lead to; nothing is handed in."""
    return client.post(reverse("entrance:take_in"), {"how": "desk", "look": "on", **answers})


def test_a_question_is_asked_when_the_answers_lead_there(client, desk):
    first = asked_on(client.get(reverse("entrance:take_in")))
    assert {"brings", "protected", "name"} <= first
    assert not {"occupation_now", "money_lasts", "safe_phone", "phone"} & first
    page = looked(client, q_brings=["money"], q_reach="sms")
    assert page.status_code == 200
    assert {"occupation_now", "money_lasts", "phone"} <= asked_on(page)
    assert "worked_with" not in asked_on(page)
    assert not Entry.objects.exists()


def test_of_somebody_protected_the_page_asks_for_a_number_and_nothing_more(client, desk):
    page = looked(client, q_brings=["money"], q_protected="yes", q_name="Alma Ek")
    assert asked_on(page) == {"brings", "protected", "safe_phone"}


def test_what_was_typed_stays_also_where_the_question_goes_and_comes_back(client, desk):
    typed_in = {
        "q_brings": ["housing"],
        "q_worked_with": "I ett kök.",
        "q_income": ["wages", "pension"],
        "q_name": "Al",
    }
    page = looked(client, **typed_in)
    assert {"worked_with", "income"}.isdisjoint(asked_on(page))
    for each in ('name="q_worked_with" value="I ett kök."', 'name="q_income" value="pension"', 'value="Al"'):
        assert each in page.text
    back = looked(client, **typed_in | {"q_brings": ["work", "money"]})
    assert ">\nI ett kök.</textarea>" in back.text
    assert "ska rättas" not in back.text and "field-wrong" not in back.text  # noqa: PT018


def test_htmx_gets_only_the_questions_that_come_and_go(client, desk):
    sent = {
        "how": "desk",
        "look": "on",
        "q_brings": ["housing"],
        "q_name": "Al",
        "shown": ["brings", "name", "health_limits"],
    }
    page = client.post(reverse("entrance:take_in"), sent, headers={"HX-Request": "true"}).text
    assert 'id="number"' in page
    assert 'id="ask-housing_now" hx-swap-oob="true">' in page
    assert 'id="ask-health_limits" hx-swap-oob="true" hidden>' in page
    assert 'id="ask-name"' not in page  # somebody may be typing there
    assert "<html" not in page


def test_a_question_that_the_page_has_not_shown_is_asked_before_it_is_handed_in(client, desk):
    sent = typed(client, q_brings=["work"], q_occupation_now="working", shown=["brings", "protected", "occupation_now"])
    page = client.post(reverse("entrance:take_in"), sent)
    assert page.status_code == 422
    assert "Svaren gav fler frågor" in page.text
    assert not page.context["form"].errors.keys() - {"__all__"}
    assert not Entry.objects.exists()
    sent["shown"] = sorted(asked_on(page))
    assert client.post(reverse("entrance:take_in"), sent).status_code == 302


def test_a_wrong_answer_to_what_is_no_longer_asked_stops_nobody(client, desk):
    sent = typed(client, q_email="inte en adress", q_address="x")
    assert client.post(reverse("entrance:take_in"), sent).status_code == 302


# --- what waits


def test_the_earliest_promise_stands_first_and_a_late_one_is_marked(client, desk):
    old = taken_in(desk, brings=["housing"], housing_now="own", name="Först Lovad")
    Part.objects.filter(entry=old).update(promised_on=clock.today() - timedelta(days=2))
    taken_in(desk, brings=["housing"], housing_now="own", name="Sist Lovad")
    page = client.get(reverse("entrance:waiting")).text
    assert page.index("Först Lovad") < page.index("Sist Lovad")
    assert "status-late" in page


def test_the_list_is_narrowed_by_receiver_and_by_what_is_mine(client, desk):
    entry = taken_in(desk, brings=["housing", "money"], housing_now="own", money_lasts="lasts", income=None)
    actions.take_part(actor=desk, part=entry.parts.get(to=Receiver.SUPPORT))
    rows = client.get(reverse("entrance:waiting"), {"till": "local_help"}).context["rows"]
    assert [row["part"].to for row in rows] == [Receiver.LOCAL_HELP]
    rows = client.get(reverse("entrance:waiting"), {"mina": "1"}).context["rows"]
    assert [row["part"].to for row in rows] == [Receiver.SUPPORT]


def test_a_part_is_taken_then_done_and_leaves_the_list(client, desk):
    part = taken_in(desk, brings=["housing"], housing_now="own").parts.get()
    client.post(reverse("entrance:take_part", args=[part.pk]))
    part.refresh_from_db()
    assert (part.state, part.received_by) == (PartState.RECEIVED, desk)
    client.post(reverse("entrance:finish_part", args=[part.pk]))
    part.refresh_from_db()
    assert part.state == PartState.DONE
    assert client.get(reverse("entrance:waiting")).context["rows"] == []
    assert client.post(reverse("entrance:finish_part", args=[part.pk])).status_code == 302


def test_a_colleague_who_was_first_keeps_it(client, desk):
    part = taken_in(desk, brings=["housing"], housing_now="own").parts.get()
    with pytest.raises(Conflict):
        actions.finish_part(actor=desk, part=part)
    actions.take_part(actor=desk, part=part)
    assert actions.take_part(actor=desk, part=part).received_by == desk
    other = staff(Role.RECEPTION)
    with pytest.raises(Conflict):
        actions.take_part(actor=other, part=part)
    with pytest.raises(Conflict):
        actions.finish_part(actor=other, part=part)


def test_what_another_room_has_taken_over_is_not_the_receptions(client, desk, monkeypatch):
    monkeypatch.setattr(handing, "_takers", {Receiver.GUIDE: lambda *, entry, part: handing.Handed(name="Yusra")})
    entry = taken_in(desk)
    assert client.get(reverse("entrance:waiting")).context["rows"] == []
    assert client.post(reverse("entrance:take_part", args=[entry.parts.get().pk])).status_code == 404


def test_the_list_costs_the_same_for_ten_and_for_a_thousand(client, desk, queries_of):
    entry = taken_in(desk, brings=["housing"], housing_now="own")

    def more(number: int) -> None:
        people = Person.objects.bulk_create(Person(login=f"m-{number}-{n}", name=f"Person {n}") for n in range(number))
        made = Entry.objects.bulk_create(
            Entry(
                questions=entry.questions,
                person=each,
                how=How.DESK,
                taken_in_by=desk,
                handed_in_at=clock.now(),
            )
            for each in people
        )
        Part.objects.bulk_create(
            Part(entry=each, to=Receiver.LOCAL_HELP, promised_on=clock.today(), told={}) for each in made
        )

    more(10)
    few = queries_of(reverse("entrance:waiting"))
    more(990)
    assert queries_of(reverse("entrance:waiting")) == few <= 12


def test_paging_shows_each_part_once(desk):
    entry = taken_in(desk, brings=["housing"], housing_now="own")
    people = Person.objects.bulk_create(Person(login=f"p-{n}", name=f"Person {n}") for n in range(120))
    made = Entry.objects.bulk_create(
        Entry(questions=entry.questions, person=each, how=How.ALONE, handed_in_at=clock.now()) for each in people
    )
    Part.objects.bulk_create(
        Part(entry=each, to=Receiver.LOCAL_HELP, promised_on=clock.today() + timedelta(days=n % 4))
        for n, each in enumerate(made)
    )
    seen: list[int] = []
    after = ""
    while True:
        page = entries.waiting(viewer=desk, after=after)
        seen += [part.pk for part in page.rows]
        if not (after := page.next):
            break
    assert len(seen) == len(set(seen)) == 121


# --- one entry


def test_reading_an_entry_is_written_down_and_shows_no_further_than_the_wall(client, desk):
    entry = taken_in(desk, brings=["housing", "money"], housing_now="nowhere", money_lasts="not_food", income=None)
    page = client.get(reverse("entrance:entry", args=[entry.pk])).text
    assert "070-174 06 05" in page
    assert "Jag vet inte var jag ska sova" not in page  # stands behind the wall of guidance
    assert "Nej, inte till mat" not in page
    read = ReadRecord.objects.get()
    assert (read.reader, read.person, read.what) == (desk, entry.person, "entry")


def test_an_entry_that_is_done_and_known_is_closed_to_the_reception(client, desk):
    entry = taken_in(desk, brings=["housing"], housing_now="own")
    actions.confirm_person(actor=desk, entry=entry)
    part = actions.take_part(actor=desk, part=entry.parts.get())
    actions.finish_part(actor=desk, part=part)
    assert client.get(reverse("entrance:entry", args=[entry.pk])).status_code == 404


def test_a_protected_name_and_place_stand_nowhere(client, desk):
    person = PersonFactory(name="Hemlig Hemligsson", street="Hemliga gatan 1", protected_identity=True)
    entry = new_entry(person, protected=True, safe_phone="070-174 06 06")
    for url in (reverse("entrance:waiting"), reverse("entrance:entry", args=[entry.pk])):
        page = client.get(url).text
        assert "Hemlig" not in page
        assert "Skyddade personuppgifter" in page
    assert "070-174 06 06" in client.get(reverse("entrance:entry", args=[entry.pk])).text


def test_a_protected_person_is_found_by_no_search(client, desk):
    PersonFactory(name="Hemlig Hemligsson", protected_identity=True)
    entry = taken_in(desk)
    page = searched(client, reverse("entrance:confirm", args=[entry.pk]), {"text": "hemlig"}).text
    assert "Hemligsson" not in page


def test_a_name_is_searched_for_without_standing_in_any_address(client, desk):
    PersonFactory(name="Åsa Öberg")
    url = reverse("entrance:confirm", args=[taken_in(desk).pk])
    assert "Åsa Öberg" in searched(client, url, {"text": "öberg åsa"}).text
    assert "Åsa Öberg" not in client.get(url, {"q": "Åsa", "text": "Åsa"}).text
    assert 'name="text"' in client.get(url).text


def test_who_was_found_is_still_there_when_a_choice_is_refused(client, desk):
    PersonFactory(name="Åsa Öberg")
    page = searched(client, reverse("entrance:confirm", args=[taken_in(desk).pk]), {"text": "Öberg"})
    again = client.post(page.redirect_chain[-1][0], {"person": "0"})
    assert again.status_code == 422
    assert "Åsa Öberg" in again.text


# --- who it was


def test_a_person_we_know_gets_what_was_told_and_nothing_is_lost(client, desk):
    known = PersonFactory(name="Alma Ek", phone="070-1740605")
    new_entry(known, worked_with="Jag har arbetat i butik.")
    entry = taken_in(desk)
    url = reverse("entrance:confirm", args=[entry.pk])
    assert "Alma Ek</strong>, 070-174" in searched(client, url, {"text": "alma"}).text
    assert client.post(url, {"person": str(known.pk)}).status_code == 302
    entry.refresh_from_db()
    assert (entry.person, entry.confirmed_by) == (known, desk)
    now = facts_of(viewer=known, person=known, walls=list(Wall))
    assert now["worked_with"].value == "Jag har arbetat i kök."
    assert Fact.objects.filter(person=known, key="worked_with").count() == 2
    assert AskedAgain.objects.filter(key="worked_with").count() == 1
    assert Person.objects.filter(name="Alma Ek", is_active=True).get() == known


def test_somebody_new_stays_who_they_are(client, desk):
    entry = taken_in(desk)
    client.post(reverse("entrance:confirm", args=[entry.pk]), {"person": "new"})
    entry.refresh_from_db()
    assert entry.confirmed_by == desk
    assert entry.person.is_active


@pytest.mark.parametrize("chosen", ["", "x", "0", "9" * 30, "²"])
def test_nobody_is_linked_by_nonsense(client, desk, chosen):
    entry = taken_in(desk)
    assert client.post(reverse("entrance:confirm", args=[entry.pk]), {"person": chosen}).status_code == 422


def test_neither_staff_nor_the_protected_can_be_who_it_was(desk):
    entry = taken_in(desk)
    for person in (staff(Role.GUIDE), PersonFactory(protected_identity=True), PersonFactory(is_active=False)):
        with pytest.raises(Conflict):
            actions.confirm_person(actor=desk, entry=entry, person=person)


def test_who_it_was_is_said_once(desk):
    entry = taken_in(desk)
    actions.confirm_person(actor=desk, entry=entry)
    assert actions.confirm_person(actor=desk, entry=entry) == entry
    with pytest.raises(Conflict):
        actions.confirm_person(actor=desk, entry=entry, person=PersonFactory())


def test_a_room_that_cannot_join_two_rows_stops_it_whole(desk, monkeypatch):
    def refuse(*, actor, new, kept):
        raise Conflict("Båda har en guide.")

    monkeypatch.setattr(handing, "_joiners", {"guidance": refuse})
    entry = taken_in(desk)
    with pytest.raises(Conflict):
        actions.confirm_person(actor=desk, entry=entry, person=PersonFactory())
    entry.refresh_from_db()
    assert entry.confirmed_by is None
