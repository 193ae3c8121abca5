"""Helping: a visit in a few presses, once however often it is sent; openings; what is asked; and the cards."""

import json
import secrets
import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medskapa.commons import actions, helping_daily, helping_policy, needs
from medskapa.commons.guides import guides
from medskapa.commons.models import MemberTask, Session, Visit
from medskapa.commons.queries import helping as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Role
from tests.commons_factories import ListedServiceFactory, OrganisationFactory, acting_for, at, partner
from tests.factories import PlaceFactory, StaffFactory, UnitFactory, staff
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2027, 5, 10, 10, tzinfo=HERE)
PRESSED = {"need": "bankid", "minutes": 10, "language": "sv", "outcome": "solved"}


@pytest.fixture(autouse=True)
def monday():
    cache.clear()
    with clock.fixed(MONDAY):
        yield


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Läxhjälpen")


@pytest.fixture
def place(organisation):
    return PlaceFactory(organisation=organisation, name="Olsgården")


@pytest.fixture
def helper(organisation):
    return acting_for(organisation, MemberTask.HELPS, StaffFactory())


def log(helper, place, **pressed):
    return actions.log_visit(actor=helper, place=place, key=str(uuid.uuid4()), **PRESSED | pressed)


def lay_down(place, number, *, day=date(2027, 5, 4), part="forenoon", **facts):
    """Visits of the last weeks, straight into the table."""
    rows = [
        Visit(
            client_key=str(uuid.uuid4()),
            place=place,
            organisation_id=place.organisation_id,
            day=day,
            part=part,
            **PRESSED | facts,
        )
        for _each in range(number)
    ]
    Visit.objects.bulk_create(rows)


def sent(place, **data):
    return {"form_key": secrets.token_urlsafe(24), "place": place.pk, **PRESSED, **data}


# --- who


def test_one_helps_where_what_one_acts_for_has_the_place_or_gives_a_service_there(organisation, place, helper):
    given = at(ListedServiceFactory(organisation=organisation)).place
    closed = at(ListedServiceFactory(organisation=organisation, state="closed", closed_on=clock.today())).place
    elsewhere = PlaceFactory(organisation=OrganisationFactory())
    assert set(queries.places_of(helper)) == {place, given}
    for where in (place, given, closed, elsewhere):
        assert helping_policy.may_log_at(helper, where) is (where in (place, given))


def test_staff_help_where_their_unit_runs_the_place_and_a_role_in_the_whole_administration_is_in_no_unit():
    unit = UnitFactory()
    given = at(ListedServiceFactory(organisation=None, unit=unit)).place
    run = PlaceFactory(organisation=OrganisationFactory(unit=unit))
    guide, editor = staff(Role.GUIDE, unit), staff(Role.EDITOR)
    assert set(queries.places_of(guide)) == {given, run}
    assert queries.places_of(editor) == []
    assert [(log(guide, where).organisation, log(guide, where).unit) for where in (given, run)] == [(None, unit)] * 2


def test_one_whose_membership_has_ended_helps_no_more(place, helper):
    helper.memberships.update(ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        log(helper, place)


# --- a visit


def test_a_visit_says_what_and_nothing_of_who(place, organisation, helper):
    visit = log(helper, place, outcome="not_met", missing="identity")
    assert (visit.organisation, visit.unit, visit.day) == (organisation, None, date(2027, 5, 10))
    assert visit.part == "forenoon"
    assert not {each.name for each in Visit._meta.fields} & {"name", "text", "note", "person", "at", "created"}


def test_the_same_key_is_one_visit_and_never_anothers(place, organisation, helper):
    key = str(uuid.uuid4())
    first, again = (actions.log_visit(actor=helper, place=place, key=key, **PRESSED) for _time in range(2))
    assert first == again
    assert Visit.objects.count() == 1
    with pytest.raises(PermissionDenied):
        actions.log_visit(actor=partner(organisation), place=place, key=key, **PRESSED)


def test_what_does_not_belong_to_how_it_went_is_left_out(place, helper):
    service = ListedServiceFactory()
    solved = log(helper, place, missing="time", passed_to=service)
    passed = log(helper, place, outcome="passed_on", missing="time", passed_to=service)
    assert (solved.missing, solved.passed_to) == ("", None)
    assert (passed.missing, passed.passed_to) == ("time", service)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("need", "annat"),
        ("minutes", 7),
        ("language", "xx"),
        ("outcome", ""),
        ("missing", "pengar"),
        ("day", date(2027, 5, 11)),
        ("day", date(2027, 4, 20)),
        ("hour", 24),
    ],
)
def test_only_what_one_can_press_is_kept(place, helper, field, value):
    with pytest.raises(ValidationError) as refused:
        log(helper, place, **{field: value})
    assert list(refused.value.error_dict) == ["day" if field == "hour" else field]
    with pytest.raises(ValidationError, match="för gammalt"):
        actions.log_visit(actor=helper, place=place, key="kort", **PRESSED)
    assert not Visit.objects.exists()


