"""A meeting is planned, shown to everyone, moved and cancelled, as a planner and a resident walk it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from medskapa.core import clock
from tests.journeys.conftest import NARROW, check_both
from tests.journeys.steps import ANSWERER, at_the_desk, headed
from tests.server import Server

pytestmark = pytest.mark.browser

GRANT = """
from medskapa.people.models import Grant, Person
person = Person.objects.get(login="{login}")
if not person.grants.filter(role="planner").exists():
    Grant.objects.create(person=person, role="planner", starts_on="2016-01-01")
"""
WHY = "Vi vill höra vad som ska bli bättre i våra brev."
WORDS = {
    "way_there": "Buss 1 stannar utanför. Gå in genom den gröna dörren.",
    "accessibility": "Det finns hiss.",
    "interpreters": "Säg till om du vill ha tolk.",
    "child_care": "Barn är välkomna. Vi har någon som leker med dem.",
    "travel_money": "Du får pengar för bussen.",
    "food": "Vi äter soppa.",
}


@pytest.fixture(scope="session")
def planning_town(town: Server) -> Server:
    """The demo town, in which one who answers plans meetings too."""
    town.manage("shell", "--verbosity", "0", "-c", GRANT.format(login=ANSWERER))
    return town


def begin(page: Page, title: str, *, look=lambda page: None) -> None:
    """Begin a meeting and fill in each part, until it can be shown to everyone."""
    page.get_by_role("link", name="Träffar", exact=True).click()
    look(page)
    page.get_by_role("link", name="Planera en ny träff").first.click()
    headed(page, "Ny träff")
    page.get_by_label("Namn på träffen").fill(title)
    page.get_by_label("Tar vid efter").select_option("")
    page.get_by_label("Varför vi träffas", exact=True).fill(WHY)
    page.get_by_label("Varför vi träffas, lättläst").fill("Vi vill höra vad du tycker.")
    look(page)
    page.get_by_role("button", name="Börja planera").click()
    headed(page, title)
    look(page)
    day = clock.today() + timedelta(days=30)
    fill(page, "vad, varför och när", day=day.isoformat(), starts="12:30", ends="16:00", look=look)
    fill(page, "plats och väg dit", place_name="Yrkeshögskolan", address="Rönnowsgatan 8", look=look)
    fill(page, "hjälp att kunna komma", look=look)


def fill(page: Page, part: str, *, look=lambda page: None, **values: str) -> None:
    """Change one part of the meeting that is open."""
    page.get_by_role("link", name=f"Ändra: {part}").click()
    headed(page, part.capitalize())
    if "day" in values:
        page.locator('[name="reply_by"]').fill((clock.today() + timedelta(days=20)).isoformat())
    for name, value in (values | WORDS).items():
        if page.locator(f'[name="{name}"]').count():
            page.locator(f'[name="{name}"]').fill(value)
    look(page)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Sparat.")).to_be_visible()


def show(page: Page) -> None:
    page.get_by_role("button", name="Visa träffen för alla").click()
    expect(page.get_by_text("Nu kan alla läsa om träffen.")).to_be_visible()


def test_a_meeting_is_planned_shown_moved_and_cancelled(open_page, planning_town):
    desk = at_the_desk(open_page)
    begin(desk, "Träffen om brev", look=check_both)
    desk.get_by_role("link", name="Bord", exact=True).first.click()
    desk.get_by_label("Vad bordet pratar om").fill("Hur vi bemöts")
    check_both(desk)
    desk.get_by_role("button", name="Lägg till bordet").click()
    desk.get_by_role("link", name="1. Hur vi bemöts").click()
    check_both(desk)
    desk.go_back()
    desk.get_by_role("link", name="Träffen om brev").click()
    desk.get_by_role("link", name="Gäster", exact=True).first.click()
    desk.get_by_label("Namn", exact=True).fill("Eva Alm")
    desk.get_by_label("Uppdrag eller titel").fill("ordförande i nämnden")
    desk.get_by_label("Kommer som").select_option("politician")
    desk.locator('[name="coming"]').select_option("yes")
    desk.get_by_role("button", name="Lägg till gästen").click()
    check_both(desk)
    desk.get_by_role("link", name="Eva Alm").click()
    check_both(desk)
    desk.goto("/arbete/traffar/traffen-om-brev/")
    show(desk)
    check_both(desk)

    resident = open_page(NARROW)
    resident.goto("/traffar/")
    check_both(resident)
    resident.get_by_role("link", name="Träffen om brev").click()
    for words in (WHY, "Eva Alm, ordförande i nämnden", "Vi äter soppa.", "Hur vi bemöts"):
        expect(resident.get_by_text(words)).to_be_visible()
    check_both(resident)
    with resident.expect_download() as calendar:
        resident.get_by_role("link", name="Lägg träffen i din kalender").click()
    assert "Yrkeshögskolan" in calendar.value.path().read_text()
    resident.get_by_role("link", name="För dig som är journalist").click()
    headed(resident, "För dig som är journalist")
    check_both(resident)

    fill(desk, "plats och väg dit", place_name="Stadsbiblioteket")
    resident.goto("/traffar/traffen-om-brev/")
    resident.reload()  # for a minute the browser shows what it has
    expect(resident.get_by_text("Stadsbiblioteket")).to_be_visible()

    desk.get_by_role("link", name="Ställ in träffen").click()
    desk.get_by_label("Varför? Alla kan läsa det").fill("Lokalen blev översvämmad.")
    desk.get_by_label("Samma sak på lättläst").fill("Det kom vatten i salen.")
    check_both(desk)
    desk.get_by_role("button", name="Ställ in träffen").click()
    check_both(desk)
    resident.reload()
    expect(resident.get_by_text("Träffen är inställd")).to_be_visible()
    expect(resident.get_by_text("Lokalen blev översvämmad.")).to_be_visible()
    check_both(resident)


def test_a_meeting_is_planned_and_read_without_javascript(open_page, planning_town):
    desk = at_the_desk(open_page, java_script_enabled=False)
    begin(desk, "Träffen utan skript")
    show(desk)
    resident = open_page(NARROW, java_script_enabled=False)
    resident.goto("/traffar/")
    resident.get_by_role("link", name="Träffen utan skript").click()
    expect(resident.get_by_text(WHY)).to_be_visible()
    resident.locator('button[value="sv-plain"]').first.click()
    expect(resident.get_by_text("Vi vill höra vad du tycker.")).to_be_visible()


@pytest.mark.parametrize("login", [ANSWERER, "marja_lehtonen"])  # a guide has ten ways
def test_the_menu_of_staff_stays_on_one_line(open_page, planning_town, login):
    desk = at_the_desk(open_page, login)
    desk.set_viewport_size({"width": 1280, "height": 900})
    tops = desk.evaluate("[...document.querySelectorAll('.site-nav li')].map(each => each.getBoundingClientRect().top)")
    assert max(tops) - min(tops) < 24, tops
    assert re.search("/arbete/", desk.url)
