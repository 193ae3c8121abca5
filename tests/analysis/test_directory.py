"""Everyday, misspelt and foreign words find what is meant: on a labelled set, and one rule at a time."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis.directory import Directory, Entry, known_needs, terms_of

ONE_OF_EACH = {
    "phone": "Hjälp på bänken",
    "bankid": "Kom hit med ditt id",
    "letter": "Läshjälpen",
    "e_service": "Vi fyller i tillsammans",
    "printing": "På övervåningen",
    "fraud": "Är det sant?",
    "authorities": "Samhällsguiden",
    "computer": "Stugan",
    "work": "Verkstan",
    "swedish": "Pratstunden",
    "company": "Öppet hus",
    "children": "Familjens hus",
    "gear": "Garderoben",
}
"""Need -> the name of the one service that meets it alone. The names say little: the need must be understood."""

BAR = {"plain": 1.0, "everyday": 0.9, "misspelt": 0.9, "en": 0.9, "ar": 0.9, "so": 0.9, "uk": 0.9, "fa": 0.9}
"""The least share of the queries of each kind whose service is among the first three. Measured: 108 of 109."""


@pytest.fixture(scope="module")
def town() -> Directory:
    one = [Entry([(1, name)], [need], ["sv"]) for need, name in ONE_OF_EACH.items()]
    many = [Entry([(1, f"Huset {number}"), (0.5, "Du får prata med oss om allt.")]) for number in range(40)]
    return Directory([*one, *many])


def rows(directory: Directory, query: str) -> list[int]:
    return [found.row for found in directory.search(query)]


def test_everyday_misspelt_and_foreign_words_find_what_is_meant(town):
    labelled = yaml.safe_load(Path(__file__).with_name("directory_set.yaml").read_text(encoding="utf-8"))
    needs, asked, hit = list(ONE_OF_EACH), Counter(), Counter()
    for each in labelled:
        asked[each["kind"]] += 1
        hit[each["kind"]] += needs.index(each["need"]) in rows(town, each["query"])[:3]
    low = {kind: f"{hit[kind]} of {asked[kind]}" for kind, least in BAR.items() if hit[kind] < least * asked[kind]}
    assert low == {}
    assert set(asked) == set(BAR)


def test_the_word_list_knows_every_need_that_the_town_has():
    assert known_needs() == set(ONE_OF_EACH)


def test_a_word_in_the_name_counts_more_than_one_in_the_text():
    two = Directory([Entry([(1, "Kaffestugan"), (0.5, "Vi lagar symaskiner.")]), Entry([(1, "Symaskiner")])])
    assert rows(two, "symaskin") == [1, 0]


def test_the_rarer_word_decides():
    houses = [Entry([(1, f"Öppet hus i huset {number}")]) for number in range(30)]
    assert rows(Directory([*houses, Entry([(1, "Huset i Planteringen")])]), "huset Planteringen")[0] == 30


def test_where_the_language_of_the_query_is_spoken_comes_first():
    spoken = [Entry([(1, "Ett")], ["phone"], ["sv"]), Entry([(1, "Två")], ["phone"], ["sv", "ar"])]
    assert rows(Directory(spoken), "هاتف") == [1, 0]
    assert rows(Directory(spoken), "telefon") == [0, 1]


def test_a_compound_is_found_by_its_parts():
    one = Directory([Entry([(1, "Hjälp med symaskinen")])])
    assert rows(one, "symaskinskurs") == [0]


@pytest.mark.parametrize("written", ["moblien", "mobiel", "brve"])
def test_two_letters_that_changed_places_are_one_mistake(town, written):
    assert town.needs(written)[0] in {"phone", "letter"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("بالهاتف", "هاتف"), ("هَاتِف", "هاتف"), ("کتاب", "كتاب"), ("комп'ютер", "комп’ютер"), ("hay'ad", "HAY’AD")],
)
def test_what_is_written_in_several_ways_is_one_word(one, other):
    assert terms_of(one) == terms_of(other)


def test_a_phrase_is_found_with_small_words_between_and_says_what_it_means(town):
    assert town.needs("jag vill skriva det ut")[0] == "printing"
    assert town.needs("id kort") == ["bankid"]


def test_only_help_looks_for_help(town):
    assert Directory([Entry([(1, "Hjälp med allt")])]).search("hjälp")[0].row == 0
    assert town.needs("hjälp") == []


@pytest.mark.parametrize("nothing", ["", " ?! ", "😀", "\x00"])
def test_a_query_without_words_finds_nothing(town, nothing):
    assert town.search(nothing) == []
    assert town.needs(nothing) == []


def test_an_empty_directory_finds_nothing_and_still_knows_the_needs():
    empty = Directory([])
    assert len(empty) == 0
    assert empty.search("telefon") == []
    assert empty.needs("telefon") == ["phone"]


def test_what_nobody_knows_finds_nothing(town):
    assert town.search("xyzzyqq") == []


@given(st.text(max_size=300))
def test_any_query_is_answered_within_bounds(query):
    found = _small.search(query, most=2)
    assert len(found) <= 2
    assert all(0 < each.score <= 1.05 for each in found)
    assert set(_small.needs(query)) <= known_needs()


_small = Directory([Entry([(1, "Telefonhjälp"), (0.5, "Vi hjälper dig med appar.")], ["phone"], ["ar"])])
