"""The open API: what it says, how it refuses, and that its own description is true."""

import json
import tracemalloc
from time import perf_counter

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds

from medskapa.core import clock
from medskapa.people.models import Role
from medskapa.voice import actions, api
from medskapa.voice.actions.threads import recount
from medskapa.voice.models import Event, EventKind, Thread
from medskapa.voice.queries import public as queries
from tests.factories import UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def _nothing_is_left_in_the_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def theme(editor):
    theme = new_theme(name="Telefontider", by=editor, unit=UnitFactory(slug="utveckling"))
    actions.add_event(actor=editor, theme=theme, kind=EventKind.DECIDED, text="Ja.", plain_text="De sa ja.")
    return theme


def get(client, address, status=200, **headers):
    response = client.get(f"/api/v1{address}", headers=headers)
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def assert_problem(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM
    assert "no-store" in response["Cache-Control"]
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_a_theme_is_told_with_its_thread_and_protected_figures(client, theme):
    many_viewpoints(12, unit=theme.unit, theme=theme)
    many_viewpoints(3, unit=theme.unit, theme=theme, state="closed", close_reason="Samma sak två gånger.")
    recount(theme)
    told = get(client, "/themes/telefontider")
    assert told["unit"] == "utveckling"
    assert told["stage"] == "decided"
    assert told["viewpoints"] == {"value": 15, "hidden": None}
    assert told["waiting"] == {"value": None, "hidden": "withheld"}  # 3 do not wait
    assert [event["kind"] for event in told["events"]] == ["grouped", "decided"]
    assert told["events"][1]["plain_text"] == "De sa ja."
    assert get(client, "/themes")["items"][0]["newest"] == told["events"][1]
    assert get(client, f"/threads/{told['thread']}") == {
        "id": told["thread"],
        "theme": "telefontider",
        "state": "decided",
        "length": 2,
        "events": told["events"],
    }


def test_a_merged_theme_says_where_it_went_and_why(client, theme, editor):
    other = new_theme(name="Kontakt", by=editor)
    actions.merge_themes(actor=editor, theme=theme, into=other, reason="Samma sak.")
    told = get(client, "/themes/telefontider")
    assert told["merged_into"] == "kontakt"
    assert told["merges"][0]["reason"] == "Samma sak."
    assert [item["slug"] for item in get(client, "/themes")["items"]] == ["kontakt"]


def test_the_pages_of_themes_hold_each_once(client, editor):
    unit = UnitFactory(slug="vux")
    slugs = sorted(new_theme(unit=unit, name=f"Tema nr {number}", by=editor).slug for number in range(5))
    first = get(client, "/themes?limit=2")
    second = get(client, f"/themes?limit=2&after={first['next']}")
    last = get(client, f"/themes?limit=2&after={second['next']}")
    assert [item["slug"] for page in (first, second, last) for item in page["items"]] == slugs
    assert last["next"] is None
    assert get(client, "/themes?unit=vux&limit=5")["next"] is None
    assert get(client, "/themes?unit=annan")["items"] == []


def test_figures_say_what_is_hidden(client, theme):
    many_viewpoints(3, unit=theme.unit)
    figures = get(client, "/figures")
    assert figures["waiting"] == {"value": None, "hidden": "few"}
    assert figures["median_days"] == {"value": None, "hidden": "withheld"}
    assert (figures["promise_days"], figures["least"]) == (14, 5)


def test_the_thread_of_a_viewpoint_and_a_missing_one_are_the_same_not_found(client, theme):
    viewpoint, _code = new_viewpoint(unit=theme.unit, theme=theme)
    answers = [client.get(f"/api/v1/threads/{pk}") for pk in (viewpoint.thread_id, 17, 2**63 - 1, 10**19 - 1)]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert_problem(answers[0], 404)


def test_one_wrong_column_does_not_open_the_thread_of_a_viewpoint(client, theme):
    viewpoint, _code = new_viewpoint(unit=theme.unit, theme=theme)
    Thread.objects.filter(pk=viewpoint.thread_id).update(public=True)
    assert_problem(client.get(f"/api/v1/threads/{viewpoint.thread_id}"), 404)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/themes/finns-inte", 404),
        ("/finns-inte", 404),
        ("/", 404),
        ("/docs", 404),
        ("/themes?limit=0", 422),
        ("/themes?limit=101", 422),
        ("/themes?limit=mycket", 422),
        ("/threads/abc", 422),
        ("/threads/-1", 422),
        (f"/threads/{'9' * 40}", 422),
    ],
)
def test_an_address_that_leads_nowhere_is_a_problem_in_the_standard_form(client, address, status):
    assert_problem(client.get(f"/api/v1{address}"), status)


