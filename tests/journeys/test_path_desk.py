"""At the desk the questions come and go with the answers, with a script and without, and nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check, sign_in
from tests.journeys.steps import headed

pytestmark = pytest.mark.browser
NAME = "Disa Provberg"


def at_the_desk(page: Page) -> None:
    sign_in(page, "birgitta_mansson")
    page.goto("/arbete/ingang/ny/")
    headed(page, "Ny vid ingången")
    page.locator('[name="q_name"]').fill(NAME)


def brings(page: Page, what: str, *, ticked: bool = True) -> None:
    page.locator(f'input[name="q_brings"][value="{what}"]').set_checked(ticked)


def is_asked(page: Page, *keys: str) -> None:
    for key in keys:
        expect(page.locator(f"#ask-{key}")).to_be_visible()


def is_not_asked(page: Page, *keys: str) -> None:
    for key in keys:
        expect(page.locator(f"#ask-{key}")).to_be_hidden()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["360", "1280"])
def test_a_branch_is_shown_when_it_is_needed_and_what_was_typed_there_comes_back(open_page: OpenPage, size):
    page = open_page(size)
    at_the_desk(page)
    is_not_asked(page, "worked_with", "money_lasts", "safe_phone")
    brings(page, "work")
    is_asked(page, "occupation_now", "worked_with")
    expect(page.get_by_role("status").filter(has_text="frågor att ställa")).to_be_visible()
    check(page)
    page.locator('[name="q_worked_with"]').fill("I ett kök.")
    brings(page, "work", ticked=False)
    is_not_asked(page, "occupation_now", "worked_with")
    brings(page, "work")
    is_asked(page, "worked_with")
    expect(page.locator('[name="q_worked_with"]')).to_have_value("I ett kök.")
    expect(page.locator('[name="q_name"]')).to_have_value(NAME)
    page.locator('input[name="q_protected"][value="yes"]').check()
    is_asked(page, "safe_phone")
    is_not_asked(page, "worked_with", "name", "reach")
    check(page)


def test_the_keyboard_stays_where_it_was_when_questions_come(open_page: OpenPage):
    page = open_page(WIDE)
    at_the_desk(page)
    page.locator('input[name="q_brings"][value="housing"]').focus()
    page.keyboard.press("Space")
    is_asked(page, "housing_now")
    expect(page.locator('input[name="q_brings"][value="housing"]')).to_be_focused()


def test_without_a_script_the_questions_are_asked_in_a_second_step(open_page: OpenPage):
    page = open_page(NARROW, java_script_enabled=False)
    at_the_desk(page)
    brings(page, "housing")
    page.locator('input[name="q_protected"][value="no"]').check()
    page.locator('select[name="q_language"]').select_option("sv")
    page.locator('select[name="q_reach"]').select_option("sms")
    is_not_asked(page, "housing_now", "phone")
    page.get_by_role("button", name="Visa frågorna som svaren leder till").click()
    is_asked(page, "housing_now", "phone")
    expect(page.locator('[name="q_name"]')).to_have_value(NAME)
    page.locator('select[name="q_housing_now"]').select_option("own")
    page.locator('[name="q_phone"]').fill("070-1740678")
    page.get_by_role("button", name="Lämna in").click()
    headed(page, "Det är inlämnat")
    expect(page.get_by_role("main").get_by_text(NAME)).to_be_visible()
