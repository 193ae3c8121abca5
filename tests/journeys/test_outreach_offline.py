"""In the street with a phone: what is written without network arrives once and only once when the network is back."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from analysis.receipt import CODE_WORDS

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SEND = "**/arbete/ute/skicka/"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
TOWN = """
from datetime import date
from medskapa.commons.models import Area, Place
from medskapa.people.models import Grant, Kind, Person, Role, Unit
unit = Unit.objects.create(slug="utveckling", name="Utveckling och stöd", phone="040-628 04 10")
area = Area.objects.create(slug="adolfsberg", name="Adolfsberg")
Place.objects.create(slug="olsgarden", name="Olsgården", kind="meeting_place", area=area)
elmir = Person.objects.create(login="elmir_hodzic", name="Elmir Hodžić", kind=Kind.STAFF, is_demo=True)
Grant.objects.create(person=elmir, role=Role.REGISTRAR, starts_on=date(2026, 1, 1))
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium in CHROMIUM or on the path"),
]


@dataclass(frozen=True)
class Served:
    """A town with one outreach worker, served by a process of its own."""

    url: str
    database: Path

    def heard(self, texts: list[str]) -> list[str]:
        """Those of `texts` that were taken in, as often as they were."""
        with sqlite3.connect(self.database) as connection:
            said = [text for (text,) in connection.execute("SELECT text FROM voice_viewpoint")]
        return sorted(text for text in said if text in texts)


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("street")
    port = _free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "medskapa.settings.demo",
        "MEDSKAPA_DATA_DIR": str(folder),
        "MEDSKAPA_DATABASE_URL": f"sqlite:///{folder / 'medskapa.sqlite3'}",
        "MEDSKAPA_PORT": str(port),
    }
    for command in (["migrate", "--verbosity=0"], ["shell", "--verbosity=0", "-c", TOWN]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "medskapa.wsgi", "--threads=4", f"--bind=127.0.0.1:{port}"]
    server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Served(f"http://127.0.0.1:{port}", folder / "medskapa.sqlite3")
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(url: str) -> None:
    for _attempt in range(150):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(url)


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"], headless=True
    )
    yield browser
    browser.close()


@pytest.fixture
def open_phone(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    opened: list[BrowserContext] = []

    def phone(**options: object) -> BrowserContext:
        opened.append(chromium.new_context(**({"viewport": PHONE, "locale": "sv-SE"} | options)))
        return opened[-1]

    yield phone
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_phone) -> BrowserContext:
    return open_phone()


@pytest.fixture
def three() -> list[str]:
    """Three things that people say, unlike those of any other test."""
    mark = uuid.uuid4().hex[:8]
    said = ("Det är mörkt vid hållplatsen.", "Vi vill ha en bänk utanför biblioteket.", "Bra att ni kommer hit!")
    return sorted(f"{text} ({mark})" for text in said)


def sign_in(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/logga-in/?next=/arbete/ute/")
    page.locator("form:has([value=elmir_hodzic]) button, button[value=elmir_hodzic]").first.click()
    expect(page.get_by_role("heading", name="Ta emot ute")).to_be_visible()


def in_the_street(phone: BrowserContext, served: Served) -> Page:
    """The page as it stands when the phone has been prepared: signed in, and the page kept."""
    page = phone.new_page()
    sign_in(page, served)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def write(page: Page, *texts: str) -> None:
    for text in texts:
        page.get_by_label("Vad säger personen?").fill(text)
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.get_by_label("Vad säger personen?")).to_have_value("")


def expect_waiting(page: Page, number: int) -> None:
    expect(page.locator("[data-count]")).to_have_attribute("data-waiting", str(number))
    said = {0: "Allt är skickat.", 1: "1 är inte skickad än."}.get(number, f"{number} är inte skickade än.")
    expect(page.locator("[data-count]")).to_have_text(said)


def on_the_phone(page: Page) -> str:
    """All that the phone's queue holds, as text."""
    return page.evaluate("outreachQueue.all().then(JSON.stringify)")


def expect_no_barriers(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_what_is_written_without_network_arrives_once_when_it_is_back(phone, served, three):
    page = in_the_street(phone, served)
    phone.set_offline(True)
    write(page, *three)
    expect_waiting(page, 3)
    page.reload()
    expect(page.get_by_role("heading", name="Ta emot ute")).to_be_visible()
    expect_waiting(page, 3)
    assert served.heard(three) == []
    phone.set_offline(False)
    expect_waiting(page, 0)
    assert served.heard(three) == three
    assert not any(text in on_the_phone(page) for text in three)


def test_an_entry_whose_answer_was_lost_on_the_way_is_taken_once(phone, served, three):
    page = in_the_street(phone, served)
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)  # the server has handled it
            route.abort("connectionreset")

    phone.route(SEND, lose_the_first_answer)
    write(page, three[0])
    expect(page.get_by_text("Allt ligger kvar på telefonen")).to_be_visible()
    expect_waiting(page, 1)
    assert lost == [200]
    assert served.heard(three) == three[:1]
    write(page, *three[1:])
    expect_waiting(page, 0)
    assert served.heard(three) == three


