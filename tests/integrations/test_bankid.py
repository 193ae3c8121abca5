"""BankID's protocol, spoken by one client to one simulator: in this process, over HTTP, and with mutual TLS."""

import base64
import logging
import ssl
import threading
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from medskapa.core import clock
from medskapa.integrations.bankid import words
from medskapa.integrations.bankid.client import (
    API,
    LONGEST_TEXT,
    BankIdFailed,
    NoSuchOrder,
    RelyingParty,
    Status,
    client,
    fits,
    is_on,
    mutual,
    picture,
)
from medskapa.integrations.bankid.simulator import Simulator
from medskapa.integrations.checks import a_signature_is_one

ADDRESS = "192.0.2.7"
TEXT = "Jag säger ja till min planering."
NUMBER = "199003212397"  # of the tax agency's published test numbers


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


class Time:
    """What the simulator goes by, also in the thread of a server."""

    def __init__(self):
        self.ahead = 0

    def __call__(self):
        return clock.now().timestamp() + self.ahead


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def simulator(tmp_path, time):
    return Simulator(folder=tmp_path / "bankid", now=time)


@pytest.fixture
def serve():
    """Serves an application on the loopback, with TLS where a context is given; returns the port."""
    running = []

    def serve(app, tls=None):
        server = make_server("127.0.0.1", 0, app, handler_class=QuietHandler)
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return server.server_port

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["in process", "over http"])
def bankid(request, simulator):
    if request.param == "in process":
        return RelyingParty(url="http://bankid.invalid", transport=httpx.WSGITransport(app=simulator))
    port = request.getfixturevalue("serve")(simulator)
    return RelyingParty(url=f"http://127.0.0.1:{port}/")


def answering(http_status=200, /, **content):
    """A client whose service always gives this answer."""
    transport = httpx.MockTransport(lambda request: httpx.Response(http_status, json=content))
    return RelyingParty(url="http://bankid.invalid", transport=transport)


# --- the picture


def test_the_picture_is_the_one_that_the_service_publishes_as_an_example():
    token, secret = "67df3917-fa0d-44e5-b327-edcc928297f8", "d28db9a7-4cde-429e-a983-359be676944c"
    proof = "dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"
    assert picture(token, secret, 0) == f"bankid.{token}.0.{proof}"


def test_the_picture_is_another_one_every_second_and_is_read_only_for_a_while(bankid, simulator, time):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    shown = [picture(order.picture_token, order.picture_secret, second) for second in range(3)]
    assert len(set(shown)) == 3
    assert simulator.scanned(shown[0]).reference == order.reference
    time.ahead = 12
    assert simulator.scanned(shown[0]) is None
    assert simulator.scanned(picture(order.picture_token, order.picture_secret, 12)) is not None


@pytest.mark.parametrize("content", ["", "bankid", "bankid.x.0.y", "bankid.{token}.0.{token}", "bankid.{token}.²."])
def test_a_picture_that_is_not_ours_opens_nothing(bankid, simulator, content):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    assert simulator.scanned(content.format(token=order.picture_token)) is None


# --- the protocol


def test_a_signature_goes_from_waiting_over_signing_to_complete(bankid, simulator, time):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    found = bankid.collect(order.reference)
    assert (found.status, found.hint) == (Status.PENDING, "outstandingTransaction")
    opened = simulator.started_with(order.start_token)
    assert (opened.text, opened.address) == (TEXT, ADDRESS)
    simulator.open(order.reference)
    assert bankid.collect(order.reference).hint == "userSign"
    simulator.sign(order.reference, number=NUMBER)
    assert bankid.collect(order.reference).hint == "userSign"  # it works for a moment
    time.ahead = 3
    found = bankid.collect(order.reference)
    assert found.status == Status.COMPLETE
    assert found.signed.personal_number == NUMBER
    assert base64.b64encode(TEXT.encode()).decode() in base64.b64decode(found.signed.signature).decode()
    assert found.signed.ocsp_response


