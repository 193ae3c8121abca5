"""Helping: visits pressed without network arrive once; without JavaScript it is a form; a card fits on one sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, OpenPage, check, check_both, sign_in
from tests.journeys.steps import headed
from tests.journeys.test_outreach_offline import WORKER_IN_CHARGE

pytestmark = pytest.mark.browser
HELPER, VISITS = "birgitta_mansson", "/arbete/besok/"


def press(page: Page, *choices: str) -> None:
    for choice in choices:
        page.get_by_role("radio", name=choice, exact=True).check()
    page.get_by_role("button", name="Spara besöket").click()


def number(page: Page) -> int:
    return int(re.findall(r"\d+", page.locator("#today-title").inner_text())[0])


def expect_waiting(page: Page, number: int) -> None:
    expect(page.locator("[data-count]")).to_have_attribute("data-waiting", str(number))


def test_visits_pressed_without_network_arrive_once_and_one_is_undone(open_page: OpenPage):
    page = open_page(NARROW)
    sign_in(page, HELPER, VISITS)
    page.evaluate(WORKER_IN_CHARGE)
    check(page)
    page.get_by_label("Var är du?").select_option(label="Olsgården")
    before = number(page)
    page.context.set_offline(True)
    press(page, "telefon, app", "10 minuter", "det löste sig")
    expect_waiting(page, 1)
    expect(page.get_by_role("radio", name="telefon, app", exact=True)).not_to_be_checked()
    expect(page.get_by_label("Var är du?")).to_have_value(re.compile(r"\d+"))
    press(page, "brev", "20 minuter")
    expect(page.get_by_role("alert").filter(has_text="hur det gick")).to_be_visible()
    page.get_by_role("radio", name="skickades vidare", exact=True).check()
    page.get_by_label("Vart skickade du personen?").select_option(label="Jobbtorget")
    page.get_by_role("button", name="Spara besöket").click()
    expect_waiting(page, 2)
    page.reload()
    expect_waiting(page, 2)
    expect(page.get_by_label("Var är du?").locator("option:checked")).to_have_text("Olsgården")
    check(page)
    page.context.set_offline(False)
    expect_waiting(page, 0)
    page.reload()
    expect(page.locator("#today-title")).to_contain_text(str(before + 2))
    expect(page.locator("#today li").first).to_contain_text("Jobbtorget")
    press(page, "BankID", "5 minuter", "det löste sig")  # with network the list shows it at once
    expect(page.locator("#today-title")).to_contain_text(str(before + 3))
    page.locator("#today li").first.get_by_role("button", name="Ångra").click()
    expect(page.locator("#today-title")).to_contain_text(str(before + 2))
    page.goto(f"{VISITS}behov/")
    headed(page, "Vad folk frågar om")
    check_both(page)


def test_without_javascript_a_visit_is_a_form_and_the_cards_are_there_to_print(open_page: OpenPage):
    page = open_page(NARROW, java_script_enabled=False)
    sign_in(page, HELPER, VISITS)
    before = number(page)
    page.get_by_label("Var är du?").select_option(label="Carnot")
    press(page, "dator, internet", "40 eller mer", "en del löste sig")
    expect(page.get_by_text("Besöket är sparat.")).to_be_visible()
    assert number(page) == before + 1
    page.get_by_role("link", name="Hur många kom?").click()
    page.get_by_label("Hur många kom?").fill("9")
    page.get_by_role("main").get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Tack, det är sparat.")).to_be_visible()
    page = open_page(NARROW)
    page.goto("/hjalp/")
    page.get_by_role("link", name="Gör det själv, steg för steg").click()
    check_both(page)
    page.get_by_role("link", name="Är det en bluff?").click()
    headed(page, "Är det en bluff?")
    check_both(page)
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.goto("/hjalp/behoven/")
    headed(page, "Det här frågar folk om")
    check_both(page)
