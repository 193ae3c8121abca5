"""Finds the names of persons in a text, by word lists and the words around them.

A name that is also an ordinary word (Björn, Sten, My) is found only where the words around it say that a person is
meant; names of places and organisations never are. The time taken grows with the length of the text and no faster.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.stems import stop_words

_FOREIGN_LETTERS = str.maketrans("čćçšşžźżđéèêáàíóúýüğıłńñ", "cccsszzzdeeeaaiouyugilnn")


def _simple(word: str) -> str:
    """Small letters, and those that not everybody can type as the nearest: Begović and Begovic are one name."""
    return word.lower().translate(_FOREIGN_LETTERS)


def _read(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / f"names_{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line.strip())


def _read_context() -> dict[str, frozenset[str]]:
    groups = (line.split(":") for line in _read("context") if not line.startswith("#"))
    return {name: frozenset(words.split()) for name, words in groups}


_FIRST = frozenset(map(_simple, _read("first")))
_LAST = frozenset(map(_simple, _read("last")))
_ALSO_WORDS = _read("words")  # names that are ordinary words, or the names of months and towns, as well
_PUBLIC = _read("public")  # places, organisations, services and the names of the famous
PUBLIC_PHRASE = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _PUBLIC), key=len, reverse=True)) + r")s?\b",
    re.IGNORECASE,
)
"""A place, an organisation, a service or somebody famous: names that point out nobody."""

_CONTEXT = _read_context()
_ORDINARY = _ALSO_WORDS | _CONTEXT["words_in_small_letters"]
_ONLY_FIRST = _FIRST - _ORDINARY
_NEVER_NAMES = _PUBLIC | _CONTEXT["never_names"]
_ROLE_ENDINGS = tuple(
    role + ending for role in _CONTEXT["roles"] - _CONTEXT["family"] for ending in ("", "n", "en", "an", "ns", "ens")
)
_INITIALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ") - {"Å", "I"}  # Å and I are words

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class _Word(NamedTuple):
    text: str
    low: str
    start: int
    end: int
    gap: str  # what stands between the word before and this one
    next_gap: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() and (len(self.text) == 1 or not self.text.isupper())

    @property
    def opens_sentence(self) -> bool:
        return not self.gap or any(sign in self.gap for sign in '.!?:\n"”»–•*') or "- " in self.gap

    @property
    def closes(self) -> bool:
        return not self.next_gap.startswith((" ", "-", "/")) or "\n" in self.next_gap


def _words(text: str) -> list[_Word]:
    matches = list(_WORD.finditer(text))
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches), len(text)]
    return [
        _Word(
            m.group(), _simple(m.group()), m.start(), m.end(), text[ends[n] : m.start()], text[m.end() : starts[n + 1]]
        )
        for n, m in enumerate(matches)
    ]


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Where in `text` a person is named: ``text[start:end]`` is one name, in order and apart from each other."""
    words = _words(text)
    at = 0
    while at < len(words):
        length = _name_length(words, at)
        end = at + length
        if length and not (end < len(words) and words[end].gap == " " and words[end].low in _CONTEXT["place_nouns"]):
            yield words[at].start, words[end - 1].end
        at = max(end, at + 1)


def _name_length(words: Sequence[_Word], at: int) -> int:
    """How many words from `at` on are one person's name; 0 when no name begins there."""
    if not _begins_name(words, at):
        return 0
    capital, length = words[at].capital, 1
    while at + length < len(words) and length < 4 and _follows_name(words, at + length):
        word = words[at + length]
        particle = word.low in _CONTEXT["particles"] and at + length + 1 < len(words) and words[at + length + 1].capital
        if not (particle or (_continues_name(word) if capital else _is_sure(word.low))):
            break
        length += 1
    return length


def _follows_name(words: Sequence[_Word], at: int) -> bool:
    after_initial = len(words[at - 1].text) == 1
    return words[at].gap in (" ", "  ") or (after_initial and words[at].gap in (". ", "."))


def _continues_name(word: _Word) -> bool:
    if len(word.text) == 1:
        return word.text in _INITIALS
    return word.capital and word.low not in _NEVER_NAMES and word.low.removesuffix("s") not in _NEVER_NAMES


