"""Finds in a directory what somebody asks for in their own words: everyday ones, misspelt ones, in several languages.

Each entry of the directory is its words by field, and the needs that it meets. A word of the query is laid beside all
words that are known: those of the entries, and those by which people say what they need (`data/needs.txt`). The same
word counts most; then one that begins or ends with the other (inflections and compounds); then one that shares most of
its pairs and triples of letters (misspelling). What a word finds counts by how rare it is among the entries.

Whole-array numpy operations where there is one number for each entry, so that 5,000 entries take milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import numpy as np

from analysis.alignment import letter_grams, rarity
from analysis.rows import Floats
from analysis.stems import stem, stop_words, words

LONGEST_QUERY = 12
"""So many words of a query are looked at; nobody needs more to say what they look for."""

LONGEST_WORD = 30
SHORTEST_PART = 4
"""A word this long is also found where it begins another one ("brevhjälp")."""

SHORTEST_LAST_PART = 5
"""A word this long is also found where it ends another one ("samsungtelefon")."""

INFLECTED, COMPOUND = 0.9, 0.75
"""How much a word counts that begins with a known one: with up to three letters more, or with more."""

MISSPELT, LETTERS_FLOOR = 0.9, 0.55
"""The same for one that shares letters with a known one, times how many it shares; below the floor it is another."""

MOST_ALIKE = 12
"""A word that nobody knows stands for at most so many known ones."""

NEED = 0.8
"""How much it counts that an entry meets the need which a word stands for; 1 is that the word stands in its name."""

IN_THEIR_LANGUAGE = 0.05
"""How much more an entry counts where the language of the query is spoken."""

UNKNOWN, LEAST_WEIGHT = 0.4, 0.15
LEAST_SCORE, BESIDE_BEST = 0.2, 0.5
"""An entry is left out below this score, or below this share of the best one's."""

_LANGUAGES = ("sv", "en", "ar", "so", "uk", "fa")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f]")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_ARABIC_LETTERS = str.maketrans("أإآٱىیېکةۀھەؤئ", "اااايييكههههوي")
_ARABIC_WORD = re.compile("^(?:[وبكف]?ال|لل)(?=[\u0600-\u06ff]{3})")


@dataclass(frozen=True)
class Entry:
    """What there is to find. ``fields``: texts with how much a word in them counts, 0 to 1.

    An entry reads its own texts once, which is what takes longest: keep it for the next directory that it is in.
    """

    fields: Sequence[tuple[float, str]]
    needs: Sequence[str] = ()
    languages: Sequence[str] = ()

    @cached_property
    def terms(self) -> dict[str, float]:
        """Each term of the texts, with the weight of the field where it counts most."""
        best: dict[str, float] = {}
        for weight, text in self.fields:
            for term in terms_of(text):
                best[term] = max(best.get(term, 0), weight)
        return best


class Found(NamedTuple):
    """The number of an entry, and how well it fits, 0 to 1 (a little more where the language is spoken)."""

    row: int
    score: float


@dataclass
class _Word:
    """One word of a query: what it may stand for, with how surely."""

    terms: dict[int, float] = field(default_factory=dict)
    needs: dict[str, float] = field(default_factory=dict)
    languages: set[str] = field(default_factory=set)


