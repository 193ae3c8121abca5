"""What residents and staff do on their pages, step by step, as they would."""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Look, OpenPage, sign_in

ANSWERER = "lovisa_ekdahl"  # of the unit that takes what belongs to no other
EDITOR = "nadja_lindblom"


def nothing(page: Page) -> None:
    """Go on without looking closer."""


def words_of(pdf: bytes) -> str:
    """What stands on the paper."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def headed(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def forward(page: Page) -> None:
    page.get_by_role("button", name="Gå vidare").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def say(page: Page, text: str, *, letter_to: str = "", look: Look = nothing) -> str:
    """Go through "Säg din mening" and return the receipt code; `look` is called on every page."""
    page.goto("/")
    look(page)
    page.get_by_role("main").get_by_role("link", name="Säg din mening").first.click()
    headed(page, "Vad vill du säga?")
    look(page)
    page.locator('textarea[name="text"]').fill(text)
    forward(page)
    headed(page, "Vad handlar det om?")
    look(page)
    forward(page)
    headed(page, "svar")
    look(page)
    if letter_to:
        page.locator('input[name="answer_via"][value="letter"]').check()
        forward(page)
        headed(page, "adress")
        look(page)
        page.locator('textarea[name="answer_to"]').fill(letter_to)
    forward(page)
    headed(page, "Vem är du?")
    look(page)
    forward(page)
    headed(page, "Ser det bra ut?")
    look(page)
    page.get_by_role("button", name="Skicka", exact=True).click()
    headed(page, "Tack")
    look(page)
    return " ".join(page.locator("#receipt-code").inner_text().split())


def read_with_code(page: Page, code: str) -> None:
    page.goto("/kvitto/")
    page.locator('[name="code"]').fill(code)
    page.get_by_role("button", name="Visa mitt svar").click()
    headed(page, "Det du sa")


def reply(page: Page, text: str) -> None:
    """Say more, on the page that the code opened."""
    page.locator('textarea[name="text"]').fill(text)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_text("Det du skrev har kommit fram")).to_be_visible()


def at_the_desk(open_page: OpenPage, login: str = ANSWERER, **options) -> Page:
    page = open_page(**options)
    sign_in(page, login)
    return page


def open_in_inbox(page: Page, words: str) -> None:
    """Find a viewpoint in the inbox by words of it, and open it."""
    page.goto("/arbete/")
    page.get_by_label("Sök i texten").fill(words)
    page.get_by_role("button", name="Visa", exact=True).click()
    page.locator('a[id^="row-"]', has_text=words).first.click()
    headed(page, "Synpunkt")


def put_in_theme(page: Page, name: str) -> None:
    """Put the open viewpoint in a theme, by its name."""
    page.get_by_label("Sök bland alla teman").fill(name)
    page.get_by_role("button", name="Lägg i temat", exact=True).click()
    expect(page.get_by_text("Sparat: vilket tema")).to_be_visible()


def answer(page: Page, text: str, plain: str, done: str = "Svaret är på väg", look: Look = nothing) -> None:
    """Answer the open viewpoint."""
    page.get_by_role("link", name="Svara", exact=True).click()
    headed(page, "Svara")
    page.locator('textarea[name="text"]').fill(text)
    page.locator('textarea[name="plain_text"]').fill(plain)
    look(page)
    page.get_by_role("button", name=re.compile("Skicka svaret|Lämna till en kollega")).click()
    expect(page.get_by_text(done)).to_be_visible()