def test_a_result_is_given_once(bankid, simulator, time):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    simulator.sign(order.reference, number=NUMBER)
    time.ahead = 3
    assert bankid.collect(order.reference).status == Status.COMPLETE
    with pytest.raises(NoSuchOrder):
        bankid.collect(order.reference)


def test_one_can_also_only_say_who_one_is(bankid, simulator, time):
    order = bankid.auth(address=ADDRESS)
    simulator.sign(order.reference, number=NUMBER)
    time.ahead = 3
    assert bankid.collect(order.reference).signed.personal_number == NUMBER


def test_whoever_cancels_in_the_app_has_signed_nothing(bankid, simulator):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    simulator.fail(order.reference)
    found = bankid.collect(order.reference)
    assert (found.status, found.hint, found.signed) == (Status.FAILED, "userCancel", None)


@pytest.mark.parametrize(("opened", "after", "hint"), [(False, 31, "startFailed"), (True, 181, "expiredTransaction")])
def test_an_order_ends_by_itself(bankid, simulator, opened, after, hint, time):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    if opened:
        simulator.open(order.reference)
    time.ahead = after
    found = bankid.collect(order.reference)
    assert (found.status, found.hint) == (Status.FAILED, hint)
    assert simulator.waiting() == []


def test_what_is_given_up_is_gone(bankid, simulator):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    bankid.cancel(order.reference)
    assert simulator.waiting() == []
    for act in (bankid.collect, bankid.cancel):
        with pytest.raises(NoSuchOrder):
            act(order.reference)


def test_a_signed_order_is_not_signed_or_cancelled_in_the_app_again(bankid, simulator, time):
    order = bankid.sign(address=ADDRESS, text=TEXT)
    simulator.sign(order.reference, number=NUMBER)
    simulator.fail(order.reference)
    simulator.sign(order.reference, number="199004102381")
    time.ahead = 3
    assert bankid.collect(order.reference).signed.personal_number == NUMBER


def test_several_orders_are_held_apart(bankid, simulator):
    first, second = (bankid.sign(address=ADDRESS, text=f"{TEXT} {n}") for n in range(2))
    simulator.fail(first.reference)
    assert [order.reference for order in simulator.waiting()] == [second.reference]
    assert bankid.collect(second.reference).status == Status.PENDING


def test_old_orders_leave_no_files(bankid, simulator, tmp_path, time):
    bankid.sign(address=ADDRESS, text=TEXT)
    time.ahead = 3600
    bankid.sign(address=ADDRESS, text=TEXT)
    assert len(list((tmp_path / "bankid").glob("*.json"))) == 1


@pytest.mark.parametrize("reference", ["", "../../etc/passwd", "x" * 10_000, "00000000-0000-0000-0000-000000000000"])
def test_an_order_that_never_was_is_not_found(bankid, reference):
    with pytest.raises(NoSuchOrder):
        bankid.collect(reference)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/rp/v6.0/sign", {}, 405),
        ("POST", "/rp/v6.0/buy", {}, 404),
        ("POST", "/sign", {}, 404),
        ("POST", "/rp/v6.0/sign", [], 400),
        ("POST", "/rp/v6.0/sign", {"endUserIp": 7}, 400),
        ("POST", "/rp/v6.0/sign", {"endUserIp": ADDRESS}, 400),
        ("POST", "/rp/v6.0/sign", {"endUserIp": ADDRESS, "userVisibleData": "inte base64!"}, 400),
        ("POST", "/rp/v6.0/auth", {}, 400),
    ],
)
def test_the_simulator_takes_nothing_that_the_service_would_not(simulator, method, path, body, status):
    with httpx.Client(transport=httpx.WSGITransport(app=simulator)) as http:
        assert http.request(method, f"http://bankid.invalid{path}", json=body).status_code == status


