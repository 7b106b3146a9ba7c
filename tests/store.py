"""Where the tests' store is: loaded as a plugin before Django's settings are read.

SQLite in memory, unless PARLEY_TEST_STORE=postgresql: then a PostgreSQL of our own in a temporary folder, from the
`pgserver` wheel or from the system's `postgres`, or the one that DATABASE_URL names.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

pytest_plugins = ["tests.examples", "tests.turns"]

_FOLDER = "PARLEY_TEST_FOLDER"


def _start_pgserver(folder: Path) -> str | None:
    try:
        import pgserver
    except ImportError:
        return None
    server = pgserver.get_server(folder, cleanup_mode="stop")
    return str(server.get_uri())


def _start_system(folder: Path) -> str | None:
    initdb = shutil.which("initdb") or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
    )
    if initdb is None:
        return None
    programs = Path(initdb).parent
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
        folder.parent.chmod(0o755)
    run = [*as_user, str(programs / "pg_ctl"), "-D", str(folder / "data")]
    subprocess.run(
        [*as_user, initdb, "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    subprocess.run(
        [*run, "-o", options, "-l", str(folder / "log"), "-w", "start"], check=True, stdout=subprocess.DEVNULL
    )
    atexit.register(subprocess.run, [*run, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
    return f"postgresql://postgres@/postgres?host={folder}"


def pytest_sessionstart() -> None:
    """In memory whatever the engine: pytest-django knows only Django's own to need no file for each worker."""
    from django.db import connections

    default = connections.settings["default"]
    if "sqlite" in default["ENGINE"]:
        default["TEST"]["NAME"] = ":memory:"


def _set_up() -> None:
    if _FOLDER in os.environ:
        return  # a worker of pytest-xdist: the first process has set everything up
    folder = Path(tempfile.mkdtemp(prefix="parley-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[_FOLDER] = str(folder)
    os.environ["PARLEY_HOME"] = str(folder / "home")
    os.environ["PARLEY_DEMO"] = "1"  # so that the demo's routes are in the URL map and are tested too
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop running in the thread of the tests
    wanted = os.environ.get("PARLEY_TEST_STORE", "sqlite")
    if wanted == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif wanted == "postgresql" and not os.environ.get("DATABASE_URL"):
        data = folder / "postgresql"
        data.mkdir()
        uri = _start_pgserver(data) or _start_system(data)
        if uri is None:
            raise SystemExit(
                "PARLEY_TEST_STORE=postgresql needs the pgserver wheel, Debian's package postgresql, or DATABASE_URL."
            )
        os.environ["DATABASE_URL"] = uri


_set_up()
