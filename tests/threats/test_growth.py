"""What others write is read in a time that grows with its length alone (36, 37, 38)."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.exchange.api.conftest import indicator
from tests.promise.responses import ABSENT

from parley.council.errors import InputError
from parley.exchange.formats import Making, Read, read
from parley.exchange.forms import parcels
from parley.exchange.rules import blocklists
from parley.exchange.rules.defanging import defang
from parley.exchange.rules.objects import check
from parley.exchange.rules.values import refang
from parley.exchange.rules.warninglists import read as read_list
from parley.release.rules import names_originator
from parley.settings import SETTINGS

AT = datetime(2021, 12, 7, tzinfo=UTC)
CHARS = 100_000
SECONDS_MAX = 3.0
"""Of the processor: quadratic work on as many characters takes far longer."""
RUNS = [
    "a",
    "a.",
    "-",
    "a-",
    "_",
    "a@",
    "[.",
    "hxxp",
    "http://",
    "'",
    "\\",
    "\\'",
    "(",
    "[",
    " ",
    "\t ",
    "é",
    "\u0301",
    "aa aa ",
]


def value(text: str) -> None:
    """As whatever a blocklist lists, and as the row of a CSV."""
    for path in ("domain-name:value", "url:value", "email-addr:value", "ipv4-addr:value", "file:hashes.MD5"):
        written = text.replace("\\", "\\\\").replace("'", "\\'")
        raw = indicator("a", pattern=f"[{path} = '{written}']")
        for kind in blocklists.Kind:
            list(blocklists.listed(raw, kind, "2021-12-07T00:00:00.000000Z"))


READERS: list[Callable[[str], object]] = [
    value,
    refang,
    lambda text: [defang(type_, text) for type_ in ("url", "domain-name", "ipv6-addr")],
    lambda text: check(indicator("a", pattern=text), AT),
    lambda text: check(indicator("a", description=text, name=text, labels=[text]), AT),
    lambda text: list(read(f"value\n{text}\n".encode(), "a.csv", Making(AT, b"k" * 32))),
    lambda text: names_originator(
        json.dumps({"x": text}).encode(), names=["aa aa aa aa b"], codes=["AA"], identity_ids=[]
    ),
    lambda text: blocklists.guarded(text),
]


@pytest.mark.parametrize("reader", range(len(READERS)))
@pytest.mark.parametrize("run", RUNS)
def test_no_text_takes_long(reader: int, run: str) -> None:
    text = (run * CHARS)[:CHARS] + "!"
    began = time.process_time()
    READERS[reader](text)
    assert time.process_time() - began < SECONDS_MAX


def test_an_expression_of_a_warning_list_is_not_run() -> None:
    made = read_list({"name": "L", "type": "regex", "list": ["^(a+)+$"]}, 100)
    assert "regex" in str(made)


def test_a_bomb_of_gzip_is_unpacked_as_far_as_the_limit() -> None:
    bomb = gzip.compress(b"\0" * (300 * 2**20), 1)
    began = time.process_time()
    (refused,) = read(bomb, "a.json", Making(AT, b"k" * 32))
    assert "octets" in str(refused)
    assert time.process_time() - began < SECONDS_MAX


def test_what_does_not_fit_is_not_converted_on_the_node_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event of MISP takes seconds for each MiB: a large one, or many, would keep the node busy for minutes."""
    converted: list[bytes] = []

    def one(*_: object, **__: object) -> Iterator[Read]:
        for number in range(100):
            converted.append(b"{}")
            yield Read(b"{}", f"object {number}")

    monkeypatch.setattr(parcels, "SETTINGS", replace(SETTINGS, envelope_objects_max=10))
    monkeypatch.setattr(parcels, "read", one)
    with pytest.raises(InputError, match="at most 10 objects"):
        parcels.opened(b"{}", "a.json", ABSENT, AT)
    assert len(converted) == 11


def test_a_large_event_of_misp_is_refused_before_it_is_converted() -> None:
    text = "x" * parcels.EVENT_BYTES_MAX
    event = {"Event": {"uuid": str(ABSENT), "info": text, "date": "2021-12-01", "timestamp": "1638000000"}}
    began = time.process_time()
    with pytest.raises(InputError, match="octets"):
        parcels.opened(json.dumps(event).encode(), "a.json", ABSENT, AT)
    assert time.process_time() - began < SECONDS_MAX
