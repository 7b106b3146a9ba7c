"""The octets of a file: within the limit, unpacked where gzip packed them, and in UTF-8."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from parley.council.errors import Message, gettext_noop
from parley.exchange.formats.items import Limits, Unreadable, unreadable

_GZIP = b"\x1f\x8b"
_GZIP_MEMBERS_MAX = 10_000
_GZIP_STEP = 16 * 2**10
_ZEROS = re.compile(rb"\0*+")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN = {
    b"PK\x03\x04": gettext_noop("a ZIP archive"),
    b"%PDF": gettext_noop("a PDF document"),
    b"\xfd7zXZ": gettext_noop("an xz archive"),
    b"BZh": gettext_noop("a bzip2 archive"),
    b"\x28\xb5\x2f\xfd": gettext_noop("a Zstandard archive"),
    b"<?xml": gettext_noop("XML"),
}


def octets_of(source: bytes | Path, place: str, limits: Limits, encoding: str = "") -> bytes | Unreadable:
    """What stands in a file, without a byte order mark. No more than the limit is ever held.

    `encoding` is what the file is written in; "" for UTF-8, or for UTF-16 with its mark, as spreadsheets write it.
    """
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                packed = file.read(limits.file_bytes + 1)
        except OSError as error:
            return unreadable(place, gettext_noop("a file that can be read"), error.strerror or type(error).__name__)
    else:
        packed = source
    if len(packed) > limits.file_bytes:
        return _too_large(place, limits)
    body = _unpacked(packed, place, limits) if packed.startswith(_GZIP) else packed
    if isinstance(body, Unreadable):
        return body
    if encoding or body.startswith(_UTF16_MARKS):
        return _recoded(body, encoding or "utf-16", place)
    for start, name in _FOREIGN.items():
        if body.startswith(start):
            do = gettext_noop("Unpack or save it as one of these, in UTF-8.")
            return unreadable(place, gettext_noop("JSON (STIX, MISP) or CSV, plain or in gzip"), Message(name), do)
    return body.removeprefix(_UTF8_MARK)


def _recoded(body: bytes, encoding: str, place: str) -> bytes | Unreadable:
    try:
        return body.decode(encoding).encode().removeprefix(_UTF8_MARK)
    except LookupError:  # nor is it one that makes no text of octets, such as zlib
        return unreadable(place, gettext_noop("the name of an encoding, such as utf-16 or windows-1251"), encoding)
    except ValueError:
        return unreadable(place, Message(gettext_noop("text in %(encoding)s"), encoding=encoding), "")


def _unpacked(packed: bytes, place: str, limits: Limits) -> bytes | Unreadable:
    """The members of a gzip file one after the other (RFC 1952, 2.2), never unpacking more than the limit."""
    out = bytearray()
    at = 0
    for _ in range(_GZIP_MEMBERS_MAX):
        member = zlib.decompressobj(wbits=31)
        while not member.eof and at < len(packed):
            step = packed[at : at + _GZIP_STEP]  # never all that comes after: each member would copy it
            try:
                out += member.decompress(step, limits.file_bytes + 1 - len(out))
            except zlib.error as error:
                return unreadable(place, gettext_noop("a whole gzip file"), str(error), gettext_noop("Send it again."))
            if len(out) > limits.file_bytes:
                return _too_large(place, limits)
            at += len(step) - len(member.unused_data)
        if not member.eof:
            came = Message(gettext_noop("one that ends in the middle"))
            return unreadable(place, gettext_noop("a whole gzip file"), came, gettext_noop("Send it again."))
        zeros = _ZEROS.match(packed, at)
        at = zeros.end() if zeros else at
        if at == len(packed):
            return bytes(out)
    came = Message(gettext_noop("more members than %(most)d"), most=_GZIP_MEMBERS_MAX)
    return unreadable(place, gettext_noop("a gzip file"), came)


def _too_large(place: str, limits: Limits) -> Unreadable:
    expected = Message(gettext_noop("at most this many octets, unpacked: %(most)d"), most=limits.file_bytes)
    return unreadable(place, expected, Message(gettext_noop("more")), gettext_noop("Split it into several files."))
