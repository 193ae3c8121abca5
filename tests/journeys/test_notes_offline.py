"""Notes at the tables of a meeting, with phones and without network: nothing is lost, and nothing comes twice."""

import re
import sqlite3
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import SIZES, WIDE, OpenPage, check, check_both, sign_in
from tests.journeys.steps import ANSWERER
from tests.journeys.test_outreach_offline import ELMIR, WORKER_IN_CHARGE
from tests.server import Server

pytestmark = pytest.mark.browser

MEETING = """
from medskapa.meetings.models import Meeting
from medskapa.people.models import Grant, Person
from medskapa.voice.models import Theme
from tests.meeting_factories import new_invitation, new_item, new_meeting, new_member, new_table
writers = Person.objects.filter(login__in={logins})
planner = Person.objects.get(login="{planner}")
if not planner.grants.filter(role="planner").exists():
    Grant.objects.create(person=planner, role="planner", starts_on="2016-01-01")
unit = planner.grants.first().unit
meeting = new_meeting(slug="{slug}", number={number}, title="Träffen vid borden", days=0, unit=unit)
table = new_table(meeting, *writers, name="Breven")
new_table(meeting, *writers, name="Telefonen")
new_item(meeting, theme=Theme.objects.order_by("pk").first(), title="Hur blir breven lättare?")
new_item(meeting, title="Hur når vi er på telefon?")
new_invitation(meeting, new_member(name="Alma Ek"), state="yes", table=table)
new_invitation(meeting, new_member(name="Bo Alm"), state="asked")
"""
SLUG = "traffen-vid-borden"
NOTES = f"/arbete/traffar/{SLUG}/anteckna/"
SEND = f"**{NOTES}skicka/"


@pytest.fixture(scope="module")
def meeting(town: Server) -> str:
    """Today's meeting in the demo town, with two tables at which two people write; gives its slug."""
    facts = {"logins": [ELMIR, ANSWERER], "planner": ANSWERER, "slug": SLUG, "number": 4_711}
    town.manage("shell", "--verbosity", "0", "-c", MEETING.format(**facts))
    return SLUG


@pytest.fixture
def kept(town: Server) -> Callable[[list[str]], list[str]]:
    """Those of some texts that have become notes, as often as they have."""

    def notes(texts: list[str]) -> list[str]:
        with sqlite3.connect(town.database) as connection:
            found = [text for (text,) in connection.execute("SELECT text FROM meetings_tablenote WHERE NOT removed")]
        return sorted(text for text in found if text in texts)

    return notes


@pytest.fixture
def three() -> list[str]:
    mark = uuid.uuid4().hex[:8]
    said = ("Breven är för svåra.", "Skriv vem man kan ringa.", "Jag vågar inte fråga.")
    return sorted(f"{text} ({mark})" for text in said)


def at_the_table(open_page: OpenPage, login: str, **options) -> Page:
    """A phone or computer at the first table: signed in, and the page kept on it."""
    page = open_page(**options)
    sign_in(page, login, NOTES)
    page.evaluate(WORKER_IN_CHARGE)
    return page


@pytest.fixture
def page(open_page: OpenPage, meeting: str) -> Page:
    return at_the_table(open_page, ELMIR, size=SIZES["360"])


def write(page: Page, *texts: str, name: str = "") -> None:
    for text in texts:
        page.get_by_label("Vad sa någon?").fill(text)
        if name:
            page.get_by_label("Namn, bara om personen vill det").fill(name)
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.get_by_label("Vad sa någon?")).to_have_value("")


def expect_waiting(page: Page, number: int) -> None:
    expect(page.locator("[data-count]")).to_have_attribute("data-waiting", str(number))


def queue_of(page: Page) -> str:
    database = page.locator("[data-offline]").get_attribute("data-database")
    return page.evaluate(f"offlineQueue('{database}').all().then(JSON.stringify)")


def test_what_is_written_without_network_arrives_once_when_it_is_back(page, kept, three):
    page.context.set_offline(True)
    write(page, *three)
    expect_waiting(page, 3)
    page.reload()
    expect(page.get_by_role("heading", name="Anteckna", exact=True)).to_be_visible()
    expect_waiting(page, 3)
    assert kept(three) == []
    check(page)
    page.context.set_offline(False)
    expect_waiting(page, 0)
    assert kept(three) == three
    assert queue_of(page) == "[]"


def test_what_has_arrived_shows_in_the_list_of_the_table_at_once(page, kept, three):
    page.get_by_label("Vilken punkt handlar det om?").select_option(label="1. Hur blir breven lättare?")
    write(page, three[0])
    row = page.locator("#at-table li").filter(has_text=three[0])
    expect(row).to_contain_text("1. Hur blir breven lättare?")
    expect(page.get_by_label("Vilken punkt handlar det om?")).to_have_value(re.compile(r"\d+"))
    check(page)
    row.get_by_role("link", name="Ändra").click()
    check_both(page)
    page.get_by_label("Vad sa någon?").fill(three[1])
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#at-table")).to_contain_text(three[1])
    assert kept(three) == three[1:2]


def test_a_name_does_not_stay_for_the_next_note(page, kept, three):
    page.context.set_offline(True)
    write(page, three[0], name="Alma Ek")
    expect(page.get_by_label("Namn, bara om personen vill det")).to_have_value("")
    write(page, three[1])
    page.context.set_offline(False)
    expect_waiting(page, 0)
    named = page.locator("#at-table li").filter(has_text="Alma Ek")
    expect(named.filter(has_text=three[0])).to_have_count(1)
    expect(named.filter(has_text=three[1])).to_have_count(0)


