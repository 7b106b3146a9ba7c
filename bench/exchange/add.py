"""Adding: envelopes of indicators over HTTP, against plain SQLite putting the same octets into the same tables."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from exchange.client import Adding, Bearer
from exchange.indicators import envelope, indicator
from exchange.node import node
from exchange.plain import Plain, Row
from exchange.table import Figure, memory, rates

ENVELOPE_OBJECTS = 1000
CLIENTS = (1, 2)
TARGET = 0.5
MEMORY_MB_MAX = 300
PREFIX = "a123456789"


def row(raw: bytes) -> Row:
    """As the store keeps it, with the same words."""
    from parley.exchange.rules.objects import Checked, check
    from parley.exchange.rules.values import observables
    from parley.exchange.rules.words import words_of

    checked = check(raw, datetime.now(UTC))
    assert isinstance(checked, Checked), checked
    words = words_of(checked.parsed, observables(checked.parsed, checked.values), checked.references)
    ref = int.from_bytes(sha256(checked.id.encode()).digest()[:8], "big") >> 1
    return ref, checked.id, checked.version, raw, " ".join(PREFIX + word for word in words)


def measure(rounds: int, envelopes: int) -> list[Figure]:
    figures = []
    for clients in CLIENTS:
        with node() as kept, TemporaryDirectory() as folder, kept.server() as server:
            plain = Plain(Path(folder) / "plain.sqlite3", kept.keeper.ask("schema"))
            token = kept.keeper.ask("token", member=0)
            url = f"{server.url}/taxii2/council/collections/{token['council']}/"
            adding = Adding(url, Bearer(token["secret"]), clients)
            ours, other = [], []
            for turn in range(rounds + 1):
                first = turn * envelopes * ENVELOPE_OBJECTS
                batches = [
                    [indicator(first + e * ENVELOPE_OBJECTS + n) for n in range(ENVELOPE_OBJECTS)]
                    for e in range(envelopes)
                ]
                rows = [[row(raw) for raw in batch] for batch in batches]
                bodies = [envelope(batch) for batch in batches]
                ours.append(adding.add(bodies))
                other.append(plain.add(rows))
            said = f"add, {clients} {'client' if clients == 1 else 'clients'}, against plain SQLite"
            figures.append(rates(said, envelopes * ENVELOPE_OBJECTS, ours[1:], other[1:], TARGET))
            figures.append(memory(f"memory, adding with {clients}", server.peak_mb(), MEMORY_MB_MAX))
    return figures
