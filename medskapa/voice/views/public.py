"""What anyone may see, without signing in: the first page, what has happened, and each theme."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from analysis.disclosure import Hidden
from medskapa.core.headers import public_page
from medskapa.voice.feeds import Happened
from medskapa.voice.models import Event, EventKind
from medskapa.voice.queries import public as queries
from medskapa.voice.texts import STATES, in_language

PATH = (
    (gettext_lazy("Ni sa"), (EventKind.GROUPED,)),
    (gettext_lazy("Vi pratade"), (EventKind.ON_AGENDA, EventKind.DISCUSSED)),
    (pgettext_lazy("i en tråd", "Förslag"), (EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP)),
    (gettext_lazy("Beslut"), (EventKind.DECIDED,)),
    (gettext_lazy("Gjort"), (EventKind.CARRIED_OUT,)),
    (gettext_lazy("Resultat"), (EventKind.EFFECT_SEEN,)),
)
"""The way from words to a result, as the picture of a theme shows it."""

ICONS = {
    EventKind.GROUPED: "voice",
    EventKind.ON_AGENDA: "people",
    EventKind.OFF_AGENDA: "people",
    EventKind.DISCUSSED: "people",
    EventKind.TAKEN_BY_GROUP: "people",
    EventKind.PROPOSED: "pencil",
    EventKind.CORRECTED: "pencil",
    EventKind.DECIDED: "answer",
    EventKind.CARRIED_OUT: "check",
    EventKind.EFFECT_SEEN: "check",
    EventKind.JUDGE_ASKED: "answer",
    EventKind.MERGED: "merge",
    EventKind.MERGE_UNDONE: "merge",
}


@login_not_required
@require_safe
@public_page
def start(request: HttpRequest) -> HttpResponse:
    """The door: what this is, what one can do here, and what others' words have led to."""
    context = {"figures": _shown(queries.figures()), "effects": queries.effects()}
    return render(request, "voice/public/start.html", context)


@login_not_required
@require_safe
@public_page
def happened(request: HttpRequest) -> HttpResponse:
    """You said - we did: every open theme, and the feedback debt in the open."""
    wanted = {"text": request.GET.get("q", "")[:80].strip(), "unit": request.GET.get("enhet", "")[:60]}
    page = queries.happened(**wanted, after=request.GET.get("after", "")[:80])
    context = {
        "rows": [(row, STATES[row.stage], _path(row)) for row in page.rows],
        "next": page.next,
        "figures": _shown(queries.figures()),
        "units": queries.units(),
        "q": wanted["text"],
        "unit": wanted["unit"],
        "narrowed": any(wanted.values()),
    }
    return render(request, "voice/public/happened.html", context)


@login_not_required
@require_safe
@public_page
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme: what people said, how many, what is happening, what came of it. A merged one leads on."""
    page = queries.theme_page(slug)
    context = {
        "theme": page.theme,
        "row": page.row,
        "state": STATES[page.row.stage],
        "path": _path(page.row),
        "extracts": page.extracts,
        "begins_later": page.begins_later,
        "events": [_happening(event) for event in page.events],
        "merges": [(merge, merge.theme_id == page.theme.pk) for merge in page.merges],
    }
    return render(request, "voice/public/theme.html", context)


@login_not_required
@require_safe
@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """The newest events as RSS."""
    return Happened()(request)


@dataclass(frozen=True)
class Stop:
    """One stop on the way from words to a result. `state`: "done", "now" (the latest) or "later"; `note`: in words."""

    label: str
    state: str
    note: str


def _path(row: queries.Listed) -> list[Stop]:
    """The stops of a theme. One that was passed over is done: a decision may come without a proposal."""
    here = next(index for index, (_label, kinds) in enumerate(PATH) if row.stop in kinds)
    states = ["done"] * here + ["now"] + ["later"] * (len(PATH) - here - 1)
    notes = {"done": _("(klart)"), "now": _("(här är vi nu)"), "later": _("(inte än)")}
    return [Stop(str(label), state, notes[state]) for (label, _kinds), state in zip(PATH, states, strict=True)]


def _happening(event: Event) -> dict[str, Any]:
    """An event for the timeline; it is dated by its day, and says nothing about who wrote it."""
    other = event.theme if event.theme_id and event.kind in (EventKind.MERGED, EventKind.MERGE_UNDONE) else None
    return {
        "date": event.at,
        "title": f"{event.get_kind_display()}: {other.name}" if other else str(event.get_kind_display()),
        "text": in_language(event, "text"),
        "lang": "sv",
        "url": reverse("voice:theme", args=[other.slug]) if other else "",
        "icon": ICONS.get(EventKind(event.kind), ""),
    }


def _shown(figures: queries.Figures) -> dict[str, Any]:
    """The figures for a template, with None where one is not worth a sentence because it is hidden."""
    known = {name: getattr(figures, name) for name in ("answered_percent", "median_days")}
    shown = {name: None if isinstance(value, Hidden) else value for name, value in known.items()}
    return {"waiting": figures.waiting, "late": figures.late, **shown}