def test_a_text_that_is_too_long_or_empty_never_leaves_the_house(bankid):
    longest = "a" * (LONGEST_TEXT * 3 // 4)
    assert fits(longest)
    for text in ("", longest + "a"):
        assert not fits(text)
        with pytest.raises(ValueError, match="too long"):
            bankid.sign(address=ADDRESS, text=text)


# --- when it goes wrong


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (400, "alreadyInProgress", True),
        (400, "invalidParameters", False),
        (401, "unauthorized", False),
        (404, "notFound", False),
        (408, "requestTimeout", True),
        (415, "unsupportedMediaType", False),
        (429, "tooManyRequests", True),
        (500, "internalError", True),
        (503, "Maintenance", True),
    ],
)
def test_every_refusal_is_told_plainly_and_says_whether_to_try_again(status, code, retryable):
    bankid = answering(status, errorCode=code, details="No such order")
    for act in (lambda: bankid.sign(address=ADDRESS, text=TEXT), lambda: bankid.collect("x")):
        with pytest.raises(BankIdFailed) as caught:
            act()
        assert caught.value.retryable is retryable
        assert caught.value.reason.endswith(".")
        assert code not in caught.value.reason


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"status": "done"},
        {"status": 7},
        {"status": "complete"},
        {"status": "complete", "completionData": {"user": {"personalNumber": NUMBER}}},
        {"status": "complete", "completionData": {"user": [], "signature": "x", "ocspResponse": "x"}},
    ],
)
def test_an_answer_that_is_not_whole_is_not_taken_for_a_signature(content):
    with pytest.raises(BankIdFailed, match="oväntat"):
        answering(**content).collect("x")


def test_an_order_without_its_secret_is_none():
    with pytest.raises(BankIdFailed, match="oväntat"):
        answering(orderRef="a", autoStartToken="b", qrStartToken="c").sign(address=ADDRESS, text=TEXT)


def test_a_service_that_is_down_or_silent_may_be_tried_again(serve):
    port = serve(lambda environ, start: threading.Event().wait(1) and [])
    silent = RelyingParty(url=f"http://127.0.0.1:{port}", answer_seconds=0.1)
    closed = RelyingParty(url="http://127.0.0.1:9")
    for bankid in (silent, closed):
        with pytest.raises(BankIdFailed, match="går inte att nå") as caught:
            bankid.collect("x")
        assert caught.value.retryable


def test_neither_number_nor_text_nor_secret_stands_in_a_log_or_in_what_is_printed(bankid, simulator, caplog, time):
    with caplog.at_level(logging.DEBUG):
        order = bankid.sign(address=ADDRESS, text=TEXT)
        simulator.sign(order.reference, number=NUMBER)
        time.ahead = 3
        found = bankid.collect(order.reference)
    written = f"{caplog.text}{order!r}{found!r}{found.signed!r}{found}"
    secret = (NUMBER, TEXT, base64.b64encode(TEXT.encode()).decode(), order.picture_secret, order.start_token)
    assert not [each for each in (*secret, found.signed.signature) if each in written]


# --- mutual TLS


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A certificate authority, a server and a client of it, and a client of another authority; paths by name."""
    folder = tmp_path_factory.mktemp("tls")

    def made(name, issuer=None):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        begin = clock.now() - timedelta(days=1)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer[0].subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=3))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        )
        certificate = builder.sign(issuer[1] if issuer else key, hashes.SHA256())
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        kinds = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
        (folder / f"{name}.key").write_bytes(key.private_bytes(*kinds, serialization.NoEncryption()))
        return certificate, key

    ours, other = made("ca"), made("other-ca")
    made("server", ours)
    made("client", ours)
    made("stranger", other)
    return lambda name, ending="pem": str(folder / f"{name}.{ending}")


@pytest.fixture
def guarded(serve, simulator, certificates):
    """The simulator behind TLS, for those alone whose certificate our authority has made."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates("server"), certificates("server", "key"))
    tls.load_verify_locations(certificates("ca"))
    tls.verify_mode = ssl.CERT_REQUIRED
    return f"https://localhost:{serve(simulator, tls)}"


def test_both_show_who_they_are(guarded, certificates):
    tls = mutual(ca=certificates("ca"), cert=certificates("client"), key=certificates("client", "key"))
    assert RelyingParty(url=guarded, tls=tls).sign(address=ADDRESS, text=TEXT).reference


