"""The formats at the border: from what others write to STIX 2.1 objects, and back. Nothing here knows the store.

`read` tells the format by what stands in a file, never by its name.

    STIX 2.1    a bundle, an envelope, a list or one object: each object is cut out as the very octets it came in
    STIX 2.0    the same, converted (stix20.py)
    MISP        an event, a list or a response of events, an event file of a feed (misp.py; the extra `misp`)
    CSV         indicators, one a row (indicators_csv.py)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from parley.exchange.formats import indicators_csv, json_files
from parley.exchange.formats.items import LIMITS, Item, Limits, Making, Read, Unreadable
from parley.exchange.formats.octets import octets_of

__all__ = ["LIMITS", "Item", "Limits", "Making", "Read", "Unreadable", "read"]


def read(
    source: bytes | Path,
    name: str,
    making: Making,
    *,
    columns: Mapping[str, str] | None = None,
    limits: Limits = LIMITS,
) -> Iterator[Item]:
    """Each object of a file, and a sentence for each thing that is not taken, in the file's order.

    `name` begins each place (``name#/objects/3``, ``name, line 4``). `columns` says which column of a CSV file
    plays which role (`indicators_csv.ROLES`). The objects still have to be checked: only the format is read here.
    """
    body = octets_of(source, name, limits)
    if isinstance(body, Unreadable):
        yield body
    elif columns is None and body.lstrip(b" \t\r\n")[:1] in (b"{", b"["):
        yield from json_files.items(body, name, making, limits)
    else:
        yield from indicators_csv.items(body, name, making, columns, limits)
