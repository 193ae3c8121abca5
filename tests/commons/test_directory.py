"""The finder, the list, and the pages of services, places and neighbourhoods, as anyone sees them."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from pypdf import PdfReader

from medskapa.commons import actions, needs
from medskapa.commons.models import Hours, Place, Service, ServiceAtPlace, ServiceState, WrongReport
from medskapa.commons.queries import directory as queries
from medskapa.commons.queries import everything
from medskapa.commons.queries.directory import Wanted
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditWaiting, FormKey
from tests.commons_factories import ListedServiceFactory, OrganisationFactory, at
from tests.factories import AreaFactory, PlaceFactory, ServiceFactory, StaffFactory, UnitFactory
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db
MONDAY_AT_TEN = datetime(2027, 4, 12, 10, tzinfo=ZoneInfo("Europe/Stockholm"))
FIND = "/hjalp/"


def found(**wanted) -> list[str]:
    return [hit.service.name for hit in queries.find(Wanted(**wanted)).hits]


def shown(client, query: str) -> str:
    response = client.get(f"{FIND}?{query}")
    assert response.status_code == 200
    return response.text


# --- three taps


def test_three_taps_lead_from_a_need_to_a_phone_number(client):
    at(ListedServiceFactory(name="Mobilhjälpen", phone="040-628 04 52"), PlaceFactory(area=AreaFactory(slug="raa")))
    first = client.get(FIND).text
    assert 'href="/hjalp/?behov=phone"' in first
    second = shown(client, "behov=phone")
    assert 'href="/hjalp/?behov=phone&amp;var=raa"' in second
    third = shown(client, "behov=phone&var=raa")
    assert "Mobilhjälpen" in third
    assert 'href="tel:040-628 04 52"' in third


def test_every_need_has_a_door(client):
    page = client.get(FIND).text
    assert all(f"?behov={slug}" in page for slug in needs.WORDS)


def test_where_offers_anywhere_the_phone_and_each_neighbourhood(client):
    AreaFactory(slug="raa", name="Råå")
    page = shown(client, "behov=letter")
    assert all(f"behov=letter&amp;var={where}" in page for where in ("alla", "telefon", "raa"))
    assert "ett brev från en myndighet" in page


def test_an_address_with_what_nobody_knows_is_the_first_page(client):
    page = shown(client, "behov=ufo&var=atlantis&sprak=klingon&oppet=ja&after=abc")
    assert "Jag behöver hjälp med" in page


# --- who comes in the list, in which order


def test_only_what_is_listed_and_there_is_shown():
    ListedServiceFactory(name="Finns")
    ListedServiceFactory(name="Vilar", state=ServiceState.PAUSED)
    ListedServiceFactory(name="Väntar", state=ServiceState.WAITING)
    ListedServiceFactory(name="Borta", state=ServiceState.CLOSED, closed_on=clock.today())
    ListedServiceFactory(name="Utanför", listed=False)
    ListedServiceFactory(name="Annat", needs=["gear"])
    assert found(need="phone") == ["Finns", "Vilar"]


def test_what_is_open_comes_first_then_what_is_near_then_where_my_language_is_spoken():
    here, near, far = (AreaFactory(map_x=x, map_y=50) for x in (10, 20, 90))
    unplaced = AreaFactory()
    evening = {"opens": time(17), "closes": time(19)}
    for name, area, languages, hours in [
        ("A fjärran", far, ["sv"], {}),
        ("B nära", near, ["sv"], {}),
        ("C här", here, ["sv"], {}),
        ("D här, arabiska", here, ["sv", "ar"], {}),
        ("E här, i kväll", here, ["sv"], evening),
        ("F ingenstans på kartan", unplaced, ["sv"], {}),
    ]:
        at(ListedServiceFactory(name=name, languages=languages), PlaceFactory(area=area), **hours)
    ListedServiceFactory(name="G utan plats och tid")
    with clock.fixed(MONDAY_AT_TEN):
        assert [name[0] for name in found(area=here.slug, rather="ar")] == ["D", "C", "B", "A", "F", "E", "G"]
        assert [name[0] for name in found(area="finns-inte")] == ["A", "B", "C", "D", "F", "E", "G"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ({"open_now": True}, "Öppen"),
        ({"by_phone": True}, "Telefon"),
        ({"free": True, "language": "ar"}, "Arabiska"),
        ({"language": "uk"}, "Ukrainska"),
    ],
)
def test_each_filter_leaves_what_it_says(wanted, name):
    at(ListedServiceFactory(name="Öppen", cost="20 kr"))
    ListedServiceFactory(name="Telefon", by_phone=True, cost="20 kr")
    ListedServiceFactory(name="Arabiska", languages=["sv", "ar"])
    ListedServiceFactory(name="Ukrainska", languages=["uk"], cost="20 kr")
    with clock.fixed(MONDAY_AT_TEN):
        assert found(**wanted) == [name]


def test_what_is_chosen_stands_in_each_way_on_and_can_be_taken_away(client):
    page = shown(client, "behov=phone&var=alla&sprak=ar&gratis=1")
    assert 'href="/hjalp/?behov=phone&amp;var=alla&amp;gratis=1"' in page  # all languages
    assert 'href="/hjalp/?behov=phone&amp;var=alla&amp;sprak=ar"' in page  # what costs too
    assert 'href="/hjalp/?behov=phone&amp;var=alla&amp;sprak=ar&amp;gratis=1&amp;oppet=1"' in page


def test_by_phone_what_answers_now_comes_first():
    quiet = ListedServiceFactory(name="A tyst", by_phone=True)
    talks = ListedServiceFactory(name="B svarar", by_phone=True)
    at(quiet)
    Hours.objects.create(service=talks, weekday=1, opens=time(9), closes=time(11), by_phone=True)
    with clock.fixed(MONDAY_AT_TEN):
        assert found(by_phone=True) == ["B svarar", "A tyst"]
        assert found(by_phone=True, open_now=True) == ["B svarar"]


def test_what_rests_is_never_open():
    at(ListedServiceFactory(state=ServiceState.PAUSED))
    with clock.fixed(MONDAY_AT_TEN):
        assert found(open_now=True) == []
        [hit] = queries.find(Wanted()).hits
        assert hit.opening is None


@pytest.mark.parametrize("words", ["", "telefon"])
def test_pages_follow_each_other_without_a_gap(words):
    ListedServiceFactory.create_batch(45)
    names, after = [], 0
    for _page in range(3):
        page = queries.find(Wanted(words=words, area="finns-inte"), after=after)
        names += [hit.service.name for hit in page.hits]
        after = page.after
    assert (len(names), len(set(names)), after) == (45, 45, 0)


# --- words


@pytest.mark.parametrize(
    "words", ["mobilen krånglar", "moblien", "my phone", "هاتفي", "taleefanka", "телефоном", "موبایل"]
)
def test_own_words_find_it_in_any_language(client, words):
    ListedServiceFactory(name="Vid bordet", needs=["phone"], languages=["sv", "ar"])
    ListedServiceFactory(name="Garderoben", needs=["gear"])
    page = client.get(FIND, {"q": words}).text
    assert "Vid bordet" in page
    assert "Garderoben" not in page
    assert "/hjalp/?behov=phone" in page


def test_a_place_a_neighbourhood_and_who_offers_it_are_found_by_name():
    place = PlaceFactory(name="Villa Vind", area=AreaFactory(name="Kattarp"))
    at(ListedServiceFactory(name="Ett", organisation=OrganisationFactory(name="Solrosen")), place)
    ListedServiceFactory(name="Två")
    assert found(words="Villa Vind") == found(words="kattarp") == found(words="solrosen") == ["Ett"]


def test_what_changes_is_found_by_its_new_words():
    service = ListedServiceFactory(name="Syjuntan", needs=[])
    assert found(words="syjunta") == ["Syjuntan"]
    Service.objects.filter(pk=service.pk).update(name="Bokcirkeln", version=2)
    assert found(words="syjunta") == []
    assert found(words="bokcirkel") == ["Bokcirkeln"]
    Service.objects.filter(pk=service.pk).update(listed=False)
    assert found(words="bokcirkel") == []


def test_words_together_with_a_filter_and_a_need():
    ListedServiceFactory(name="Mobilen per telefon", by_phone=True)
    ListedServiceFactory(name="Mobilen på plats")
    assert found(words="mobilen", by_phone=True) == ["Mobilen per telefon"]
    assert found(words="mobilen", need="gear") == []


def test_a_personal_number_among_the_words_is_not_carried_on(client):
    ListedServiceFactory(name="Mobilhjälpen")
    page = client.get(FIND, {"q": "mobil 19121212-1212"}).text.partition("<main")[2]
    assert "Mobilhjälpen" in page
    assert "1212" not in page


def test_words_that_nobody_knows_lead_on(client):
    page = client.get(FIND, {"q": "xyzzyqq"}).text
    assert "Vi hittar inget som passar" in page
    assert settings.MUNICIPALITY["phone"] in page


# --- what a hit says


def test_a_hit_says_where_when_how_and_how_old_it_is(client):
    editor = StaffFactory(unit=UnitFactory(name="Biblioteksenheten"))
    place = PlaceFactory(name="Biblioteket", area=AreaFactory(name="Centrum"))
    with clock.fixed(MONDAY_AT_TEN):
        at(ListedServiceFactory(languages=["sv", "ar"], checked_by=editor, checked_on=date(2027, 4, 5)), place)
        page = shown(client, "behov=phone&var=alla")
    for words in (
        "Öppet nu till 12",
        "Biblioteket, Centrum",
        "Gratis",
        "العربية",
        "Kollat för 7 dagar sedan av Biblioteksenheten",
        "Det här stämmer inte",
    ):
        assert words in page
    assert editor.name not in page


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        (None, "Ingen har kollat det här än"),
        (timedelta(0), "Kollat i dag"),
        (timedelta(1), "Kollat för 1 dag sedan."),
        (timedelta(91), "Det är länge sedan"),
    ],
)
def test_the_age_is_told(client, checked, words):
    service = ListedServiceFactory(checked_on=None if checked is None else clock.today() - checked)
    assert words in client.get(reverse("commons:service", args=[service.slug])).text


def test_who_checked_from_outside_is_their_organisation():
    organisation = OrganisationFactory(name="Solrosen")
    service = ListedServiceFactory(organisation=organisation, checked_by=StaffFactory(unit=None))
    assert queries.service(service.slug).age.by == "Solrosen"


def test_the_number_to_call_is_of_the_service_its_place_or_who_offers_it():
    service = ListedServiceFactory(organisation=OrganisationFactory(phone="3"))
    assert queries.service(service.slug).phone == "3"
    at(service, PlaceFactory(phone="2"))
    assert queries.service(service.slug).phone == "2"
    service.phone = "1"
    service.save()
    assert queries.service(service.slug).phone == "1"


def test_on_a_holiday_it_is_said_that_it_may_be_closed(client):
    at(ListedServiceFactory(), weekday=6)
    with clock.fixed(datetime(2027, 5, 1, 10, tzinfo=ZoneInfo("Europe/Stockholm"))):
        assert "Det är en helgdag" in shown(client, "behov=phone&var=alla")


# --- pages of one thing


def test_the_page_of_a_service_tells_it_all(client):
    service = ListedServiceFactory(
        name="Mobilhjälpen", how="Kom som du är.", for_whom="Alla", text="Vi har kaffe.", cost="20 kr", by_phone=True
    )
    at(service, PlaceFactory(name="Huset"))
    Hours.objects.create(service=service, weekday=2, opens=time(8), closes=time(9), by_phone=True)
    page = client.get(f"/hjalp/{service.slug}/").text
    for words in ("Kom som du är.", "Vi har kaffe.", "20 kr", "Huset", "9–12", "Telefontider", "8–9"):
        assert words in page


def test_the_plain_text_is_shown_in_plain_swedish(client):
    service = ListedServiceFactory(plain="Vi hjälper dig med mobilen.")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv-plain"
    assert "Vi hjälper dig med mobilen." in client.get(f"/hjalp/{service.slug}/").text


def test_an_old_link_says_what_became_of_it(client):
    other = ListedServiceFactory(name="Nya hjälpen")
    gone = ListedServiceFactory(
        state=ServiceState.CLOSED, closed_on=clock.today(), closed_because="Vi har flyttat.", merged_into=other
    )
    page = client.get(f"/hjalp/{gone.slug}/").text
    assert "Vi har flyttat." in page
    assert f"/hjalp/{other.slug}/" in page
    assert client.get(f"/hjalp/{gone.slug}/fel/").status_code == 404


@pytest.mark.parametrize("state", [{"listed": False}, {"state": ServiceState.WAITING}])
def test_what_is_not_in_the_directory_has_no_page(client, state):
    service = ListedServiceFactory(**state)
    assert client.get(f"/hjalp/{service.slug}/").status_code == 404


def test_what_rests_says_why(client):
    service = ListedServiceFactory(state=ServiceState.PAUSED, paused_because="Vi målar om.")
    page = client.get(f"/hjalp/{service.slug}/").text
    assert "Vi målar om." in page
    assert "Har uppehåll just nu" in page


def test_a_place_shows_how_to_get_there_and_what_there_is(client):
    place = PlaceFactory(slug="huset", address="Storgatan 1", way_there="Buss 1", accessibility="Ramp vid dörren")
    at(ListedServiceFactory(name="Mobilhjälpen"), place)
    ListedServiceFactory(name="Någon annanstans")
    page = client.get("/platser/huset/").text
    assert all(words in page for words in ("Storgatan 1", "Buss 1", "Ramp vid dörren", "Mobilhjälpen"))
    assert "Någon annanstans" not in page


def test_the_map_draws_each_neighbourhood_with_how_much_there_is(client):
    drawn, listed = AreaFactory(name="Råå", slug="raa", map_x=10, map_y=90), AreaFactory(name="Utanför")
    service = ListedServiceFactory()
    at(service, PlaceFactory(area=drawn))
    at(service, PlaceFactory(area=drawn), weekday=2)
    at(ListedServiceFactory(listed=False), PlaceFactory(area=drawn))
    page = client.get("/hjalp/karta/").text
    assert 'aria-label="Råå: 1 sak"' in page
    assert page.count("/hjalp/omrade/raa/") == 2  # in the drawing, and in the list
    assert page.count(f"/hjalp/omrade/{listed.slug}/") == 1


def test_the_sheet_of_a_neighbourhood_says_the_same_on_screen_and_paper(client):
    area = AreaFactory(name="Råå", slug="raa")
    at(ListedServiceFactory(name="Mobilhjälpen", phone="040-628 04 53"), PlaceFactory(name="Hamnhuset", area=area))
    ListedServiceFactory(name="Ring oss", by_phone=True, phone="040-628 04 54")
    ListedServiceFactory(name="Långt bort")
    screen = client.get("/hjalp/omrade/raa/blad/").text
    pdf = client.get("/hjalp/omrade/raa/blad.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(pdf.content))
    paper = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Hjälp i Råå", "Mobilhjälpen", "Hamnhuset", "040-628 04 53", "9–12", "Ring oss", "040-628 04 54"):
        assert words in screen
        assert words in paper
    assert "Långt bort" not in screen
    assert "/MarkInfo" in reader.trailer["/Root"]
    Service.objects.filter(name="Mobilhjälpen").update(name="Hamnhjälpen", version=2)
    again = PdfReader(BytesIO(client.get("/hjalp/omrade/raa/blad.pdf").content))
    assert "Hamnhjälpen" in again.pages[0].extract_text()


# --- this is wrong


@pytest.fixture
def service():
    return ListedServiceFactory(slug="mobilhjalpen")


def test_one_press_says_that_it_is_wrong_and_is_thanked(client, service):
    page = client.get("/hjalp/mobilhjalpen/").text
    assert 'name="kind" value="hours"' in page
    response = client.post("/hjalp/mobilhjalpen/fel/", {"kind": "hours", "form_key": "k" * 32}, follow=True)
    assert "Tack! Nu får den som sköter sidan veta det." in response.text
    report = WrongReport.objects.get()
    assert (report.service, report.kind, report.words, report.day) == (service, "hours", "", clock.today())
    assert AuditWaiting.objects.get().verb == "service.reported_wrong"


def test_a_double_press_is_one_report(client, service):
    for _press in range(2):
        client.post("/hjalp/mobilhjalpen/fel/", {"kind": "hours", "form_key": "k" * 32})
    assert WrongReport.objects.count() == FormKey.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Välj vad det är som inte stämmer."),
        ({"kind": "ufo"}, "Välj vad det är som inte stämmer."),
        ({"kind": "other", "words": "Ring mig, 19121212-1212"}, "Ta bort personnumret."),
        ({"kind": "other", "words": "å" * 301}, "Texten är för lång."),
    ],
)
def test_what_is_refused_stands_beside_what_was_typed(client, service, sent, said):
    response = client.post("/hjalp/mobilhjalpen/fel/", {"form_key": "k" * 32, **sent})
    assert response.status_code == 422
    assert said in response.text
    assert sent.get("words", "") in response.text
    assert not WrongReport.objects.exists()


def test_too_many_from_one_place_have_to_wait(client, service, settings):
    settings.THROTTLE = settings.THROTTLE | {"wrong_source": (1, 3600)}
    statuses = [
        client.post("/hjalp/mobilhjalpen/fel/", {"kind": "hours", "form_key": key * 32}).status_code for key in "ab"
    ]
    assert statuses == [302, 422]
    assert WrongReport.objects.count() == 1


def test_what_nobody_sees_cannot_be_reported(service):
    actions.report_wrong(actor=None, service=service, kind="closed")
    service.state, service.closed_on = ServiceState.CLOSED, clock.today()
    service.save()
    with pytest.raises(Conflict):
        actions.report_wrong(actor=None, service=service, kind="closed")
    with pytest.raises(ValidationError):
        actions.report_wrong(actor=None, service=ListedServiceFactory(), kind="ufo")
    assert WrongReport.objects.count() == 1


# --- the rest of the house


def test_the_start_page_leads_to_the_finder(client, fallback_unit):
    assert 'href="/hjalp/"' in client.get("/").text


def test_a_viewpoint_is_about_what_a_unit_offers_and_that_still_exists():
    unit = UnitFactory()
    ServiceFactory(name="SFI", unit=unit)
    ListedServiceFactory(name="Föreningens")
    ListedServiceFactory(name="Nedlagd", unit=unit, state=ServiceState.CLOSED, closed_on=clock.today())
    assert [about.name for about in everything() if about.key.startswith("service:")] == ["SFI"]


def test_pages_are_easy_to_read(client):
    area = AreaFactory(slug="raa", name="Råå", map_x=10, map_y=10)
    at(ListedServiceFactory(slug="mobilhjalpen", plain="Vi hjälper dig."), PlaceFactory(slug="huset", area=area))
    hard = {}
    for language in GOALS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for path in (
            "/hjalp/",
            "/hjalp/?behov=phone",
            "/hjalp/?behov=phone&var=raa",
            "/hjalp/?q=xyzzyqq",
            "/hjalp/karta/",
            "/hjalp/omrade/raa/",
            "/hjalp/omrade/raa/blad/",
            "/hjalp/mobilhjalpen/",
            "/hjalp/mobilhjalpen/fel/",
            "/platser/huset/",
        ):
            if why := too_hard(client.get(path).text, language):
                hard[language, path] = why
    assert hard == {}


def many_services(number: int, place: Place) -> None:
    """Services of one association at `place`, straight into the tables."""
    organisation = OrganisationFactory()
    begin = Service.objects.count()
    made = Service.objects.bulk_create(
        Service(
            slug=f"manga-{begin + n}",
            name=f"Hjälp {begin + n}",
            organisation=organisation,
            listed=True,
            summary="Vi hjälper till med mobilen.",
            needs=["phone"],
            languages=["sv"],
            by_phone=True,
        )
        for n in range(number)
    )
    places = ServiceAtPlace.objects.bulk_create(ServiceAtPlace(service=each, place=place) for each in made)
    Hours.objects.bulk_create(
        Hours(at=at, service=at.service, weekday=1, opens=time(9), closes=time(12)) for at in places
    )


@pytest.mark.parametrize(
    "path",
    [
        "/hjalp/?behov=phone&var=raa",
        "/hjalp/?behov=phone&var=telefon&oppet=1&gratis=1&sprak=sv",
        "/hjalp/?q=telefon&var=raa",
        "/hjalp/karta/",
        "/hjalp/omrade/raa/",
        "/hjalp/omrade/raa/blad/",
        "/platser/huset/",
    ],
)
def test_a_page_costs_the_same_at_10_and_1000_services(queries_of, path):
    place = PlaceFactory(slug="huset", area=AreaFactory(slug="raa"))
    with clock.fixed(MONDAY_AT_TEN):
        many_services(10, place)
        queries_of(path)  # the index of words is made
        few = queries_of(path)
        many_services(990, place)
        if "q=" in path:
            queries_of(path)
        assert queries_of(path) == few <= 12
