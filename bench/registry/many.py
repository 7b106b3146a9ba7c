"""As many names to be searched as are wanted: the lists at hand, and others made by recombining their parts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from parley.registry.index.building import Listed
from parley.registry.rules.entries import Kind
from registry import lists

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def real(data: Path = DATA) -> list[tuple[Kind, list[str]]]:
    """Entries of OFAC's and the United Nations' lists with all their names, the original script's among them."""
    found = [*lists.ofac(data / lists.OFAC, data / lists.OFAC_ALIASES), *lists.united_nations(data / lists.UN)]
    return [(each.kind, [*each.names, *filter(None, [each.original])]) for each in found if each.names]


def recombined(entities: int, names: int, data: Path = DATA) -> Iterator[Listed]:
    """`entities` with `names` in all: the real ones first, then others made of their parts, always the same."""
    draw = random.Random(20211207)
    known = real(data)
    parts = {
        kind: [word for of, texts in known if of is kind for text in texts[:1] for word in text.split()]
        for kind in Kind
    }
    counts = {kind: [len(texts[0].split()) for of, texts in known if of is kind] for kind in Kind}
    kinds = [of for of, _ in known]
    entries = [(kind, list(texts)) for kind, texts in known[:entities]]
    while len(entries) < entities:
        kind = draw.choice(kinds)
        entries.append((kind, [_made(draw, parts[kind], counts[kind])]))
    have = sum(len(texts) for _, texts in entries)
    while have < names:
        kind, texts = draw.choice(entries)
        texts.append(_made(draw, parts[kind], counts[kind]))
        have += 1
    for number, (kind, texts) in enumerate(entries):
        yield Listed(UUID(int=(number + 1) << 64), 1, kind, "un-sc", tuple(texts))


def _made(draw: random.Random, parts: list[str], counts: list[int]) -> str:
    return " ".join(draw.choice(parts) for _ in range(max(2, min(6, draw.choice(counts)))))
