"""The server is killed while people write: what was acknowledged is there afterwards, and the database is whole."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests import walkers
from tests.server import Server

pytestmark = pytest.mark.crash

ROUNDS = 3
WRITERS = 6
HEARD = 8  # acknowledged before each kill, which then comes at any moment
PATIENCE = 60  # seconds


@pytest.fixture
def server(tmp_path: Path, migrated_database: Path | None) -> Iterator[Server]:
    """An empty town: the unit that takes what people say, and nothing else."""
    server = Server(tmp_path)
    server.migrate(migrated_database)
    server.manage(
        "shell", "-c", "from medskapa.people.models import Unit; Unit.objects.create(slug='utveckling', name='U')"
    )
    yield server
    server.kill()


class Writers:
    """Several people who write at the same time, over and over, until the server is gone. `said`: code and text."""

    def __init__(self, url: str, mark: str) -> None:
        self.said: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self._gone = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(url, f"{mark} {n}")) for n in range(WRITERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for(self, number: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(self.said) < number:
            assert time.monotonic() < deadline, f"{len(self.said)} were heard in {PATIENCE} s; refused: {self.refused}"
            time.sleep(0.01)

    def stop(self) -> None:
        self._gone.set()
        for thread in self._threads:
            thread.join(timeout=70)
            assert not thread.is_alive()

    def _write(self, url: str, mark: str) -> None:
        number = 0
        while not self._gone.is_set():
            text = f"Servern dog medan jag skrev, omgång {mark} nummer {number}."
            number += 1
            try:
                with httpx.Client(base_url=url, timeout=walkers.TIMEOUT) as client:
                    self.said.append((walkers.say(client, text), text))
            except httpx.TransportError:
                return
            except walkers.Refused as refused:
                self.refused.append(str(refused))


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(server: Server):
    acknowledged: list[tuple[str, str]] = []
    for round_number in range(ROUNDS):
        server.start(jobs=round_number == 0)
        writers = Writers(server.url, str(round_number))
        writers.start()
        writers.wait_for(HEARD)
        time.sleep(random.uniform(0, 0.3))
        server.kill()
        writers.stop()
        assert writers.refused == []
        acknowledged += writers.said
        assert integrity_of(server.database) == "ok"

    server.start(jobs=False)
    with httpx.Client(base_url=server.url, timeout=walkers.TIMEOUT) as client:
        lost = [text for code, text in acknowledged if not walkers.has_arrived(client, code, text)]
    assert lost == [], f"{len(lost)} of {len(acknowledged)} were lost"
    assert stored(server.database) >= len(acknowledged)
    assert "database is locked" not in server.log.read_text()


def integrity_of(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def stored(database: Path) -> int:
    """How many viewpoints there are; each whole, with its thread, first event, receipt and audit record."""
    with closing(sqlite3.connect(database)) as connection:
        count, threads, events, receipts, audited = connection.execute(
            """SELECT (SELECT COUNT(*) FROM voice_viewpoint), (SELECT COUNT(*) FROM voice_thread),
                      (SELECT COUNT(*) FROM voice_event), (SELECT COUNT(*) FROM voice_receipt),
                      (SELECT COUNT(*) FROM core_auditwaiting)"""
        ).fetchone()
    assert count == threads == events == receipts == audited
    return int(count)
