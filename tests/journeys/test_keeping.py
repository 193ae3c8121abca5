"""Keeping the directory: a service is published, checked, changed and compared; with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check_both, sign_in
from tests.journeys.steps import headed

pytestmark = pytest.mark.browser
EDITOR, COLLEAGUE = "nadja_lindblom", "amina_farah"
OFFERED = "Sitt ned med mobilen"


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_what_a_colleague_offers_is_published_by_an_editor_and_found_by_anyone(open_page: OpenPage, script):
    look = check_both if script else lambda page: None
    name = f"{OFFERED} {'ett' if script else 'två'}"
    page = open_page(NARROW, java_script_enabled=script)
    sign_in(page, COLLEAGUE, "/arbete/katalog/")
    headed(page, "Katalogen")
    look(page)
    page.get_by_role("link", name="Ny verksamhet").click()
    look(page)
    fill_in(page, name)
    headed(page, name)
    expect(page.get_by_role("main")).to_contain_text("Väntar på en redaktör")
    page.get_by_role("link", name="Lägg till en plats").click()
    look(page)
    page.get_by_label("Var är det?").select_option(label="Olsgården")
    send(page, "Lägg till")
    page.get_by_role("link", name="Lägg till tider").click()
    look(page)
    page.get_by_label("Onsdag").check()
    page.get_by_label("Öppnar").fill("09:00")
    page.get_by_label("Stänger").fill("11:00")
    send(page, "Lägg till")
    expect(page.get_by_role("main")).to_contain_text("Onsdag 09.00–11.00")
    look(page)

    editor = open_page(WIDE, java_script_enabled=script)
    sign_in(editor, EDITOR, "/arbete/katalog/?visa=vantar")
    editor.get_by_role("link", name=name).click()
    look(editor)
    send(editor, "Publicera")
    expect(editor.get_by_role("main")).not_to_contain_text("Väntar på en redaktör")

    anyone = open_page(NARROW, java_script_enabled=script)
    anyone.goto("/hjalp/?behov=phone&var=alla")
    expect(anyone.get_by_role("article").filter(has_text=name)).to_contain_text("Olsgården")


def fill_in(page: Page, name: str) -> None:
    """The first page of a new service, sent."""
    page.get_by_label("Vad heter det?").fill(name)
    page.get_by_label("Vad får man hjälp med?").fill("Vi reder ut det som krånglar.")
    page.get_by_label("Telefonen eller en app").check()
    organisation = page.get_by_label("Vilken organisation erbjuder det?")
    organisation.select_option(label="Arbetsmarknadsförvaltningen")
    send(page, "Spara")


def send(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def test_one_press_says_that_all_is_true_with_the_keyboard_alone(open_page: OpenPage):
    page = open_page(WIDE)
    sign_in(page, EDITOR, "/arbete/katalog/?visa=alla")
    page.get_by_role("link", name="Digital hjälp på Carnot").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Jag har kollat, allt stämmer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nu ser alla att du har kollat i dag.")).to_be_visible()


def test_what_somebody_said_is_wrong_is_looked_into(open_page: OpenPage):
    page = open_page(NARROW)
    sign_in(page, EDITOR, "/arbete/katalog/?visa=fel")
    page.get_by_role("link", name="Telefonhjälp på Café Ria").click()
    check_both(page)
    send(page, "Ja, jag ändrar nu")
    headed(page, "Ändra")
    check_both(page)
    page.get_by_label("Hur gör man?").fill("Dörren öppnas klockan tio.")
    send(page, "Spara")
    expect(page.get_by_role("main")).to_contain_text("Dörren öppnas klockan tio.")
    expect(page.get_by_role("main")).not_to_contain_text("Någon säger att det är fel")


def test_two_that_look_alike_are_put_together_and_taken_apart(open_page: OpenPage):
    page = open_page(WIDE)
    sign_in(page, EDITOR, "/arbete/dubbletter/")
    headed(page, "Kanske samma")
    check_both(page)
    page.get_by_role("link", name="Jämför Digital hjälp på Olsgården").first.click()
    check_both(page)
    page.get_by_label("Samma. Den vänstra blir kvar").check()
    send(page, "Spara")
    page.goto("/arbete/katalog/digital-hjalp-pa-olsgarden/")
    expect(page.get_by_role("main")).to_contain_text("Sammanslaget med det här")
    check_both(page)
    page.get_by_role("button", name="Ångra Digital hjälp Olsgården").click()
    expect(page.get_by_text("De är två igen, och allt är som det var.")).to_be_visible()


def test_organisations_and_open_data_can_be_read(open_page: OpenPage):
    page = open_page(WIDE)
    sign_in(page, EDITOR, "/arbete/organisationer/")
    check_both(page)
    page.get_by_role("link", name="Vorta Drom").click()
    check_both(page)
    page.goto("/oppna-data/")
    check_both(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Katalogen som tabeller (CSV)").click()
    assert download.value.suggested_filename == "hsds.zip"
