"""Finds what points out a person in a text: personal numbers, phones, e-mail, addresses, accounts and names.

Rules and word lists only, so that every mark can be explained to the person who wrote the text. A name that is also an
ordinary word (Björn, Sten, My) is marked only where the words around it say that a person is meant; names of places
and organisations are never marked. Every pattern is bounded or starts at a word's edge, so the time taken grows
with the length of the text and no faster.
"""

import re
from bisect import bisect, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.stems import stop_words


class Span(NamedTuple):
    """``text[start:end]`` is of `kind`: personal_number, phone, email, address, account or name."""

    start: int
    end: int
    kind: str


MASKS = {
    "personal_number": "[personnummer]",
    "phone": "[telefonnummer]",
    "email": "[e-postadress]",
    "address": "[adress]",
    "account": "[kontonummer]",
    "name": "[namn]",
}


def find(text: str) -> list[Span]:
    """What in `text` points out a person: in order, never overlapping.

    Where two kinds claim the same characters, the more certain one keeps them: an e-mail address, not the name in it.
    """
    public = [match.span() for match in _PUBLIC_PHRASE.finditer(text)]
    found: list[Span] = []
    for search in _SEARCHES:
        for span in search(text):
            if not _overlaps(span, found) and not _is_public(span, public):
                insort(found, span)
    return found


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether `span` meets one of `others`, which are in order and apart from each other."""
    place = bisect(others, span)
    before, after = others[max(0, place - 1) : place], others[place : place + 1]
    return any(other.end > span.start for other in before) or any(other.start < span.end for other in after)


def _is_public(span: Span, public: Sequence[tuple[int, int]]) -> bool:
    """A public address stands whole in the list; a name is public already when the list holds a part of it.

    `public` is in order and its parts lie apart: only the last one that begins before the span ends can meet it.
    """
    last = bisect(public, (span.end,)) - 1
    if span.kind == "name":
        return last >= 0 and span.start < public[last][1]
    return last >= 0 and public[last][0] <= span.start and span.end <= public[last][1]


def mask(text: str, spans: Iterable[Span] | None = None) -> str:
    """`text` with each of `spans` (by default all that ``find`` finds) replaced by a plain word in brackets.

    Raises:
        KeyError: a span is of an unknown kind.
    """
    parts, done = [], 0
    for span in sorted(find(text) if spans is None else spans):
        parts += [text[done : span.start], MASKS[span.kind]]
        done = span.end
    return "".join([*parts, text[done:]])


# --- numbers and addresses -------------------------------------------------------------------------------------------

_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_YEAR = r"(?:(?:18|19|20)\d\d|\d\d)"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"  # a coordination number has 60 added to the day
_DATE = rf"(?:{_YEAR}{_MONTH}{_DAY}|{_YEAR}-{_MONTH}-{_DAY}|{_YEAR} {_MONTH} {_DAY})"
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?: ?(?:\(punkt\)|\bpunkt\b) ?\w{1,40})?"
    r"(?: ?(?:@|[(\[{] ?(?:at|snabel-?a) ?[)\]}]|\bsnabel-?a\b) ?[^\W\d_][\w-]{0,62}"
    r"(?: ?(?:\.|[(\[{] ?(?:punkt|dot) ?[)\]}]|\b(?:punkt|dot)\b) ?[^\W_][\w-]{0,62}){1,4}"
    r"|@[^\W\d_][\w-]{1,62}"
    r"| at [\w-]{1,63} (?:dot|punkt) [a-z]{2,10})\b",
    re.IGNORECASE,
)
_PERSONAL_NUMBER = re.compile(
    rf"(?<![\d.,/-])(?P<date>{_DATE})(?P<gap> ?[-+–−]? ?)(?P<last>\d{{4}}|[A-Z]\d{{3}}|[xX*]{{4}})(?![\w*]|[-.,]\d)"
)
_BIRTH_DATE = re.compile(
    r"\b(?:personnr|personnummer|pers\.?nr|pnr|p-nr|född|föddes|födelsedatum|födelsedag)\b"
    r"[\s:.,-]{0,3}(?:(?:är|den|nr|:) ){0,2}"
    rf"(?P<span>{_DATE}(?![\d-])|[0-3]?\d (?:{_MONTHS}) (?:19|20)?\d\d\b|[0-3]?\d/[01]?\d[ -](?:19|20)?\d\d\b)"
    rf"|(?<![\d-])(?P<before>{_DATE}) (?:är|var) (?:mitt|hans|hennes) (?:personnummer|födelsedatum)\b",
    re.IGNORECASE,
)
_LAST_FOUR = re.compile(
    r"\b(?:fyra sista|sista fyra)(?: siffror(?:na)?)?(?: i (?:mitt )?personnummer(?:et)?)?"
    r"(?: är|:)? ?(?P<span>\d{4})\b",
    re.IGNORECASE,
)
_CASE_BEFORE = re.compile(
    r"(?:ärende|dnr|diarie|mål|ocr|referens|ref|kund|faktura|beställning|bokning|order|artikel)[\w-]{0,12}"
    r"(?: ?(?:nr|nummer))?\.?(?: är)?[ :]{0,2}$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.,/+(-])(?<!\d )"
    r"(?P<area>\(?(?:\+|00 ?)\d{2,3}\)?[ .-]?(?:\(0\)[ ]?)?\d|\(0[1-9]\d{0,2}\)|0[1-9])"
    r"(?P<rest>(?:(?: ?[–-] ?|[./]| {1,2})?\d){5,8})(?![\w]|[.,:]\d)"
)
_PHONE_AFTER_WORD = re.compile(
    r"\b(?:tel|telnr|tele|telefon|telefonnummer|mobil|mobilnr|mobilnummer|mob|nås på|mitt nummer är"
    r"|(?:ring|ringa|sms:?a) mig på)\b"
    r"[.:]{0,2}(?: är)? ?(?P<span>\d(?:[ ./-]{0,2}\d){5,9})(?![\w]|[.,:]\d| ?(?:kr|kronor)\b)",
    re.IGNORECASE,
)
_CLOCK_OR_DATE = re.compile(
    r"[012]?\d[.:][0-5]\d ?[-–] ?[012]\d|[0-3]\d[-/.][01]\d[-/. ](?:19|20)\d\d(?!\d)"
    r"|[012]\d[0-5]\d ?[-–] ?[012]\d[0-5]\d(?:\D|$)"
)
_SERVICE_NUMBER = re.compile(r"\D*(?:020|077[01])")
_ACCOUNT = re.compile(
    r"\b(?:konto|kontonr|kontonummer|clearing|clearingnummer|clearingnr|bankkonto|iban)\b[:.]?(?: är)? ?"
    r"(?P<span>(?:SE)?\d(?:[ ,-]{0,2}\d){6,23}|\d{4}(?:-\d)?,? ?(?:konto(?:nr|nummer)?)?:? ?\d(?:[ -]?\d){5,9})\b"
    r"|\b(?P<iban>SE\d\d(?: ?\d{4}){5})\b"
    r"|\b(?:plusgiro|postgiro|bankgiro|pg|bg)(?:t|konto|nr|nummer)?\b[:.]?(?: är)? ?"
    r"(?P<giro>\d{1,4}(?:[ -]?\d){2,7})\b",
    re.IGNORECASE,
)

_UNIT = (
    r"(?! ?(?:kr|kronor|år|personer|gånger|minuter|min|timmar|dagar|veckor|månader|procent|km|kilometer|meter|m|st|"
    r"stycken|barn|deltagare|platser|punkter|steg|poäng|sidor)\b| ?%|[.,:/-]\d)"
)
_HOUSE = rf" \d{{1,3}}(?:[–-]\d{{1,3}})?(?: ?[A-Ha-h]\b)?(?!\w){_UNIT}"
_DOOR = r"(?:,? (?:lgh|lägenhet|vån|våning) ?\d{1,4}\b|,? \d ?tr\b)?"
_TOWN = r"(?:[A-ZÅÄÖ][a-zåäö]{1,30}|[A-ZÅÄÖ]{4,30}\b)"
_POSTCODE = rf"(?:SE?-)?[1-9]\d\d ?\d\d {_TOWN}"
_THEN_TOWN = rf"(?:[,\n]? ?{_POSTCODE}|, {_TOWN}\b)?"
_SURE_STREET = r"(?:gatan|gata|vägen|väg|gränden|gränd|stigen|stig|allén|allé)"
_OTHER_STREET = (
    r"(?:torget|torg|backen|backe|plan|planen|plats|platsen|leden|svängen|kajen|esplanaden|stråket|slingan|ringen|höjden|"
    r"parken|promenaden|gången|kroken|liden|kullen|dalen|gården|hagen|lyckan)"
)
_STREET_BEFORE = r"(?:(?:Gamla|Nya|Norra|Södra|Östra|Västra|Stora|Lilla|Övre|Nedre|Inre|Yttre) )?"
_NAMED_AFTER = r"(?!(?:Min|Din|Vår|Er|Hans|Hennes|Deras|En|Den|Denna) )(?:(?:S:t|[A-ZÅÄÖ][\w-]{1,20}) ){1,3}"
_ADDRESS = re.compile(
    rf"(?<![\w-])(?:{_STREET_BEFORE}(?:[^\W\d_]{{3,25}}{_SURE_STREET})"
    rf"|(?<=[\w,] )[A-ZÅÄÖ][a-zåäö]{{2,25}}{_OTHER_STREET}"
    rf"|{_NAMED_AFTER}(?:gata|väg|gränd|stig|allé|torg|plan|plats|backe|park)){_HOUSE}{_DOOR}{_THEN_TOWN}"
    rf"|(?<![\w-])(?:Box \d{{1,5}}, ?)?{_POSTCODE}\b"
    r"|\bc/o (?:[A-ZÅÄÖ][\w-]{1,30} ?){1,3}(?<! )"
    r"|\b(?:lgh|lägenhet) ?(?:nr ?)?\d{4}\b"
)
_ADDRESS_AFTER_WORD = re.compile(
    r"\b(?:adress(?:en)?|bor|bodde|flyttat|flyttar|flyttade)(?: är| på| till){0,2}:? "
    rf"(?P<span>(?:(?!(?:i|en|ett|samma|den) )[^\W\d_]{{1,20}} ){{0,2}}[^\W\d_]{{2,25}}"
    rf"(?:{_SURE_STREET}|{_OTHER_STREET}){_HOUSE}{_DOOR}(?:,? [1-9]\d\d ?\d\d(?: [^\W\d_]{{3,30}})?)?)",
    re.IGNORECASE,
)


def _emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        yield Span(match.start(), match.end(), "email")


def _personal_numbers(text: str) -> Iterator[Span]:
    for match in _PERSONAL_NUMBER.finditer(text):
        if not (_is_case_number(text, match.start()) or _is_mobile(match.group()) or _is_date_and_time(match)):
            yield Span(match.start(), match.end(), "personal_number")
    for pattern in (_BIRTH_DATE, _LAST_FOUR):
        for match in pattern.finditer(text):
            group = "span" if match.group("span") else "before"
            yield Span(match.start(group), match.end(group), "personal_number")


def _is_case_number(text: str, start: int) -> bool:
    return _CASE_BEFORE.search(text[max(0, start - 40) : start]) is not None


def _is_mobile(number: str) -> bool:
    """0701234567 is a phone although 7 January 2023 was a day: nobody writes a personal number of 2007 that way."""
    return re.fullmatch(r"07\d{8}", number) is not None


def _is_date_and_time(match: re.Match[str]) -> bool:
    """2024-05-12 0830 is a meeting."""
    return (
        match["date"].count("-") == 2
        and match["gap"] == " "
        and re.fullmatch(r"[01]\d[0-5]\d|2[0-3][0-5]\d", match["last"]) is not None
    )


def _phones(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        if _is_phone(match) and not _is_case_number(text, match.start()):
            yield Span(match.start(), match.end(), "phone")
    for match in _PHONE_AFTER_WORD.finditer(text):
        if not _CLOCK_OR_DATE.match(match["span"]) and not _SERVICE_NUMBER.match(match["span"]):
            yield Span(match.start("span"), match.end("span"), "phone")


def _is_phone(match: re.Match[str]) -> bool:
    written = match.group()
    if _CLOCK_OR_DATE.match(written) or _SERVICE_NUMBER.match(written):
        return False
    digits = sum(letter.isdigit() for letter in written)
    return "+" in written or written.lstrip("(").startswith("00") or 8 <= digits <= 11


def _accounts(text: str) -> Iterator[Span]:
    for match in _ACCOUNT.finditer(text):
        group = match.lastgroup or "span"
        yield Span(match.start(group), match.end(group), "account")


def _addresses(text: str) -> Iterator[Span]:
    for match in _ADDRESS_AFTER_WORD.finditer(text):
        yield Span(match.start("span"), match.end("span"), "address")
    for match in _ADDRESS.finditer(text):
        yield Span(match.start(), match.end(), "address")


# --- names -----------------------------------------------------------------------------------------------------------


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
_PUBLIC_PHRASE = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _PUBLIC), key=len, reverse=True)) + r")s?\b",
    re.IGNORECASE,
)

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


def _names(text: str) -> Iterator[Span]:
    words = _words(text)
    at = 0
    while at < len(words):
        length = _name_length(words, at)
        end = at + length
        if length and not (end < len(words) and words[end].gap == " " and words[end].low in _CONTEXT["place_nouns"]):
            yield Span(words[at].start, words[end - 1].end, "name")
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


_SEARCHES: tuple[Callable[[str], Iterator[Span]], ...] = (
    _emails,
    _personal_numbers,
    _addresses,
    _accounts,
    _phones,
    _names,
)
