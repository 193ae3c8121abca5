"""Opinion groups: the same votes give the same groups, known groups are found, and nothing is told of a few people."""

import csv
import gzip
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis import opinion
from analysis.disclosure import Hidden
from analysis.opinion import LEAST, NOT_PLACED, Side, TooFew

Votes = NDArray[np.float64]
Labels = NDArray[np.int64]
SEATTLE = Path(__file__).parent / "polis" / "15-per-hour-seattle.csv.gz"
FIRST_STATEMENT = 6

seeds = st.integers(0, 2**32 - 1)


def camps(
    sizes: list[int], statements: int, *, seed: int, seen: float = 1.0, loyal: float = 0.9
) -> tuple[Votes, Labels]:
    """Votes of groups that each agree with a half of the statements of their own, and who belongs where."""
    generator = np.random.default_rng(seed)
    group_of = np.repeat(np.arange(len(sizes)), sizes)
    lines = np.where(generator.random((len(sizes), statements)) < 0.5, 1.0, -1.0)
    votes = lines[group_of] * np.where(generator.random((len(group_of), statements)) < loyal, 1.0, -1.0)
    votes[generator.random(votes.shape) >= seen] = np.nan
    return votes, group_of


def arbitrary_votes(seed: int) -> Votes:
    """A few votes of any kind: with camps or without, dense or thin, with people and statements that are alike."""
    generator = np.random.default_rng(seed)
    sizes = [int(size) for size in generator.integers(1, 30, generator.integers(1, 5))]
    votes, _ = camps(
        sizes,
        int(generator.integers(1, 40)),
        seed=seed,
        seen=generator.uniform(0.05, 1),
        loyal=generator.uniform(0.5, 1),
    )
    votes[generator.random(votes.shape) < generator.uniform(0, 0.5)] *= 0
    votes = votes[generator.integers(0, len(votes), len(votes))]
    return votes[:, generator.integers(0, votes.shape[1], votes.shape[1])]


