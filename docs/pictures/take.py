"""Take the README's pictures of a demo town that is being served: ``python docs/pictures/take.py [address]``."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent


def resident(browser: Browser, address: str) -> None:
    """The start page on a phone."""
    page = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2).new_page()
    page.goto(address)
    page.screenshot(path=HERE / "resident.png")


def desk(browser: Browser, address: str) -> None:
    """The inbox of a case worker."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}/logga-in/")
    page.locator('form:has(input[value="lovisa_ekdahl"]) button').click()
    page.screenshot(path=HERE / "desk.png")


def main() -> None:
    address = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        resident(browser, address)
        desk(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
