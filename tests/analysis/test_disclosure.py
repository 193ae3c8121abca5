"""Small numbers stay hidden, also from one who knows the rules and can subtract."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import SMALLEST_LEAST, Debt, Hidden, alone, debt, median, number, part, percent, share

LEAST = 5
FEW, WITHHELD = Hidden.FEW, Hidden.WITHHELD


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (1, FEW), (4, FEW), (5, 5), (120, 120)])
def test_a_number_from_one_to_four_is_few(value, shown):
    assert number(value, least=LEAST) == shown


@pytest.mark.parametrize(
    ("value", "whole", "shown"),
    [
        (0, 12, 0),
        (12, 12, 12),
        (3, 12, FEW),
        (6, 12, 6),
        (9, 12, WITHHELD),  # 3 are not waiting
        (2, 7, WITHHELD),
        (5, 7, WITHHELD),
        (7, 7, 7),
        (0, 7, 0),
        (0, 3, 0),
        (2, 3, FEW),
        (3, 3, FEW),
        (0, 0, 0),
    ],
)
def test_a_part_is_hidden_when_it_or_the_rest_is_small(value, whole, shown):
    assert part(value, whole, least=LEAST) == shown


@pytest.mark.parametrize(("value", "whole"), [(-1, 5), (6, 5)])
def test_a_part_is_never_more_than_the_whole(value, whole):
    with pytest.raises(ValueError, match="the whole"):
        part(value, whole, least=LEAST)


@pytest.mark.parametrize(
    ("value", "rest", "shown"),
    [(0, 0, WITHHELD), (40, 3, WITHHELD), (3, 40, WITHHELD), (0, 40, 0), (40, 0, 100), (995, 5, 99), (20, 40, 33)],
)
def test_a_share_is_rounded_and_hidden_when_either_side_is_small(value, rest, shown):
    assert percent(value, rest, least=LEAST) == shown


@pytest.mark.parametrize(
    ("some", "whole", "shown"),
    [(8, 9, 89), (1, 8, 13), (1, 3, 33), (2, 3, 67), (0, 9, 0), (9, 9, 100), (0, 0, 0), (999, 1_000, 99), (1, 999, 1)],
)
def test_a_share_is_rounded_to_the_nearest_and_all_or_nothing_is_said_only_of_all_or_nothing(some, whole, shown):
    assert share(some, whole) == shown


@given(st.integers(1, 3_000), st.data())
def test_a_share_is_never_more_than_one_percent_from_the_truth(whole, data):
    some = data.draw(st.integers(0, whole))
    assert abs(share(some, whole) - 100 * some / whole) < 1
    assert (share(some, whole) == 100) == (some == whole)
    assert (share(some, whole) == 0) == (some == 0)


@pytest.mark.parametrize(("some", "whole"), [(-1, 3), (4, 3)])
def test_a_share_of_more_than_there_is_is_refused(some, whole):
    with pytest.raises(ValueError, match="between nothing and the whole"):
        share(some, whole)


@pytest.mark.parametrize(
    ("histogram", "shown"),
    [
        ({}, WITHHELD),
        ({3: 4}, WITHHELD),
        ({3: 5}, 3),
        ({1: 2, 9: 3}, 9),
        ({9: 3, 1: 3}, 1),
        ({0: 10, 400: 1}, 0),
    ],
)
def test_half_have_an_answer_within_the_median(histogram, shown):
    assert median(histogram, least=LEAST) == shown


@given(st.lists(st.integers(0, 60), min_size=LEAST, max_size=60))
def test_the_median_is_the_middle_one_in_order(days):
    histogram = {day: days.count(day) for day in days}
    assert median(histogram, least=LEAST) == sorted(days)[(len(days) - 1) // 2]


@pytest.mark.parametrize("least", range(SMALLEST_LEAST))
def test_a_limit_that_would_hide_too_little_is_refused(least):
    for figure in (
        lambda: number(1, least=least),
        lambda: part(1, 2, least=least),
        lambda: median({1: 9}, least=least),
        lambda: percent(9, 9, least=least),
    ):
        with pytest.raises(ValueError, match="protected"):
            figure()


def test_an_ordinary_town_shows_its_debt():
    shown = debt([(40, 12), (31, 3), (3, 1), (18, 0)], waiting=33, late=9, least=LEAST)
    assert shown == Debt([(40, 12), (31, FEW), (FEW, FEW), (18, 0)], waiting=33, late=9)


def test_the_total_is_withheld_when_subtraction_would_tell_who_few_are():
    shown = debt([(40, 12), (31, 2)], waiting=14, late=0, least=LEAST)
    assert shown == Debt([(40, 12), (31, FEW)], waiting=WITHHELD, late=WITHHELD)


def test_the_total_is_shown_when_enough_wait_outside_themes():
    assert debt([(40, 12), (31, 2)], waiting=20, late=0, least=LEAST).waiting == 20


def test_when_few_wait_in_all_no_theme_tells_where():
    shown = debt([(40, 0), (31, 2), (22, 1)], waiting=3, late=3, least=LEAST)
    assert shown == Debt([(40, WITHHELD), (31, WITHHELD), (22, WITHHELD)], waiting=FEW, late=FEW)


def test_a_town_without_themes_shows_its_total():
    assert debt([], waiting=7, late=0, least=LEAST) == Debt([], 7, 0)


def test_counters_that_disagree_never_show_a_total_below_its_parts():
    assert debt([(40, 12), (31, 2)], waiting=9, late=0, least=LEAST).waiting is WITHHELD


def _towns(*, themes, most, waiting):
    """Every town with so many themes of at most `most` viewpoints, and at most `waiting` who wait, anywhere."""
    one = [(all_, wait) for all_ in range(most + 1) for wait in range(all_ + 1)]
    for rows in product(one, repeat=themes):
        for total in range(sum(wait for _all, wait in rows), waiting + 1):
            yield rows, total


def _secrets(rows, waiting):
    """Every number that must not get known when it is small: who wait in all, and of each theme all, waiting, rest."""
    return [waiting, *(number for all_, wait in rows for number in (all_, wait, all_ - wait))]


def test_one_who_knows_the_rules_never_learns_how_few_are_late_or_are_not():
    alike = defaultdict(list)
    for (row,), waiting in _towns(themes=1, most=9, waiting=24):
        for late in range(waiting + 1):
            shown = debt([row], waiting=waiting, late=late, least=SMALLEST_LEAST)
            alike[(*shown.themes, shown.waiting, shown.late)].append([*_secrets([row], waiting), late, waiting - late])
    for towns in alike.values():
        for values in zip(*towns, strict=True):
            assert len(set(values)) > 1 or not 0 < values[0] < SMALLEST_LEAST, towns


@pytest.mark.parametrize(("themes", "most", "waiting"), [(1, 14, 30), (2, 9, 24), (3, 5, 20)])
def test_one_who_knows_the_rules_never_learns_a_small_number(themes, most, waiting):
    """Among all the towns that look the same in public, no small number is the same in every one."""
    alike = defaultdict(list)
    for rows, total in _towns(themes=themes, most=most, waiting=waiting):
        shown = debt(rows, waiting=total, late=0, least=SMALLEST_LEAST)
        alike[(tuple(shown.themes), shown.waiting)].append(_secrets(rows, total))
    assert len(alike) > 20
    for towns in alike.values():
        for values in zip(*towns, strict=True):
            assert len(set(values)) > 1 or not 0 < values[0] < SMALLEST_LEAST, towns


_rows = st.lists(
    st.integers(0, 40).flatmap(lambda all_: st.tuples(st.just(all_), st.integers(0, all_))), min_size=1, max_size=8
)


@given(_rows, st.integers(0, 30), st.integers(0, 100))
def test_no_shown_figure_or_difference_is_small(rows, outside, late):
    waiting = sum(wait for _all, wait in rows) + outside
    shown = debt(rows, waiting=waiting, late=min(late, waiting), least=LEAST)
    for (all_, wait), (real_all, real_wait) in zip(shown.themes, rows, strict=True):
        assert all_ in (real_all, FEW)
        assert isinstance(wait, Hidden) or wait == real_wait
        differences = [all_, wait, all_ - wait] if isinstance(all_, int) and isinstance(wait, int) else []
        assert not any(0 < each < LEAST for each in differences)
    totals = (shown.waiting, shown.late)
    if all(isinstance(each, int) for each in totals):
        assert not any(0 < each < LEAST for each in (*totals, shown.waiting - shown.late))


@given(_rows, st.integers(0, 30))
def test_with_the_total_known_each_few_can_still_be_any_small_number(rows, outside):
    waiting = sum(wait for _all, wait in rows) + outside
    shown = debt(rows, waiting=waiting, late=0, least=LEAST)
    few = [index for index, (_all, wait) in enumerate(shown.themes) if wait is FEW]
    if not isinstance(shown.waiting, int):
        return
    lowest = {FEW: 1}
    for index in few:
        others = 0
        for other, (all_, wait) in enumerate(shown.themes):
            if other != index:
                hidden_low = lowest.get(wait, 1 if isinstance(all_, int) and all_ < 2 * LEAST else 0)
                others += wait if isinstance(wait, int) else hidden_low
        assert waiting - others >= LEAST - 1


# --- rows that point somebody out


def test_a_row_that_too_few_are_equal_to_is_told():
    rows = [{"age": "-29", "area": "a"}] * 5 + [{"area": "b", "age": "-29"}] * 4
    assert alone(rows, least=5) == [5, 6, 7, 8]
    assert alone(rows, least=4) == []
    assert alone([], least=5) == []


def test_values_of_different_kinds_are_not_equal():
    rows = [{"said": True}] * 4 + [{"said": "True"}] * 4 + [{"said": None}] * 4
    assert alone(rows, least=5) == list(range(12))


def test_rows_cannot_be_protected_below_the_smallest_limit():
    with pytest.raises(ValueError, match="cannot be protected"):
        alone([], least=3)
