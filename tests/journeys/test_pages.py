"""Every page, looked at: axe at both widths, reflow at 400 %, dark mode, what is printed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, SIZES, WIDE, check
from tests.journeys.steps import EDITOR, at_the_desk, sign_in

pytestmark = pytest.mark.browser

THEME = "fler-satt-att-fa-kontakt"
PUBLIC = [
    "/",
    "/vad-har-hant/",
    f"/vad-har-hant/{THEME}/",
    "/vad-har-hant/krangliga-brev/",
    "/sag-din-mening/",
    "/sag-din-mening/fortsatt/",
    "/kvitto/",
    "/logga-in/",
    "/tillganglighet/",
    "/integritet/",
    "/stil/",
    "/finns-inte/",
]
MINE = ["/min-sida/", "/min-sida/kontakt/"]
DESK = [
    "/arbete/",
    "/arbete/?text=finnsinte",
    "/arbete/teman/",
    "/arbete/teman/nytt/",
    f"/arbete/teman/{THEME}/",
    f"/arbete/teman/{THEME}/andra/",
    f"/arbete/teman/{THEME}/handelse/",
    f"/arbete/teman/{THEME}/svara-alla/",
    f"/arbete/teman/{THEME}/lagg-ihop/",
    f"/arbete/teman/{THEME}/lagg-ihop/?till=radsla-for-att-kritisera",
    "/arbete/ta-emot/",
    "/arbete/ute/",
    "/arbete/svar/",
    "/arbete/brev/",
    "/arbete/beratta/",
    "/arbete/utskick/",
]


def visit(page: Page, path: str) -> None:
    page.goto(path)
    check(page)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_public_pages_have_no_violation(open_page, size):
    page = open_page(size)
    for path in PUBLIC:
        visit(page, path)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_pages_of_the_desk_have_no_violation(open_page, size):
    page = at_the_desk(open_page, EDITOR, size=size)
    for path in DESK:
        visit(page, path)
    page.goto("/arbete/?text=kontakt&state=all")
    page.locator('a[id^="row-"]').first.click()
    check(page)
    visit(page, page.url + "utdrag/")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_pages_of_a_resident_and_of_an_auditor_have_no_violation(open_page, size):
    resident = open_page(size)
    sign_in(resident, "hodan")
    for path in MINE:
        visit(resident, path)
    auditor = at_the_desk(open_page, "rolf_stenmark", size=size)
    visit(auditor, "/arbete/granskning/?verify=1")


def test_dark_pages_have_no_violation(open_page):
    page = at_the_desk(open_page, EDITOR, size=WIDE, color_scheme="dark")
    for path in ["/", f"/vad-har-hant/{THEME}/", "/sag-din-mening/", "/stil/", "/arbete/", f"/arbete/teman/{THEME}/"]:
        visit(page, path)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", background)[:3])) < 64, background


@pytest.mark.parametrize("language", ["sv-plain", "en"])
def test_pages_in_other_languages_have_no_violation(open_page, language):
    page = open_page(NARROW)
    page.goto("/")
    page.locator(f'button[value="{language}"], [lang="{language}"]').first.click()
    for path in ["/", "/vad-har-hant/", f"/vad-har-hant/{THEME}/", "/sag-din-mening/", "/kvitto/"]:
        visit(page, path)
    assert page.locator("html").get_attribute("lang") == language.partition("-")[0]


def test_at_400_percent_nothing_scrolls_sideways(open_page):
    page = open_page({"width": 320, "height": 256}, device_scale_factor=4)
    for path in PUBLIC:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    desk = at_the_desk(open_page, EDITOR, size={"width": 320, "height": 256}, device_scale_factor=4)
    for path in DESK:
        desk.goto(path)
        assert desk.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_text_of_twice_the_size_loses_nothing(open_page):
    page = open_page(WIDE)
    for path in ["/", "/sag-din-mening/", "/kvitto/", "/vad-har-hant/"]:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_what_is_pressed_is_at_least_24_pixels(open_page):
    page = open_page(NARROW)
    for path in PUBLIC[:-1]:
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, a.ds-button')]
            .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
        )
        assert small == [], path
