"""The demo town on a real server, and a real browser to walk through it with."""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Browser, Error, Page, expect

from tests.server import Server, copy_town

# The browser's event loop lives in this process; Django would then refuse every query of the tests that follow here.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
SIZES = {"360": NARROW, "1280": WIDE}
READY_MADE = "MEDSKAPA_TEST_TOWN"
"""Names the data folder of a demo town that is loaded already: saves half a minute while one writes a journey."""

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own chromium. Where there is none the journeys are skipped, unless REQUIRE_BROWSER is set."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium and not os.environ.get("REQUIRE_BROWSER"):
        pytest.skip("no chromium; on Debian: apt install chromium")
    assert chromium, "REQUIRE_BROWSER is set, and there is no chromium"
    return browser_type_launch_args | {
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str, migrated_database: Path | None) -> Path:
    """The data folder of a freshly loaded demo town, made once for all test processes. Copy it; do not write to it."""
    if ready := os.environ.get(READY_MADE):
        return Path(ready)
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "town"
    with _alone(shared / "town.lock"):
        if not (folder / "loaded").exists():
            folder.mkdir()
            server = Server(folder)
            server.migrate(migrated_database)
            server.manage("load_demo")
            (folder / "loaded").touch()
    return folder


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def town(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo town, served to this test process alone."""
    yield from served(town_folder, tmp_path_factory)


def served(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A copy of the town on a server, until whoever asks is done with it. What the server logs as an error fails."""
    server = Server(copy_town(town_folder, tmp_path_factory.mktemp("served") / "data")).start()
    yield server
    server.stop()
    assert " ERROR " not in server.log.read_text(), server.log.read_text()


OpenPage = Callable[..., Page]
Look = Callable[[Page], None]


@pytest.fixture
def open_page(town: Server, browser: Browser) -> Iterator[OpenPage]:
    """A new browser window on the town, of any size, with or without JavaScript; somebody new each time.

    What a page's scripts or its security policy complain of fails the test.
    """
    contexts, complaints = [], []

    def opened(size: dict[str, int] = WIDE, **options: Any) -> Page:
        context = browser.new_context(base_url=town.url, viewport=size, locale="sv-SE", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_serious(message) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _is_serious(message: Any) -> bool:
    """A script's or the policy's error. That a page was refused (4xx) is what a test may be about."""
    return message.type == "error" and "Failed to load resource" not in message.text


def sign_in(page: Page, login: str, onward: str = "") -> None:
    """Sign in as a person of the demo."""
    page.goto(f"/logga-in/?next={onward}")
    page.locator(f'form:has(input[value="{login}"]) button').click()
    expect(page).not_to_have_url(re.compile("/logga-in/"))


AXE = Axe().axe_script
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


def _violations(page: Page) -> Any:
    """What axe finds. It stumbles where a piece of the page is fetched anew while it looks: then it looks once more."""
    try:
        return _looked_at(page)
    except Error:
        page.wait_for_load_state("networkidle")
        return _looked_at(page)


def _looked_at(page: Page) -> Any:
    """Axe is half a megabyte: put into a page once, and asked for no more than what is wrong."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(VIOLATIONS)


def check(page: Page) -> None:
    """No violation that axe can find, one h1, and nothing wider than the window."""
    found = _violations(page)
    told = [f"{each['id']}: {each['help']}\n    {each['nodes'][0]['html'][:200]}" for each in found]
    assert not told, "\n".join([page.url, *told])
    assert page.locator("h1").count() == 1, page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


class Once:
    """Looks closer at each kind of page the first time that it is met, whatever keys its address has."""

    def __init__(self, closer: Look) -> None:
        self._closer = closer
        self._seen: set[tuple[str, str]] = set()

    def __call__(self, page: Page) -> None:
        kind = resolve(unquote(urlsplit(page.url).path)).view_name, page.locator("h1").inner_text()
        if kind not in self._seen:
            self._seen.add(kind)
            self._closer(page)


@pytest.fixture(scope="session")
def look() -> Look:
    """`check_both` for the first page of each kind that the journeys of this process meet."""
    return Once(check_both)


def check_both(page: Page) -> None:
    """`check` at both widths; the window is left as it was."""
    before = page.viewport_size
    for size in SIZES.values():
        page.set_viewport_size(size)
        check(page)
    page.set_viewport_size(before)
