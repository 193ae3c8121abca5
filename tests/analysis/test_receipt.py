"""Receipt codes: strong enough, readable in every form a person writes them, silent in ordinary prose."""

import random
import re
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis import receipt
from analysis.receipt import CODE_WORDS, LOOKUP_WORDS, SECRET_WORDS, WORDS, Code

codes = st.binary(min_size=11, max_size=11).map(lambda raw: receipt.derive(b"key", raw))

PROSE = " ".join(
    text
    for part in yaml.safe_load((Path(__file__).parent / "redaction_set.yaml").read_text("utf-8")).values()
    for text in part
)


def plain(word: str) -> str:
    return word.translate(str.maketrans("åäö", "aao"))


def test_the_list_holds_2048_different_lower_case_words_in_order() -> None:
    assert len(WORDS) == 2048
    assert list(WORDS) == sorted(set(WORDS))
    assert all(re.fullmatch("[a-zåäö]{4,9}", word) for word in WORDS)


def test_a_code_is_at_least_80_bits_strong() -> None:
    assert (LOOKUP_WORDS + SECRET_WORDS) * 11 == 88
    assert SECRET_WORDS * 11 == 66


@pytest.mark.parametrize("written", [str, plain, lambda word: plain(word).replace("ck", "k"), receipt._fold])
def test_no_two_words_are_one_slip_apart(written) -> None:
    seen: dict[str, str] = {}
    for word in WORDS:
        spelt = written(word)
        keys = {spelt} | {spelt[:i] + spelt[i + 1 :] for i in range(len(spelt))}
        for key in keys:
            other = seen.get(key, word)
            assert other == word or not receipt._one_slip(written(other), spelt), (other, word)
        seen.update(dict.fromkeys(keys, word))


@given(st.integers(0, 2**88 - 1))
def test_a_number_survives_being_written_as_words(number: int) -> None:
    words = receipt.encode(number, 8)
    assert sum(WORDS.index(word) << 11 * (7 - place) for place, word in enumerate(words)) == number


def test_a_number_that_does_not_fit_is_refused() -> None:
    assert receipt.encode(2**22 - 1, 2) == (WORDS[-1], WORDS[-1])
    with pytest.raises(ValueError, match="22 bits"):
        receipt.encode(2**22, 2)
    with pytest.raises(ValueError, match="22 bits"):
        receipt.encode(-1, 2)


def test_the_same_form_gives_the_same_code_and_another_form_another() -> None:
    assert receipt.derive(b"key", b"form 1") == receipt.derive(b"key", b"form 1")
    assert receipt.derive(b"key", b"form 1") != receipt.derive(b"key", b"form 2")
    assert receipt.derive(b"key", b"form 1") != receipt.derive(b"other key", b"form 1")


def test_codes_already_given_out_stay_readable() -> None:
    """Pinned: a change of the list or of the derivation would lock people out of their answers."""
    assert str(receipt.derive(b"key", b"seed")) == "tefat fjällbäck farbror kontrast papper snöig ladugård spätta"


def test_new_codes_differ() -> None:
    assert len({receipt.new_code() for _ in range(200)}) == 200


def test_a_code_knows_its_words_and_hides_its_secret_from_logs() -> None:
    code = receipt.new_code()
    assert code.words == (*code.lookup.split("-"), *code.secret.split("-"))
    assert len(code.words) == CODE_WORDS
    assert str(code) == " ".join(code.words)
    assert code.secret not in repr(code)


@given(codes, st.sampled_from([" ", "-", ", ", "\n", "  \t ", " - ", "\r\n", "_", "/", "\u00ad\n"]))
def test_a_code_is_read_with_any_separator(code: Code, separator: str) -> None:
    assert receipt.parse(separator.join(code.words)) == code


@given(codes)
def test_a_code_is_read_in_capitals_without_dots_and_numbered(code: Code) -> None:
    assert receipt.parse(str(code).upper()) == code
    assert receipt.parse(plain(str(code))) == code
    assert receipt.parse(str(code).replace("ck", "k").replace("v", "w")) == code
    assert receipt.parse("\n".join(f"{n}. {word}" for n, word in enumerate(code.words, 1))) == code


def test_letters_sent_as_base_and_accent_are_read() -> None:
    code = Code("äpple-abborre", "kaffe-giraff-åkerbär-hörsal-bäver-ärende")
    decomposed = str(code).replace("ä", "a\u0308").replace("å", "a\u030a").replace("ö", "o\u0308")
    assert receipt.parse(decomposed) == code


def misspell(word: str, rng: random.Random) -> str:
    at, letter = rng.randrange(len(word)), rng.choice(string.ascii_lowercase)
    return rng.choice([word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]])


def test_slips_are_put_right_and_almost_never_misread() -> None:
    rng = random.Random(1)
    typed = [(word, receipt._recognise(misspell(word, rng))) for word in WORDS * 3]
    right = sum(read == word for word, read in typed)
    misread = sum(read not in (word, None) for word, read in typed)
    assert right / len(typed) > 0.95
    assert misread / len(typed) < 0.005


def test_swapped_letters_are_put_right_and_a_word_between_two_is_not_guessed() -> None:
    assert receipt._recognise("abobrre") == "abborre"
    assert receipt._recognise("girfaf") == "giraff"
    between = [
        slip
        for word in WORDS[:400]
        for slip in (word[:i] + letter + word[i + 1 :] for i in range(len(word)) for letter in string.ascii_lowercase)
        if receipt._recognise(slip) is None
    ]
    assert between


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "12345678", "abborre", "jag har tappat bort min kod, vad gör jag nu", "abborre " * 7, "abborre " * 9],
)
def test_other_text_is_not_a_code(typed: str) -> None:
    assert receipt.parse(typed) is None


def test_words_outside_the_list_are_named_as_typed() -> None:
    assert receipt.unknown_words("Abborre, GIRAF Zzyzx kaffe") == ["Zzyzx"]
    assert receipt.unknown_words(str(receipt.new_code())) == []


@given(codes, st.sampled_from([" ", "-", ", ", "\n"]))
def test_a_code_is_found_inside_a_text(code: Code, separator: str) -> None:
    assert receipt.found_in(f"Min kod är {separator.join(code.words)} och jag vill ha svar på min fråga.")
    assert receipt.found_in(plain(str(code)).upper())


@given(codes)
def test_a_part_of_a_code_is_no_code(code: Code) -> None:
    assert not receipt.found_in(" ".join(code.words[:7]))


def test_words_that_only_resemble_list_words_do_not_make_a_code() -> None:
    assert not receipt.found_in(" ".join(["abborrx"] * 8))


def test_ordinary_prose_is_never_taken_for_a_code() -> None:
    assert len(PROSE.split()) > 1400
    assert not receipt.found_in(PROSE)
    assert not receipt.found_in(PROSE.replace(".", "").replace(",", ""))


def test_a_very_long_word_is_passed_over() -> None:
    assert not receipt.found_in("a" * 5000 + "b" * 5000)
    assert not receipt.found_in("ab" * 50_000)
