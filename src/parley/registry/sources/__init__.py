"""Lists kept elsewhere, read: octets in, entries out. Knows nothing of the store (docs/sources.md).

Whatever of a list cannot be read is said record by record; a file that is cut, or made to do harm, is refused whole.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Sequence

from parley.council.errors import Message, gettext_noop
from parley.registry.sources import eu, ftm, ofac_advanced, ofac_csv, un
from parley.registry.sources.reading import ListFile, Read, SourceError, Unread
from parley.settings import SETTINGS

__all__ = ["FORMATS", "ListFile", "Read", "SourceError", "Unread", "detect", "read"]

_ONE: Mapping[str, Callable[[bytes], ListFile]] = {
    "un": un.read,
    "ofac-advanced": ofac_advanced.read,
    "eu": eu.read,
    "ftm": ftm.read,
}
FORMATS = ("un", "ofac-csv", "ofac-advanced", "eu", "ftm")
_ROOTS = {un.ROOT: "un", ofac_advanced.ROOT: "ofac-advanced", eu.ROOT: "eu"}
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_]\w*)")
_HEAD_BYTES = 4096
_GZIP = b"\x1f\x8b"


def detect(octets: bytes) -> str:
    """The format that a file begins like; `SourceError` where it is none of them."""
    head = octets[:_HEAD_BYTES]
    start = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", errors="replace").lstrip()
    if start.startswith("<"):
        found = next((_ROOTS[name] for name in _ROOT.findall(start) if name in _ROOTS), "")
    elif start.startswith("{"):
        found = "ftm"
    else:
        found = "ofac-csv" if re.match(r"\d+\s*,", start) else ""
    if not found:
        raise SourceError(
            gettext_noop("Expected: a list in one of the formats %(formats)s. It begins like none of them."),
            formats=", ".join(FORMATS),
        )
    return found


def read(files: Sequence[bytes], format_: str = "") -> ListFile:
    """A list from its file, or from its files where it has several. A reference that stands twice counts once."""
    files = [_unpacked(octets) for octets in files]
    format_ = format_ or detect(files[0])
    if format_ == "ofac-csv":
        return _once(ofac_csv.read(files))
    if format_ not in _ONE:
        raise SourceError(
            gettext_noop("Expected: one of the formats %(formats)s. Came: %(came)s."),
            formats=", ".join(FORMATS),
            came=format_,
        )
    if len(files) != 1:
        raise SourceError(gettext_noop("Expected: one file. Came: %(came)s. Import them one by one."), came=len(files))
    return _once(_ONE[format_](files[0]))


def _unpacked(octets: bytes) -> bytes:
    """Also where gzip packed it. No more than the limit is ever held."""
    most = SETTINGS.list_bytes_max
    try:
        if octets.startswith(_GZIP):
            stream = zlib.decompressobj(wbits=31)
            octets = stream.decompress(octets, most + 1)
            if len(octets) <= most and not stream.eof:
                raise SourceError(gettext_noop("The file breaks off: its gzip does not end. Fetch it again."))
            if stream.unused_data:
                raise SourceError(
                    gettext_noop("Expected: one gzip. More follows it: unpack the file, and import that.")
                )
    except zlib.error as error:
        raise SourceError(gettext_noop("The file is damaged: it is no gzip that can be unpacked.")) from error
    if len(octets) > most:
        raise SourceError(gettext_noop("Expected: a file of at most %(most)s octets. More came."), most=most)
    if not octets.strip():
        raise SourceError(gettext_noop("Expected: a list. Came: an empty file."))
    return octets


def _once(found: ListFile) -> ListFile:
    entries: dict[str, Read] = {}
    unread = list(found.unread)
    for entry in found.entries:
        if entry.reference in entries:
            sentence = Message(gettext_noop("The reference stands twice. What comes second is left out."))
            unread.append(Unread(entry.reference, entry.reference, sentence))
        else:
            entries[entry.reference] = entry
    return ListFile(tuple(entries.values()), tuple(unread), found.made_at)
