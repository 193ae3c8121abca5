"""The draw: repeatable, within its quotas or with a reason, and with a chance for everybody who can be chosen."""

import hashlib
import json
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import panels, seating
from analysis.draw import Reason, Why, _Lots, chances, digest, draw, proportional, refill
from analysis.panels import portfolio
from analysis.quotas import Field

AGES, GENDERS = ("18-29", "30-49", "50-64"), ("woman", "man")


def town(size, **fixed):
    """A pool in which every value is found, the young are few and one in five has taken part."""
    return [
        {
            "id": f"r{number:04}",
            "age": AGES[0] if number % 7 == 0 else AGES[1 + number % 2],
            "gender": GENDERS[number // 3 % 2],
            "taken_part": number % 5 == 0,
            "asked_on": None,
            **fixed,
        }
        for number in range(size)
    ]


QUOTAS = {
    "age": {"18-29": (3, 4), "30-49": (3, 5), "50-64": (3, 5)},
    "gender": {"woman": (5, 5), "man": (5, 5)},
    "taken_part": {"false": (6, 10)},
}


@st.composite
def pools(draw_from, least=1):
    values = st.fixed_dictionaries(
        {
            "age": st.sampled_from([*AGES, None]),
            "gender": st.sampled_from(GENDERS),
            "taken_part": st.booleans(),
            "asked_on": st.sampled_from([None, "2016-01-10", "2015-01-10"]),
        }
    )
    members = draw_from(st.lists(values, min_size=least, max_size=14))
    return [{"id": f"id{number}", **member} for number, member in enumerate(members)]


BOUNDS = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: tuple(sorted(pair)))
SOME_QUOTAS = st.fixed_dictionaries(
    {},
    optional={
        "age": st.dictionaries(st.sampled_from(AGES), BOUNDS, max_size=3),
        "gender": st.dictionaries(st.sampled_from(GENDERS), BOUNDS, max_size=2),
        "taken_part": st.dictionaries(st.sampled_from(["true", "false"]), BOUNDS, max_size=2),
    },
)


def within(members, quotas):
    """Whether `members` meet `quotas`, counted without any code of the draw's."""
    counted = {category: Counter(json.dumps(member[category]).strip('"') for member in members) for category in quotas}
    return all(
        least <= counted[category][value] <= most
        for category, values in quotas.items()
        for value, (least, most) in values.items()
    )


def possible_members(pool, quotas, seats):
    """The ids of all who sit on some panel within the quotas, by trying every panel."""
    right = (group for group in combinations(pool, min(seats, len(pool))) if within(group, quotas))
    return {member["id"] for group in right for member in group}


def chosen_members(drawn, pool):
    return [member for member in pool if member["id"] in drawn.chosen]


# --- what it promises ---


@settings(deadline=None, max_examples=100)
@given(pools(), SOME_QUOTAS, st.integers(0, 6), st.integers())
def test_a_draw_meets_its_quotas_when_any_panel_can_and_otherwise_says_why(pool, quotas, seats, seed):
    drawn = draw(pool, quotas, seats, seed)
    possible = any(within(group, quotas) for group in combinations(pool, min(seats, len(pool))))
    assert drawn.meets_quotas is possible is within(chosen_members(drawn, pool), quotas)
    assert len(drawn.chosen) + drawn.empty_seats == seats
    assert len(drawn.chosen) == min(seats, len(pool))
    for outcome in drawn.outcomes:
        assert (outcome.reason is None) is outcome.met
        assert outcome.reason is None or outcome.reason.key != Why.NOT_FOUND
    assert {(o.category, o.value) for o in drawn.outcomes} == {(c, v) for c, values in quotas.items() for v in values}


@settings(deadline=None, max_examples=100)
@given(pools(), SOME_QUOTAS, st.integers(0, 6))
def test_the_complete_search_keeps_the_promise_also_without_repairs(pool, quotas, seats):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(seating, "REPAIR_STEPS", 0)
        portfolio.cache_clear()
        drawn = draw(pool, quotas, seats, 1)
    portfolio.cache_clear()
    possible = any(within(group, quotas) for group in combinations(pool, min(seats, len(pool))))
    assert drawn.meets_quotas is possible is within(chosen_members(drawn, pool), quotas)


