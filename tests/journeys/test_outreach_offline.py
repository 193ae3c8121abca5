"""In the street with a phone: what is written without network arrives once and only once when the network is back."""

import sqlite3
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from analysis.receipt import CODE_WORDS
from tests.journeys.conftest import NARROW, SIZES, OpenPage, check, sign_in
from tests.server import Server

pytestmark = pytest.mark.browser

ELMIR = "elmir_hodzic"
WORKER_IN_CHARGE = """new Promise((resolve) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) resolve();
  else serviceWorker.addEventListener("controllerchange", () => resolve());
})"""
SEND = "**/arbete/ute/skicka/"


@pytest.fixture
def heard(town: Server) -> Callable[[list[str]], list[str]]:
    """Those of some texts that were taken in, as often as they were."""

    def taken_in(texts: list[str]) -> list[str]:
        with sqlite3.connect(town.database) as connection:
            said = [text for (text,) in connection.execute("SELECT text FROM voice_viewpoint")]
        return sorted(text for text in said if text in texts)

    return taken_in


@pytest.fixture
def three() -> list[str]:
    """Three things that people say, unlike those of any other test."""
    mark = uuid.uuid4().hex[:8]
    said = ("Det är mörkt vid hållplatsen.", "Vi vill ha en bänk utanför biblioteket.", "Bra att ni kommer hit!")
    return sorted(f"{text} ({mark})" for text in said)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A phone that has been prepared."""
    return prepared(open_page())


def prepared(page: Page) -> Page:
    """The page as one goes out with it: signed in, and the page kept on the phone."""
    sign_in(page, ELMIR, "/arbete/ute/")
    page.set_viewport_size(NARROW)
    page.evaluate(WORKER_IN_CHARGE)
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
    return page.evaluate("offlineQueue('medskapa-outreach').all().then(JSON.stringify)")


def test_what_is_written_without_network_arrives_once_when_it_is_back(page, heard, three):
    page.context.set_offline(True)
    write(page, *three)
    expect_waiting(page, 3)
    page.reload()
    expect(page.get_by_role("heading", name="Ta emot ute")).to_be_visible()
    expect_waiting(page, 3)
    assert heard(three) == []
    page.context.set_offline(False)
    expect_waiting(page, 0)
    assert heard(three) == three
    assert not any(text in on_the_phone(page) for text in three)


def test_an_entry_whose_answer_was_lost_on_the_way_is_taken_once(page, heard, three):
    begun, lost, the_network_is_bad = [], [], True

    def lose_the_answer(route: Route) -> None:
        if not the_network_is_bad:
            route.continue_()
            return
        begun.append(route)
        lost.append(route.fetch().status)  # the server has handled it
        route.abort("connectionreset")

    page.context.route(SEND, lose_the_answer)
    write(page, three[0])
    expect(page.get_by_text("Allt ligger kvar på telefonen")).to_be_visible()
    expect_waiting(page, 1)
    # The phone may have tried again by itself: whatever it sent was handled, and taken in once.
    assert set(lost) == {200}
    assert heard(three) == three[:1]
    the_network_is_bad = False
    while len(lost) < len(begun):  # a try that was on its way when the network came back is lost like the others
        page.wait_for_timeout(50)
    write(page, *three[1:])
    expect_waiting(page, 0)
    assert heard(three) == three


def test_two_windows_that_send_at_the_same_time_send_once(page, heard, three):
    page.context.set_offline(True)
    write(page, *three)
    other = page.context.new_page()
    other.goto("/arbete/ute/")
    expect_waiting(other, 3)
    page.context.set_offline(False)
    expect_waiting(page, 0)
    expect_waiting(other, 0)
    assert heard(three) == three


def test_with_network_the_code_is_shown_at_once_and_leaves_the_phone_when_it_is_handed_over(page, heard, three):
    write(page, three[0])
    slip = page.get_by_role("listitem").filter(has_text="Lapp 1")
    expect(slip.get_by_role("img", name="QR-kod")).to_be_visible()
    expect(slip.get_by_role("heading")).to_be_focused()
    code = slip.locator(".receipt-code").inner_text().split()
    assert len(code) == CODE_WORDS
    assert not any(word in on_the_phone(page) for word in code)
    check(page)
    page.reload()
    slip.get_by_role("button", name="Visa koden").click()
    expect(slip.locator("[data-first]")).to_have_text(" ".join(code[:2]))
    slip.get_by_role("button", name="Koden är lämnad").click()
    expect(slip).to_have_count(0)
    assert on_the_phone(page) == "[]"
    page.goto("/kvitto/")
    page.get_by_role("textbox").fill(" ".join(code))
    page.get_by_role("button", name="Visa mitt svar").click()
    expect(page.get_by_text(three[0])).to_be_visible()


def test_without_network_the_page_says_how_the_person_gets_the_code(page, heard, three):
    page.context.set_offline(True)
    write(page, three[0])
    slip = page.get_by_role("listitem").filter(has_text="Lapp 1")
    expect(slip).to_contain_text("Koden finns när texten är skickad")
    expect(slip.get_by_role("button")).to_have_count(0)
    page.context.set_offline(False)
    expect(slip.locator(".receipt-code")).to_be_visible()


def test_one_who_was_signed_out_meanwhile_loses_nothing(page, heard, three):
    page.context.set_offline(True)
    write(page, *three)
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.get_by_text("Inget är borta.")).to_be_visible()
    expect_waiting(page, 3)
    assert heard(three) == []
    page.get_by_role("link", name="Logga in igen").click()
    sign_in(page, ELMIR, "/arbete/ute/")
    expect_waiting(page, 0)
    assert heard(three) == three


def test_what_the_server_refuses_can_be_changed_and_holds_up_nothing_else(page, heard, three):
    write(page, three[0])
    expect(page.locator(".receipt-code")).to_be_visible()
    code = page.locator(".receipt-code").inner_text()
    page.context.set_offline(True)
    write(page, f"Koden är {code}", three[1])
    page.context.set_offline(False)
    refused = page.get_by_role("region", name="Behöver ändras")
    expect(refused).to_contain_text("kvittokod")
    expect_waiting(page, 1)
    assert heard(three) == three[:2]
    check(page)
    refused.get_by_role("button", name="Ändra").click()
    write(page, three[2])
    expect_waiting(page, 0)
    assert heard(three) == three


def test_all_on_the_phone_can_be_removed_after_a_question(page, heard, three):
    page.context.set_offline(True)
    write(page, *three)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Ta bort allt på telefonen").click()
    expect_waiting(page, 3)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Ta bort allt på telefonen").click()
    expect_waiting(page, 0)
    assert on_the_phone(page) == "[]"
    page.context.set_offline(False)
    page.reload()
    assert heard(three) == []


def test_another_queue_on_the_same_phone_is_another_queue(page, heard, three):
    page.context.set_offline(True)
    write(page, three[0])
    added = page.evaluate(
        """async () => {
          const other = offlineQueue("medskapa-another");
          await other.add({ key: other.newKey(), day: "2026-04-13", fields: { text: "Något annat" }, about: "" });
          const ours = await offlineQueue("medskapa-outreach").all();
          await other.clear();
          return [ours.length, (await other.all()).length, (await offlineQueue("medskapa-outreach").all()).length];
        }"""
    )
    assert added == [1, 0, 1]
    page.context.set_offline(False)
    expect_waiting(page, 0)
    assert heard(three) == three[:1]


def test_an_empty_entry_is_not_kept(page):
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Några ord räcker.")).to_be_visible()
    expect(page.get_by_label("Vad säger personen?")).to_be_focused()
    expect_waiting(page, 0)


def test_the_choices_stay_for_the_next_entry(page, heard, three):
    page.get_by_label("Vilken plats handlar det om?").select_option("Olsgården")
    page.get_by_label("Personens egna ord").check()
    write(page, three[0])
    expect(page.get_by_label("Vilken plats handlar det om?")).to_have_value("place:olsgarden")
    expect(page.get_by_label("Personens egna ord")).to_be_checked()


def test_without_javascript_the_page_is_a_form_that_shows_the_code(open_page, heard, three):
    page = open_page(java_script_enabled=False)
    sign_in(page, ELMIR, "/arbete/ute/")
    page.get_by_label("Vad säger personen?").fill(three[0])
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Det är sparat.")).to_be_visible()
    assert len(page.locator(".receipt-code").inner_text().split()) == CODE_WORDS
    assert heard(three) == three[:1]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_nobody_is_shut_out_from_the_page_or_its_shell(page, size, three):
    page.set_viewport_size(size)
    check(page)
    page.context.set_offline(True)
    write(page, *three)
    check(page)
    page.reload()
    expect_waiting(page, 3)
    check(page)
