"""A guide's Monday, and a plan that both agree on."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import NARROW, WIDE, Look, OpenPage, check_both, sign_in
from tests.journeys.steps import headed
from tests.server import Server

pytestmark = pytest.mark.browser

STEP = "Ringa och fråga om en dag på prov"
TALK_TODAY = """
from medskapa.people.models import Person
from tests.talk_factories import at, new_talk
new_talk(Person.objects.get(login="mikael"), starts=at(0, 12))
"""


def day(ahead: int) -> str:
    return (date.today() + timedelta(days=ahead)).isoformat()


def open_file(page: Page, name: str) -> None:
    """Find a resident by name in the list, and open their file."""
    page.goto("/arbete/invanare/")
    page.get_by_label("Sök på namn").fill(name)
    page.get_by_role("button", name="Sök", exact=True).click()
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    headed(page, name)


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Delar av akten").get_by_role("link", name=name).click()


def under(page: Page, region: str, heading: str = "") -> Locator:
    """The rows of a piece of the day, or those under one heading of it."""
    piece = page.get_by_role("region", name=region)
    if not heading:
        return piece.get_by_role("listitem")
    return piece.get_by_role("heading", name=heading).locator("xpath=following-sibling::ul[1]").get_by_role("listitem")


def test_a_guide_sees_on_monday_who_needs_them_and_adds_a_next_step(open_page: OpenPage, town: Server, look: Look):
    town.manage("shell", "--verbosity", "0", "-c", TALK_TODAY)
    page = open_page(WIDE)
    sign_in(page, "marja_lehtonen")
    page.goto("/arbete/idag/")
    look(page)
    expect(under(page, "Samtal i dag").filter(has_text="12.00–12.45 Mikael Brodd")).to_be_visible()
    expect(under(page, "Insatser", "Slutar snart").filter(has_text="Mikael Brodd, Jobbtorget")).to_be_visible()
    expect(under(page, "Insatser", "Önskemål som väntar på dig").first).to_be_visible()
    proposed = under(page, "Steg som väntar på dig", "Förslag från invånare")
    expect(proposed.filter(has_text="Åka med en dag på åkeriet")).to_be_visible()
    without = under(page, "Planera ihop", "Saknar nästa steg").get_by_role("link").first
    name = without.inner_text()
    without.click()
    headed(page, name)
    look(page)
    plan = page.url
    if (begin := page.get_by_role("button", name="Börja planeringen")).count():  # some are so new that there is none
        begin.click()
        expect(begin).to_have_count(0)
    page.goto(f"{plan}steg/")
    headed(page, name)
    page.get_by_label("Vad ska göras?").fill(STEP)
    page.locator('input[name="owner"][value="guide"]').check()
    page.get_by_label("Senast när?").fill(day(5))
    look(page)
    page.get_by_role("button", name="Lägg till").click()
    page.goto(plan)
    expect(page.get_by_text(STEP).first).to_be_visible()
    page.goto("/arbete/idag/")
    expect(under(page, "Planera ihop", "Saknar nästa steg").get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_a_seat_is_not_given_without_a_way_onward_and_is_with_one(open_page: OpenPage, look: Look):
    page = open_page(WIDE)
    sign_in(page, "marja_lehtonen")
    open_file(page, "Mikael Brodd")
    look(page)
    tab(page, "Insatser")
    look(page)
    page.goto(f"{page.url}plats/vardag-och-samhalle/")
    headed(page, "Planera plats")
    page.get_by_label("Syftet för just den här personen").fill("Kunna sköta sina ansökningar själv.")
    page.locator('[name="starts_on"]').fill(day(20))
    page.locator('[name="ends_on"]').fill(day(60))
    page.get_by_role("button", name="Planera platsen").click()
    expect(page.get_by_text("Skriv vägen vidare: vad händer efter insatsen?").first).to_be_visible()
    check_both(page)
    page.locator('[name="way_onward"]').fill("Söka jobb som transportplanerare")
    page.locator('[name="onward_on"]').fill(day(66))
    page.get_by_role("button", name="Planera platsen").click()
    expect(page.get_by_text("Platsen är planerad")).to_be_visible()
    look(page)


def test_an_extension_is_not_agreed_without_a_new_way_onward(open_page: OpenPage):
    page = open_page(WIDE)
    sign_in(page, "marja_lehtonen")
    open_file(page, "Mikael Brodd")
    tab(page, "Insatser")
    page.get_by_role("rowheader", name="Jobbtorget").first.get_by_role("link").click()
    same = page.locator("dt", has_text="Vägen vidare").locator("xpath=following-sibling::dd[1]").inner_text()
    page.get_by_role("link", name="Förläng", exact=True).click()
    page.locator('[name="to_day"]').fill(day(40))
    page.locator('[name="reason"]').fill("Åkeriet har inte svarat.")
    page.locator('[name="way_onward"]').fill(same)
    page.locator('[name="onward_on"]').fill(day(50))
    page.locator("form.act button[type=submit]").first.click()
    expect(page.get_by_text("Det är samma väg vidare som förut").first).to_be_visible()
    check_both(page)


def test_both_agree_on_the_plan(open_page: OpenPage, look: Look):
    page = open_page(NARROW)
    sign_in(page, "oleksandr")
    page.goto("/min-vag/")
    look(page)
    page.goto("/min-vag/plan/")
    look(page)
    page.get_by_role("link", name="Läs den och säg ja").click()
    look(page)
    page.get_by_role("button", name="Ja, jag är med på det").click()
    page.goto("/min-vag/plan/")
    expect(page.get_by_text("Ni är överens").first).to_be_visible()
    guide = open_page(WIDE)
    sign_in(guide, "olena_bondar")
    open_file(guide, "Oleksandr Tkachuk")
    tab(guide, "Planering")
    expect(guide.get_by_text(re.compile("Ni är överens|Ni kom överens")).first).to_be_visible()
