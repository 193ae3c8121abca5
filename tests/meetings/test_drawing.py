"""The draw: fixed before anybody can know the outcome, nameless, repeatable."""

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import disclosure
from analysis import draw as lots
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.meetings import actions, draw_words, draws
from medskapa.meetings.models import Draw, DrawnMember, InvitationState, MeetingState, PoolMember
from medskapa.meetings.pool import Category, Described, Member, Plan
from medskapa.people.models import Role
from tests.factories import UnitFactory, staff
from tests.meeting_factories import new_invitation, new_meeting, new_member
from tests.meetings.drawing import BY_AGE_AND_GENDER, NOBODY, RULE, SEED, drawn, fixed, many_members, said
from tests.meetings.pages import url

pytestmark = pytest.mark.django_db


# --- the nameless pool


def members(*described):
    """(birth year, gender, area, how many)"""
    return [
        Member(number, year, gender, area, None, "sv", False)
        for number, (year, gender, area) in enumerate(
            (year, gender, area) for year, gender, area, many in described for _each in range(many)
        )
    ]


def described(people, plan):
    return Described(people, plan, clock.today().replace(year=2026), 5)


def test_ages_are_told_in_bands_by_the_year_they_are_reached():
    fine = described(
        members((1997, "", None, 1), (1996, "", None, 1), (1961, "", None, 1), (None, "", None, 1)),
        Plan({Category.AGE: "fine"}),
    )
    assert [row["age"] for row in fine.rows] == ["-29", "30-44", "65-", None]
    coarse = described(members((1982, "", None, 1), (1981, "", None, 1)), Plan({Category.AGE: "coarse"}))
    assert [row["age"] for row in coarse.rows] == ["-44", "45-"]


def test_small_areas_are_told_as_one():
    people = members(*((1990, "", area, 9 - place) for place, area in enumerate("abcdef")))
    coarse = described(people, Plan({Category.AREA: "coarse"}))
    assert coarse.counts == {"area": {"a": 9, "b": 8, "c": 7, "d": 6, "other": 9}}


def test_whoever_shares_all_with_too_few_is_counted_and_ways_to_hide_them_are_told():
    people = members((1990, "woman", "a", 6), (1990, "man", "a", 6), (1960, "man", "b", 3), (1960, "woman", "b", 3))
    plan = Plan({Category.AGE: "fine", Category.GENDER: "fine"})
    found = described(people, plan)
    assert found.rare == 6
    ways = found.ways_to_hide()
    assert all(way.left < 6 for way in ways)
    assert {way.category for way in ways if way.left == 0} >= {Category.GENDER, None}
    for way in ways:
        assert described(people, way.plan).rare == way.left


def test_those_who_are_described_by_nothing_do_not_stand_out_by_that():
    people = members((1990, "woman", "a", 6), (1990, "man", "a", 6), (1960, "man", "b", 1))
    freed = described(people, Plan({Category.AGE: "fine", Category.GENDER: "fine"}, free_rare=True))
    assert freed.rare == 0
    blank = [row for row in freed.rows if row == {"age": None, "gender": None}]
    assert len(blank) == 7  # the one, and the six of a smallest combination


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([1990, 1970, 1950]), st.sampled_from(["woman", "man", ""])), max_size=60))
def test_a_pool_where_the_rare_are_freed_lets_nobody_stand_out_unless_all_are_too_few(people):
    found = described(
        members(*((year, gender, None, 1) for year, gender in people)),
        Plan({Category.AGE: "fine", Category.GENDER: "fine"}, free_rare=True),
    )
    assert found.rare == (len(people) if len(people) < 5 else 0)
    assert len(disclosure.alone(found.rows, least=5)) == found.rare


# --- fixed


def test_a_fixed_draw_can_be_read_and_checked_by_anybody_before_the_lots_are_drawn(client, planner, meeting):
    many_members()
    draw = fixed(planner, meeting)
    page = client.get(url("draw", meeting.slug))
    assert "Lotterna är inte dragna än" in page.text
    assert RULE in page.text
    assert draw.digest in page.text
    data = client.get(url("draw_data", meeting.slug)).json()
    assert data["seed"] is None
    assert data["digest"] == lots.digest(data["pool"]) == draw.digest
    assert len(data["pool"]) == 40
    assert set(data["pool"][0]) == {"id", "age", "gender"}


