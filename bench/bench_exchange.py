"""The exchange over real HTTP, with the targets of issue 3: adding, polling, and what must not grow with the store.

    python bench/bench_exchange.py [--quick] [add] [poll] [flat]

Each figure is a ratio of two things measured in turns in one run, so noise on the machine falls on both; the median
of the rounds counts. BENCH_DATABASE_URL names an empty PostgreSQL database instead of SQLite in a temporary home (for
one part at a time, and not for `add`, which is held against plain SQLite).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from exchange import add, flat, poll
from exchange.table import show


@dataclass(frozen=True)
class Sizes:
    rounds: int
    envelopes: int
    polled: int
    stored: int


FULL = Sizes(rounds=5, envelopes=20, polled=100_000, stored=1_000_000)
QUICK = Sizes(rounds=3, envelopes=5, polled=10_000, stored=30_000)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="small sizes: does it run, and roughly how fast?")
    parser.add_argument("parts", nargs="*", help="add, poll, flat; all of them unless some are named")
    asked = parser.parse_args()
    sizes = QUICK if asked.quick else FULL
    parts = asked.parts or ["add", "poll", "flat"]
    if "add" in parts:
        title = f"Adding envelopes of {add.ENVELOPE_OBJECTS:,} indicators"
        show("exchange_add", title, add.measure(sizes.rounds, sizes.envelopes))
    if "poll" in parts:
        title = f"Polling {sizes.polled:,} objects with taxii2-client, receipts included"
        show("exchange_poll", title, poll.measure(sizes.rounds, sizes.polled))
    if "flat" in parts:
        title = f"A store of {sizes.stored:,} objects"
        show("exchange_flat", title, flat.measure(sizes.rounds, sizes.stored))


if __name__ == "__main__":
    main()
