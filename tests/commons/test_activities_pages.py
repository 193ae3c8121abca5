"""The pages of activities: the calendar, one activity, signing up and taking it back, and those who organise."""

import re
import secrets
from datetime import timedelta

import icalendar
import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from medskapa.commons import actions, activity_codes
from medskapa.commons.models import Activity, ActivityState, Occasion, SignUp, SignUpState
from medskapa.commons.queries import activities as queries
from medskapa.core import clock
from medskapa.people.models import Role
from tests.activity_factories import FIELDS, ActivityFactory, an_occasion, signed
from tests.commons_factories import OrganisationFactory, partner
from tests.factories import AreaFactory, PlaceFactory, staff
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db
LIST = "/aktiviteter/"


@pytest.fixture
def association():
    return OrganisationFactory(name="Läxhjälpen", phone="040-10 20 30")


@pytest.fixture
def leader(association):
    return partner(association)


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def activity(association):
    return ActivityFactory(organisation=association, title="Musikkväll", slug="musikkvall")


def sent(**data):
    return {"form_key": secrets.token_urlsafe(24), **data}


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.text


def signing(occasion):
    return reverse("commons:sign_up", args=[occasion.activity.slug, occasion.pk])


# The calendar


def test_what_comes_is_shown_day_by_day_and_drafts_are_not(client, activity):
    an_occasion(activity, days=2)
    an_occasion(activity, days=-2)
    an_occasion(ActivityFactory(title="Utkastet", state=ActivityState.DRAFT, published_on=None), days=2)
    text = page(client, LIST)
    assert text.count("Musikkväll") == 1
    assert "Utkastet" not in text


def test_what_is_cancelled_stays_and_says_so(client, activity, leader):
    actions.cancel_occasion(actor=leader, occasion=an_occasion(activity), why="Ledaren är sjuk.")
    text = page(client, LIST)
    assert "Inställt" in text
    assert "Ledaren är sjuk." in text


def test_the_filters_narrow_it_and_unknown_ones_are_left_out(client):
    area = AreaFactory(slug="adolfsberg")
    an_occasion(ActivityFactory(title="Här", place=PlaceFactory(area=area), kind="film", for_children=True))
    an_occasion(ActivityFactory(title="Där", cost="40 kronor", languages=["ar"]))
    for query, here, there in [
        ("var=adolfsberg", True, False),
        ("typ=film", True, False),
        ("gratis=1", True, False),
        ("barn=1", True, False),
        ("sprak=ar", False, True),
        ("var=finns-inte&typ=x&sprak=xx&gratis=2&dag=hej", True, True),
        (f"dag={clock.today() + timedelta(days=3)}", True, True),
        (f"dag={clock.today() + timedelta(days=5)}", False, False),
    ]:
        text = page(client, f"{LIST}?{query}")
        assert (">Här<" in text, ">Där<" in text) == (here, there), query


@pytest.mark.parametrize("odd", ["\x00", "9" * 40, "2026-13-45", "-1", "0-0", "1-1", "2026-02-31", "０"])
def test_odd_addresses_lead_to_a_page(client, activity, odd):
    an_occasion(activity)
    for name in ("dag", "manad", "after", "var", "typ", "sprak"):
        assert client.get(LIST, {name: odd}).status_code == 200
        assert client.get(f"{LIST}manad/", {name: odd}).status_code == 200


def test_a_feed_reader_gets_what_comes_the_newest_first(client, activity):
    an_occasion(activity, days=2)
    an_occasion(ActivityFactory(title="Nyare & bättre"), days=3)
    ActivityFactory(title="Utan tid")
    text = page(client, f"{LIST}rss/")
    assert text.index("Nyare &amp; bättre") < text.index("Musikkväll")
    assert "Utan tid" not in text


def test_the_month_leads_to_the_day(client, activity):
    occasion = an_occasion(activity, days=1)
    day = clock.day_of(occasion.starts_at)
    text = page(client, f"{LIST}manad/?manad={day:%Y-%m}")
    assert f"?dag={day}" in text
    assert "Musikkväll" in page(client, f"{LIST}?dag={day}")


