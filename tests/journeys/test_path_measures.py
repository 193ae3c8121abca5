"""In a measure: a day away that is answered, and a second extension that somebody else decides on."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, Look, OpenPage, check_both, sign_in
from tests.journeys.steps import follow, headed, nothing, press
from tests.journeys.test_path_guide import day, open_file, tab

pytestmark = pytest.mark.browser
MIKAEL, SANELA, PROVIDER = "Mikael Brodd", "Sanela Begović", "Zlata Kovač"
SAID = "Min son var sjuk. Jag ringde på morgonen."
NO, YES = "Inte för att vänta. Ring skolköket och fråga om hon kan börja nu.", "Ja, för nu är dagen bestämd."
STARTS, AGAIN = "Skolköket har sagt vilken dag hon börjar.", "Sanela arbetar i skolköket från den dag de har bestämt"


def let_in(manager: Page, look: Look) -> None:
    """Let the provider note who is there, at the job square."""
    manager.goto("/arbete/insatser/jobbtorget/")
    look(manager)
    follow(manager, "Lägg till någon")
    manager.get_by_label("Vem?").select_option(label=PROVIDER)
    look(manager)
    manager.locator("form.act button[type=submit]").click()
    expect(manager.get_by_text(PROVIDER)).to_be_visible()


def one_day(page: Page, when: date) -> None:
    """Open a day of the job square, as one does who works there."""
    page.goto("/arbete/narvaro/")
    follow(page, "Jobbtorget")
    page.get_by_label("Visa en annan dag").fill(when.isoformat())
    press(page, "Visa")
    expect(page.get_by_label("Visa en annan dag")).to_have_value(when.isoformat())


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_a_day_away_is_noted_and_answered_and_nobody_is_shown_to_anybody_else(open_page: OpenPage, look: Look, script):
    look, when = (look, date.today() - timedelta(days=1)) if script else (nothing, date.today() - timedelta(days=2))
    reason = "vård av barn" if script else "läkare eller annan vård"
    manager = open_page(WIDE)
    sign_in(manager, "pernilla_akerlund")
    let_in(manager, look)

    provider = open_page(WIDE, java_script_enabled=script)
    sign_in(provider, "zlata_kovac")
    one_day(provider, when)
    others = [name for name in provider.locator("th label").all_inner_texts() if name != MIKAEL]
    assert len(others) > 2
    provider.get_by_label(MIKAEL, exact=True).select_option(label="borta med giltigt skäl")
    press(provider, "Spara dagen")
    expect(provider.get_by_text("Välj vilket skäl det är.").first).to_be_visible()
    if script:
        check_both(provider)
    provider.get_by_label(f"Skäl för {MIKAEL}").select_option(label=reason)
    press(provider, "Spara dagen")
    expect(provider.get_by_text("Dagen är sparad.")).to_be_visible()
    for elsewhere in ("/arbete/invanare/", "/arbete/idag/", "/arbete/narvaro/cykelverkstaden/"):
        assert provider.goto(elsewhere).status in {403, 404}, elsewhere

    page = open_page(NARROW, java_script_enabled=script)
    sign_in(page, "mikael")
    page.goto("/min-vag/")
    page.get_by_role("region", name="Insatser").get_by_role("link", name="Jobbtorget").click()
    headed(page, "Jobbtorget")
    look(page)
    follow(page, "Se dina dagar")
    headed(page, "Dina dagar")
    noted = page.get_by_role("main").get_by_role("listitem").filter(has_text=reason)
    noted.get_by_role("link", name="Svara").click()
    look(page)
    press(page, "Spara svaret")
    expect(page.get_by_text("Skriv hur det var.").first).to_be_visible()
    page.get_by_label("Hur var det den dagen?").fill(SAID)
    press(page, "Spara svaret")
    expect(noted.get_by_text(SAID)).to_be_visible()
    look(page)
    days = page.url
    for name in others:
        expect(page.get_by_text(name)).to_have_count(0)

    one_day(provider, when)
    expect(provider.get_by_text(f"Svarar: {SAID}")).to_be_visible()
    look(provider)
    other = open_page(NARROW, java_script_enabled=script)
    sign_in(other, "hodan")
    assert other.goto(days).status == 404

    manager.goto("/arbete/insatser/jobbtorget/")
    manager.get_by_role("listitem").filter(has_text=PROVIDER).get_by_role("button", name="Ta bort").click()
    expect(manager.get_by_text(PROVIDER)).to_have_count(0)
    assert provider.goto("/arbete/narvaro/jobbtorget/").status == 404


def decide(manager: Page, choice: str, answer: str, look: Look) -> None:
    """Answer what is asked about Sanela, as the manager of her guide."""
    manager.goto("/arbete/forlangningar/")
    look(manager)
    manager.goto("/arbete/idag/enheten/")
    look(manager)
    manager.get_by_role("region", name="Frågor om att förlänga").get_by_role("link", name=SANELA).click()
    headed(manager, "Förläng en gång till?")
    manager.get_by_label(choice).check()
    press(manager, "Svara")
    expect(manager.get_by_text("Skriv ett svar. Personen och guiden läser det.").first).to_be_visible()
    look(manager)
    manager.get_by_label("Varför?").fill(answer)
    press(manager, "Svara")
    expect(manager.get_by_text("Invånaren och guiden får veta svaret.")).to_be_visible()
    expect(manager.get_by_role("link", name=SANELA)).to_have_count(0)


def reads(page: Page, state: str, answer: str) -> None:
    """Sanela finds on her own way what was decided, and why."""
    page.goto("/min-vag/")
    follow(page, "Det finns något nytt om din insats.")
    expect(page.get_by_role("listitem").filter(has_text=answer).get_by_text(state)).to_be_visible()


def test_a_second_extension_is_decided_by_the_manager_and_never_without_a_way_onward(open_page: OpenPage, look: Look):
    manager = open_page(WIDE)
    sign_in(manager, "pernilla_akerlund")
    decide(manager, "Nej, avsluta som planerat", NO, look)
    page = open_page(NARROW)
    sign_in(page, "sanela")
    reads(page, "Inte längre: frågan om", NO)
    look(page)

    guide = open_page(WIDE)
    sign_in(guide, "ellen_brask")
    open_file(guide, SANELA)
    tab(guide, "Insatser")
    guide.get_by_role("rowheader", name="Arbetsträning i Adolfsberg").get_by_role("link").click()
    expect(guide.get_by_text(NO)).to_be_visible()
    look(guide)
    placement = guide.url
    follow(guide, "Förläng")
    guide.get_by_label("Nytt slutdatum").fill(day(40))
    guide.get_by_label("Varför behöver det bli längre?").fill(STARTS)
    guide.locator("form.act button[type=submit]").click()
    expect(guide.get_by_text("Skriv vägen vidare: vad händer efter insatsen?").first).to_be_visible()
    expect(guide.get_by_label("Varför behöver det bli längre?")).to_have_value(STARTS)
    check_both(guide)
    guide.get_by_label("Vägen vidare: vad händer efter?").fill(AGAIN)
    guide.get_by_label("När ska det nya steget vara gjort?").fill(day(45))
    guide.locator("form.act button[type=submit]").click()
    expect(guide.get_by_text("väntar på enhetschefen")).to_be_visible()
    expect(guide.get_by_role("link", name="Förläng", exact=True)).to_have_count(0)

    decide(manager, "Ja, förläng", YES, look)
    unscripted = open_page(NARROW, java_script_enabled=False)
    sign_in(unscripted, "sanela")
    reads(unscripted, "Längre, till", YES)
    guide.goto(placement)
    expect(guide.get_by_text(YES)).to_be_visible()
