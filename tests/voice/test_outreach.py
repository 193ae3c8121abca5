"""Taking in in the street over HTTP: the plain form, the queue as the server sees it, and what the phone keeps."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from analysis.receipt import Code
from medskapa.core import clock, offline
from medskapa.core.models import AuditRecord
from medskapa.people.models import Role
from medskapa.voice import receipts
from medskapa.voice.models import AnswerVia, Channel, Viewpoint
from tests.factories import PlaceFactory, staff
from tests.voice.taking_in import PEOPLE, WHO_TAKES_IN
from tests.voice.walk import key_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fallback_unit")]

URL, SEND = "/arbete/ute/", "/arbete/ute/skicka/"
ENTRY = {"text": "Det är mörkt vid busshållplatsen.", "own_words": "own", "read_back": "yes", "wants_code": "yes"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def outreach_worker(client):
    """Whoever works in the street, signed in."""
    person = staff(Role.REGISTRAR, name="Elmir Hodžić")
    client.force_login(person)
    return person


@pytest.fixture
def key():
    """A key as a phone makes it."""
    return str(uuid4())


def send(client, key, **changes):
    """One entry of the phone's queue. A field given as None is left out."""
    entry = {"key": key} | ENTRY | changes
    return client.post(
        SEND, {name: value for name, value in entry.items() if value is not None}, content_type="application/json"
    )


@pytest.mark.parametrize(("who", "get", "post", "taken_in"), WHO_TAKES_IN)
def test_only_those_who_meet_residents_may_take_in(client, key, who, get, post, taken_in):
    if person := PEOPLE[who]():
        client.force_login(person)
    assert (client.get(URL).status_code, send(client, key).status_code) == (get, post)
    assert Viewpoint.objects.exists() is taken_in


# --- The plain form


def test_the_plain_form_shows_the_code_and_is_ready_for_the_next(client, outreach_worker, key):
    place = PlaceFactory(name="Olsgården")
    page = client.post(URL, ENTRY | {"form_key": key, "place": f"place:{place.slug}"})
    viewpoint = Viewpoint.objects.get()
    assert page.status_code == 200
    assert receipts.holder_of(shown_on(page)) == viewpoint
    assert (viewpoint.channel, viewpoint.place, viewpoint.text) == (Channel.OUTREACH, place, ENTRY["text"])
    assert ENTRY["text"] not in page.text
    assert key_on(page) != key
    assert f'value="place:{place.slug}" selected' in page.text


def shown_on(page):
    words = re.findall(r"data-(?:first|other)>([^<]+)<", page.text.partition("<template")[0])
    first, other = (part.split() for part in words)
    return Code(lookup="-".join(first), secret="-".join(other))


def test_one_who_wants_no_answer_gets_no_code(client, outreach_worker, key):
    page = client.post(URL, ENTRY | {"form_key": key, "wants_code": "no"})
    assert "Det är sparat" in page.text
    assert "ville inte ha svar" in page.text
    assert Viewpoint.objects.get().answer_via == AnswerVia.NONE


def test_a_double_click_gives_one_viewpoint_and_the_same_code(client, outreach_worker, key):
    pages = [client.post(URL, ENTRY | {"form_key": key}) for _click in range(2)]
    assert shown_on(pages[0]) == shown_on(pages[1])
    assert Viewpoint.objects.count() == 1


def test_an_area_can_be_chosen_without_a_place(client, outreach_worker, key):
    area = PlaceFactory().area
    send(client, key, place=f"area:{area.slug}")
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.place, viewpoint.area) == (None, area)


def test_what_is_wrong_is_said_and_the_words_are_kept(client, outreach_worker, key):
    page = client.post(URL, ENTRY | {"form_key": key, "read_back": "perhaps"})
    assert page.status_code == 422
    assert ENTRY["text"] in page.text
    assert not Viewpoint.objects.exists()


def test_nobody_is_named_by_what_was_heard_in_the_street(client, outreach_worker, key):
    send(client, key)
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.anonymous, viewpoint.registered_by, viewpoint.received_at) == (True, None, None)
    assert not AuditRecord.objects.filter(actor=outreach_worker).exists()


