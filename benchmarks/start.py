"""How long from `make run` to the first page: on a fresh copy (with its own `.venv`), and the second time.

Run from the top folder: `python3 -m benchmarks.start`. What is committed is unpacked into a folder of its own, and
`make run` is called there as a newcomer would; it downloads the locked dependencies with uv or pip, whichever is there.
`--second-only` measures in this tree, whose `.venv` is ready. The bar is 90 s, later 3 s, and 1 s for the first request
(design: quality). Measured: see benchmarks/README.md.
"""

import argparse
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600  # seconds


def main() -> None:
    arguments = argparse.ArgumentParser(description="From make run to the first page.")
    arguments.add_argument("--second-only", action="store_true", help="use this tree and its .venv")
    arguments.add_argument("--port", type=int, default=8_765)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="medskapa-start-") as folder:
        tree = ROOT if given.second_only else _fresh_copy(Path(folder) / "tree")
        data = Path(folder) / "data"
        for what in ("first start", "second start"):
            ready, page = _start(tree, data, given.port)
            print(
                f"{what}: {ready:.1f} s to the first answer, then {page * 1_000:.0f} ms for the first page", flush=True
            )


def _fresh_copy(tree: Path) -> Path:
    """What is committed, and nothing else: no .venv, no data."""
    tree.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive, check=True)
    return tree


def _start(tree: Path, data: Path, port: int) -> tuple[float, float]:
    """Seconds until the server answers at all, and then for its first page. It is stopped as by Ctrl-C afterwards."""
    environment = os.environ | {"MEDSKAPA_DATA_DIR": str(data), "MEDSKAPA_PORT": str(port)}
    environment.pop("VIRTUAL_ENV", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"], cwd=tree, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/healthz"):
            assert process.poll() is None, "make run ended by itself"
            assert time.perf_counter() - began < PATIENCE, "no answer"
            time.sleep(0.02)
        ready = time.perf_counter() - began
        assert _answers(f"http://127.0.0.1:{port}/")
        return ready, time.perf_counter() - began - ready
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            response.read()
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


if __name__ == "__main__":
    main()
