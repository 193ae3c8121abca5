"""An occupation: an association offers it, an editor approves it, anyone reads it, and a guide plans a time in it."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check_both, sign_in
from tests.journeys.steps import EDITOR, headed

pytestmark = pytest.mark.browser
LEADER, GUIDE, TITLE = "mirela_stojan", "marja_lehtonen", "Värd i syrummet"


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_from_an_association_to_a_time_with_an_end_and_a_next_step(open_page: OpenPage):
    leader = open_page(NARROW, java_script_enabled=False)
    sign_in(leader, LEADER, "/arbete/nytt-uppdrag/")
    headed(leader, "Nytt uppdrag")
    leader.get_by_label("Vilken organisation håller i det?").select_option(label="Bättre hälsa")
    leader.get_by_label("Vad heter uppdraget?").fill(TITLE)
    leader.get_by_label("Frivilligt uppdrag").check()
    leader.get_by_label("Var är det?").select_option(label="Familjecentralen")
    leader.get_by_label("Vad är uppdraget till för?").fill("Fler lagar kläder i stället för att köpa nya.")
    leader.get_by_label("Vad gör man?").fill("Du visar hur symaskinen går. Ni syr tillsammans.")
    leader.get_by_label("Vad lär man sig?").fill("Att visa och förklara.")
    leader.get_by_label("Hur många timmar i veckan?").fill("6")
    leader.get_by_label("Hur många veckor som längst?").fill("10")
    leader.get_by_label("Hur många kan vara med samtidigt?").fill("2")
    leader.get_by_label("Vilket arbete kan det leda till?").fill("Sömmerska eller butik")
    press(leader, "Spara")
    expect(leader.get_by_role("main")).to_contain_text("Fyll i ”Vad är nästa steg efteråt?”")
    leader.get_by_label("Vad är nästa steg efteråt?").fill("Vi skriver ett omdöme till dig.")
    press(leader, "Spara")
    headed(leader, TITLE)
    press(leader, "Skicka till en redaktör")

    editor = open_page(WIDE)
    sign_in(editor, EDITOR, "/arbete/uppdrag/")
    check_both(editor)
    editor.get_by_role("link", name=TITLE).click()
    check_both(editor)
    press(editor, "Godkänn")
    expect(editor.get_by_role("main")).to_contain_text("tar emot")

    anyone = open_page(NARROW)
    anyone.goto("/uppdrag/")
    check_both(anyone)
    anyone.get_by_role("link", name=TITLE).click()
    expect(anyone.get_by_role("main")).to_contain_text("Vart gick de sedan?")
    check_both(anyone)

    guide = open_page(WIDE)
    sign_in(guide, GUIDE, "/arbete/invanare/")
    guide.get_by_role("main").locator("table a").first.click()
    guide.goto(re.sub(r"(/arbete/invanare/\d+/).*", r"\1insatser/", guide.url))
    check_both(guide)
    guide.get_by_role("row").filter(has_text=TITLE).get_by_role("link", name=re.compile("^Planera plats")).click()
    today = date.today()
    guide.get_by_label("Syftet för just den här personen").fill("Få vana att visa andra.")
    guide.get_by_label("Börjar").fill(f"{today:%Y-%m-%d}")
    guide.get_by_label("Slutar").fill(f"{today + timedelta(days=71):%Y-%m-%d}")
    guide.get_by_label("Vägen vidare: vad händer efter?").fill("Söka arbete i två butiker.")
    guide.get_by_label("När ska det nya steget vara gjort?").fill(f"{today + timedelta(days=80):%Y-%m-%d}")
    press(guide, "Planera platsen")
    expect(guide.get_by_role("main")).to_contain_text("högst 10 veckor för en person")
    guide.get_by_label("Slutar").fill(f"{today + timedelta(days=70):%Y-%m-%d}")
    press(guide, "Planera platsen")
    expect(guide.get_by_role("heading", name=TITLE)).to_be_visible()
