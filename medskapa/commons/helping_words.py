"""What visits and their figures are called: on a page in words, and as open data."""

from typing import Any

from babel.dates import get_day_names
from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.disclosure import Hidden, Shown
from medskapa.commons import needs
from medskapa.commons.models import Missing, PartOfDay
from medskapa.commons.queries.helping import OTHERS, WEEKS, Figures
from medskapa.core.figures import figure, least
from medskapa.core.languages import SPOKEN, html_lang

WHOLE_BAR = 100
"""The length of the longest bar."""


def need_called(slug: str) -> str:
    """ "Telefonen eller en app", as it stands alone."""
    return capfirst(str(needs.WORDS.get(slug, slug)))


def language_called(code: str) -> str:
    return str(dict(SPOKEN).get(code, code))


def in_words(figures: Figures) -> dict[str, Any]:
    """The figures as the templates show them."""
    asked = sorted(figures.needs, key=lambda each: -_size(each.visits))  # the order of needs among equals
    longest = max((_size(each.visits) for each in asked), default=0)
    most = max((_size(shown) for _name, shown in figures.places), default=0)
    busiest = max((_size(shown) for row in figures.times for shown in row), default=0)
    columns = [_place(name) for name, _shown in figures.places]
    days = get_day_names("abbreviated", locale=html_lang(get_language() or "sv"))
    return {
        "first": figures.first,
        "last": figures.last,
        "visits": figure(figures.visits),
        "weeks": WEEKS,
        "least": least(),
        "invented": settings.DEMO_SIGN_IN,
        "needs": [
            (need_called(each.slug), figure(each.visits), _bar(each.visits, longest), figure(each.unmet))
            for each in asked
            if each.visits != 0
        ],
        "never": [need_called(each.slug) for each in figures.needs if each.visits == 0],
        "places": [(_place(name), figure(shown), _bar(shown, most)) for name, shown in figures.places],
        "days": [days[day] for day in range(7)],
        "times": [
            (capfirst(part.label), [(figure(shown), _depth(shown, busiest)) for shown in row])
            for part, row in zip(PartOfDay, figures.times, strict=False)
        ],
        "languages": [(language_called(code), figure(shown)) for code, shown in figures.languages],
        "columns": columns,
        "crossed": [
            (need_called(each.slug), list(zip(columns, map(figure, row), strict=True)))
            for each, row in zip(figures.needs, figures.crossed or [], strict=False)
            if each.visits != 0
        ],
        "missing": [(capfirst(Missing(code).label), figure(shown)) for code, shown in figures.missing],
        "passed_to": [(name, figure(shown)) for name, shown in figures.passed_to],
        "sessions": [
            (each.place, each.openings, figure(each.came), figure(each.turned_away)) for each in figures.sessions
        ],
    }


def as_data(figures: Figures) -> dict[str, Any]:
    """The figures as open data. Names are data, and in Swedish whatever the language of whoever asks."""
    with translation.override("sv"):
        times = [
            {"weekday": day, "part": str(part), **_number(shown)}
            for part, row in zip(PartOfDay, figures.times, strict=False)
            for day, shown in enumerate(row, 1)
        ]
        crossed = [
            {"need": each.slug, "place": _place(name), **_number(shown)}
            for each, row in zip(figures.needs, figures.crossed or [], strict=False)
            for (name, _all), shown in zip(figures.places, row, strict=True)
        ]
        return {
            "from": figures.first.isoformat(),
            "to": figures.last.isoformat(),
            "least": least(),
            "licence": "CC0-1.0",
            "invented": settings.DEMO_SIGN_IN,
            "visits": _number(figures.visits),
            "needs": [
                {
                    "need": each.slug,
                    "name": str(needs.WORDS[each.slug]),
                    "visits": _number(each.visits),
                    "unmet": _number(each.unmet),
                }
                for each in figures.needs
            ],
            "places": [{"place": _place(name), **_number(shown)} for name, shown in figures.places],
            "times": times,
            "languages": [{"language": code, **_number(shown)} for code, shown in figures.languages],
            "needs_at_places": crossed,
            "missing": [{"missing": code, **_number(shown)} for code, shown in figures.missing],
            "passed_to": [{"service": name, **_number(shown)} for name, shown in figures.passed_to],
            "openings": [
                {
                    "place": each.place,
                    "openings": each.openings,
                    "came": _number(each.came),
                    "turned_away": _number(each.turned_away),
                }
                for each in figures.sessions
            ],
        }


def _number(shown: Shown) -> dict[str, Any]:
    return {"value": None, "hidden": shown.value} if isinstance(shown, Hidden) else {"value": shown, "hidden": None}


def _place(name: str) -> str:
    return _("Övriga platser") if name == OTHERS else name


def _size(shown: Shown) -> int:
    return 0 if isinstance(shown, Hidden) else shown


def _bar(shown: Shown, longest: int) -> int:
    """How long the bar of a number is; none where it is hidden."""
    return round(WHOLE_BAR * _size(shown) / longest) if longest else 0


def _depth(shown: Shown, most: int) -> int:
    """How dark the square of a number is, 0 to 4; a hidden one is as light as none."""
    return -(-4 * _size(shown) // most) if most else 0
