"""The large town that the benchmarks measure in: `make_town`, in a data folder of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import Server

READY_MADE = "MEDSKAPA_BENCHMARK_TOWN"
"""Names the data folder of a large town that is there already; it is copied, not written to."""


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
    """Let this process read and write the town of `server` itself."""
    import django

    os.environ.update(server.environment)
    django.setup()


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * len(ordered)))]
