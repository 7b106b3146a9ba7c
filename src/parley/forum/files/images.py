"""PNG and JPEG: whole, of a size that can be shown, and with nothing behind their end."""

from __future__ import annotations

import re
import zlib

from parley.council.errors import InputError, Message, gettext_noop
from parley.forum.files.limits import SAVE_AGAIN, refusal

PIXELS_MAX = 200_000_000  # width times height: some 800 MB once a browser has unpacked it
CHUNKS_MAX = 50_000  # of a PNG
SEGMENTS_MAX = 10_000  # of a JPEG

_MARKER = re.compile(rb"\xff+[^\x00\xff]")  # the first \xff are fill bytes (T.81, B.1.1.2)
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def check_png(content: bytes) -> None:
    """Every chunk with its checksum, from IHDR to IEND (PNG, 3rd edition, 5). The pixels are not unpacked."""
    view, at, seen = memoryview(content), 8, 0
    kind, with_pixels = b"", False
    while kind != b"IEND":
        seen += 1
        if at + 12 > len(content) or seen > CHUNKS_MAX:
            raise _broken(gettext_noop("an image that was cut off, or of too many pieces"))
        size, kind = int.from_bytes(view[at : at + 4]), bytes(view[at + 4 : at + 8])
        body, end = view[at + 4 : at + 8 + size], at + 12 + size
        if end > len(content) or zlib.crc32(body) != int.from_bytes(view[end - 4 : end]):
            raise _broken(gettext_noop("an image that was cut off or damaged"))
        if (kind == b"IHDR") != (seen == 1) or (kind == b"IHDR" and size != 13):
            raise _broken(gettext_noop("an image with no header, or more than one"))
        if kind == b"IHDR":
            _check_pixels(int.from_bytes(body[4:8]), int.from_bytes(body[8:12]))
        with_pixels = with_pixels or kind == b"IDAT"
        at = end
    if not with_pixels:
        raise _broken(gettext_noop("an image without pixels"))
    _check_end(content, at)


def check_jpeg(content: bytes) -> None:
    """Every segment from SOI to EOI (ITU-T T.81, Annex B). The pixels are not unpacked."""
    at, with_frame, with_scan = 2, False, False
    for _ in range(SEGMENTS_MAX):
        marks = _MARKER.match(content, at)
        marker = content[marks.end() - 1] if marks else None
        at = marks.end() - 2 if marks else at
        if marker == 0xD9 and with_frame and with_scan:
            _check_end(content, at + 2)
            return
        size = int.from_bytes(content[at + 2 : at + 4])
        if marker is None or marker in {0xD8, 0xD9} or size < 2 or at + 2 + size > len(content):
            raise _broken(gettext_noop("an image that was cut off or damaged"))
        if marker in _FRAMES:
            with_frame = True
            _check_pixels(int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7]))
        at += 2 + size
        if marker == 0xDA:
            with_scan = True
            end = _END_OF_SCAN.search(content, at)
            if end is None:
                raise _broken(gettext_noop("an image that was cut off"))
            at = end.start()
    raise _broken(gettext_noop("an image of too many pieces"))


def _check_pixels(width: int, height: int) -> None:
    if not 0 < width * height <= PIXELS_MAX:
        raise refusal(
            Message(gettext_noop("an image of 1 to this many pixels: %(most)d"), most=PIXELS_MAX),
            Message(gettext_noop("%(width)d by %(height)d"), width=width, height=height),
            gettext_noop("Send it at a smaller size."),
        )


def _check_end(content: bytes, end: int) -> None:
    if len(content) != end:
        raise _broken(gettext_noop("an image with something else behind its end"))


def _broken(came: str) -> InputError:
    return refusal(gettext_noop("a whole image and nothing else"), came, SAVE_AGAIN)
