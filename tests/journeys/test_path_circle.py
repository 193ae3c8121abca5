"""The circle: somebody is asked in with six words, sees what they are let in to and no more, and is seen looking."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, Look, OpenPage, sign_in
from tests.journeys.steps import follow, headed, nothing, press

pytestmark = pytest.mark.browser
HINDERS = "Ryggen är slut"  # what stands in Mikael's way is for him and his guide
NAME, WITH = "Hodan på kursen", "Hodan Warsame"
WRONG = "fel fel fel fel fel fel"


def let_in(page: Page, *, plan: bool, talks: bool) -> None:
    """Choose what the one who was asked in may see from now on."""
    page.goto("/min-vag/krets/")
    page.get_by_role("link", name=f"Ändra {NAME}").click()
    page.get_by_label("Får läsa min planering").set_checked(plan)
    page.get_by_label("Får se mina bokade samtal").set_checked(talks)
    press(page, "Spara")
    expect(page.get_by_text("Sparat. Det gäller från nu.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_somebody_asked_in_with_six_words_sees_only_what_they_are_let_in_to(open_page: OpenPage, look: Look, script):
    look = look if script else nothing
    page = open_page(NARROW, java_script_enabled=script)
    sign_in(page, "mikael")
    page.goto("/min-vag/")
    follow(page, "Vilka som finns runt dig, och vem som har tittat")
    headed(page, "Min krets")
    follow(page, "Lägg till någon")
    look(page)
    page.get_by_label("Vad heter personen?").fill(NAME)
    page.get_by_label("någon som hjälper mig").check()
    press(page, "Lägg till")
    headed(page, f"Vad får {NAME} se?")
    look(page)
    words = page.locator(".draft-code").inner_text()
    assert len(words.split()) == 6

    friend = open_page(NARROW, java_script_enabled=script)
    sign_in(friend, "hodan")
    friend.goto("/krets/")
    headed(friend, "De som du hjälper")
    friend.get_by_label("De sex orden").fill(WRONG)
    press(friend, "Var med")
    expect(friend.get_by_label("De sex orden")).to_have_value(WRONG)
    friend.get_by_label("De sex orden").fill(words)
    press(friend, "Var med")
    his = friend.get_by_role("region", name="Mikael Brodd")
    expect(his.get_by_text("Du är med, men får inte se något just nu.")).to_be_visible()

    let_in(page, plan=True, talks=False)
    friend.goto("/krets/")
    look(friend)
    expect(his.get_by_text("Samtal")).to_have_count(0)
    his.get_by_role("link", name="Läs planeringen för Mikael Brodd").click()
    headed(friend, "Planering för Mikael Brodd")
    plan = friend.url
    look(friend)
    expect(friend.get_by_text("Vara kvar i branschen")).to_be_visible()
    for hidden in (HINDERS, "Halvtid", "Ändra", "Lägg till"):
        expect(friend.get_by_role("main").get_by_text(hidden)).to_have_count(0)

    page.goto("/min-vag/krets/")
    look(page)
    expect(page.get_by_role("listitem").filter(has_text=f"{WITH} läste din planering").first).to_be_visible()

    let_in(page, plan=False, talks=True)
    friend.goto("/krets/")
    expect(his.get_by_role("listitem").filter(has_text="med Marja Lehtonen").first).to_be_visible()
    assert friend.goto(plan).status == 404

    page.goto("/min-vag/krets/")
    page.get_by_role("link", name=f"Ändra {NAME}").click()
    press(page, f"Ta bort {NAME}")
    expect(page.get_by_text("Personen är inte med i din krets längre, och ser inget.")).to_be_visible()
    friend.goto("/krets/")
    expect(his).to_have_count(0)
    friend.get_by_label("De sex orden").fill(words)
    press(friend, "Var med")
    expect(friend.get_by_text("De orden passar inte.").first).to_be_visible()