class Directory:
    """Entries to be searched, in the order they are given; a row is an entry's number in that order."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._vocabulary = _Vocabulary()
        terms: dict[int, list[tuple[int, float]]] = defaultdict(list)
        needs: dict[str, list[int]] = defaultdict(list)
        languages: dict[str, list[int]] = defaultdict(list)
        self._rows = 0
        for row, entry in enumerate(entries):
            self._rows = row + 1
            for term, weight in entry.terms.items():
                terms[self._vocabulary.number(term)].append((row, weight))
            for need in dict.fromkeys(entry.needs):
                needs[need].append(row)
            for language in dict.fromkeys(entry.languages):
                languages[language].append(row)
        self._by_term = {term: _postings(found) for term, found in terms.items()}
        self._by_need = {need: np.array(rows) for need, rows in needs.items()}
        self._by_language = {language: np.array(rows) for language, rows in languages.items()}
        for word in _lexicon().words:
            self._vocabulary.number(word)
        self._vocabulary.close()

    def __len__(self) -> int:
        return self._rows

    def search(self, query: str, most: int = 200) -> list[Found]:
        """The entries that fit `query`, best first, equals in their order; none for a query without words."""
        asked = self._asked(query)
        if not asked or not self._rows:
            return []
        scores, total = np.zeros(self._rows, dtype=np.float32), 0.0
        for word in asked:
            weight = self._weight(word)
            scores += weight * self._answers(word)
            total += weight
        scores /= total
        for language in set().union(*(word.languages for word in asked)) - {"sv"}:
            if language in self._by_language:
                scores[self._by_language[language]] *= 1 + IN_THEIR_LANGUAGE
        return _best(scores, most)

    def needs(self, query: str) -> list[str]:
        """The needs that `query` speaks of, the surest first."""
        found: dict[str, float] = {}
        for word in self._asked(query):
            for need, weight in word.needs.items():
                found[need] = max(found.get(need, 0), weight)
        return sorted(found, key=lambda need: (-found[need], need))

    def _asked(self, query: str) -> list[_Word]:
        """What each word of the query that says something may stand for."""
        raw = _folded(query)[:LONGEST_QUERY]
        terms = [stem(word) for word in raw]
        by_phrase, covered = _phrases(terms)
        said = [place for place, term in enumerate(terms) if place in covered or term not in _lexicon().stop]
        if not said:  # nothing but "help": then that is what is looked for
            said = list(range(len(terms)))
        return [self._word(terms[place], raw[place], by_phrase.get(place)) for place in said]

    def _word(self, term: str, raw: str, phrases: Mapping[str, set[str]] | None) -> _Word:
        """What `term` may stand for, which was written as `raw`: a misspelt word seldom has the stem that was meant."""
        covered, phrases = phrases is not None, phrases or {}
        word = _Word(needs=dict.fromkeys(phrases, 1.0), languages=set().union(*phrases.values()))
        known = self._vocabulary.known(term)
        if known is not None:
            alike = {known: 1.0}
        else:
            alike = {} if covered else self._vocabulary.alike(term, raw)
        for number, likeness in alike.items():
            if number in self._by_term:
                word.terms[number] = likeness
            if covered:
                continue  # the phrase says what it means: "id" in "id kort" is no need of its own
            for need, languages in _lexicon().words.get(self._vocabulary.term(number), {}).items():
                word.needs[need] = max(word.needs.get(need, 0), likeness)
                word.languages |= languages
        return word

    def _answers(self, word: _Word) -> Floats:
        """How well each entry answers one word of the query."""
        answers = np.zeros(self._rows, dtype=np.float32)
        for need, likeness in word.needs.items():
            if need in self._by_need:
                rows = self._by_need[need]
                answers[rows] = np.maximum(answers[rows], NEED * likeness)
        for term, likeness in word.terms.items():
            rows, weights = self._by_term[term]
            answers[rows] = np.maximum(answers[rows], likeness * weights)
        return answers

    def _weight(self, word: _Word) -> float:
        """How much a word of the query counts: the rarer what it stands for, the more."""
        if not word.terms and not word.needs:
            return UNKNOWN
        among = [len(self._by_term[term][0]) for term in word.terms]
        among += [len(self._by_need[need]) for need in word.needs if need in self._by_need]
        rare, rarest = rarity([max(among, default=1), 1], self._rows)
        return max(LEAST_WEIGHT, float(rare / rarest))


class _Vocabulary:
    """All words that are known, by number, and which of them a word that is not known may be."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[str] = []
        self._starts: dict[str, list[int]] = defaultdict(list)
        self._grams: dict[int, list[int]] = defaultdict(list)
        self._sizes: list[int] = []

    def number(self, term: str) -> int:
        """The number of `term`, which is known from now on."""
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            for cut in range(max(SHORTEST_PART, len(term) - 3), len(term)):
                self._starts[term[:cut]].append(number)
            grams = letter_grams(term)
            self._sizes.append(len(grams))
            for gram in grams:
                self._grams[gram].append(number)
        return number

    def close(self) -> None:
        """No more words come: from now on they are asked for."""
        self._packed = {gram: np.array(numbers) for gram, numbers in self._grams.items() if gram}
        self._size = np.array(self._sizes)
        self._grams.clear()

    def known(self, term: str) -> int | None:
        return self._numbers.get(term)

    def term(self, number: int) -> str:
        return self._terms[number]

    def alike(self, *forms: str) -> dict[int, float]:
        """The known words that these forms of a word may be inflections, compounds or misspellings of; the likest."""
        found: dict[int, float] = {}
        for form in dict.fromkeys(forms):
            for number, likeness in chain(self._parts(form), self._same_letters(form), self._swapped(form)):
                found[number] = max(found.get(number, 0), likeness)
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0]))[:MOST_ALIKE])

    def _parts(self, term: str) -> Iterator[tuple[int, float]]:
        for cut in range(SHORTEST_PART, len(term)):
            if (begun := self._numbers.get(term[:cut])) is not None:
                yield begun, INFLECTED if len(term) - cut <= 3 else COMPOUND
            if cut >= SHORTEST_LAST_PART and (ended := self._numbers.get(term[-cut:])) is not None:
                yield ended, COMPOUND
        for longer in self._starts.get(term, ()):
            yield longer, INFLECTED

    def _swapped(self, form: str) -> Iterator[tuple[int, float]]:
        """Words of which two letters beside each other have changed places: in a short word few pairs are then left."""
        for place in range(len(form) - 1):
            meant = f"{form[:place]}{form[place + 1]}{form[place]}{form[place + 2 :]}"
            if (number := self._numbers.get(stem(meant))) is not None:
                yield number, MISSPELT

    def _same_letters(self, term: str) -> Iterator[tuple[int, float]]:
        grams = [gram for gram in letter_grams(term) if gram in self._packed]
        if not grams:
            return
        shared = np.zeros(len(self._terms))
        for gram in grams:
            shared[self._packed[gram]] += 1  # a word holds each of its own once
        likeness = 2 * shared / (self._size + len(letter_grams(term)))
        for number in np.flatnonzero(likeness >= LETTERS_FLOOR):
            yield int(number), MISSPELT * float(likeness[number])


