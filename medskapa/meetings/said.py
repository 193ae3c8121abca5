"""What was said at the tables, put together for the minutes: people's own words, item by item, and nothing else.

Pure text: nothing is summed up or made smoother. Who edits the minutes shortens, and a second person reads.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis import redaction

_WORD = re.compile(r"\w+")
_DASH = re.compile(r"[-–—•]\s+(.+)")
LONGEST = 10_000
LONGEST_OF_A_TABLE = 4_000


@dataclass(frozen=True)
class Said:
    """One note from a table.

    Attributes:
        table: what the table talks about, which is its name.
        by: the speaker's name, where the speaker wants it to stand there; otherwise empty.
    """

    table: str
    text: str
    by: str = ""


def shown(said: Said) -> str:
    """The words as they may stand in the open: what points out a person is masked, but for a name that is wanted."""
    spans = [span for span in redaction.find(said.text) if not _is_wanted(said, span)]
    words = " ".join(redaction.mask(said.text, spans).split())
    return f"{words} ({said.by})" if said.by else words


def _is_wanted(said: Said, span: redaction.Span) -> bool:
    name = said.text[span.start : span.end]
    return bool(said.by) and span.kind == "name" and _norm(name) in _norm(said.by)


def together(notes: Iterable[Said]) -> list[tuple[str, int]]:
    """The words of `notes` in order, and how many times each was said: the same words are told once.

    Only the very same ones, for "inte" makes all the difference; and what somebody stands for with their name is told
    by itself.
    """
    found: dict[object, tuple[str, int]] = {}
    for number, note in enumerate(notes):
        words = shown(note)
        key: object = number if note.by else tuple(_WORD.findall(note.text.casefold())) or note.text
        first, times = found.get(key, (words, 0))
        found[key] = (first, times + 1)
    return [each for each in found.values() if each[0]]


def drafted(notes: Sequence[Said], *, more: str, times: str, longest: int = LONGEST) -> str:
    """What `notes` say of one item, table by table, as a list; each table gets as much room as the others.

    Args:
        more: what stands where a table's words find no room, with ``%(n)s``: "... och 12 anteckningar till".
        times: what stands after words that were said more than once, with ``%(n)s``.
        longest: how many characters there is room for.
    """
    tables: dict[str, list[Said]] = {}
    for note in notes:
        tables.setdefault(note.table, []).append(note)
    room = min(longest // max(len(tables), 1), LONGEST_OF_A_TABLE)
    return "\n\n".join(_of_table(name, said, room, more, times) for name, said in tables.items())[:longest]


def _of_table(name: str, said: Sequence[Said], room: int, more: str, times: str) -> str:
    lines, left = [f"{name}:"], together(said)
    length = len(lines[0]) + len(more) + 8
    while left:
        words, often = left[0]
        line = f"– {words}" + (f" {times % {'n': often}}" if often > 1 else "")
        if length + len(line) + 1 > room:
            lines.append(more % {"n": len(left)})
            break
        lines.append(line)
        length += len(line) + 1
        left.pop(0)
    return "\n".join(lines)


@dataclass(frozen=True)
class Block:
    """A part of what the minutes say: a paragraph, or a list."""

    words: str = ""
    items: tuple[str, ...] = ()


def blocks(text: str) -> list[Block]:
    """`text` as it is to be shown: lines that begin with a dash are a list, and the others are paragraphs."""
    found: list[Block] = []
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        dashed = _DASH.match(line)
        if dashed and found and found[-1].items:
            found[-1] = Block(items=(*found[-1].items, dashed[1]))
        else:
            found.append(Block(items=(dashed[1],)) if dashed else Block(line))
    return found


def _norm(text: str) -> str:
    return " ".join(text.casefold().split())
