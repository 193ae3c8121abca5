"""Initiatives: from an editor through the leader and a decider to anyone, and what more takes, without JavaScript."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE, OpenPage, check_both, sign_in
from tests.journeys.steps import EDITOR, headed
from tests.journeys.test_activities import press

pytestmark = pytest.mark.browser
LEADER, DECIDER, GOING_ON = "pernilla_akerlund", "lars_tornberg", "hjalp-med-brev-i-drottninghog"


def test_an_editor_begins_one_and_a_decider_decides(open_page: OpenPage):
    editor = open_page(WIDE)
    sign_in(editor, EDITOR, "/arbete/nytt-initiativ/")
    headed(editor, "Nytt initiativ")
    check_both(editor)
    editor.get_by_label("Vad heter det?").fill("Hjälp i Planteringen")
    editor.get_by_label("Vilken fråga vill ni ha svar på?").fill("Kommer fler när det är nära?")
    editor.get_by_label("Vad gör ni?").fill("Vi hjälper till med mobilen.")
    editor.get_by_label("I vilket område prövar ni?").select_option(label="Planteringen")
    editor.get_by_label("Områdesprojektet i Planteringen").check()
    editor.get_by_label("Första dagen").fill(date.today().isoformat())
    editor.get_by_label("Sista dagen").fill((date.today() + timedelta(days=90)).isoformat())
    editor.get_by_label("Vem leder?").select_option(label="Pernilla Åkerlund")
    editor.get_by_label("I vilken roll?").fill("enhetschef")
    editor.get_by_label("Vad får den som leder bestämma?").fill("Får sluta.")
    press(editor, "Spara")
    headed(editor, "Vad ska vi mäta?")
    check_both(editor)
    editor.get_by_label("Besök i veckan").check()
    press(editor, "Spara")
    headed(editor, "Hjälp i Planteringen")
    check_both(editor)
    press(editor, "Publicera")
    editor.get_by_role("link", name="Så ser alla det").click()
    expect(editor.get_by_role("main")).to_contain_text("minst två veckor")
    check_both(editor)

    decider = open_page(NARROW)
    sign_in(decider, DECIDER, "/arbete/initiativ/")
    check_both(decider)
    decider.get_by_role("main").get_by_role("link", name="Hjälp i Planteringen").click()
    decider.get_by_role("link", name="Besluta", exact=True).click()
    headed(decider, "Besluta")
    check_both(decider)
    decider.get_by_label("Vi utökar").check()
    decider.get_by_label("Varför? Alla kan läsa det").fill("Vi behöver pröva i ett område till.")
    press(decider, "Spara beslutet")
    expect(decider.get_by_role("main")).to_contain_text("Välj minst ett område till.")
    decider.get_by_label("Fredriksdal").check()
    press(decider, "Spara beslutet")
    expect(decider.get_by_role("main")).to_contain_text("Fler områden: Fredriksdal")


def test_the_leader_says_how_many_live_there_and_anyone_reads_it_without_javascript(open_page: OpenPage):
    leader = open_page(NARROW, java_script_enabled=False)
    sign_in(leader, LEADER, "/arbete/initiativ/")
    leader.get_by_role("main").get_by_role("link", name="Hjälp med brev").click()
    leader.get_by_role("link", name="Vad skulle det krävas").click()
    leader.get_by_role("link", name="så många bor i området, Söder").click()
    headed(leader, "Så många bor i området: Söder")
    for label in ("Det troligaste", "Som lägst", "Som högst"):
        leader.get_by_label(label).fill("5000")
    leader.get_by_label("Varifrån kommer siffran?").fill("Påhittat för provet.")
    press(leader, "Spara")
    expect(leader.get_by_role("main")).to_contain_text("Påhittat för provet.")

    anyone = open_page(NARROW)
    for address in ("", f"{GOING_ON}/", f"{GOING_ON}/fler-omraden/"):
        anyone.goto(f"/initiativ/{address}")
        check_both(anyone)
    expect(anyone.get_by_role("main")).to_contain_text("Påhittat för provet.")
