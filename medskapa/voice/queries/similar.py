"""What is like a text: the themes it may belong to, and the viewpoints that say something near it.

The ranking is `analysis.similar`; what a viewer gets to see of it is decided by the database, as everywhere else.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import CharField, Count, Max, QuerySet, Value
from numpy.typing import NDArray

from analysis import similar
from medskapa.core import clock
from medskapa.core.prepared import Prepared
from medskapa.people.models import Person, Unit
from medskapa.voice.models import Theme, Viewpoint, ViewpointState
from medskapa.voice.queries.desk import open_themes, units_of
from medskapa.voice.queries.visible import shown_at_the_desk_of

LATEST = 10_000
"""So many of the latest viewpoints are compared: 0.5 s to index, once in a process and day."""

RECENT_DAYS = 60
CANDIDATES = 100
"""So many of the most similar are asked for in the database, which leaves out what the viewer may not see."""

_KNOWN_OF_A_THEME = ["id", "slug", "name", "about", "unit_id"]
EXAMPLES = 5
"""So many of a theme's latest extracts show what it is about."""

THEME_TEXTS_WITH_MODEL = 300
"""With more texts than this the themes are ranked without the sentence model, which reads each of them once (20 ms)."""

UNLIKE = 0.2
"""Below this score two texts have little in common, and are not worth showing."""


@dataclass(frozen=True)
class ThemeProposal:
    """A theme that may fit, with some of what people have said in it. `share` is how well it fits, 0 to 100."""

    theme: Theme
    examples: list[str]
    share: int


@dataclass(frozen=True)
class Similar:
    """A viewpoint that says something near. `share` is how near, 0 to 100."""

    viewpoint: Viewpoint
    share: int


@dataclass(frozen=True)
class Known:
    """A theme with its latest extracts, at most `EXAMPLES`: what it is about, and what people have said in it."""

    theme: Theme
    examples: list[str]


def known_themes() -> list[Known]:
    """The themes that a viewpoint can be put in, by name, with their units; only what tells them apart is read.

    Queries: 1. A row for each extract, and one object for each theme: there are more extracts than themes.
    """
    rows = open_themes().order_by("name", "pk", "-extracts__chosen_on", "extracts__pk")
    found: dict[int, Known] = {}
    for *fields, unit_name, extract in rows.values_list(*_KNOWN_OF_A_THEME, "unit__name", "extracts__text"):
        known = found.get(fields[0])
        if known is None:
            theme = Theme.from_db(rows.db, _KNOWN_OF_A_THEME, fields)
            theme.unit = Unit.from_db(rows.db, ["id", "name"], [theme.unit_id, unit_name])
            known = found[fields[0]] = Known(theme, [])
        if extract is not None and len(known.examples) < EXAMPLES:
            known.examples.append(extract)
    return list(found.values())


def themes_for(text: str, *, among: Sequence[Known] | None = None, k: int = 3) -> list[ThemeProposal]:
    """The `k` themes that fit `text` best, best first; a person decides. Themes are public.

    `among` are the themes if the caller has fetched them (`known_themes`). Queries: 1, or none with `among`.
    """
    themes = known_themes() if among is None else among
    described = [(known.theme.name, known.theme.about, known.examples) for known in themes]
    few = len(themes) + sum(len(known.examples) for known in themes) <= THEME_TEXTS_WITH_MODEL
    ranked = similar.themes(text, described, k, model=_model() if few else False) if described else []
    return [ThemeProposal(themes[row].theme, themes[row].examples, _share(score)) for row, score in ranked]


def viewpoints_like(text: str, *, viewer: Person, but: Viewpoint | None = None, k: int = 5) -> list[Similar]:
    """The `k` viewpoints that `viewer` works with which are most like `text`, best first, `but` one left out.

    Queries: 2, and 2 more when something new has been said since the last time in this process. The stored vectors are
    used where every viewpoint has one; otherwise words and concepts alone decide.
    """
    found: dict[str, list[int]] = {"unit": [], "recent": []}
    for name, value in _before_ranking.rows(viewer):
        found[name].append(value)
    ranked = _latest.ranked(text, units=set(found["unit"]), stamp=tuple(found["recent"]))
    scores = {pk: score for pk, score in ranked if but is None or pk != but.pk}
    seen = shown_at_the_desk_of(viewer).filter(pk__in=scores).exclude(state=ViewpointState.WITHDRAWN)
    seen = seen.select_related("theme").only("text", "language", "state", "received_on", "theme__name")
    nearest = sorted(seen, key=lambda each: (-scores[each.pk], each.pk))
    return [Similar(viewpoint, _share(scores[viewpoint.pk])) for viewpoint in nearest[:k]]


