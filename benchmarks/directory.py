"""How fast a directory of 5,000 services is searched, by words that are known, misspelt, and in other languages.

Run from the top folder: `python -m benchmarks.directory`. Takes some seconds. The services are invented, their words
drawn at random from a Swedish vocabulary of the size that such texts have; the queries are those of the labelled set in
tests/analysis/directory_set.yaml. Measured is `analysis.directory` alone; what a page of it costs is
that and five queries (tests/commons/test_directory.py counts them).
"""

from __future__ import annotations

import itertools
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from analysis.directory import Directory, Entry, known_needs

SERVICES = 5_000
SET = Path(__file__).parents[1] / "tests" / "analysis" / "directory_set.yaml"
_BEGIN = "tele data språk mobil brev jobb cykel barn sy mat musik trädgård nätverks bok kvarters för hem fritids väg"
_MIDDLE = "hjälp kurs grupp träff stuga verkstad kafé mottagning café cirkel lag råd rum mötes samtal plats väg skola"
_END = "en er arna s ens et na ar"
VOCABULARY = ["".join(parts) for parts in itertools.product(*(words.split() for words in (_BEGIN, _MIDDLE, _END)))]


PAGES = {
    "the page of needs": "/hjalp/",
    "a need, anywhere": "/hjalp/?behov=phone&var=alla",
    "a need in a neighbourhood, open now": "/hjalp/?behov=bankid&var=a-3&oppet=1",
    "a search": "/hjalp/?q=hj%C3%A4lp+med+mobilen",
    "a neighbourhood": "/hjalp/omrade/a-3/",
    "a service": "/hjalp/s-17/",
}


def entries(number: int = SERVICES, seed: int = 7) -> list[Entry]:
    """Services with a name, a line and a longer text each, one to three needs, one to three languages."""
    draw = random.Random(seed)
    needs = sorted(known_needs())

    def words(count: int) -> str:
        return " ".join(draw.choices(VOCABULARY, k=count))

    return [
        Entry(
            [(1.0, f"{words(3)} {row}"), (0.8, words(2)), (0.7, words(15)), (0.5, words(60))],
            draw.sample(needs, draw.randint(1, 3)),
            draw.sample(["sv", "en", "ar", "so", "uk", "fa"], draw.randint(1, 3)),
        )
        for row in range(number)
    ]


def queries() -> list[str]:
    return [each["query"] for each in yaml.safe_load(SET.read_text(encoding="utf-8"))]


def measured(act: Callable[[str], Any], clock: Callable[[], float], times: int = 3) -> tuple[float, float, float]:
    """Median, 95th percentile and slowest, in milliseconds by `clock`, over all queries."""
    act("telefon")
    took = []
    for query in queries() * times:
        begun = clock()
        act(query)
        took.append(1_000 * (clock() - begun))
    return statistics.median(took), statistics.quantiles(took, n=20)[-1], max(took)


def main() -> None:
    made = entries()
    begun = time.perf_counter()
    directory = Directory(made)
    print(f"built from {len(directory)} services in {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    Directory(made)
    print(f"built anew when one of them has changed in {time.perf_counter() - begun:.2f} s")
    _print("a search", measured(directory.search, time.perf_counter))
    _print("of it processor time", measured(directory.search, time.process_time))
    pages()


def pages(number: int = SERVICES, times: int = 40) -> None:
    """The finder's pages with so many services, through Django's test client; the town is made in memory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medskapa.settings.test")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    connection.settings_dict["NAME"] = ":memory:"
    call_command("migrate", verbosity=0)
    _town(number)
    client = Client(headers={"host": "localhost"})
    for what, url in PAGES.items():
        client.get(url)  # the first makes the index, and what a process keeps
        took = []
        for _each in range(times):
            begun = time.perf_counter()
            response = client.get(url)
            took.append(1_000 * (time.perf_counter() - begun))
            assert response.status_code == 200, (url, response.status_code)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        figures = statistics.median(took), statistics.quantiles(took, n=20)[-1], max(took)
        _print(f"{what} ({len(captured)} queries)", figures)


def _town(number: int) -> None:
    """So many invented services in ten neighbourhoods, each at one of 50 places, open twice a week."""
    from datetime import date
    from datetime import time as hour

    from medskapa.commons import needs
    from medskapa.commons.models import Area, Hours, Organisation, Place, Service, ServiceAtPlace

    draw = random.Random(7)
    organisation = Organisation.objects.create(slug="o", name="Organisationen", kind="association")
    areas = Area.objects.bulk_create(Area(slug=f"a-{n}", name=f"Området {n}") for n in range(10))
    places = Place.objects.bulk_create(
        Place(slug=f"p-{n}", name=f"Plats {n}", kind="library", area=areas[n % 10]) for n in range(50)
    )
    services = Service.objects.bulk_create(
        Service(
            slug=f"s-{n}",
            name=" ".join(draw.choices(VOCABULARY, k=3)),
            organisation=organisation,
            listed=True,
            summary=" ".join(draw.choices(VOCABULARY, k=15))[:300],
            needs=draw.sample(list(needs.WORDS), 2),
            languages=["sv", draw.choice(["ar", "en", "so", "uk"])],
            changed_on=date(2026, 1, 1),
            checked_on=date(2026, 1, 1),
        )
        for n in range(number)
    )
    there = ServiceAtPlace.objects.bulk_create(
        ServiceAtPlace(service=service, place=draw.choice(places)) for service in services
    )
    Hours.objects.bulk_create(
        Hours(at=at, service=at.service, weekday=day, opens=hour(9), closes=hour(16)) for at in there for day in (1, 4)
    )


def _print(what: str, figures: tuple[float, float, float]) -> None:
    print(f"{what}: median {figures[0]:.1f} ms, p95 {figures[1]:.1f} ms, slowest {figures[2]:.1f} ms")


if __name__ == "__main__":
    main()
