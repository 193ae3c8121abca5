"""How fast a directory of 5,000 services is searched, by words that are known, misspelt, and in other languages.

Run from the top folder: `python -m benchmarks.directory`. Takes some seconds. The services are invented, their words
drawn at random from a Swedish vocabulary of the size that such texts have; the queries are those of the labelled set in
tests/analysis/directory_set.yaml. Measured is `analysis.directory` alone; what a page of it costs is
that and five queries (tests/commons/test_directory.py counts them).
"""

from __future__ import annotations

import itertools
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


def _print(what: str, figures: tuple[float, float, float]) -> None:
    print(f"{what}: median {figures[0]:.1f} ms, p95 {figures[1]:.1f} ms, slowest {figures[2]:.1f} ms")


if __name__ == "__main__":
    main()