def terms_of(text: str) -> list[str]:
    """The words of `text` in order, in the form in which they are compared, whatever language and script."""
    return [stem(word) for word in _folded(text)]


def _folded(text: str) -> list[str]:
    """The words of `text`, with one spelling for what is written in several ways, not stemmed."""
    folded = unicodedata.normalize("NFKC", text)
    folded = _APOSTROPHES.sub("", _ARABIC_MARKS.sub("", folded)).translate(_ARABIC_LETTERS)
    return [_ARABIC_WORD.sub("", word) for word in words(folded) if len(word) <= LONGEST_WORD]


def known_needs() -> frozenset[str]:
    """The needs that the word list speaks of."""
    lexicon = _lexicon()
    return frozenset().union(*lexicon.words.values(), *(needs for _phrase, needs in lexicon.phrases))


def _phrases(terms: Sequence[str]) -> tuple[dict[int, dict[str, set[str]]], set[int]]:
    """The needs of the phrases that the words of a query make, by place, and the places that a phrase covers.

    Words that say nothing may stand between: "brev från kommunen". Two that are written apart count as one: "bank id".
    """
    by_place: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for first in range(len(terms)):
        for phrase, needs in _lexicon().phrases_from.get(terms[first], ()):
            if places := _follows(terms, first, phrase):
                for place in places:
                    for need, languages in needs.items():
                        by_place[place][need] |= languages
        if first + 1 < len(terms):
            for need, languages in _lexicon().words.get(terms[first] + terms[first + 1], {}).items():
                for place in (first, first + 1):
                    by_place[place][need] |= languages
    return by_place, set(by_place)


def _follows(terms: Sequence[str], first: int, phrase: Sequence[str]) -> list[int]:
    """Where the words of `phrase` stand, from `first` on; empty where they do not."""
    places, place = [first], first + 1
    for wanted in phrase[1:]:
        while place < len(terms) and terms[place] != wanted and terms[place] in _lexicon().stop:
            place += 1
        if place == len(terms) or terms[place] != wanted:
            return []
        places.append(place)
        place += 1
    return places


def _postings(found: Sequence[tuple[int, float]]) -> tuple[np.ndarray, Floats]:
    rows, weights = zip(*found, strict=True)
    return np.array(rows), np.array(weights, dtype=np.float32)


def _best(scores: Floats, most: int) -> list[Found]:
    rounded = np.round(scores, 6)
    floor = max(LEAST_SCORE, BESIDE_BEST * float(rounded.max()))
    order = np.argsort(-rounded, kind="stable")[:most]
    return [Found(int(row), float(rounded[row])) for row in order if rounded[row] >= floor]


_ByNeed = dict[str, set[str]]
"""Need -> the languages in which a word says it."""


@dataclass(frozen=True)
class _Lexicon:
    words: dict[str, _ByNeed]
    phrases: list[tuple[tuple[str, ...], _ByNeed]]
    phrases_from: dict[str, list[tuple[tuple[str, ...], _ByNeed]]]
    stop: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    single: dict[str, _ByNeed] = defaultdict(lambda: defaultdict(set))
    several: dict[tuple[str, ...], _ByNeed] = defaultdict(lambda: defaultdict(set))
    stop = {term for word in stop_words() for term in terms_of(word)}
    for need, language, text in _lines():
        terms = terms_of(text)
        if need == "stop":
            stop.update(terms)
        elif len(terms) == 1:
            for form in (terms[0], *_folded(text)):
                single[form][need].add(language)
        elif terms:
            several[tuple(terms)][need].add(language)
    begun = defaultdict(list)
    for phrase, needs in several.items():
        begun[phrase[0]].append((phrase, needs))
    return _Lexicon(dict(single), list(several.items()), dict(begun), frozenset(stop - single.keys()))


def _lines() -> Iterator[tuple[str, str, str]]:
    """Need, language and word or phrase, of each in the file."""
    need = ""
    for line in files("analysis").joinpath("data/needs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            need = line.strip("[]")
        elif line and not line.startswith("#"):
            language, _space, said = line.partition(" ")
            if language not in _LANGUAGES:
                raise ValueError(f"needs.txt has words in an unknown language: {line[:20]}")
            for text in said.split(","):
                yield need, language, text.strip()
