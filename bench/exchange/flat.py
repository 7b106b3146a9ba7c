"""What must not grow with the store: a far page, a reader of few objects among many, letting one more member in."""

from __future__ import annotations

import time

import requests

from exchange.client import MEDIA_TYPE, Bearer
from exchange.node import Node, Server, node
from exchange.table import Figure, memory, times

PAGE = 1000
SEEN = 60
LARGE, SMALL = "The large group", "The small group"
LARGE_OBJECTS_PART = 10
"""The large group has a tenth of all; the small one a page."""
READER, SEER, FIRST_NEWCOMER = 1, 2, 3
MEMORY_MB_MAX = 300
REPEATS = 7


class Reader:
    """One token reading one collection, page by page."""

    def __init__(self, server: Server, secret: str, collection: str) -> None:
        self.url = f"{server.url}/taxii2/council/collections/{collection}/objects/"
        self.session = requests.Session()
        self.session.auth = Bearer(secret)
        self.session.headers["Accept"] = MEDIA_TYPE

    def page(self, limit: int = PAGE, next_: str = "") -> tuple[float, int, str]:
        start = time.perf_counter()
        answer = self.session.get(self.url, params={"limit": str(limit)} | ({"next": next_} if next_ else {}))
        taken = time.perf_counter() - start
        assert answer.status_code == 200, answer.text[:500]
        body = answer.json()
        return taken, len(body.get("objects", ())), body.get("next", "")


def measure(rounds: int, objects: int) -> list[Figure]:
    newcomers = rounds * 2
    with node(FIRST_NEWCOMER + newcomers) as many, node(FIRST_NEWCOMER + newcomers) as few:
        _fill(many, objects)
        few.keeper.ask("group", name="Seen", members=[SEER])
        few.keeper.ask("fill", to="Seen", first=0, count=SEEN)
        few.keeper.ask("group", name=SMALL, members=[READER])
        few.keeper.ask("fill", to=SMALL, first=SEEN, count=PAGE)
        few.keeper.ask("settled")
        with many.server() as server, few.server() as other:
            figures = [
                _far_page(many, server, objects, rounds),
                _few_among_many(many, server, few, other, rounds),
                *_letting_in(many, server, few, other, objects, rounds),
                memory(f"memory, a store of {objects:,}", server.peak_mb(), MEMORY_MB_MAX),
            ]
    return figures


def _fill(many: Node, objects: int) -> None:
    """Everything for the reader, through three groups; and 60 objects for the one who sees few."""
    ask = many.keeper.ask
    for name in (LARGE, SMALL, "All"):
        ask("group", name=name, members=[READER])
    ask("group", name="Seen", members=[SEER])
    large = objects // LARGE_OBJECTS_PART
    ask("fill", to="All", first=0, count=objects - large - PAGE)
    ask("fill", to="Seen", first=objects, count=SEEN)
    ask("fill", to=LARGE, first=objects - large - PAGE, count=large)
    ask("fill", to=SMALL, first=objects - PAGE, count=PAGE)
    ask("settled")


def _far_page(many: Node, server: Server, objects: int, rounds: int) -> Figure:
    token = many.keeper.ask("token", member=READER)
    reader = Reader(server, token["secret"], token["shared"])
    got, place, last = 0, "", ""
    while True:
        _, count, after = reader.page(next_=place)
        got += count
        if not after:
            break
        last, place = place, after
    assert got == objects, (got, objects)
    pairs = []
    for _ in range(rounds * REPEATS):
        pairs.append((reader.page(next_=last)[0], reader.page()[0]))
    far, near = zip(*pairs, strict=True)
    return times(f"the last page of {objects:,} against the first", far, near, 1.5)


def _few_among_many(many: Node, server: Server, few: Node, other: Server, rounds: int) -> Figure:
    readers = []
    for kept, serving in ((many, server), (few, other)):
        token = kept.keeper.ask("token", member=SEER)
        readers.append(Reader(serving, token["secret"], token["shared"]))
    pairs = []
    for _ in range(rounds * REPEATS + 3):
        taken = []
        for reader in readers:
            seconds, count, _ = reader.page()
            assert count == SEEN, count
            taken.append(seconds)
        pairs.append(taken)
    among, alone = zip(*pairs[3:], strict=True)
    return times(f"a poll of {SEEN} among many against {SEEN} alone", among, alone, 2)


def _letting_in(many: Node, server: Server, few: Node, other: Server, objects: int, rounds: int) -> list[Figure]:
    """The act, and the newcomer's first page. Each newcomer joins one group; the groups, and the stores, take turns."""
    large: list[tuple[float, float]] = []
    small: list[tuple[float, float]] = []
    alone: list[tuple[float, float]] = []
    for turn in range(rounds):
        large.append(_let_in(many, server, LARGE, FIRST_NEWCOMER + 2 * turn))
        small.append(_let_in(many, server, SMALL, FIRST_NEWCOMER + 2 * turn + 1))
        alone.append(_let_in(few, other, SMALL, FIRST_NEWCOMER + turn))
    (large_acts, large_polls), (small_acts, small_polls), (_, alone_polls) = (
        zip(*taken, strict=True) for taken in (large, small, alone)
    )
    said = f"a group of {objects // LARGE_OBJECTS_PART:,} against one of {PAGE:,}"
    return [
        times(f"one more member: {said}", large_acts, small_acts, 2),
        times(f"its first page: {said}", large_polls, small_polls, 2),
        times(f"its first page: {PAGE:,} among many against {PAGE:,} alone", small_polls, alone_polls, 2),
    ]


def _let_in(kept: Node, server: Server, name: str, member: int) -> tuple[float, float]:
    token = kept.keeper.ask("token", member=member)
    reader = Reader(server, token["secret"], token["shared"])
    reader.page()
    act = kept.keeper.ask("join", name=name, member=member)
    seconds, count, _ = reader.page()
    assert count == PAGE, count
    return act, seconds
