"""What anyone may see without signing in, and what nobody may see."""

from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse

from analysis.readability import lix
from medskapa.core import clock
from medskapa.people.models import Role
from medskapa.voice import actions
from medskapa.voice.actions.threads import happened, recount
from medskapa.voice.models import AnswerVia, EventKind, Extract, Theme, Viewpoint
from medskapa.voice.queries import public as queries
from tests.factories import PersonFactory, UnitFactory, many_viewpoints, new_theme, new_viewpoint, staff

pytestmark = pytest.mark.django_db
PLAIN = {"HTTP_COOKIE": "medskapa_language=sv-plain"}


@pytest.fixture(autouse=True)
def _figures_are_counted_anew():
    cache.clear()


@pytest.fixture
def editor():
    return staff(Role.EDITOR, name="Zebulon Redaktörsson")


@pytest.fixture
def theme(editor):
    return new_theme(name="Telefontider", by=editor)


def page(client, name, *args, **headers):
    response = client.get(reverse(f"voice:{name}", args=args), **headers)
    assert response.status_code == 200
    return response


def tell(theme, editor, kind, text, plain_text=""):
    return actions.add_event(actor=editor, theme=theme, kind=kind, text=text, plain_text=plain_text)


def fill(theme, number, **fields):
    made = many_viewpoints(number, unit=theme.unit, theme=theme, **fields)
    recount(theme)
    return made


ANSWERED = {"state": "answered", "answered_at": clock.midnight(clock.today()), "answer_days": 6}


# --- the start page


def test_the_start_page_needs_no_sign_in_and_leads_three_ways(client):
    text = page(client, "start").text
    for name in ("say", "receipt", "happened"):
        assert f'href="{reverse(f"voice:{name}")}"' in text
    assert "040-628 04 00" in text
    assert "Du behöver inte säga vem du är" in text


def test_the_start_page_shows_the_newest_effect_of_three_themes(client, editor):
    for number in range(4):
        theme = new_theme(name=f"Tema {number}", by=editor)
        tell(theme, editor, EventKind.PROPOSED, f"Bara ett förslag {number}.")
        tell(theme, editor, EventKind.CARRIED_OUT, f"Gjort {number}.")
        tell(theme, editor, EventKind.EFFECT_SEEN, f"Resultat {number}.")
    text = page(client, "start").text
    assert [number for number in range(4) if f"Resultat {number}." in text] == [1, 2, 3]
    assert "Gjort" not in text
    assert "Bara ett förslag" not in text


def test_the_start_page_tells_how_long_it_takes_only_when_enough_have_had_an_answer(client, theme):
    fill(theme, 4, **ANSWERED)
    assert "har fått svar inom" not in page(client, "start").text
    fill(theme, 1, **ANSWERED)
    cache.clear()
    assert "har fått svar inom 6 dagar" in page(client, "start").text


@pytest.mark.parametrize("name", ["start", "happened", "feed"])
def test_a_public_page_may_be_cached_by_anyone_but_not_for_one_who_is_signed_in(client, theme, name):
    assert page(client, name)["Cache-Control"] == "public, max-age=60"
    client.force_login(PersonFactory())
    assert "no-store" in page(client, name)["Cache-Control"]


@pytest.mark.parametrize("name", ["start", "happened", "feed", "theme"])
def test_a_public_page_is_only_for_reading(client, theme, name):
    args = [theme.slug] if name == "theme" else []
    assert client.post(reverse(f"voice:{name}", args=args)).status_code == 405


# --- you said - we did


def test_every_open_theme_is_listed_with_its_newest_event_and_how_far_it_is(client, theme, editor):
    tell(theme, editor, EventKind.DECIDED, "Ledningen sa ja.", "De sa ja.")
    text = page(client, "happened").text
    assert "Telefontider" in text
    assert "Ledningen sa ja." in text
    assert "Det är beslutat." in text
    assert "De sa ja." in page(client, "happened", **PLAIN).text


