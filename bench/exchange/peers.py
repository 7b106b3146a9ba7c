"""Other TAXII servers, each in a temporary environment of its own, so that nothing of theirs is installed here."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from exchange.node import ADDRESS, START_SECONDS_MAX, free_port, stop

APP = Path(__file__).with_name("peer_app.py")
INSTALL_SECONDS_MAX = 300


@dataclass(frozen=True)
class Peer:
    name: str
    packages: tuple[str, ...]
    login: tuple[str, str] | None = None


OPENTAXII = Peer("opentaxii", ("opentaxii==0.9.3", "sqlalchemy<2"))  # it is older than SQLAlchemy 2
MEDALLION = Peer("medallion", ("medallion==3.0.0",), ("bench", "bench"))


class UnavailableError(Exception):
    """A peer that cannot be installed or does not start here; the sentence says which and why."""


@contextmanager
def serving(peer: Peer) -> Iterator[str]:
    """The address of its one collection, empty, while it serves."""
    with TemporaryDirectory() as folder:
        python = _installed(peer, Path(folder) / "venv")
        data = Path(folder) / "data"
        data.mkdir()
        port = free_port()
        process = subprocess.Popen([python, APP, peer.name, str(port), data], cwd=APP.parent, stdout=subprocess.DEVNULL)
        try:
            _wait(peer, process, port, data / "collection")
            yield f"http://{ADDRESS}:{port}{(data / 'collection').read_text()}"
        finally:
            stop(process)


def _installed(peer: Peer, venv: Path) -> Path:
    python = venv / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.packages, "granian"]
    for command in ([sys.executable, "-m", "venv", venv], install):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS_MAX)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise UnavailableError(f"{peer.name} cannot be installed here, so it is not measured.") from error
    return python


def _wait(peer: Peer, process: subprocess.Popen[bytes], port: int, there: Path) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(f"http://{ADDRESS}:{port}/taxii2/", timeout=10).close()
        except HTTPError:
            pass  # it wants a password: it answers
        except (URLError, OSError):
            time.sleep(0.1)
        if there.exists():
            return
    raise UnavailableError(f"{peer.name} does not start here, so it is not measured.")
