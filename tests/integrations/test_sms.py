"""The gateway's protocol, spoken by one client to one simulator: in this process, and over HTTP on the loopback."""

import json
import socket
import threading
from datetime import datetime
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured

from medskapa.integrations.sms.client import GatewayClient, SmsFailed, client, number
from medskapa.integrations.sms.simulator import Simulator

USER, PASSWORD = "kommunen", "hemligt-i-provet"
TEXT = "Du har fått ett svar från Arbetsmarknadsförvaltningen."
TO = "070-174 06 05"


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def outbox(tmp_path):
    return tmp_path / "sms" / "outbox.jsonl"


@pytest.fixture
def simulator(outbox):
    return Simulator(outbox=outbox, user=USER, password=PASSWORD)


@pytest.fixture
def loopback(simulator):
    server = make_server("127.0.0.1", 0, simulator, handler_class=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["in process", "over http"])
def gateway(request, simulator):
    """Makes a client that speaks to the simulator; keyword arguments replace the right ones."""
    if request.param == "in process":
        way = {"url": "http://sms.invalid", "transport": httpx.WSGITransport(app=simulator)}
    else:
        way = {"url": request.getfixturevalue("loopback")}

    def make(**changes):
        return GatewayClient(**{"user": USER, "password": PASSWORD, "sender": "Medskapa", **way, **changes})

    return make


def sent(outbox):
    return [json.loads(line) for line in outbox.read_text().splitlines()] if outbox.exists() else []


def answering(status, body=b""):
    """A client whose gateway always gives this answer."""
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=body))
    return GatewayClient(url="http://sms.invalid", user=USER, password=PASSWORD, sender="Medskapa", transport=transport)


def failure(sms, to=TO):
    with pytest.raises(SmsFailed) as caught:
        sms.send(to=to, text=TEXT)
    return caught.value


def test_a_message_reaches_the_gateway_as_it_was_written(gateway, outbox):
    message_id = gateway().send(to=TO, text=TEXT)
    [message] = sent(outbox)
    assert datetime.fromisoformat(message.pop("created")).tzinfo
    assert message == {"id": message_id, "from": "Medskapa", "to": "+46701740605", "message": TEXT}


def test_each_message_gets_its_own_line_and_id(gateway, outbox):
    ids = [gateway().send(to=TO, text=f"Rad ett\nrad två {turn}") for turn in range(3)]
    assert len(set(ids)) == 3
    assert [message["id"] for message in sent(outbox)] == ids


def test_the_address_for_delivery_reports_is_passed_on(gateway, outbox):
    gateway(whendelivered="https://medskapa.example.se/sms/").send(to=TO, text=TEXT)
    assert sent(outbox)[0]["whendelivered"] == "https://medskapa.example.se/sms/"


def test_a_wrong_password_sends_nothing_and_is_not_tried_again(gateway, outbox):
    error = failure(gateway(password="fel"))
    assert "släpper inte in oss" in error.reason
    assert not error.retryable
    assert sent(outbox) == []


def test_a_number_that_cannot_be_reached_comes_back_to_the_desk(gateway, outbox):
    error = failure(gateway(), to="070-174 06 98")
    assert "Kontrollera numret" in error.reason
    assert not error.retryable
    assert sent(outbox) == []


def test_an_overloaded_gateway_may_be_tried_again(gateway, outbox):
    error = failure(gateway(), to="070-174 06 99")
    assert "tillfälligt" in error.reason
    assert error.retryable
    assert sent(outbox) == []


def test_a_message_without_text_is_refused_by_the_gateway(gateway, outbox):
    with pytest.raises(SmsFailed):
        gateway().send(to=TO, text="")
    assert sent(outbox) == []


def test_a_number_that_is_none_never_leaves_the_house(gateway, outbox):
    error = failure(gateway(url="http://never-asked.invalid"), to="042-10 50 00")
    assert "mobilnummer" in error.reason
    assert not error.retryable


def test_a_gateway_that_accepts_and_never_answers_is_given_up_and_may_be_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        sms = GatewayClient(url=url, user=USER, password=PASSWORD, sender="Medskapa", answer_seconds=0.1)
        error = failure(sms)
    assert "svarade inte i tid" in error.reason
    assert error.retryable


