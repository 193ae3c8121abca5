"""The journey of influence after the meeting: from a proposal to what is different, and everyone hears of it."""

from datetime import timedelta

from playwright.sync_api import expect

from medskapa.core import clock
from tests.journeys.steps import follow, forward, headed, press, read_with_code, words_of
from tests.journeys.story import LETTERS, THEME_SLUG, WRITER, Story, found

PROPOSED, DIFFERENT = "Alla brev på en sida", "Nu är varje brev en sida, och det viktiga står först."
BETTER = "Har breven blivit lättare att förstå?"
DECIDER = "beslutsfattare-prov"
WORDS = {
    "title": PROPOSED,
    "plain_title": PROPOSED,
    "text": "Vi skriver om breven. De blir en sida.",
    "plain_text": "Breven blir en sida.",
    "touches": "Alla som får brev från oss.",
    "costs": "Fyrtio timmar.",
    "effect_wanted": "Fler förstår sitt beslut.",
    "measured_by": "Hur många som ringer och frågar.",
}
MEASURE = {
    "what": "Samtal om vad brevet betyder",
    "plain_what": "Samtal om brev",
    "measured_in": "om dagen",
    "source": "Telefonväxeln",
    "baseline": "31",
    "target": "10",
}

TOLD = """
from medskapa.voice.jobs import tell_news
tell_news.call()
"""


def work_out(story: Story) -> None:
    """The group that got the item writes the proposal, until it can be decided on."""
    writer = story.at_work(WRITER)
    writer.goto("/arbete/forslag/")
    story.look(writer)
    writer.goto(f"/arbete/grupper/breven-{story.mark}/")
    story.look(writer)
    follow(writer, LETTERS)
    story.proposal = int(found(r"/forslag/(\d+)/", writer.url))
    story.look(writer)
    follow(writer, "Skriv på förslaget")
    for name, words in WORDS.items():
        writer.locator(f'[name="{name}"]').fill(words)
    story.look(writer)
    press(writer, "Spara den nya versionen")
    headed(writer, PROPOSED)
    press(writer, "Det är klart för beslut")
    expect(writer.get_by_text("Förslaget är klart och väntar på beslut.").first).to_be_visible()
    story.look(writer)
    resident = story.resident()
    resident.goto("/forslag/")
    story.look(resident)
    resident.goto(f"/forslag/{story.proposal}/")
    expect(resident.get_by_text(WORDS["text"])).to_be_visible()
    story.look(resident)


def decide(story: Story) -> None:
    """Whoever decides says yes, with reasons that everybody can read."""
    decider = story.at_work(DECIDER)
    headed(decider, "Förslag")
    follow(decider, "Beslut")
    story.look(decider)
    decider.get_by_role("row", name=PROPOSED).get_by_role("link", name="Skriv in beslut").click()
    story.look(decider)
    decider.get_by_label("Ja", exact=True).check()
    decider.get_by_label("förvaltningens ledning").check()
    decider.locator('[name="reasons"]').fill("Ett brev som ingen förstår är inget besked.")
    decider.locator('[name="plain_reasons"]').fill("Breven ska gå att förstå.")
    press(decider, "Spara beslutet")
    expect(decider.get_by_text("Beslutet är sparat.").first).to_be_visible()
    story.look(decider)


