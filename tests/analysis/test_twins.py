"""Pairs of a directory that may be the same service: found by name, telephone, web address and place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import twins
from analysis.twins import Described, compared, likely, name_likeness


def test_the_same_service_written_twice_is_proposed_and_says_in_what_it_is_alike():
    rows = [
        Described(
            1, "Hjälp med mobilen på Olsgården", "042-10 20 30", "https://www.olsgarden.example/", frozenset({7})
        ),
        Described(2, "Mobilhjälp, Olsgården", "+46 42 10 20 30", "http://olsgarden.example", frozenset({7, 8})),
        Described(3, "Språkkafé på biblioteket", "042-10 50 00", "https://bibliotek.example", frozenset({9})),
    ]
    (pair,) = likely(rows)
    assert (pair.first, pair.second) == (1, 2)
    assert set(pair.alike) >= {"phone", "website", "place"}


def test_the_same_name_at_another_place_with_another_telephone_is_not_proposed():
    rows = [
        Described(1, "Hjälp med mobilen", "042-10 20 30", "", frozenset({1})),
        Described(2, "Hjälp med mobilen", "042-10 20 31", "", frozenset({2})),
    ]
    assert likely(rows) == []


def test_the_same_name_is_enough_where_nothing_else_is_known():
    assert [pair.score for pair in likely([Described(1, "Språkkafé"), Described(2, "Språkkafe'")], least=0.6)]
    assert likely([Described(1, "Språkkafé"), Described(2, "Läxhjälp")]) == []


def test_two_different_things_of_one_organisation_are_not_proposed_for_its_telephone():
    rows = [
        Described(1, "Läxhjälp", "042-10 20 30", "https://vorta.example", frozenset({1})),
        Described(2, "Kvinnogrupp", "042-10 20 30", "https://vorta.example", frozenset({1})),
    ]
    assert likely(rows) == []


def test_what_somebody_has_said_something_of_is_left_out():
    rows = [Described(1, "Språkkafé"), Described(2, "Språkkafé")]
    assert len(likely(rows)) == 1
    assert likely(rows, but_not={(1, 2)}) == []


def test_no_more_than_so_many_are_proposed_the_most_alike_first():
    rows = [Described(key, "Språkkafé" if key < 9 else "Språkkaféet") for key in range(10)]
    found = likely(rows, most=5)
    assert [pair.score for pair in found] == [1.0] * 5
    assert [(pair.first, pair.second) for pair in found] == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]


def test_nothing_is_like_nothing():
    assert likely([]) == []
    assert likely([Described(1, ""), Described(2, "")]) == []
    assert name_likeness("", "") == 0


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("042-10 20 30", "042102030"), ("+46 42 10 20 30", "042102030"), ("0046(0)42102030", "042102030"), ("", "")],
)
def test_a_telephone_number_is_the_same_however_it_is_written(written, dialled):
    assert twins.number(written) == dialled


def test_names_in_other_letters_are_compared_too():
    assert name_likeness("مساعدة في الهاتف", "مساعدة في الهاتف") == 1
    assert name_likeness("مساعدة في الهاتف", "تعلم السويدية") < 0.3


NAMES = st.sampled_from(["Språkkafé", "Språkkaféet", "Språkcafé Olsgården", "Läxhjälp", "Läxhjälpen", "Sy", ""])
ROWS = st.lists(
    st.tuples(
        NAMES, st.sampled_from(["", "042-1", "042-2"]), st.sampled_from(["", "a.se"]), st.frozensets(st.integers(1, 3))
    ),
    max_size=12,
)


@given(ROWS)
def test_the_fast_way_finds_what_comparing_each_with_each_finds(drawn):
    rows = [Described(key, *values) for key, values in enumerate(drawn)]
    slow = {
        (one.key, other.key)
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if compared(one, other).score >= twins.LEAST
    }
    assert {(pair.first, pair.second) for pair in likely(rows, most=1_000)} == slow


@given(ROWS.filter(lambda drawn: len(drawn) >= 2))
def test_likeness_is_the_same_both_ways_and_between_nothing_and_all(drawn):
    one, other = (Described(key, *values) for key, values in enumerate(drawn[:2]))
    assert compared(one, other) == compared(other, one)
    assert 0 <= compared(one, other).score <= 1
