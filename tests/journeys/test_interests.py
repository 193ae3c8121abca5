"""Jag kan in a real browser: told without script on a phone, answered by a guide, and read with the code."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check_both, sign_in

GUIDE = "marja_lehtonen"


def test_somebody_tells_without_script_a_guide_answers_and_the_code_shows_it(open_page: OpenPage):
    anyone = open_page(NARROW, java_script_enabled=False)
    anyone.goto("/jag-kan/")
    anyone.get_by_role("link", name="Berätta vad du kan").click()
    onward = anyone.get_by_role("button", name="Gå vidare")
    anyone.get_by_label("Vad kan du?").fill("Jag kan laga cyklar.")
    onward.click()
    onward.click()  # what I want is left empty: it is enough to say what one can
    anyone.get_by_label("Svenska").check()
    onward.click()
    anyone.get_by_label("På kvällar").check()
    onward.click()
    anyone.get_by_label("Bara med min kod").check()
    onward.click()
    expect(anyone.get_by_role("main")).to_contain_text("Jag kan laga cyklar.")
    anyone.get_by_role("button", name="Skicka").click()
    code = anyone.locator("#receipt-code").inner_text()

    guide = open_page(WIDE)
    sign_in(guide, GUIDE, "/arbete/jag-kan/")
    check_both(guide)
    guide.get_by_role("main").get_by_role("link", name="Jag kan laga cyklar.").click()
    check_both(guide)
    guide.get_by_role("button", name="Jag svarar").click()
    guide.get_by_role("link", name="Svara", exact=True).click()
    guide.get_by_label("Ditt svar").fill("Kom till musikkvällen.")
    guide.get_by_label("Sök något att länka till").fill("musik")
    guide.get_by_role("button", name="Sök").click()
    guide.get_by_label(re.compile("Musik för alla")).check()
    check_both(guide)
    guide.get_by_role("button", name="Lämna svaret").click()
    check_both(guide)

    again = open_page(NARROW)
    again.goto("/mitt-jag-kan/")
    check_both(again)
    again.get_by_label("Din kod").fill(code)
    again.get_by_role("button", name="Visa svaret").click()
    expect(again.get_by_role("main")).to_contain_text("Kom till musikkvällen.")
    check_both(again)
    again.goto("/jag-kan/")
    check_both(again)
    again.get_by_role("link", name="Berätta vad du kan").click()
    check_both(again)