def carry_out(story: Story) -> None:
    """The group agrees on a measure, does what is to be done, and says what is different now."""
    writer = story.at_work(WRITER)
    here = f"/arbete/forslag/{story.proposal}/"
    writer.goto(here)
    story.look(writer)
    follow(writer, "Bestäm vad ni mäter")
    story.look(writer)
    for name, words in MEASURE.items():
        writer.locator(f'[name="{name}"]').fill(words)
    writer.locator('[name="baseline_on"]').fill((clock.today() - timedelta(days=30)).isoformat())
    writer.get_by_label("Att siffran blir lägre").check()
    press(writer, "Spara måttet")
    follow(writer, "Nytt steg")
    writer.locator('[name="text"]').fill("Skriv om de fem vanligaste breven.")
    writer.locator('[name="due_on"]').fill((clock.today() + timedelta(days=30)).isoformat())
    story.look(writer)
    press(writer, "Lägg till steget")
    story.look(writer)
    writer.goto("/arbete/steg/")
    story.look(writer)
    follow(writer, "Skriv om de fem vanligaste breven.")
    story.look(writer)
    press(writer, "Ja, det är klart")
    follow(writer, "Allt är gjort")
    writer.locator('[name="text"]').fill(DIFFERENT)
    writer.locator('[name="plain_text"]').fill(DIFFERENT)
    story.look(writer)
    press(writer, "Ja, det är genomfört")
    story.look(writer)
    follow(writer, "Skriv in en mätning")
    story.look(writer)
    writer.locator('[name="value"]').fill("19")
    writer.locator('[name="text"]').fill("Färre behöver ringa för att förstå.")
    writer.locator('[name="plain_text"]').fill("Färre ringer.")
    press(writer, "Spara mätningen")
    expect(writer.get_by_text("Mätningen är sparad.").first).to_be_visible()
    story.look(writer)


def judge(story: Story) -> None:
    """Residents say whether it got better: one who spoke, with the receipt, and one who came, with the invitation."""
    writer = story.at_work(WRITER)
    writer.goto(f"/arbete/forslag/{story.proposal}/")
    follow(writer, "Fråga invånarna")
    writer.locator('[name="question"]').fill(BETTER)
    writer.locator('[name="plain_question"]').fill(BETTER)
    writer.locator('[name="word"]').fill(f"BREV{story.mark}")
    writer.locator('[name="closes_on"]').fill((clock.today() + timedelta(days=14)).isoformat())
    story.look(writer)
    press(writer, "Spara frågan")
    came = next(iter(story.invitations.values()))
    for code in (story.receipts["anonymous"], came):
        resident = story.resident()
        resident.goto(f"/forslag/{story.proposal}/")
        story.look(resident)
        follow(resident, "Svara")
        story.look(resident)
        resident.locator('[name="code"]').fill(code)
        forward(resident)
        headed(resident, "Blev det bättre?")
        resident.get_by_label("Ja, det blev bättre").check()
        story.look(resident)
        press(resident, "Skicka")
        headed(resident, "Tack för ditt svar!")
        story.look(resident)
    writer.reload()
    follow(writer, BETTER)
    story.look(writer)


def tell(story: Story) -> None:
    """Everyone behind it hears: a letter to the one who wanted letters, the receipt for the one who is anonymous."""
    story.run(TOLD)
    desk = story.at_work()
    desk.goto("/arbete/brev/")
    story.look(desk)
    row = desk.locator("tr", has_text=f"Lo Provberg {story.mark}", has=desk.locator('input[id^="print-"]'))
    expect(row).to_have_count(1)
    for box in desk.locator('input[id^="print-"]').all():
        box.set_checked(False)
    row.get_by_role("checkbox").check()
    with desk.expect_download() as download:
        press(desk, "Skriv ut de markerade")
    assert DIFFERENT in words_of(download.value.path().read_bytes())
    resident = story.resident()
    read_with_code(resident, story.receipts["anonymous"])
    expect(resident.get_by_text(DIFFERENT).first).to_be_visible()
    story.look(resident)
    resident.goto(f"/trad/{THEME_SLUG}/")
    expect(resident.get_by_text("Från det ni sa till det som är annorlunda nu.")).to_be_visible()
    for words in (story.title, PROPOSED, "Ett brev som ingen förstår är inget besked.", DIFFERENT):
        expect(resident.get_by_text(words).first).to_be_visible()
    story.look(resident)
    resident.goto("/inflytande/")
    story.look(resident)