@pytest.mark.parametrize(("whose", "own"), [("own", True), ("summary", False)])
@pytest.mark.parametrize(("read", "read_back"), [("yes", True), ("no", False)])
def test_what_was_heard_is_kept_as_it_was_heard(client, outreach_worker, key, whose, own, read, read_back):
    send(client, key, own_words=whose, read_back=read)
    viewpoint = Viewpoint.objects.get()
    assert (viewpoint.own_words, viewpoint.read_back) == (own, read_back)


# --- One entry of the queue


def test_an_entry_is_acknowledged_with_its_key_and_code(client, outreach_worker, key):
    answer = send(client, key).json()
    _viewpoint, code = receipts.issued_for(key)
    assert answer["key"] == key
    assert answer["code"]["first"] + answer["code"]["other"] == list(code.words)
    assert answer["qr"].startswith("data:image/svg+xml")
    assert answer["promised"]


def test_an_entry_sent_again_because_the_answer_was_lost_is_one_viewpoint_with_the_same_code(
    client, outreach_worker, key
):
    first, again = send(client, key), send(client, key)
    assert first.json() == again.json()
    assert Viewpoint.objects.count() == 1


def test_two_entries_with_the_same_words_are_two_viewpoints(client, outreach_worker):
    for _entry in range(2):
        send(client, str(uuid4()))
    assert Viewpoint.objects.count() == 2


def test_an_entry_without_a_wish_for_an_answer_gives_no_code(client, outreach_worker, key):
    assert send(client, key, wants_code="no").json() == {"key": key, "code": None}


def test_the_day_is_the_one_on_which_it_was_written(client, outreach_worker, key):
    day = clock.today() - timedelta(days=2)
    send(client, key, received_on=day.isoformat())
    assert Viewpoint.objects.get().received_on == day


def test_a_phone_whose_clock_is_ahead_gives_the_servers_day(client, outreach_worker, key):
    send(client, key, received_on=(clock.today() + timedelta(days=3)).isoformat())
    assert Viewpoint.objects.get().received_on == clock.today()


def test_the_code_of_an_entry_that_arrived_can_be_asked_for_with_its_key_alone(client, outreach_worker, key):
    first = send(client, key)
    again = client.post(SEND, {"key": key}, content_type="application/json")
    assert again.json() == first.json()
    assert Viewpoint.objects.count() == 1


def test_half_an_emoji_does_not_keep_an_entry_on_the_phone_for_ever(client, outreach_worker, key):
    body = json.dumps({"key": key} | ENTRY | {"text": "Tack \ud83d"})
    assert client.post(SEND, body, content_type="application/json").status_code == 200
    assert Viewpoint.objects.get().text == "Tack ?"


def test_other_words_sent_from_the_same_plain_page_after_back_are_another_viewpoint(client, outreach_worker, key):
    for text in ("Det är mörkt.", "Det är halt."):
        assert client.post(URL, ENTRY | {"text": text, "form_key": key}).status_code == 200
    assert {each.text for each in Viewpoint.objects.all()} == {"Det är mörkt.", "Det är halt."}


def test_a_key_that_belongs_to_nothing_gives_nothing(client, outreach_worker, key):
    response = client.post(SEND, {"key": key}, content_type="application/json")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"own_words": "theirs"}, "own_words"),
        ({"read_back": None}, "read_back"),
        ({"wants_code": ""}, "wants_code"),
        ({"place": "place:manen"}, "place"),
        ({"received_on": "2016-04-13"}, "received_on"),
        ({"received_on": "i går"}, "received_on"),
        ({"key": "kort"}, "__all__"),
        ({"key": "x" * 101}, "form_key"),
    ],
)
def test_a_wrong_entry_is_refused_with_what_is_wrong_in_which_field(client, outreach_worker, key, wrong, field):
    response = send(client, **{"key": key} | wrong)
    assert response.status_code == 422
    problem = response.json()
    assert problem["status"] == 422
    assert list(problem["errors"]) == [field]
    assert problem["errors"][field][0].endswith((".", "?"))
    assert not Viewpoint.objects.exists()


def test_a_receipt_code_in_the_words_is_refused(client, outreach_worker, key):
    code = send(client, key).json()["code"]
    response = send(client, str(uuid4()), text=" ".join(code["first"] + code["other"]))
    assert response.status_code == 422
    assert "kvittokod" in response.json()["errors"]["text"][0]
    assert Viewpoint.objects.count() == 1


