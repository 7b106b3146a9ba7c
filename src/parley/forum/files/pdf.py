"""PDF: whole, nothing else at the same time, and without what acts when it is opened."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator

from parley.council.errors import InputError, Message, gettext_noop
from parley.forum.files.inflate import inflated
from parley.forum.files.limits import SAVE_AGAIN, Budget, refusal

STREAMS_MAX = 100_000
_OVERLAP_BYTES = 64
_HEAD_BYTES = 64

_HEADER = re.compile(rb"%PDF-[12]\.[0-9][\r\n \t]")
_TRAILER = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF[\s\0]*\Z")
_OBJECT_STREAM = re.compile(rb"\s*[0-9]+\s+[0-9]+")

_ACTIVE = {
    b"JavaScript": gettext_noop("a script"),
    b"JS": gettext_noop("a script"),
    b"Launch": gettext_noop("an action that starts a program"),
    b"EmbeddedFile": gettext_noop("a file embedded in it"),
    b"EmbeddedFiles": gettext_noop("a file embedded in it"),
    b"Encrypt": gettext_noop("encryption or protection by a password"),
}


def _names(names: Iterable[bytes]) -> re.Pattern[bytes]:
    """Any of these names, each letter of which may be written as #XX (ISO 32000-2, 7.3.5)."""
    spelled = (b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name) for name in names)
    return re.compile(rb"/(" + b"|".join(spelled) + rb")(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|\Z)")


_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LONG_NAMES = _names(name for name in _ACTIVE if name != b"JS")
_SHORT_NAMES = _names([b"JS"])
_ALL_NAMES = _names(_ACTIVE)


def check(content: bytes, budget: Budget) -> None:
    """A whole PDF in which none of the active names was found, or `InputError`.

    1. The header stands at byte 0; the last ``startxref`` and ``%%EOF`` at the end, with only white space
       behind.
    2. The raw bytes do not name a script, a launch action, an embedded file or encryption, also when written
       with escapes (ISO 32000-2, 7.3.5); ``/JS``, too short for binary data, is looked for outside streams
       only.
    3. Nor do the object streams (7.5.7) that a plain FlateDecode opens: most programs put their objects
       there.

    This catches what common programs write. It does not catch object streams packed with other or several
    filters or with a predictor, forms of XFA, links, or what exploits a fault of a reader. It does not read
    the cross-reference table, so a file may still be damaged in its middle. A text that shows one of the
    long names uncompressed is refused too.
    """
    if not _HEADER.match(content):
        raise _broken(gettext_noop("a header of no known version"))
    trailer = _TRAILER.search(content, max(0, len(content) - 1024))
    if trailer is None:
        raise _broken(gettext_noop("a PDF that was cut off, or has something else behind its end"))
    if int(trailer.group(1)) >= len(content):
        raise _broken(gettext_noop("a PDF that was cut or joined in its middle"))
    _check_names(content, _LONG_NAMES)
    view = memoryview(content)
    at = 0
    for number, (start, end) in enumerate(_streams(content)):
        if number >= STREAMS_MAX:
            raise _broken(gettext_noop("a PDF of too many pieces"))
        _check_names(view[at:start], _SHORT_NAMES)
        _check_object_stream(view[start:end], budget)
        at = end
    _check_names(view[at:], _SHORT_NAMES)


def _streams(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the streams lie; what only looks like one is a stream here too (hence step 2 reads all bytes)."""
    at = 0
    while (start := content.find(b"stream", at)) >= 0 and (end := content.find(b"endstream", start + 6)) >= 0:
        start += 6 + (content[start + 6 : start + 7] == b"\r")
        start += content[start : start + 1] == b"\n"
        if start < end:
            yield start, end
        at = end + 9


def _check_names(data: bytes | memoryview, names: re.Pattern[bytes]) -> None:
    if match := names.search(data):
        name = _ESCAPE.sub(lambda escape: bytes([int(escape.group(1), 16)]), match.group(1))
        raise refusal(
            gettext_noop("a PDF that is only to be read"),
            Message(gettext_noop("one with %(what)s"), what=Message(_ACTIVE[name])),
            gettext_noop("Print it to a new PDF and send that."),
        )


def _check_object_stream(packed: memoryview, budget: Budget) -> None:
    """Unpack what begins like an object stream, within the budget, and look for active names in it.

    The checksum is passed over, and a fault ends the stream without refusal, as in lenient readers.
    """
    if len(packed) < 3 or packed[0] & 0x0F != 8:  # zlib, method deflate (RFC 1950, 2.2)
        return
    deflated, tail = packed[2:], b""
    with contextlib.suppress(zlib.error):
        if not _OBJECT_STREAM.match(zlib.decompressobj(-zlib.MAX_WBITS).decompress(deflated[:1024], _HEAD_BYTES)):
            return
        for piece in inflated(deflated, exact=False):
            budget.take(unpacked_bytes=len(piece))
            _check_names(tail + piece, _ALL_NAMES)
            tail = (tail + piece)[-_OVERLAP_BYTES:]


def _broken(came: str) -> InputError:
    return refusal(gettext_noop("a whole PDF and nothing else"), came, SAVE_AGAIN)
