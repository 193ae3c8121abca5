"""Told once: what is known, where it comes from, who sees it, and what passes a wall."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.entrance import actions
from medskapa.entrance.models import Fact, Ground, Passing, Source, Wall
from medskapa.entrance.queries import facts_of
from medskapa.people.models import Person, ReachVia, Role
from tests.entrance_walk import new_entry, taken_in
from tests.factories import PersonFactory, staff
from tests.reading import GOALS, too_hard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rooms")]


@pytest.fixture
def person() -> Person:
    return PersonFactory(phone="070-1740605")


@pytest.fixture
def told(person) -> dict[str, Fact]:
    """What somebody who looks for work and money has told."""
    told_too = {"money_lasts": "lasts", "income": ["wages"], "school_years": "none", "study_wish": None}
    entry = new_entry(person, brings=["work", "money", "studies"], **told_too)
    return {fact.key: fact for fact in entry.facts.all()}


def write(person: Person, **fields) -> Fact:
    defaults = {"key": "interpreter", "value": True, "source": Source.STAFF, "wall": Wall.SHARED}
    return Fact.objects.create(**{"person": person, "valid_from": clock.today()} | defaults | fields)


# --- who sees what


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.RECEPTION, {"brings"}),
        (Role.GUIDE, {"brings", "worked_with"}),
        (Role.OFFICER, {"brings", "money_lasts"}),
        (Role.ANSWERER, set()),
    ],
)
def test_each_role_sees_its_own_side_of_the_walls_whatever_it_asks_for(person, told, role, seen):
    found = facts_of(viewer=staff(role), person=person, walls=list(Wall))
    looked_for = {"brings", "worked_with", "money_lasts", "school_years"}
    assert looked_for & set(found) == seen


def test_a_person_sees_everything_about_themselves_and_nothing_about_others(person, told):
    assert set(facts_of(viewer=person, person=person, walls=list(Wall))) == set(told)
    assert facts_of(viewer=PersonFactory(), person=person, walls=list(Wall)) == {}


def test_only_what_is_asked_for_is_given(person, told):
    assert "worked_with" not in facts_of(viewer=staff(Role.GUIDE), person=person, walls=[Wall.SHARED])


def test_what_has_passed_is_seen_on_the_other_side_and_the_rest_is_not(person, told):
    guide = staff(Role.GUIDE)
    actions.pass_fact(
        actor=staff(Role.OFFICER),
        fact=told["money_lasts"],
        to_wall=Wall.GUIDANCE,
        ground=Ground.CONSENT,
        why="Ni ska kunna planera ihop.",
        allowed=lambda actor, fact: True,
    )
    seen = facts_of(viewer=guide, person=person, walls=[Wall.GUIDANCE])
    assert "money_lasts" in seen
    assert "income" not in seen


# --- recording


def test_what_is_written_anew_ends_what_was_known(person):
    guide = staff(Role.GUIDE)
    allow = {"allowed": lambda actor, person, wall: True}
    first = actions.record_fact(actor=guide, person=person, key="cv", value="nej", wall=Wall.GUIDANCE, **allow)
    with clock.fixed(clock.now() + timedelta(days=3)):
        second = actions.record_fact(actor=guide, person=person, key="cv", value="ja", wall=Wall.GUIDANCE, **allow)
        same = actions.record_fact(actor=guide, person=person, key="cv", value="ja", wall=Wall.GUIDANCE, **allow)
        first.refresh_from_db()
        assert first.valid_to == clock.today()
    assert same == second
    assert (second.source, second.written_by) == (Source.STAFF, guide)


def test_a_stranger_writes_nothing_about_somebody(person):
    for who in (staff(Role.GUIDE), staff(Role.RECEPTION), PersonFactory()):
        with pytest.raises(PermissionDenied):
            actions.record_fact(actor=who, person=person, key="cv", value="ja", wall=Wall.GUIDANCE)


def test_reception_writes_down_what_is_said_while_the_entry_is_open():
    desk = staff(Role.RECEPTION)
    entry = taken_in(desk, brings=["housing"], housing_now="own")
    fact = actions.record_fact(actor=desk, person=entry.person, key="interpreter", value=True, wall=Wall.SHARED)
    assert fact.written_by == desk


@pytest.mark.parametrize("value", ["", "  ", [], [1], None, {"a": 1}, "x" * 3_000])
def test_what_no_fact_can_hold_is_refused(person, value):
    with pytest.raises(ValidationError):
        actions.record_fact(actor=person, person=person, key="cv", value=value, wall=Wall.GUIDANCE)


def test_what_is_known_by_law_says_which(person):
    with pytest.raises(ValidationError):
        actions.record_fact(actor=person, person=person, key="cv", value="ja", wall=Wall.GUIDANCE, ground=Ground.LAW)


# --- correcting and disputing


def test_a_person_corrects_what_we_know_and_the_old_stays_in_history(client, person, told):
    client.force_login(person)
    url = reverse("entrance:correct_fact", args=[told["worked_with"].pk])
    assert "Jag har arbetat i kök." in client.get(url).text
    assert client.post(url, {"answer": "Jag har arbetat i butik."}).status_code == 302
    now = Fact.objects.get(person=person, key="worked_with", valid_to__isnull=True)
    assert (now.value, now.source, now.wall) == ("Jag har arbetat i butik.", Source.PERSON, Wall.GUIDANCE)
    assert Fact.objects.filter(person=person, key="worked_with").count() == 2


def test_what_has_a_long_number_in_its_name_can_be_corrected_and_disputed_too(person):
    fact = write(person, key="job_12345", value="Kock", wall=Wall.GUIDANCE)
    corrected = actions.correct_fact(actor=person, fact=fact, value="Bagare")
    assert actions.dispute_fact(actor=person, fact=corrected, text="Det var Pia.").disputed_on


def test_a_correction_of_a_choice_offers_the_choices_again(client, person, told):
    client.force_login(person)
    url = reverse("entrance:correct_fact", args=[told["brings"].pk])
    client.post(url, {"answer": ["studies"]})
    assert Fact.objects.get(person=person, key="brings", valid_to=None).value == ["studies"]
    assert client.post(url.replace(str(told["brings"].pk), "1"), {"answer": ["work"]}).status_code == 404


def test_how_one_is_reached_follows_a_corrected_number(client, person, told):
    client.force_login(person)
    client.post(reverse("entrance:correct_fact", args=[told["phone"].pk]), {"answer": "070-174 06 99"})
    person.refresh_from_db()
    assert (person.phone, person.reach_via) == ("070-174 06 99", ReachVia.SMS)


def test_two_pages_correct_one_thing_and_the_second_is_told(client, person, told):
    fact = told["worked_with"]
    actions.correct_fact(actor=person, fact=fact, value="Butik")
    with pytest.raises(Conflict):
        actions.correct_fact(actor=person, fact=fact, value="Lager")


def test_what_comes_from_a_register_is_disputed_and_not_written_over(client, person):
    fact = write(person, key="pension", value="nej", source=Source.REGISTER)
    with pytest.raises(Conflict):
        actions.correct_fact(actor=person, fact=fact, value="ja")
    client.force_login(person)
    page = client.get(reverse("entrance:my_facts")).text
    assert reverse("entrance:dispute_fact", args=[fact.pk]) in page
    assert reverse("entrance:correct_fact", args=[fact.pk]) not in page


def test_what_is_disputed_is_seen_as_disputed_by_staff(client, person, told):
    client.force_login(person)
    url = reverse("entrance:dispute_fact", args=[told["brings"].pk])
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "Jag vill inte studera."}).status_code == 302
    assert "Jag vill inte studera." in client.get(reverse("entrance:my_facts")).text
    seen = facts_of(viewer=staff(Role.GUIDE), person=person, walls=[Wall.SHARED])["brings"]
    assert (seen.disputed_on, seen.dispute) == (clock.today(), "Jag vill inte studera.")


def test_nobody_corrects_what_is_known_about_another(client, person, told):
    client.force_login(PersonFactory())
    for name in ("correct_fact", "dispute_fact"):
        assert client.get(reverse(f"entrance:{name}", args=[told["brings"].pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.correct_fact(actor=PersonFactory(), fact=told["brings"], value=["work"])


# --- passing a wall


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": Ground.TOLD},
        {"ground": Ground.LAW, "law": ""},
        {"why": "  "},
        {"to_wall": Wall.SHARED},
    ],
)
def test_nothing_passes_without_a_ground_a_reason_and_another_side(wrong):
    desk = staff(Role.RECEPTION)
    fact = taken_in(desk, brings=["housing"], housing_now="own").facts.get(key="name")
    passing = {"to_wall": Wall.GUIDANCE, "ground": Ground.CONSENT, "why": "Guiden ska ringa."} | wrong
    with pytest.raises(ValidationError):
        actions.pass_fact(actor=desk, fact=fact, **passing)
    assert not Passing.objects.exists()


def test_the_same_passing_twice_is_one():
    desk = staff(Role.RECEPTION)
    fact = taken_in(desk, brings=["housing"], housing_now="own").facts.get(key="name")
    passing = {"to_wall": Wall.EDUCATION, "ground": Ground.LAW, "law": "Skollagen 20 kap. 14 §", "why": "Ansökan."}
    first = actions.pass_fact(actor=desk, fact=fact, **passing)
    assert actions.pass_fact(actor=desk, fact=fact, **passing) == first


def test_a_guide_lets_nothing_pass_that_stands_behind_the_wall_of_authority(person, told):
    with pytest.raises(PermissionDenied):
        actions.pass_fact(
            actor=staff(Role.GUIDE),
            fact=told["money_lasts"],
            to_wall=Wall.GUIDANCE,
            ground=Ground.CONSENT,
            why="Jag vill veta.",
        )


def test_the_person_sees_what_passed_to_whom_and_why(client, person, told):
    desk = staff(Role.RECEPTION, name="Robin Mottagare")
    entry = new_entry(person, brings=["housing"], housing_now="own")
    fact = entry.facts.get(key="language")
    client.force_login(desk)
    url = reverse("entrance:pass_on", args=[entry.pk, fact.pk])
    sent = {"to_wall": "education", "ground": "consent", "why": "Skolan bokar en tolk."}
    assert client.post(url, sent).status_code == 302
    client.force_login(person)
    page = client.get(reverse("entrance:my_facts")).text
    for each in ("Robin Mottagare", "vuxenutbildningen", "Du sa ja till det", "Skolan bokar en tolk."):
        assert each in page


# --- the page


def test_everything_is_shown_with_where_it_comes_from_and_who_sees_it(client, person, told):
    client.force_login(person)
    page = client.get(reverse("entrance:my_facts")).text
    for each in ("Det här ser din guide", "Jag har arbetat i kök.", "Du berättade det när du kom till oss."):
        assert each in page
    assert page.index("din guide") < page.index("de som beslutar om försörjningsstöd")


def test_whoever_has_told_nothing_is_shown_where_to_begin(client):
    client.force_login(PersonFactory())
    assert reverse("entrance:begin") in client.get(reverse("entrance:my_facts")).text


def test_the_page_costs_the_same_for_few_and_for_many_facts(client, queries_of, person, told):
    client.force_login(person)
    few = queries_of(reverse("entrance:my_facts"))
    Fact.objects.bulk_create(
        Fact(
            person=person,
            key=f"more_{number}",
            value="ja",
            source=Source.STAFF,
            wall=Wall.GUIDANCE,
            valid_from=clock.today(),
        )
        for number in range(300)
    )
    assert queries_of(reverse("entrance:my_facts")) == few <= 12


@pytest.mark.parametrize("language", GOALS)
def test_the_pages_are_easy_to_read(client, person, told, language):
    actions.dispute_fact(actor=person, fact=told["brings"], text="Jag vill inte studera.")
    client.force_login(person)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    pages = [
        reverse("entrance:my_facts"),
        reverse("entrance:correct_fact", args=[told["worked_with"].pk]),
        reverse("entrance:dispute_fact", args=[told["worked_with"].pk]),
    ]
    assert {url: why for url in pages if (why := too_hard(client.get(url).text, language))} == {}
