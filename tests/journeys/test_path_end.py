"""A path ends with what came of it, and half a year later the person says whether it helped."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, Look, OpenPage, check_both, sign_in
from tests.journeys.steps import follow, headed, nothing, press
from tests.journeys.story import found
from tests.server import Server

pytestmark = pytest.mark.browser
SAID = "Det bästa var att det var samma person hela vägen."

HALF_A_YEAR = """
from medskapa.core import clock
from medskapa.guidance import ending_jobs
from medskapa.guidance.models import PathFollowUp
PathFollowUp.objects.filter(path_end__resident={pk}, weeks=26).update(due_on=clock.today())
ending_jobs.ask.call()
"""
"""Half a year passes at once, and the daily job asks."""


def end(guide: Page, look: Look) -> tuple[str, str]:
    """End the path of the first resident of the list; return who it is, by name and key."""
    guide.goto("/arbete/invanare/")
    first = guide.locator("table.caseload tbody th a").first
    name = first.inner_text()
    first.click()
    headed(guide, name)
    file = guide.url
    follow(guide, "Avsluta vägen")
    look(guide)
    guide.locator('input[name="kind"][value="job"]').check()
    press(guide, "Avsluta vägen")
    expect(guide.get_by_text("Skriv vilken dag arbetet eller studierna började.").first).to_be_visible()
    guide.get_by_label("Arbetar eller studerar sedan").fill(date.today().isoformat())
    guide.get_by_label("Med egna ord").fill("Lagret ringde efter provdagen.")
    press(guide, "Avsluta vägen")
    expect(guide.get_by_text("Vägen är avslutad.")).to_be_visible()
    assert guide.goto(file).status == 404
    return name, found(r"/invanare/(\d+)/", file)


def type_words(page: Page, words: str) -> None:
    page.goto("/hur-gick-det/")
    headed(page, "Hur gick det för dig?")
    page.get_by_label("Dina fyra ord").fill(words)
    press(page, "Nästa")


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_half_a_year_after_the_end_the_person_says_with_four_words_whether_it_helped(
    open_page: OpenPage, town: Server, look: Look, script: bool
):
    look = look if script else nothing
    guide = open_page(WIDE)
    sign_in(guide, "karin_asplind")
    name, pk = end(guide, look)
    guide.goto("/arbete/uppfoljning/")
    expect(guide.get_by_role("link", name=name, exact=True)).to_have_count(0)
    town.manage("shell", "--verbosity", "0", "-c", HALF_A_YEAR.format(pk=pk))
    guide.goto("/arbete/uppfoljning/")
    look(guide)
    follow(guide, name)
    headed(guide, "Hur gick det?")
    look(guide)
    words = guide.locator(".draft-code").inner_text()
    assert len(words.split()) == 4

    page = open_page(NARROW, java_script_enabled=script)
    type_words(page, "inte de orden alls")
    expect(page.get_by_text("Orden går inte att känna igen.").first).to_be_visible()
    look(page)
    page.get_by_label("Dina fyra ord").fill(words)
    press(page, "Nästa")
    headed(page, "Vad gör du nu?")
    look(page)
    page.get_by_label("Jag arbetar").check()
    press(page, "Nästa")
    headed(page, "Hjälpte det som du och din guide gjorde?")
    look(page)
    press(page, "Nästa")
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()
    page.get_by_label("Det hjälpte lite").check()
    press(page, "Nästa")
    headed(page, "Vill du säga något mer?")
    look(page)
    page.get_by_label("Vill du säga något mer?").fill(SAID)
    press(page, "Skicka mitt svar")
    headed(page, "Tack för ditt svar")
    look(page)
    type_words(page, words)  # a second time they open nothing
    expect(page.get_by_text("eller så har du redan svarat").first).to_be_visible()
    guide.goto("/arbete/uppfoljning/")
    expect(guide.get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_a_manager_sees_what_paths_led_to_and_no_small_number(open_page: OpenPage):
    manager = open_page(WIDE)
    sign_in(manager, "pernilla_akerlund")
    manager.goto("/arbete/guider/utfall/")
    check_both(manager)
    page = open_page(NARROW)
    sign_in(page, "mikael")
    page.goto("/hur-gick-det/")
    headed(page, "Ingen fråga till dig just nu")
    check_both(page)
