"""A plan signed with BankID on the phone: with scripts in the app on the same phone, without them with another one."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check, sign_in
from tests.journeys.steps import headed
from tests.journeys.test_path_guide import open_file, tab

pytestmark = pytest.mark.browser


def put(page: Page, step: str) -> str:
    """The guide writes a step, and puts the plan as it then is. Returns the address of the plan in the file."""
    sign_in(page, "ellen_brask")
    open_file(page, "Sanela Begović")
    tab(page, "Planering")
    plan = page.url
    page.goto(f"{plan}steg/")
    page.get_by_label("Vad ska göras?").fill(step)
    page.locator('input[name="owner"][value="guide"]').check()
    page.get_by_label("Senast när?").fill((date.today() + timedelta(days=8)).isoformat())
    page.get_by_role("button", name="Lägg till").click()
    page.goto(f"{plan}bestam/")
    page.get_by_role("button", name="Ja, så här vill jag ha den").click()
    return plan


def to_sign(page: Page, step: str) -> None:
    """The resident opens what waits, on a phone, and reads the text."""
    sign_in(page, "sanela")
    page.goto("/min-vag/plan/")
    page.get_by_role("link", name="Läs den och säg ja").click()
    page.get_by_role("link", name="Skriv under med BankID").click()
    headed(page, "Skriv under med BankID")
    expect(page.get_by_text(step).first).to_be_visible()


def test_a_resident_signs_with_the_app_on_the_same_phone(open_page: OpenPage):
    step = "Ringa köket på Träffpunkten"
    guide = open_page(WIDE)
    guide.goto(f"{put(guide, step)}bankid/")
    expect(guide.get_by_text("Numret är redan känt")).to_be_visible()
    check(guide)
    page = open_page(NARROW)
    to_sign(page, step)
    check(page)
    begin = page.get_by_role("button", name="Skriv under med BankID")
    begin.click()
    picture = page.get_by_alt_text("QR-kod att läsa av med BankID")
    first = picture.get_attribute("src")
    expect(picture).not_to_have_attribute("src", first or "")  # it changes by itself
    page.get_by_role("button", name="Avbryt").focus()
    expect(page.get_by_text("Öppna appen BankID i din telefon.")).to_be_visible()
    expect(page.get_by_role("button", name="Avbryt")).to_be_focused()  # and takes nobody's place away
    check(page)
    page.get_by_role("link", name="Öppna BankID").click()
    check(page)
    page.get_by_label("Vems BankID?").select_option("kim")
    page.get_by_role("button", name="Skriv under").click()
    expect(page.get_by_text("Någon annans BankID användes")).to_be_visible()
    page.get_by_role("button", name="Börja om med BankID").click()
    page.get_by_role("link", name="Öppna BankID").click()
    page.get_by_role("button", name="Skriv under").click()
    expect(page.get_by_text("Tack! Du har skrivit under planeringen.")).to_be_visible()
    expect(picture).to_have_count(0)
    page.get_by_role("link", name="Till min planering").click()
    expect(page.get_by_text("Ni är överens").first).to_be_visible()
    page.goto("/min-vag/plan/versioner/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Version")).first.click()
    expect(page.get_by_text("med e-legitimation")).to_be_visible()
    page.get_by_text("Texten som skrevs under").click()
    check(page)


def test_a_resident_signs_without_scripts_with_the_app_on_another_phone(open_page: OpenPage):
    step = "Skriva till köket på Träffpunkten"
    put(open_page(WIDE), step)
    page = open_page(NARROW, java_script_enabled=False)
    to_sign(page, step)
    page.get_by_role("button", name="Skriv under med BankID").click()
    expect(page.get_by_text("Ladda om sidan om det inte går att läsa av den")).to_be_visible()
    phone = open_page(NARROW, java_script_enabled=False)
    phone.goto("/demo/bankid/")
    phone.get_by_role("main").get_by_role("link").first.click()
    page.get_by_role("button", name="Ja, fortsätt").click()
    expect(page.get_by_text("Läs texten i appen")).to_be_visible()
    phone.get_by_label("Vems BankID?").select_option("sanela")
    phone.get_by_role("button", name="Skriv under").click()
    page.wait_for_timeout(2_500)
    page.get_by_role("button", name="Ja, fortsätt").click()
    expect(page.get_by_text("Tack! Du har skrivit under planeringen.")).to_be_visible()
    expect(page.get_by_text("Ni är överens").first).to_be_visible()