@pytest.mark.parametrize(("ca", "who"), [("ca", "stranger"), ("other-ca", "client")])
def test_a_stranger_on_either_side_is_not_spoken_to(guarded, certificates, ca, who):
    tls = mutual(ca=certificates(ca), cert=certificates(who), key=certificates(who, "key"))
    with pytest.raises(BankIdFailed, match="går inte att nå"):
        RelyingParty(url=guarded, tls=tls).sign(address=ADDRESS, text=TEXT)


def test_the_real_service_is_spoken_to_with_the_installations_own_certificate(guarded, certificates, settings):
    settings.BANKID_CLIENT, settings.BANKID_URL = "live", guarded
    settings.BANKID_CA, settings.BANKID_CERT = certificates("ca"), certificates("client")
    settings.BANKID_KEY = certificates("client", "key")
    assert client().sign(address=ADDRESS, text=TEXT).reference


@pytest.mark.parametrize("name", ["BANKID_CA", "BANKID_CERT", "BANKID_KEY"])
@pytest.mark.parametrize("wrong", ["", "/finns/inte.pem"])
def test_without_its_files_the_real_service_is_not_chosen(certificates, settings, name, wrong):
    settings.BANKID_CLIENT = "live"
    settings.BANKID_CA, settings.BANKID_CERT = certificates("ca"), certificates("client")
    settings.BANKID_KEY = certificates("client", "key")
    setattr(settings, name, wrong)
    with pytest.raises(ImproperlyConfigured, match="MEDSKAPA_BANKID"):
        client()
    assert [found.id for found in a_signature_is_one(None)] == ["integrations.E002"]


# --- the choice


@pytest.mark.parametrize(("chosen", "on"), [("off", False), ("simulator", True), ("live", True)])
def test_whether_one_can_sign_here_is_the_installations_choice(settings, chosen, on):
    settings.BANKID_CLIENT = chosen
    assert is_on() is on


def test_an_installation_without_it_says_so(settings):
    settings.BANKID_CLIENT = "off"
    off = client()
    for act in (
        lambda: off.auth(address=ADDRESS),
        lambda: off.sign(address=ADDRESS, text=TEXT),
        lambda: off.collect("x"),
        lambda: off.cancel("x"),
    ):
        with pytest.raises(BankIdFailed, match="Välj ett annat sätt"):
            act()
    assert off.start_link("x", back="/", on_phone=True) == "/"
    assert a_signature_is_one(None) == []


def test_an_unknown_choice_is_refused(settings):
    settings.BANKID_CLIENT = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        client()


def test_the_deployment_check_refuses_the_simulator_and_an_address_without_tls(settings, certificates):
    settings.BANKID_CLIENT = "simulator"
    assert [found.id for found in a_signature_is_one(None)] == ["integrations.E001"]
    settings.BANKID_CLIENT, settings.BANKID_URL = "live", "http://bankid.invalid"
    settings.BANKID_CA, settings.BANKID_CERT = certificates("ca"), certificates("client")
    settings.BANKID_KEY = certificates("client", "key")
    assert [found.id for found in a_signature_is_one(None)] == ["integrations.E003"]


def test_the_link_opens_the_app_on_the_device_that_shows_it():
    real = RelyingParty(url="https://bankid.invalid")
    back = "https://medskapa.example.se/min-vag/?a=1"
    on_phone = real.start_link("abc", back=back, on_phone=True)
    assert on_phone.startswith("https://app.bankid.com/?autostarttoken=abc&redirect=https%3A%2F%2Fmedskapa")
    assert real.start_link("abc", back=back, on_phone=False) == "bankid:///?autostarttoken=abc&redirect=null"
    assert API == "/rp/v6.0"


@pytest.mark.parametrize("hint", [*words.PENDING, "somethingNew", ""])
def test_while_it_goes_on_one_is_told_what_to_do(hint):
    assert str(words.while_pending(hint)).endswith(".")


@pytest.mark.parametrize("hint", [*words.FAILED, "somethingNew", ""])
def test_when_it_did_not_go_one_is_told_why(hint):
    assert str(words.after_failure(hint)).endswith(".")
