"""How long the server takes for the pages of the path where 10,000 residents go it.

Run from the top folder: `python -m benchmarks.path` (`--residents 10000`, `--requests 60`). The town is made by
`make_town` (`benchmarks.towns`). Asked and timed as `benchmarks.meetings`; beside the wall clock stands the processor's
time of this process (median), which other work on the same machine changes less. Bars: at most 12 queries for a page,
p95 below 50 ms. Measured: see benchmarks/README.md.
"""

import argparse
import os
from typing import Any

from benchmarks.towns import browser, large_town, measure_pages, open_django, print_heading

MANAGER = "pernilla_akerlund"


def main() -> None:
    arguments = argparse.ArgumentParser(description="Server time of the pages of the path.")
    arguments.add_argument("--viewpoints", type=int, default=1_000)
    arguments.add_argument("--residents", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=60)
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    with large_town(given.viewpoints, given.residents) as server:
        open_django(server)
        pages = _pages()
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        print_heading()
        measure_pages(pages, given.requests, given.only)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")


def _pages() -> dict[str, tuple[Any, str]]:
    """Pages of the guide who carries most, of their manager, and of one of their residents."""
    from django.db.models import Count

    from medskapa.guidance.models import GuideAssignment, Placement, PlacementState

    opens = GuideAssignment.objects.filter(ended_on=None, unit__slug="arbetsmarknadsinsatser")
    guide = opens.values("guide", "guide__login").annotate(many=Count("pk")).order_by("-many")[0]
    placed = Placement.objects.filter(state=PlacementState.ONGOING, resident__guide_assignments__guide=guide["guide"])
    resident = placed.select_related("resident").order_by("pk")[0].resident
    at_work, manager, own = browser(guide["guide__login"]), browser(MANAGER), browser(resident.login)
    file = f"/arbete/invanare/{resident.pk}/"
    print(f"the guide has {guide['many']} residents; the manager leads guides of {opens.count()}")
    return {
        "the guide's day": (at_work, "/arbete/idag/"),
        "the guide's residents": (at_work, "/arbete/invanare/"),
        "without a next step": (at_work, "/arbete/invanare/?visa=utan-steg"),
        "the file": (at_work, file),
        "the plan in the file": (at_work, f"{file}plan/"),
        "the measures in the file": (at_work, f"{file}insatser/"),
        "the talks in the file": (at_work, f"{file}samtal/"),
        "the manager's day": (manager, "/arbete/idag/"),
        "the manager's guides": (manager, "/arbete/guider/"),
        "the manager's residents": (manager, "/arbete/invanare/"),
        "one guide": (manager, f"/arbete/guider/{guide['guide']}/"),
        "the measures at work": (manager, "/arbete/insatser/"),
        "the resident's way": (own, "/min-vag/"),
        "the resident's plan": (own, "/min-vag/plan/"),
        "the catalogue of measures": (own, "/insatser/"),
    }


if __name__ == "__main__":
    main()
