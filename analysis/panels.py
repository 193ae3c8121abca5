"""A list of panels, all within the quotas, that treats people as equally as a greedy choice can arrange.

Everybody of a kind (see `analysis.seating`) has the same chance. The list depends on the problem alone; chance comes in
only when one of the panels is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analysis.seating import FrozenPanel, Panel, Problem, Service, find, make

FEWEST_PANELS = 100
SEATS_PER_KIND = 4
"""A list of panels is so long that there are at least so many seats in it for each kind."""

FAIR_PART = 0.9
"""Kinds with less than this part of an equal share get panels of their own."""

HARD_KINDS = 10
FAILED_PANELS = 10
LIFTED_KINDS = 50_000
"""Bounds of the work: searches in vain, panels in vain, and kinds x panels added to lift the least served."""


@dataclass(frozen=True)
class Portfolio:
    """Panels of which one is drawn, all with the same chance.

    Attributes:
        panels: the panels, each of which meets every quota.
        served: in how many seats of all the panels each kind sits.
        hopeless: kinds that can sit in no panel at all.
        unknown: kinds for which no panel was found, though there may be one.
    """

    panels: tuple[FrozenPanel, ...]
    served: tuple[int, ...]
    hopeless: frozenset[int]
    unknown: frozenset[int]


@lru_cache(maxsize=16)
def portfolio(problem: Problem, witness: FrozenPanel) -> Portfolio:
    """Panels in which each kind is served as equally, for its size, as the quotas allow a greedy method to do.

    Each panel seats those least served by the panels before it. Afterwards each kind that is still left out gets a
    panel made around it, if there is one.

    Args:
        problem: what the panels must be like.
        witness: a panel that meets every quota; it is in the list only if no other is found.
    """
    service = Service(problem)
    panels: list[Panel] = []
    wanted = max(FEWEST_PANELS, -(-SEATS_PER_KIND * len(problem.sizes) // max(1, problem.seats)))
    failed = 0
    while len(panels) < wanted and failed < FAILED_PANELS:
        panel = make(problem, service)
        if problem.misses(panel):
            failed += 1
            service.count(panel, -1)
        else:
            panels.append(panel)
    if not panels:
        panels.append(dict(witness))
        service.count(dict(witness), 1)
    hopeless, unknown = _include_everyone(problem, panels, service)
    _lift(problem, panels, service)
    return Portfolio(tuple(map(frozen, panels)), tuple(service.served), hopeless, unknown)


def frozen(panel: Panel) -> FrozenPanel:
    """The panel as pairs of kind and number, sorted."""
    return tuple(sorted(panel.items()))


def _include_everyone(problem: Problem, panels: list[Panel], service: Service) -> tuple[frozenset[int], frozenset[int]]:
    """Add a panel around each kind that none has; return the kinds that have none, for certain and perhaps."""
    hopeless: set[int] = set()
    unknown: set[int] = set()
    searches = 0
    for kind, size in enumerate(problem.sizes):
        if service.served[kind] or not size or not problem.seats:
            continue
        if problem.after({kind: 1}).plainly_impossible():
            hopeless.add(kind)
        elif searches >= HARD_KINDS:
            unknown.add(kind)
        else:
            panel, certain = _around(kind, problem, service)
            if panel is not None:
                panels.append(panel)
                continue
            searches += 1
            (hopeless if certain else unknown).add(kind)
    return frozenset(hopeless), frozenset(unknown)


def _lift(problem: Problem, panels: list[Panel], service: Service) -> None:
    """Add panels around the least served kind as long as it has less than `FAIR_PART` of an equal share."""
    liftable = {kind for kind, served in enumerate(service.served) if served}
    fair = FAIR_PART * problem.seats / max(1, sum(problem.sizes[kind] for kind in liftable))
    for _round in range(min(3 * len(panels), LIFTED_KINDS // max(1, len(problem.sizes)))):
        least = min(liftable, key=lambda kind: (service.served[kind] / problem.sizes[kind], kind), default=None)
        if least is None or service.served[least] >= fair * len(panels) * problem.sizes[least]:
            return
        panel, _certain = _around(least, problem, service)
        if panel is None:
            liftable.remove(least)
        else:
            panels.append(panel)


def _around(kind: int, problem: Problem, service: Service) -> tuple[Panel | None, bool]:
    """As `find`, for a panel in which `kind` has a seat."""
    panel, certain = find(problem.after({kind: 1}), service)
    if panel is not None:
        service.change(kind, 1)
        panel[kind] = panel.get(kind, 0) + 1
    return panel, certain
