"""nomenklatura in a temporary environment of its own, asked over pipes: nothing of it is installed here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from parley.registry.rules.entries import Kind

PACKAGE = "nomenklatura==4.17.4"
APP, BLOCKER = (Path(__file__).with_name(name) for name in ("peer_app.py", "blocker_app.py"))
INSTALL_SECONDS_MAX = 900
HOW = f"nomenklatura cannot be had here, so it is not measured: pip install {PACKAGE}, and name its Python with --peer."


class UnavailableError(Exception):
    """The sentence says what to do."""


Asked = tuple[str, str, list[str]]
"""An id, a schema of FollowTheMoney, and names."""
SCHEMAS = {Kind.PERSON: "Person", Kind.ORGANISATION: "Organization", Kind.VESSEL: "Vessel"}


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
def environment(python: Path | None) -> Iterator[Path]:
    """A Python that has nomenklatura: the one named, or one made for the time."""
    with TemporaryDirectory() as folder:
        yield python or _installed(Path(folder))


@contextmanager
def peer(python: Path | None) -> Iterator[Peer]:
    """Its logic-v2, which scores pairs."""
    with environment(python) as found:
        process = subprocess.Popen([found, APP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            yield Peer(process)
        finally:
            process.kill()
            process.wait()


def blocker(python: Path, entities: Sequence[Asked], queries: Sequence[Asked], folder: Path) -> dict[str, float]:
    """Its blocker, which finds candidates: seconds of one query (`p50`, `worst`), queries a second in a batch (`rate`),
    memory at its peak (`mb`)."""
    files = [folder / "entities.jsonl", folder / "queries.jsonl"]
    for file, each in zip(files, (entities, queries), strict=True):
        file.write_text("".join(json.dumps(entity) + "\n" for entity in each), encoding="utf-8")
    done = subprocess.run([python, BLOCKER, *files, folder / "blocker"], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise UnavailableError(HOW)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _installed(folder: Path) -> Path:
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
    for command in ([sys.executable, "-m", "venv", folder], install):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS_MAX)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise UnavailableError(HOW) from error
    return python
