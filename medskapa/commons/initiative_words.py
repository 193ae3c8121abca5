"""How initiatives are put into words: what was found, how sure it is, what is assumed, and the geometry of a plot."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.capacity import Range
from analysis.disclosure import Hidden
from analysis.pilot import Against, Cell, Change, Estimate, Said
from medskapa.commons.models import (
    AssumptionKey,
    Initiative,
    InitiativeDecision,
    InitiativeMeasure,
    InitiativeWord,
    MeasureKind,
)
from medskapa.commons.queries.initiative_capacity import Used
from medskapa.commons.queries.initiative_results import Result
from medskapa.core import clock
from medskapa.core.dates import short_date
from medskapa.core.languages import html_lang

WIDTH, EDGE = 400, 10
"""The drawing's own units; the page scales it. There is room for a dot along the edges."""
SHARES = (MeasureKind.SOLVED, MeasureKind.UNMET, MeasureKind.REFERRALS)
NEUTRAL = (MeasureKind.VISITS, MeasureKind.MINUTES)
"""More of it is neither good nor bad: more help was asked for, and given."""
KINDS = {InitiativeWord.STOP: "stopped", InitiativeWord.GO_ON: "information", InitiativeWord.SCALE: "done"}


@dataclass(frozen=True)
class Dot:
    """One figure as it is drawn and as it is read. `group` is "here" or "there"; no `x` where it is not shown."""

    label: str
    value: str
    between: str
    group: str
    x: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Shown:
    """A measure with its figures, and what they say in a sentence. `kind` marks it as good, bad or neither."""

    measure: InitiativeMeasure
    title: str
    unit: str
    dots: list[Dot]
    says: str
    how_sure: str
    kind: str
    top: str
    is_late: bool
    is_drawn: bool


def text_of(found: Initiative) -> str:
    """What is tried; in plain Swedish where the page is."""
    return (_is_plain() and found.plain) or found.text


def reasons_of(decision: InitiativeDecision) -> str:
    """Why it was decided so; in plain Swedish where the page is."""
    return (_is_plain() and decision.plain_reasons) or decision.reasons


def state_of(found: Initiative, last_word: str) -> tuple[str, str]:
    """How far it has come, and how that is marked."""
    if last_word:
        return str(InitiativeWord(last_word).label), KINDS[InitiativeWord(last_word)]
    today = clock.today()
    if found.starts_on > today:
        return _("Börjar snart"), "waiting"
    if found.ends_on >= today:
        return _("Pågår"), "information"
    return _("Väntar på ett beslut"), "late"


def period_of(found: Initiative) -> str:
    """ "1 mars 2026–31 augusti 2026"."""
    return f"{short_date(found.starts_on)}–{short_date(found.ends_on)}"


def title_of(measure: InitiativeMeasure) -> str:
    """What is measured, as a heading."""
    return measure.what or str(MeasureKind(measure.kind).label)


def unit_of(measure: InitiativeMeasure) -> str:
    """In what it is measured."""
    if measure.kind == MeasureKind.OWN:
        return measure.unit
    return unit_of_kind(MeasureKind(measure.kind))


def unit_of_kind(kind: MeasureKind) -> str:
    """In what the software counts `kind`."""
    if kind in SHARES:
        return _("procent")
    return {
        MeasureKind.VISITS: _("besök på en vecka och en plats"),
        MeasureKind.MINUTES: _("minuter på en vecka och en plats"),
    }.get(kind, _("personer på en vecka och en plats"))


def shown(result: Result, found: Initiative) -> Shown:
    """How a page shows `result`."""
    measure = result.measure
    labels = [_("Här, före"), _("Här, under tiden"), _("Andra platser, före"), _("Andra platser, under tiden")]
    cells: list[Any] = list(result.found.cells if result.found else result.own)
    top = max([each.high for each in cells if isinstance(each, Estimate)] or [0.0])
    if measure.kind in SHARES:
        top = 100.0 if top else 0.0
    dots = [
        _dot(label, cell, "here" if number < 2 else "there", top)
        for number, (label, cell) in enumerate(zip(labels, cells, strict=True))
    ]
    change = result.found.change if result.found else None
    if result.found is None:
        says, how_sure = own_says(measure, result), ""
    else:
        says = says_of(change, cells)
        how_sure = how_sure_of(change, is_share=measure.kind in SHARES) if change else ""
    return Shown(
        measure=measure,
        title=title_of(measure),
        unit=unit_of(measure),
        dots=dots,
        says=says,
        how_sure=how_sure,
        kind=_kind(measure, change),
        top=amount(top),
        is_late=measure.agreed_on > found.starts_on,
        is_drawn=top > 0,
    )


