"""A pytest plugin (`-p tests.postgres`): runs the suite on a private PostgreSQL that it starts and removes itself."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

URL = "MEDSKAPA_TEST_DATABASE_URL"
CLUSTER = "MEDSKAPA_TEST_CLUSTER"
"""Names the folder of the private PostgreSQL, for the processes that share it."""
DATABASE = {"db", "transactional_db", "live_server"}
HASTE = " ".join(
    f"-c {setting}"
    for setting in (
        "fsync=off",  # nothing here need outlive the run
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "autovacuum=off",
        "jit=off",  # to compile a query takes longer than to run it on a hundred rows
        "shared_buffers=256MB",
        "max_connections=60",
    )
)
_cluster: Path | None = None


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise pytest.UsageError("PostgreSQL is not installed; on Debian: apt install postgresql")
    return path


def _as_postgres(*command: str) -> None:
    """PostgreSQL refuses to run as root, so root steps down to the package's own user."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    result = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd="/")
    if result.returncode:
        raise pytest.UsageError(f"{command[0]} failed: {result.stderr or result.stdout}")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    global _cluster
    if os.environ.get(URL):
        return
    _cluster = Path(tempfile.mkdtemp(prefix="medskapa-pg-"))
    if os.geteuid() == 0:
        shutil.chown(_cluster, "postgres")
    data = str(_cluster / "data")
    _as_postgres(
        _binary("initdb"), "-D", data, "-U", "medskapa", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={_cluster} {HASTE}"
    _as_postgres(_binary("pg_ctl"), "-D", data, "-l", str(_cluster / "log"), "-w", "-o", options, "start")
    # The suite is no superuser: those see through the walls that the database keeps (`medskapa.core.walls`).
    role = "CREATE ROLE medskapa_app LOGIN CREATEDB"
    _as_postgres(_binary("psql"), "-h", str(_cluster), "-U", "medskapa", "-d", "postgres", "-q", "-c", role)
    os.environ[CLUSTER] = str(_cluster)
    os.environ[URL] = f"postgres://medskapa_app@/{_cluster}/postgres"  # the folder of the socket, then the database


def pytest_unconfigure() -> None:
    if _cluster is None:
        return
    _as_postgres(_binary("pg_ctl"), "-D", str(_cluster / "data"), "-m", "immediate", "stop")
    shutil.rmtree(_cluster, ignore_errors=True)
    del os.environ[URL], os.environ[CLUSTER]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would only be the same once more: what asks for no database, and what starts a server of its own
    on SQLite."""
    same = [item for item in items if not _asks_for_the_database(item) or _starts_its_own(item)]
    if same:
        config.hook.pytest_deselected(items=same)
        left_out = set(same)
        items[:] = [item for item in items if item not in left_out]


def _asks_for_the_database(item: pytest.Item) -> bool:
    """Without the mark or one of the fixtures pytest-django lets no query through."""
    return bool(item.get_closest_marker("django_db")) or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def _starts_its_own(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("browser") or item.get_closest_marker("crash"))
