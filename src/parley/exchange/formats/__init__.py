"""The formats at the border: from what others write to STIX 2.1 objects, and back. Nothing here knows the store.

`read` tells the format by what stands in a file, never by its name.

    STIX 2.1    a bundle, an envelope, a list or one object: each object is cut out as the very octets it came in
    STIX 2.0    the same, converted (stix20.py)
    MISP        an event, a list or a response of events, an event file of a feed (misp.py; the extra `misp`)
    CSV         indicators, one a row (indicators_csv.py)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parley.exchange.formats import indicators_csv, json_files
from parley.exchange.formats.items import LIMITS, OPTIONS, Item, Limits, Making, Options, Read, Unreadable
from parley.exchange.formats.octets import octets_of

__all__ = ["LIMITS", "OPTIONS", "Item", "Limits", "Making", "Options", "Read", "Unreadable", "read"]


def read(
    source: bytes | Path, name: str, making: Making, *, options: Options = OPTIONS, limits: Limits = LIMITS
) -> Iterator[Item]:
    """Each object of a file, and a sentence for each thing that is not taken, in the file's order.

    `name` begins each place (``name#/objects/3``, ``name, line 4``). The objects still have to be checked: only the
    format is read here.
    """
    body = octets_of(source, name, limits, options.encoding)
    if isinstance(body, Unreadable):
        yield body
    elif options.format == "csv" or options.columns is not None or not _is_json(body, options.format):
        yield from indicators_csv.items(body, name, making, options, limits)
    else:
        yield from json_files.items(body, name, making, options, limits)


def _is_json(body: bytes, asked: str) -> bool:
    return bool(asked) or body.lstrip(b" \t\r\n")[:1] in (b"{", b"[")