def test_a_visit_from_a_phone_keeps_its_day_and_the_part_of_it(place, helper):
    visit = log(helper, place, day=date(2027, 5, 7), hour=18)
    assert (visit.day, visit.part) == (date(2027, 5, 7), "evening")


def test_a_visit_is_taken_back_within_ten_minutes_and_a_phone_does_not_bring_it_back(place, helper, organisation):
    visit = log(helper, place)
    with pytest.raises(PermissionDenied):
        actions.undo_visit(actor=partner(organisation), visit=visit)
    for _time in range(2):
        actions.undo_visit(actor=helper, visit=visit)
    assert actions.log_visit(actor=helper, place=place, key=visit.client_key, **PRESSED).undone
    assert queries.today(helper) == []
    kept = log(helper, place)
    with clock.fixed(MONDAY + timedelta(minutes=11)), pytest.raises(Conflict, match="tio minuter"):
        actions.undo_visit(actor=helper, visit=kept)


def test_after_a_week_nobody_knows_who_logged_what(place, helper):
    kept, undone = log(helper, place), log(helper, place)
    actions.undo_visit(actor=helper, visit=undone)
    with clock.fixed(MONDAY + timedelta(days=6)):
        helping_daily.forget_who_logged()
    assert Visit.objects.filter(logged_by=helper).count() == 2
    with clock.fixed(MONDAY + timedelta(days=8)):
        helping_daily.forget_who_logged()
        assert actions.log_visit(actor=helper, place=place, key=kept.client_key, **PRESSED) == kept
    kept.refresh_from_db()
    assert (kept.logged_by, kept.undo_until, Visit.objects.count()) == (None, None, 1)


def test_an_opening_is_counted_and_counted_again(place, helper):
    counted = [
        actions.count_session(actor=helper, place=place, day=clock.today(), part="forenoon", came=came, turned_away=1)
        for came in (7, 9)
    ]
    assert (counted[0].pk, Session.objects.get().came) == (counted[1].pk, 9)
    for wrong in ({"came": -1}, {"turned_away": 9_999}, {"part": "natt"}, {"day": date(2027, 6, 1)}):
        facts = {"day": clock.today(), "part": "forenoon", "came": 1} | wrong
        with pytest.raises(ValidationError) as refused:
            actions.count_session(actor=helper, place=place, **facts)
        assert set(refused.value.error_dict) == set(wrong)


# --- the pages


def test_a_visit_is_pressed_listed_and_undone(client, place, helper):
    client.force_login(helper)
    url = reverse("commons:visits")
    assert f'<option value="{place.pk}" selected>' in client.get(url).text
    data = sent(place, language="so")
    pages = [client.post(url, data) for _click in range(2)]
    assert [each.status_code for each in pages] == [200, 200]
    assert "Besöket är sparat" in pages[0].text
    assert '<option value="so" selected>' in pages[0].text
    visit = Visit.objects.get()
    assert "Somali" not in pages[0].text
    assert "Dina besök i dag: 1" in client.get(reverse("commons:visits_today")).text
    undo = reverse("commons:undo_visit", args=[visit.pk])
    assert client.post(undo, {"form_key": secrets.token_urlsafe(24)}).status_code == 302
    assert "Dina besök i dag: 0" in client.get(url).text


def test_what_was_not_pressed_is_said_and_the_rest_stays(client, place, helper):
    client.force_login(helper)
    response = client.post(reverse("commons:visits"), sent(place, outcome=""))
    assert response.status_code == 422
    assert "Hur gick det?" in response.text
    assert response.context["form"]["need"].value() == "bankid"
    assert not Visit.objects.exists()


def test_the_phones_queue_is_answered_with_the_key_or_with_what_is_wrong(client, place, helper):
    client.force_login(helper)
    entry = {"key": str(uuid.uuid4()), "place": str(place.pk), **{name: str(value) for name, value in PRESSED.items()}}
    entry |= {"received_on": "2027-05-09", "received_hour": "18"}

    def send(content):
        return client.post(reverse("commons:send_visit"), json.dumps(content), content_type="application/json")

    answers = [send(entry) for _time in range(2)]
    assert [answer.json() for answer in answers] == [{"key": entry["key"]}] * 2
    assert (Visit.objects.get().day, Visit.objects.get().part) == (date(2027, 5, 9), "evening")
    elsewhere = PlaceFactory()
    refused = send(entry | {"key": str(uuid.uuid4()), "place": str(elsewhere.pk)})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["place"])
    assert send(["inte", "ett", "besök"]).status_code == 400


