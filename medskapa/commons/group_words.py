"""How a collaboration group is put into words: its year, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import get_month_names
from django.utils.translation import get_language

from medskapa.commons.models import GroupTheme
from medskapa.core.languages import html_lang


@dataclass(frozen=True)
class Month:
    """A month with its theme. `is_now`: it is the month of today."""

    name: str
    title: str
    is_now: bool


def month_name(number: int) -> str:
    """The name of a month, in the language of the page."""
    return str(get_month_names("wide", "stand-alone", html_lang(get_language() or "sv"))[number])


def year_of(themes: Sequence[GroupTheme], today: date) -> list[Month]:
    """The months that have a theme, in order."""
    return [
        Month(month_name(theme.month), theme.title, (theme.year, theme.month) == (today.year, today.month))
        for theme in themes
    ]
