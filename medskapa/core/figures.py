"""Numbers as people read them, in the language of the page; and those of which only so much may be told."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.disclosure import SMALLEST_LEAST, Hidden, Shown
from medskapa.core.languages import html_lang


def number(value: int | float | Decimal) -> str:
    """ "12 000" in Swedish and "12,000" in English."""
    return _written(value, html_lang(get_language() or settings.LANGUAGE_CODE))


@lru_cache(maxsize=4_000, typed=True)
def _written(value: int | float | Decimal, locale: str) -> str:
    """Babel reads its pattern anew for each number, and a page can hold hundreds: each is written once in a process."""
    return format_decimal(value, locale=locale)


def least() -> int:
    """The lowest number that is not small. A setting below what can protect anybody is raised to that."""
    fewest: int = settings.SMALL_NUMBER
    return max(fewest, SMALLEST_LEAST)


def figure(shown: Shown) -> str:
    """A public figure, or what stands in its place: "färre än 5", or that it is not shown."""
    if shown is Hidden.FEW:
        return _("färre än %(least)s") % {"least": least()}
    if shown is Hidden.WITHHELD:
        return _("visas inte")
    return number(shown)
