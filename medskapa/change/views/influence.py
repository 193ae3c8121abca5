"""Residents' influence in figures, for everybody and for the board; and the promises that are late, at work."""

from itertools import zip_longest
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from analysis.disclosure import Hidden, Shown
from analysis.presence import Compared, Presence, Row
from medskapa.change import actions, policy, population
from medskapa.change.forms.town import TownForm
from medskapa.change.queries import debt as debts
from medskapa.change.queries import influence as queries
from medskapa.change.views.acting import form_page, opened, planners_only, working_here_only
from medskapa.core import clock
from medskapa.core.headers import public_page
from medskapa.people.requests import PersonRequest
from medskapa.voice.texts import least

SAYS = {
    Compared.FEWER: (gettext_lazy("Färre än i staden"), "late"),
    Compared.MORE: (gettext_lazy("Fler än i staden"), "information"),
    Compared.NEITHER: (gettext_lazy("Ingen säker skillnad"), ""),
}
"""What a comparison says, and the kind of status that shows it; none where nothing is to be seen."""


@login_not_required
@require_safe
@public_page
def influence(request: HttpRequest) -> HttpResponse:
    """How much began with residents, how long it took, whose voices are missing, and which promises are late."""
    years = queries.years()
    year = _year(request, years)
    decided, late = queries.decided(years, year), debts.late_in_all()
    shown = years[: queries.YEARS]
    context = {
        "years": shown,
        "most": max((each.decisions for each in shown), default=0),
        "year": year,
        "decided": decided,
        "median_days": None if isinstance(decided.median_days, Hidden) else decided.median_days,
        "traits": [_trait(each) for each in queries.voices_missing()],
        "least": least(),
        "late": late,
        "is_all_kept": not any(each.late for each in late),
    }
    return render(request, "change/public/influence.html", context)


def _year(request: HttpRequest, years: list[queries.Year]) -> int | None:
    """The year that was asked for (``?ar=``), if anything was decided in it."""
    wanted = request.GET.get("ar", "")[:4]
    return next((each.year for each in years if str(each.year) == wanted), None)


def _trait(found: queries.TraitShown) -> dict[str, Any]:
    return {
        "name": found.trait.label,
        "key": found.trait.value,
        "source": found.source,
        "counted_on": found.counted_on,
        "known": found.presence.known,
        "known_pool": found.pool.known,
        "rows": [_row(found, row, pool) for row, pool in _rows(found)],
    }


def _rows(found: queries.TraitShown) -> list[tuple[Row | None, Row | None]]:
    """Value by value those who came and those who may be asked; None where too few are known to be compared."""
    return list(zip_longest(found.presence.rows, found.pool.rows))


def _row(found: queries.TraitShown, row: Row | None, pool: Row | None) -> dict[str, Any]:
    text, kind = SAYS[row.compared] if row else ("", "")
    shown: Any = row or pool
    name = population.name_of(found.trait, shown.value, found.names)
    return {"name": name, "row": row, "pool": pool, "town": shown.town, "says": text, "kind": kind}


@login_not_required
@require_safe
@public_page
def influence_data(request: HttpRequest) -> JsonResponse:
    """The same figures as open data; a hidden figure says why it is hidden."""
    years = queries.years()
    year = _year(request, years)
    found = queries.decided(years, year)
    traits = queries.voices_missing()
    data = {
        "day": clock.today().isoformat(),
        "year": year,
        "decisions": {
            "all": found.all,
            "from_residents": found.from_residents,
            "yes": found.yes,
            "no": found.no,
            "later": found.later,
            "carried_out": found.carried_out,
            "median_days_from_voice_to_decision": _open(found.median_days),
        },
        "years": [
            {"year": each.year, "decisions": each.decisions, "from_residents": each.from_residents}
            for each in years[: queries.YEARS]
        ],
        "participants": {each.trait.value: _open_trait(each, each.presence) for each in traits},
        "may_be_asked": {each.trait.value: _open_trait(each, each.pool) for each in traits},
        "late_promises": {each.kind.value: each.late for each in debts.late_in_all()},
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _open(shown: Shown) -> int | str:
    return shown.value if isinstance(shown, Hidden) else shown


def _open_trait(found: queries.TraitShown, presence: Presence) -> dict[str, Any]:
    rows = [
        {
            "value": row.value,
            "number": _open(row.present),
            "percent": row.share,
            "low": row.low,
            "high": row.high,
            "town": row.town_number,
            "compared": row.compared.value,
        }
        for row in presence.rows
    ]
    source = {"source": found.source, "counted_on": found.counted_on.isoformat()}
    return {"known": _open(presence.known), "rows": rows, **source}


@require_safe
@working_here_only
def promises(request: PersonRequest) -> HttpResponse:
    """Every promise of meetings and proposals that is late, the oldest first, kind by kind (``?slag=`` for one)."""
    kind, after = request.GET.get("slag", ""), request.GET.get("after", "")
    late = [each for each in debts.late(kind, after) if each.promises]
    context = {"debts": late, "only": kind in debts.PromiseKind.values, "may_plan": policy.may_plan(request.user)}
    return render(request, "change/promises.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@planners_only
def town_figures(request: PersonRequest) -> HttpResponse:
    """Write in who lives in the town, one trait at a time: what those at meetings are compared with."""
    return form_page(
        request,
        opened(request, TownForm),
        lambda chosen: actions.set_town_figures(actor=request.user, **chosen),
        done=_("Siffrorna är inlagda. De används på sidan om inflytande."),
        to=reverse("change:influence"),
        title=_("Stadens siffror"),
        lead=_("Hur många är de som ni finns till för? Då syns det vilkas röster som saknas på träffarna."),
        send=_("Spara"),
        back=reverse("change:promises"),
        back_text=_("Sena löften"),
    )
