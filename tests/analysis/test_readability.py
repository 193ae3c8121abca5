"""LIX and what the writer of a text is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readability import level, lix, report, sentences, words

PLAIN_WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzåäö", min_size=1, max_size=15)
PLAIN_SENTENCE = st.lists(PLAIN_WORD, min_size=1, max_size=30).map(" ".join)


def test_lix_is_words_per_sentence_plus_percent_long_words():
    # 8 words in 2 sentences, 2 of them long: 8/2 + 100*2/8.
    assert lix("Du får ett besked. Handläggaren ringer snart hem.") == pytest.approx(4 + 100 * 1 / 8)
    assert lix("Du får ett beslut. Handläggaren skickar det hem.") == pytest.approx(4 + 100 * 2 / 8)


def test_seven_letters_are_long_and_six_are_not():
    assert report("möblera mötena").long_words == ("möblera",)


@pytest.mark.parametrize("text", ["", "   \n ", "...", "– ! ?"])
def test_a_text_without_words_has_lix_zero(text):
    assert lix(text) == 0.0
    assert report(text).sentences == 0


def test_each_of_the_four_signs_ends_a_sentence():
    assert sentences("Kom hit! Vill du? Ta med: papper. Hej") == ["Kom hit!", "Vill du?", "Ta med:", "papper.", "Hej"]


def test_a_sign_inside_a_word_or_number_ends_nothing():
    assert sentences("SFI:s kurs kostar 12.500 kr kl 8:30") == ["SFI:s kurs kostar 12.500 kr kl 8:30"]


def test_a_forgotten_space_after_a_full_stop_still_ends_the_sentence():
    assert sentences("Jag kom hit.Ingen var där.") == ["Jag kom hit.", "Ingen var där."]


def test_an_abbreviation_goes_on_until_a_capital_letter():
    assert sentences("Kom kl. 8 eller t.ex. på måndag.") == ["Kom kl. 8 eller t.ex. på måndag."]
    assert sentences("Det kostar 5 kr. Vi bjuder.") == ["Det kostar 5 kr.", "Vi bjuder."]


def test_wrapped_lines_are_one_sentence():
    assert sentences("Du får ett svar inom de närmaste fem eller sex dagarna\nfrån oss.") == [
        "Du får ett svar inom de närmaste fem eller sex dagarna från oss."
    ]


def test_each_list_item_is_a_sentence_and_its_sign_is_no_word():
    assert sentences("Ta med\n- legitimation\n• ett papper\n1. en penna") == [
        "Ta med",
        "legitimation",
        "ett papper",
        "en penna",
    ]


def test_a_heading_is_a_sentence_of_its_own():
    assert sentences("Så här gör du\nRing oss först.") == ["Så här gör du", "Ring oss först."]


def test_a_short_line_with_a_comma_is_no_heading():
    assert sentences("Hej där,\nAnna och Bo") == ["Hej där, Anna och Bo"]


def test_a_blank_line_ends_a_sentence():
    assert sentences("hej\n\nvi ses") == ["hej", "vi ses"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0, "mycket lättläst"),
        (29.9, "mycket lättläst"),
        (30, "lättläst"),
        (40, "medelsvår"),
        (50, "svår"),
        (60, "mycket svår"),
        (200, "mycket svår"),
    ],
)
def test_levels_follow_the_standard_scale(value, name):
    assert level(value) == name


def test_a_long_word_is_named_once_however_often_and_however_written():
    assert report("Handläggare! HANDLÄGGARE och handläggare.").long_words == ("handläggare",)


def test_sentences_above_twenty_words_are_named_with_their_length():
    twenty, more = " ".join(["ord"] * 20) + ".", " ".join(["ord"] * 21) + "."
    assert report(f"{twenty} {more}").long_sentences == ((more, 21),)


def test_letters_are_counted_not_signs():
    assert report("c-d-körs x-y-z").long_words == ()


@given(st.text(max_size=300))
def test_any_text_gets_a_finite_report_that_agrees_with_itself(text):
    found = report(text)
    assert found.lix == lix(text) >= 0
    assert (found.words == 0) == (found.sentences == 0) == (found.lix == 0)
    assert found.sentences <= found.words
    assert found.lix <= found.words + 100
    assert len(found.long_words) <= found.words


@given(st.lists(PLAIN_SENTENCE, min_size=1, max_size=6))
def test_sentences_written_with_full_stops_are_counted_as_written(written):
    text = " ".join(f"{sentence[:1].upper()}{sentence[1:]} ja." for sentence in written)
    found = report(text)
    assert found.sentences == len(written)
    assert found.words == sum(len(words(sentence)) + 1 for sentence in written)


@given(PLAIN_SENTENCE)
def test_saying_the_same_sentence_twice_changes_no_lix(sentence):
    once = f"Nu {sentence} nu!"
    assert lix(f"{once} {once}") == pytest.approx(lix(once))