def test_a_gateway_that_is_down_may_be_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    error = failure(GatewayClient(url=url, user=USER, password=PASSWORD, sender="Medskapa"))
    assert "går inte att nå" in error.reason
    assert error.retryable


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        *[(status, False) for status in (301, 400, 401, 402, 403, 404)],
        *[(status, True) for status in (408, 429, 500, 502, 503)],
    ],
)
def test_every_refusal_says_whether_it_may_be_tried_again(status, retryable):
    assert failure(answering(status)).retryable is retryable


@pytest.mark.parametrize("body", [b"", b"OK", b"[]", b"null", b'{"status": "created"}', b'{"id": 7}', b'{"id": ""}'])
def test_an_answer_without_an_id_is_not_taken_for_success(body):
    error = failure(answering(200, body))
    assert "osäkert" in error.reason
    assert not error.retryable


def test_a_reason_tells_neither_number_nor_text(gateway):
    for to in ("070-174 06 98", "070-174 06 99", "070-174 06"):
        reason = failure(gateway(), to=to).reason
        assert to not in reason
        assert TEXT not in reason


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("070-174 06 05", "+46701740605"),
        ("0701740605", "+46701740605"),
        (" 070 174 06 05 ", "+46701740605"),
        ("070–174\u00a006\u00a005", "+46701740605"),
        ("070/174.06.05", "+46701740605"),
        ("+46 70 174 06 05", "+46701740605"),
        ("+46 (0)70-174 06 05", "+46701740605"),
        ("+460701740605", "+46701740605"),
        ("0046701740605", "+46701740605"),
        ("701740605", "+46701740605"),
        ("+45 20 12 34 56", "+4520123456"),
        ("0045 20 12 34 56", "+4520123456"),
    ],
)
def test_a_number_is_understood_as_people_write_it(written, meant):
    assert number(written) == meant
    assert number(meant) == meant


@pytest.mark.parametrize(
    "written",
    [
        *["", " ", "+", "+46", "070", "070-174 06 0", "070-174 06 055", "+0701740605", "+1234567", "+" + "9" * 16],
        *[
            "042-10 50 00",
            "071-174 06 05",
            "112",
            "ring mig",
            "070-174 06 05 eller 06",
            "070-174 06 05\x00",
            "٠٧٠١٧٤٠٦٠٥",
        ],
    ],
)
def test_what_is_no_mobile_number_gets_a_sentence_that_helps(written):
    with pytest.raises(ValueError, match=r"mobilnummer.*\.$"):
        number(written)


def test_the_demo_sends_through_the_same_client_to_a_file(settings, tmp_path):
    settings.SMS_CLIENT = "simulator"
    settings.DATA_DIR = tmp_path
    message_id = client().send(to=TO, text=TEXT)
    [message] = sent(tmp_path / "sms" / "outbox.jsonl")
    assert (message["id"], message["to"]) == (message_id, "+46701740605")


def test_an_installation_without_sms_says_so(settings):
    settings.SMS_CLIENT = "off"
    error = failure(client())
    assert "avstängt" in error.reason
    assert not error.retryable


def test_a_real_gateway_is_spoken_to_with_the_installations_own_log_in(settings, loopback, outbox):
    settings.SMS_CLIENT = "gateway"
    settings.SMS_URL, settings.SMS_USER, settings.SMS_PASSWORD = loopback + "/", USER, PASSWORD
    settings.SMS_FROM = "Kommunen"
    client().send(to=TO, text=TEXT)
    assert sent(outbox)[0]["from"] == "Kommunen"


@pytest.mark.parametrize("missing", ["SMS_URL", "SMS_USER", "SMS_PASSWORD"])
def test_a_real_gateway_needs_address_and_log_in(settings, missing):
    settings.SMS_CLIENT = "gateway"
    settings.SMS_URL, settings.SMS_USER, settings.SMS_PASSWORD = "http://sms.invalid", USER, PASSWORD
    setattr(settings, missing, "")
    with pytest.raises(ImproperlyConfigured, match=f"MEDSKAPA_{missing}"):
        client()


def test_an_unknown_choice_of_client_is_refused(settings):
    settings.SMS_CLIENT = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        client()


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/a1/sms", 405), ("POST", "/a1/calls", 404)])
def test_the_simulator_answers_nothing_but_the_one_request(simulator, method, path, status):
    with httpx.Client(transport=httpx.WSGITransport(app=simulator), auth=(USER, PASSWORD)) as http:
        assert http.request(method, f"http://sms.invalid{path}").status_code == status
