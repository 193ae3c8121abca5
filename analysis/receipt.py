"""The receipt code of an anonymous viewpoint: eight common Swedish words that a person can write down or say.

The first two words find the viewpoint, the other six prove that it is yours. The words come from a list chosen so
that no two are easily confused, also when typed without å, ä and ö; a single wrong letter can therefore be put right.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

BITS_PER_WORD = 11
LOOKUP_WORDS = 2
SECRET_WORDS = 6
CODE_WORDS = LOOKUP_WORDS + SECRET_WORDS

WORDS = tuple((Path(__file__).parent / "data" / "receipt_words.txt").read_text(encoding="utf-8").split())
"""2,048 words in the order that gives each its number: changing the file makes codes already given out unreadable."""

# In running text a word or two may be misspelt, but ordinary words that merely resemble list words must not add up.
_MISSPELT_AT_MOST = 2

# Room for an extra letter, and for doubled ones, beyond the longest list word: longer tokens are not compared.
_LONGEST = max(map(len, WORDS)) + 3

_Form = Callable[[str], str]

_LETTERS = re.compile(r"[^\W\d_]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_ALIKE = str.maketrans({"w": "v", "æ": "a", "ø": "o"})
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Code:
    """A receipt code in its two parts, each of them words joined by hyphens. The secret is left out of ``repr``."""

    lookup: str
    secret: str = field(repr=False)

    @property
    def words(self) -> tuple[str, ...]:
        """All its words in order."""
        return (*self.lookup.split("-"), *self.secret.split("-"))

    def __str__(self) -> str:
        return " ".join(self.words)


def encode(number: int, words: int) -> tuple[str, ...]:
    """Write `number` as exactly `words` words, the most significant first.

    Raises:
        ValueError: `number` is negative or needs more than `words` words of 11 bits.
    """
    if number < 0 or number >> (words * BITS_PER_WORD):
        raise ValueError(f"{words} words hold numbers of at most {words * BITS_PER_WORD} bits")
    shifts = range((words - 1) * BITS_PER_WORD, -1, -BITS_PER_WORD)
    return tuple(WORDS[number >> shift & (len(WORDS) - 1)] for shift in shifts)


def derive(key: bytes, seed: bytes, words: int = CODE_WORDS) -> Code:
    """The code that belongs to `seed` (a form's key) under the installation's secret `key`.

    The same form always gives the same code, so a double click shows the code of the first click again
    although the code itself is never stored. Without `key` nobody can compute it: HMAC-SHA-512 (RFC 2104), 88 bits.

    Args:
        words: how long the code is; whoever asks for a shorter one says why it is safe.
    """
    digest = int.from_bytes(hmac.digest(key, seed, hashlib.sha512), "big")
    return _from_words(encode(digest >> (512 - words * BITS_PER_WORD), words))


def new_code(words: int = CODE_WORDS) -> Code:
    """A code of 11 random bits a word (88 in all), from the operating system's source."""
    return _from_words(encode(secrets.randbits(words * BITS_PER_WORD), words))


def parse(typed: str, words: int = CODE_WORDS) -> Code | None:
    """The code that somebody typed, or None when the text is not eight (or `words`) words of the list.

    Forgives capitals, a and o for å, ä and ö, any punctuation, numbers and line breaks between the words,
    and one wrong, missing, extra or swapped letter in each word.
    """
    found = [_recognise(token) for token in _tokens(typed)]
    known = [word for word in found if word]
    return _from_words(known) if len(known) == len(found) == words else None


def unknown_words(typed: str) -> list[str]:
    """The words in `typed`, as typed, that stand for no word of the list: for a message about what to look at."""
    return [token for token in _tokens(typed) if _recognise(token) is None]


def found_in(text: str) -> bool:
    """Whether `text` holds a whole code in any form that ``parse`` reads, so that its sending can be stopped."""
    run: list[bool] = []  # of the recognised words in a row: was each spelt exactly?
    for token in _tokens(text):
        if _recognise(token) is None:
            run.clear()
            continue
        run.append(_fold(token) in _list_by(_fold))
        if len(run) >= CODE_WORDS and run[-CODE_WORDS:].count(False) <= _MISSPELT_AT_MOST:
            return True
    return False


def _from_words(words: list[str] | tuple[str, ...]) -> Code:
    return Code(lookup="-".join(words[:LOOKUP_WORDS]), secret="-".join(words[LOOKUP_WORDS:]))


def _tokens(typed: str) -> list[str]:
    return _LETTERS.findall(unicodedata.normalize("NFC", typed.translate(_INVISIBLE)))


def _recognise(token: str) -> str | None:
    """The list word meant by `token`: the same when folded, or else the only one a single slip away."""
    if exact := _list_by(_fold).get(_fold(token)):
        return exact
    if len(token) > _LONGEST:
        return None
    for form in (_plain, _fold):
        if near := _near(form(token), form):
            return near.pop() if len(near) == 1 else None
    return None


def _near(typed: str, form: _Form) -> set[str]:
    candidates = {word for key in _with_one_letter_less(typed) for word in _list_by_slip(form).get(key, ())}
    return {word for word in candidates if _one_slip(typed, form(word))}


def _plain(word: str) -> str:
    """The word in small letters without dots and accents."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(letter)
    )
    return bare.translate(_ALIKE)


def _fold(word: str) -> str:
    """The word without the differences that people overlook: accents, double letters, w for v and ck for k."""
    return _REPEATED.sub(r"\1", _plain(word).replace("ck", "k"))


@cache
def _list_by(form: _Form) -> Mapping[str, str]:
    return {form(word): word for word in WORDS}


@cache
def _list_by_slip(form: _Form) -> Mapping[str, list[str]]:
    """The list under each of its words with at most one letter taken out: two words one slip apart share such a key."""
    index: defaultdict[str, list[str]] = defaultdict(list)
    for spelt, word in _list_by(form).items():
        for key in _with_one_letter_less(spelt):
            index[key].append(word)
    return index


def _with_one_letter_less(word: str) -> Iterator[str]:
    yield word
    yield from {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_slip(typed: str, word: str) -> bool:
    """Whether one letter put in, left out, changed or swapped with the next turns `word` into `typed`."""
    shorter, longer = sorted((typed, word), key=len)
    if len(longer) > len(shorter):
        return shorter in _with_one_letter_less(longer)
    differing = [i for i, (a, b) in enumerate(zip(typed, word, strict=True)) if a != b]
    if len(differing) == 2:
        i, j = differing
        return j == i + 1 and typed[i : j + 1] == word[j] + word[i]
    return len(differing) == 1