def test_the_shell_knows_nobody_and_the_worker_keeps_it(client, place, helper):
    ListedServiceFactory()
    client.force_login(helper)
    shell = client.get(reverse("commons:visits"), {"skal": ""}).text
    assert helper.name not in shell
    assert "csrfmiddlewaretoken" not in shell
    assert "token" in client.get(reverse("commons:visits"), headers={"Accept": "application/json"}).json()
    client.logout()
    worker = client.get(reverse("commons:visits_worker"))
    assert worker["Service-Worker-Allowed"] == "/arbete/besok/"
    assert "js/visits.js" in worker.text


def test_the_page_costs_the_same_at_10_and_1000_visits(client, place, helper):
    client.force_login(helper)
    url = reverse("commons:visits")
    client.get(url)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    lay_down(place, 10, day=clock.today(), logged_by=helper)
    few = cost()
    lay_down(place, 990, day=clock.today(), logged_by=helper)
    assert cost() == few <= 12


# --- what is asked


def test_what_is_asked_is_shown_where_and_when_and_small_numbers_are_not(client, place, organisation):
    other = PlaceFactory(organisation=organisation, name="Villa Viva")
    lay_down(place, 20, outcome="not_met", missing="time")
    lay_down(place, 30, need="phone", part="afternoon", language="ar")
    lay_down(other, 12, need="letter")
    lay_down(other, 3, need="fraud")
    lay_down(other, 40, day=date(2027, 5, 10))  # this week is not over
    lay_down(other, 40, day=date(2027, 2, 1))  # too long ago
    figures = queries.figures()
    assert (figures.first, figures.last, figures.visits) == (date(2027, 2, 15), date(2027, 5, 9), 65)
    asked = {each.slug: (each.visits, each.unmet) for each in figures.needs}
    assert asked["fraud"] == ("few", "withheld")
    assert sorted(map(str, (asked[slug][0] for slug in ("bankid", "phone", "letter")))).count("withheld") == 1
    assert dict(figures.places) == {"Olsgården": 50, "Villa Viva": 15}
    assert figures.times[0][1] == 35
    assert dict(figures.missing)["time"] == 20
    text = client.get(reverse("commons:needs_seen")).text
    assert "färre än 5" in text
    assert "65 besök" in text
    data = client.get(reverse("commons:needs_json")).json()
    fraud = next(each for each in data["needs"] if each["need"] == "fraud")
    assert fraud["visits"] == {"value": None, "hidden": "few"}
    assert [each["value"] for each in data["places"]] == [50, 15]


def test_too_few_visits_show_nothing_at_all(client, place):
    lay_down(place, 3)
    data = client.get(reverse("commons:needs_json")).json()
    assert (data["visits"], data["needs"], data["places"]) == ({"value": None, "hidden": "few"}, [], [])
    assert "För få besök än" in client.get(reverse("commons:needs_seen")).text


def test_the_places_with_fewest_visits_are_taken_together(monkeypatch, place, organisation):
    monkeypatch.setattr(queries, "MOST_ROWS", 1)
    lay_down(place, 20)
    lay_down(PlaceFactory(name="Carnot"), 0)
    for number in (6, 7):
        lay_down(PlaceFactory(organisation=organisation), number)
    assert queries.figures().places == [("Olsgården", 20), (queries.OTHERS, 13)]


def test_those_who_work_with_it_see_it_in_full_at_the_same_cost(client, place, helper):
    service = ListedServiceFactory(name="Medborgarkontoret")
    client.force_login(helper)
    actions.count_session(actor=helper, place=place, day=date(2027, 5, 4), part="forenoon", came=12, turned_away=6)
    url = reverse("commons:needs_at_work")

    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url)
        return len(captured), page.text

    lay_down(place, 10, outcome="passed_on", passed_to=service)
    cost()
    few, text = cost()
    assert "Medborgarkontoret: 10" in text
    assert "Hann ni inte med" in text
    for need in needs.WORDS:
        lay_down(place, 80, need=need, outcome="passed_on", passed_to=service)
    assert cost()[0] == few <= 12


# --- the cards


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_card_is_written_in_each_language_and_never_asks_for_a_code(language):
    cards = guides(language)
    assert len(cards) == 8
    assert all(card.title and card.lead and 3 <= len(card.steps) <= 7 for card in cards)
    assert all(step.text and step.picture for card in cards for step in card.steps)


def test_each_card_has_its_rule_its_pictures_and_is_easy_to_read(client):
    for language in GOALS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for url in ["/hjalp/guider/", *(reverse("commons:guide", args=[card.slug]) for card in guides(language))]:
            assert too_hard(client.get(url).text, language) is None, url
    client.cookies.clear()
    text = client.get("/hjalp/guider/skaffa-bankid/").text
    assert "Fråga aldrig efter koden" in text
    assert "guides.svg#passport" in text
    assert 'href="/hjalp/guider/"' in client.get("/hjalp/").text
    assert client.get("/hjalp/guider/finns-inte/").status_code == 404