def test_two_windows_that_send_at_the_same_time_send_once(phone, served, three):
    page = in_the_street(phone, served)
    phone.set_offline(True)
    write(page, *three)
    other = phone.new_page()
    other.goto(f"{served.url}/arbete/ute/")
    expect_waiting(other, 3)
    phone.set_offline(False)
    expect_waiting(page, 0)
    expect_waiting(other, 0)
    assert served.heard(three) == three


def test_with_network_the_code_is_shown_at_once_and_leaves_the_phone_when_it_is_handed_over(phone, served, three):
    page = in_the_street(phone, served)
    write(page, three[0])
    slip = page.get_by_role("listitem").filter(has_text="Lapp 1")
    expect(slip.get_by_role("img", name="QR-kod")).to_be_visible()
    expect(slip.get_by_role("heading")).to_be_focused()
    code = slip.locator(".receipt-code").inner_text().split()
    assert len(code) == CODE_WORDS
    assert not any(word in on_the_phone(page) for word in code)
    expect_no_barriers(page)
    page.reload()
    slip.get_by_role("button", name="Visa koden").click()
    expect(slip.locator("[data-first]")).to_have_text(" ".join(code[:2]))
    slip.get_by_role("button", name="Koden är lämnad").click()
    expect(slip).to_have_count(0)
    assert on_the_phone(page) == "[]"
    page.goto(f"{served.url}/kvitto/")
    page.get_by_role("textbox").fill(" ".join(code))
    page.get_by_role("button", name="Visa mitt svar").click()
    expect(page.get_by_text(three[0])).to_be_visible()


def test_without_network_the_page_says_how_the_person_gets_the_code(phone, served, three):
    page = in_the_street(phone, served)
    phone.set_offline(True)
    write(page, three[0])
    slip = page.get_by_role("listitem").filter(has_text="Lapp 1")
    expect(slip).to_contain_text("Koden finns när texten är skickad")
    expect(slip.get_by_role("button")).to_have_count(0)
    phone.set_offline(False)
    expect(slip.locator(".receipt-code")).to_be_visible()


def test_one_who_was_signed_out_meanwhile_loses_nothing(phone, served, three):
    page = in_the_street(phone, served)
    phone.set_offline(True)
    write(page, *three)
    phone.clear_cookies()
    phone.set_offline(False)
    expect(page.get_by_text("Inget är borta.")).to_be_visible()
    expect_waiting(page, 3)
    assert served.heard(three) == []
    page.get_by_role("link", name="Logga in igen").click()
    sign_in(page, served)
    expect_waiting(page, 0)
    assert served.heard(three) == three


def test_what_the_server_refuses_can_be_changed_and_holds_up_nothing_else(phone, served, three):
    page = in_the_street(phone, served)
    write(page, three[0])
    expect(page.locator(".receipt-code")).to_be_visible()
    code = page.locator(".receipt-code").inner_text()
    phone.set_offline(True)
    write(page, f"Koden är {code}", three[1])
    phone.set_offline(False)
    refused = page.get_by_role("region", name="Behöver ändras")
    expect(refused).to_contain_text("kvittokod")
    expect_waiting(page, 1)
    assert served.heard(three) == three[:2]
    expect_no_barriers(page)
    refused.get_by_role("button", name="Ändra texten").click()
    write(page, three[2])
    expect_waiting(page, 0)
    assert served.heard(three) == three


def test_all_on_the_phone_can_be_removed_after_a_question(phone, served, three):
    page = in_the_street(phone, served)
    phone.set_offline(True)
    write(page, *three)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Ta bort allt på telefonen").click()
    expect_waiting(page, 3)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Ta bort allt på telefonen").click()
    expect_waiting(page, 0)
    assert on_the_phone(page) == "[]"
    phone.set_offline(False)
    page.reload()
    assert served.heard(three) == []


def test_an_empty_entry_is_not_kept(phone, served):
    page = in_the_street(phone, served)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Några ord räcker.")).to_be_visible()
    expect(page.get_by_label("Vad säger personen?")).to_be_focused()
    expect_waiting(page, 0)


def test_the_choices_stay_for_the_next_entry(phone, served, three):
    page = in_the_street(phone, served)
    page.get_by_label("Vilken plats handlar det om?").select_option("Olsgården")
    page.get_by_label("Personens egna ord").check()
    write(page, three[0])
    expect(page.get_by_label("Vilken plats handlar det om?")).to_have_value("place:olsgarden")
    expect(page.get_by_label("Personens egna ord")).to_be_checked()


def test_without_javascript_the_page_is_a_form_that_shows_the_code(open_phone, served, three):
    page = open_phone(java_script_enabled=False).new_page()
    sign_in(page, served)
    page.get_by_label("Vad säger personen?").fill(three[0])
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Det är sparat.")).to_be_visible()
    assert len(page.locator(".receipt-code").inner_text().split()) == CODE_WORDS
    assert served.heard(three) == three[:1]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360", "1280"])
def test_nobody_is_shut_out_from_the_page_or_its_shell(open_phone, served, viewport, three):
    phone = open_phone(viewport=viewport)
    page = in_the_street(phone, served)
    expect_no_barriers(page)
    phone.set_offline(True)
    write(page, *three)
    page.reload()
    expect_waiting(page, 3)
    expect_no_barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
