"""A real server and a real browser: the demo council served by `parley demo serve`, and Chromium."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS_MAX = 120


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start_demo(home: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the demo and wait until it answers. The caller stops it.

    The first start of a run loads the council; its store, as a kill leaves it, is where all the other nodes begin.
    """
    if not (home / "keys").exists():
        shutil.copytree(_loaded(), home, dirs_exist_ok=True)
    return _serve(home, port)


def _loaded() -> Path:
    home = Path(os.environ["PARLEY_TEST_FOLDER"]) / "demo"
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of a run share the folder
        if not home.exists():
            kill(_serve(home, free_port()))
    return home


def _serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PARLEY_") and k != "DATABASE_URL"}
    env |= {"PARLEY_HOME": str(home), "PORT": str(port), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "parley", "demo", "serve"]
    # A session of its own, so that a kill reaches the server's worker too.
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    for _ in range(START_SECONDS_MAX * 10):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                return process
        except OSError:
            if process.poll() is not None:
                break
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    kill(process)
    raise AssertionError("the demo did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` of the server and its worker."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo council of this test process's own."""
    port = free_port()
    process = start_demo(tmp_path_factory.mktemp("demo"), port)
    yield f"http://127.0.0.1:{port}"
    kill(process)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("PARLEY_REQUIRE") == "browser":
            pytest.fail("There is no Chromium here, and PARLEY_REQUIRE=browser asks for one.")
        pytest.skip("There is no Chromium here. On Debian: apt-get install chromium fonts-noto-core fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def act_as(page: Page, demo: str, authority: str) -> None:
    """Sign in by choosing an authority on the start page."""
    page.goto(f"{demo}/demo/")
    page.get_by_role("button", name=authority).first.click()
    page.wait_for_url("**/meetings/**")


def choose_language(context: BrowserContext, demo: str, language: str) -> None:
    context.add_cookies([{"name": "parley_language", "value": language, "url": demo}])
