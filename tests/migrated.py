"""The empty database that the migrations make, made once for all processes of a run, and on SQLite for the next run.

To migrate takes ten seconds, most of what it costs to run one file of tests. What it makes is the same until a
migration changes, or what migrations call. On SQLite it is kept in pytest's own cache; `--cache-clear` throws it away.
On a build machine (`CI`) every run migrates anew, and so does every run on PostgreSQL, whose servers end with the run.
"""

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection

import medskapa
from tests.postgres import CLUSTER

PACKAGE = Path(medskapa.__file__).parent
ON_POSTGRES = "medskapa_migrated"
"""What the kept database is called on PostgreSQL. There a file beside the cluster says that it is whole."""


def template(config: pytest.Config, of_this_run: Path) -> Path | None:
    """Where the database of these very migrations is kept, whether it is there yet or not. None: it is not kept.

    What `--nomigrations` makes has the tables, and no record of a migration: whoever began with it would meet "table
    already exists".

    Args:
        of_this_run: a folder that all processes of this run share, and no other run.
    """
    cache = getattr(config, "cache", None)
    if config.getoption("nomigrations"):
        return None
    if connection.vendor == "postgresql":
        cluster = os.environ.get(CLUSTER)  # on a server of somebody else's nothing is left
        return Path(cluster) / "migrated" if cluster else None
    if os.environ.get("CI") or cache is None:
        return of_this_run / "migrated.sqlite3"
    return Path(cache.mkdir("migrated")) / f"{_fingerprint()}.sqlite3"


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time: the first one migrates, and the others then find what it has made."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    """The hash of what the result depends on."""
    found = hashlib.sha256(sys.version.encode())
    for path in _depends_on():
        found.update(str(path.relative_to(PACKAGE.parent)).encode() + path.read_bytes())
    return found.hexdigest()[:32]


def _depends_on() -> list[Path]:
    """The migrations, the code they call, the settings, and the lock of the libraries that bring migrations."""
    called = [*(PACKAGE / "core").rglob("*.py"), PACKAGE / "voice" / "search.py", *(PACKAGE / "settings").glob("*.py")]
    return sorted([PACKAGE.parent / "requirements.lock", *PACKAGE.glob("*/migrations/*.py"), *called])


def begin_with(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test database begin as a copy of what is kept at `path`: to migrate it is then to find all done."""
    if connection.vendor == "postgresql":
        monkeypatch.setitem(connection.settings_dict["TEST"], "TEMPLATE", ON_POSTGRES)
        return
    original = connection.creation._create_test_db

    def copied(*arguments: Any, **named: Any) -> str:
        name = original(*arguments, **named)
        with suppress(FileNotFoundError):  # another process has thrown it away just now
            shutil.copyfile(path, name)
        return name

    monkeypatch.setattr(connection.creation, "_create_test_db", copied)


def keep(path: Path) -> None:
    """Keep the test database, just migrated and empty, as `path`, and throw away what older migrations made.

    Not for another run if somebody has changed a file since this process began: it may have migrated with the code of
    before. Nor if one was moved or taken away, which no file's time tells.
    """
    if connection.vendor == "postgresql":
        _keep_on_postgres(path)
    elif path.stem == "migrated":  # this run's own
        _copy_to(path)
    elif path.stem == _fingerprint() and all(each.stat().st_mtime < _began() for each in _depends_on()):
        _copy_to(path)
        for older in path.parent.glob("*.sqlite3"):
            if older != path:
                older.unlink(missing_ok=True)


def _began() -> float:
    return psutil.Process().create_time()


def _copy_to(path: Path) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(draft)])
    draft.replace(path)


def _keep_on_postgres(path: Path) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()  # nobody may look at what is copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {ON_POSTGRES} TEMPLATE "{name}"')
    path.touch()