def _begins_name(words: Sequence[_Word], at: int) -> bool:
    word = words[at]
    if len(word.text) == 1:
        return _is_initial_of_surname(words, at)
    if word.low in _NEVER_NAMES and not (word.low in _FIRST and _context(words, at) in {"person", "called"}):
        return False
    context = _context(words, at)
    if word.text.isupper():
        return _is_sure_first(word.low) and (bool(context) or _surname_follows(words, at))
    if context == "called" and (
        word.low in _FIRST - _CONTEXT["never_by_company"] or _is_told_name_in_small_letters(words, at)
    ):
        return True
    if not word.capital:
        telling = bool(context) or _is_named_in_passing(words, at)
        return (telling and _is_sure_first(word.low)) or _is_only_a_name(word.low)
    if _is_sure(word.low):
        return True
    doubtful = word.low in _ALSO_WORDS or word.low.removesuffix("s") in _ALSO_WORDS
    if context in {"person", "called"} or (context == "known" and doubtful):
        return True
    if context == "signed" and (doubtful or _signs_off(words, at)):
        return True
    if _is_between_names(words, at):
        return True
    if doubtful and _has_company(words, at):
        return True
    return not word.opens_sentence and not _is_role(words, at) and _surname_follows(words, at)


def _surname_follows(words: Sequence[_Word], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].gap == " " and _is_sure_last(words[at + 1].low)


def _is_named_in_passing(words: Sequence[_Word], at: int) -> bool:
    """jag pratade med eva: a name in small letters, after a word that fits a person."""
    word = words[at]
    return (
        at > 0
        and word.gap == " "
        and words[at - 1].low in _CONTEXT["with_person"]
        and word.low not in _CONTEXT["words_in_small_letters"]
    )


def _is_only_a_name(low: str) -> bool:
    """Many write without capitals; this word is never anything but a first name."""
    return len(low) > 3 and low not in _ORDINARY and any(form in _ONLY_FIRST for form in _forms(low))


def _is_told_name_in_small_letters(words: Sequence[_Word], at: int) -> bool:
    """jag heter tsion: what stands after "heter" is a name although no list has it, but "vad jag heter" is not."""
    word = words[at]
    return (
        len(word.low) > 2
        and word.gap == " "
        and not word.capital
        and words[at - 1].low == "heter"
        and (at < 3 or words[at - 3].low not in {"att", "hur", "vad", "vem"})
        and word.low not in stop_words()
        and word.low not in _CONTEXT["after_heter"]
    )


def _is_between_names(words: Sequence[_Word], at: int) -> bool:
    """Hamid, Tsion och Ewa: an unknown word in a row of names is one more."""
    if at == 0 or at + 1 == len(words):
        return False
    word, before, after = words[at], words[at - 1], words[at + 1]
    joined = after if after.gap == ", " or at + 2 == len(words) or after.low not in {"och", "o"} else words[at + 2]
    return word.gap == ", " and before.capital and _is_sure(before.low) and joined.capital and _is_sure(joined.low)


def _is_initial_of_surname(words: Sequence[_Word], at: int) -> bool:
    if words[at].text not in _INITIALS or at + 1 == len(words):
        return False
    following = words[at + 1]
    if following.gap not in (" ", ". ", ".") or not following.capital:
        return False
    context = _context(words, at)
    named = (context == "signed" and following.closes) or (context == "person" and following.gap != " ")
    return _is_surname(following.low) or (named and following.low not in _NEVER_NAMES)


def _is_sure(low: str) -> bool:
    return any(_is_sure_first(form) or _is_sure_last(form) for form in _forms(low))


def _is_sure_first(low: str) -> bool:
    double = low.split("-")
    return all(part in _FIRST for part in double) and (len(double) > 1 or low not in _ALSO_WORDS)


def _is_sure_last(low: str) -> bool:
    double = low.split("-")
    if len(double) > 1:
        return all(_is_surname(part) for part in double)
    return (low in _LAST and low not in _ALSO_WORDS) or (low.endswith("sson") and len(low) > 6)


def _is_surname(low: str) -> bool:
    return any(form in _LAST or (form.endswith("sson") and len(form) > 6) for form in _forms(low))


