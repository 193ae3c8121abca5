"""How well the rules do on texts that were written without knowing them: the level reached is held, not praised."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from analysis.redaction import Span, find

SETS = yaml.safe_load((Path(__file__).parent / "redaction_blind.yaml").read_text(encoding="utf-8"))
MARK = re.compile(r"‹(\w+) ([^›]+)›")


class Level(NamedTuple):
    """What a set holds and how much of it is found; the misses are names that no list has, with nothing around them."""

    details: int
    found: int
    names_found: int
    false_marks: frozenset[str]


LEVELS = {
    "first": Level(105, 105, 64, frozenset({"Ann"})),  # "Ann att få hjälp": a slip of the pen that is a name
    "second": Level(44, 40, 22, frozenset({"Tore Skogman-musik"})),  # one more of the famous
}


def read(marked: str) -> tuple[str, list[Span]]:
    """The text without its marks, and where what they hold stands in it."""
    text, details, done = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[done : mark.start()]
        details.append(Span(len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        done = mark.end()
    return text + marked[done:], details


def is_hidden(text: str, detail: Span, spans: Sequence[Span]) -> bool:
    return all(
        any(span.start <= place < span.end for span in spans)
        for place in range(detail.start, detail.end)
        if text[place].isalnum()
    )


def hidden_details(name: str) -> list[tuple[str, bool]]:
    """The kind of each detail in the set, and whether it is hidden."""
    texts = [read(marked) for marked in SETS[name]["marked"]]
    return [(detail.kind, is_hidden(text, detail, find(text))) for text, details in texts for detail in details]


@pytest.mark.parametrize("name", LEVELS)
def test_the_reached_share_of_details_is_still_found(name: str) -> None:
    results = hidden_details(name)
    assert len(results) == LEVELS[name].details
    assert sum(hidden for _, hidden in results) >= LEVELS[name].found
    assert sum(hidden for kind, hidden in results if kind == "name") >= LEVELS[name].names_found


@pytest.mark.parametrize("name", LEVELS)
def test_numbers_and_addresses_are_found_in_every_written_form(name: str) -> None:
    assert {kind for kind, hidden in hidden_details(name) if not hidden} <= {"name"}


@pytest.mark.parametrize("name", LEVELS)
def test_nothing_beside_the_details_is_marked(name: str) -> None:
    for text, details in map(read, SETS[name]["marked"]):
        stray = [
            text[span.start : span.end]
            for span in find(text)
            if not any(span.start < detail.end and detail.start < span.end for detail in details)
        ]
        assert stray == [], text


@pytest.mark.parametrize("name", LEVELS)
def test_ordinary_texts_bear_no_new_false_mark(name: str) -> None:
    marks = {text[span.start : span.end] for text in SETS[name]["ordinary"] for span in find(text)}
    assert marks <= LEVELS[name].false_marks