def test_the_published_pool_names_nobody_and_is_in_no_order(planner, meeting):
    people = many_members()
    draw = fixed(planner, meeting)
    text = json.dumps(draw.pool)
    assert "Påhittad" not in text
    assert not any(str(member.pk) in text for member in people)
    behind = dict(draw.members.values_list("pool_id", "member_id"))
    assert [behind[row["id"]] for row in draw.pool] != sorted(behind.values())
    assert not disclosure.alone([{k: v for k, v in row.items() if k != "id"} for row in draw.pool], least=5)


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed")
def test_the_digest_is_what_the_command_on_the_page_gives(client, planner, meeting, tmp_path):
    many_members(gender="")
    draw = fixed(planner, meeting, plan=Plan({Category.AGE: "coarse", Category.TAKEN_PART: "fine"}))
    file = tmp_path / "lottning.json"
    file.write_bytes(client.get(url("draw_data", meeting.slug)).content)
    shown = subprocess.run(["jq", "-cjS", ".pool | sort_by(.id)", file], capture_output=True, check=True).stdout
    assert hashlib.sha256(shown).hexdigest() == draw.digest


def test_a_draw_in_which_somebody_would_stand_out_is_not_fixed(planner, meeting):
    many_members()
    new_member(birth_year=1950, gender="other")
    with pytest.raises(Conflict, match="1 person skulle gå att känna igen"):
        fixed(planner, meeting)
    assert not Draw.objects.exists()
    free = Plan(BY_AGE_AND_GENDER.levels, free_rare=True)
    assert fixed(planner, meeting, plan=free).pool


def test_a_draw_is_fixed_for_a_meeting_that_anybody_can_read_of(unit, planner):
    many_members()
    draft = new_meeting(unit=unit, state=MeetingState.DRAFT)
    with pytest.raises(Conflict, match="Berätta om träffen först"):
        fixed(planner, draft)


def test_a_draw_needs_somebody_to_draw(planner, meeting):
    with pytest.raises(Conflict, match="ingen att lotta bland"):
        fixed(planner, meeting, plan=NOBODY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats": 0},
        {"seats": 2_000},
        {"seed_rule": " "},
        {"quotas": {"age": {"-44": (5, 2)}}},
        {"quotas": {"shoe": {"43": (0, 1)}}},
    ],
)
def test_a_draw_without_sense_is_not_fixed(planner, meeting, wrong):
    many_members()
    with pytest.raises(ValidationError):
        fixed(planner, meeting, **wrong)


