"""What a measure says: better, the same or worse than before, in words and as the geometry of a small SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medskapa.change.models import Effect, EffectPoint, Verdict
from medskapa.core.languages import html_lang

WIDTH, HEIGHT = 640, 200
"""The drawing's own units; the page scales it."""

EDGE = 12
"""Room for the dots along the edges."""


def direction(effect: Effect, value: Decimal) -> Verdict:
    """Whether `value` is better or worse than it was before, or the same. It does not ask what anybody hoped for."""
    if value == effect.baseline:
        return Verdict.SAME
    return Verdict.BETTER if (value > effect.baseline) == effect.more_is_better else Verdict.WORSE


def change_in_words(effect: Effect, value: Decimal, *, plain: bool = False) -> str:
    """From what to what, and whether that is better, in a sentence that nobody has polished."""
    what = effect.plain_what if plain and effect.plain_what else effect.what
    values = {
        "what": what,
        "before": amount(effect.baseline),
        "now": amount(value),
        "unit": effect.measured_in,
    }
    if direction(effect, value) == Verdict.BETTER:
        return _("Det har blivit bättre. %(what)s: före %(before)s, nu %(now)s %(unit)s.") % values
    if direction(effect, value) == Verdict.WORSE:
        return _("Det har blivit sämre. %(what)s: före %(before)s, nu %(now)s %(unit)s.") % values
    return _("Det är som förut. %(what)s: %(now)s %(unit)s.") % values


def amount(value: Decimal) -> str:
    """A figure in the language of the page, without needless zeros."""
    return format_decimal(value, format="#,##0.##", locale=html_lang(get_language() or "sv"))


@dataclass(frozen=True)
class Dot:
    """One measurement: where it is drawn, and what it says."""

    x: str
    y: str
    on: date
    value: str


@dataclass(frozen=True)
class Plot:
    """The measurements as SVG points, and the level that was wanted ("" where none was said)."""

    line: str
    dots: list[Dot]
    target: str
    top: str
    bottom: str
    width: int = WIDTH
    height: int = HEIGHT


def plot(effect: Effect, points: Sequence[EffectPoint]) -> Plot | None:
    """The measure before and the follow-ups in the order of their days; None before the first follow-up.

    The scale begins at nought, where that shows more than it flattens: a short axis makes little look like much.
    """
    if not points:
        return None
    measured = [(effect.baseline_on, effect.baseline), *((each.measured_on, each.value) for each in points)]
    levels = [value for _on, value in measured] + ([effect.target] if effect.target is not None else [])
    low, high = min(Decimal(0), *levels), max(Decimal(0), *levels)
    span = high - low or Decimal(1)
    first, last = measured[0][0], measured[-1][0]
    days = max((last - first).days, 1)

    def across(day: date) -> str:
        return f"{EDGE + (day - first).days * (WIDTH - 2 * EDGE) / days:.1f}"

    def down(value: Decimal) -> str:
        return f"{EDGE + float((high - value) / span) * (HEIGHT - 2 * EDGE):.1f}"

    dots = [Dot(across(on), down(value), on, amount(value)) for on, value in measured]
    return Plot(
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        dots=dots,
        target=down(effect.target) if effect.target is not None else "",
        top=amount(high),
        bottom=amount(low),
    )
