"""The open data of the directory: tables of HSDS that hold to their schema, and the API."""

import csv
import io
import json
import tracemalloc
import zipfile
from datetime import time

import jsonschema_rs
import pytest

from medskapa.commons import hsds
from medskapa.commons.models import Hours, Organisation, Place, Service, ServiceAtPlace, ServiceState
from medskapa.commons.queries import open_data
from medskapa.core import clock
from tests.commons_factories import ListedServiceFactory, OrganisationFactory, at
from tests.factories import AreaFactory, PersonFactory, PlaceFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A service of everything, one of a unit that is paused, and three that nobody may see."""
    association = OrganisationFactory(slug="vorta", name="Vorta", website="https://vorta.example.se", phone="042-2")
    place = PlaceFactory(
        slug="olsgarden", address="Gatan 1", accessibility="Hiss.", way_there="Buss 1.", area=AreaFactory(slug="raa")
    )
    service = ListedServiceFactory(
        slug="mobilen",
        organisation=association,
        owner=PersonFactory(name="Hemliga Hulda", email="hulda@example.se"),
        needs=["phone", "bankid"],
        languages=["sv", "rom"],
        phone="042-1",
        email="hjalp@example.se",
        website="https://example.se/mobilen",
        how="Kom in.",
        for_whom="Alla.",
        text="Mer “text”; med, komma\noch rad.",
    )
    Hours.objects.create(service=service, by_phone=True, weekday=5, opens=time(10), closes=time(11))
    at(service, place, weekday=1, opens=time(0), closes=time(23, 59))
    ListedServiceFactory(
        unit=UnitFactory(name="Enheten"), organisation=None, state=ServiceState.PAUSED, paused_because="Semester."
    )
    ListedServiceFactory(name="Väntar", state=ServiceState.WAITING)
    ListedServiceFactory(name="Nedlagd", state=ServiceState.CLOSED, closed_on=clock.today())
    ListedServiceFactory(name="Olistad", listed=False)
    return service


def body(response) -> bytes:
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    return b"".join(response.streaming_content)


def test_the_export_holds_to_its_schema_and_every_key_leads_somewhere(client, town):
    found = json.loads(body(client.get("/oppna-data/hsds.json")))
    validator = jsonschema_rs.Draft202012Validator(hsds.json_schema(), validate_formats=True)
    assert [error.message for error in validator.iter_errors(found)] == []
    assert all(found[table] for table in hsds.tables())  # nothing is valid for being empty
    keys = {table: {row["id"] for row in rows} for table, rows in found.items()}
    assert all(len(keys[table]) == len(rows) for table, rows in found.items())
    for rows in found.values():
        for row in rows:
            for name, value in row.items():
                table = name.removesuffix("_id")
                if name.endswith("_id") and table in keys:
                    assert value in keys[table]
    assert {row["link_id"] for row in found["attribute"]} <= keys["service"]


def test_the_schema_refuses_what_hsds_refuses():
    validator = jsonschema_rs.Draft202012Validator(hsds.json_schema(), validate_formats=True)
    empty = {table: [] for table in hsds.tables()}
    assert validator.is_valid(empty)
    key = "ac148810-d857-441c-9679-408f346de14b"
    fine = {"id": key, "organization_id": key, "name": "Namn", "status": "active"}
    assert validator.is_valid(empty | {"service": [fine]})
    for wrong in ({"status": "open"}, {"id": "1"}, {"organization_id": None}, {"eget": "fält"}, {"url": "ingen"}):
        assert not validator.is_valid(empty | {"service": [fine | wrong]})
    for missing in fine:
        assert not validator.is_valid(empty | {"service": [{k: v for k, v in fine.items() if k != missing}]})


def test_the_export_shows_what_anyone_may_see_and_nobodys_name(client, town):
    text = body(client.get("/oppna-data/hsds.json")).decode()
    found = json.loads(text)
    assert [row["status"] for row in found["service"]] == ["active", "temporarily closed"]
    assert [row["byday"] for row in found["schedule"]] == ["FR", "MO"]
    assert found["service"][1]["alert"] == "Semester."
    for hidden in ("Hulda", "hulda", "Väntar", "Nedlagd", "Olistad"):
        assert hidden not in text


def test_the_same_row_keeps_its_key_and_words_are_swedish_in_every_language(client, town):
    first = body(client.get("/oppna-data/hsds.json"))
    client.cookies.load({"django_language": "en"})
    assert body(client.get("/oppna-data/hsds.json")) == first


def test_the_zip_says_the_same_as_the_json_and_describes_its_tables(client, town):
    found = json.loads(body(client.get("/oppna-data/hsds.json")))
    archive = zipfile.ZipFile(io.BytesIO(body(client.get("/oppna-data/hsds.zip"))))
    assert archive.testzip() is None
    about = json.loads(archive.read("datapackage.json"))
    assert {each["name"] for each in about["resources"]} == set(hsds.tables())
    for resource in about["resources"]:
        rows = list(csv.DictReader(io.StringIO(archive.read(resource["path"]).decode(), newline="")))
        assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
        told = [{name: value for name, value in row.items() if value} for row in rows]
        expected = [{name: str(value) for name, value in row.items() if value != ""} for row in found[resource["name"]]]
        assert told == expected


def test_an_empty_directory_is_valid_too(client):
    found = json.loads(body(client.get("/oppna-data/hsds.json")))
    assert jsonschema_rs.Draft202012Validator(hsds.json_schema()).is_valid(found)
    assert zipfile.ZipFile(io.BytesIO(body(client.get("/oppna-data/hsds.zip")))).testzip() is None


def test_services_are_exported_a_piece_at_a_time(monkeypatch):
    monkeypatch.setattr(open_data, "_AT_ONCE", 100)
    organisation = OrganisationFactory()
    places = Place.objects.bulk_create(Place(slug=f"p-{n}", name=f"Plats {n}", kind="library") for n in range(50))
    services = Service.objects.bulk_create(
        Service(
            slug=f"s-{n}",
            name=f"Hjälp {n}",
            organisation=organisation,
            listed=True,
            summary="Vi hjälps åt." * 10,
            phone="042-1",
            needs=["phone", "bankid"],
            languages=["sv", "so"],
        )
        for n in range(1_000)
    )
    where = ServiceAtPlace.objects.bulk_create(
        ServiceAtPlace(service=service, place=places[n % 50]) for n, service in enumerate(services)
    )
    Hours.objects.bulk_create(
        Hours(service=at.service, at=at, weekday=day, opens=time(9), closes=time(12)) for at in where for day in (1, 3)
    )
    tracemalloc.start()
    size = sum(len(piece) for piece in hsds.as_json(open_data.tables()))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 1_000_000
    assert most < size / 3, most
    assert Organisation.objects.count() == 1


# The API


def api(client, address, status=200):
    response = client.get(f"/api/v1{address}")
    assert response.status_code == status
    return response.json()


def test_services_are_found_by_need_area_language_and_what_is_open(client, town):
    ListedServiceFactory(slug="annat", needs=["gear"], languages=["ar"])

    def slugs(query):
        return [each["slug"] for each in api(client, f"/services?{query}")["items"]]

    assert len(slugs("")) == 3
    assert slugs("need=bankid") == ["mobilen"]
    assert slugs("area=raa") == ["mobilen"]
    assert slugs("language=ar") == ["annat"]
    assert slugs("need=gear&language=sv") == []
    assert set(slugs("open=true")) <= {"mobilen"}


def test_one_service_says_where_and_when_and_how_old_it_is(client, town):
    found = api(client, "/services/mobilen")
    assert (found["offered_by"], found["needs"]) == ("Vorta", ["phone", "bankid"])
    (place,) = found["places"]
    assert (place["slug"], place["area"], place["accessibility"]) == ("olsgarden", "raa", "Hiss.")
    assert place["hours"][0] | {"weekday": 1, "opens": "00:00", "closes": "23:59"} == place["hours"][0]
    assert [hours["weekday"] for hours in found["phone_hours"]] == [5]
    assert found["checked_on"] == f"{town.checked_on}"
    assert "Hulda" not in json.dumps(found)


@pytest.mark.parametrize("state", [ServiceState.WAITING, ServiceState.CLOSED])
def test_what_is_not_shown_is_not_found(client, state):
    closed_on = clock.today() if state == ServiceState.CLOSED else None
    service = ListedServiceFactory(state=state, closed_on=closed_on)
    api(client, f"/services/{service.slug}", status=404)
    api(client, "/services/finns-inte", status=404)


def test_services_are_paged(client, town):
    first = api(client, "/services?limit=1")
    second = api(client, f"/services?limit=1&after={first['next']}")
    assert second["next"] is None
    assert first["items"] != second["items"]


@pytest.mark.parametrize("query", ["need=!", "limit=0", "after=-1", "after=9999999999999999999999", "open=kanske"])
def test_an_odd_question_is_refused_with_a_problem(client, query):
    assert api(client, f"/services?{query}", status=422)["status"] == 422


def test_the_needs_are_told(client):
    assert {"slug": "bankid", "name": "BankID"} in api(client, "/needs")["items"]


def test_a_page_of_the_api_costs_the_same_at_10_and_1000_services(queries_of):
    organisation = OrganisationFactory()

    def make(span):
        Service.objects.bulk_create(
            Service(slug=f"s-{n}", name=f"Hjälp {n}", organisation=organisation, listed=True, needs=["phone"])
            for n in span
        )

    make(range(10))
    few = queries_of("/api/v1/services?need=phone&limit=10")
    make(range(10, 1_000))
    assert queries_of("/api/v1/services?need=phone&limit=10") == few <= 12
