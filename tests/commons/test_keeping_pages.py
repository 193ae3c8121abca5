"""The pages of those who keep the directory: what needs somebody, one service, pairs, organisations."""

import secrets
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from medskapa.commons import actions
from medskapa.commons.models import (
    Likeness,
    Organisation,
    Place,
    Service,
    ServiceAtPlace,
    ServiceState,
    WrongKind,
    WrongReport,
)
from medskapa.commons.queries import keeping as queries
from medskapa.commons.queries import keeping_twins
from medskapa.core import clock
from medskapa.people.models import Role
from tests.commons_factories import ListedServiceFactory, OrganisationFactory, at, partner
from tests.factories import PlaceFactory, StaffFactory, UnitFactory, staff
from tests.scenes.commons_keeping import FIELDS

pytestmark = pytest.mark.django_db
TO_LIST = "/arbete/katalog/"


@pytest.fixture
def association():
    return OrganisationFactory(name="Läxhjälpen")


@pytest.fixture
def leader(association):
    return partner(association, email="ledare@example.se")


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def service(association):
    return ListedServiceFactory(organisation=association, name="Läxhjälp", slug="laxhjalp")


def sent(**data):
    return {"form_key": secrets.token_urlsafe(24), **data}


def page(client, name, *args, query=""):
    response = client.get(reverse(f"commons:{name}", args=args) + query)
    assert response.status_code == 200
    return response.text


def names(viewer, show=queries.NEEDING):
    return [row.service.name for row in queries.listing(viewer=viewer, show=show).rows]


# The list


def test_what_needs_somebody_comes_first_and_the_oldest_first(editor):
    today = clock.today()
    ListedServiceFactory(name="Kollad")
    ListedServiceFactory(name="Förfallen", check_by=today)
    ListedServiceFactory(name="Längst förfallen", check_by=today - timedelta(days=40))
    ListedServiceFactory(name="Aldrig kollad", checked_on=None, check_by=None)
    wrong = ListedServiceFactory(name="Fel", check_by=today + timedelta(days=1))
    WrongReport.objects.create(service=wrong, kind=WrongKind.HOURS, day=today)
    ListedServiceFactory(name="Väntar", state=ServiceState.WAITING, check_by=today + timedelta(days=2))
    ListedServiceFactory(name="Pausad", state=ServiceState.PAUSED, check_by=today)
    ListedServiceFactory(name="Nedlagd", state=ServiceState.CLOSED, closed_on=today, check_by=today)
    ListedServiceFactory(name="Olistad", listed=False, check_by=today)
    assert names(editor) == ["Aldrig kollad", "Längst förfallen", "Förfallen", "Fel", "Väntar"]
    assert names(editor, queries.WRONG) == ["Fel"]
    assert names(editor, queries.WAITING) == ["Väntar"]
    assert names(editor, queries.PAUSED) == ["Pausad"]
    assert names(editor, queries.CLOSED) == ["Nedlagd"]
    assert names(editor, queries.UNLISTED) == ["Olistad"]
    assert len(names(editor, queries.ALL)) == 7
    assert queries.needing(editor) == 5