def test_the_list_goes_on_where_the_page_ends(client, activity):
    for number in range(queries.PAGE + 5):
        an_occasion(activity, days=1 + number / 24)
    first = queries.coming(queries.Wanted())
    second = queries.coming(queries.Wanted(), after=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (queries.PAGE, 5, "")


def many(number, **fields):
    activities = ActivityFactory.create_batch(10, organisation=OrganisationFactory(), **fields)
    starts = clock.now() + timedelta(days=1)
    Occasion.objects.bulk_create(
        Occasion(
            activity=activities[each % 10],
            starts_at=starts + timedelta(minutes=each),
            ends_at=starts + timedelta(minutes=each + 60),
            changed_at=clock.now(),
        )
        for each in range(number)
    )
    return activities


@pytest.mark.parametrize("name", ["activities", "activities_month", "activities_feed"])
def test_the_calendar_costs_the_same_at_ten_and_at_a_thousand(client, queries_of, name):
    many(10)
    url = reverse(f"commons:{name}")
    queries_of(url)
    cache.clear()
    few = queries_of(url)
    many(990)
    cache.clear()
    assert queries_of(url) == few <= 12


# One activity


def test_an_activity_says_where_for_whom_and_what_it_costs(client, activity):
    an_occasion(activity, seats=3)
    text = page(client, f"/aktivitet/{activity.slug}/")
    for words in ("Gratis", "Läxhjälpen", "040-10 20 30", "3 platser kvar.", "Anmäl dig"):
        assert words in text


def test_a_draft_and_a_missing_one_are_the_same(client, association):
    draft = ActivityFactory(state=ActivityState.DRAFT, published_on=None)
    occasion = an_occasion(draft)
    for url in (f"/aktivitet/{draft.slug}/", f"/aktivitet/{draft.slug}/kalender.ics", signing(occasion)):
        page(client, url, 404)


def test_the_calendar_file_keeps_the_event_through_every_change(client, activity, leader):
    occasion = an_occasion(activity)
    actions.cancel_occasion(actor=leader, occasion=occasion, why="Ledaren är sjuk.")
    for url in (f"/aktivitet/{activity.slug}/kalender.ics", "/aktiviteter/kalender.ics"):
        (event,) = icalendar.Calendar.from_ical(client.get(url).content).walk("VEVENT")
        assert event["uid"].startswith(f"aktivitet-{occasion.pk}@")
        assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_the_week_of_a_neighbourhood_on_a_sheet_and_as_pdf(client, activity):
    an_occasion(activity, days=2)
    slug = activity.place.area.slug
    assert "Musikkväll" in page(client, f"/aktiviteter/omrade/{slug}/blad/")
    pdf = client.get(f"/aktiviteter/omrade/{slug}/blad.pdf")
    assert pdf.content.startswith(b"%PDF")


# Signing up


def test_signing_up_shows_the_code_once_however_often_it_is_sent(client, activity):
    occasion = an_occasion(activity, seats=5)
    data = sent(name="Alma", how_many="2", via="none")
    shown = [client.post(signing(occasion), data).text for _twice in range(2)]
    made = SignUp.objects.get()
    for text in shown:
        assert str(activity_codes.code_of(made)) in text
    occasion.refresh_from_db()
    assert occasion.taken == 2


def test_what_is_wrong_stands_beside_the_field_and_the_words_are_kept(client, activity):
    occasion = an_occasion(activity, seats=1)
    response = client.post(signing(occasion), sent(name="Alma", how_many="1", via="sms", address=""))
    assert response.status_code == 422
    assert "Skriv ditt mobilnummer." in response.text
    assert 'value="Alma"' in response.text


@pytest.mark.parametrize("odd", ["\x00", "9" * 40, "-1", ""])
def test_odd_words_are_refused_and_nothing_breaks(client, activity, odd):
    occasion = an_occasion(activity)
    for field in ("name", "how_many", "via", "address"):
        data = {"name": "Alma", "how_many": "1", "via": "email", "address": "alma@example.se"} | {field: odd}
        assert client.post(signing(occasion), sent(**data)).status_code in {422, 200}
    assert client.post("/aktiviteter/min-anmalan/", sent(code=odd)).status_code == 422
    assert client.post("/aktiviteter/min-anmalan/avboka/", {"pass": odd}).status_code == 403


def test_a_seat_lost_to_another_is_said_and_the_line_is_offered(client, activity):
    occasion = an_occasion(activity, seats=1)
    signed(occasion)
    response = client.post(signing(occasion), sent(name="Bo", how_many="1", via="none"))
    assert response.status_code == 422
    assert "Det är fullt." in response.text
    response = client.post(signing(occasion), sent(name="Bo", how_many="1", via="email", address="bo@example.se"))
    assert "Du står på väntelistan" in response.text


def test_by_the_code_one_sees_it_and_takes_it_back(client, activity):
    made = signed(an_occasion(activity))
    code = " ".join(activity_codes.code_of(made).words)
    text = client.post("/aktiviteter/min-anmalan/", sent(code=code.upper())).text
    assert "Du har en plats" in text
    pass_ = re.search(r'name="pass" value="([^"]+)"', text).group(1)
    data = sent(**{"pass": pass_})
    for _twice in range(2):
        response = client.post("/aktiviteter/min-anmalan/avboka/", data)
        assert "Du är avbokad" in response.text
    made.refresh_from_db()
    assert made.state == SignUpState.WITHDRAWN


def test_a_wrong_code_says_so_and_guesses_are_counted(client, activity, settings):
    settings.THROTTLE = settings.THROTTLE | {"activity_source": (2, 3600)}
    wrong = " ".join(activity_codes.code_of(SignUp(pk=7)).words)
    statuses = [client.post("/aktiviteter/min-anmalan/", sent(code=wrong)).status_code for _each in range(3)]
    assert statuses == [422, 422, 429]


def test_many_from_one_place_are_asked_to_wait(client, activity, settings):
    settings.THROTTLE = settings.THROTTLE | {"sign_up_source": (1, 3600)}
    occasion = an_occasion(activity)
    answers = [client.post(signing(occasion), sent(name="Alma", how_many="1", via="none")) for _each in range(2)]
    assert [each.status_code for each in answers] == [200, 422]


def test_what_is_over_leads_on(client, activity):
    past = an_occasion(activity, days=-1)
    assert "Det har redan börjat" in page(client, signing(past))
    response = client.post(signing(past), sent(name="Alma", how_many="1", via="none"))
    assert response.status_code == 409


# Those who organise


def test_an_association_writes_an_editor_approves_and_anyone_reads(client, association, leader, editor):
    client.force_login(leader)
    place = PlaceFactory()
    data = sent(**FIELDS, organisation=association.pk, place=place.pk)
    response = client.post("/arbete/ny-aktivitet/", data)
    activity = Activity.objects.get()
    assert response.url == f"/arbete/aktiviteter/{activity.pk}/tider/"
    day = (clock.today() + timedelta(days=9)).isoformat()
    until = (clock.today() + timedelta(days=23)).isoformat()
    times = sent(day=day, starts="18.00", ends="20.00", seats="8", until=until, skip=day)
    assert client.post(response.url, times).status_code == 302
    assert activity.occasions.count() == 2
    client.post(f"/arbete/aktiviteter/{activity.pk}/skicka/", sent())
    page(client, f"/aktivitet/{activity.slug}/", 404)
    client.force_login(editor)
    assert "Kvinnogrupp" in page(client, "/arbete/aktiviteter/")
    assert "Godkänn" in page(client, f"/arbete/aktiviteter/{activity.pk}/")
    client.post(f"/arbete/aktiviteter/{activity.pk}/godkann/", sent())
    client.logout()
    page(client, f"/aktivitet/{activity.slug}/")


def test_names_are_on_the_page_of_the_organiser_and_on_no_other(client, activity, leader, editor):
    occasion = an_occasion(activity, seats=1)
    signed(occasion, "Hulda"), signed(occasion, "Bodil")
    url = f"/arbete/tider/{occasion.pk}/"
    client.force_login(leader)
    text = page(client, url)
    assert "Hulda" in text
    assert "Bodil" in text
    assert "alma@example.se" not in text
    client.force_login(editor)
    text = page(client, url)
    assert "Hulda" not in text
    assert "Bara de som ordnar aktiviteten ser namnen." in text
    client.logout()
    for public in (LIST, f"/aktivitet/{activity.slug}/", signing(occasion)):
        assert "Hulda" not in page(client, public)


@pytest.mark.parametrize("odd", ["\x00", "9" * 40, "-1", "hej"])
def test_odd_words_at_work_are_refused_and_nothing_breaks(client, activity, leader, odd):
    client.force_login(leader)
    occasion = an_occasion(activity)
    for field in ("day", "starts", "ends", "seats", "until", "skip"):
        data = {"day": str(clock.today() + timedelta(days=3)), "starts": "18:00", "ends": "20:00"} | {field: odd}
        assert client.post(f"/arbete/aktiviteter/{activity.pk}/tider/", sent(**data)).status_code == 422
        if field not in {"until", "skip"}:
            assert client.post(f"/arbete/tider/{occasion.pk}/andra/", sent(**data)).status_code == 422
    past = an_occasion(activity, days=-1)
    assert client.post(f"/arbete/tider/{past.pk}/antal/", sent(came=odd)).status_code == 422
    page(client, "/arbete/aktiviteter/?visa=\x00&after=" + odd)


def test_the_list_at_work_costs_the_same_at_ten_and_at_a_thousand(client, editor, queries_of):
    client.force_login(editor)
    association = OrganisationFactory()
    place = PlaceFactory()
    ActivityFactory.create_batch(10, organisation=association, place=place, written_by=editor)
    few = queries_of("/arbete/aktiviteter/?visa=alla")
    Activity.objects.bulk_create(
        ActivityFactory.build(organisation=association, place=place, written_by=editor) for _each in range(990)
    )
    assert queries_of("/arbete/aktiviteter/?visa=alla") == few <= 12


def test_a_time_with_many_costs_the_same_as_with_few(client, leader, activity, queries_of):
    client.force_login(leader)
    occasion = an_occasion(activity)
    few = queries_of(f"/arbete/tider/{occasion.pk}/")
    for number in range(30):
        signed(occasion, f"Person {chr(97 + number % 26)}", via="none", address="")
    assert queries_of(f"/arbete/tider/{occasion.pk}/") == few <= 12


def test_somebody_who_changed_at_the_same_time_is_shown_what_stands_there(client, leader, activity):
    client.force_login(leader)
    data = FIELDS | {"place": activity.place.pk, "version": 1}
    assert client.post(f"/arbete/aktiviteter/{activity.pk}/andra/", sent(**data)).status_code == 302
    response = client.post(f"/arbete/aktiviteter/{activity.pk}/andra/", sent(**data, plain="Mitt."))
    assert response.status_code == 422
    assert "Mitt." in response.text


def test_pages_are_easy_to_read(client, activity):
    occasion = an_occasion(activity, seats=1)
    made = signed(occasion)
    waits = signed(occasion, "Bo")
    slug = activity.place.area.slug
    hard = {}
    for language in GOALS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        shown = {
            path: client.get(path)
            for path in (
                LIST,
                f"{LIST}manad/",
                f"{LIST}?dag=2026-01-01",
                f"/aktivitet/{activity.slug}/",
                signing(occasion),
                f"{LIST}min-anmalan/",
                f"{LIST}omrade/{slug}/blad/",
            )
        }
        for name, each in (("seated", made), ("waiting", waits)):
            code = str(activity_codes.code_of(each))
            shown[name] = client.post(f"{LIST}min-anmalan/", sent(code=code))
        shown["full"] = client.post(signing(occasion), sent(name="Bo", how_many="1", via="none"))
        for path, response in shown.items():
            if why := too_hard(response.text, language):
                hard[language, path] = why
    assert hard == {}
