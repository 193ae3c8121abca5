"""Activities: signing up without JavaScript, a seat lost to another, and from an association to everybody."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check_both, sign_in
from tests.journeys.steps import EDITOR, headed

pytestmark = pytest.mark.browser
LEADER = "mirela_stojan"
FULL, ROOM = "Musik för alla", "Filmkväll: Jag, Daniel Blake"


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def to_sign_up(page: Page, title: str) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Gör något tillsammans").click()
    headed(page, "Aktiviteter")
    page.get_by_role("main").get_by_role("link", name=title).first.click()
    headed(page, title)
    page.get_by_role("main").get_by_role("link", name=re.compile("Anmäl dig|väntelistan")).first.click()
    headed(page, "Anmäl dig")


def test_one_signs_up_and_takes_it_back_by_the_code_without_javascript(open_page: OpenPage):
    page = open_page(NARROW, java_script_enabled=False)
    to_sign_up(page, ROOM)
    page.get_by_label("Vad heter du?").fill("Testa")
    page.get_by_label("Inte alls").check()
    press(page, "Anmäl mig")
    headed(page, "Tack för din anmälan")
    expect(page.get_by_role("main")).to_contain_text("Du har en plats")
    code = page.locator(".sign-up-code").inner_text()
    page.get_by_role("link", name="Se eller avboka min anmälan").click()
    page.get_by_label("Din kod").fill(code)
    press(page, "Visa min anmälan")
    press(page, "Jag kan inte komma")
    expect(page.get_by_role("main")).to_contain_text("Du är avbokad")
    assert code.split()[0] not in page.url


def test_a_seat_that_is_lost_is_said_and_the_line_is_offered_without_javascript(open_page: OpenPage):
    page = open_page(NARROW, java_script_enabled=False)
    to_sign_up(page, FULL)
    expect(page.get_by_role("main")).to_contain_text("Det är fullt just nu")
    page.get_by_label("Vad heter du?").fill("Testa")
    page.get_by_label("Inte alls").check()
    press(page, "Ställ mig på väntelistan")
    expect(page.get_by_role("main")).to_contain_text("Det är fullt. Välj sms eller e-post")
    expect(page.get_by_label("Vad heter du?")).to_have_value("Testa")
    page.get_by_label("Med e-post").check()
    page.get_by_label("Mobilnummer eller e-postadress").fill("testa@example.se")
    press(page, "Ställ mig på väntelistan")
    expect(page.get_by_role("main")).to_contain_text("Du står på väntelistan")


def test_an_association_writes_an_editor_approves_and_anyone_reads(open_page: OpenPage):
    leader = open_page(NARROW)
    sign_in(leader, LEADER, "/arbete/ny-aktivitet/")
    headed(leader, "Ny aktivitet")
    check_both(leader)
    leader.get_by_label("Vilken organisation ordnar det?").select_option(label="Bättre hälsa")
    leader.get_by_label("Vad heter aktiviteten?").fill("Gympa i parken")
    leader.get_by_label("Vad gör ni?").fill("Vi rör på oss tillsammans. Alla kan vara med.")
    leader.get_by_label("Var är det?").select_option(label="Träffpunkten")
    press(leader, "Spara")
    headed(leader, "När är det?")
    check_both(leader)
    leader.get_by_label("Vilken dag?").fill((date.today() + timedelta(days=6)).isoformat())
    leader.get_by_label("Börjar").fill("10:00")
    leader.get_by_label("Slutar").fill("11:00")
    press(leader, "Lägg till")
    headed(leader, "Gympa i parken")
    check_both(leader)
    press(leader, "Skicka till en redaktör")
    expect(leader.get_by_role("main")).to_contain_text("Väntar på en redaktör")

    editor = open_page(WIDE)
    sign_in(editor, EDITOR, "/arbete/aktiviteter/")
    check_both(editor)
    editor.get_by_role("main").get_by_role("link", name="Gympa i parken").click()
    check_both(editor)
    press(editor, "Godkänn")
    editor.get_by_role("link", name="Så ser alla den").click()
    headed(editor, "Gympa i parken")

    anyone = open_page(NARROW)
    for address in ("/aktiviteter/", "/aktiviteter/manad/", "/aktivitet/gympa-i-parken/"):
        anyone.goto(address)
        check_both(anyone)
    expect(anyone.get_by_role("main")).to_contain_text("Vi rör på oss tillsammans.")


def test_the_pages_of_one_time_and_of_signing_up_are_as_they_should(open_page: OpenPage):
    page = open_page(NARROW)
    to_sign_up(page, ROOM)
    check_both(page)
    page.goto("/aktiviteter/min-anmalan/")
    check_both(page)
    page.goto("/aktiviteter/omrade/adolfsberg/blad/")
    check_both(page)
    sign_in(page, LEADER, "/arbete/aktiviteter/")
    page.get_by_role("main").get_by_role("link", name=FULL).click()
    page.get_by_role("main").get_by_role("table").get_by_role("link").last.click()
    check_both(page)
