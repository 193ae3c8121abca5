"""Parts of wholes that are known: a small one cannot be found by subtraction, nor by one who knows the rules."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import Hidden
from analysis.tables import crossed, partition

FEW, WITHHELD = Hidden.FEW, Hidden.WITHHELD


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], []),
        ([0, 0], [0, 0]),
        ([5, 12, 0], [5, 12, 0]),
        ([3, 20, 30], [FEW, WITHHELD, 30]),  # 3 is the whole less the others
        ([2, 2, 20, 30], [FEW, FEW, WITHHELD, 30]),  # 4 in all: both could be 1 to 3, and not 4
        ([2, 3, 20, 30], [FEW, FEW, 20, 30]),
        ([3], [WITHHELD]),
        ([1, 1, 1, 1, 1], [WITHHELD] * 5),
        ([1, 5], [WITHHELD, WITHHELD]),
    ],
)
def test_a_small_part_is_hidden_with_as_many_others_as_it_takes(values, shown):
    assert partition(values, least=5) == shown


@pytest.mark.parametrize("parts", [2, 3])
def test_even_one_who_knows_the_rules_finds_two_values_for_each_hidden_part(parts):
    """Over every whole up to 10: what could lie behind each picture, worked out from all that give that picture."""
    behind = defaultdict(list)
    for values in product(range(11), repeat=parts):
        if sum(values) <= 10:
            behind[sum(values), tuple(partition(values, least=4))].append(values)
    for (_whole, shown), possible in behind.items():
        for place, each in enumerate(shown):
            assert each not in (FEW, WITHHELD) or len({values[place] for values in possible}) > 1, (shown, possible)


def test_a_small_cell_takes_a_circle_of_others_with_it():
    cells = [[2, 20, 30], [40, 50, 60], [70, 80, 90]]
    shown = crossed(cells, [52, 150, 240], [112, 150, 180], least=5)
    assert shown[0][0] is FEW
    assert sum(each is WITHHELD for row in shown for each in row) >= 3
    assert shown[2][2] == 90


def test_where_a_total_is_hidden_its_whole_row_is_and_nothing_in_it_tells():
    shown = crossed([[1, 3, 0], [2, 9, 9], [20, 20, 20]], [WITHHELD, WITHHELD, 60], [23, 32, 29], least=5)
    assert shown[0] == shown[1] == [WITHHELD] * 3
    assert shown[2] == [20, 20, 20]


def test_a_table_that_cannot_be_made_safe_is_not_shown():
    assert crossed([[2, 0], [0, 9]], [2, 9], [2, 9], least=5) is None


def test_a_table_without_small_cells_is_shown_as_it_is():
    assert crossed([[6, 0], [7, 8]], [6, 15], [13, 8], least=5) == [[6, 0], [7, 8]]


@pytest.mark.parametrize("totals", [([1], [1, 2]), ([1, 2], [1])])
def test_a_table_has_a_total_for_each_row_and_column(totals):
    with pytest.raises(ValueError, match="one total"):
        crossed([[1, 2], [3, 4]], *totals, least=5)


@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2))
def test_each_hidden_cell_could_be_another_number_with_the_same_totals(cells):
    """Two by two: all tables with these totals are known by their first cell."""
    rows, columns = [sum(row) for row in cells], [sum(column) for column in zip(*cells, strict=True)]
    shown = crossed(cells, rows, columns, least=4)
    if shown is None:
        return

    def agrees(first):
        table = [[first, rows[0] - first], [columns[0] - first, rows[1] - columns[0] + first]]
        return all(
            value >= 0 and (1 <= value < 4 if each is FEW else value >= 4 if each is WITHHELD else value == each)
            for values, marks in zip(table, shown, strict=True)
            for value, each in zip(values, marks, strict=True)
        )

    if any(isinstance(each, Hidden) for row in shown for each in row):
        assert sum(agrees(first) for first in range(rows[0] + 1)) > 1
