"""Who has which BankID in the demo: invented people with personal numbers of the tax agency's published test series."""

from dataclasses import dataclass

from medskapa.demo.frame import data
from medskapa.people import numbers


@dataclass(frozen=True)
class Identity:
    login: str
    name: str


def all_of_them() -> list[Identity]:
    """Those who have a BankID, by name."""
    found = [Identity(each["key"], each["name"]) for each in data("town")["people"] if "number" in each]
    return sorted(found, key=lambda each: each.name)


def number_of(login: str) -> str:
    """The personal number of the one with `login`, in twelve digits; empty where they have no BankID."""
    found = (each["number"] for each in data("town")["people"] if each["key"] == login and "number" in each)
    number = next(found, "")
    return numbers.read(number) if number else ""
