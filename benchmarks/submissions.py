"""How many people can say something at the same time, on SQLite, and whether anything is lost.

Run from the top folder: `python -m benchmarks.submissions` (`--people 16`, `--each 15`, `--viewpoints 100000`). A real
gunicorn with two processes of four threads, as `make run` starts it; each person walks the pages without JavaScript,
five requests and two short transactions with synchronous FULL each, and the receipt costs one argon2id hash (19 MiB, by
intention). Afterwards every code is tried, the database is checked, and the log is searched for "database is locked".
Measured: see benchmarks/README.md.
"""

import argparse
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx

from benchmarks.towns import large_town, percentile
from tests import walkers
from tests.server import Server


def main() -> None:
    arguments = argparse.ArgumentParser(description="Concurrent submissions.")
    arguments.add_argument("--viewpoints", type=int, default=100_000)
    arguments.add_argument("--residents", type=int, default=10_000)
    arguments.add_argument("--people", type=int, default=16)
    arguments.add_argument("--each", type=int, default=15)
    given = arguments.parse_args()
    with large_town(given.viewpoints, given.residents) as server:
        server.start()
        try:
            _measure(server, given.people, given.each)
        finally:
            server.stop()


def _measure(server: Server, people: int, each: int) -> None:
    began = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        said = [one for person in pool.map(lambda n: list(_say(server.url, n, each)), range(people)) for one in person]
    seconds = time.perf_counter() - began
    took = [duration for _code, _text, duration in said]
    print(f"{people} people at once, {len(said)} viewpoints in {seconds:.1f} s: {len(said) / seconds:.1f} a second,")
    print(f"{5 * len(said) / seconds:.0f} requests a second")
    print(f"one person's whole way: median {percentile(took, 0.5):.2f} s, p95 {percentile(took, 0.95):.2f} s")
    with httpx.Client(base_url=server.url, timeout=walkers.TIMEOUT) as client:
        lost = sum(not walkers.has_arrived(client, code, text) for code, text, _duration in said)
    with closing(sqlite3.connect(server.database)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
    locked = server.log.read_text().count("database is locked")
    print(f"lost: {lost}   database is locked: {locked}   integrity check: {whole}")


def _say(url: str, person: int, times: int) -> Iterator[tuple[str, str, float]]:
    """One person who says something `times` times: the code, the text, and the seconds it took from first to last."""
    with httpx.Client(base_url=url, timeout=walkers.TIMEOUT) as client:
        for number in range(times):
            text = f"Person {person} säger sak nummer {number}: telefontiden är för kort."
            began = time.perf_counter()
            code = walkers.say(client, text)
            yield code, text, time.perf_counter() - began


if __name__ == "__main__":
    main()