def _units_and_stamp(viewer: Person) -> QuerySet[Any, tuple[str, int]]:
    """The units whose viewpoints `viewer` may compare with, and figures that change when something new is said.

    Those who have taken back their words count too: so an index answers, and what is shown is asked for afterwards.
    """
    units = units_of(viewer).order_by().values_list(Value("unit", output_field=CharField()), "pk")
    recent = Viewpoint.objects.filter(received_on__gte=clock.today() - timedelta(days=RECENT_DAYS)).order_by()
    named = recent.annotate(what=Value("recent", output_field=CharField())).values("what")
    figures = [named.annotate(figure=figure).values_list("what", "figure") for figure in (Count("pk"), Max("pk"))]
    return units.union(*figures, all=True)


_before_ranking = Prepared(_units_and_stamp)


def _share(score: float) -> int:
    return round(100 * score)


def _model() -> bool | None:
    """For `analysis.similar`: the sentence model if there is one, unless it is switched off."""
    return None if settings.SEMANTIC else False


class Latest:
    """The latest viewpoints of all units as one index, kept by the process; nobody sees it but through the database.

    Built anew each day; what comes during the day is added. What has been taken back is gone from every answer at once,
    and from the memory of the process with the next day's index.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index = similar.Index(model=False)
        self._rows: list[tuple[int, int]] = []
        self._built_on: date | None = None
        self._stamp: object = None

    def ranked(self, text: str, *, units: set[int], stamp: object = None) -> list[tuple[int, float]]:
        """The viewpoints of `units` most like `text`: (key, score 0 to 1), at most `CANDIDATES`, best first.

        `stamp` is another one when something new has been said since the last time.
        """
        with self._lock:
            self._catch_up(stamp)
            index, rows = self._index, list(self._rows)
        scored = ((*rows[row], score) for row, score in index.rank(text, len(rows)) if score >= UNLIKE)
        return [(pk, score) for pk, unit, score in scored if unit in units][:CANDIDATES]

    def _catch_up(self, stamp: object) -> None:
        said = Viewpoint.objects.exclude(state=ViewpointState.WITHDRAWN).order_by("-received_on", "pk")
        recent = said.filter(received_on__gte=clock.today() - timedelta(days=RECENT_DAYS))
        if self._built_on != clock.today():
            self._build(list(said.select_related("vector")[:LATEST]))
        elif stamp != self._stamp:
            known = {pk for pk, _unit in self._rows}
            new = [pk for pk in recent.values_list("pk", flat=True)[:LATEST] if pk not in known]
            for viewpoint in said.filter(pk__in=new).select_related("vector"):
                self._add(viewpoint)
        self._built_on, self._stamp = clock.today(), stamp

    def _build(self, viewpoints: Sequence[Viewpoint]) -> None:
        vectors = [_vector(viewpoint) for viewpoint in viewpoints]
        stored = [vector for vector in vectors if vector is not None]
        complete = settings.SEMANTIC and similar.available() and bool(stored) and len(stored) == len(vectors)
        texts = [viewpoint.text for viewpoint in viewpoints]
        self._index = similar.Index(texts, np.stack(stored)) if complete else similar.Index(texts, model=False)
        self._rows = [(viewpoint.pk, viewpoint.unit_id) for viewpoint in viewpoints]

    def _add(self, viewpoint: Viewpoint) -> None:
        self._index.append(viewpoint.text, _vector(viewpoint))
        self._rows.append((viewpoint.pk, viewpoint.unit_id))


def _vector(viewpoint: Viewpoint) -> NDArray[np.float16] | None:
    """What the job stored of a viewpoint's meaning; None where there is none yet."""
    vector = getattr(viewpoint, "vector", None)
    return None if vector is None else np.frombuffer(vector.data, dtype=np.float16)


_latest = Latest()
