"""Nodes to be measured: a store in a temporary home, its keeper, and the server as `parley serve` starts it.

The keeper (keeper.py) is a process of its own that acts on the store as members would. The null server answers
constant octets through the same kind of server with the same settings.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 20
THREADS = 8
ADDRESS = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind((ADDRESS, 0))
        port: int = asked.getsockname()[1]
        return port


def surroundings(home: Path, **more: str) -> dict[str, str]:
    return os.environ | {
        "PARLEY_HOME": str(home),
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", ""),
        "DJANGO_SETTINGS_MODULE": "parley.web.django_settings",
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT, ROOT / "bench"))),
        **more,
    }


@dataclass
class Keeper:
    process: subprocess.Popen[str]

    def ask(self, do: str, **values: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The keeper ended while it did {do!r}; see above.")
        return json.loads(line)


@dataclass
class Server:
    """A server and the processes that it is made of."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.port}"

    def peak_mb(self) -> float:
        """Peak resident memory of all its processes, added up: what they share is counted for each."""
        return sum(map(_peak_kb, _family(self.process.pid))) / 1024


@dataclass
class Node:
    home: Path
    keeper: Keeper
    environment: dict[str, str]
    servers: list[Server] = field(default_factory=list)

    @contextmanager
    def server(self) -> Iterator[Server]:
        port = free_port()
        command = [sys.executable, "-m", "parley", "serve"]
        with _running(command, port, "/health", self.environment | {"PORT": str(port)}) as server:
            self.servers.append(server)
            yield server


@contextmanager
def node(members: int = 3) -> Iterator[Node]:
    """A council with its tokens. Its keeper ends, and its home goes, with the block."""
    with TemporaryDirectory() as folder:
        environment = surroundings(Path(folder))
        command = [sys.executable, "-m", "exchange.keeper", str(members)]
        with subprocess.Popen(
            command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            try:
                keeper = Keeper(process)
                keeper.ask("ready")
                yield Node(Path(folder), keeper, environment)
            finally:
                process.kill()


@contextmanager
def null_server(page: bytes) -> Iterator[Server]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.json"
        path.write_bytes(page)
        port = free_port()
        command = [sys.executable, "-m", "exchange.null", str(port)]
        with _running(command, port, "/", surroundings(Path(folder), BENCH_PAGE=str(path))) as server:
            yield server


@contextmanager
def _running(command: list[str], port: int, path: str, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(process, f"http://{ADDRESS}:{port}{path}")
        yield Server(process, port)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        for pid in _family(process.pid)[::-1]:
            os.kill(pid, 9)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5):
                return
        except URLError as error:
            if not isinstance(error.reason, OSError):
                return
        time.sleep(0.05)
    raise SystemExit(f"The server at {url} did not start; see above.")


def _family(pid: int) -> list[int]:
    """A process and all that descend from it (Linux)."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _peak_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
