"""What a draw knows of the members of the pool: which categories, how finely, and with nobody's name.

The pool of a draw is published before the lots are drawn. So each combination of what stands there must be shared by
at least `voice.texts.least()` members. `Described.rare` tells how many are alone with theirs, `ways_to_hide` what
helps against it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from analysis import disclosure
from analysis.draw import proportional

LARGEST_KEPT = 4
"""How many areas or services keep their own name where only the largest do."""

OTHER = "other"
OLDEST_OF = {"fine": (29, 44, 64), "coarse": (44,)}
"""The last year of each age band but the last."""

Value = str | bool | None
Counts = dict[str, dict[str, int]]


class Category(TextChoices):
    """What a group can be made to look like the town in."""

    AGE = "age", _("Ålder")
    GENDER = "gender", _("Kön")
    AREA = "area", _("Område")
    SERVICE = "service", _("Insats eller kurs")
    LANGUAGE = "language", _("Språk")
    TAKEN_PART = "taken_part", _("Har varit med förut")


LEVELS: dict[Category, list[tuple[str, Any]]] = {
    Category.AGE: [("fine", _("fyra åldersgrupper")), ("coarse", _("två åldersgrupper: upp till 44, och äldre"))],
    Category.GENDER: [("fine", _("kvinna, man, annat"))],
    Category.AREA: [("fine", _("alla områden")), ("coarse", _("de fyra största områdena, och resten tillsammans"))],
    Category.SERVICE: [("fine", _("alla")), ("coarse", _("de fyra största, och resten tillsammans"))],
    Category.LANGUAGE: [("fine", _("varje språk för sig")), ("coarse", _("svenska eller annat"))],
    Category.TAKEN_PART: [("fine", _("ja eller nej"))],
}
"""How finely each category can be told apart, the finest first."""


@dataclass(frozen=True)
class Member:
    """What the pool holds of one resident that a draw may know."""

    pk: int
    birth_year: int | None
    gender: str
    area: str | None
    service: str | None
    language: str
    taken_part: bool


@dataclass(frozen=True)
class Plan:
    """Which categories a draw uses, and how finely.

    With `free_rare` those who would stand out are described by nothing; they count towards no quota.
    """

    levels: Mapping[Category, str]
    free_rare: bool = False


@dataclass(frozen=True)
class Coarser:
    """A way to make combinations less rare, and how many would still be alone with theirs."""

    plan: Plan
    category: Category | None
    drops: bool
    left: int


@dataclass(frozen=True)
class Described:
    """The members as a draw by `plan` would know them, in the order they were given."""

    members: Sequence[Member]
    plan: Plan
    on: date
    least: int

    @cached_property
    def rows(self) -> list[dict[str, Value]]:
        """What stands of each member. A value of None counts towards no quota."""
        names = [str(category) for category in self.plan.levels]
        rows = [dict(zip(names, values, strict=True)) for values in self._values()]
        return _freed(rows, self.least) if self.plan.free_rare else rows

    @cached_property
    def rare(self) -> int:
        """How many members share all that stands of them with too few others."""
        return len(disclosure.alone(self.rows, least=self.least))

    @cached_property
    def counts(self) -> Counts:
        """How many there are of each value, in the order of the categories; without those who are free."""
        found: Counts = {}
        for category in self.plan.levels:
            name = str(category)
            values = Counter(text(row[name]) for row in self.rows if row[name] is not None)
            if values:
                found[name] = dict(sorted(values.items()))
        return found

    def proposed(self, seats: int) -> dict[str, dict[str, tuple[int, int]]]:
        """Quotas in proportion to the members."""
        return proportional(self.counts, seats)

    def ways_to_hide(self) -> list[Coarser]:
        """What would leave fewer alone with what stands of them, the best first."""
        found = []
        for category, level in self.plan.levels.items():
            finer = [key for key, _label in LEVELS[category]]
            for coarser in finer[finer.index(level) + 1 :]:
                found.append(self._tried(self._with(category, coarser), category, drops=False))
            found.append(self._tried(self._with(category, None), category, drops=True))
        if not self.plan.free_rare:
            found.append(self._tried(replace(self.plan, free_rare=True), None, drops=False))
        return sorted((way for way in found if way.left < self.rare), key=lambda way: (way.left, way.drops))

    def _with(self, category: Category, level: str | None) -> Plan:
        levels = {each: level if each == category else kept for each, kept in self.plan.levels.items()}
        return replace(self.plan, levels={each: kept for each, kept in levels.items() if kept})

    def _tried(self, plan: Plan, category: Category | None, *, drops: bool) -> Coarser:
        return Coarser(plan, category, drops, Described(self.members, plan, self.on, self.least).rare)

    def _values(self) -> Iterable[tuple[Value, ...]]:
        columns = [self._column(category, level) for category, level in self.plan.levels.items()]
        return zip(*columns, strict=True) if columns else [()] * len(self.members)

    def _column(self, category: Category, level: str) -> list[Value]:
        match category:
            case Category.AGE:
                return [_band(member.birth_year, self.on, level) for member in self.members]
            case Category.TAKEN_PART:
                return [member.taken_part for member in self.members]
            case Category.LANGUAGE if level == "coarse":
                return ["sv" if member.language == "sv" else OTHER for member in self.members]
        named = [getattr(member, str(category)) or None for member in self.members]
        if level == "fine" or category not in {Category.AREA, Category.SERVICE}:
            return named
        kept = _largest(named)
        return [value if value is None or value in kept else OTHER for value in named]


def text(value: Value) -> str:
    """A value as quotas name it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _largest(values: Iterable[str | None]) -> set[str]:
    counted = Counter(value for value in values if value is not None)
    return set(sorted(counted, key=lambda value: (-counted[value], value))[:LARGEST_KEPT])


def _band(birth_year: int | None, on: date, level: str) -> str | None:
    """The age band by the age reached in the year: "-29", "30-44", "45-64", "65-"."""
    if birth_year is None:
        return None
    bounds = OLDEST_OF[level]
    place = sum(on.year - birth_year > bound for bound in bounds)
    first = str(bounds[place - 1] + 1) if place else ""
    return f"{first}-{bounds[place] if place < len(bounds) else ''}"


def _freed(rows: Sequence[dict[str, Value]], least: int) -> list[dict[str, Value]]:
    """The rows, where those alone with their combination are described by nothing, and with them as many more as it
    takes for these not to stand out in their turn: of the smallest combination, chosen by its values.
    """
    freed = [dict(row) for row in rows]
    while alone := disclosure.alone(freed, least=least):
        blank = [number for number in alone if not any(value is not None for value in freed[number].values())]
        if len(blank) < len(alone):
            chosen = [number for number in alone if number not in set(blank)]
        else:
            chosen = _smallest(freed, without=set(blank))
        if not chosen:
            break
        for number in chosen:
            freed[number] = dict.fromkeys(freed[number])
    return freed


def _smallest(rows: Sequence[Mapping[str, Value]], *, without: set[int]) -> list[int]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(rows):
        if number not in without:
            groups.setdefault(tuple(map(repr, row.values())), []).append(number)
    return min(groups.items(), key=lambda group: (len(group[1]), group[0]), default=((), []))[1]
