"""Parley beside OpenTAXII (SQLite) and medallion (in memory): the same clients and objects, all over HTTP.

    python bench/bench_peers.py [--quick]

`make bench-peers` runs it. The peers come from the package index into temporary environments; one that cannot be had
is named and left out.
"""

from __future__ import annotations

import argparse
from typing import Any

from exchange.client import Adding, Bearer, pages
from exchange.indicators import envelope, indicator
from exchange.node import node
from exchange.peers import MEDALLION, OPENTAXII, Peer, UnavailableError, serving
from exchange.table import Figure, rates, show

ENVELOPE_OBJECTS = PAGE = 1000
TARGETS = {OPENTAXII: (15, 5), MEDALLION: (1, 1)}
"""Times as fast: adding, polling. For medallion there is no target beyond not being slower."""
ENVELOPES = {OPENTAXII: 3, MEDALLION: 1}
"""Envelopes a round. medallion compares each object with all that it holds."""
ROUNDS = {OPENTAXII: 5, MEDALLION: 1}


def measure(peer: Peer, rounds: int) -> list[Figure]:
    with serving(peer) as theirs, node() as kept, kept.server() as server:
        token = kept.keeper.ask("token", member=0)
        url, auth = f"{server.url}/taxii2/council/collections/{token['council']}/", Bearer(token["secret"])
        count = ENVELOPES[peer] * ENVELOPE_OBJECTS
        sides: tuple[tuple[str, Any], ...] = ((url, auth), (theirs, peer.login))
        adding = [Adding(where, by, 1) for where, by in sides]
        added: list[list[float]] = [[], []]
        for turn in range(rounds + 1):
            numbers = range(turn * count, (turn + 1) * count)
            bodies = [
                envelope([indicator(n) for n in numbers[start : start + ENVELOPE_OBJECTS]])
                for start in range(0, count, ENVELOPE_OBJECTS)
            ]
            for taken, each in zip(added, adding, strict=True):
                taken.append(each.add(bodies))
        polled: list[list[float]] = [[], []]
        held = (rounds + 1) * count
        for _ in range(rounds + 1):
            for taken, (where, by) in zip(polled, sides, strict=True):
                seconds, got, _ = pages(where, by, PAGE, held)
                assert got == held, (peer.name, got, held)
                taken.append(seconds)
    add_target, poll_target = TARGETS[peer]
    return [
        rates(f"add, against {peer.name}", count, added[0][1:], added[1][1:], add_target),
        rates(f"poll, pages of {PAGE}, against {peer.name}", held, polled[0][1:], polled[1][1:], poll_target),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    quick = parser.parse_args().quick
    figures: list[Figure] = []
    for peer in (OPENTAXII, MEDALLION):
        try:
            figures += measure(peer, 1 if quick else ROUNDS[peer])
        except UnavailableError as error:
            print(error)
    if figures:
        show("exchange_peers", "Parley beside other TAXII servers ('other' is theirs)", figures)


if __name__ == "__main__":
    main()
