"""A mandate from the draft to its end: by a leader and somebody without an account, and by a resident with BankID."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check, check_both, sign_in
from tests.journeys.steps import headed, press

pytestmark = pytest.mark.browser
LEADER = "mirela_stojan"


def draw_up(page: Page, name: str) -> str:
    """The leader and the person fill in what is to be signed. Returns its address at work."""
    sign_in(page, LEADER, onward="/arbete/fullmakter/")
    page.get_by_role("link", name="Gör en fullmakt").click()
    page.get_by_label("Vad heter personen?").fill(name)
    page.get_by_label("Boka och flytta tider").check()
    page.get_by_label("Sista dagen").fill((date.today() + timedelta(days=400)).isoformat())
    page.get_by_label("Nummer eller adress").fill("070-174 06 05")
    press(page, "Gör utkastet")
    expect(page.get_by_role("main")).to_contain_text("högst ett år")
    check(page)
    expect(page.get_by_label("Vad heter personen?")).to_have_value(name)
    page.get_by_label("Sista dagen").fill((date.today() + timedelta(days=60)).isoformat())
    press(page, "Gör utkastet")
    headed(page, name)
    check(page)
    return page.url


def code_on_the_paper(page: Page) -> str:
    """The six words on the sheet that the person takes home."""
    from io import BytesIO

    import pypdf

    address = page.get_by_role("link", name="Skriv ut (PDF)").get_attribute("href")
    text = pypdf.PdfReader(BytesIO(page.request.get(address or "").body())).pages[-1].extract_text()
    found = re.search(r"någon annan\.\s+(.+?)\s+Med koden", " ".join(text.split()))
    assert found
    return found[1]


def test_from_the_paper_to_the_journal_that_the_person_reads_and_ends_without_scripts(open_page: OpenPage):
    leader = open_page(WIDE)
    address = draw_up(leader, "Sixten Boman")
    code = code_on_the_paper(leader)
    leader.get_by_role("link", name="Pappret är underskrivet").click()
    check(leader)
    leader.get_by_label("Vem såg personen skriva under?").fill("Dana Novak")
    leader.get_by_label("Jag har det underskrivna pappret").check()
    press(leader, "Spara")
    leader.get_by_role("link", name="Skriv i journalen").click()
    check(leader)
    leader.get_by_label("Boka och flytta tider").check()
    leader.get_by_label("Vad gjorde ni?").fill("Bokade tid hos tandläkaren.")
    press(leader, "Skriv in")
    expect(leader.get_by_role("main")).to_contain_text("Bokade tid hos tandläkaren.")
    check_both(leader)

    person = open_page(NARROW, java_script_enabled=False)
    person.goto("/fullmakt/")
    person.locator('[name="code"]').fill(code)
    press(person, "Visa")
    expect(person.get_by_role("main")).to_contain_text("Bokade tid hos tandläkaren.")
    press(person, "Avsluta fullmakten nu")
    expect(person.get_by_role("main")).to_contain_text("gäller inte")
    leader.goto(address)
    expect(leader.get_by_role("main")).to_contain_text("personen avslutade den med sin kod")
    expect(leader.get_by_role("link", name="Skriv i journalen")).to_have_count(0)
    leader.goto("/arbete/fullmakter/?visa=avslutade")
    check_both(leader)


def test_a_resident_signs_with_their_own_bankid(open_page: OpenPage):
    leader = open_page(WIDE)
    draw_up(leader, "Sanela B")
    code = code_on_the_paper(leader)
    page = open_page(NARROW)
    page.goto("/fullmakt/")
    check_both(page)
    sign_in(page, "sanela", onward="/mina-fullmakter/")
    check_both(page)
    page.locator('[name="code"]').fill(code)
    press(page, "Visa fullmakten")
    headed(page, "Min fullmakt")
    check_both(page)
    page.get_by_role("link", name="Skriv under med BankID").click()
    expect(page.get_by_role("main")).to_contain_text("Jag heter Sanela Begović.")
    check(page)
    press(page, "Skriv under med BankID")
    check(page)
    page.get_by_role("link", name="Öppna BankID").click()
    press(page, "Skriv under")
    expect(page.get_by_text("Tack! Du har skrivit under fullmakten.")).to_be_visible()
    page.get_by_role("link", name="Till min fullmakt").click()
    expect(page.get_by_role("main")).to_contain_text("med e-legitimation")
    check_both(page)