def test_a_422_says_where_and_what_without_an_echo(client):
    body = assert_problem(client.get("/api/v1/themes?limit=hemligt"), 422)
    assert body["errors"][0]["where"] == "query.limit"
    assert "hemligt" not in json.dumps(body)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_the_api_is_only_for_reading(client, method):
    response = getattr(client, method)("/api/v1/themes")
    assert_problem(response, 405)
    assert response["Allow"] == "GET, HEAD"


def test_head_answers_like_get(client, theme):
    assert client.head("/api/v1/themes").status_code == 200


def test_too_many_requests_are_asked_to_wait(client, theme, monkeypatch):
    monkeypatch.setattr(api.rate, "num_requests", 2)
    assert [client.get("/api/v1/figures").status_code for _each in range(2)] == [200, 200]
    response = client.get("/api/v1/figures")
    assert_problem(response, 429)
    assert int(response["Retry-After"]) > 0
    assert client.get("/api/v1/figures", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_no_address_is_kept_for_the_rate(client, theme):
    client.get("/api/v1/figures", REMOTE_ADDR="198.51.100.7")
    assert "198.51.100.7" not in str(cache._cache)


def test_a_fault_is_a_problem_that_tells_nothing_of_the_inside(client, monkeypatch, caplog):
    def broken():
        raise RuntimeError("lösenordet är hemligt")

    monkeypatch.setattr(queries, "figures", broken)
    response = client.get("/api/v1/figures")
    assert_problem(response, 500)
    assert "hemligt" not in response.text
    assert any(record.exc_info for record in caplog.records)


def test_the_description_is_open_and_tells_about_problems(client):
    description = get(client, "/openapi.json")
    assert description["openapi"].startswith("3.1")
    operation = description["paths"]["/api/v1/threads/{id}"]["get"]
    assert list(operation["responses"]["404"]["content"]) == [PROBLEM]
    assert operation["summary"]
    assert operation["description"]


def test_all_events_come_as_lines(client, theme, editor):
    other = new_theme(name="Kontakt", by=editor)
    actions.merge_themes(actor=editor, theme=other, into=theme, reason="Samma sak.")
    response = client.get("/api/v1/events.ndjson")
    lines = [json.loads(line) for line in b"".join(response).splitlines()]
    assert response["Content-Type"] == "application/x-ndjson"
    assert {(line["theme"], line["number"]) for line in lines} == {
        ("telefontider", 1),
        ("telefontider", 2),
        ("telefontider", 3),
        ("kontakt", 1),
        ("kontakt", 2),
    }
    assert {line["other"] for line in lines if line["kind"] == "merged"} == {"telefontider", "kontakt"}


def test_12000_events_are_streamed_quickly_and_in_little_memory(client, theme):
    Event.objects.bulk_create(
        [
            Event(
                thread=theme.thread, number=number, kind=EventKind.DISCUSSED, at=clock.now(), text="Vi pratade. " * 20
            )
            for number in range(3, 12_001)
        ],
        batch_size=2_000,
    )
    started = perf_counter()
    assert sum(1 for _line in client.get("/api/v1/events.ndjson")) == 12_000
    assert perf_counter() - started < 3
    tracemalloc.start()
    for _line in client.get("/api/v1/events.ndjson"):
        pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


# --- the description is true: what it promises is asked for, and what it forbids is tried


@pytest.fixture
def _the_connection_stays_open():
    """Django closes a connection between requests; this test's transaction would end with it."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_the_connection_stays_open")
@pytest.mark.parametrize("name", ["themes", "theme", "thread", "figures", "events"])
def test_the_api_keeps_what_its_description_promises(theme, name):
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operation = described.find_operation_by_id(name)

    @bounds(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def promise_is_kept(case):
        case.call_and_validate()

    promise_is_kept()
    for address in {"theme": ["telefontider"], "thread": [str(theme.thread_id)]}.get(name, []):
        parameter = {"theme": "slug", "thread": "id"}[name]
        assert operation.Case(path_parameters={parameter: address}).call_and_validate().status_code == 200
