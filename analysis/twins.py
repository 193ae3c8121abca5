"""Which rows of a directory may be the same service twice: alike in name, telephone, web address and place.

It proposes; a person decides. What is not known on both sides counts neither for nor against.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

NAME, PHONE, WEBSITE, PLACE = "name", "phone", "website", "place"
WEIGHTS = {NAME: 0.50, PHONE: 0.20, WEBSITE: 0.15, PLACE: 0.15}
LEAST = 0.65
"""From this likeness on a pair is proposed. A name alone must be nearly the same, a shared telephone lets it differ."""

ALIKE_NAME = 0.5
"""From this likeness on two names are shown as alike."""

_DIMENSIONS, _BLOCK = 512, 256
_NOT_LETTERS = re.compile(r"[\W_]+")
_BEFORE_HOST = re.compile(r"^[a-z]+://(www\.)?", re.IGNORECASE)


@dataclass(frozen=True)
class Described:
    """What is compared of one row; empty where nothing is known."""

    key: int
    name: str
    phone: str = ""
    website: str = ""
    places: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Likely:
    """Two rows that may be the same, ``first`` with the lower key: how alike (0 to 1), and in what."""

    first: int
    second: int
    score: float
    alike: tuple[str, ...]


def likely(
    rows: Sequence[Described], *, but_not: Collection[tuple[int, int]] = (), least: float = LEAST, most: int = 200
) -> list[Likely]:
    """The pairs of `rows` that may be the same, the most alike first.

    Args:
        but_not: pairs of keys, the lower one first, that somebody has said something of already.
        least: the likeness from which on a pair is proposed, above 0.
        most: so many pairs at the most.
    """
    rows = sorted(rows, key=lambda row: row.key)
    said, found = set(but_not), list[Likely]()
    names = _hashed([trigrams(row.name) for row in rows])
    sizes = names.sum(axis=1)
    phones, websites = _same([number(row.phone) for row in rows]), _same([address(row.website) for row in rows])
    places = _hashed([frozenset(map(str, row.places)) for row in rows])
    has_place = places.sum(axis=1) > 0
    for begin in range(0, len(rows), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        score = _scores(names, sizes, phones, websites, places, has_place, part)
        score[np.arange(len(rows)) <= np.arange(begin, begin + score.shape[0])[:, None]] = 0  # each pair once
        above = np.argwhere(score >= least - 0.05)  # hashing errs a little; the exact likeness decides below
        if len(above) > 4 * most + len(said):
            order = np.argsort(-score[above[:, 0], above[:, 1]], kind="stable")[: 4 * most + len(said)]
            above = above[order]
        for one, other in above:
            first, second = rows[begin + int(one)], rows[int(other)]
            if (first.key, second.key) not in said and (pair := compared(first, second)).score >= least:
                found.append(pair)
        found = sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))[:most]
    return found


def compared(first: Described, second: Described) -> Likely:
    """How alike two rows are, and in what."""
    likeness = {NAME: name_likeness(first.name, second.name)}
    known = [
        (PHONE, number(first.phone), number(second.phone)),
        (WEBSITE, address(first.website), address(second.website)),
    ]
    likeness |= {what: float(one == other) for what, one, other in known if one and other}
    if first.places and second.places:
        likeness[PLACE] = float(bool(first.places & second.places))
    total = sum(WEIGHTS[what] for what in likeness)
    score = sum(WEIGHTS[what] * value for what, value in likeness.items()) / total
    alike = tuple(what for what, value in likeness.items() if value >= ALIKE_NAME)
    return Likely(min(first.key, second.key), max(first.key, second.key), round(score, 3), alike)


def name_likeness(one: str, other: str) -> float:
    """How alike two names are by their trigrams (the Dice coefficient), 0 to 1."""
    here, there = trigrams(one), trigrams(other)
    return 2 * len(here & there) / (len(here) + len(there)) if here or there else 0.0


def trigrams(text: str) -> frozenset[str]:
    """The pieces of three letters of each word, the words' edges among them."""
    folded = unicodedata.normalize("NFC", text).casefold()
    words = [f" {word} " for word in _NOT_LETTERS.sub(" ", folded).split()]
    return frozenset(word[at : at + 3] for word in words for at in range(len(word) - 2))


def number(phone: str) -> str:
    """The digits of a telephone number, as one dials it within Sweden."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+46") or digits.startswith("0046"):
        return "0" + digits.removeprefix("00").removeprefix("46").removeprefix("0")
    return digits


def address(website: str) -> str:
    """The address of a web page without what differs for no reason."""
    return _BEFORE_HOST.sub("", website.strip()).rstrip("/").casefold()


def _hashed(sets: Sequence[frozenset[str]]) -> Floats:
    """A row for each set, with 1 where one of its pieces falls."""
    made = np.zeros((len(sets), _DIMENSIONS), dtype=np.float32)
    for row, pieces in enumerate(sets):
        for piece in pieces:
            made[row, crc32(piece.encode()) % _DIMENSIONS] = 1
    return made


def _same(values: Sequence[str]) -> NDArray[np.int64]:
    """A number for each value, the same for the same one; 0 for an empty one."""
    numbers: dict[str, int] = {"": 0}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)


def _scores(
    names: Floats,
    sizes: Floats,
    phones: NDArray[np.int64],
    websites: NDArray[np.int64],
    places: Floats,
    has_place: NDArray[np.bool_],
    part: slice,
) -> Floats:
    """How alike each of `part` is to each row, as `compared` reckons, but for what hashing errs."""
    both = sizes[part, None] + sizes[None, :]
    total = np.full(both.shape, WEIGHTS[NAME], dtype=np.float32)
    score = WEIGHTS[NAME] * np.divide(2 * (names[part] @ names.T), both, out=np.zeros_like(both), where=both > 0)
    for what, same in [(PHONE, phones), (WEBSITE, websites)]:
        known = (same[part, None] > 0) & (same[None, :] > 0)
        total += WEIGHTS[what] * known
        score += WEIGHTS[what] * (known & (same[part, None] == same[None, :]))
    known = has_place[part, None] & has_place[None, :]
    total += WEIGHTS[PLACE] * known
    score += WEIGHTS[PLACE] * (known & (places[part] @ places.T > 0))
    return np.asarray(score / total, dtype=np.float32)
