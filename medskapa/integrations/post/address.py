"""A postal address, apart from the letter: whoever only reads an address need not load what prints."""

from dataclasses import dataclass


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
