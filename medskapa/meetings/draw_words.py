"""The draw in words: what each value is called, how a quota came out, and why one could not be met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from analysis.draw import Outcome, Reason, Why
from medskapa.core.languages import html_lang
from medskapa.meetings.pool import OTHER, Category, Coarser
from medskapa.voice.forms.say import LANGUAGES

Names = Mapping[str, Mapping[str, Any]]

_GENDERS = {"woman": gettext_lazy("kvinnor"), "man": gettext_lazy("män"), "other": gettext_lazy("annat kön")}
_TAKEN_PART = {"true": gettext_lazy("har varit med förut"), "false": gettext_lazy("har inte varit med förut")}
_OTHERS = {
    Category.AREA: gettext_lazy("andra områden"),
    Category.SERVICE: gettext_lazy("annat"),
    Category.LANGUAGE: gettext_lazy("ett annat språk"),
}


def value_name(category: str, value: str, names: Names) -> str:
    """What a value of a category is called: "30–44 år", "kvinnor", "Adolfsberg". `names` holds those of the town."""
    match category:
        case Category.AGE:
            return _age(value)
        case Category.GENDER:
            return str(_GENDERS.get(value, value))
        case Category.TAKEN_PART:
            return str(_TAKEN_PART.get(value, value))
    if value == OTHER:
        return str(_OTHERS.get(Category(category), value))
    if category == Category.LANGUAGE:
        return str(dict(LANGUAGES).get(value, value))
    return str(names.get(category, {}).get(value, value))


def _age(value: str) -> str:
    first, _dash, last = value.partition("-")
    if not first:
        return _("upp till %(age)s år") % {"age": last}
    if not last:
        return _("%(age)s år och äldre") % {"age": first}
    return _("%(first)s–%(last)s år") % {"first": first, "last": last}


@dataclass(frozen=True)
class Told:
    """How a quota came out, for a row of a table. ``why`` is empty where it is met."""

    category: str
    value: str
    wanted: str
    chosen: int
    met: bool
    why: str


def told(outcomes: Sequence[Outcome], names: Names) -> list[Told]:
    """Each quota in words, in the order of the categories."""
    order = {category.value: place for place, category in enumerate(Category)}
    return [
        Told(
            category=str(Category(each.category).label),
            value=value_name(each.category, each.value, names),
            wanted=between(each.minimum, each.maximum),
            chosen=each.chosen,
            met=each.met,
            why=why(each.reason, names) if each.reason else "",
        )
        for each in sorted(outcomes, key=lambda each: (order[each.category], each.value))
    ]


def between(least: int, most: int) -> str:
    """ "3 till 5", or "4" where it can be nothing else."""
    return str(least) if least == most else _("%(least)s till %(most)s") % {"least": least, "most": most}


def why(reason: Reason, names: Names) -> str:
    """Why a quota is not met, as a sentence."""
    numbers = {"have": reason.have, "need": reason.need}
    match reason.key:
        case Why.TOO_FEW:
            return _("Det finns bara %(have)s att lotta bland. %(need)s behövs.") % numbers
        case Why.TOO_FEW_RESTED:
            return _("Det finns bara %(have)s att lotta bland nu, för några vilar. %(need)s behövs.") % numbers
        case Why.TOO_FEW_LEFT:
            return _("Det finns bara %(have)s kvar som kan komma. %(need)s behövs.") % numbers
        case Why.MINIMUMS_EXCEED_SEATS:
            return _("De minsta antalen blir %(need)s tillsammans. Platserna är bara %(have)s.") % numbers
        case Why.MAXIMUMS_BELOW_SEATS:
            return _("De största antalen blir %(have)s tillsammans. Platserna är %(need)s.") % numbers
        case Why.CONFLICT:
            others = [
                f"{Category(category).label}: {value_name(category, value, names)}" for category, value in reason.others
            ]
            if others:
                return _("Det går inte ihop med: %(others)s.") % {"others": "; ".join(others)}
            return _("Det går inte ihop med antalet platser.")
        case Why.KEPT_SEATS:
            return _("Det går inte utan att ta platsen från någon som redan är inbjuden.")
        case Why.NOT_FOUND:
            return _("Vi hittade ingen grupp där det går. Alla är inte prövade.")


def chance(value: str | Fraction) -> str:
    """A chance in words that can be pictured: "12 av 100"."""
    return _("%(number)s av 100") % {"number": _decimal(Fraction(value) * 100)}


def _decimal(number: Fraction) -> str:
    rounded = round(float(number), 1)
    return format_decimal(rounded, locale=html_lang(get_language() or "sv"))


def coarser(way: Coarser, levels: Mapping[Category, list[tuple[str, Any]]]) -> str:
    """What a way to hide would do: "Ålder: två åldersgrupper"."""
    if way.category is None:
        return _("Beskriv inte dem som sticker ut. De kan bli lottade, men räknas inte in i någon grupp.")
    label = Category(way.category).label
    if way.drops:
        return _("Ta bort %(category)s.") % {"category": str(label).lower()}
    name = dict(levels[way.category])[way.plan.levels[way.category]]
    return _("Gör %(category)s grövre: %(level)s.") % {"category": str(label).lower(), "level": name}


def left(way: Coarser) -> str:
    """How many would still stand out."""
    if not way.left:
        return _("Då sticker ingen ut.")
    number = {"n": way.left}
    return ngettext("Då sticker %(n)s person ut.", "Då sticker %(n)s personer ut.", way.left) % number