def test_the_list_is_paged_without_gaps(client, editor, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    today = clock.today()
    for number in range(8):
        ListedServiceFactory(name=f"Nr {number}", check_by=today - timedelta(days=number // 3) if number else None)
    for show in (queries.NEEDING, queries.ALL):
        seen, after = [], ""
        while True:
            found = queries.listing(viewer=editor, show=show, after=after)
            seen += [row.service.pk for row in found.rows]
            if not (after := found.next):
                break
        assert sorted(seen) == sorted(Service.objects.values_list("pk", flat=True))
        assert len(seen) == 8
    client.force_login(editor)
    assert 'rel="next"' in page(client, "keeping")


@pytest.mark.parametrize("after", ["", "x", "2026-01-01", "2026-01-01.", ".", "9" * 40, "2026-13-45.3", "1.\x00"])
def test_an_odd_place_in_the_list_is_no_fault(client, editor, service, after):
    client.force_login(editor)
    for show in (queries.NEEDING, queries.ALL, "finns-inte"):
        assert client.get(TO_LIST, {"visa": show, "after": after}).status_code == 200


def test_each_sees_what_they_keep_and_nothing_else(client, leader, association, service):
    other = ListedServiceFactory(name="Någon annans")
    unit = UnitFactory()
    theirs = ListedServiceFactory(name="Enhetens", unit=unit, organisation=None)
    manager = staff(Role.UNIT_MANAGER, unit)
    assert names(leader, queries.ALL) == ["Läxhjälp"]
    assert names(manager, queries.ALL) == ["Enhetens"]
    client.force_login(leader)
    for foreign in (other, theirs):
        assert client.get(reverse("commons:keep", args=[foreign.slug])).status_code == 404
    assert "Någon annans" not in page(client, "keeping", query="?visa=alla")


# One service


def test_a_partner_writes_a_new_service_and_an_editor_publishes_it(client, leader, association, editor):
    client.force_login(leader)
    form = page(client, "add_service")
    assert "Vilken enhet" not in form
    response = client.post(
        reverse("commons:add_service"), sent(**FIELDS, organisation=association.pk, words="bank-id, mobilt\nbankid")
    )
    assert response.status_code == 302
    made = Service.objects.get()
    assert (made.state, made.words) == (ServiceState.WAITING, ["bank-id", "mobilt", "bankid"])
    assert "Väntar på en redaktör" in client.get(response.url).text
    client.force_login(editor)
    assert made.name in page(client, "keeping")
    client.post(reverse("commons:approve_service", args=[made.slug]), sent(trust="on"))
    association.refresh_from_db()
    made.refresh_from_db()
    assert (made.state, association.trusted) == (ServiceState.ACTIVE, True)


def test_a_double_click_makes_one_service(client, leader, association):
    client.force_login(leader)
    form = sent(**FIELDS, organisation=association.pk)
    answers = [client.post(reverse("commons:add_service"), form).url for _each in range(2)]
    assert answers[0] == answers[1]
    assert Service.objects.count() == 1


def test_what_was_typed_stays_beside_what_is_wrong(client, leader, association):
    client.force_login(leader)
    typed = FIELDS | {"organisation": association.pk, "website": "inte en adress", "summary": "", "how": "Kom in."}
    response = client.post(reverse("commons:add_service"), sent(**typed))
    assert response.status_code == 422
    assert "https://exempel.se" in response.text
    assert "Kom in." in response.text
    assert not Service.objects.exists()


def test_whoever_saves_second_sees_what_the_first_wrote_and_chooses(client, leader, editor, service):
    url = reverse("commons:edit_service", args=[service.slug])
    actions.edit_service(actor=editor, service=service, version=1, **FIELDS | {"name": "Redaktörens namn"})
    client.force_login(leader)
    mine = FIELDS | {"name": "Ledarens namn", "version": 1}
    response = client.post(url, sent(**mine))
    assert response.status_code == 422
    assert "Redaktörens namn" in response.text
    assert "Ledarens namn" in response.text
    assert 'name="version" value="2"' in response.text
    assert client.post(url, sent(**mine | {"version": 2})).status_code == 302
    service.refresh_from_db()
    assert service.name == "Ledarens namn"


def test_one_press_checks(client, leader, service):
    client.force_login(leader)
    assert "Jag har kollat, allt stämmer" in page(client, "keep", service.slug)
    response = client.post(reverse("commons:check_service", args=[service.slug]), sent(), follow=True)
    assert "Nu ser alla att du har kollat i dag." in response.text
    service.refresh_from_db()
    assert service.checked_on == clock.today()


def test_a_report_leads_to_what_is_to_be_changed(client, leader, service):
    report = WrongReport.objects.create(service=service, kind=WrongKind.HOURS, words="Stängt", day=clock.today())
    client.force_login(leader)
    assert "”Stängt”" in page(client, "keep", service.slug)
    url = reverse("commons:answer_wrong", args=[service.slug, report.pk])
    assert client.post(url, sent(was_right="kanske")).status_code == 302
    report.refresh_from_db()
    assert report.seen_on is None
    response = client.post(url, sent(was_right="yes"))
    assert response.url == reverse("commons:edit_service", args=[service.slug])
    report.refresh_from_db()
    assert report.was_right


def test_place_and_hours_are_written_and_taken_away(client, leader, service):
    place = PlaceFactory(name="Olsgården")
    client.force_login(leader)
    client.post(reverse("commons:put_at_place", args=[service.slug]), sent(place=place.pk, note="Plan 2"))
    where = service.at_places.get()
    hours = {"at": where.pk, "weekdays": ["1", "3"], "opens": "13.00", "closes": "15:30", "note": "Inte på lov"}
    assert client.post(reverse("commons:add_hours", args=[service.slug]), sent(**hours)).status_code == 302
    shown = page(client, "keep", service.slug)
    assert all(words in shown for words in ["Olsgården", "Plan 2", "Onsdag 13.00–15.30", "Inte på lov"])
    wrong = client.post(reverse("commons:add_hours", args=[service.slug]), sent(**hours | {"closes": "12:00"}))
    assert wrong.status_code == 422
    assert "efter att det har öppnat" in wrong.text
    first = service.hours.first()
    client.post(reverse("commons:remove_hours", args=[service.slug, first.pk]), sent())
    assert service.hours.count() == 1
    client.post(reverse("commons:take_from_place", args=[service.slug, where.pk]), sent())
    assert not service.at_places.exists()


def test_pausing_closing_and_opening_say_what_happens(client, leader, service):
    client.force_login(leader)
    args = [service.slug]
    assert client.post(reverse("commons:pause_service", args=args), sent(why="")).status_code == 422
    client.post(reverse("commons:pause_service", args=args), sent(why="Sommaruppehåll."))
    assert "Sommaruppehåll." in page(client, "keep", service.slug)
    client.post(reverse("commons:open_service", args=args), sent())
    client.post(reverse("commons:close_service", args=args), sent(why="Lokalen är uppsagd."))
    shown = page(client, "keep", service.slug)
    assert "Lokalen är uppsagd." in shown
    assert "Öppna igen" in shown
    assert Service.objects.filter(pk=service.pk).exists()


def test_a_units_row_says_that_it_does_not_stand_in_the_directory_and_can(client):
    unit = UnitFactory()
    service = ListedServiceFactory(unit=unit, organisation=None, listed=False, checked_on=None)
    client.force_login(staff(Role.UNIT_MANAGER, unit))
    assert "Står inte i katalogen" in page(client, "keep", service.slug)
    client.post(reverse("commons:list_service", args=[service.slug]), sent())
    service.refresh_from_db()
    assert service.listed


def test_somebody_from_outside_reads_no_list_of_our_staff(client, leader, association):
    unit = UnitFactory()
    colleague = StaffFactory(name="Kim Kollega", unit=unit)
    service = ListedServiceFactory(organisation=association, unit=unit)
    url = reverse("commons:edit_service", args=[service.slug])
    client.force_login(leader)
    assert "Kim Kollega" not in client.get(url).text
    response = client.post(url, sent(**FIELDS, version=1, owner=colleague.pk))
    assert response.status_code == 422
    client.force_login(staff(Role.UNIT_MANAGER, unit))
    assert "Kim Kollega" in client.get(url).text


# Pairs


def test_pairs_are_shown_side_by_side_and_the_answer_counts(client, editor, association):
    one = ListedServiceFactory(name="Språkkafé", slug="sprakkafe", phone="042-1", organisation=association)
    other = ListedServiceFactory(name="Språkkaféet", slug="sprakkafeet", phone="042 1", organisation=association)
    at(one, PlaceFactory(name="Olsgården"))
    client.force_login(editor)
    assert "Språkkaféet" in page(client, "twins")
    shown = page(client, "twin_pair", "sprakkafeet", "sprakkafe")
    assert "Olsgården" in shown
    assert "telefon" in shown
    url = reverse("commons:twin_pair", args=["sprakkafe", "sprakkafeet"])
    assert client.post(url, sent(word="")).status_code == 422
    client.post(url, sent(word=Likeness.UNSURE, why="Olika dagar?"))
    assert "Språkkaféet" not in page(client, "twins")
    client.post(url, sent(word="first"))
    other.refresh_from_db()
    assert other.merged_into == one
    assert client.get(url).status_code == 404
    shown = page(client, "keep", "sprakkafe")
    assert "Sammanslaget med det här" in shown
    merge = other.merges.get()
    client.post(reverse("commons:unmerge_services", args=[merge.pk]), sent())
    other.refresh_from_db()
    assert other.merged_into is None


def test_an_unsure_pair_is_shown_again_after_sixty_days(monkeypatch, editor, association):
    one = ListedServiceFactory(name="Språkkafé", organisation=association)
    other = ListedServiceFactory(name="Språkkafé", organisation=association)
    third = ListedServiceFactory(name="Språkkafé", organisation=association)
    assert len(keeping_twins.suggested()) == 3
    actions.say_of_pair(actor=editor, first=one, second=other, word=Likeness.UNSURE)
    actions.say_of_pair(actor=editor, first=one, second=third, word=Likeness.DIFFERENT)
    assert [(pair.first, pair.second) for pair in keeping_twins.suggested()] == [(other, third)]
    day = clock.today() + timedelta(days=60)
    monkeypatch.setattr(clock, "today", lambda: day)
    again = {(pair.first, pair.second): pair.said for pair in keeping_twins.suggested()}
    assert set(again) == {(one, other), (other, third)}
    assert again[one, other].word == Likeness.UNSURE


# Organisations


def test_an_editor_adds_an_organisation_and_a_colleague_who_leads_it(client, editor):
    colleague = StaffFactory(name="Kim Kollega")
    client.force_login(editor)
    response = client.post(reverse("commons:add_organisation"), sent(name="Vorta Drom", kind="association"))
    made = Organisation.objects.get()
    assert response.url == reverse("commons:organisation", args=[made.slug])
    client.post(reverse("commons:add_organisation_member", args=[made.slug]), sent(person=colleague.pk, task="leads"))
    shown = page(client, "organisation", made.slug)
    assert "Kim Kollega, företräder organisationen" in shown
    client.post(reverse("commons:end_membership", args=[made.slug, made.memberships.get().pk]), sent())
    assert made.memberships.get().ends_on == clock.today()


def test_a_leader_writes_the_organisations_own_words(client, leader, association):
    client.force_login(leader)
    form = page(client, "edit_organisation", association.slug)
    assert 'name="trusted"' not in form
    data = sent(about="Vi läser läxor ihop.", phone="042-1", version=1, trusted="on")
    assert client.post(reverse("commons:edit_organisation", args=[association.slug]), data).status_code == 302
    association.refresh_from_db()
    assert (association.about, association.trusted) == ("Vi läser läxor ihop.", False)


# Cost


def many(number: int, owner=None) -> None:
    """So many services of an organisation each, at a place each, some of them due, two and two alike."""
    begin, today = Service.objects.count(), clock.today()
    span = range(begin, begin + number)
    organisations = Organisation.objects.bulk_create(
        Organisation(slug=f"org-{n}", name=f"Organisation {n}", kind="association") for n in span
    )
    services = Service.objects.bulk_create(
        Service(
            slug=f"s-{n}",
            name=f"Hjälp {n}",
            organisation=organisation,
            listed=True,
            summary="Hjälp.",
            needs=["phone"],
            phone=f"042-{n // 2}",
            check_by=today - timedelta(days=n % 9),
            owner=owner,
        )
        for n, organisation in zip(span, organisations, strict=True)
    )
    places = Place.objects.bulk_create(Place(slug=f"p-{n}", name=f"Plats {n}", kind="library") for n in span)
    ServiceAtPlace.objects.bulk_create(
        ServiceAtPlace(service=service, place=place) for service, place in zip(services, places, strict=True)
    )
    WrongReport.objects.bulk_create(
        WrongReport(service=service, kind=WrongKind.HOURS, day=today) for service in services[::3]
    )


@pytest.mark.parametrize(
    "url",
    [
        TO_LIST,
        f"{TO_LIST}?visa=alla",
        "/arbete/dubbletter/",
        "/arbete/organisationer/",
        "/arbete/ny-verksamhet/",
        "/arbete/katalog/laxhjalp/",
        "/arbete/katalog/laxhjalp/andra/",
        "/arbete/katalog/laxhjalp/plats/",
        "/oppna-data/",
    ],
)
def test_a_page_costs_the_same_at_10_and_1000_services(client, queries_of, editor, service, url):
    client.force_login(editor)
    many(10)
    client.get(url)
    few = queries_of(url)
    many(990)
    cache.clear()
    client.get(url)  # the pairs are worked out once, when something has changed
    assert queries_of(url) == few <= 12


def test_working_the_pairs_out_costs_no_more_queries_for_more_services(client, queries_of, editor):
    client.force_login(editor)
    many(10)
    client.get("/arbete/dubbletter/")
    cache.clear()
    few = queries_of("/arbete/dubbletter/")
    many(990)
    cache.clear()
    assert queries_of("/arbete/dubbletter/") == few <= 13
