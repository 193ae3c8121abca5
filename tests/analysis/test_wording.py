"""What changed between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.wording import Piece, changes

texts = st.text(alphabet="abå .\n,-", max_size=40)


@given(old=texts, new=texts)
def test_both_texts_can_be_read_out_of_the_changes(old, new):
    pieces = changes(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert all(piece.text for piece in pieces)


@given(text=texts)
def test_nothing_has_changed_in_the_same_text(text):
    assert changes(text, text) == ([Piece("same", text)] if text else [])


def test_a_changed_word_stands_after_the_one_it_replaces():
    assert changes("Vi skriver långa brev.", "Vi skriver korta brev.") == [
        Piece("same", "Vi skriver "),
        Piece("removed", "långa"),
        Piece("added", "korta"),
        Piece("same", " brev."),
    ]


def test_words_that_follow_each_other_are_one_change():
    pieces = changes("Det är ett gammalt brev", "Det är en ny blankett")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Det är "),
        ("removed", "ett gammalt brev"),
        ("added", "en ny blankett"),
    ]
