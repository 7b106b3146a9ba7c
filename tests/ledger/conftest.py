from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from parley.ledger import keys
from parley.ledger.rules.actor import Actor

START = datetime(2021, 12, 7, 4, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Reader:
    """All that the ledger knows of a viewer."""

    party: UUID


def party(number: int) -> UUID:
    return UUID(int=number << 64 | 4 << 76 | 2 << 62)


def stream(seed: str) -> Callable[[int], bytes]:
    """Octets that look random and are the same in every run, for one act."""
    counter: Iterator[int] = itertools.count()
    return lambda count: hashlib.shake_256(f"{seed}/{next(counter)}".encode()).digest(count)


def actor(number: int, act: int = 0) -> Actor:
    return Actor(
        person=party(1000 + number),
        authority=party(2000 + number),
        party=party(number),
        at=START + timedelta(seconds=act),
        draw=stream(f"{number}/{act}"),
    )


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that rotate or race for the node's key do it in a folder of their own."""
    monkeypatch.setattr(keys, "path", lambda: tmp_path / "keys" / "ledger-ed25519.pem")
