"""Polling with the OASIS client to the end of a feed, against the same client on a server of constant octets.

The receipts are written as ever. The null server's page is the first page of the node, octet for octet, so the client
reads the same from both; it never ends, and is left after as many pages.
"""

from __future__ import annotations

import requests

from exchange.client import MEDIA_TYPE, Bearer, pages
from exchange.node import Node, Server, node, null_server
from exchange.null import COLLECTION
from exchange.table import Figure, memory, rates

TARGETS = {1000: 0.7, 100: 0.5}
MEMORY_MB_MAX = 300
NO_LIMIT = 10**9


def measure(rounds: int, objects: int) -> list[Figure]:
    figures = []
    with node() as kept:
        kept.keeper.ask("fill", to="council", first=0, count=objects)
        kept.keeper.ask("settled")
        token = kept.keeper.ask("token", member=1)
        for size, target in TARGETS.items():
            figures.append(_against_null(kept, token, size, target, rounds, objects if size == 1000 else objects // 4))
        with kept.server() as server:
            auth, url = Bearer(token["secret"]), _collection(server, token["council"])
            _, got, _ = pages(url, auth, NO_LIMIT, objects)
            assert got == objects
            figures.append(memory("memory, limit=1000000000", server.peak_mb(), MEMORY_MB_MAX))
    return figures


def _against_null(kept: Node, token: dict[str, str], size: int, target: float, rounds: int, objects: int) -> Figure:
    auth, most = Bearer(token["secret"]), objects // size
    with kept.server() as server:
        url = _collection(server, token["council"])
        asked = {"limit": str(size)}
        first = requests.get(f"{url}objects/", auth=auth, params=asked, headers={"Accept": MEDIA_TYPE}, timeout=60)
        first.raise_for_status()
        with null_server(first.content) as null:
            empty = f"{null.url}/{COLLECTION}/"
            ours, other = [], []
            for _ in range(rounds + 1):
                for taken, (where, by) in ((ours, (url, auth)), (other, (empty, auth))):
                    seconds, got, _ = pages(where, by, size, most)
                    assert got == most * size, (got, most, size)
                    taken.append(seconds)
    return rates(f"poll, pages of {size}, against the null server", objects, ours[1:], other[1:], target)


def _collection(server: Server, collection: str) -> str:
    return f"{server.url}/taxii2/council/collections/{collection}/"
