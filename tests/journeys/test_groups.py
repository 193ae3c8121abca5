"""A group is read by anyone and told news from outside; somebody is invited, without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check_both, sign_in
from tests.journeys.steps import headed

pytestmark = pytest.mark.browser
LEADER, CONVENOR = "mirela_stojan", "lovisa_ekdahl"
PASSWORD = "fyra lugna ord tillsammans"


def test_a_group_is_read_by_anyone_and_gets_news_from_outside(open_page: OpenPage):
    page = open_page(NARROW)
    page.goto("/samverkan/")
    check_both(page)
    page.get_by_role("main").get_by_role("link", name="Samverkansgruppen").click()
    headed(page, "Samverkansgruppen")
    expect(page.get_by_role("main")).to_contain_text("Fritidsbanken: vad händer?")
    check_both(page)
    page.locator(".meeting-list a").first.click()
    headed(page, "Det här sa ni, och det här händer nu")

    leader = open_page(WIDE)
    sign_in(leader, LEADER, "/var-organisation/")
    headed(leader, "Vår organisation")
    check_both(leader)
    leader.get_by_role("main").get_by_role("link", name="Samverkansgruppen").click()
    check_both(leader)
    leader.get_by_role("link", name="Dagordning och nyheter").click()
    leader.get_by_role("link", name="Lägg till en nyhet").click()
    check_both(leader)
    leader.get_by_label("Nyheten i en mening").fill("Körsång varje fredag")
    leader.get_by_role("button", name="Lägg till").click()
    expect(leader.get_by_role("main")).to_contain_text("Körsång varje fredag")
    check_both(leader)

    convenor = open_page(WIDE)
    sign_in(convenor, CONVENOR, "/arbete/samverkan/samverkansgruppen/")
    check_both(convenor)
    convenor.get_by_role("link", name="Ny uppgift").click()
    convenor.get_by_label("Vad ska göras?").fill("Boka en lokal")
    convenor.get_by_label("Klart senast").fill("2099-01-15")
    convenor.get_by_role("button", name="Spara").click()
    expect(convenor.get_by_role("main")).to_contain_text("Boka en lokal")


def test_somebody_is_invited_and_signs_in_without_javascript(open_page: OpenPage):
    leader = open_page(NARROW, java_script_enabled=False)
    sign_in(leader, LEADER, "/var-organisation/")
    leader.get_by_role("link", name="Bjud in en kollega").first.click()
    leader.get_by_label("E-postadress").fill("inte en adress")
    leader.get_by_role("button", name="Skicka inbjudan").click()
    expect(leader.get_by_role("main")).to_contain_text("Skriv e-postadressen så här")
    leader.get_by_label("E-postadress").fill("nora.testsson@example.se")
    leader.get_by_role("button", name="Skicka inbjudan").click()
    headed(leader, "Vår organisation")
    expect(leader.get_by_role("main")).to_contain_text("nora.testsson@example.se")

    page = open_page(NARROW)
    for path in ("/logga-in/forening/", "/bli-med/", "/logga-in/forening/glomt/"):
        page.goto(path)
        check_both(page)
    page.goto("/logga-in/forening/")
    page.get_by_label("Din e-postadress").fill("nora.testsson@example.se")
    page.get_by_label("Ditt lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("main")).to_contain_text("passar inte ihop")
    check_both(page)