def test_a_correction_does_not_move_a_theme_on_its_way(client, theme, editor):
    tell(theme, editor, EventKind.DECIDED, "Ledningen sa ja.")
    tell(theme, editor, EventKind.CORRECTED, "Det var nämnden som sa ja.")
    text = page(client, "happened").text
    assert "Det var nämnden som sa ja." in text
    assert "Det är beslutat." in text


def test_a_merged_theme_is_not_listed_and_its_page_leads_to_the_other(client, theme, editor):
    other = new_theme(name="Fler kontaktvägar", by=editor)
    merge = actions.merge_themes(actor=editor, theme=theme, into=other, reason="Samma sak.", plain_reason="De är lika.")
    assert reverse("voice:theme", args=[theme.slug]) not in page(client, "happened").text
    text = page(client, "theme", theme.slug).text
    assert "Det här temat är nu en del av ett annat" in text
    assert reverse("voice:theme", args=[other.slug]) in text
    assert "Samma sak." in page(client, "theme", other.slug).text
    assert "De är lika." in page(client, "theme", other.slug, **PLAIN).text
    actions.undo_merge(actor=editor, merge=merge, reason="Det var två saker.")
    text = page(client, "theme", theme.slug).text
    assert "nu en del av" not in text
    assert "Samma sak." in text
    assert "Det ångrades" in text
    assert "Det var två saker." in text


def test_themes_can_be_searched_and_chosen_by_unit(client, theme, editor):
    unit = UnitFactory(slug="vux", name="Vuxenutbildningen")
    new_theme(unit=unit, name="Återbud till lektioner", by=editor)
    for address, here, gone in (
        ("?q=återbud", "Återbud till", "Telefontider"),
        ("?q=TELEFON", "Telefontider", "Återbud till"),
        ("?enhet=vux", "Återbud till", "Telefontider"),
    ):
        text = client.get(reverse("voice:happened") + address).text
        assert here in text
        assert gone not in text
    assert "Inget tema passar" in client.get(reverse("voice:happened") + "?q=finns-inte").text


def test_an_empty_town_says_what_to_do(client):
    assert "Du kan bli den första" in page(client, "happened").text


@pytest.mark.parametrize("after", ["x", "2026-01-01_1", "2026-01-01T00:00:00+00:00_x", "_", "9" * 90, "\x00"])
def test_a_page_that_nobody_gave_out_is_the_first_one(client, theme, after):
    assert "Telefontider" in client.get(reverse("voice:happened"), {"after": after}).text