@settings(deadline=None, max_examples=60)
@given(pools(), SOME_QUOTAS, st.integers(1, 5))
def test_exactly_those_who_can_be_chosen_have_a_chance(pool, quotas, seats):
    found = chances(pool, quotas, seats)
    assert sum(found.values()) == min(seats, len(pool))
    if draw(pool, quotas, seats, 1).meets_quotas:
        assert {name for name, chance in found.items() if chance} == possible_members(pool, quotas, seats)


@settings(deadline=None, max_examples=60)
@given(pools(), SOME_QUOTAS, st.integers(0, 6), st.text(max_size=5), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_people_whatever_the_order_of_the_pool(pool, quotas, seats, seed, shuffler):
    shuffled = [dict(shuffler.sample(sorted(member.items()), len(member))) for member in pool]
    shuffler.shuffle(shuffled)
    turned = {category: dict(reversed(values.items())) for category, values in reversed(quotas.items())}
    assert draw(shuffled, turned, seats, seed) == draw(pool, quotas, seats, seed)


@settings(deadline=None, max_examples=80)
@given(pools(least=3), SOME_QUOTAS, st.integers(1, 5), st.data())
def test_refills_never_ask_again_and_nobody_comes_from_outside(pool, quotas, seats, data):
    everyone = {member["id"] for member in pool}
    drawn, said_no = draw(pool, quotas, seats, 7), set()
    for _round in range(3):
        no = data.draw(st.sets(st.sampled_from(sorted(everyone)), max_size=3))
        said_no |= no
        again = refill(drawn, no, pool, quotas)
        assert again == refill(drawn, no, pool, quotas)
        assert not said_no & {*again.chosen, *again.reserves}
        assert {*again.chosen, *again.reserves, *said_no} == everyone
        assert len(again.chosen) == len(set(again.chosen)) == min(seats, len(everyone - said_no))
        kept = [name for name in drawn.chosen if name not in said_no]
        assert list(again.chosen[: len(kept)]) == kept
        fixed = [member for member in pool if member["id"] in kept]
        free = [member for member in pool if member["id"] in everyone - said_no - set(kept)]
        groups = combinations(free, min(seats - len(kept), len(free)))
        assert again.meets_quotas is any(within([*fixed, *group], quotas) for group in groups)
        drawn = again


def test_over_many_seeds_everybody_is_chosen_about_as_often_as_their_chance_says():
    pool = town(60)
    expected = chances(pool, QUOTAS, 10)
    seen = Counter(name for seed in range(400) for name in draw(pool, QUOTAS, 10, seed).chosen)
    for name, chance in expected.items():
        spread = (400 * chance * (1 - chance)) ** 0.5
        assert abs(seen[name] - 400 * chance) < 4.5 * spread
    assert min(seen[member["id"]] for member in pool) > 400 * 0.08


def test_without_quotas_all_have_the_same_chance():
    assert set(chances(town(30), {}, 6).values()) == {Fraction(6, 30)}


def test_one_who_fits_only_a_rare_panel_is_not_left_out():
    # The only panel with the man is the one with the only woman who has taken part.
    pool = [{"id": f"w{n}", "gender": "woman", "taken_part": n == 0} for n in range(20)]
    pool.append({"id": "m", "gender": "man", "taken_part": False})
    quotas = {"taken_part": {"true": (1, 1)}}
    found = chances(pool, quotas, 2)
    assert found["w0"] == 1
    assert all(Fraction(4, 100) < chance < Fraction(6, 100) for name, chance in found.items() if name != "w0")


# --- repeatable ---


def test_the_digest_can_be_recomputed_without_our_code():
    pool = [{"id": "å", "age": "30-49", "asked_on": None}, {"id": "b", "taken_part": True, "visits": 2}]
    text = '[{"id":"b","taken_part":true,"visits":2},{"age":"30-49","asked_on":null,"id":"å"}]'
    assert digest(pool) == digest(pool[::-1]) == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_notices_every_change():
    pool = town(5)
    changed = [pool[1:], [*pool, {"id": "x"}], [{**pool[0], "age": "0"}, *pool[1:]]]
    assert len({digest(other) for other in [pool, *changed]}) == 4


def test_a_draw_made_long_ago_comes_out_the_same():
    drawn = draw(town(200), QUOTAS, 10, "Lotto 2016-04-01: 3 8 15 21 27 30 34")
    assert drawn.method == "medskapa-draw-1"
    assert drawn.digest == GOLDEN_DIGEST
    assert drawn.chosen == GOLDEN_CHOSEN
    assert drawn.reserves[:3] == GOLDEN_RESERVES


def test_another_process_with_another_hash_seed_draws_the_same():
    code = (
        "from tests.analysis.test_draw import *\n"
        "print(*draw(town(80), QUOTAS, 10, 5).chosen, *refill(draw(town(80), QUOTAS, 10, 5), "
        "draw(town(80), QUOTAS, 10, 5).chosen[:4], town(80), QUOTAS).chosen)"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(path for path in sys.path if path) or "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert runs.pop().split()


def test_lots_are_within_their_bound_also_when_half_of_them_are_passed_by():
    lots, below = _Lots("seed", "digest"), 2**255 + 1
    numbers = [lots.number(below, str(label)) for label in range(40)]
    assert max(numbers) < below
    assert len(set(numbers)) == 40


def test_another_seed_gives_other_people():
    assert len({draw(town(100), QUOTAS, 10, seed).chosen for seed in range(10)}) == 10


# --- why a quota is not met ---


def reasons(pool, quotas, seats, **rest):
    return {(o.category, o.value): o.reason for o in draw(pool, quotas, seats, 1, **rest).outcomes if o.reason}


def test_too_few_in_the_pool_is_told_with_both_numbers():
    quotas = {"age": {"18-29": (5, 10)}}
    assert reasons(town(20), quotas, 10) == {("age", "18-29"): Reason(Why.TOO_FEW, 3, 5)}


def test_too_few_because_they_rest_is_told_apart():
    pool = [{**member, "asked_on": "2016-03-01"} for member in town(20)[:10]] + town(20)[10:]
    quotas = {"gender": {"woman": (8, 8)}}
    assert reasons(pool, quotas, 8) == {}
    found = reasons(pool, quotas, 8, rest_days=90, on=date(2016, 4, 1))
    assert found == {("gender", "woman"): Reason(Why.TOO_FEW_RESTED, 5, 8)}


def test_minimums_that_exceed_the_seats_are_told():
    quotas = {"gender": {"woman": (4, 9), "man": (3, 9)}}
    (found,) = set(reasons(town(40), quotas, 6).values())
    assert found == Reason(Why.MINIMUMS_EXCEED_SEATS, 6, 7)


def test_maximums_that_leave_seats_empty_are_told():
    quotas = {"gender": {"woman": (0, 2), "man": (0, 3)}}
    (found,) = set(reasons(town(40), quotas, 6).values())
    assert found == Reason(Why.MAXIMUMS_BELOW_SEATS, 5, 6)


def test_a_conflict_names_the_quotas_that_cannot_be_kept_together_and_no_other():
    pool = [{"id": f"{n}", "age": AGES[n % 2], "gender": GENDERS[n % 2], "taken_part": n % 3 == 0} for n in range(20)]
    quotas = {"age": {"18-29": (4, 4), "30-49": (0, 5)}, "gender": {"man": (4, 4)}, "taken_part": {"true": (1, 5)}}
    found = reasons(pool, quotas, 6)  # every young person is a woman, so eight seats would be needed
    assert found
    for (category, _value), reason in found.items():
        other = ("gender", "man") if category == "age" else ("age", "18-29")
        assert (reason.key, reason.others) == (Why.CONFLICT, (other,))


def traits(size):
    """Everybody has none or two of three traits, so that the traits on a panel are an even number."""
    rows = [("no", "no", "no"), ("no", "yes", "yes"), ("yes", "no", "yes"), ("yes", "yes", "no")]
    return [{"id": f"{n}", "d": n // 4 % 3, **dict(zip("abc", rows[n % 4], strict=True))} for n in range(size)]


@pytest.mark.parametrize("repair_steps", [0, seating.REPAIR_STEPS])
def test_a_conflict_that_no_two_categories_show_is_proven(monkeypatch, repair_steps):
    monkeypatch.setattr(seating, "REPAIR_STEPS", repair_steps)
    portfolio.cache_clear()
    quotas = {**{trait: {"yes": (5, 5)} for trait in "abc"}, "d": {"0": (2, 9)}}
    drawn = draw(traits(48), quotas, 12, 1)
    portfolio.cache_clear()
    (missed,) = [outcome for outcome in drawn.outcomes if not outcome.met]
    assert missed.reason.key == Why.CONFLICT
    assert set(missed.reason.others) == {(trait, "yes") for trait in "abc"} - {(missed.category, "yes")}
    assert abs(missed.chosen - 5) == 1


@pytest.mark.parametrize("seats", range(6, 9))
def test_where_neither_choice_nor_repair_finds_a_panel_the_complete_search_does(monkeypatch, seats):
    monkeypatch.setattr(seating, "REPAIR_STEPS", 0)
    portfolio.cache_clear()
    drawn = draw(traits(24), {"a": {"yes": (6, 6)}, "b": {"yes": (3, 3)}, "c": {"yes": (3, 3)}}, seats, 1)
    portfolio.cache_clear()
    assert drawn.meets_quotas


def test_where_the_search_is_cut_short_nothing_is_called_impossible(monkeypatch):
    monkeypatch.setattr(seating, "SEARCH_KINDS", 0)
    pool = [{"id": f"{n}", "age": AGES[n % 2], "gender": GENDERS[n % 2]} for n in range(20)]
    found = reasons(pool, {"age": {"18-29": (4, 4)}, "gender": {"man": (4, 4)}}, 6)
    assert {reason.key for reason in found.values()} == {Why.NOT_FOUND}


def test_the_complete_search_stops_at_its_limit_and_says_so(monkeypatch):
    monkeypatch.setattr(seating, "SEARCH_STATES", 0)
    monkeypatch.setattr(seating, "REPAIR_STEPS", 0)
    pool = [{"id": f"{n}", "age": AGES[n % 2], "gender": GENDERS[n % 2]} for n in range(20)]
    found = reasons(pool, {"age": {"18-29": (4, 4)}, "gender": {"man": (4, 4)}}, 6)
    assert Why.NOT_FOUND in {reason.key for reason in found.values()}


@pytest.mark.parametrize("hard_kinds", [0, 10])
def test_members_for_whom_the_search_was_cut_short_are_counted_as_without_a_chance(monkeypatch, hard_kinds):
    monkeypatch.setattr(panels, "find", lambda *_problem: (None, False))
    monkeypatch.setattr(panels, "HARD_KINDS", hard_kinds)
    monkeypatch.setattr(panels, "FEWEST_PANELS", 1)
    monkeypatch.setattr(panels, "SEATS_PER_KIND", 0)
    portfolio.cache_clear()
    drawn, found = draw(town(40), QUOTAS, 10, 1), chances(town(40), QUOTAS, 10)
    portfolio.cache_clear()
    assert drawn.meets_quotas
    assert drawn.without_chance == sum(chance == 0 for chance in found.values()) > 0


def test_those_whom_the_first_panels_leave_out_get_a_panel_made_around_them(monkeypatch):
    monkeypatch.setattr(panels, "FEWEST_PANELS", 1)
    monkeypatch.setattr(panels, "SEATS_PER_KIND", 0)
    portfolio.cache_clear()
    found = chances(town(40), QUOTAS, 10)
    portfolio.cache_clear()
    assert min(found.values()) > 0


def test_a_quota_missed_by_the_quick_choice_is_tightened_as_far_as_it_goes(monkeypatch):
    monkeypatch.setattr(seating, "REPAIR_STEPS", 0)  # without repairs the quick choice misses by three
    portfolio.cache_clear()
    drawn = draw(traits(24), {"a": {"yes": (1, 1)}, "b": {"yes": (1, 1)}, "c": {"yes": (3, 3)}}, 6, 1)
    portfolio.cache_clear()
    assert sum(abs(outcome.chosen - outcome.minimum) for outcome in drawn.outcomes) == 1


def test_with_fewer_members_than_seats_all_are_chosen_and_the_rest_is_told():
    drawn = draw(town(4), {}, 6, 1)
    assert (len(drawn.chosen), drawn.empty_seats, drawn.lowest_chance) == (4, 2, 1)


def test_an_empty_pool_and_no_seats_give_an_empty_draw():
    assert draw([], {"age": {"18-29": (1, 2)}}, 3, 1).outcomes[0].reason == Reason(Why.TOO_FEW, 0, 1)
    drawn = draw(town(4), {}, 0, 1)
    assert (drawn.chosen, drawn.meets_quotas, drawn.without_chance) == ((), True, 0)


def test_those_whom_a_quota_shuts_out_are_counted():
    drawn = draw(town(20), {"gender": {"man": (0, 0)}}, 3, 1)
    assert drawn.without_chance == sum(member["gender"] == "man" for member in town(20))
    assert drawn.lowest_chance > 0


# --- rest ---


@pytest.mark.parametrize(("asked", "free"), [("2016-01-02", True), ("2016-01-03", False), ("2016-04-02", False)])
def test_whoever_was_asked_less_than_the_rest_period_ago_is_spared(asked, free):
    pool = [{"id": "a", "asked_on": asked}, {"id": "b", "asked_on": None}]
    drawn = draw(pool, {}, 2, 1, rest_days=90, on=date(2016, 4, 1))
    assert ("a" in drawn.chosen) is free
    assert drawn.resting == (not free)
    assert chances(pool, {}, 2, rest_days=90, on=date(2016, 4, 1))["a"] == free


def test_one_who_rests_is_not_called_in_as_a_reserve_either():
    pool = [{**member, "asked_on": "2016-03-30"} for member in town(20)[:15]] + town(20)[15:]
    drawn = draw(pool, {}, 3, 1, rest_days=30, on=date(2016, 4, 1))
    again = refill(drawn, drawn.chosen, pool, {})
    assert len(again.chosen) == 2
    assert again.empty_seats == 1


# --- refill ---


def test_a_free_seat_goes_to_the_first_reserve_who_keeps_the_quotas():
    pool = town(100)
    drawn = draw(pool, {"gender": {"woman": (5, 5)}}, 10, 3)
    gender = {member["id"]: member["gender"] for member in pool}
    leaving = next(name for name in drawn.chosen if gender[name] == "woman")
    again = refill(drawn, [leaving], pool, {"gender": {"woman": (5, 5)}})
    assert again.chosen[-1] == next(name for name in drawn.reserves if gender[name] == "woman")
    assert (again.refills, again.declined, again.digest) == (1, (leaving,), drawn.digest)


def test_when_those_of_a_kind_run_out_the_seat_is_filled_and_the_reason_told():
    pool = town(40)
    women = [member["id"] for member in pool if member["gender"] == "woman"]
    quotas = {"gender": {"woman": (5, 5)}}
    again = refill(draw(pool, quotas, 10, 3), women[3:], pool, quotas)
    assert len(again.chosen) == 10
    assert [outcome.chosen for outcome in again.outcomes] == [3]
    assert again.outcomes[0].reason == Reason(Why.TOO_FEW_LEFT, 3, 5)


def test_when_quotas_are_tightened_later_those_who_have_seats_keep_them_and_the_reason_is_told():
    pool = town(40)
    drawn = draw(pool, {"gender": {"woman": (5, 5)}}, 10, 3)
    again = refill(drawn, [drawn.reserves[0]], pool, {"gender": {"woman": (0, 2)}})
    assert again.chosen == drawn.chosen
    assert again.outcomes[0].reason == Reason(Why.KEPT_SEATS, 5, 2)


def test_a_refill_needs_the_pool_of_the_draw_and_people_who_are_in_it():
    pool = town(20)
    drawn = draw(pool, {}, 3, 1)
    with pytest.raises(ValueError, match="not the pool"):
        refill(drawn, [], pool[1:], {})
    with pytest.raises(ValueError, match="not in the pool"):
        refill(drawn, ["stranger"], pool, {})


# --- what is refused ---


@pytest.mark.parametrize(
    "pool",
    [
        [{"age": "18-29"}],
        [{"id": ""}],
        [{"id": 3}],
        [{"id": "a"}, {"id": "a"}],
        [{"id": "a", "weight": 1.5}],
        [{"id": "a", "asked_on": "in March"}],
    ],
)
def test_a_pool_in_another_format_is_refused(pool):
    with pytest.raises(ValueError):  # noqa: PT011  the day's message is Python's own
        draw(pool, {}, 1, 1)


@pytest.mark.parametrize("bounds", [(3, 2), (-1, 2), (1,), (0.5, 1.0), (False, True)])
def test_a_quota_that_is_none_is_refused(bounds):
    with pytest.raises(ValueError, match="a quota is a minimum and a maximum"):
        draw(town(5), {"age": {"18-29": bounds}}, 1, 1)


def test_other_impossible_orders_are_refused():
    with pytest.raises(ValueError, match="seats is negative"):
        draw(town(5), {}, -1, 1)
    with pytest.raises(ValueError, match="the day of the draw"):
        draw(town(5), {}, 1, 1, rest_days=30)
    with pytest.raises(ValueError, match="no categories"):
        draw(town(5), {"id": {"r0001": (1, 1)}}, 1, 1)


# --- proportional quotas ---


def test_quotas_follow_the_residents():
    assert proportional({"gender": {"woman": 51, "man": 49}}, 30, leeway=0) == {
        "gender": {"woman": (15, 16), "man": (14, 15)}
    }
    assert proportional({"age": {"old": 99, "young": 1}}, 10, leeway=1) == {"age": {"old": (8, 10), "young": (0, 2)}}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1000), min_size=1), st.integers(0, 50))
def test_proportional_quotas_always_fill_the_seats(numbers, seats):
    if not sum(numbers.values()):
        with pytest.raises(ValueError, match="how many residents"):
            proportional({"area": numbers}, seats)
        return
    quotas = proportional({"area": numbers}, seats, leeway=0)["area"].values()
    assert sum(least for least, _most in quotas) <= seats <= sum(most for _least, most in quotas)


# --- size ---


def crowd(size):
    def pick(number, label, weights):
        lot = int.from_bytes(hashlib.sha256(f"{label}{number}".encode()).digest()[:4], "big") % sum(weights)
        return next(str(value) for value, _w in enumerate(weights) if lot < sum(weights[: value + 1]))

    shape = {
        "age": (5, 4, 3, 1),
        "gender": (10, 9, 1),
        "area": (8, 7, 6, 5, 4, 3, 2, 1),
        "measure": (5, 4, 3, 2, 1, 1),
        "language": (9, 4, 2, 1, 1),
        "taken_part": (4, 1),
    }
    return [{"id": f"{n}", **{c: pick(n, c, weights) for c, weights in shape.items()}} for n in range(size)], shape


def test_a_pool_of_five_thousand_is_drawn_within_its_quotas_in_a_second():
    pool, shape = crowd(5_000)
    residents = {c: {str(v): weight + 1 for v, weight in enumerate(weights)} for c, weights in shape.items()}
    quotas = proportional(residents, 30)
    started = time.process_time()
    drawn = draw(pool, quotas, 30, 1)
    if sys.gettrace() is None:  # coverage makes it several times slower
        assert time.process_time() - started < 1
    assert drawn.meets_quotas
    assert drawn.without_chance == 0
    assert drawn.lowest_chance > Fraction(30, 5_000) / 3
    assert len(Field(pool, quotas).kinds) > 1_000


GOLDEN_DIGEST = "7261b8065bc613b135d2b310934d22fb8c75c4a4b494d1d6fd531adde2663540"
GOLDEN_CHOSEN = ("r0136", "r0194", "r0017", "r0068", "r0187", "r0198", "r0115", "r0063", "r0189", "r0077")
GOLDEN_RESERVES = ("r0000", "r0040", "r0043")
