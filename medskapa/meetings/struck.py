"""Words that somebody takes back, struck from a text that has been published. Pure text.

The words go and the mark stands in their place, in Swedish as the minutes are, so that nobody takes the text for whole.
"""

import re
from collections.abc import Iterable

MARK = "[Här har ord tagits bort på begäran]"
TOO_FEW = 4
"""Fewer words than these are struck only where they are a whole line: "Ja." stands in many other people's words."""

_SAID_MORE = r"(?:\s*\(sagt \d+ gånger\))?"
_DASH = r"(?:[-–—•]\s+)?"
_COUNTED = re.compile(rf"^(?P<dash>\s*{_DASH})(?P<words>.*?\S)(?:\s*\(sagt (?P<times>\d{{1,4}}) gånger\))?\s*$")
_WORD = re.compile(r"\w+")


def strike(text: str, words: str) -> tuple[str, int]:
    """`text` with the mark wherever `words` stand, whatever spaces and capitals they have; and how many times."""
    pattern = _pattern(words)
    return re.subn(pattern, MARK, text, flags=re.IGNORECASE) if pattern else (text, 0)


def strike_note(text: str, words: str) -> tuple[str, int]:
    """As `strike`, for the words of one note: with how often they were said, and few words only as a whole line."""
    pattern = _pattern(words)
    if not pattern:
        return text, 0
    whole = rf"^(\s*{_DASH}){pattern}{_SAID_MORE}[ \t]*$"
    text, lines = re.subn(whole, rf"\g<1>{MARK}", text, flags=re.IGNORECASE | re.MULTILINE)
    if len(_WORD.findall(words)) < TOO_FEW:
        return text, lines
    text, inside = re.subn(f"{pattern}{_SAID_MORE}", MARK, text, flags=re.IGNORECASE)
    return text, lines + inside


def one_less(text: str, told: Iterable[str], *, table: str, others_there: bool) -> tuple[str, int]:
    """`text` where words that several people said are told as said once less; and at how many places.

    Only a line that holds the words and nothing else is changed: what somebody has put into sentences is not counted.
    Where the same line stands under several tables, the one under the heading of `table` is meant.

    Args:
        told: the words, in the ways that they can stand there.
        others_there: whether somebody else said them at that table. Otherwise the line is struck there.
    """
    wanted = {same_words(words) for words in told}
    lines, heading = text.split("\n"), ""
    found: list[tuple[int, bool, re.Match[str]]] = []
    for number, line in enumerate(lines):
        parts = _COUNTED.match(line)
        if parts and same_words(parts["words"]) in wanted and (parts["times"] or not others_there):
            found.append((number, heading == table, parts))
        elif line.rstrip().endswith(":"):
            heading = line.strip().removesuffix(":")
    meant = [each for each in found if each[1]] or (found if others_there else [])
    if len(meant) != 1:
        return text, 0
    ((number, _under, parts),) = meant
    left = int(parts["times"]) - 1 if others_there else 0
    counted = f" (sagt {left} gånger)" if left > 1 else ""
    lines[number] = parts["dash"] + (parts["words"] + counted if others_there else MARK)
    return "\n".join(lines), 1


def around(text: str, words: str, *, room: int = 80) -> list[tuple[str, str, str]]:
    """Each place in `text` where `words` stand: what comes before, the words as they stand, and what comes after."""
    pattern = _pattern(words)
    found = re.finditer(pattern, text, re.IGNORECASE) if pattern else ()
    return [
        (text[max(hit.start() - room, 0) : hit.start()], hit[0], text[hit.end() : hit.end() + room]) for hit in found
    ]


def same_words(text: str) -> tuple[str, ...]:
    """What two texts have in common that say the very same."""
    return tuple(_WORD.findall(text.casefold()))


def _pattern(words: str) -> str:
    """The words with any space between them, and not as a part of a longer word."""
    parts = [re.escape(part) for part in words.split()]
    if not parts or not _WORD.search(words):
        return ""
    begins = r"(?<!\w)" if re.match(r"\w", words.strip()) else ""
    ends = r"(?!\w)" if re.search(r"\w$", words.strip()) else ""
    return begins + r"\s+".join(parts) + ends