def test_the_pages_of_the_list_hold_every_theme_once(client, editor, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    unit = UnitFactory()
    names = {new_theme(unit=unit, name=f"Tema nr {number:02}", by=editor).name for number in range(8)}
    seen, after = [], ""
    while True:
        rows = queries.happened(after=after)
        seen += [row.theme.name for row in rows.rows]
        if not (after := rows.next):
            break
    assert sorted(seen) == sorted(names)


def test_the_lists_cost_the_same_for_two_themes_and_for_fifty(client, editor, queries_of):
    unit = UnitFactory()

    def cost(themes, name):
        for number in range(themes):
            made = new_theme(unit=unit, name=f"{name} {themes} {number}", by=editor)
            tell(made, editor, EventKind.CARRIED_OUT, "Gjort.")
        cache.clear()
        return queries_of(reverse(f"voice:{name}"))

    # start: figures 3, effects; happened: themes, newest, stages, figures 3, units
    assert cost(2, "start") == cost(48, "start") <= 4
    assert cost(2, "happened") == cost(48, "happened") <= 7


# --- one theme


def test_the_page_of_a_theme_tells_the_whole_way(client, theme, editor):
    viewpoint, _code = new_viewpoint(
        unit=theme.unit, theme=theme, text="Jag kommer aldrig fram. Ring Anna på 070-174 06 05."
    )
    actions.choose_extract(
        actor=editor, viewpoint=viewpoint, text="Jag kommer aldrig fram. Ring Anna på 070-174 06 05."
    )
    actions.edit_theme(
        actor=editor,
        theme=Theme.objects.get(pk=theme.pk),
        version=1,
        doing="Vi provar kvällstid.",
        plain_doing="Nu kan du ringa på kvällen.",
        outcome="Fler kommer fram.",
    )
    tell(theme, editor, EventKind.DECIDED, "Ledningen sa ja.")
    text = page(client, "theme", theme.slug).text
    for words in ("Jag kommer aldrig fram.", "Vi provar kvällstid.", "Fler kommer fram.", "Ledningen sa ja."):
        assert words in text
    assert "070-174 06 05" not in text
    assert "Anna" not in text
    plain = page(client, "theme", theme.slug, **PLAIN).text
    assert "Nu kan du ringa på kvällen." in plain
    assert "Fler kommer fram." in plain


def test_the_page_of_a_theme_costs_the_same_with_many_events_and_extracts(theme, editor, queries_of):
    def cost(more):
        for viewpoint in fill(theme, more):
            Extract.objects.create(
                theme=theme, viewpoint=viewpoint, text="Ord", chosen_by=editor, chosen_on=clock.today()
            )
            happened(theme.thread, EventKind.MERGED, actor=editor, text="Lika.", theme=Theme.objects.get(pk=theme.pk))
        cache.clear()
        return queries_of(reverse("voice:theme", args=[theme.slug]))

    assert cost(1) == cost(40) <= 9  # theme, newest, stages, figures 3, events, extracts, merges


def test_a_very_long_way_shows_the_latest_and_says_so(client, theme, editor, monkeypatch):
    monkeypatch.setattr(queries, "EVENTS", 2)
    tell(theme, editor, EventKind.PROPOSED, "Ett förslag.")
    assert "Hela vägen, från början" in page(client, "theme", theme.slug).text
    tell(theme, editor, EventKind.DECIDED, "Ett beslut.")
    text = page(client, "theme", theme.slug).text
    assert "Här visas de 2 senaste händelserna." in text
    assert "Synpunkter om samma sak samlades här." not in text
    assert text.index("Ett förslag.") < text.index("Ett beslut.")


def test_a_theme_that_does_not_exist_is_not_found(client):
    assert client.get(reverse("voice:theme", args=["finns-inte"])).status_code == 404


# --- what nobody may see


@pytest.fixture
def hostile(theme, editor):
    """A theme whose rows hold what must not get out: names, numbers, private words, what was taken back."""
    author = PersonFactory(name="Hemlige Invånarsson")
    for text in ("Mitt nummer är 19121212-1212 och jag bor kvar.", "Jag heter Kalle Svensson."):
        viewpoint, _code = new_viewpoint(unit=theme.unit, author=author, theme=theme, text=text)
        Extract.objects.create(  # past the action, as an import might
            theme=theme, viewpoint=viewpoint, text=text, chosen_by=editor, chosen_on=clock.today()
        )
    gone, _code = new_viewpoint(unit=theme.unit, author=author, theme=theme, text="Det här tar jag tillbaka.")
    Extract.objects.create(
        theme=theme, viewpoint=gone, text="Det här tar jag tillbaka.", chosen_by=editor, chosen_on=clock.today()
    )
    Viewpoint.objects.filter(pk=gone.pk).update(state="withdrawn", text="", search_text="")
    private, _code = new_viewpoint(unit=theme.unit, author=author, theme=theme, text="Privata ord om min granne.")
    happened(private.thread, EventKind.DISCUSSED, actor=editor, text="Internt i en privat tråd.")
    private.thread.public = True  # a mistake in one column must not be enough
    private.thread.save(update_fields=["public"])
    other = new_theme(name="Ett annat", by=editor)
    actions.merge_themes(actor=editor, theme=other, into=theme, reason="Lika.")
    tell(theme, editor, EventKind.EFFECT_SEEN, "<script>alert(1)</script> gick bra.")
    return theme


SECRETS = [
    "Redaktörsson",
    "Invånarsson",
    "19121212-1212",
    "Kalle Svensson",
    "tar jag tillbaka",
    "Privata ord",
    "privat tråd",
]
PUBLIC = ["/", "/vad-har-hant/", "/vad-har-hant/rss/", "/vad-har-hant/telefontider/", "/api/v1/themes"]
PUBLIC += ["/api/v1/themes/telefontider", "/api/v1/figures", "/api/v1/events.ndjson"]


@pytest.mark.parametrize("address", PUBLIC)
def test_nothing_private_and_no_name_gets_out(client, hostile, address):
    response = client.get(address)
    assert response.status_code == 200
    text = (b"".join(response) if response.streaming else response.content).decode()
    assert not [secret for secret in SECRETS if secret in text]
    assert "<script>alert" not in text or address.startswith("/api/")


def test_a_small_theme_does_not_say_how_few_they_are(client, theme):
    fill(theme, 3)
    text = page(client, "theme", theme.slug).text
    assert "Färre än 5 har sagt något." in text
    assert "Hur många som väntar visas inte." in text
    assert ">3<" not in text


def test_the_debt_is_told_in_the_open_and_no_theme_can_be_subtracted_from_it(client, theme, editor):
    late = {"promised_on": clock.today() - timedelta(days=1), "received_on": clock.today() - timedelta(days=20)}
    made = fill(theme, 20)
    Viewpoint.objects.filter(pk__in=[each.pk for each in made[:8]]).update(**late)
    text = page(client, "happened").text
    assert "<dd>20</dd>" in text
    assert "<dd>8</dd>" in text
    small = new_theme(name="Litet", by=editor)
    fill(small, 2)
    cache.clear()
    counted = queries.figures()
    assert counted.of(theme)[1] == 20
    assert counted.waiting == "withheld"
    assert "<dd>visas inte</dd>" in page(client, "happened").text


def test_who_wants_no_answer_is_not_in_the_debt(client, theme):
    fill(theme, 9, answer_via=AnswerVia.NONE)
    assert queries.figures().waiting == 0
    assert "Ingen väntar på svar." in page(client, "theme", theme.slug).text


def test_the_figures_are_counted_once_a_minute(theme, django_assert_num_queries):
    with django_assert_num_queries(3):  # the debt, the histogram of days, the themes
        queries.figures()
    with django_assert_num_queries(0):
        queries.figures()


def test_a_setting_that_protects_nobody_is_raised(theme, settings):
    settings.SMALL_NUMBER = 1
    fill(theme, 2)
    assert queries.figures().of(theme)[0] == "few"


# --- the feed


def test_the_feed_holds_the_newest_events_and_links_to_their_themes(client, theme, editor):
    tell(theme, editor, EventKind.CARRIED_OUT, "Ny kvällstid & mer.")
    response = page(client, "feed")
    assert response["Content-Type"].startswith("application/rss+xml")
    items = ElementTree.fromstring(response.content).findall("channel/item")
    assert items[0].findtext("title") == "Telefontider: Genomfört"
    assert items[0].findtext("description") == "Ny kvällstid & mer."
    assert items[0].findtext("link") == f"http://testserver{reverse('voice:theme', args=[theme.slug])}"
    assert len({item.findtext("guid") for item in items}) == len(items) == 2


# --- words


class Words(HTMLParser):
    """Gathers what is written between the tags."""

    words = ""

    def handle_data(self, data):
        self.words += f"{data}\n" if data.strip() else ""


def test_the_public_pages_are_easy_to_read(client, theme, editor):
    tell(theme, editor, EventKind.DECIDED, "Det är bra nu.")
    for name, args in (("start", []), ("happened", []), ("theme", [theme.slug])):
        reader = Words()
        reader.feed(page(client, name, *args).text.partition("<main")[2].partition("</main>")[0])
        assert lix(reader.words) < 40
