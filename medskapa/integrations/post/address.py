"""A postal address, apart from the letter: whoever only reads an address need not load what prints."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_LINE = 60
_LAST_LINE = re.compile(r"(?:SE?[- ]?)?(?P<postcode>\d{3} ?\d{2})[ ,]+(?P<town>[^\W\d_].*)", re.IGNORECASE)
_CARE_OF = re.compile(r"c/o:?\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Address:
    """Whom the letter is for, as it stands in the window."""

    name: str
    street: str
    postcode: str
    town: str
    care_of: str = ""

    @property
    def lines(self) -> list[str]:
        """The address from top to bottom, without empty lines; the postcode is written as ``252 25``."""
        digits = "".join(self.postcode.split())
        postcode = f"{digits[:3]} {digits[3:]}" if len(digits) == 5 and digits.isdecimal() else self.postcode.strip()
        care_of = f"c/o {self.care_of}" if self.care_of else ""
        candidates = [self.name, care_of, self.street, f"{postcode} {self.town}"]
        return [line for line in (" ".join(candidate.split()) for candidate in candidates) if line]


def recipient(written: str, *, name: str) -> Address:
    """Whom a letter is for, when `written` is the address that a letter may be sent to; empty where there is none.

    Raises:
        ValidationError: no letter can be sent: no address, or one that cannot be read.
    """
    if not written:
        raise ValidationError(_("Det finns ingen adress att skicka brev till."))
    return address_from(written, name=name)


def address_from(text: str, *, name: str = "") -> Address:
    """The postal address that somebody wrote on lines (or with commas on one): name, c/o, street, postcode and town.

    Args:
        name: whom it is for where `text` names nobody.

    Raises:
        ValidationError: a part is missing or does not fit the envelope's window; the sentence says which.
    """
    lines = _lines(text)
    last = _LAST_LINE.fullmatch(lines[-1]) if lines else None
    if last is None:
        raise ValidationError(_("Skriv postnummer och ort sist, på en egen rad. Till exempel: 252 25 Helsingborg."))
    care_of = [line for line in lines[:-1] if _CARE_OF.match(line)]
    upper = [line for line in lines[:-1] if line not in care_of]
    names, streets = (upper[:-1], upper[-1:]) if len(upper) > 1 or not name else ([], upper)
    if not streets:
        raise ValidationError(_("Skriv gatan och numret på raden före postnumret."))
    if not (names or name):
        raise ValidationError(_("Skriv namnet på den som ska ha brevet på första raden."))
    if len(names) > 1 or len(care_of) > 1:
        raise ValidationError(_("Skriv adressen på högst fyra rader: namn, c/o, gata, postnummer och ort."))
    return Address(
        name=names[0] if names else name,
        care_of=_CARE_OF.sub("", care_of[0]) if care_of else "",
        street=streets[0],
        postcode=last["postcode"],
        town=last["town"],
    )


def _lines(text: str) -> list[str]:
    parts = text.splitlines() if len(text.split("\n")) > 1 else text.split(",")
    lines = [line for line in (" ".join(part.split()).rstrip(",") for part in parts) if line]
    if any(len(line) > LONGEST_LINE for line in lines):
        raise ValidationError(
            _("En rad är för lång för kuvertets fönster. Skriv högst %(limit)s tecken på varje rad.")
            % {"limit": LONGEST_LINE}
        )
    return lines
