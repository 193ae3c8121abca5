"""Who the residents are: the values that the town's figures have, what they are called, and how they are read in."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from medskapa.change.models import Trait
from medskapa.commons.models import Area
from medskapa.meetings.models import Gender
from medskapa.meetings.pool import OLDEST_OF

LANGUAGES_TOLD = ("sv",)
"""The languages that are told apart; all others are one: few speak each of them at a meeting."""

AGES = {
    "-29": _("upp till 29 år"),
    "30-44": _("30 till 44 år"),
    "45-64": _("45 till 64 år"),
    "65-": _("65 år och äldre"),
}
LANGUAGES = {"sv": _("svenska"), "other": _("ett annat språk")}
GENDERS: dict[str, Any] = {str(each.value): each.label for each in Gender}

VALUES: dict[Trait, Mapping[str, Any]] = {Trait.AGE: AGES, Trait.GENDER: GENDERS, Trait.LANGUAGE: LANGUAGES}
"""The values of each trait and their names. Areas have theirs in `commons.Area`, by slug."""


def age_band(birth_year: int, year: int) -> str:
    """The age band by the age reached in `year`, as a draw tells ages apart."""
    bounds = OLDEST_OF["fine"]
    return list(AGES)[sum(year - birth_year > bound for bound in bounds)]


def known_values(trait: Trait) -> Mapping[str, Any]:
    """The values that `trait` can have, and their names."""
    if trait == Trait.AREA:
        return dict(Area.objects.order_by("name", "pk").values_list("slug", "name"))
    return VALUES[trait]


def name_of(trait: Trait, value: str, areas: Mapping[str, str]) -> str:
    """What a value is called on the page."""
    names = areas if trait == Trait.AREA else VALUES[trait]
    return str(names.get(value, value))
