"""A guest who is asked to a meeting answers on a phone with the code of the e-mail: by link, and without scripts."""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, OpenPage, check
from tests.journeys.steps import headed
from tests.server import Server

pytestmark = pytest.mark.browser

MADE = """
from datetime import timedelta
from pathlib import Path
from medskapa.core import clock
from medskapa.meetings import guest_codes
from medskapa.meetings.models import Guest, GuestMessage, Meeting
from medskapa.people.models import Unit
unit = Unit.objects.order_by("pk").first() or Unit.objects.create(slug="prov", name="Provenheten")
starts = clock.midnight(clock.today() + timedelta(days=14)) + timedelta(hours=12, minutes=30)
meeting = Meeting.objects.create(
    slug="{slug}", number={number}, title="Gästträff", purpose="Vi vill höra hur breven blir lättare.", unit=unit,
    starts_at=starts, ends_at=starts + timedelta(hours=3), place_name="Yrkeshögskolan", address="Rönnowsgatan 8",
    state="announced", announced_at=clock.now(),
)
guest = Guest.objects.create(meeting=meeting, name="Eva Provalm", kind="politician", email="eva@example.se")
message = GuestMessage(
    guest=guest, kind="invitation", by_hand=False, state="sent", done_at=clock.now(), made_on=clock.today()
)
code = guest_codes.issue(message)
message.save(force_insert=True)
Path("{told}").write_text("-".join(code.words))
"""


@pytest.fixture
def words(town: Server, tmp_path: Path) -> str:
    """The code in the e-mail to a guest of a meeting that nobody has answered for."""
    told, number = tmp_path / "code", secrets.randbelow(30_000) + 1_000
    town.manage("shell", "-c", MADE.format(slug=f"gasttraff-{secrets.token_hex(4)}", number=number, told=told))
    return told.read_text()


def answer(page: Page, choice: str) -> None:
    page.get_by_role("button", name="Visa min inbjudan").click()
    headed(page, "Du är inbjuden som gäst")
    expect(page.get_by_text("Yrkeshögskolan").first).to_be_visible()
    page.get_by_label(choice).check()
    check(page)
    page.get_by_role("button", name="Skicka svaret").click()
    headed(page, "Tack för ditt svar")
    check(page)


def test_a_guest_says_yes_by_the_link_and_later_no_without_scripts(open_page: OpenPage, words: str):
    page = open_page(NARROW)
    page.goto(f"/gast/#{words}")
    expect(page.get_by_label("Kod")).to_have_value(words.replace("-", " "))
    check(page)
    answer(page, "Ja, jag kommer")
    expect(page.get_by_text("Vi har skrivit upp att du kommer")).to_be_visible()

    plain = open_page(NARROW, java_script_enabled=False)
    plain.goto("/gast/")
    plain.get_by_role("button", name="Visa min inbjudan").click()
    headed(plain, "Svara om du kommer som gäst")  # nothing was typed: the page says so, and stays
    plain.locator('[name="code"]').fill(words.replace("-", " "))
    plain.get_by_role("button", name="Visa min inbjudan").click()
    expect(plain.get_by_text("Vi har skrivit upp att du kommer")).to_be_visible()
    plain.get_by_label("Nej, jag kommer inte").check()
    plain.get_by_role("button", name="Skicka svaret").click()
    expect(plain.get_by_text("Vi har skrivit upp att du inte kommer")).to_be_visible()
