"""Unpacking in small pieces: memory does not grow with what a stream unpacks to."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_PACKED_PIECE_BYTES = 2**14
_PIECE_BYTES = 2**17


def inflated(packed: memoryview, *, exact: bool) -> Iterator[bytes]:
    """Pieces of a raw deflate stream (RFC 1951); the caller counts them. Raises `zlib.error` on damage.

    `exact` demands that the stream ends where `packed` ends; else what follows its end is passed over.
    """
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _PACKED_PIECE_BYTES):
        data: bytes | memoryview = packed[at : at + _PACKED_PIECE_BYTES]
        while True:
            piece = inflate.decompress(data, _PIECE_BYTES)
            if piece:
                yield piece
            data = inflate.unconsumed_tail
            if len(piece) < _PIECE_BYTES:
                break
        if inflate.eof:
            if exact and (inflate.unused_data or at + _PACKED_PIECE_BYTES < len(packed)):
                raise zlib.error("something follows the end of the stream")
            return
    if exact:
        raise zlib.error("the stream has no end")
