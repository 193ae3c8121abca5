"""Another guide: asked for by the resident, answered by the manager, and never seen by the guide."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, Look, OpenPage, sign_in
from tests.journeys.steps import follow, headed, press
from tests.journeys.test_path_guide import open_file

pytestmark = pytest.mark.browser
REASON = "Jag vill träffa någon närmare där jag bor, för jag har svårt att åka."
NOTE = "Hodan vill arbeta i vården nu. Barnen hämtas klockan fyra."
NO = "Olena är den enda hos oss som talar ukrainska. Vill du ha med en tolk hos en annan guide, så ring mig."


def ask(page: Page, reason: str = "") -> None:
    """Ask for another guide with one button."""
    follow(page, "Jag vill ha en annan guide")
    if reason:
        page.locator('[name="reason"]').fill(reason)
    press(page, "Jag vill ha en annan guide")
    page.goto("/min-vag/")
    expect(page.get_by_text("Du har bett om en annan guide")).to_be_visible()


def test_a_resident_gets_another_guide_and_the_old_one_never_sees_that_they_asked(open_page: OpenPage, look: Look):
    guide = open_page(WIDE)
    sign_in(guide, "idris_salim")
    open_file(guide, "Hodan Warsame")
    file = guide.url
    follow(guide, "Skriv en överlämning")
    look(guide)
    guide.get_by_label("Det här behöver nästa guide veta").fill(NOTE)
    press(guide, "Spara överlämningen")
    expect(guide.get_by_text("Invånaren kan läsa den.")).to_be_visible()

    page = open_page(NARROW)
    sign_in(page, "hodan")
    page.goto("/min-vag/guide/")
    headed(page, "Idris Salim")
    expect(page.get_by_text(NOTE)).to_be_visible()
    look(page)
    page.goto("/min-vag/guide/annan/")
    look(page)
    page.goto("/min-vag/guide/")
    ask(page, REASON)
    look(page)

    for where in ("/arbete/idag/", "/arbete/invanare/"):
        guide.goto(where)
        expect(guide.get_by_text("annan guide")).to_have_count(0)
    guide.get_by_label("Sök på namn").fill("Hodan")
    guide.get_by_role("button", name="Sök", exact=True).click()
    guide.get_by_role("main").get_by_role("link", name="Hodan Warsame").first.click()
    expect(guide.get_by_text(REASON)).to_have_count(0)
    expect(guide.get_by_text("annan guide")).to_have_count(0)
    assert guide.goto("/arbete/guider/").status in {403, 404}

    manager = open_page(WIDE)
    sign_in(manager, "pernilla_akerlund")
    manager.goto("/arbete/guider/")
    look(manager)
    manager.goto("/arbete/idag/enheten/")
    manager.get_by_role("region", name="Vill ha en annan guide").get_by_role("link", name="Hodan Warsame").click()
    expect(manager.get_by_text(REASON)).to_be_visible()
    look(manager)
    manager.get_by_label("Ellen Brask").check()
    manager.locator('[name="answer"]').fill("Ellen sitter nära dig två dagar i veckan. Hon ringer dig i morgon.")
    manager.get_by_role("button", name="Ge invånaren den här guiden").click()
    expect(manager.get_by_text("Invånaren har fått en annan guide")).to_be_visible()

    page.goto("/min-vag/guide/")
    headed(page, "Ellen Brask")
    expect(page.get_by_text("Ellen sitter nära dig två dagar i veckan").first).to_be_visible()
    earlier = page.get_by_role("listitem").filter(has_text="Idris Salim")
    expect(earlier.get_by_text(NOTE)).to_be_visible()
    look(page)
    assert guide.goto(file).status == 404
    guide.goto("/arbete/idag/")  # that Hodan has another guide now, and not why
    expect(guide.get_by_role("heading", name="Har nu en annan guide")).to_be_visible()
    for told in (REASON, "bett om", "bad om", "ville ha", "Ellen sitter nära"):
        expect(guide.get_by_text(told)).to_have_count(0)


def test_one_button_without_javascript_is_enough_and_a_no_has_its_reason(open_page: OpenPage, look: Look):
    page = open_page(NARROW, java_script_enabled=False)
    sign_in(page, "oleksandr")
    page.goto("/min-vag/guide/")
    headed(page, "Olena Bondar")
    ask(page)

    manager = open_page(WIDE)
    sign_in(manager, "katarina_ljungdahl")
    manager.goto("/arbete/guider/")
    manager.get_by_role("link", name="Oleksandr Tkachuk").first.click()
    expect(manager.get_by_text("Har inte sagt varför")).to_be_visible()
    follow(manager, "Det går inte att byta")
    look(manager)
    press(manager, "Skicka svaret")
    expect(manager.get_by_text("Skriv varför. Invånaren läser det.").first).to_be_visible()
    manager.get_by_label("Varför går det inte?").fill(NO)
    press(manager, "Skicka svaret")
    expect(manager.get_by_text("Svaret är sparat.")).to_be_visible()

    page.goto("/min-vag/guide/")
    headed(page, "Olena Bondar")
    expect(page.get_by_text(NO)).to_be_visible()