def test_a_note_whose_answer_was_lost_on_the_way_is_taken_once(page, kept, three):
    lost, the_network_is_bad = [], True

    def lose_the_answer(route: Route) -> None:
        if not the_network_is_bad:
            route.continue_()
            return
        lost.append(route.fetch().status)  # the server has handled it
        route.abort("connectionreset")

    page.context.route(SEND, lose_the_answer)
    write(page, three[0])
    expect(page.get_by_text("Allt ligger kvar på telefonen")).to_be_visible()
    assert set(lost) == {200}
    the_network_is_bad = False
    write(page, *three[1:])
    expect_waiting(page, 0)
    assert kept(three) == three


def test_two_who_write_at_one_table_lose_nothing_and_see_each_other(open_page, meeting, kept, three, page):
    other = at_the_table(open_page, ANSWERER, size=WIDE)
    theirs = [f"{text} Sagt vid datorn." for text in three]
    for each in (page, other):
        each.context.set_offline(True)
    write(page, *three)
    write(other, *theirs)
    for each in (page, other):
        each.context.set_offline(False)
    for each in (page, other):
        expect_waiting(each, 0)
    assert kept(three + theirs) == sorted(three + theirs)
    for each in (page, other):
        each.reload()
        for text in three + theirs:
            expect(
                each.locator("#at-table .note-text").filter(has_text=re.compile(f"^{re.escape(text)}$"))
            ).to_have_count(1)


def test_one_who_was_signed_out_meanwhile_loses_nothing(page, kept, three):
    page.context.set_offline(True)
    write(page, *three)
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.get_by_text("Inget är borta.")).to_be_visible()
    page.get_by_role("link", name="Logga in igen").click()
    sign_in(page, ELMIR, NOTES)
    expect_waiting(page, 0)
    assert kept(three) == three


def test_without_javascript_the_pages_are_forms(open_page, meeting, kept, three):
    page = open_page(java_script_enabled=False)
    sign_in(page, ELMIR, NOTES)
    page.get_by_label("Vad sa någon?").fill(three[0])
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Anteckningen är sparad.")).to_be_visible()
    assert kept(three) == three[:1]
    page.goto(f"/arbete/traffar/{SLUG}/dagen/")
    row = page.locator(".day-row").filter(has_text="Bo Alm")
    row.get_by_role("button", name="Har kommit").click()
    expect(page.locator(".day-row.is-here").filter(has_text="Bo Alm")).to_have_count(1)
    row.get_by_role("button", name="Ångra").click()
    expect(page.locator(".day-row.is-here").filter(has_text="Bo Alm")).to_have_count(0)


def test_who_comes_is_ticked_off_seated_and_counted(open_page, meeting):
    page = open_page()
    sign_in(page, ANSWERER, f"/arbete/traffar/{SLUG}/dagen/")
    check_both(page)
    row = page.locator(".day-row").filter(has_text="Alma Ek")
    row.get_by_role("button", name="Har kommit").click()
    expect(row.get_by_text("Har kommit", exact=True)).to_be_visible()
    expect(page.locator("#came")).to_contain_text("1 av de inbjudna har kommit.")
    row.get_by_label("Bord för Alma Ek").select_option("2")
    expect(row.get_by_label("Bord för Alma Ek")).to_have_value("2")
    page.get_by_text("Utan inbjudan, och en skärm").click()
    check_both(page)
    page.get_by_label("Hur många har kommit utan inbjudan?").fill("3")
    page.get_by_role("button", name="Spara antalet").click()
    expect(page.locator("#came")).to_contain_text("3 kom utan inbjudan.")
    check_both(page)
    page.get_by_text("Utan inbjudan, och en skärm").click()
    page.get_by_role("button", name="Gör den här skärmen till dörr").click()
    expect(page.get_by_role("heading", name="Välkommen till Träffen vid borden")).to_be_visible()
    check_both(page)
    page.get_by_label("Skriv din kod").fill("fel ord")
    page.get_by_role("button", name="Jag är här").click()
    expect(page.get_by_text("säg ditt namn till personalen").first).to_be_visible()
    check_both(page)
    page.goto(f"/arbete/traffar/{SLUG}/dagen/")
    expect(page).to_have_url(re.compile("/logga-in/"))


def test_all_notes_are_read_typed_from_paper_and_tied(open_page, meeting, three):
    page = open_page()
    sign_in(page, ANSWERER, f"{NOTES}blad/")
    check_both(page)
    page.get_by_label("Det som står på bladet").fill("\n".join(three))
    page.get_by_role("button", name="Spara och ta nästa blad").click()
    expect(page.get_by_text("3 anteckningar är sparade.")).to_be_visible()
    page.goto(f"/arbete/traffar/{SLUG}/anteckningar/?text={three[0][-9:-1]}")
    check_both(page)
    page.get_by_label(three[0]).check()
    page.locator(".note-tie select").select_option(label="2. Hur når vi er på telefon?")
    page.get_by_role("button", name="Lägg de valda där").click()
    expect(page.locator(".note-list li").filter(has_text=three[0])).to_contain_text("2. Hur når vi er på telefon?")
    check_both(page)
