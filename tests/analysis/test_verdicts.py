"""How many said what is told so that nobody's answer can be worked out, also by one who knows the rules."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import Hidden
from analysis.verdicts import told

FEW, WITHHELD = Hidden.FEW, Hidden.WITHHELD
LEAST = 5


@pytest.mark.parametrize(
    ("counts", "all_", "each"),
    [
        ((0, 0, 0, 0), 0, [0, 0, 0, 0]),
        ((2, 1, 0, 0), FEW, [WITHHELD] * 4),
        ((5, 0, 0, 0), 5, [5, 0, 0, 0]),
        ((12, 8, 2, 0), 20, [10, 10, FEW, 0]),
        ((7, 8, 13, 40), 70, [5, 10, 15, 40]),
    ],
)
def test_small_numbers_are_few_and_others_are_rounded(counts, all_, each):
    shown = told(counts, least=LEAST)
    assert (shown.all, shown.each) == (all_, each)


@pytest.mark.parametrize("least", [5, 6, 10])
def test_no_small_number_can_be_worked_out_from_the_others_and_the_total(least):
    """Over all ways in which up to eleven people could give each of three answers."""
    possible = defaultdict(set)
    for counts in product(range(12), repeat=3):
        shown = told(counts, least=least)
        possible[shown.all, tuple(shown.each)].add(counts)
    for (_all, each), ways in possible.items():
        for place, number in enumerate(each):
            if number is FEW:
                assert len({way[place] for way in ways}) >= 3, (each, ways)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_what_is_told_is_never_far_from_the_truth(counts):
    shown = told(counts, least=LEAST)
    for count, number in zip(counts, shown.each, strict=True):
        assert isinstance(number, Hidden) or abs(count - number) <= 2


def test_numbers_of_people_are_not_below_nought():
    with pytest.raises(ValueError, match="below 0"):
        told([3, -1], least=LEAST)
