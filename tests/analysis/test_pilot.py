"""Before and after, with and without: what may be told, what is uncertain, and what cannot be said at all."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.capacity import Factors, Range, by_chance, demand, exactly, need, swings
from analysis.disclosure import Hidden
from analysis.pilot import Against, Change, Estimate, Found, Portion, Said, Tally, rates, shares

LEAST = 5
NOWHERE = Tally(0, 0, 0, 0)


def visits(number, over=10.0):
    return Tally(number, number, number, over)


def change_of(found: Found) -> Change:
    assert found.change
    return found.change


def test_a_rise_here_alone_is_more_than_where_it_is_not_tried():
    found = rates([visits(40), visits(120), visits(100), visits(100)], least=LEAST)
    change = change_of(found)
    assert (change.against, change.said) == (Against.BOTH, Said.MORE)
    assert change.change.value == pytest.approx(3.0)
    assert change.change.low > 1
    here = found.here_during
    assert isinstance(here, Estimate)
    assert here.value == 12.0
    assert here.low == pytest.approx(12 / exp(1.959964 * 120**-0.5))


def test_the_same_rise_everywhere_says_nothing_of_the_trial():
    found = rates([visits(40), visits(120), visits(40), visits(120)], least=LEAST)
    assert change_of(found).said == Said.NEITHER
    assert change_of(found).change.value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("sides", "against", "said"),
    [
        ([NOWHERE, visits(90), visits(50), visits(30)], Against.PLACE, Said.MORE),
        ([visits(90), visits(30), NOWHERE, NOWHERE], Against.TIME, Said.FEWER),
        ([visits(0), visits(90), visits(50), visits(30)], Against.PLACE, Said.MORE),  # from nothing there is no factor
    ],
)
def test_what_is_missing_leaves_the_comparison_that_there_is(sides, against, said):
    change = change_of(rates(sides, least=LEAST))
    assert (change.against, change.said) == (against, said)


def test_a_small_number_hides_itself_and_all_that_could_give_it_away():
    found = rates([visits(40), visits(4), visits(40), visits(40)], least=LEAST)
    assert found.here_during is Hidden.FEW
    assert found.change is None
    few = shares([Portion(20, 40, 1), Portion(38, 40, 1), Portion(20, 40, 1), Portion(20, 40, 1)], least=LEAST)
    assert isinstance(few.here_during, Hidden)
    assert few.change is None


def test_nothing_to_compare_is_said_as_nothing():
    nothing = rates([NOWHERE, visits(0), NOWHERE, NOWHERE], least=LEAST)
    assert nothing.cells == (None, Estimate(0.0, 0.0, 0.3), None, None)
    assert nothing.change is None
    assert shares([Portion(0, 0, 1)] * 4, least=LEAST).cells == (None,) * 4


def test_shares_are_compared_in_percentage_points():
    better = shares([Portion(50, 100, 1), Portion(90, 100, 1), Portion(50, 100, 1), Portion(50, 100, 1)], least=LEAST)
    change = change_of(better)
    assert change.said == Said.MORE
    assert change.change.value == pytest.approx(40)
    worse = shares([Portion(90, 100, 1), Portion(50, 100, 1), Portion(0, 0, 0), Portion(0, 0, 0)], least=LEAST)
    assert (change_of(worse).against, change_of(worse).said) == (Against.TIME, Said.FEWER)


def test_long_visits_make_the_time_less_certain_than_their_number():
    even, uneven = Tally(20, 200, 20 * 100, 10), Tally(20, 200, 19 * 25 + 105**2, 10)
    spreads = []
    for side in (even, uneven):
        cell = rates([side] * 4, least=LEAST).here_during
        assert isinstance(cell, Estimate)
        spreads.append(cell.high - cell.low)
    assert spreads[0] < spreads[1]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=4, max_size=4),
    st.sampled_from([0.0, 1.0, 8.5]),
)
def test_no_small_number_is_ever_told(pairs, over):
    portions = [Portion(part, part + rest, over) for part, rest in pairs]
    for cell, (part, rest) in zip(shares(portions, least=LEAST).cells, pairs, strict=True):
        if isinstance(cell, Estimate):
            assert part not in range(1, LEAST)
            assert rest not in range(1, LEAST)
            assert cell.low - 1e-9 <= cell.value <= cell.high + 1e-9
    for cell, (number, _rest) in zip(rates([visits(n, over) for n, _ in pairs], least=LEAST).cells, pairs, strict=True):
        assert not isinstance(cell, Estimate) or number not in range(1, LEAST)


FACTORS = Factors(
    inhabitants=exactly(8_000),
    demand=exactly(5),
    likeness=exactly(100),
    minutes=Range(15, 10, 20),
    busy=Range(50, 40, 60),
    hours=exactly(4),
)


def test_the_need_is_worked_out_from_named_numbers():
    found = need(FACTORS)
    assert found.visits == exactly(40)
    assert found.hours.value == pytest.approx(20)  # 40 visits of 15 minutes are 10 hours, half of the time
    assert found.hours.low == pytest.approx(40 * 10 / 60 / 0.6)
    assert found.hours.high == pytest.approx(40 * 20 / 60 / 0.4)
    assert found.helpers == Range(5, 3, 9)
    assert need(Factors(*[exactly(1)] * 5)).helpers is None


def test_what_was_not_met_is_asked_again():
    known = {"again": exactly(2), "weeks": 10, "inhabitants": exactly(1_000)}
    without = demand(visits=100, unmet=exactly(0), turned_away=exactly(0), **known)
    asked = demand(visits=100, unmet=exactly(10), turned_away=exactly(5), **known)
    assert (without.value, asked.value) == (pytest.approx(10), pytest.approx(12.5))
    assert by_chance(100).low < 100 < by_chance(100).high
    assert by_chance(0) == Range(0, 0, 3)
    for odd, why in (({"weeks": 0}, "some time"), ({"inhabitants": exactly(0)}, "may be nothing")):
        with pytest.raises(ValueError, match=why):
            demand(visits=1, unmet=exactly(0), turned_away=exactly(0), **known | odd)
    with pytest.raises(ValueError, match="range"):
        Range(1, 2, 3)


def test_the_number_that_makes_the_range_wide_comes_first():
    found = swings({"a": FACTORS, "b": FACTORS})
    assert [name for name, _low, _high in found[:2]] == ["minutes", "busy"]
    assert found[1][1:] == (pytest.approx(2 * 10 / 0.6), pytest.approx(2 * 10 / 0.4))
