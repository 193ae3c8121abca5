"""From a viewpoint to an answer and back, as residents and staff walk it."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, check, check_both
from tests.journeys.steps import (
    EDITOR,
    answer,
    at_the_desk,
    headed,
    open_in_inbox,
    put_in_theme,
    read_with_code,
    reply,
    say,
    words_of,
)

pytestmark = pytest.mark.browser

THEME = "Fler sätt att få kontakt"
ANSWER = "Vi öppnar telefonen klockan sju från och med måndag. Tack för att du sa till."
PLAIN = "Nu kan du ringa från klockan sju."


def test_an_anonymous_person_is_heard_answered_and_heard_again(open_page):
    resident = open_page(NARROW)
    code = say(resident, "Växeln öppnar mitt i mitt morgonskift.", look=check_both)
    assert len(code.split()) == 8

    desk = at_the_desk(open_page)
    check_both(desk)
    open_in_inbox(desk, "morgonskift")
    check_both(desk)
    put_in_theme(desk, THEME)
    answer(desk, ANSWER, PLAIN, look=check_both)
    check_both(desk)

    read_with_code(resident, code)
    expect(resident.get_by_text(ANSWER)).to_be_visible()
    expect(resident.get_by_text(THEME).first).to_be_visible()
    check_both(resident)
    reply(resident, "Tack, det hjälper mig.")
    check_both(resident)

    open_in_inbox(desk, "morgonskift")
    expect(desk.get_by_text("Tack, det hjälper mig.")).to_be_visible()


def test_the_whole_way_works_without_javascript(open_page):
    resident = open_page(NARROW, java_script_enabled=False)
    code = say(resident, "Kölappen försvann när jag gick på toaletten.")
    desk = at_the_desk(open_page, java_script_enabled=False)
    open_in_inbox(desk, "Kölappen")
    put_in_theme(desk, THEME)
    answer(desk, ANSWER, PLAIN)
    read_with_code(resident, code)
    expect(resident.get_by_text(ANSWER)).to_be_visible()
    reply(resident, "Då vet jag.")
    open_in_inbox(desk, "Kölappen")
    expect(desk.get_by_text("Då vet jag.")).to_be_visible()


def test_an_answer_by_letter_is_printed_with_its_words_and_posted(open_page):
    resident = open_page()
    say(resident, "Jag vill ha papper att spara i pärmen.", letter_to="Alma Provberg\nStorgatan 1\n252 50 Helsingborg")
    desk = at_the_desk(open_page)
    open_in_inbox(desk, "pärmen")
    answer(desk, ANSWER, PLAIN)

    desk.goto("/arbete/brev/")
    check_both(desk)
    only(desk, "print", "Alma Provberg")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Skriv ut de markerade").click()
    printed = words_of(download.value.path().read_bytes())
    assert ANSWER in printed
    assert "Storgatan 1" in printed

    desk.goto("/arbete/brev/")
    check_both(desk)
    only(desk, "post", "Alma Provberg")
    desk.get_by_role("button", name="De markerade är postade").click()
    expect(desk.get_by_text("1 brev är postat")).to_be_visible()
    expect(desk.get_by_text("Alma Provberg")).to_have_count(0)


def only(page: Page, kind: str, name: str) -> None:
    """Tick the letter to `name` among those to ``print`` or to ``post``, and no other."""
    for box in page.locator(f'input[id^="{kind}-"]').all():
        box.set_checked(False)
    row = page.locator("tr", has_text=name, has=page.locator(f'input[id^="{kind}-"]'))
    row.get_by_role("checkbox").check()


def test_a_merge_and_its_undo_are_seen_by_all(open_page):
    source, target = "radsla-for-att-kritisera", "ratt-att-byta-handlaggare"
    editor, anybody = at_the_desk(open_page, EDITOR), open_page(NARROW)
    anybody.goto(f"/vad-har-hant/{source}/")
    before = anybody.locator("#how-far + *").inner_text()

    editor.goto(f"/arbete/teman/{source}/lagg-ihop/?till={target}")
    check_both(editor)
    editor.locator('textarea[name="reason"]').fill("Båda handlar om den som man möter.")
    editor.locator('textarea[name="plain_reason"]').fill("De är lika.")
    editor.get_by_role("button", name="Lägg ihop temana").click()
    headed(editor, "Rätt att byta handläggare")
    anybody.reload()
    expect(anybody.get_by_text("Båda handlar om den som man möter.").first).to_be_visible()
    check(anybody)

    editor.goto(f"/arbete/teman/{source}/")
    editor.get_by_role("link", name="Ångra sammanläggningen").click()
    editor.locator('textarea[name="reason"]').fill("Den ena gäller ett byte och den andra en rädsla.")
    editor.locator('textarea[name="plain_reason"]').fill("De var olika.")
    editor.get_by_role("button", name="Ångra sammanläggningen").click()
    expect(editor.get_by_text("Temana är två igen")).to_be_visible()
    anybody.reload()
    expect(anybody.get_by_text("Den ena gäller ett byte och den andra en rädsla.").first).to_be_visible()
    assert anybody.locator("#how-far + *").inner_text() == before
    check(anybody)


def test_an_answer_waits_for_a_second_reader_where_the_unit_wants_one(open_page):
    writer = at_the_desk(open_page, "camilla_nyqvist")
    writer.locator('a[id^="row-"]').first.click()
    said = writer.url
    answer(writer, ANSWER, PLAIN, done="En kollega läser svaret")

    writer.goto("/arbete/svar/")
    expect(writer.get_by_text(ANSWER)).to_have_count(0)
    reader = at_the_desk(open_page, "dragan_petrovic")
    reader.goto("/arbete/svar/")
    check_both(reader)
    reader.locator("li", has_text=ANSWER).get_by_role("link").first.click()
    headed(reader, "Läs svaret")
    check_both(reader)
    reader.get_by_role("button", name="Godkänn och skicka").click()
    expect(reader.get_by_text("Svaret är på väg")).to_be_visible()
    writer.goto(said)
    expect(writer.get_by_text("Läst av Dragan Petrović")).to_be_visible()


def test_somebody_with_only_a_keyboard_can_say_something(open_page):
    page = open_page()
    page.goto("/sag-din-mening/")
    press_until(page, 'textarea[name="text"]')
    page.keyboard.type("Dörren är för tung.")
    for step in ("Vad handlar det om?", "svar", "Vem är du?", "Ser det bra ut?"):
        press_until(page, 'button:text-is("Gå vidare")')
        page.keyboard.press("Enter")
        headed(page, step)
    press_until(page, 'button:text-is("Skicka")')
    page.keyboard.press("Enter")
    headed(page, "Tack")


def press_until(page: Page, selector: str) -> None:
    """Press Tab until `selector` has the focus, which must be visible wherever it is on the way."""
    wanted = page.locator(f"{selector}:focus")
    for _press in range(60):
        if wanted.count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {selector} on {page.url}")
