"""An agenda is made, ordered and struck by its planner, and a question on it is answered by one who cannot come."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, check_both
from tests.journeys.steps import at_the_desk, forward, headed, nothing
from tests.journeys.test_planning import begin, planning_town, show  # noqa: F401  (a fixture)

pytestmark = pytest.mark.browser

QUESTION = "Hur vill du få besked från oss?"
ANSWER = "Ring mig helst. Brev blir liggande."


def add(page: Page, title: str, *, asked: bool = False, look=nothing) -> None:
    page.get_by_role("link", name="Ny punkt").first.click()
    headed(page, "Ny punkt")
    look(page)
    page.locator('[name="title"]').fill(title)
    page.locator('[name="plain_title"]').fill(title)
    if asked:
        page.get_by_label("Alla kan svara på frågan före träffen").check()
    page.get_by_role("button", name="Lägg till punkten").click()
    headed(page, "Dagordning")


def titles(page: Page) -> list[str]:
    return [words.strip() for words in page.locator("ol.agenda .agenda-title").all_inner_texts()]


def make(desk: Page, name: str, *, look=nothing) -> str:
    """Plan a meeting with three items, move them, show it, and strike one; returns the address of the meeting."""
    begin(desk, name)
    desk.get_by_role("link", name="Dagordning").first.click()
    look(desk)
    add(desk, "Hur blir breven lättare?", look=look)
    add(desk, "Var är dörren?")
    add(desk, QUESTION, asked=True)
    look(desk)
    desk.get_by_role("button", name=f"Flytta upp {QUESTION}").press("Enter")  # with the keyboard
    expect(desk.locator("ol.agenda .agenda-title").nth(1)).to_have_text(QUESTION)
    desk.get_by_label(f"Nummer för {QUESTION}").fill("1")
    desk.get_by_role("button", name="Spara ordningen").click()
    expect(desk.get_by_text("Ordningen är sparad.")).to_be_visible()
    assert titles(desk) == [QUESTION, "Hur blir breven lättare?", "Var är dörren?"]
    desk.get_by_role("link", name=name).first.click()
    show(desk)
    address = desk.url.replace("/arbete", "")
    desk.get_by_role("link", name="Dagordning").first.click()
    desk.get_by_role("link", name="Stryk: Var är dörren?").click()
    look(desk)
    desk.locator('[name="reason"]').fill("Det skriver vi i inbjudan.")
    desk.locator('[name="plain_reason"]').fill("Det står i brevet.")
    desk.get_by_role("button", name="Stryk punkten").click()
    expect(desk.get_by_text("Det skriver vi i inbjudan.")).to_be_visible()
    look(desk)
    desk.get_by_role("link", name=name).first.click()
    return address


def answer(resident: Page, address: str, *, look=nothing) -> None:
    resident.goto(address)
    look(resident)
    resident.get_by_role("link", name=f"Svara på frågan redan nu: {QUESTION}").click()
    headed(resident, QUESTION)
    look(resident)
    resident.get_by_role("link", name="Svara på frågan").click()
    look(resident)
    resident.locator('[name="text"]').fill(ANSWER)
    forward(resident)
    headed(resident, "Vill du ha ett eget svar?")
    look(resident)
    forward(resident)
    headed(resident, "Ser det bra ut?")
    look(resident)
    resident.get_by_role("button", name="Skicka", exact=True).click()
    headed(resident, "Tack")
    expect(resident.get_by_text("Ditt svar tas med till träffen")).to_be_visible()
    look(resident)


@pytest.mark.usefixtures("planning_town")
def test_an_agenda_is_made_and_answered_beforehand(open_page):
    desk = at_the_desk(open_page)
    address = make(desk, "Träffen om besked", look=check_both)
    resident = open_page(NARROW)
    answer(resident, address, look=check_both)
    resident.goto(address)
    resident.get_by_role("link", name="Var är dörren?").click()
    expect(resident.get_by_text("Det skriver vi i inbjudan.", exact=True)).to_be_visible()
    check_both(resident)
    desk.get_by_role("link", name="Dagordning").first.click()
    desk.get_by_role("link", name=QUESTION, exact=True).click()
    expect(desk.get_by_text(ANSWER)).to_be_visible()
    check_both(desk)


@pytest.mark.usefixtures("planning_town")
def test_an_agenda_is_made_and_answered_without_javascript(open_page):
    address = make(at_the_desk(open_page, java_script_enabled=False), "Träffen utan brev")
    answer(open_page(NARROW, java_script_enabled=False), address)
