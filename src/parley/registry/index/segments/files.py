"""A segment as octets: written, opened where they are whole and of this release, and mapped from a file."""

from __future__ import annotations

import json
import mmap
import os
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from parley.registry.index.segments.segment import Segment
from parley.registry.names import MATCHER_VERSION

FORMAT = f"2 {sys.implementation.cache_tag}"  # what is packed is of one Python
MAGIC = b"parley-register\n"

_ARRAYS: dict[str, Any] = {
    "keys": np.uint64,
    "starts": np.uint32,
    "postings": np.uint32,
    "totals": np.float32,
    "entries": np.uint32,
    "places": np.uint16,
    "kinds": np.uint8,
    "ids": np.uint64,
    "versions": np.uint32,
    "lists": np.uint16,
    "offsets": np.uint64,
    "ends": np.uint64,
    "part_ends": np.uint64,
    "texts": np.uint8,
    "packed": np.uint8,
    "parts": np.uint8,
}


class DamagedError(ValueError):
    """Not a whole segment of this release."""


def written(header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """A segment as the octets of its file: a line that names it, what stands where, then the arrays."""
    body = bytearray()
    places = {}
    for name, kind in _ARRAYS.items():
        array = np.ascontiguousarray(arrays[name], kind)
        places[name] = [len(body), len(array)]
        body += array.tobytes() + b"\0" * (-array.nbytes % 8)
    head = header | {"format": FORMAT, "matcher": MATCHER_VERSION, "arrays": places, "octets": len(body)}
    head["crc"] = zlib.crc32(body)
    line = json.dumps(head, separators=(",", ":")).encode()
    line += b" " * (-(len(MAGIC) + 8 + len(line)) % 8)
    return MAGIC + len(line).to_bytes(8, "little") + line + bytes(body)


def opened(octets: bytes | mmap.mmap) -> Segment:
    """The segment that these octets hold, or `DamagedError`."""
    view = memoryview(octets)
    begin = len(MAGIC) + 8
    try:
        if bytes(view[: len(MAGIC)]) != MAGIC:
            raise DamagedError("It does not begin as a segment does.")
        length = int.from_bytes(view[len(MAGIC) : begin], "little")
        header = json.loads(bytes(view[begin : begin + length]))
        if header["format"] != FORMAT or header["matcher"] != MATCHER_VERSION:
            raise DamagedError("It was made by another release.")
        body = view[begin + length :]
        if len(body) != header["octets"] or zlib.crc32(body) != header["crc"]:
            raise DamagedError("It is not whole.")
        arrays = {
            name: np.frombuffer(body, kind, header["arrays"][name][1], header["arrays"][name][0])
            for name, kind in _ARRAYS.items()
        }
    except (KeyError, TypeError, IndexError, ValueError, RecursionError) as error:
        raise DamagedError(str(error)) from error
    views = {name: arrays.pop(name).data for name in ("texts", "packed", "parts")}
    return Segment(header, **arrays, **views, octets=octets)  # type: ignore[arg-type] # by name


def stamp(path: Path) -> tuple[int, int]:
    """Another one when the file is another; (0, 0) where there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def mapped(path: Path) -> Segment:
    """The segment in a file, which may be replaced by another while this one is in use."""
    try:
        with path.open("rb") as file:
            known = os.fstat(file.fileno())
            segment = opened(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            segment.origin = path, (known.st_ino, known.st_mtime_ns)
            return segment
    except (OSError, ValueError) as error:
        raise DamagedError(str(error)) from error
