"""Through the one door: alone on a phone, with somebody who helps, and with us at the desk, to a guide's name."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, Look, OpenPage, check, sign_in
from tests.journeys.steps import headed

pytestmark = pytest.mark.browser
HELD_TO = {
    "brings": ["studies"],
    "occupation_now": "looking",
    "school_years": "secondary",
    "area": "soder",
    "language": "sv",
    "reach": "sms",
    "protected": "no",
}
TYPED = {"name": "Nova Provberg", "phone": "070-1740677", "job_wish": "Något med händerna."}
MOST_QUESTIONS = 30
LOOKED_AT = {"brings", "area", "reach", "phone"}
"""One question of each kind is looked at with axe: the others are the same page."""


def key_of(page: Page) -> str:
    return page.url.rstrip("/").rsplit("/", 1)[1]


def answer(page: Page) -> None:
    """Answer the question that is asked, or pass it by where one may."""
    key = key_of(page)
    if key in HELD_TO:
        values = HELD_TO[key]
        for value in values if isinstance(values, list) else [values]:
            page.locator(f'input[name="answer"][value="{value}"]').check()
    elif key in TYPED:
        page.locator('[name="answer"]').fill(TYPED[key])
    elif (skip := page.get_by_role("button", name="Hoppa över")).count():
        skip.click()
        return
    else:
        page.locator('input[name="answer"]').first.check()
    page.get_by_role("button", name="Gå vidare").click()


def tell(page: Page, look: Look, how: str = "Börja") -> None:
    """From the first page to the last, without signing in."""
    page.goto("/borja-har/")
    headed(page, "Börja här")
    expect(page.get_by_role("link", name="Ring 112")).to_be_visible()
    look(page)
    page.get_by_role("button", name=how, exact=True).click()
    for _each in range(MOST_QUESTIONS):
        if key_of(page) == "kontrollera":
            break
        if key_of(page) in LOOKED_AT:
            check(page)
        before = page.url
        answer(page)
        expect(page).not_to_have_url(before)
    headed(page, "Har vi förstått dig rätt?")
    look(page)
    page.get_by_role("button", name="Ja, lämna in").click()
    headed(page, "Tack. Nu vet vi.")


def has_a_guide_and_a_talk(page: Page) -> None:
    main = page.get_by_role("main")
    expect(main.locator(".who strong").first).not_to_be_empty()
    expect(main.get_by_text("Ditt första samtal:").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_a_resident_alone_on_a_phone_comes_to_a_guides_name_and_a_first_talk(open_page: OpenPage, look: Look, script):
    page = open_page(NARROW, java_script_enabled=script)
    if script:
        tell(page, look)
        look(page)
    else:
        tell_unseen(page)
    has_a_guide_and_a_talk(page)
    code = " ".join(page.locator("#receipt-code").inner_text().split())
    assert len(re.split(r"[ -]+", code)) == 6


def tell_unseen(page: Page) -> None:
    """The same without a script: axe needs one, so nobody looks."""
    page.goto("/borja-har/")
    page.get_by_role("button", name="Börja", exact=True).click()
    for _each in range(MOST_QUESTIONS):
        if key_of(page) == "kontrollera":
            break
        answer(page)
    page.get_by_role("button", name="Ja, lämna in").click()
    headed(page, "Tack. Nu vet vi.")


def test_somebody_helps_and_what_the_person_says_is_what_is_written(open_page: OpenPage, look: Look):
    page = open_page(NARROW)
    tell(page, look, "Någon hjälper mig att svara")
    has_a_guide_and_a_talk(page)


def test_it_can_be_left_and_taken_up_again_with_six_words(open_page: OpenPage):
    page = open_page(NARROW)
    page.goto("/borja-har/")
    page.get_by_role("button", name="Börja", exact=True).click()
    answer(page)
    page.get_by_text("Vill du fortsätta en annan gång?").click()
    words = page.locator(".draft-code").inner_text()
    elsewhere = open_page(WIDE)
    elsewhere.goto("/borja-har/fortsatt/")
    elsewhere.get_by_label("Dina sex ord").fill(words)
    elsewhere.get_by_role("button", name="Visa mina svar").click()
    assert key_of(elsewhere) not in {"fortsatt", "brings"}


def test_at_the_desk_we_ask_everything_on_one_page_and_read_out_what_happens_now(open_page: OpenPage, look: Look):
    page = open_page(WIDE)
    sign_in(page, "birgitta_mansson")
    page.goto("/arbete/ingang/")
    look(page)
    page.get_by_role("link", name="Ta emot någon ny").click()
    headed(page, "Ny vid ingången")
    look(page)
    page.locator('input[name="how"][value="desk"]').check()
    page.locator('input[name="q_brings"][value="studies"]').check()
    page.locator('input[name="q_protected"][value="no"]').check()
    for key in ("occupation_now", "school_years", "area", "language", "reach"):
        page.locator(f'select[name="q_{key}"]').select_option(HELD_TO[key])
    page.locator('[name="q_name"]').fill("Disa Provberg")
    page.locator('[name="q_phone"]').fill("070-1740678")
    page.get_by_role("button", name="Lämna in").click()
    headed(page, "Det är inlämnat")
    look(page)
    has_a_guide_and_a_talk(page)
