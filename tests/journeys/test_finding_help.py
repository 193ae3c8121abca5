"""From a need to a phone number in three taps, on a small screen, with and without JavaScript; in Arabic; on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check, check_both
from tests.journeys.steps import headed, words_of

pytestmark = pytest.mark.browser
LIBRARY = "Digital hjälp på Biblioteket"
NUMBER = "040-628 04 61"


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_three_taps_lead_from_the_finder_to_a_phone_number(open_page: OpenPage, script):
    page = open_page(NARROW, java_script_enabled=script)
    look = check_both if script else lambda page: None
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Hitta hjälp nära dig").click()
    headed(page, "Jag behöver hjälp med")
    look(page)
    tap(page, "Att skriva ut eller skanna")
    headed(page, "Var vill du ha hjälp?")
    look(page)
    tap(page, "Var som helst")
    headed(page, "Här kan du få hjälp")
    look(page)
    call = page.get_by_role("article").filter(has_text=LIBRARY).get_by_role("link", name=f"Ring {NUMBER}")
    expect(call).to_have_attribute("href", f"tel:{NUMBER}")
    assert call.bounding_box()["height"] >= 24


def tap(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("link", name=words, exact=True).click()


def test_the_same_three_taps_with_the_keyboard_alone(open_page: OpenPage):
    page = open_page(WIDE)
    page.goto("/hjalp/")
    for words in ("BankID", "Per telefon"):
        page.get_by_role("main").get_by_role("link", name=words, exact=True).focus()
        page.keyboard.press("Enter")
    headed(page, "Här kan du få hjälp")
    expect(page.get_by_role("main")).to_contain_text("Inget passar just nu")
    page.get_by_role("main").get_by_role("link", name="Visa allt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"Ring {NUMBER}")).to_be_visible()


def test_words_in_arabic_find_who_reads_letters(open_page: OpenPage):
    page = open_page(NARROW)
    page.goto("/hjalp/")
    page.get_by_role("searchbox").fill("وصلتني رسالة من البلدية")
    page.get_by_role("button", name="Sök", exact=True).click()
    first = page.get_by_role("article").first
    expect(first).to_contain_text("Samhällshjälp på Mötesplats etableringen")
    expect(first).to_contain_text("العربية")
    check_both(page)


def test_filters_are_set_and_taken_away(open_page: OpenPage):
    page = open_page(NARROW)
    page.goto("/hjalp/?behov=phone&var=alla")
    page.get_by_text("På mitt språk").click()
    page.get_by_role("link", name="العربية").click()
    expect(page.get_by_role("main")).to_contain_text("Bara där man talar العربية.")
    expect(page.get_by_role("article").filter(has_text="Café Ria")).to_have_count(0)
    page.get_by_role("link", name="Visa alla språk").click()
    expect(page.get_by_role("article").filter(has_text="Café Ria")).to_have_count(1)
    page.get_by_role("link", name="Gratis", exact=True).click()
    expect(page.get_by_role("article").filter(has_text="Café Ria")).to_have_count(0)
    check_both(page)


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_one_press_says_that_it_is_wrong(open_page: OpenPage, script):
    page = open_page(NARROW, java_script_enabled=script)
    page.goto("/hjalp/?q=carnot")
    page.get_by_role("link", name="Det här stämmer inte").first.click()
    headed(page, "Det här stämmer inte")
    if script:
        check_both(page)
    page.get_by_role("button", name="Tiderna stämmer inte").click()
    headed(page, "Digital hjälp på Carnot")
    expect(page.locator("#toasts")).to_contain_text("Tack!")
    if script:
        check_both(page)


def test_the_map_leads_to_a_neighbourhood_its_places_and_its_sheet(open_page: OpenPage):
    page = open_page(NARROW)
    page.goto("/hjalp/karta/")
    check_both(page)
    page.locator("svg.town-map").get_by_role("link", name=re.compile("Adolfsberg")).click()
    headed(page, "Hjälp i Adolfsberg")
    check_both(page)
    page.get_by_role("main").get_by_role("link", name="Träffpunkten").click()
    headed(page, "Träffpunkten")
    check(page)
    page.go_back()
    page.get_by_role("link", name="Ett blad att skriva ut").click()
    check_both(page)
    address = page.get_by_role("link", name="Skriv ut bladet").get_attribute("href")
    assert "Öppet hus hos Vorta Drom" in words_of(page.request.get(address).body())


@pytest.mark.parametrize("language", ["sv-plain", "en"])
def test_in_other_languages_and_in_the_dark_nothing_is_wrong(open_page: OpenPage, language):
    page = open_page(NARROW, color_scheme="dark")
    page.goto("/hjalp/")
    page.locator(f'button[value="{language}"]').first.click()
    for path in ("/hjalp/", "/hjalp/?behov=phone", "/hjalp/?behov=phone&var=adolfsberg", "/hjalp/karta/"):
        page.goto(path)
        check(page)


def test_at_400_percent_nothing_scrolls_sideways(open_page: OpenPage):
    page = open_page({"width": 320, "height": 256}, device_scale_factor=4)
    for path in (
        "/hjalp/",
        "/hjalp/?behov=phone",
        "/hjalp/?behov=phone&var=alla",
        "/hjalp/karta/",
        "/hjalp/digital-hjalp-pa-biblioteket/",
        "/hjalp/omrade/adolfsberg/blad/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