def agreement(first: Labels, second: Labels) -> float:
    """The adjusted Rand index of two partitions (L. Hubert and P. Arabie 1985)."""
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)

    def pairs(counts: NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(np.array([len(first)]))
    return (pairs(table) - expected) / ((rows + columns) / 2 - expected)


def seattle() -> tuple[Votes, Labels]:
    with gzip.open(SEATTLE, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    votes = np.array([[float(cell) if cell else np.nan for cell in row[FIRST_STATEMENT:]] for row in rows])
    return votes, np.array([int(row[1]) if row[1] else NOT_PLACED for row in rows])


def same_partition(first: Labels, second: Labels) -> bool:
    """Whether the two put the same people together, whatever they call the groups, and leave out the same."""
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    return (
        len(pairs) == len({label for label, _ in pairs}) == len({label for _, label in pairs})
        and ((first < 0) == (second < 0)).all()
    )


# ---- the same votes, the same groups ---------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_the_order_of_people_and_statements_never_matters(seed: int) -> None:
    votes = arbitrary_votes(seed)
    generator = np.random.default_rng(seed + 1)
    people, statements = generator.permutation(votes.shape[0]), generator.permutation(votes.shape[1])

    shuffled = opinion.labels(votes[people][:, statements])

    assert same_partition(opinion.labels(votes)[people], shuffled)


def test_the_order_never_matters_on_public_votes() -> None:
    votes, _ = seattle()
    generator = np.random.default_rng(3)
    people, statements = generator.permutation(votes.shape[0]), generator.permutation(votes.shape[1])

    assert (opinion.labels(votes)[people] == opinion.labels(votes[people][:, statements])).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_never_matters_where_groups_are_faint_and_votes_many(seed: int) -> None:
    votes, _ = camps([130, 130], 220, seed=seed, seen=0.3, loyal=0.6)
    generator = np.random.default_rng(seed)
    people, statements = generator.permutation(votes.shape[0]), generator.permutation(votes.shape[1])

    assert (opinion.labels(votes)[people] == opinion.labels(votes[people][:, statements])).all()


def test_the_answer_is_the_same_after_a_restart() -> None:
    script = (
        "import numpy; from analysis import opinion;"
        "votes = numpy.sign(numpy.random.default_rng(5).normal(size=(60, 20)) + numpy.repeat([[-1], [1]], 30, axis=0));"
        "print(opinion.groups(votes))"
    )
    root = Path(__file__).parents[2]
    answers = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_people_who_vote_the_same_are_in_the_same_group(seed: int) -> None:
    votes = arbitrary_votes(seed)
    labels = opinion.labels(votes)
    _, kind = np.unique(np.nan_to_num(votes, nan=2), axis=0, return_inverse=True)

    assert all(len(set(labels[kind == one])) == 1 for one in range(kind.max() + 1))


@settings(max_examples=40, deadline=None)
@given(seed=seeds, silent=st.integers(1, 5))
def test_people_who_have_not_voted_are_not_placed_and_change_nothing(seed: int, silent: int) -> None:
    votes = arbitrary_votes(seed)
    with_silent = np.vstack([np.full((silent, votes.shape[1]), np.nan), votes])

    labels = opinion.labels(with_silent)

    assert (labels[:silent] == NOT_PLACED).all()
    assert (labels[silent:] == opinion.labels(votes)).all()


def test_a_statement_that_nobody_has_seen_changes_nothing() -> None:
    votes, _ = camps([20, 15], 12, seed=1)
    wider = np.insert(votes, 4, np.nan, axis=1)

    assert (opinion.labels(wider) == opinion.labels(votes)).all()


# ---- known groups ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sizes", [[40, 40], [90, 20], [60, 50, 40]])
def test_groups_that_are_there_are_found(sizes: list[int], seed: int) -> None:
    votes, group_of = camps(sizes, 60, seed=seed, seen=0.5)

    assert agreement(group_of, opinion.labels(votes)) > 0.9


def test_groups_are_numbered_from_the_greatest() -> None:
    votes, _ = camps([20, 70, 40], 60, seed=2)

    assert np.bincount(opinion.labels(votes)).tolist() == [70, 40, 20]


@pytest.mark.parametrize("seed", range(10))
def test_votes_by_chance_make_one_group(seed: int) -> None:
    generator = np.random.default_rng(seed)
    votes = generator.choice([-1.0, 0.0, 1.0, np.nan], size=(120, 40))

    assert set(opinion.labels(votes)) == {0}
    assert opinion.groups(votes).too_few is TooFew.DIFFERENCES


@pytest.mark.parametrize("answer", [-1.0, 0.0, 1.0])
def test_people_who_all_answer_alike_are_one_group(answer: float) -> None:
    votes = np.full((30, 10), answer)

    assert set(opinion.labels(votes)) == {0}
    assert opinion.groups(votes).groups[0].typical == ()


def test_public_votes_are_grouped_much_as_polis_groups_them() -> None:
    votes, key = seattle()
    labels = opinion.labels(votes)

    assert ((labels >= 0) == (key >= 0)).all()
    assert agreement(key[key >= 0], labels[key >= 0]) > 0.78


# ---- what cannot be grouped ------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (1, 1), (1, 9), (9, 1), (2, 2), (3, 300), (300, 3)])
@pytest.mark.parametrize("answer", [1.0, np.nan])
def test_any_shape_has_an_answer(shape: tuple[int, int], answer: float) -> None:
    votes = np.full(shape, answer)
    result = opinion.groups(votes)

    placed = shape[1] > 0 and answer == 1.0
    assert opinion.labels(votes).tolist() == [0 if placed else NOT_PLACED] * shape[0]
    assert result.too_few is (TooFew.DIFFERENCES if placed and shape[0] >= 2 * LEAST else TooFew.PEOPLE)
    assert result.seen.shape[1] == shape[1]


@pytest.mark.parametrize("votes", [np.zeros(5), np.zeros((2, 2, 2)), np.array([[0.5]]), np.array([[np.inf]])])
def test_what_is_not_votes_is_refused(votes: Votes) -> None:
    with pytest.raises(ValueError, match="vote"):
        opinion.labels(votes)


def test_one_needs_seven_votes_to_be_placed_or_all_of_fewer_statements() -> None:
    votes, _ = camps([15, 15], 12, seed=4)
    votes[0, 6:] = np.nan
    votes[1, 7:] = np.nan

    assert opinion.labels(votes)[0] == NOT_PLACED
    assert opinion.labels(votes)[1] >= 0
    assert (opinion.labels(votes[:, :6]) >= 0).all()


def test_two_thousand_people_and_a_thousand_statements_fit_in_100_megabytes() -> None:
    votes, _ = camps([1_200, 800], 1_000, seed=0, seen=0.5)

    tracemalloc.start()
    try:
        opinion.groups(votes)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 100_000_000


# ---- what is told ----------------------------------------------------------------------------------------------


def two_camps() -> Votes:
    """Forty and thirty people who part on six statements (0-5), agree on one (6) and reject one (7)."""
    line = np.array([1.0, 1, 1, -1, -1, -1, 1, -1])
    votes = np.vstack([np.tile(line, (40, 1)), np.tile(line * [-1, -1, -1, -1, -1, -1, 1, 1], (30, 1))])
    votes[::7, :6] *= -1
    return votes


def test_typical_statements_say_how_the_group_differs() -> None:
    first, second = opinion.groups(two_camps()).groups

    assert {(found.statement, found.side) for found in first.typical} <= {
        *((statement, Side.AGREE) for statement in (0, 1, 2)),
        *((statement, Side.DISAGREE) for statement in (3, 4, 5)),
    }
    assert len(first.typical) == len(second.typical) == opinion.LISTED
    for found in first.typical:
        assert (found.inside.of, found.outside.of) == (first.size, second.size)
        assert 0 < found.low < found.inside.value - found.outside.value <= found.high
        assert found.p < 0.001 < found.z


def test_passing_on_a_statement_is_not_typical_agreement_or_disagreement() -> None:
    votes = two_camps()
    first = opinion.labels(votes) == 0
    votes[:, 7] = np.where(first, 0.0, np.where(np.arange(len(votes)) % 2 == 0, 1.0, -1.0))

    greatest = opinion.groups(votes[:, [0, 3, 4, 5, 6, 7, 7, 7]]).groups[0]

    assert {found.statement for found in greatest.typical} == {0, 1, 2, 3}


def test_the_z_test_is_the_textbooks() -> None:
    # 45 of 100 against 30 of 100: pooled share .375, z = .15 / sqrt(.375 * .625 * .02) = 2.191, p = .028
    z, p = opinion._z_tests(np.array([[45], [30]]), np.array([[100], [100]]))

    assert z[0, 0] == pytest.approx(2.191, abs=0.001)
    assert z[1, 0] == -z[0, 0]
    assert p[0, 0] == pytest.approx(0.0285, abs=0.0002)


def test_the_interval_of_a_share_is_wilsons() -> None:
    share = opinion.Share(8, 10)

    assert (share.value, share.low, share.high) == (
        0.8,
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )


def test_consensus_is_what_each_group_agrees_on() -> None:
    result = opinion.groups(two_camps())

    assert {(found.statement, found.side) for found in result.consensus} == {(6, Side.AGREE), (7, Side.DISAGREE)}
    assert all(found.share.of == 70 for found in result.consensus)


def test_fewer_than_ten_people_are_too_few() -> None:
    votes, _ = camps([5, 4], 30, seed=0, loyal=1.0)

    result = opinion.groups(votes)

    assert result.too_few is TooFew.PEOPLE
    assert all(not group.typical for group in result.groups)


def test_nothing_is_told_of_a_group_of_four() -> None:
    votes, group_of = camps([30, 4], 40, seed=0, loyal=1.0)

    result = opinion.groups(votes)

    assert [group.size for group in result.groups] == [30, Hidden.FEW]
    assert result.too_few is TooFew.DIFFERENCES
    assert (result.labels[group_of == 1] == NOT_PLACED).all()
    assert np.isnan(result.positions[group_of == 1]).all()
    assert result.seen[1].sum() == result.agree[1].sum() == result.disagree[1].sum() == 0
    assert result.share(1, 0, Side.AGREE) is Hidden.FEW


def test_a_cell_of_four_people_is_hidden_and_counts_in_no_total() -> None:
    votes = two_camps()
    second = int(opinion.labels(votes)[-1])
    votes[np.flatnonzero(opinion.labels(votes) == second)[4:], 6] = np.nan

    result = opinion.groups(votes)

    assert result.share(second, 6, Side.AGREE) is Hidden.FEW
    assert isinstance(result.share(1 - second, 6, Side.AGREE), opinion.Share)
    assert 6 not in {found.statement for found in result.consensus}
    assert 6 not in {found.statement for group in result.groups for found in group.typical}


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_no_figure_is_of_fewer_than_five_people(seed: int) -> None:
    result = opinion.groups(arbitrary_votes(seed))

    shares = [found.share for found in result.consensus]
    shares += [share for group in result.groups for found in group.typical for share in (found.inside, found.outside)]
    assert all(share.of >= LEAST and 0 <= share.low <= share.value <= share.high <= 1 for share in shares)
    assert not ((result.seen > 0) & (result.seen < LEAST)).any()
    assert (result.agree + result.disagree <= result.seen).all()
    assert all(group.size is Hidden.FEW or group.size >= LEAST for group in result.groups)
    assert (np.isnan(result.positions).any(axis=1) == (result.labels == NOT_PLACED)).all()
    assert (result.too_few is None) == (
        len(set(result.labels[result.labels >= 0])) > 1 and (result.labels >= 0).sum() >= 10
    )
