"""A real server on a data folder of its own, started as `make run` starts it: for journeys, crashes and benchmarks."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


class Server:
    """Medskapa on SQLite in `data`. `start` serves it, `stop` ends it kindly, `kill` at once."""

    def __init__(self, data: Path, *, workers: int = 2, settings: str = "tests.served") -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._workers = workers
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": settings,
            "MEDSKAPA_DATA_DIR": str(data),
            "MEDSKAPA_PORT": str(self.port),
            "MEDSKAPA_SEMANTIC": "off",
            "PYTHONUNBUFFERED": "1",
        }
        self.environment.pop("MEDSKAPA_DATABASE_URL", None)

    @property
    def database(self) -> Path:
        return self.data / "medskapa.sqlite3"

    @property
    def log(self) -> Path:
        """What web server and worker wrote."""
        return self.data / "server.log"

    def manage(self, *arguments: str) -> None:
        """Run a management command; its output is shown where it fails."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def migrate(self, kept: Path | None = None) -> None:
        """Make the database, from what is `kept` of the migrations where that is there (`tests.migrated`)."""
        if kept and kept.exists():
            shutil.copyfile(kept, self.database)
        self.manage("migrate", "--verbosity", "0")

    def start(self, *, jobs: bool = True) -> "Server":
        """Serve, and (`jobs`) carry out jobs; returns when the first page can be had."""
        web = ["-m", "gunicorn", "medskapa.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        web += ["--workers", str(self._workers), "--threads", "4", "--preload", "--log-level", "warning"]
        self._run(*web)
        if jobs:
            self._run("manage.py", "work")
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, f"the server did not start: {self.log.read_text()}"
            assert self._processes[0].poll() is None, f"the server ended by itself: {self.log.read_text()}"
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to every process at once: none of them can finish, flush or tidy up."""
        self._end(signal.SIGKILL)

    def _run(self, *arguments: str) -> None:
        with self.log.open("ab") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, *arguments],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )

    def _end(self, how: signal.Signals) -> None:
        for process in self._processes:
            with suppress(ProcessLookupError):  # its group has gone already
                os.killpg(process.pid, how)
        for process in self._processes:
            process.wait(timeout=30)
        self._processes = []

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def copy_town(template: Path, data: Path) -> Path:
    """A data folder like `template`, for a server of its own."""
    return Path(shutil.copytree(template, data))