def test_only_the_planner_fixes_and_draws(meeting, planner):
    many_members()
    other = staff(Role.PLANNER, UnitFactory())
    with pytest.raises(PermissionDenied):
        fixed(other, meeting)
    fixed(planner, meeting)
    for act in (
        lambda: actions.draw_lots(actor=other, meeting=meeting, seed=SEED),
        lambda: actions.discard_draw(actor=other, meeting=meeting, reason="Fel."),
        lambda: actions.refill_seats(actor=other, meeting=meeting),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_draw_is_fixed_once(planner, meeting):
    many_members()
    first = fixed(planner, meeting)
    assert fixed(planner, meeting) == first
    with pytest.raises(Conflict):
        fixed(planner, meeting, seats=9)


def test_a_draw_can_be_taken_back_on_its_day_only(planner, meeting):
    many_members()
    fixed(planner, meeting)
    with pytest.raises(ValidationError):
        actions.discard_draw(actor=planner, meeting=meeting, reason=" ")
    actions.discard_draw(actor=planner, meeting=meeting, reason="Fel antal.")
    assert not Draw.objects.exists()
    assert not DrawnMember.objects.exists()
    actions.discard_draw(actor=planner, meeting=meeting, reason="Fel antal.")
    fixed(planner, meeting)
    with clock.fixed(clock.now() + timedelta(days=1)), pytest.raises(Conflict, match="samma dag"):
        actions.discard_draw(actor=planner, meeting=meeting, reason="Fel antal.")
    actions.draw_lots(actor=planner, meeting=meeting, seed=SEED)
    with pytest.raises(Conflict, match="dragna"):
        actions.discard_draw(actor=planner, meeting=meeting, reason="Fel antal.")


# --- drawn


def test_the_lots_make_invitations_in_the_order_of_the_lot(planner, meeting):
    many_members()
    draw = drawn(planner, meeting)
    invitations = list(meeting.invitations.order_by("lot"))
    assert [each.lot for each in invitations] == list(range(1, 9))
    assert {each.state for each in invitations} == {InvitationState.TO_SEND}
    assert {each.member.asked_on for each in invitations} == {clock.today()}
    behind = dict(draw.members.values_list("member_id", "pool_id"))
    assert [behind[each.member_id] for each in invitations] == draw.result["chosen"]
    kinds = Counter((each.member.birth_year > 1970, each.member.gender) for each in invitations)
    assert sum(kinds.values()) == 8
    assert all(draw_outcome.met for draw_outcome in draws.outcomes_of(draw))


def test_the_published_file_and_the_seed_give_the_same_people_to_anybody(client, planner, meeting):
    many_members()
    draw = drawn(planner, meeting)
    data = client.get(url("draw_data", meeting.slug)).json()
    mine = lots.draw(data["pool"], data["quotas"], data["seats"], data["seed"])
    assert list(mine.chosen) == draw.result["chosen"]


def test_the_same_seed_again_changes_nothing_and_another_is_refused(planner, meeting):
    many_members()
    drawn(planner, meeting)
    actions.draw_lots(actor=planner, meeting=meeting, seed=f"  {SEED} ")
    assert meeting.invitations.count() == 8
    with pytest.raises(Conflict, match="dragna"):
        actions.draw_lots(actor=planner, meeting=meeting, seed="1")


def test_lots_are_not_drawn_without_a_seed_a_draw_or_a_coming_meeting(planner, meeting):
    with pytest.raises(Conflict, match="Fastställ"):
        actions.draw_lots(actor=planner, meeting=meeting, seed=SEED)
    many_members()
    fixed(planner, meeting)
    with pytest.raises(ValidationError):
        actions.draw_lots(actor=planner, meeting=meeting, seed=" ")
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, clock.now(), "Snö."
    meeting.save()
    with pytest.raises(Conflict, match="inställd"):
        actions.draw_lots(actor=planner, meeting=meeting, seed=SEED)


def test_one_who_leaves_between_the_fixing_and_the_lots_is_not_invited(planner, meeting):
    many_members(8)
    fixed(planner, meeting, seats=4, plan=NOBODY)
    everybody = list(PoolMember.objects.all())
    for member in everybody[:3]:
        actions.leave_pool(actor=planner, member=member)
    draw = actions.draw_lots(actor=planner, meeting=meeting, seed=SEED)
    assert not meeting.invitations.filter(member__in=everybody[:3]).exists()
    assert meeting.invitations.count() == 4
    draws.again(draw)


def test_who_may_not_be_asked_is_not_in_the_pool(planner, meeting):
    today = clock.today()
    many_members(10)
    rested = new_member(asked_on=today - timedelta(days=180))
    for fields in ({"asked_on": today - timedelta(days=179)}, {"left_on": today}, {"only_for": meeting}):
        new_member(**fields)
    enough = new_invitation(new_meeting(), state=InvitationState.NO, ask_again=False).member
    by_hand = new_invitation(meeting, origin="picked", picked_by=planner, picked_why="Kan mycket.").member
    draw = fixed(planner, meeting, plan=NOBODY)
    inside = set(draw.members.values_list("member", flat=True))
    assert rested.pk in inside
    assert not inside & {enough.pk, by_hand.pk}
    assert len(inside) == 11
    assert draw.result["resting"] == 1


def test_one_who_said_that_once_was_enough_may_say_yes_anew(planner, meeting):
    no = new_invitation(new_meeting(), state=InvitationState.NO, ask_again=False)
    no.replied_at = clock.now() - timedelta(days=2)
    no.save()
    assert not draws.askable(clock.today()).filter(pk=no.member_id).exists()
    PoolMember.objects.filter(pk=no.member_id).update(agreed_on=clock.today())
    assert draws.askable(clock.today()).filter(pk=no.member_id).exists()


# --- done again


def test_a_draw_done_again_gives_the_same_also_after_refills(planner, meeting, capsys):
    many_members()
    drawn(planner, meeting)
    for _each in range(3):
        said(meeting.invitations.filter(state="to_send").first(), "no")
        actions.refill_seats(actor=None, meeting=meeting)
    call_command("redraw", meeting.slug)
    assert "The same 8 came out again, after 3 refills" in capsys.readouterr().out


def test_a_draw_that_was_tampered_with_is_found_out(planner, meeting):
    many_members()
    draw = drawn(planner, meeting)
    chosen = draw.result["chosen"]
    draw.result["chosen"] = [*chosen[:-1], draw.result["reserves"][0]]
    draw.save()
    with pytest.raises(CommandError, match="Samma frö gav andra personer"):
        call_command("redraw", meeting.slug)
    draw.result["chosen"] = chosen
    draw.pool[0]["age"] = "45-" if draw.pool[0]["age"] == "-44" else "-44"
    with pytest.raises(draws.Changed, match="publicerades"):
        draws.again(draw)
    with pytest.raises(CommandError, match="No lots"):
        call_command("redraw", "finns-inte")


@pytest.mark.parametrize("change", ["pool", "quotas", "seats", "seed_rule", "seed", "behind", "all"])
def test_the_database_keeps_a_draw_as_it_was_published_and_drawn(planner, meeting, change):
    many_members(12)
    draw = drawn(planner, meeting, seats=4, plan=NOBODY)
    rows, members = Draw.objects.filter(pk=draw.pk), draw.members.all()
    changes = {
        "pool": lambda: rows.update(pool=draw.pool[:-1]),
        "quotas": lambda: rows.update(quotas={"age": {"-44": [1, 2]}}),
        "seats": lambda: rows.update(seats=5),
        "seed_rule": lambda: rows.update(seed_rule="Det jag vill."),
        "seed": lambda: rows.update(seed="7"),
        "behind": lambda: members.update(member=new_member()),
        "all": rows.delete,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        changes[change]()
    rows.update(result=draw.result)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_draw_meets_its_quotas_or_says_why_and_is_the_same_when_done_again(planner, unit, data):
    meeting = new_meeting(unit=unit)
    PoolMember.objects.update(left_on=clock.today())
    many_members(data.draw(st.integers(20, 48)))
    seats = data.draw(st.integers(1, 20))
    bounds = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: (min(pair), max(pair)))
    quotas = {
        "age": {value: data.draw(bounds) for value in ("-44", "45-")},
        "gender": {value: data.draw(bounds) for value in ("woman", "man")},
    }
    draw = drawn(
        planner,
        meeting,
        seats=seats,
        quotas=quotas,
        seed=data.draw(st.text("0123456789 ", min_size=1).filter(str.strip)),
    )
    draw.refresh_from_db()
    of_value = Counter()
    for invitation in meeting.invitations.select_related("member"):
        member = invitation.member
        of_value["-44" if member.birth_year == 1990 else "45-"] += 1
        of_value[member.gender] += 1
    assert meeting.invitations.count() == min(seats, len(draw.pool))
    names = {}
    for outcome, told in zip(draws.outcomes_of(draw), draw_words.told(draws.outcomes_of(draw), names), strict=True):
        assert outcome.chosen == of_value[outcome.value]
        assert outcome.met == (outcome.minimum <= outcome.chosen <= outcome.maximum)
        assert bool(told.why) != outcome.met
    gone = data.draw(st.integers(0, min(seats, 4)))
    for invitation in meeting.invitations.all()[:gone]:
        said(invitation, "no")
    actions.refill_seats(actor=planner, meeting=meeting)
    draw.refresh_from_db()
    assert list(draws.again(draw).chosen) == draw.result["chosen"]
    everybody = meeting.invitations.values_list("member", flat=True)
    assert len(everybody) == len(set(everybody))
