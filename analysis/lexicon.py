"""The concepts that everyday and official Swedish words share, read from `data/synonyms.txt`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple, TypeVar

from analysis.stems import stem, words

_Key = TypeVar("_Key")
_NOTHING: frozenset[str] = frozenset()

SHORTEST_LAST_PART = 5
"""An entry this long is also recognised as the last part of a compound ("språkpraktik")."""

SHORTEST_MISSPELT = 7
"""An entry this long is also recognised with one letter wrong, missing or doubled."""

LONGEST_WORD = 40
"""Words longer than this are nobody's word for anything."""


class _Lexicon(NamedTuple):
    by_stem: dict[str, frozenset[str]]
    by_start: dict[str, frozenset[str]]
    by_end: dict[str, frozenset[str]]
    by_misspelling: dict[str, frozenset[str]]
    by_phrase: dict[tuple[str, ...], frozenset[str]]
    longest_phrase: int


def concepts(tokens: Sequence[str]) -> list[str]:
    """The names of the concepts that `tokens` (normalised words in order) speak of: each once, sorted."""
    found = {name for token in tokens for name in word_concepts(token)}
    found.update(name for phrase in _phrases(tokens) for name in _lexicon().by_phrase.get(phrase, ()))
    return sorted(found)


@cache
def concept_names() -> tuple[str, ...]:
    """The names of all concepts, sorted."""
    return tuple(sorted({name for name, _ in _entries()}))


@lru_cache(maxsize=65_536)
def word_concepts(token: str) -> frozenset[str]:
    """The names of the concepts of one normalised word; a word that fits no entry is tried as a misspelt one."""
    if len(token) > LONGEST_WORD:
        return _NOTHING
    lexicon = _lexicon()
    found = set(lexicon.by_stem.get(stem(token), ()))
    for cut in range(2, len(token) + 1):
        found |= lexicon.by_start.get(token[:cut], _NOTHING)
        found |= lexicon.by_end.get(token[-cut:], _NOTHING)
        found |= lexicon.by_end.get(stem(token)[-cut:], _NOTHING)
    return frozenset(found) or _misspelt(token)


def _misspelt(token: str) -> frozenset[str]:
    starts = (token[:cut] for cut in range(SHORTEST_MISSPELT - 1, len(token) + 1))
    return frozenset().union(
        *(_lexicon().by_misspelling.get(key, _NOTHING) for start in starts for key in _one_letter_off(start))
    )


def _one_letter_off(word: str) -> Iterator[str]:
    """`word` and every form of it with one letter left out: two words one mistake apart share one of these."""
    yield word
    for position in range(1, len(word)):
        yield word[:position] + word[position + 1 :]


def _phrases(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    stemmed = [stem(token) for token in tokens]
    for length in range(2, _lexicon().longest_phrase + 1):
        for start in range(len(stemmed) - length + 1):
            yield tuple(stemmed[start : start + length])


@cache
def _lexicon() -> _Lexicon:
    by_stem: dict[str, set[str]] = {}
    by_start: dict[str, set[str]] = {}
    by_end: dict[str, set[str]] = {}
    by_phrase: dict[tuple[str, ...], set[str]] = {}
    by_misspelling: dict[str, set[str]] = {}
    for name, pattern in _entries():
        if "_" in pattern:
            by_phrase.setdefault(tuple(stem(word) for word in words(pattern)), set()).add(name)
            continue
        form = "".join(words(pattern))
        if pattern.startswith("*"):
            by_end.setdefault(form, set()).add(name)
            continue
        root = form if pattern.endswith("*") else stem(form)
        (by_start if pattern.endswith("*") else by_stem).setdefault(root, set()).add(name)
        if len(root) >= SHORTEST_LAST_PART:
            by_end.setdefault(root, set()).add(name)
        if len(root) >= SHORTEST_MISSPELT:
            for key in _one_letter_off(root):
                by_misspelling.setdefault(key, set()).add(name)
    return _Lexicon(
        _frozen(by_stem),
        _frozen(by_start),
        _frozen(by_end),
        _frozen(by_misspelling),
        _frozen(by_phrase),
        max(map(len, by_phrase), default=0),
    )


def _entries() -> Iterator[tuple[str, str]]:
    text = files("analysis").joinpath("data/synonyms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, patterns = line.split(":", 1)
            for pattern in patterns.split():
                yield name, pattern


def _frozen(sets: dict[_Key, set[str]]) -> dict[_Key, frozenset[str]]:
    return {key: frozenset(names) for key, names in sets.items()}
