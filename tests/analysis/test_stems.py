"""Words and stems as search and similarity see them."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from analysis.stems import normal, query_stems, stem, stems, stop_words, words


def test_inflections_of_a_word_share_a_stem():
    assert stems("handläggare") == stems("handläggaren") == stems("HANDLÄGGARNA")


def test_stop_words_are_dropped_and_repeats_kept_in_order():
    assert stems("Jag vill ha bussen och bussar till kursen") == ["buss", "buss", "kurs"]


def test_composed_and_decomposed_letters_are_the_same_word():
    assert stems(unicodedata.normalize("NFD", "Förskolan är stängd")) == stems("förskolan är stängd") != []


def test_a_single_letter_before_a_hyphen_begins_the_word():
    assert words("E-tjänsten och a-kassan") == ["etjänsten", "och", "akassan"]


def test_other_hyphens_part_words():
    assert words("drop-in, studie- och yrkesvägledare") == ["drop", "in", "studie", "och", "yrkesvägledare"]


def test_a_query_names_each_stem_once():
    assert query_stems("buss bussen tåg") == ["buss", "tåg"]


def test_a_query_of_stop_words_only_keeps_them():
    assert query_stems("vem är jag") == ["vem", "är", "jag"]


def test_a_query_without_words_looks_for_nothing():
    assert query_stems(" ?! ") == []


def test_stop_words_are_normalised_single_words():
    assert all(word == normal(word) and words(word) == [word] for word in stop_words())


def test_stems_are_the_same_in_every_thread():
    texts = [f"Handläggarens {number} telefontider ändrades" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stems, texts)) == [stems(text) for text in texts]


@given(st.text(max_size=200))
def test_any_text_has_stems_without_stop_words_or_space(text):
    assert all(found and not found.isspace() for found in stems(text))
    assert [stem(word) for word in words(text) if word not in stop_words()] == stems(text)


@given(st.text(max_size=200))
def test_upper_case_and_normal_form_make_no_difference(text):
    assert normal(normal(text)) == normal(text)
    assert stems(text) == stems(normal(text))
