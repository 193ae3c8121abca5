"""What is told in public of votes: nobody's answer can be worked out from it, and what is told holds the truth."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import opinion_told
from analysis.opinion_told import BAND, FEWEST, Range, rounded, together, told

COUNTS = st.tuples(*[st.integers(0, 60)] * 3)
ENOUGH = COUNTS.filter(lambda counts: sum(counts) >= FEWEST)
WHOLE_BANDS = 13  # 0-2, 3-7, 8-12: no band is cut off in the middle


def by_look(groups):
    """The groups that look the same, by what one can know who knows the rules and how many answered."""
    looks = defaultdict(list)
    for counts in groups:
        looks[rounded(counts), sum(counts)].append(counts)
    return looks


def test_no_small_number_can_be_worked_out_even_by_who_knows_how_many_answered():
    """Every group of three numbers up to twelve: whatever it looks like, another one looks the same."""
    for alike in by_look(product(range(WHOLE_BANDS), repeat=3)).values():
        for place in range(3):
            numbers = {counts[place] for counts in alike}
            assert len(numbers) > 1 or not 0 < min(numbers) < BAND or sum(alike[0]) < FEWEST


def test_the_whole_tells_nothing_that_its_groups_do_not():
    """It is computed from what is known of the groups alone, so groups that look the same make the same whole."""
    looks = [alike for alike in by_look(product(range(8), repeat=3)).values() if rounded(alike[0])]
    for one, other in zip(looks, reversed(looks), strict=True):
        wholes = {together([rounded(first), rounded(second)]) for first in one for second in other}
        assert len(wholes) == 1


@given(st.lists(ENOUGH, min_size=1, max_size=5))
def test_the_whole_holds_the_truth(groups):
    told_of = [counts for counts in groups if rounded(counts)]
    whole = together(rounded(counts) for counts in groups)
    if whole is None:
        assert not told_of
        return
    assert whole.of == sum(map(sum, told_of))
    for place, known in enumerate(whole.ranges):
        assert known.low <= sum(counts[place] for counts in told_of) <= known.high


@given(ENOUGH)
def test_the_interval_holds_the_share_itself_and_the_value(counts):
    if (answers := told(rounded(counts))) is None:
        return
    for share, count in zip((answers.agree, answers.disagree, answers.passes), counts, strict=True):
        assert 0 <= share.low <= 100 * count / sum(counts) <= share.high <= 100
        assert share.low <= share.value <= share.high
        assert not any(number % opinion_told.STEP for number in (share.value, share.low, share.high))


@pytest.mark.parametrize("counts", [(0, 0, 0), (9, 0, 0), (3, 3, 3)])
def test_few_people_are_not_told_of(counts):
    assert rounded(counts) is None
    assert told(None) is None
    assert together([rounded(counts)]) is None


def test_a_house_with_a_higher_bound_keeps_to_it():
    assert rounded((20, 5, 5), fewest=30) is not None
    assert rounded((20, 5, 4), fewest=30) is None
    assert rounded((5, 2, 2), fewest=3) is None


def test_numbers_that_their_sum_would_give_away_are_not_told():
    """Each at the upper end of its band: with the sum known, all of them would be."""
    assert rounded((12, 12, 2)) is None
    assert rounded((12, 11, 2)) is not None


def test_what_is_too_uncertain_is_not_told():
    assert rounded((5, 5, 1)) is not None
    assert told(rounded((5, 5, 1))) is None


def test_a_group_of_few_is_left_out_of_the_whole():
    assert together([rounded((20, 5, 6)), rounded((4, 0, 0))]) == rounded((20, 5, 6))


def test_more_people_make_it_surer():
    few, many = told(rounded((20, 11, 0))), told(rounded((200, 110, 0)))
    assert few.agree.high - few.agree.low > many.agree.high - many.agree.low


def test_nobody_is_less_than_nobody():
    with pytest.raises(ValueError, match="below 0"):
        rounded((-1, 20, 0))


def test_zero_is_a_band_too():
    assert rounded((30, 0, 1)).ranges[1:] == (Range(0, 0, 2), Range(0, 0, 2))
