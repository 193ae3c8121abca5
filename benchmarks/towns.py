"""The large town that the benchmarks measure in: `make_town`, in a data folder of its own."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from medskapa.core import garbage
from tests.server import Server

READY_MADE = "MEDSKAPA_BENCHMARK_TOWN"
"""Names the data folder of a large town that is there already; it is copied, not written to."""


QUERIES, MILLISECONDS = 12, 50
"""The bars of a page."""


@contextmanager
def large_town(viewpoints: int, residents: int) -> Iterator[Server]:
    """A town of that size and a server for it, not started; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="medskapa-benchmark-") as folder:
        data = Path(folder) / "data"
        if ready := os.environ.get(READY_MADE):
            shutil.copytree(ready, data)
        else:
            data.mkdir()
        server = Server(data)
        if not ready:
            print(f"Making a town of {viewpoints:,} viewpoints and {residents:,} residents ...", flush=True)
            server.manage("migrate", "--verbosity", "0")
            server.manage("make_town", "--viewpoints", str(viewpoints), "--residents", str(residents), "--seed", "1")
        yield server


def open_django(server: Server) -> None:
    """Let this process read and write the town of `server` itself, as a web process does (`medskapa/wsgi.py`)."""
    from django.core.wsgi import get_wsgi_application

    os.environ.update(server.environment)
    get_wsgi_application()
    garbage.settle()


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * len(ordered)))]


def timed(asked: list[float], execute: Callable, *statement: object) -> object:
    """Carry out a statement, and note how many milliseconds it took (of a query: to its first rows)."""
    began = time.perf_counter()
    try:
        return execute(*statement)
    finally:
        asked.append((time.perf_counter() - began) * 1_000)


def browser(login: str = "") -> Any:
    """The browser of the person with that login, signed in; without one, of anybody."""
    from django.test import Client

    from medskapa.people.models import Person

    client = Client(headers={"host": "127.0.0.1"})
    if login:
        client.force_login(Person.objects.get(login=login))
    return client


def print_heading() -> None:
    """The names of the figures of `measure_pages`."""
    print(f"{'page':34} {'queries':>7} {'in them':>8} {'median':>8} {'p95':>8} {'least':>8} {'cpu':>8}   (ms)")


def measure_pages(pages: dict[str, tuple[Any, str]], requests: int, only: str) -> None:
    """Time each of `pages` (its name, who asks, and for what) whose name holds `only`, and print the figures."""
    from django.db import connection

    for name, (client, address) in pages.items():
        if only not in name:
            continue
        response = client.get(address)
        if response.status_code != 200:
            print(f"{name:34} {address} answered {response.status_code}", flush=True)
            continue
        asked: list[float] = []
        with connection.execute_wrapper(partial(timed, asked)):
            client.get(address)
        took, cpu = [], []
        for _request in range(requests):
            began, began_cpu = time.perf_counter(), time.process_time()
            client.get(address)
            took.append((time.perf_counter() - began) * 1_000)
            cpu.append((time.process_time() - began_cpu) * 1_000)
        figures = (sum(asked), percentile(took, 0.5), percentile(took, 0.95), min(took), percentile(cpu, 0.5))
        misses = " <- above the bar" if len(asked) > QUERIES or figures[2] > MILLISECONDS else ""
        print(f"{name:34} {len(asked):7}" + "".join(f" {figure:8.1f}" for figure in figures) + misses, flush=True)