@pytest.mark.parametrize("body", ["", "inte json", "[]", '"text"', '{"key": 1}', '{"text": null}', "\xff", "[" * 5000])
def test_what_is_no_entry_at_all_is_refused(client, outreach_worker, body):
    response = client.generic("POST", SEND, body.encode("latin-1"), content_type="application/json")
    assert response.status_code == 400
    assert not Viewpoint.objects.exists()


def test_too_many_entries_are_asked_to_come_later(client, outreach_worker, settings):
    settings.THROTTLE = settings.THROTTLE | {"intake_source": (1, 3600)}
    assert send(client, str(uuid4())).status_code == 200
    response = send(client, str(uuid4()))
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert Viewpoint.objects.count() == 1


def test_one_colleague_does_not_use_up_the_others_bounds(client, outreach_worker, settings):
    settings.THROTTLE = settings.THROTTLE | {"intake_source": (1, 3600)}
    send(client, str(uuid4()))
    client.force_login(staff(Role.REGISTRAR))
    assert send(client, str(uuid4())).status_code == 200


def test_the_queue_sends_with_a_token_that_it_asks_for_anew(outreach_worker, key):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(outreach_worker)
    entry = json.dumps({"key": key} | ENTRY)
    assert strict.post(SEND, entry, content_type="application/json").status_code == 403
    token = strict.get(URL, headers=JSON).json()["token"]
    sent = strict.post(SEND, entry, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 200


# --- What lies on the phone


def kept(client):
    script = client.get("/arbete/ute/sw.js").text
    return json.loads(re.match(r"const KEPT = (.*);\n", script)[1])


def test_the_worker_rules_over_the_page_and_nothing_else(client):
    response = client.get("/arbete/ute/sw.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Service-Worker-Allowed"] == URL
    assert "no-store" in response.headers["Cache-Control"]


def test_the_worker_keeps_all_that_the_shell_refers_to(client, outreach_worker):
    addresses = set(kept(client)["assets"])
    shell = client.get(kept(client)["shell"]).text
    assert set(re.findall(r'(?:src|href)="(/static/[^"#]+)', shell)) <= addresses
    assert all(finders.find(address.removeprefix("/static/")) for address in addresses)


def test_the_shell_holds_the_form_and_nothing_about_whose_phone_it_is(client, outreach_worker):
    PlaceFactory(name="Olsgården")
    shell = client.get(kept(client)["shell"]).text
    assert "Olsgården" in shell
    assert "data-offline" in shell
    assert not any(secret in shell for secret in ("Elmir", "csrfmiddlewaretoken", "Logga ut"))
    assert 'name="form_key" value' not in shell


def test_the_shell_is_the_same_for_everyone_until_the_town_changes(client, outreach_worker):
    shells = [client.get(f"{URL}?skal").text]
    version = kept(client)["version"]
    client.force_login(staff(Role.EDITOR))
    client.cookies["medskapa_language"] = "en"
    shells.append(client.get(f"{URL}?skal").text)
    assert shells[0] == shells[1]
    assert kept(client)["version"] == version
    PlaceFactory()
    assert kept(client)["version"] != version


def test_the_page_and_the_shell_hold_the_same_form(client, outreach_worker):
    page, shell = (
        set(re.findall(r'\b(?:data-[a-z-]+|name="\w+")', client.get(url).text)) for url in (URL, f"{URL}?skal")
    )
    assert shell <= page | {'name="viewport"'}
    assert {"data-count", "data-code-row", 'name="text"', 'name="wants_code"'} <= shell


def test_another_version_of_a_script_is_another_worker(client, monkeypatch):
    before = kept(client)["version"]
    monkeypatch.setattr(offline, "source", lambda name: "changed")
    assert kept(client)["version"] != before


def test_the_manifest_leads_to_the_page(client):
    manifest = client.get("/arbete/ute/app.webmanifest")
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    assert manifest.json()["start_url"] == manifest.json()["scope"] == URL


def test_the_page_costs_the_same_whatever_the_town_offers(client, outreach_worker, queries_of):
    few = queries_of(URL)
    for _each in range(20):
        PlaceFactory()
    assert queries_of(URL) == few <= 12
