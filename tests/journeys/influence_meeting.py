"""The journey of influence until the minutes: what is said, a meeting about it, and what came of each item."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from medskapa.core import clock
from tests.journeys.conftest import NARROW, sign_in
from tests.journeys.steps import (
    follow,
    forward,
    headed,
    nothing,
    open_in_inbox,
    press,
    put_in_theme,
    say,
    words_of,
)
from tests.journeys.story import HEARD, HOURS, LETTERS, THEME, THEME_SLUG, WRITER, Story, found
from tests.journeys.test_outreach_offline import WORKER_IN_CHARGE
from tests.journeys.test_planning import begin, show

BEGUN = """
from datetime import timedelta
from medskapa.core import clock
from medskapa.meetings.models import Meeting
now = clock.now()
Meeting.objects.filter(slug="{slug}").update(
    starts_at=now - timedelta(minutes=30), ends_at=now + timedelta(hours=2), reply_by=clock.today() - timedelta(days=3)
)
"""


# --- what is said, and a meeting about it


def speak(story: Story) -> None:
    """Two people say something: one who is anonymous, one who wants a letter. It is put in its theme."""
    first, second = (f"{words} ({story.mark})" for words in ("Jag förstår inte ordet avslag.", "Brevet är fyra sidor."))
    story.receipts["anonymous"] = say(story.resident(), first, look=story.look)
    address = f"Lo Provberg {story.mark}\nStorgatan 1\n252 50 Helsingborg"
    story.receipts["letter"] = say(story.resident(), second, letter_to=address)
    desk = story.at_work()
    for words in (first, second):
        open_in_inbox(desk, words)
        story.look(desk)
        put_in_theme(desk, THEME)


def plan(story: Story) -> None:
    """A meeting is planned with a table, somebody who writes there and an agenda, and shown to everyone."""
    desk = story.at_work()
    if (menu := desk.locator("summary", has_text="Meny")).is_visible():
        menu.click()
    begin(desk, story.title, look=story.look)
    story.slug = found(r"/traffar/([^/]+)/$", desk.url)
    follow(desk, "Bord")
    desk.get_by_label("Vad bordet pratar om").fill("Breven")
    desk.get_by_label("En till som skriver").select_option(label="Tobias Hallin")
    story.look(desk)
    press(desk, "Lägg till bordet")
    story.look(desk)
    desk.goto(f"{story.work}dagordning/")
    story.look(desk)
    press(desk, "Föreslå teman")
    story.look(desk)
    suggested = desk.locator("ol.agenda .agenda-title").all_inner_texts()
    assert THEME in suggested
    for name in suggested:
        if name != THEME:
            strike(desk, name)
    reword(desk, THEME, LETTERS, look=story.look)
    add(desk, HEARD)
    add(desk, HOURS)
    story.look(desk)
    desk.goto(story.work)
    story.look(desk)
    show(desk)
    resident = story.resident()
    resident.goto(f"/traffar/{story.slug}/")
    story.look(resident)
    expect(resident.get_by_role("link", name=LETTERS)).to_be_visible()
    resident.goto(f"/vad-har-hant/{THEME_SLUG}/")
    expect(resident.get_by_text(story.title).first).to_be_visible()
    story.look(resident)


def strike(desk: Page, name: str) -> None:
    """Take an item off the agenda."""
    follow(desk, f"Stryk: {name}")
    desk.locator('[name="reason"]').fill("Det tar vi på en annan träff.")
    desk.locator('[name="plain_reason"]').fill("Det tar vi en annan gång.")
    press(desk, "Stryk punkten")
    headed(desk, "Dagordning")


def reword(desk: Page, name: str, title: str, *, look: Callable[[Page], None]) -> None:
    """Give an item words of its own."""
    follow(desk, f"Ändra: {name}")
    desk.locator('[name="title"]').fill(title)
    desk.locator('[name="plain_title"]').fill(title)
    look(desk)
    press(desk, "Spara")
    headed(desk, title)
    follow(desk, "Dagordning")


def add(desk: Page, title: str) -> None:
    """Put an item on the agenda."""
    follow(desk, "Ny punkt")
    headed(desk, "Ny punkt")
    desk.locator('[name="title"]').fill(title)
    desk.locator('[name="plain_title"]').fill(title)
    press(desk, "Lägg till punkten")
    headed(desk, "Dagordning")


def draw(story: Story) -> None:
    """Four are drawn from the pool, by quotas and a seed that anybody can check."""
    desk = story.at_work()
    desk.goto(f"{story.work}inbjudna/")
    story.look(desk)
    follow(desk, "Lotta")
    story.look(desk)
    desk.get_by_label("Hur många ska bli lottade?").fill("4")
    desk.locator('[name="age"]').select_option("coarse")
    desk.locator('[name="gender"]').select_option("fine")
    press(desk, "Räkna ut förslag")
    story.look(desk)
    desk.get_by_label("Varifrån kommer fröet?").fill("De sju vinnande numren i Lotto på lördag.")
    press(desk, "Fastställ lottningen")
    headed(desk, "Lottningen")
    story.look(desk)
    resident = story.resident()
    resident.goto(f"/traffar/{story.slug}/lottning/")
    story.look(resident)
    desk.get_by_label("Fröet").fill("3 11 17 22 28 31 34")
    press(desk, "Dra lotterna")
    story.look(desk)
    resident.reload()
    story.look(resident)
    desk.goto(f"{story.work}inbjudna/")
    expect(desk.get_by_text("Lottad, nummer 4")).to_be_visible()
    story.look(desk)


def invite(story: Story) -> None:
    """Letters are printed and posted; one answers yes on the web, one on the phone, one no: the seat goes on."""
    desk = story.at_work()
    desk.goto(f"{story.work}utskick/")
    story.look(desk)
    press(desk, "Skicka till alla som väntar")
    story.look(desk)
    printed = print_letters(story, desk)
    for name, code in re.findall(r"(Påhittad \d+) Storgatan.*?Din kod: ((?:\w+ ){5}\w+)", printed):
        story.invitations[name] = code
    assert len(story.invitations) == 4, printed
    comes, declines, phones, _silent = story.invitations
    answer_invitation(story, comes, coming=True)
    answer_invitation(story, declines, coming=False)
    desk.goto(f"{story.work}inbjudna/")
    follow(desk, f"Skriv in svar från {phones}")
    desk.get_by_label("Kommer", exact=True).check()
    story.look(desk)
    press(desk, "Spara svaret")
    desk.goto(f"{story.work}inbjudna/")
    story.look(desk)
    press(desk, "Fyll lediga platser nu")
    expect(desk.locator("#invitations tr", has_text="Ska skickas")).to_have_count(1)
    expect(desk.get_by_text("2 kommer, av")).to_be_visible()
    story.look(desk)
    desk.goto(f"{story.work}utskick/")
    press(desk, "Skicka till alla som väntar")
    print_letters(story, desk)


def print_letters(story: Story, desk: Page) -> str:
    """Print and post what waits; return the words on the paper."""
    desk.goto(f"{story.work}utskick/brev/")
    story.look(desk)
    with desk.expect_download() as download:
        press(desk, "Skriv ut de markerade")
    words = words_of(download.value.path().read_bytes())
    desk.goto(f"{story.work}utskick/brev/")
    story.look(desk)
    press(desk, "De markerade är postade")
    expect(desk.get_by_text("postade").first).to_be_visible()
    return words


def answer_invitation(story: Story, name: str, *, coming: bool) -> None:
    """Type the code of the letter to `name`, and say whether one comes."""
    resident = story.resident()
    resident.goto("/inbjudan/")
    story.look(resident)
    resident.locator('[name="code"]').fill(story.invitations[name])
    press(resident, "Visa min inbjudan")
    headed(resident, "Du är inbjuden")
    story.look(resident)
    resident.get_by_label("Ja, jag kommer" if coming else "Nej, jag kommer inte").check()
    forward(resident)
    story.look(resident)
    forward(resident)
    story.look(resident)
    if not coming:
        resident.get_by_label("Ja, fråga gärna igen").check()
    press(resident, "Skicka mitt svar")
    headed(resident, "Tack för ditt svar")
    story.look(resident)


# --- the day


def meet(story: Story) -> None:
    """People come, are ticked off and seated; at the table it is written down what they say, network or not."""
    story.run(BEGUN)
    comes, _declines, phones, _silent = story.invitations
    desk = story.at_work()
    desk.goto(f"{story.work}dagen/")
    story.look(desk)
    for name in (comes, phones):
        row = desk.locator(".day-row").filter(has=desk.get_by_text(name, exact=True))
        row.get_by_role("button", name="Har kommit").click()
        expect(row.get_by_role("button", name="Ångra")).to_be_visible()
        row.get_by_label(f"Bord för {name}").select_option("1")
        if not story.script:
            row.get_by_role("button", name=f"Välj bord för {name}").click()
    expect(desk.locator("#came")).to_contain_text("2 av de inbjudna har kommit.")
    story.look(desk)
    writer = story.open_page(NARROW, java_script_enabled=story.script)
    sign_in(writer, WRITER, f"{story.work}anteckna/")
    story.look(writer)
    write(writer, "Jag kände inte igen ordet i brevet.", about=LETTERS)
    if story.script:
        without_network(story, writer)
    else:
        write(writer, "Det viktiga ska stå först.", about=LETTERS)
    desk.goto(f"{story.work}anteckningar/")
    expect(desk.get_by_text("Det viktiga ska stå först.").first).to_be_visible()
    story.look(desk)


def without_network(story: Story, writer: Page) -> None:
    """Write down something while there is no network: it lies on the phone, and arrives when the network is back."""
    writer.evaluate(WORKER_IN_CHARGE)
    expect(writer.locator("[data-count]")).to_have_attribute("data-waiting", "0")
    writer.context.set_offline(True)
    write(writer, "Det viktiga ska stå först.", about=LETTERS)
    expect(writer.locator("[data-count]")).to_have_attribute("data-waiting", "1")
    story.look(writer)
    writer.context.set_offline(False)
    expect(writer.locator("[data-count]")).to_have_attribute("data-waiting", "0")
    expect(writer.locator("#at-table")).to_contain_text("Det viktiga ska stå först.")


def write(writer: Page, text: str, *, about: str) -> None:
    """Write down what somebody said about an item."""
    option = writer.locator('[name="item"] option', has_text=about).get_attribute("value")
    writer.locator('[name="item"]').select_option(option)
    writer.get_by_label("Vad sa någon?").fill(text)
    press(writer, "Spara")
    expect(writer.get_by_label("Vad sa någon?")).to_have_value("")


def vote(story: Story) -> None:
    """A statement is put to everyone, and somebody answers it with a card and a phone."""
    desk = story.at_work()
    desk.goto(f"{story.work}rostning/")
    follow(desk, "Skriv ett påstående")
    desk.get_by_label("Påståendet").fill("Breven är lätta att förstå.")
    story.look(desk)
    press(desk, "Spara")
    desk.goto(f"{story.work}rostning/")
    desk.get_by_label("Antal kort").fill("2")
    press(desk, "Gör kort")
    press(desk, "Öppna alla")
    story.look(desk)
    cards = words_of(desk.request.get(f"{story.work}rostning/rostkort.pdf").body())
    resident = story.resident()
    resident.goto("/rosta/")
    story.look(resident)
    resident.locator('[name="code"]').fill(found(r"skriv: (\S+ \S+ \S+ \S+)", cards))
    press(resident, "Börja")
    headed(resident, "Breven är lätta att förstå.")
    story.look(resident)
    press(resident, "Jag håller inte med")
    headed(resident, "Dina svar")
    story.look(resident)
    desk.reload()
    expect(desk.get_by_text("Kort med svar: 1, varav 1 från telefon")).to_be_visible()
    press(desk, "Stäng omröstningen")


def close(story: Story) -> None:
    """Each item gets an outcome. The meeting cannot close while one is open, and leaves what is left to the next."""
    desk, other = story.at_work(), story.at_work()
    desk.goto(f"{story.work}avsluta/")
    expect(desk.get_by_role("button", name="Avsluta träffen")).to_have_count(0)
    story.look(desk)
    promise = ("En arbetsgrupp gör ett förslag", "Gruppen skriver om breven.")
    record(desk, LETTERS, *promise, group=story.group, look=story.look)
    record(desk, HEARD, "Vi tar upp det på nästa träff", "Det hann vi inte prata om.")
    record(desk, HOURS, "Vi svarade på träffen", "Det är öppet till klockan sju på torsdagar.")
    story.look(desk)
    other.goto(f"{story.work}avsluta/{item_number(desk, HOURS)}/")
    press(other, "Gör punkten öppen igen")
    press(desk, "Avsluta träffen")
    expect(desk.get_by_text(f"Skriv först vad det blev av de här punkterna: ”{HOURS}”.")).to_be_visible()
    story.look(desk)
    record(desk, HOURS, "Vi svarade på träffen", "Det är öppet till klockan sju på torsdagar.")
    press(desk, "Avsluta träffen")
    headed(desk, "Minnesanteckningar")
    desk.goto(f"{story.work}avsluta/")
    headed(desk, "Så blev det")
    story.look(desk)
    desk.goto(story.work)
    story.look(desk)
    follow(desk, "Till den som tar vid")
    story.next_slug = found(r"/traffar/([^/]+)/", desk.url)
    follow(desk, "Dagordning")
    kept = desk.locator(".agenda-item").filter(has_text=f"Kvar från förra träffen ({story.title})")
    expect(kept.get_by_role("link", name=HEARD, exact=True)).to_be_visible()
    story.look(desk)
    resident = story.resident()
    resident.goto(f"/traffar/{story.slug}/")
    story.look(resident)
    resident.goto(f"/vad-har-hant/{THEME_SLUG}/")
    story.look(resident)


def item_number(desk: Page, title: str) -> str:
    """The number of an item in the addresses of pages at work."""
    address = desk.get_by_role("link", name=title, exact=True).first.get_attribute("href")
    return found(r"/(\d+)/$", address)


def record(
    desk: Page, title: str, outcome: str, text: str, *, group: str = "", look: Callable[[Page], None] = nothing
) -> None:
    """Write down what came of an item."""
    follow(desk, title)
    headed(desk, title)
    look(desk)
    desk.get_by_label(outcome).check()
    desk.locator('[name="text"]').fill(text)
    desk.locator('[name="plain_text"]').fill(text)
    if group:
        desk.locator('[name="group_name"]').select_option(label=group)
        desk.locator('[name="group_by"]').fill((clock.today() + timedelta(days=30)).isoformat())
    press(desk, "Spara")
    headed(desk, "Avsluta träffen")


def remember(story: Story) -> None:
    """The minutes are drafted, read by a second person and published; everybody who was there hears what came of it."""
    desk = story.at_work()
    desk.goto(f"{story.work}minnesanteckningar/")
    story.look(desk)
    press(desk, "Gör ett utkast")
    story.look(desk)
    for name in ("Ändra inledningen", *(f"Ändra: {title}" for title in (LETTERS, HEARD, HOURS))):
        follow(desk, name)
        if name == f"Ändra: {LETTERS}":
            expect(desk.locator('textarea[name="said"]')).to_have_value(re.compile("Det viktiga ska stå först."))
            story.look(desk)
        for area in desk.locator("textarea").all():
            if not area.input_value():
                area.fill("Vi pratade om det här.")
        press(desk, "Spara")
        headed(desk, "Minnesanteckningar")
    story.look(desk)
    press(desk, "Lämna till en som läser")
    expect(desk.get_by_role("button", name="Publicera")).to_have_count(0)
    reader = story.at_work(WRITER)
    reader.goto(f"{story.work}minnesanteckningar/")
    story.look(reader)
    press(reader, "Publicera")
    expect(reader.get_by_text("Publicerat.").first).to_be_visible()
    story.look(reader)
    resident = story.resident()
    resident.goto(f"/traffar/{story.slug}/")
    follow(resident, "Läs vad vi sa")
    expect(resident.get_by_text("Det viktiga ska stå först.").first).to_be_visible()
    story.look(resident)
    desk.goto(f"{story.work}utskick/")
    story.look(desk)
    told = print_letters(story, desk)
    assert "Det viktiga ska stå först." in told
    assert "Det här händer nu" in told
