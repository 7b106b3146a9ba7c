"""nomenklatura's logic-v2 in a temporary environment of its own, asked over a pipe: nothing of it is installed here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "nomenklatura==4.17.4"
APP = Path(__file__).with_name("peer_app.py")
INSTALL_SECONDS_MAX = 900
HOW = f"nomenklatura cannot be had here, so it is not measured: pip install {PACKAGE}, and name its Python with --peer."


class UnavailableError(Exception):
    """The sentence says what to do."""


class Peer:
    """Scores of pairs of names: (schema, one name, the other)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def score(self, pairs: Sequence[tuple[str, str, str]]) -> tuple[list[float], float]:
        """The scores, and the seconds of processor time that they took there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(pairs) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise UnavailableError(HOW)
        scores, seconds = json.loads(answer)
        return scores, seconds


@contextmanager
def peer(python: Path | None) -> Iterator[Peer]:
    """`python` has nomenklatura; without it, it is installed for the time."""
    with TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [python or _installed(Path(folder)), APP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            yield Peer(process)
        finally:
            process.kill()
            process.wait()


def _installed(folder: Path) -> Path:
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
    for command in ([sys.executable, "-m", "venv", folder], install):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS_MAX)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise UnavailableError(HOW) from error
    return python
