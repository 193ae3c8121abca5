"""Every page, looked at: axe at both widths, reflow at 400 %, dark mode, what is printed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, Look, check, check_both, served
from tests.journeys.steps import ANSWERER, EDITOR, at_the_desk, sign_in
from tests.server import Server

pytestmark = pytest.mark.browser

PLANNER = ANSWERER  # she plans meetings in the whole administration too
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
LISTS = [
    "/traffar/",
    "/forslag/",
    "/arbetsgrupper/",
    "/forbattringsomraden/",
    "/inflytande/",
    "/inbjudan/",
    "/gast/",
    "/rosta/",
    f"/trad/{THEME}/",
]
"""Where the pages about meetings and proposals are found: `influence_pages` follows their links."""

KINDS = {
    "change:decision",
    "change:development_group",
    "change:group",
    "change:proposal",
    "change:proposal_thread",
    "change:speak",
    "change:suggest",
    "change:version",
    "meetings:draw",
    "meetings:item",
    "meetings:meeting",
    "meetings:press",
    "meetings:public_minutes",
    "meetings:public_opinions",
}
"""The kinds of pages that the town must have behind `LISTS`, so that they are looked at."""
MOST_READ = 4

AT_400_PERCENT = {"width": 320, "height": 256}
SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, a.ds-button')]
    .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
"""What one presses or writes in and that is smaller than 24 pixels."""

MINE = [
    "/min-sida/",
    "/min-sida/kontakt/",
    "/min-sida/inbjudningar/",
    "/min-sida/bli-tillfragad/",
    "/min-sida/bli-tillfragad/hur/",
    "/min-sida/grupper/",
]
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
    "/arbete/utskick/nyheter/",
    "/arbete/forslag/",
    "/arbete/grupper/",
    "/arbete/forbattringsomraden/",
]


@pytest.fixture(scope="module")
def town(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A town that no journey has planned a meeting in: which pages there are does not hang on what ran before."""
    yield from served(town_folder, tmp_path_factory)


@pytest.fixture(scope="module")
def influence_pages(town: Server) -> list[str]:
    """The public pages of meetings and proposals: the lists, and one of each kind that can be reached from them."""

    def read(path: str) -> str:
        with urlopen(town.url + path) as answer:
            return str(answer.read().decode())

    found = one_of_each_kind(LISTS, read, lambda path: not path.startswith(("/arbete/", "/min-sida/")))
    missing = KINDS - set(found.values())
    assert not missing, f"the demo town shows nobody a page of these kinds: {sorted(missing)}"
    return list(found)


def one_of_each_kind(begin: list[str], read: Callable[[str], str], wanted: Callable[[str], bool]) -> dict[str, str]:
    """The pages about meetings and proposals that links lead to from those in `begin`: one address of each name.

    Several of a kind are read for what they lead to: a meeting that was just planned leads nowhere yet.
    """
    found, to_read, times_read = {path: _name_of(path) for path in begin}, list(begin), Counter[str]()
    seen = set(begin)
    while to_read:
        for path in re.findall(r'href="(/[^"#?]*/)"', read(to_read.pop(0))):
            name = _name_of(path)
            if not name or path in seen or not wanted(path) or times_read[name] == MOST_READ:
                continue
            seen.add(path)
            times_read[name] += 1
            to_read.append(path)
            if name not in found.values():
                found[path] = name
    return found


def _name_of(path: str) -> str:
    """The name of a page about meetings or proposals; empty for other pages."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.view_name if match.app_name in {"meetings", "change"} else ""


def visit(page: Page, path: str, look: Look = check) -> None:
    page.goto(path)
    look(page)


def check_at_work(page: Page) -> None:
    """`check_both`, and nothing wider than a window at 400 %."""
    check_both(page)
    page.set_viewport_size(AT_400_PERCENT)
    assert page.evaluate("document.documentElement.scrollWidth") <= AT_400_PERCENT["width"], page.url
    page.set_viewport_size(WIDE)


def check_all(page: Page) -> None:
    """`check_at_work`, and nothing to press that is smaller than 24 pixels on a phone."""
    check_at_work(page)
    page.set_viewport_size(NARROW)
    assert page.evaluate(SMALL) == [], page.url
    page.set_viewport_size(WIDE)


def check_once(page: Page) -> None:
    """`check` on a small screen; on a wide one only the width: there `test_influence` looks at the same pages."""
    page.set_viewport_size(NARROW)
    check(page)
    page.set_viewport_size(WIDE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_public_pages_have_no_violation(open_page):
    page = open_page()
    for path in PUBLIC:
        visit(page, path, check_all)


def test_pages_of_meetings_and_proposals_have_no_violation(open_page, influence_pages):
    page = open_page()
    for path in influence_pages:
        visit(page, path, check_all)


def test_pages_of_the_desk_have_no_violation(open_page):
    page = at_the_desk(open_page, EDITOR)
    for path in DESK:
        visit(page, path, check_at_work)
    page.goto("/arbete/?text=kontakt&state=all")
    page.locator('a[id^="row-"]').first.click()
    check_at_work(page)
    visit(page, page.url + "utdrag/", check_at_work)


def test_pages_of_whoever_plans_meetings_have_no_violation(open_page):
    page = at_the_desk(open_page, PLANNER)
    found = one_of_each_kind(
        ["/arbete/traffar/", "/arbete/forslag/", "/arbete/loften/", "/arbete/stadens-siffror/"],
        lambda path: page.request.get(path).text(),
        lambda path: path.startswith("/arbete/"),
    )
    assert len(found) > 20, found
    for path in found:
        visit(page, path, check_once)


def test_pages_of_a_resident_and_of_an_auditor_have_no_violation(open_page):
    resident = open_page()
    sign_in(resident, "hodan")
    for path in MINE:
        visit(resident, path, check_both)
    auditor = at_the_desk(open_page, "rolf_stenmark")
    visit(auditor, "/arbete/granskning/", check_both)
    auditor.get_by_role("button", name="Kontrollera hela kedjan").click()
    check_both(auditor)


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


def test_text_of_twice_the_size_loses_nothing(open_page):
    page = open_page(WIDE)
    for path in ["/", "/sag-din-mening/", "/kvitto/", "/vad-har-hant/"]:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
