"""The draw on its pages: from a plan to invitations at work, read by everybody, and explained in words."""

import pytest

from analysis.draw import Reason, Why
from medskapa.core import clock
from medskapa.meetings import actions, draw_words
from medskapa.meetings.models import Draw, PoolMember
from medskapa.meetings.pool import Category, Plan
from tests.factories import AreaFactory
from tests.meeting_factories import new_meeting, new_member
from tests.meetings.drawing import RULE, SEED, drawn, fixed, many_members
from tests.meetings.pages import form, url

pytestmark = pytest.mark.django_db


def test_a_planner_draws_from_plan_to_invitations(planning, meeting):
    many_members()
    new_member(asked_on=clock.today())
    page = planning.get(url("lottery", meeting.slug))
    assert "1. Hur gruppen ska bli blandad" in page.text
    assert "2. Hur många av varje" not in page.text
    chosen = {"seats": 8, "rest_days": 180, "age": "coarse", "gender": "fine"}
    address = f"{url('lottery', meeting.slug)}?seats=8&rest_days=180&age=coarse&gender=fine"
    page = planning.get(url("lottery", meeting.slug), chosen)
    assert "40 personer kan bli lottade." in page.text
    assert "1 till vilar." in page.text
    quotas = {
        field.html_name: field.value() for row in page.context["form"].table for field in (row["least"], row["most"])
    }
    wrong = planning.post(address, form(**quotas))
    assert wrong.status_code == 422
    assert "Varifrån kommer fröet" in wrong.text
    sent = form(seed_rule=RULE, **quotas)
    assert planning.post(address, sent).status_code == 302
    assert planning.post(address, sent).status_code == 302
    page = planning.get(url("lottery", meeting.slug))
    assert "Dra lotterna" in page.text
    assert planning.post(url("draw_lots", meeting.slug), form(seed="")).status_code == 422
    assert planning.post(url("draw_lots", meeting.slug), form(seed=SEED)).status_code == 302
    assert meeting.invitations.count() == 8
    page = planning.get(url("lottery", meeting.slug))
    assert "Gruppen blev så blandad som vi ville." in page.text
    assert "20 av 100" in page.text


def test_a_planner_is_offered_ways_to_let_nobody_stand_out(planning, meeting):
    many_members()
    new_member(birth_year=1950, gender="other")
    page = planning.get(url("lottery", meeting.slug), {"seats": 8, "rest_days": 180, "age": "coarse", "gender": "fine"})
    assert "1 person delar sin blandning med färre än 5" in page.text
    assert "Fastställ lottningen" not in page.text
    for _what, _left, address in page.context["ways"]:
        planning.get(url("lottery", meeting.slug) + address)
    assert any("Då sticker ingen ut." in leaves for _what, leaves, _address in page.context["ways"])


def test_a_quota_with_more_at_least_than_at_most_is_refused(planning, meeting):
    many_members()
    address = f"{url('lottery', meeting.slug)}?seats=8&rest_days=0&age=coarse"
    page = planning.post(
        address,
        form(**{"seed_rule": RULE, "age--44-least": 5, "age--44-most": 2, "age-45--least": 0, "age-45--most": 8}),
    )
    assert page.status_code == 422
    assert "Det minsta antalet kan inte vara större än det största." in page.text


def test_a_planner_takes_a_draw_back(planning, planner, meeting):
    many_members()
    fixed(planner, meeting)
    assert planning.post(url("discard_draw", meeting.slug), form(reason="")).status_code == 422
    assert planning.post(url("discard_draw", meeting.slug), form(reason="Fel antal.")).status_code == 302
    assert not Draw.objects.exists()
    assert planning.post(url("draw_lots", meeting.slug), form(seed=SEED)).status_code == 302


def test_everybody_sees_how_many_were_drawn_and_picked(client, planner, meeting):
    area = AreaFactory(name="Adolfsberg")
    many_members(area=area)
    plan = Plan({Category.AREA: "fine"})
    drawn(planner, meeting, plan=plan)
    actions.pick_by_hand(actor=planner, meeting=meeting, member=new_member(), why="Kan mycket om breven.")
    for page in (client.get(url("draw", meeting.slug)).text, client.get(url("meeting", meeting.slug)).text):
        assert "Lottade: 8." in page
        assert "Valda av personal: färre än 5." in page  # one alone could be pointed out
    assert "Adolfsberg" in client.get(url("draw", meeting.slug)).text
    for _each in range(4):
        actions.pick_by_hand(actor=planner, meeting=meeting, member=new_member(), why="Kan mycket om breven.")
    assert "Valda av personal: 5." in client.get(url("draw", meeting.slug)).text


def test_nobody_reads_a_draw_that_is_not_or_of_a_meeting_not_in_public(client, planner, unit, meeting):
    assert client.get(url("draw", meeting.slug)).status_code == 404
    many_members()
    fixed(planner, meeting)
    type(meeting).objects.filter(pk=meeting.pk).update(state="draft", announced_at=None)
    assert client.get(url("draw", meeting.slug)).status_code == 404
    assert client.get(url("draw_data", meeting.slug)).status_code == 404


def test_the_pages_of_the_draw_cost_the_same_with_few_and_a_thousand(planning, queries_of, planner, unit):
    costs = []
    for number in (40, 1_000):
        meeting = new_meeting(unit=unit)
        PoolMember.objects.update(left_on=clock.today())
        many_members(number)
        plan = queries_of(url("lottery", meeting.slug) + "?seats=8&rest_days=0&age=coarse&area=coarse")
        drawn(planner, meeting, seats=number // 5)
        costs.append([plan, *(queries_of(url(name, meeting.slug)) for name in ("lottery", "draw", "draw_data"))])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 12


@pytest.mark.parametrize("key", Why)
def test_every_reason_has_a_sentence(key):
    sentence = draw_words.why(Reason(key, 2, 5, (("gender", "woman"), ("area", "a"))), {"area": {"a": "Adolfsberg"}})
    assert sentence.endswith(".")
    assert key not in sentence


@pytest.mark.parametrize(
    ("category", "value", "name"),
    [
        ("age", "-29", "upp till 29 år"),
        ("age", "30-44", "30–44 år"),
        ("age", "65-", "65 år och äldre"),
        ("gender", "woman", "kvinnor"),
        ("taken_part", "true", "har varit med förut"),
        ("language", "sv", "Svenska"),
        ("language", "other", "ett annat språk"),
        ("area", "other", "andra områden"),
        ("area", "a", "Adolfsberg"),
    ],
)
def test_every_value_has_a_name(category, value, name):
    assert draw_words.value_name(category, value, {"area": {"a": "Adolfsberg"}}) == name
