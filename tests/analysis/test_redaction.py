"""What points out a person is found in every written form, and ordinary words are left alone."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis import redaction
from analysis.redaction import Span, find, mask

SET = yaml.safe_load((Path(__file__).parent / "redaction_set.yaml").read_text(encoding="utf-8"))
MARK = re.compile(r"‹(\w+) ([^›]+)›")


def read(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without its marks, and what they hold: a final full stop of an initial does not count."""
    return MARK.sub(r"\2", marked), [(kind, held.rstrip(".")) for kind, held in MARK.findall(marked)]


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find(text)]


def test_the_set_is_large_enough_to_mean_something() -> None:
    assert len(SET["marked"]) >= 60
    assert len(SET["ordinary"]) >= 60


@pytest.mark.parametrize("marked", SET["marked"])
def test_what_points_out_a_person_is_found_and_nothing_else(marked: str) -> None:
    text, expected = read(marked)
    assert found(text) == expected


@pytest.mark.parametrize("text", SET["ordinary"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_masking_puts_a_plain_word_in_each_place() -> None:
    text = "Jag heter Fatima Hassan, 850709-9805, Storgatan 7, ring 070-123 45 67 eller mejla f@example.se."
    assert mask(text) == (
        "Jag heter [namn], [personnummer], [adress], ring [telefonnummer] eller mejla [e-postadress]."
    )


def test_only_the_chosen_spans_are_masked() -> None:
    text = "Jag heter Fatima, ring 070-123 45 67."
    assert mask(text, []) == text
    assert mask(text, [Span(10, 16, "name")]) == "Jag heter [namn], ring 070-123 45 67."


def test_a_span_of_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        mask("abc", [Span(0, 1, "secret")])


@given(st.text(max_size=300) | st.lists(st.sampled_from(SET["marked"] + SET["ordinary"]), max_size=4).map("\n".join))
def test_spans_are_in_order_apart_and_inside_the_text(text: str) -> None:
    spans = find(text)
    ends = [0, *(span.end for span in spans)]
    assert all(end <= span.start < span.end <= len(text) for end, span in zip(ends, spans, strict=False))
    assert all(span.kind in redaction.MASKS for span in spans)


@given(st.lists(st.sampled_from([read(marked)[0] for marked in SET["marked"]]), min_size=1, max_size=4).map("\n".join))
def test_nothing_is_left_to_find_in_a_masked_text(text: str) -> None:
    assert find(mask(text)) == []


@pytest.mark.parametrize(
    "nasty",
    [
        "a" * 5000,
        "0" * 5000,
        "0 " * 2500,
        "07-" * 1700,
        "a.a." * 1250,
        "a@" * 2500,
        "a at " * 1000,
        "a" * 2500 + "gatan" * 500,
        "Aaa " * 1250 + "gatan",
        "Anna " * 1000,
        "A. " * 1600,
        "c/o A" * 1000,
        "850709" * 800,
        "är " * 1600,
        "(((((((((+46" * 400,
        "-" * 5000,
        " " * 5000,
        "Anna-" * 1000,
        "Skåne Anna " * 500,
        "bor a b " * 600,
        "jag heter x " * 400,
        "konto 1234-5, " * 350,
        "SE12 1234 " * 500,
        "Anna, X, " * 550,
        "\nMvh /A" * 700,
    ],
)
def test_nasty_input_costs_no_more_than_its_length(nasty: str) -> None:
    """Each pattern is bounded, so this returns; with backtracking that grows faster the suite would not end."""
    spans = find(nasty * 4)
    assert all(span.end <= len(nasty) * 4 for span in spans)
