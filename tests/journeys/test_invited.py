"""From invitations that wait to answers that stand, as a planner and those who are invited walk it."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, OpenPage, check_both, sign_in
from tests.journeys.steps import forward, headed, words_of
from tests.server import Server

pytestmark = pytest.mark.browser

MADE = """
from datetime import timedelta
from medskapa.core import clock
from medskapa.meetings import codes
from medskapa.meetings.models import Invitation, Meeting, PoolMember
from medskapa.people.models import Grant, Person, Unit
unit = Unit.objects.order_by("pk").first()
planner, made = Person.objects.get_or_create(
    login="planerare-prov", defaults={{"name": "Planerare Provsson", "kind": "staff", "is_demo": True}}
)
Grant.objects.get_or_create(person=planner, role="planner", unit=unit, defaults={{"starts_on": clock.today()}})
starts = clock.midnight(clock.today() + timedelta(days=14)) + timedelta(hours=12, minutes=30)
meeting = Meeting.objects.create(
    slug="{slug}", number={number}, title="Provträff", purpose="Vi vill höra hur breven blir lättare.", unit=unit,
    starts_at=starts, ends_at=starts + timedelta(hours=3), place_name="Yrkeshögskolan", address="Rönnowsgatan 8",
    food="Vi bjuder på smörgås.", reply_by=clock.today() + timedelta(days=9), state="announced",
    announced_at=clock.now(),
)
for name, via in (("Alma Provberg", "letter"), ("Lo Provberg", "contact")):
    member = PoolMember.objects.create(
        name=name, via=via, address="Storgatan 1\\n252 50 Helsingborg", contact=planner, agreed_on=clock.today()
    )
    invitation = Invitation(meeting=meeting, member=member, made_on=clock.today())
    codes.issue(invitation)
    invitation.save(force_insert=True)
"""


@pytest.fixture
def slug(town: Server) -> str:
    """A meeting with one who wants a letter and one who wants to hear it, and nobody asked yet."""
    slug = f"provtraff-{secrets.token_hex(4)}"
    town.manage("shell", "-c", MADE.format(slug=slug, number=secrets.randbelow(30_000) + 1_000))
    return slug


def ask(page: Page, slug: str) -> str:
    """Send the invitations and print the letter; return the code that stands in it."""
    sign_in(page, "planerare-prov")
    page.goto(f"/arbete/traffar/{slug}/utskick/")
    check_both(page)
    page.get_by_role("button", name="Skicka till alla som väntar").click()
    expect(page.get_by_text("2 inbjudningar är på väg")).to_be_visible()
    check_both(page)
    page.goto(f"/arbete/traffar/{slug}/utskick/brev/")
    check_both(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Skriv ut de markerade").click()
    words = words_of(download.value.path().read_bytes())
    page.goto(f"/arbete/traffar/{slug}/utskick/brev/")
    page.get_by_role("button", name="De markerade är postade").click()
    expect(page.get_by_text("1 brev är postat")).to_be_visible()
    check_both(page)
    found = re.search(r"Din kod: ((?:\w+ ){6})", words)
    assert found, words
    return found[1].strip()


def answer_yes(page: Page, code: str, *, looked_at: bool) -> None:
    """Type the code, say yes and what is needed."""
    look = check_both if looked_at else lambda page: None
    page.goto("/inbjudan/")
    look(page)
    page.locator('[name="code"]').fill(code)
    page.get_by_role("button", name="Visa min inbjudan").click()
    headed(page, "Du är inbjuden")
    look(page)
    page.get_by_label("Ja, jag kommer").check()
    forward(page)
    headed(page, "Vad behöver du")
    look(page)
    page.get_by_label("Är det någon mat du inte kan äta?").fill("inga nötter")
    forward(page)
    headed(page, "Ser det bra ut?")
    look(page)
    page.get_by_role("button", name="Tillbaka").click()
    expect(page.get_by_label("Är det någon mat du inte kan äta?")).to_have_value("inga nötter")
    forward(page)
    page.get_by_role("button", name="Skicka mitt svar").click()
    headed(page, "Tack för ditt svar")
    look(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_whoever_gets_a_letter_says_yes_and_then_no(open_page: OpenPage, slug: str, scripts: bool):
    code = ask(open_page(), slug)
    resident = open_page(NARROW, java_script_enabled=scripts)
    answer_yes(resident, code, looked_at=scripts)
    resident.get_by_role("link", name="Skriv din kod igen").click()
    resident.locator('[name="code"]').fill(code)
    resident.get_by_role("button", name="Visa min inbjudan").click()
    expect(resident.get_by_text("Du har sagt att du kommer")).to_be_visible()
    resident.get_by_label("Nej, jag kommer inte").check()
    forward(resident)
    headed(resident, "Vill du berätta varför?")
    forward(resident)
    headed(resident, "Får vi fråga dig en annan gång?")
    resident.get_by_label("Ja, fråga gärna igen").check()
    resident.get_by_role("button", name="Skicka mitt svar").click()
    headed(resident, "Tack för ditt svar")


def test_the_square_in_the_letter_fills_the_code_in(open_page: OpenPage, slug: str):
    code = ask(open_page(), slug)
    resident = open_page(NARROW)
    resident.goto(f"/inbjudan/#{'-'.join(code.split())}")
    expect(resident.locator('[name="code"]')).to_have_value(code)
    assert "#" not in resident.url


def test_a_contact_tells_and_writes_down_the_answer(open_page: OpenPage, slug: str):
    page = open_page()
    ask(page, slug)
    page.goto("/arbete/inbjudningar/beratta/")
    check_both(page)
    page.get_by_role("link", name="Lo Provberg").last.click()
    headed(page, "Berätta för Lo Provberg")
    check_both(page)
    page.get_by_role("link", name="Skriv in svaret").click()
    check_both(page)
    page.get_by_label("Kommer", exact=True).check()
    page.get_by_role("button", name="Spara svaret").click()
    expect(page.get_by_text("Svaret är sparat")).to_be_visible()
