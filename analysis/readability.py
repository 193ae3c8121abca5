"""How hard a Swedish text is to read.

LIX ("läsbarhetsindex", C. H. Björnsson 1968) is the mean number of words in a sentence plus the percentage of words of
more than six letters. Decided here, since the definition leaves it open:

- A word is a run of letters and digits. A hyphen, apostrophe or colon inside it does not break it ("e-post", "SFI:s",
  "8:30"), nor does a full stop or comma between digits ("12.500").
- A sentence ends at `.`, `!`, `?`, `…` or `:` that a space or the end of the text follows, at a full stop between a
  small and a capital letter (a forgotten space), and at a blank line. Not after an abbreviation ("kl. 8", "t.ex. på").
- A line break also ends a sentence when the next line begins a list item ("- ", "• ", "1. "), and when the line before
  is like a heading: short, and the line after begins with a capital letter. Other line breaks are only wrapped text.
- Letters are counted, not signs: "e-post" has five letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG_WORD = 6
"""Words with more letters than this are long (Björnsson)."""

LONG_SENTENCE = 20
"""Sentences with more words than this are long."""

HEADING_WORDS = 8
"""A line of at most so many words, without a full stop, can be a heading."""

_LEVELS = (
    (30.0, "mycket lättläst"),
    (40.0, "lättläst"),
    (50.0, "medelsvår"),
    (60.0, "svår"),
)
_HARDEST = "mycket svår"

_WORD = re.compile(r"[^\W_]+(?:(?:[-\u2010\u2011'’:]|(?<=\d)[.,](?=\d))[^\W_]+)*")
_ITEM = re.compile(r"\s*(?:[-*•–—·]|\d{1,3}[.)]|[a-zåäö]\))\s+")
_END = re.compile(r"(?<=[.!?:…])[\"”’»)\]]*(?=\s|$)|(?<=[a-zåäö][.!?])(?=[A-ZÅÄÖ])")
# "t.ex.", "bl.a.", "kl.": a full stop that ends no sentence, unless a capital letter follows.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:t\.\s?ex|bl\.\s?a|m\.\s?m|d\.\s?v\.\s?s|o\.\s?s\.\s?v|s\.\s?k|fr\.\s?o\.\s?m|t\.\s?o\.\s?m"
    r"|kl|ca|tel|nr|st|kr|resp|inkl|exkl|min|max|avd|\d{1,3})\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Report:
    """What makes a text easy or hard to read.

    `lix`: see the module; `level`: the same in Swedish words; `words`, `sentences`: how many; `long_words`: those of
    more than six letters, each once, casefolded, in order; `long_sentences`: those above 20 words, with their number
    of words, in order.
    """

    lix: float
    level: str
    words: int
    sentences: int
    long_words: tuple[str, ...]
    long_sentences: tuple[tuple[str, int], ...]


def lix(text: str) -> float:
    """The LIX of `text`, not rounded; 0.0 for a text without words."""
    return report(text).lix


def level(value: float) -> str:
    """LIX `value` in Swedish words (Björnsson's scale: 30, 40, 50, 60)."""
    return next((name for limit, name in _LEVELS if value < limit), _HARDEST)


def report(text: str) -> Report:
    """Everything that the writer of `text` is shown."""
    counted = [(sentence, words(sentence)) for sentence in sentences(text)]
    all_words = [word for _, found in counted for word in found]
    long_words = [word for word in all_words if _is_long(word)]
    value = len(all_words) / len(counted) + 100 * len(long_words) / len(all_words) if all_words else 0.0
    return Report(
        lix=value,
        level=level(value),
        words=len(all_words),
        sentences=len(counted),
        long_words=tuple(dict.fromkeys(word.casefold() for word in long_words)),
        long_sentences=tuple((sentence, len(found)) for sentence, found in counted if len(found) > LONG_SENTENCE),
    )


def words(text: str) -> list[str]:
    """The words of `text`, as written and in order."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of `text` in order, space made single; what holds no word is no sentence."""
    parts = [part for block in _blocks(text) for part in _split(block)]
    return [part for part in parts if words(part)]


def _blocks(text: str) -> list[str]:
    """Runs of lines that belong together: wrapped text, one list item, or one heading."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip() or _ITEM.match(line) or (blocks[-1] and _is_heading(blocks[-1], line)):
            blocks.append([])
        if line.strip():
            # The sign or number of a list item is no word of it.
            blocks[-1].append(_ITEM.sub("", line, count=1).strip())
    return [" ".join(" ".join(block).split()) for block in blocks if block]


def _is_heading(block: list[str], following: str) -> bool:
    line = block[-1]
    starts_anew = following.strip()[:1].isupper()
    return len(block) == 1 and starts_anew and len(words(line)) <= HEADING_WORDS and not line.endswith((",", ";"))


def _split(block: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for end in (match.end() for match in _END.finditer(block)):
        if not _goes_on(block[start:end], block[end:]):
            parts.append(block[start:end].strip())
            start = end
    parts.append(block[start:].strip())
    return parts


def _goes_on(sentence: str, rest: str) -> bool:
    following = rest.lstrip()[:1]
    return bool(following) and not following.isupper() and _ABBREVIATION.search(sentence) is not None


def _is_long(word: str) -> bool:
    return sum(character.isalpha() for character in word) > LONG_WORD
