"""Finds what points out a person in a text: personal numbers, phones, e-mail, addresses, accounts and names.

Rules and word lists only, so that every mark can be explained to the person who wrote the text. Names are found in
`analysis.names`; what is public (a place, an organisation) is never marked. Every pattern is bounded or starts at a
word's edge, so the time taken grows with the length of the text and no faster.
"""

import re
from bisect import bisect, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from analysis.names import PUBLIC_PHRASE, names_in


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
    public = [match.span() for match in PUBLIC_PHRASE.finditer(text)]
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


def _names(text: str) -> Iterator[Span]:
    for start, end in names_in(text):
        yield Span(start, end, "name")


_SEARCHES: tuple[Callable[[str], Iterator[Span]], ...] = (
    _emails,
    _personal_numbers,
    _addresses,
    _accounts,
    _phones,
    _names,
)
