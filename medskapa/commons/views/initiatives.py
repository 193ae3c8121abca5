"""What is tried and what came of it, for anyone: the question, who leads, results, decisions, and what more takes.

Nothing here is about a resident: what is counted is visits, and small numbers are not shown.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medskapa.commons import initiative_words as words
from medskapa.commons.models import Initiative, InitiativeDecision, InitiativeMeasure, MeasureKind
from medskapa.commons.queries import areas
from medskapa.commons.queries import initiative_capacity as capacities
from medskapa.commons.queries import initiative_results as results
from medskapa.commons.queries import initiatives as queries
from medskapa.commons.queries.initiative_results import BEFORE, DURING, LEAST
from medskapa.core.dates import short_date
from medskapa.core.headers import public_page
from medskapa.people.own_data import name_of

WHERE = "var"


@login_not_required
@require_safe
@public_page
def initiatives(request: HttpRequest) -> HttpResponse:
    """What is tried and has been tried, in one neighbourhood or all."""
    known = {area.slug: area.name for area in areas()}
    area = request.GET.get(WHERE, "")
    area = area if area in known else ""
    page = queries.published(after=request.GET.get("after", "")[:40], area=area)
    context = {"rows": rows_of(page.rows), "next": page.next, "area_name": known.get(area, "")}
    return render(request, "commons/initiatives/initiatives.html", context)


@login_not_required
@require_safe
@public_page
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    """One initiative, with everything that is known of whether it works."""
    found = queries.one(slug)
    context = told(found) | {"text": words.text_of(found)}
    return render(request, "commons/initiatives/initiative.html", context)


@login_not_required
@require_safe
@public_page
def capacity(request: HttpRequest, slug: str) -> HttpResponse:
    """What it would take in the other neighbourhoods, with each number that this is worked out from."""
    found = queries.one(slug)
    return render(request, "commons/initiatives/capacity.html", worked_out(found) | {"initiative": found})


def rows_of(found: Any) -> list[tuple[Initiative, str, str, str]]:
    """Each initiative of a list with its period, how far it has come and how that is marked."""
    return [(each, words.period_of(each), *words.state_of(each, each.last_word)) for each in found]


def told(found: Initiative) -> dict[str, Any]:
    """What both the public page and the one at work show of an initiative."""
    measures = queries.measures_of(found)
    decisions = queries.decisions_of(found)
    times = results.times_of(found)
    counted = [each for each in measures if each.dropped_on is None]
    found_out = results.results_of(found, counted, times) if times else []
    return {
        "initiative": found,
        "period": words.period_of(found),
        "state": words.state_of(found, decisions[0].word if decisions else ""),
        "decisions": [(each, words.reasons_of(each), words.KINDS[each.word], _basis(each)) for each in decisions],  # type: ignore[index]
        "measured": [(each, words.title_of(each), words.unit_of(each)) for each in counted],
        "dropped": [(each, words.title_of(each)) for each in measures if each.dropped_on],
        "results": [words.shown(each, found) for each in found_out],
        "spans": _spans(times),
        "least": LEAST,
        "width": words.WIDTH,
    }


def worked_out(found: Initiative) -> dict[str, Any]:
    """The capacity calculation as a page shows it."""
    made = capacities.capacity_of(found)
    problems = {
        capacities.EARLY: _("Det har inte pågått tillräckligt länge. Det behövs minst två veckor."),
        capacities.FEW: _("Det finns för få besök att räkna på."),
        capacities.INHABITANTS: _("Ingen har skrivit hur många som bor i %(area)s.") % {"area": found.area.name},
    }
    return {
        "problem": problems.get(made.problem, ""),
        "rows": [_row(each) for each in made.rows],
        "total": made.total and _need(made.total),
        "demand": words.likely(made.demand),
        "visits": made.visits,
        "spans": _spans(made.times),
        "used": [_used(each) for each in made.used],
        "here": _used(made.here),
        "of_areas": [(row.area, _used(row.inhabitants), _used(row.likeness)) for row in made.rows],
        "swings": [
            (words.swing_name(name), words.amount(low), words.amount(high))
            for name, low, high in made.swings
            if words.amount(low) != words.amount(high)
        ],
    }


def _row(each: capacities.Neighbourhood) -> dict[str, Any]:
    return {"area": each.area, "need": each.need and _need(each.need)}


def _need(need: capacities.Need) -> dict[str, str]:
    return {
        "visits": words.likely(need.visits),
        "hours": words.likely(need.hours),
        "helpers": words.likely(need.helpers),
    }


def _used(used: capacities.Used) -> dict[str, Any]:
    return {
        "key": used.key,
        "area": used.area,
        "label": str(used.key.label),
        "value": words.likely(used.range),
        "unit": words.unit_of_assumption(used.key),
        "source": words.where_from(used),
        "is_said": used.said is not None,
        "by": name_of(used.said.by if used.said else None),
        "entered_at": used.entered_at,
    }


def _spans(times: results.Times | None) -> dict[str, str]:
    if times is None:
        return {}
    spans = {DURING: f"{short_date(times.during[0])}–{short_date(times.during[1])}"}
    if times.before:
        spans[BEFORE] = f"{short_date(times.before[0])}–{short_date(times.before[1])}"
    return spans | {"has_before": BEFORE if times.before else ""}


def _basis(decision: InitiativeDecision) -> list[tuple[str, str, list[str]]]:
    """What the results showed when it was decided: the measure, its unit and the four figures."""
    rows = []
    for kept in decision.basis:
        measure = InitiativeMeasure(kind=kept["kind"], what=kept["what"], unit=kept["unit"])
        figures = ["–" if each is None else words.amount(float(each)) for each in kept["figures"]]
        unit = kept["unit"] or words.unit_of_kind(MeasureKind(kept["kind"]))
        rows.append((words.title_of(measure), unit, figures))
    return rows