def _forms(low: str) -> tuple[str, ...]:
    """The word itself and, for a genitive, the word it is made from."""
    return (low, low[:-1]) if low.endswith("s") and len(low) > 4 else (low,)


def _has_company(words: Sequence[_Word], at: int) -> bool:
    """Whether the words beside a name that is also a word show that it is a name here."""
    word = words[at]
    if at + 1 < len(words) and words[at + 1].gap == " " and word.low in _FIRST:
        following = words[at + 1]
        if following.capital and (_is_surname(following.low) or (following.text in _INITIALS and following.closes)):
            return True
    if at == 0 or word.opens_sentence or word.gap != " ":
        return False
    before = words[at - 1].low
    telling = any(
        form in _FIRST and len(form) > 3 and form not in _CONTEXT["never_by_company"] for form in _forms(word.low)
    )
    if telling and (before in _CONTEXT["with_person"] or (before in {"tack", "hej"} and word.closes)):
        return True
    return telling and before == "och" and at > 1 and _is_sure(words[at - 2].low)


def _signs_off(words: Sequence[_Word], at: int) -> bool:
    """What stands alone as the signature is a name, whatever it is: two capitalised words, or one at the end."""
    word = words[at]
    if at + 1 == len(words) or "\n" in word.next_gap:
        alone = word.low not in stop_words() and not word.low.endswith(tuple(_CONTEXT["how_people_sign"]))
        return alone and (at + 1 == len(words) or not any(later.capital for later in words[at + 1 : at + 4]))
    following = words[at + 1]
    return not word.closes and following.gap == " " and following.closes and _continues_name(following)


def _context(words: Sequence[_Word], at: int) -> str:
    """What the words before say about the one at `at`.

    "called": a name is said to stand here, in whatever letters. "person": with a capital it is a name.
    "known": a name of the lists would be one. "signed": a signature. "": nothing.
    """
    if at == 0:
        return ""
    word, before = words[at], words[at - 1]
    if before.low in _CONTEXT["sign_offs"] and len(word.gap) < 6 and "?" not in word.gap:
        return "signed"
    if (word.gap[-1:] == "/" and word.gap[-2:-1].isspace()) or _is_last_line(words, at):
        return "signed"
    if word.gap not in (" ", ", ", ": ", " (", ". ") or (word.gap == ". " and before.low not in {"dr", "frk"}):
        return ""
    if before.low in _CONTEXT["titles"]:
        return "person"
    if before.low in {"heter", "hette", "kallas"}:
        return "called" if at > 1 and _is_person(words, at - 2) else "known"
    if (
        before.low in {"mig", "henne", "honom", "mej"}
        and at > 1
        and words[at - 2].low in {"kallar", "kallade", "kalla"}
    ):
        return "person"
    if before.low in {"är", "var", "is", "was"} and at > 1:
        return _context_of_is(words, at)
    return "person" if word.gap == " " and _is_role(words, at - 1) else ""


def _is_last_line(words: Sequence[_Word], at: int) -> bool:
    """Two words alone on the last line, after the end of a sentence."""
    if at + 2 != len(words) or words[at + 1].gap != " ":
        return False
    return "\n" in words[at].gap and not words[at].gap.startswith((",", "\n", ":"))


def _context_of_is(words: Sequence[_Word], at: int) -> str:
    """min coach är Sara, mitt namn är Sara, my name is Sara."""
    subject = words[at - 2]
    if subject.low in {"namn", "namnet", "name"} and at > 2 and words[at - 3].low in _CONTEXT["possessives"]:
        return "person"
    return "known" if subject.low in {"namn", "namnet", "name"} or _is_role(words, at - 2) else ""


def _is_person(words: Sequence[_Word], at: int) -> bool:
    if words[at].low == "som" and at > 0:
        at -= 1
    return words[at].low in _CONTEXT["persons"] or _is_role(words, at)


def _is_role(words: Sequence[_Word], at: int) -> bool:
    low = words[at].low
    if low in _CONTEXT["family"]:
        return at > 0 and words[at - 1].low in _CONTEXT["possessives"]
    return low.endswith(_ROLE_ENDINGS)
