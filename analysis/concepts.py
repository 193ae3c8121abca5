"""How much the subjects of one text are the subjects of another, whatever words they are put in."""

from __future__ import annotations

import numpy as np

from analysis.alignment import rarity
from analysis.lexicon import concept_names, concepts
from analysis.rows import Floats, Rows
from analysis.stems import words


class ConceptIndex:
    """The concepts of each text (see `analysis.lexicon`). Appending one text costs only that text."""

    def __init__(self) -> None:
        self._ids = {name: number for number, name in enumerate(concept_names(), start=1)}
        self._texts = Rows()
        self._frequency = [0] * (len(self._ids) + 1)

    @property
    def nbytes(self) -> int:
        """Size of the arrays, in bytes."""
        return self._texts.nbytes

    def append(self, text: str) -> None:
        """Add `text` last."""
        found = self._numbers(text)
        for number in found:
            self._frequency[number] += 1
        # No row may be empty: number 0 stands for "no concept" and weighs nothing.
        self._texts.append(found or [0])

    def scores(self, query: str) -> Floats | None:
        """How much each text shares the concepts of `query`, 0 to 1 (cosine); None if `query` has none."""
        asked = self._numbers(query)
        if not asked:
            return None
        if not len(self._texts):
            return np.zeros(0, dtype=np.float32)
        squares = rarity(self._frequency, len(self._texts)) ** 2
        squares[0] = 0
        shared = np.zeros_like(squares)
        shared[asked] = squares[asked]
        lengths = np.sqrt(self._texts.sums(squares) * shared.sum())
        return np.asarray(self._texts.sums(shared) / np.maximum(lengths, 1e-6), dtype=np.float32)

    def _numbers(self, text: str) -> list[int]:
        return [self._ids[name] for name in concepts(words(text))]
