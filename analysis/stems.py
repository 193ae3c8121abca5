"""Words and Swedish stems: what full-text search, similarity and readability all read a text as.

Text is normalised to NFC and casefolded, cut into words, and stemmed with the Swedish Snowball algorithm
(PyStemmer). The stop words are data: `data/stopwords.txt`.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from importlib.resources import files

import Stemmer

_WORD = re.compile(r"[^\W_]+")
# "e-tjänst", "a-kassa", "b-körkort": one letter and a hyphen begin a word, they are not a word of their own.
_LETTER_HYPHEN = re.compile(r"(?<![^\W_])([^\W\d_])[-\u2010\u2011](?=[^\W_])")

_local = threading.local()


def normal(text: str) -> str:
    """`text` in the form in which two spellings of the same letters compare equal (NFC, casefolded)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def words(text: str) -> list[str]:
    """The words of `text` in order, normalised; digits count as words, hyphenated words are parted."""
    return _WORD.findall(_LETTER_HYPHEN.sub(r"\1", normal(text)))


def stem(word: str) -> str:
    """The Swedish stem of one normalised word."""
    return _stem(word)


def stems(text: str) -> list[str]:
    """The stems of `text` in order, repeats kept, stop words dropped."""
    return [_stem(word) for word in words(text) if word not in stop_words()]


def query_stems(query: str) -> list[str]:
    """The stems to look for when somebody writes `query` in a search box: each once, in order.

    A query of stop words only ("vem är jag") is still a query: its words are then kept.
    """
    return list(dict.fromkeys(stems(query) or (_stem(word) for word in words(query))))


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """The words that carry no subject, normalised."""
    text = files("analysis").joinpath("data/stopwords.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in words(line))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def _stemmer() -> Stemmer.Stemmer:
    # A PyStemmer object holds a buffer and must not be shared between threads.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("swedish")
    return stemmer
