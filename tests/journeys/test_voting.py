"""Voting, from the first statement to how people voted, as a planner and those who hold a card walk it."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, OpenPage, check_both, sign_in
from tests.journeys.steps import headed, words_of
from tests.server import Server

pytestmark = pytest.mark.browser

MADE = """
from datetime import timedelta
from medskapa.core import clock
from medskapa.meetings.models import Meeting
from medskapa.people.models import Grant, Person, Unit
unit = Unit.objects.order_by("pk").first()
planner, made = Person.objects.get_or_create(
    login="planerare-prov", defaults={{"name": "Planerare Provsson", "kind": "staff", "is_demo": True}}
)
Grant.objects.get_or_create(person=planner, role="planner", unit=unit, defaults={{"starts_on": clock.today()}})
starts = clock.now() - timedelta(hours=1)
meeting = Meeting.objects.create(
    slug="{slug}", number={number}, title="Provträff", purpose="Vi vill höra hur breven blir lättare.", unit=unit,
    starts_at=starts, ends_at=starts + timedelta(hours=3), place_name="Yrkeshögskolan", address="Rönnowsgatan 8",
    reply_by=clock.today() - timedelta(days=9), state="announced", announced_at=clock.now(),
)
"""

VOTED = """
from medskapa.core import clock
from medskapa.meetings.models import Meeting, Statement
from medskapa.people.models import Person
from tests.meeting_factories import new_ballots, two_camps
meeting = Meeting.objects.get(slug="{slug}")
words = ["Breven är lätta att förstå.", "Jag når min handläggare när jag behöver.", "Det är lätt att hitta på webben.",
         "Jag vill helst prata i telefon.", "Jag får vänta för länge på svar.", "Fler behöver en egen guide.",
         "Träffarna ska vara på kvällen.", "Tolk behövs oftare.", "Beslut ska förklaras bättre.",
         "Det här var en bra träff."]
for number, text in enumerate(words, start=1):
    Statement.objects.create(meeting=meeting, number=number, text=text, open=False)
