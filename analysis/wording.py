"""What changed between two texts, word by word, so that one can read it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
_TOKEN = re.compile(r"\s+|[^\W_]+(?:[-'’][^\W_]+)*|.", re.DOTALL)
_SHORT = 3  # so many unchanged characters between two changes only break up the reading


@dataclass(frozen=True)
class Piece:
    """A stretch of the texts: in both, only in the new one, or only in the old one."""

    kind: Kind
    text: str


def changes(old: str, new: str) -> list[Piece]:
    """The two texts as one, in order. The pieces "same" and "removed" are `old`, "same" and "added" are `new`.

    Words and not letters are compared; what was taken away stands before what took its place.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    return list(_joined(_merged(_raw(before, after))))


def _raw(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[old_from:old_to]))
            continue
        yield Piece("removed", "".join(before[old_from:old_to]))
        yield Piece("added", "".join(after[new_from:new_to]))


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """A blank between two changed words belongs to both changes: "en ny" for "ett gammalt", not word for word."""
    rows = list(pieces)
    for index, piece in enumerate(rows):
        between = 0 < index < len(rows) - 1
        if piece.kind == "same" and between and len(piece.text) <= _SHORT and not piece.text.strip():
            yield Piece("removed", piece.text)
            yield Piece("added", piece.text)
        else:
            yield piece


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Runs of changes as one piece taken away and one put in its place; nothing empty."""
    removed = added = ""
    for piece in [*pieces, Piece("same", "")]:
        if piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        else:
            yield from (Piece(kind, text) for kind, text in _changed(removed, added) if text)
            removed = added = ""
            if piece.text:
                yield piece


def _changed(removed: str, added: str) -> list[tuple[Kind, str]]:
    return [("removed", removed), ("added", added)]
