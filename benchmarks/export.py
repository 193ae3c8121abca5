"""How long the export of 12,000 public events takes, and how much memory.

Run from the top folder: `python -m benchmarks.export` (`--items 12000`). `/api/v1/events.ndjson` is read to its end
through Django's test client and thrown away line by line; the extra memory is the process's peak during the export
above what it was before (of the resident set, after one export of the same kind has loaded what code it needs).
The bar is 3 s and 60 MB, streamed (design: quality). Measured: see benchmarks/README.md.
"""

import argparse
import threading
import time

import psutil

from benchmarks.towns import large_town, open_django

ADDRESS = "/api/v1/events.ndjson"


def main() -> None:
    arguments = argparse.ArgumentParser(description="The export of all public events.")
    arguments.add_argument("--viewpoints", type=int, default=100_000)
    arguments.add_argument("--residents", type=int, default=10_000)
    arguments.add_argument("--items", type=int, default=12_000)
    given = arguments.parse_args()
    with large_town(given.viewpoints, given.residents) as server:
        open_django(server)
        _measure(given.items)


def _measure(items: int) -> None:
    _export(lines=50)
    _tell_more(items)
    with _Peak() as peak:
        began = time.perf_counter()
        lines, first, size = _export()
        seconds = time.perf_counter() - began
    print(f"{lines} events, {size / 1e6:.1f} MB: {seconds:.2f} s, the first line after {first * 1_000:.0f} ms")
    print(f"extra memory at most {peak.extra / 1e6:.1f} MB")


def _tell_more(items: int) -> None:
    """Add events to the themes until there are `items` in public."""
    from django.db.models import F

    from medskapa.core import clock
    from medskapa.voice.models import Event, EventKind, Theme, Thread

    themes = list(Theme.objects.select_related("thread").order_by("pk"))
    there = Event.objects.filter(thread__in=[theme.thread for theme in themes]).count()
    more = -(-(items - there) // len(themes))
    for theme in themes:
        numbers = range(theme.thread.length + 1, theme.thread.length + more + 1)
        text = "Vi har talat med dem som arbetar i växeln, och prövar nya tider i två månader."
        events = (
            Event(thread=theme.thread, number=number, kind=EventKind.DISCUSSED, at=clock.now(), text=text)
            for number in numbers
        )
        Event.objects.bulk_create(events, 1_000)
        Thread.objects.filter(pk=theme.thread_id).update(length=F("length") + more)


def _export(lines: int | None = None) -> tuple[int, float, int]:
    """Read the export, or its first `lines`: how many lines, seconds to the first one, bytes."""
    from django.test import Client

    began = time.perf_counter()
    response = Client(headers={"host": "127.0.0.1"}).get(ADDRESS)
    assert response.streaming, "the export is not streamed"
    count = size = 0
    first = 0.0
    for piece in response:
        first = first or time.perf_counter() - began
        count += piece.count(b"\n")
        size += len(piece)
        if lines and count >= lines:
            break
    response.close()
    return count, first, size


class _Peak:
    """The most that the process's resident set grows while it is open. `extra`: bytes."""

    def __enter__(self) -> "_Peak":
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss
        self.extra = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.005):
            self.extra = max(self.extra, self._process.memory_info().rss - self._before)


if __name__ == "__main__":
    main()