new_ballots(meeting, *two_camps(24, 17))
meeting.state, meeting.closed_at, meeting.closed_by = "closed", clock.now(), Person.objects.get(login="planerare-prov")
meeting.save()
"""


@pytest.fixture
def slug(town: Server) -> str:
    """A meeting that is going on, with nothing to vote on yet."""
    slug = f"provtraff-{secrets.token_hex(4)}"
    town.manage("shell", "-c", MADE.format(slug=slug, number=secrets.randbelow(30_000) + 1_000))
    return slug


def prepared(page: Page, slug: str) -> list[str]:
    """Write two statements, make three cards and open the voting; return the words of the cards by their number."""
    sign_in(page, "planerare-prov")
    page.goto(f"/arbete/traffar/{slug}/rostning/")
    check_both(page)
    page.get_by_role("link", name="Skriv ett påstående").click()
    for text in ("Breven är lätta att förstå.", "Jag når er när jag behöver."):
        check_both(page)
        page.get_by_label("Påståendet").fill(text)
        page.get_by_role("button", name="Spara").click()
        expect(page.get_by_text("Påståendet är sparat").first).to_be_visible()
    page.goto(f"/arbete/traffar/{slug}/rostning/")
    page.get_by_label("Antal kort").fill("3")
    page.get_by_role("button", name="Gör kort").click()
    page.get_by_role("button", name="Öppna alla").click()
    expect(page.get_by_text("Nu går det att rösta.")).to_be_visible()
    check_both(page)
    answer = page.request.get(f"/arbete/traffar/{slug}/rostning/rostkort.pdf")
    words = words_of(answer.body())
    codes = dict(re.findall(r"Kort (\d) Rikta .*? skriv: (\S+ \S+ \S+ \S+)", words))
    assert len(codes) == 3, words
    return [codes[number] for number in sorted(codes)]


def voted(page: Page, *, looked_at: bool) -> None:
    """Answer both statements, go back once and change the mind."""
    look = check_both if looked_at else lambda page: None
    headed(page, "Breven är lätta att förstå.")
    look(page)
    page.get_by_role("button", name="Jag håller med").click()
    headed(page, "Jag når er när jag behöver.")
    page.get_by_role("button", name="Tillbaka").click()
    headed(page, "Breven är lätta att förstå.")
    look(page)
    page.get_by_role("button", name="Jag håller inte med").click()
    page.get_by_role("button", name="Jag hoppar över").click()
    headed(page, "Dina svar")
    expect(page.get_by_text("Alla dina svar är sparade")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="Jag håller inte med")).to_have_count(1)
    look(page)


def test_from_the_first_statement_to_the_last_vote(open_page: OpenPage, slug: str) -> None:
    work = open_page()
    first, second, _third = prepared(work, slug)

    typing = open_page(NARROW, java_script_enabled=False)
    typing.goto("/rosta/")
    typing.locator('[name="code"]').fill(first.upper())
    typing.get_by_role("button", name="Börja").click()
    voted(typing, looked_at=False)

    scanned = open_page(NARROW)
    scanned.goto(f"/rosta/#{second.replace(' ', '-')}")
    expect(scanned.locator('[name="code"]')).to_have_value(second)
    assert "#" not in scanned.url
    check_both(scanned)
    scanned.get_by_role("button", name="Börja").click()
    voted(scanned, looked_at=True)

    work.goto(f"/arbete/traffar/{slug}/rostning/skriv-in/")
    check_both(work)
    work.keyboard.type("3")  # the number has the focus already
    work.keyboard.press("Tab")
    work.keyboard.type("12")
    work.keyboard.press("Enter")
    expect(work.get_by_text("Kort 3 är sparat")).to_be_visible()
    work.keyboard.press("Enter")  # an untouched page
    expect(work.get_by_text("Fyll i ”Kortets nummer”.").first).to_be_visible()
    check_both(work)
    work.get_by_label("Kortets nummer").fill("1")
    work.get_by_label("Svaren, ett tecken").fill("22")
    work.keyboard.press("Enter")
    expect(work.get_by_text("Kort 1 har redan svar")).to_be_visible()
    check_both(work)
    work.get_by_role("button", name="Låt svaren vara").click()
    expect(work.get_by_text("Inget är ändrat.")).to_be_visible()

    work.goto(f"/arbete/traffar/{slug}/rostning/")
    expect(work.get_by_text("Kort med svar: 3, varav 2 från telefon och 1 från papper.")).to_be_visible()
    work.get_by_role("link", name="Räkna kort").first.click()
    for label, number in (("Håller med", "20"), ("Håller inte med", "9"), ("Hoppar över", "3")):
        work.get_by_label(label, exact=True).fill(number)
    check_both(work)
    work.get_by_role("button", name="Spara antalen").click()
    work.get_by_role("button", name="Stäng omröstningen").click()
    check_both(work)
    work.get_by_role("link", name="Se hur ni tyckte").click()
    expect(work.get_by_text("För få har röstat")).to_be_visible()
    check_both(work)


def test_how_people_voted_is_seen_and_read(open_page: OpenPage, slug: str, town: Server) -> None:
    town.manage("shell", "-c", VOTED.format(slug=slug))
    for script in (True, False):
        page = open_page(NARROW, java_script_enabled=script)
        page.goto(f"/traffar/{slug}/")
        page.get_by_role("link", name="Så tyckte de som röstade").click()
        headed(page, "Så tyckte de som röstade")
        expect(page.get_by_text("41 personer är med i bilden. De bildar 2 grupper")).to_be_visible()
        page.get_by_text("Samma siffror i en tabell").click()
        expect(page.get_by_role("columnheader", name="Grupp A, håller med")).to_be_visible()
        if script:
            check_both(page)
