"""Which worker runs what, and in which order: one module is for one worker, and what takes longest begins first.

The groups of pytest-xdist 3.8 do nothing under pytest 9.2, which lets no test be renamed.
Here the path decides.
"""

from __future__ import annotations

import pytest

TOGETHER = ("tests/journeys/", "tests/demo/")
"""They share what is dear: a served demo and a browser, and a demo in the store."""

APART = ("tests/journeys/test_crash.py", "tests/promise/test_promise.py")
"""Each test may run elsewhere."""

FIRST = (
    "tests/journeys/",
    "tests/promise/",
    "tests/demo/",
    "tests/web/test_sign_in.py",
    "tests/cli/",
    "tests/forum/test_pages.py",
    "tests/exchange/rules/",
)


def unit(nodeid: str) -> str:
    """What is sent to a worker as a whole."""
    path = nodeid.split("::", maxsplit=1)[0]
    if path in APART:
        return nodeid
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def place(nodeid: str) -> int:
    return next((n for n, path in enumerate(FIRST) if nodeid.startswith(path)), len(FIRST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class ByPath(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    config.option.loadscopereorder = False  # the order is that of the tests
    return ByPath(config, log)
