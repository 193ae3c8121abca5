"""How well the words of one text answer the words of another.

Each text is a set of Swedish stems. Two stems that differ are still more or less like each other: by their letters
(spelling mistakes), or because one is a part of the other (compounds). A query is laid beside a text: every stem on
either side finds its best partner on the other, and counts by how rare it is. Only whole-array numpy operations, so
that 10,000 texts take milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from analysis.rows import Floats, Rows
from analysis.stems import stem, stems, words

PART_LIKENESS = 0.75
"""Likeness of a stem and a compound that begins or ends with it."""

LETTERS_LIKENESS = 0.9
"""Likeness of two stems that differ, yet share all their pairs and triples of letters."""

LETTERS_FLOOR = 0.5
"""Two stems that share a smaller part of their pairs and triples of letters are taken to be different words."""

SHORTEST_PART = 4
SHORTEST_MISSPELT = 4
LONGEST_WORD = 40
"""No Swedish word that anybody writes is longer; what is (an address, a slip of the keyboard) has no parts."""

QUERY_SIDE = 0.5
"""Share of the score that asks how much of the query the text answers; the rest asks the reverse."""

FEW_TEXTS = 50
"""Rarity is counted as among at least so many texts: in fewer it says little."""

_BUCKETS = 1 << 16
_PLAIN = str.maketrans("åäéèöü", "aaeeou")


def terms(text: str) -> list[str]:
    """The stems of `text`, each once. A text of stop words only keeps them, so that it is still like itself."""
    return list(dict.fromkeys(stems(text) or (stem(word) for word in words(text))))


class Alignment:
    """The texts that a query can be laid beside. Appending one text costs only that text."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._edges: dict[str, list[int]] = {}
        self._letters = Rows()
        self._texts = Rows()
        self._frequency: list[int] = []

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def nbytes(self) -> int:
        """Size of the arrays, in bytes (the dictionaries of words not counted)."""
        return self._letters.nbytes + self._texts.nbytes

    def append(self, text: str) -> None:
        """Add `text` last."""
        # No row may be empty: a text without words holds the term "", which weighs nothing.
        row = [self._id(term) for term in terms(text) or [""]]
        for term in row:
            self._frequency[term] += 1
        self._texts.append(row)

    def scores(self, query: str) -> Floats:
        """How like `query` each text is, 0 to 1, in the order of the texts."""
        asked = terms(query)
        if not asked or not len(self):
            return np.zeros(len(self), dtype=np.float32)
        likeness = self._likeness(asked)
        return QUERY_SIDE * self._answered(asked, likeness) + (1 - QUERY_SIDE) * self._asked_for(likeness)

    def _answered(self, asked: Sequence[str], likeness: Floats) -> Floats:
        """The share of the query, by weight, that each text answers."""
        weights = rarity([self._frequency[self._ids[t]] if t in self._ids else 0 for t in asked], len(self))
        found = np.zeros(len(self), dtype=np.float32)
        for weight, row in zip(weights, likeness, strict=True):
            found += weight * self._texts.maxima(row)
        return np.asarray(found / weights.sum(), dtype=np.float32)

    def _asked_for(self, likeness: Floats) -> Floats:
        """The share of each text, by weight, that the query asks for."""
        weights = rarity(self._frequency, len(self))
        if "" in self._ids:
            weights[self._ids[""]] = 0
        found = self._texts.sums(weights * likeness.max(axis=0))
        return np.asarray(found / np.maximum(self._texts.sums(weights), 1e-6), dtype=np.float32)

    def _likeness(self, asked: Sequence[str]) -> Floats:
        """How like each asked term (row) each known term (column) is, 0 to 1."""
        likeness = self._letter_likeness(asked)
        for row, term in enumerate(asked):
            for part in self._parts(term):
                likeness[row, part] = np.maximum(likeness[row, part], PART_LIKENESS)
            if term in self._ids:
                likeness[row, self._ids[term]] = 1
        return likeness

    def _letter_likeness(self, asked: Sequence[str]) -> Floats:
        grams = [letter_grams(term) for term in asked]
        table = np.zeros((_BUCKETS, len(asked)), dtype=np.uint8)
        for column, row in enumerate(grams):
            table[row, column] = 1
        table[0] = 0
        shared = np.add.reduceat(table[self._letters.flat], self._letters.starts, axis=0, dtype=np.uint8)
        sizes = self._letters.sizes[:, None] + np.array([len(row) for row in grams])[None, :]
        dice = (2 * shared / sizes).astype(np.float32).T
        return np.where(dice >= LETTERS_FLOOR, LETTERS_LIKENESS * dice, 0).astype(np.float32)

    def _parts(self, term: str) -> Iterator[list[int]]:
        """The known terms that begin or end with `term`, and those that it begins or ends with."""
        if _has_letters(term):
            yield self._edges.get(term, [])
            yield [self._ids[edge] for edge in _edges(term) if edge in self._ids]

    def _id(self, term: str) -> int:
        known = self._ids.get(term)
        if known is None:
            known = self._ids[term] = len(self._ids)
            self._frequency.append(0)
            self._letters.append(letter_grams(term))
            for edge in sorted(_edges(term)):
                self._edges.setdefault(edge, []).append(known)
        return known


def rarity(frequency: Sequence[int], texts: int) -> Floats:
    """How much a term found in each `frequency` of `texts` texts tells (the logarithm of its inverse frequency)."""
    return np.log(1 + max(texts, FEW_TEXTS) / (np.array(frequency, dtype=np.float32) + 0.5)).astype(np.float32)


def letter_grams(term: str) -> list[int]:
    """Buckets of the pairs and triples of letters in `term`, accents dropped; [0] for a term not to be misspelt."""
    if not _has_letters(term) or len(term) < SHORTEST_MISSPELT:
        return [0]
    framed = f"<{term[:LONGEST_WORD].translate(_PLAIN)}>"
    grams = {framed[i : i + size] for size in (2, 3) for i in range(len(framed) - size + 1)}
    return sorted({crc32(gram.encode()) % (_BUCKETS - 1) + 1 for gram in grams})


def _edges(term: str) -> set[str]:
    if not _has_letters(term) or len(term) > LONGEST_WORD:
        return set()
    cuts = range(SHORTEST_PART, len(term))
    return {term[:cut] for cut in cuts} | {term[-cut:] for cut in cuts}


def _has_letters(term: str) -> bool:
    return term.isalpha()
