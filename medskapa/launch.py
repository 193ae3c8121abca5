"""Set up, run and check Medskapa with nothing but Python: what the Makefile calls.

Imports the standard library only, for it runs before anything is installed.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".installed"


def data_dir() -> Path:
    """The folder in which all that a run writes lies."""
    return Path(os.environ.get("MEDSKAPA_DATA_DIR") or ROOT / "var").resolve()


def port() -> int:
    """The port to serve on, 8000 unless MEDSKAPA_PORT says otherwise."""
    value = os.environ.get("MEDSKAPA_PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        sys.exit(f"MEDSKAPA_PORT must be a number between 1 and 65535, not {value!r}.")
    return int(value)


def set_up() -> None:
    """Make ``.venv`` and install the locked dependencies, unless that is done already."""
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever starts this may have an older one)
        sys.exit(f"Medskapa needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Setting up (once): installing the locked dependencies in .venv ...", flush=True)
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], capture_output=True).returncode == 0:
        _must(uv, "venv", "-q", "--clear", "--python", sys.executable, str(VENV))
        _must(uv, "pip", "install", "-q", "--require-hashes", "--python", str(PYTHON), "-r", str(LOCK))
    else:
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
            sys.exit(
                "Python could not make a virtual environment. On Debian: apt install python3-venv, then try again."
            )
        _must(str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(LOCK))
    STAMP.write_text(wanted)


def run() -> None:
    """Serve the demo town until Ctrl-C: migrate, load the town at the first start, start web server and worker."""
    set_up()
    (data_dir() / "static").mkdir(parents=True, exist_ok=True)
    _manage("prepare_demo")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    processes = [
        subprocess.Popen([str(PYTHON), *command], cwd=ROOT, env=_env(), start_new_session=True)  # Ctrl-C is ours alone
        for command in (["manage.py", "work"], ["-m", "gunicorn", "medskapa.wsgi:application", *_web_options()])
    ]
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        print("A process ended by itself. Is the port taken? Another one: MEDSKAPA_PORT=8001 make run")
    except KeyboardInterrupt:
        print("\nStopped. What you did is kept; make run goes on from here.")
        return
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)
    sys.exit(1)


def _web_options() -> list[str]:
    workers = os.environ.get("MEDSKAPA_WEB_WORKERS", "2")
    return (
        f"--bind 127.0.0.1:{port()} --workers {workers} --threads 4 --preload --log-level warning --no-control-socket"
    ).split()


def test() -> None:
    """Run every test on SQLite; where PostgreSQL is installed, those that touch the database run there too."""
    set_up()
    arguments = sys.argv[2:]
    _manage("compile_texts")
    processes = os.environ.get("MEDSKAPA_TEST_PROCESSES") or str((os.cpu_count() or 1) + 1)  # one waits for its browser
    # Each process begins with a stretch of its own, so that what a module shares is made once; who is done first helps.
    pytest = [str(PYTHON), "-m", "pytest", "-q", "-n", processes, "--dist", "worksteal"]
    failed = _run(*pytest, *arguments)
    if os.environ.get("REQUIRE_POSTGRES") or _postgres_installed():
        print("What touches the database, once more on PostgreSQL:", flush=True)
        failed = _run(*pytest, "-p", "tests.postgres", "-m", "not browser", *arguments) or failed
    else:
        print("PostgreSQL is not installed: the suite ran on SQLite only.")
    if failed:  # said when both are through, so that one run tells all that is to be mended
        sys.exit(failed)


def check() -> None:
    """Lint, formatting, types, import rules, templates."""
    set_up()
    _must(str(PYTHON), "-m", "ruff", "check", ".")
    _must(str(PYTHON), "-m", "ruff", "format", "--check", ".")
    _must(str(PYTHON), "-m", "mypy")
    _must(str(VENV / "bin" / "lint-imports"))
    _must(str(VENV / "bin" / "djlint"), "medskapa", "--lint", "--quiet")


def demo_reset() -> None:
    """Throw the demo town away and load a fresh one, after asking."""
    set_up()
    answer = input(f"This deletes everything in {data_dir()}. Write yes to go on: ")
    if answer.strip().lower() not in {"yes", "ja"}:
        sys.exit("Nothing was changed.")
    for path in data_dir().glob("medskapa.sqlite3*"):
        path.unlink()
    for name in ("mail", "letters", "audit", "sms", "bankid"):
        shutil.rmtree(data_dir() / name, ignore_errors=True)
    _manage("migrate", "--verbosity", "0")
    _manage("load_demo")


def check_production() -> None:
    """Django's deployment checks with the production settings; any warning fails."""
    set_up()
    example = {
        "DJANGO_SETTINGS_MODULE": "medskapa.settings.production",
        "MEDSKAPA_SECRET_KEY": os.environ.get("MEDSKAPA_SECRET_KEY") or hashlib.sha512(os.urandom(64)).hexdigest(),
        "MEDSKAPA_ALLOWED_HOSTS": os.environ.get("MEDSKAPA_ALLOWED_HOSTS", "medskapa.example.se"),
        "MEDSKAPA_PUBLIC_URL": os.environ.get("MEDSKAPA_PUBLIC_URL", "https://medskapa.example.se"),
        "MEDSKAPA_SMS": os.environ.get("MEDSKAPA_SMS", "off"),
    }
    data_dir().mkdir(parents=True, exist_ok=True)
    _must(str(PYTHON), "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=_env() | example)


def messages() -> None:
    """Gather the texts to translate into the catalogues of plain Swedish and English."""
    set_up()
    _manage(
        "makemessages", "--no-obsolete", "--no-location", "--locale", "en", "--locale", "sv_Plain", "--ignore", ".venv"
    )


def _env() -> dict[str, str]:
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "medskapa.settings.demo")
    return os.environ | {"DJANGO_SETTINGS_MODULE": settings, "PYTHONUNBUFFERED": "1"}


def _postgres_installed() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def _manage(*arguments: str) -> None:
    _must(str(PYTHON), "manage.py", *arguments, env=_env())


def _must(*command: str, env: dict[str, str] | None = None) -> None:
    if code := _run(*command, env=env):
        sys.exit(code)


def _run(*command: str, env: dict[str, str] | None = None) -> int:
    """The exit code of `command`, which runs in the project's folder."""
    return subprocess.run(command, cwd=ROOT, env=env).returncode


COMMANDS: dict[str, Callable[[], None]] = {
    "set-up": set_up,
    "run": run,
    "test": test,
    "check": check,
    "demo-reset": demo_reset,
    "check-production": check_production,
    "messages": messages,
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]]()