def says_of(change: Change | None, cells: list[Cell]) -> str:
    """What can be said, in a sentence that nobody has polished."""
    if change is None:
        if any(isinstance(each, Hidden) for each in cells):
            return _("Det är för få för att visa. Då går det inte att jämföra.")
        return _("Det går inte att jämföra än. Det finns för lite att räkna på.")
    sentences: Mapping[tuple[Against, Said], str] = {
        (Against.BOTH, Said.MORE): _("Det ökade mer här än på de andra platserna."),
        (Against.BOTH, Said.FEWER): _("Det ökade mindre här än på de andra platserna, eller minskade mer."),
        (Against.BOTH, Said.NEITHER): _("Det är ingen säker skillnad mot de andra platserna."),
        (Against.TIME, Said.MORE): _("Det är mer än före. Det finns inga andra platser att jämföra med."),
        (Against.TIME, Said.FEWER): _("Det är mindre än före. Det finns inga andra platser att jämföra med."),
        (Against.TIME, Said.NEITHER): _("Det är ingen säker skillnad mot före."),
        (Against.PLACE, Said.MORE): _("Det är mer här än på de andra platserna. Hur det var här före vet vi inte."),
        (Against.PLACE, Said.FEWER): _("Det är mindre här än på de andra platserna. Hur det var här före vet vi inte."),
        (Against.PLACE, Said.NEITHER): _("Det är ingen säker skillnad mot de andra platserna just nu."),
    }
    return sentences[change.against, change.said]


def how_sure_of(change: Change, *, is_share: bool) -> str:
    """How great the difference is, and between what it lies."""
    value, low, high = (amount(each) for each in (change.change.value, change.change.low, change.change.high))
    if is_share:
        great = _("Skillnaden är %(value)s procentenheter.")
    else:
        great = {
            Against.BOTH: _("Ändringen här är %(value)s gånger den på de andra platserna."),
            Against.TIME: _("Nu är det %(value)s gånger så mycket som före."),
            Against.PLACE: _("Här är det %(value)s gånger så mycket som på de andra platserna."),
        }[change.against]
    likely_between = _("Troligen ligger talet mellan %(low)s och %(high)s.") % {"low": low, "high": high}
    return f"{great % {'value': value}} {likely_between}"


def own_says(measure: InitiativeMeasure, result: Result) -> str:
    """What was counted by hand says; nobody knows how sure it is."""
    sure = _("Räknat för hand av %(who)s. Hur säkert det är vet vi inte.") % {"who": measure.counted_by}
    before, during = result.own[0], result.own[1]
    if not isinstance(before, Decimal) or not isinstance(during, Decimal):
        return sure
    words = {"before": amount(before), "now": amount(during), "unit": measure.unit}
    return _("Här var det %(before)s före, och %(now)s %(unit)s nu.") % words + f" {sure}"


def amount(value: float | Decimal) -> str:
    """A figure in the language of the page. What is worked out has no more decimals than it is sure of."""
    size = abs(float(value))
    exact = isinstance(value, Decimal)
    pattern = "#,##0.##" if exact or size < 1 else "#,##0.#" if size < 10 else "#,##0"
    return format_decimal(value, format=pattern, locale=html_lang(get_language() or "sv"))


def likely(range_: Range | None) -> str:
    """ "12 (8–20)"; one number where there is no range."""
    if range_ is None:
        return ""
    value = amount(range_.value)
    if amount(range_.low) == amount(range_.high):
        return value
    return f"{value} ({amount(range_.low)}–{amount(range_.high)})"


def unit_of_assumption(key: AssumptionKey) -> str:
    return {
        AssumptionKey.INHABITANTS: _("personer"),
        AssumptionKey.LIKENESS: _("procent"),
        AssumptionKey.MINUTES: _("minuter"),
        AssumptionKey.AGAIN: _("besök"),
        AssumptionKey.BUSY: _("procent"),
        AssumptionKey.HOURS: _("timmar i veckan"),
    }[key]


def where_from(used: Used) -> str:
    """Where a number comes from, or what it means that nobody has said it."""
    if used.said:
        return used.said.source
    if used.is_counted:
        return _("Räknat på besöken. Ett besök på 40 minuter eller mer räknas som 40.")
    return {
        AssumptionKey.LIKENESS: _("Ingen har bedömt det. Vi räknar som om behovet är lika stort."),
        AssumptionKey.AGAIN: _("Ingen har bedömt det. Vi räknar med ett besök till."),
        AssumptionKey.BUSY: _("Ingen har bedömt det. Vi räknar som om det alltid sitter någon och får hjälp."),
    }.get(used.key, _("Ingen har skrivit det än."))


def swing_name(name: str) -> str:
    """What a number of the calculation is called."""
    if name == "demand":
        return _("så många besök behövs")
    return str(AssumptionKey(name).label)


def _is_plain() -> bool:
    return get_language() == "sv-plain"


def _dot(label: str, cell: Any, group: str, top: float) -> Dot:
    if cell is None:
        return Dot(label, _("inte räknat"), "", group)
    if isinstance(cell, Hidden):
        return Dot(label, _("färre än 5") if cell is Hidden.FEW else _("visas inte"), "", group)
    if isinstance(cell, Decimal):
        return Dot(label, amount(cell), "", group)
    places = {name: f"{EDGE + getattr(cell, name) * (WIDTH - 2 * EDGE) / top:.1f}" for name in ("value", "low", "high")}
    between = f"{amount(cell.low)}–{amount(cell.high)}"
    return Dot(label, amount(cell.value), between, group, places["value"], places["low"], places["high"])


def _kind(measure: InitiativeMeasure, change: Change | None) -> str:
    if change is None or change.said == Said.NEITHER or measure.kind in NEUTRAL:
        return "information"
    return "done" if (change.said == Said.MORE) == measure.more_is_better else "late"
