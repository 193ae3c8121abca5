"""From the desk to the mail of those who help, to the person; and somebody who asks alone, without JavaScript."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check, check_both, sign_in
from tests.journeys.steps import headed, press
from tests.server import Server

pytestmark = pytest.mark.browser
LIBRARY = "Digital hjälp på Biblioteket"
DESK = "birgitta_mansson"


def link_in_mail(town: Server, path: str, before: set[Path]) -> str:
    """The link to `path` in the first mail that has come since `before` and holds one, as a browser opens it."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for file in mails(town) - before:
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            found = re.search(rf"{path}(#\S+)", str(mail.get_content()))
            if found:
                return path + found.group(1)
        time.sleep(0.5)
    raise AssertionError(f"no mail with a link to {path}")


def mails(town: Server) -> set[Path]:
    return set((town.data / "mail").glob("*.log"))


def mails_at_rest(town: Server) -> set[Path]:
    """The mails that are there when the demo's own have gone out."""
    found, end = mails(town), time.monotonic() + 30
    while time.monotonic() < end:
        time.sleep(4)
        if (now := mails(town)) == found and now:
            return now
        found = now
    return found


def own_code(page: Page) -> str:
    return " ".join(page.locator(".receipt-code").inner_text().split())


def see_own(page: Page, code: str) -> None:
    page.goto("/min-fraga/")
    page.locator('[name="code"]').fill(code)
    press(page, "Visa")
    headed(page, LIBRARY)


def test_from_the_desk_to_a_yes_that_the_person_sees(open_page: OpenPage, town: Server):
    desk = open_page(WIDE)
    sign_in(desk, DESK, onward="/arbete/hanvisningar/ny/?behov=bankid")
    check(desk)
    before = mails_at_rest(town)
    desk.get_by_role("article").get_by_role("link", name=LIBRARY).click()
    desk.get_by_label("Förnamn").fill("Sixten")
    desk.get_by_label("Vad gäller det?").fill("Vill logga in med BankID.")
    desk.get_by_label("Nummer eller adress").fill("040-10 20 30")
    press(desk, "Skicka frågan")
    expect(desk.get_by_role("main")).to_contain_text("för att gå vidare")
    expect(desk.get_by_label("Förnamn")).to_have_value("Sixten")
    desk.get_by_label("Personen har sagt ja").check()
    press(desk, "Skicka frågan")
    headed(desk, LIBRARY)
    check(desk)
    code = own_code(desk)

    helper = open_page(NARROW)
    helper.goto(link_in_mail(town, "/hanvisning/", before))
    press(helper, "Visa frågan")
    headed(helper, "Kan ni hjälpa en person?")
    expect(helper.get_by_role("main")).not_to_contain_text("040-10 20 30")
    check(helper)
    helper.get_by_label("Ja, personen är välkommen").check()
    helper.get_by_label("Vill ni skriva något mer?").fill("Fråga efter Mona i informationen.")
    press(helper, "Skicka svaret")
    expect(helper.get_by_role("main")).to_contain_text("040-10 20 30")
    check(helper)

    person = open_page(NARROW)
    see_own(person, code)
    expect(person.get_by_role("main")).to_contain_text("Fråga efter Mona")
    check_both(person)


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_somebody_asks_alone_and_takes_it_back(open_page: OpenPage, script):
    page = open_page(NARROW, java_script_enabled=script)
    look = check_both if script else lambda page: None
    page.goto("/hjalp/digital-hjalp-pa-biblioteket/")
    page.get_by_role("link", name="Be dem höra av sig till dig").click()
    headed(page, "Be dem höra av sig")
    look(page)
    page.get_by_label("Vad vill du ha hjälp med?").fill("Att skriva ut ett papper.")
    page.get_by_label("Ditt nummer eller din adress").fill("070-174 06 05")
    press(page, "Skicka min fråga")
    headed(page, "Din fråga är skickad")
    code = own_code(page)
    see_own(page, code)
    look(page)
    press(page, "Jag vill inte ha hjälp därifrån")
    expect(page.get_by_role("main")).to_contain_text("Frågan är tillbakatagen.")
