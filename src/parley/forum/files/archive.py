"""The structure of a ZIP archive (PKWARE APPNOTE 6.3.3): what two readers could read differently is refused.

Only what office programs write is taken: stored or deflated entries, no ZIP64 sizes, no encryption, no
comment. The entries fill the file from byte 0 to the directory, and the directory from there to its end
record, so that nothing lies in front, between or behind, and no two entries share bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from parley.council.errors import InputError, Message, gettext_noop, shown
from parley.forum.files.inflate import inflated
from parley.forum.files.limits import SAVE_AGAIN, Budget, refusal

_LOCAL = struct.Struct("<4s5H3L2H")  # 4.3.7
_CENTRAL = struct.Struct("<4s6H3L5H2L")  # 4.3.12
_END = struct.Struct("<4s4H2LH")  # 4.3.16
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIBED_AFTER, _UTF8 = 1 << 0 | 1 << 6 | 1 << 13, 1 << 3, 1 << 11
_DESCRIPTOR_BYTES = frozenset({12, 16, 20, 24})  # 4.3.9: with or without a signature, 4 or 8 bytes for sizes
_STORED_PIECE_BYTES = 2**17
NAME_BYTES_MAX = 512


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the archive, as the directory tells of it; `unpack` proves its size and checksum."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed_bytes: int
    size: int
    at: int


def entries(content: bytes, budget: Budget) -> tuple[Entry, ...]:
    """The archive's entries in the order of their bytes, or `InputError`.

    1. The end record is the last thing in the file, and the directory lies right before it.
    2. Their number and the sizes that they declare are within the budget, and are taken from it. (`unpack`
       then holds each entry to what it declared.)
    3. Each name is a relative path, and no two are equal, case aside.
    4. The entries lie one behind the other from byte 0, each with a local header that says the same.
    """
    # 1.
    at = len(content) - _END.size
    if at < 0 or content[at : at + 4] != b"PK\x05\x06":
        raise broken(gettext_noop("one that was cut off, or has something else behind its end"))
    _, disk, disk_of_directory, count_here, count, directory_bytes, directory_at, comment = _END.unpack_from(
        content, at
    )
    if (disk, disk_of_directory, comment) != (0, 0, 0) or count != count_here or count == 0:
        raise broken(gettext_noop("one of several parts, or an empty one"))
    if directory_at + directory_bytes != at:
        raise broken(gettext_noop("one with a gap before its end"))
    # 2.
    budget.take(entries=count)
    found = tuple(sorted(_directory(content, directory_at, at, count), key=lambda entry: entry.at))
    budget.take(unpacked_bytes=sum(entry.size for entry in found))
    # 3.
    if len({entry.name.casefold().rstrip("/") for entry in found}) != count:
        raise broken(gettext_noop("two parts of the same name"))
    # 4.
    _check_layout(content, found, directory_at)
    return found


def unpack(content: bytes, entry: Entry) -> Iterator[bytes]:
    """The entry in pieces; `InputError` as soon as it is more or other than it declared."""
    start = _data_at(content, entry)
    packed = memoryview(content)[start : start + entry.packed_bytes]
    size = crc = 0
    try:
        for piece in _stored(packed) if entry.method == _STORED else inflated(packed, exact=True):
            size += len(piece)
            crc = zlib.crc32(piece, crc)
            if size > entry.size:
                raise broken(gettext_noop("a part that is larger than it declares"))
            yield piece
    except zlib.error as error:
        raise broken(gettext_noop("a part that cannot be unpacked")) from error
    if (size, crc) != (entry.size, entry.crc):
        raise broken(gettext_noop("a part that is not what it declares"))


def broken(came: Message | str) -> InputError:
    return refusal(gettext_noop("a whole office file"), came, SAVE_AGAIN)


def _stored(packed: memoryview) -> Iterator[bytes]:
    for at in range(0, len(packed), _STORED_PIECE_BYTES):
        yield bytes(packed[at : at + _STORED_PIECE_BYTES])


def _directory(content: bytes, at: int, end: int, count: int) -> Iterator[Entry]:
    for _ in range(count):
        if at + _CENTRAL.size > end or content[at : at + 4] != b"PK\x01\x02":
            raise broken(gettext_noop("one with a damaged directory"))
        (
            _,
            _,
            _,
            flags,
            method,
            _,
            _,
            crc,
            packed_bytes,
            size,
            name_bytes,
            extra_bytes,
            comment_bytes,
            disk,
            _,
            _,
            local_at,
        ) = _CENTRAL.unpack_from(content, at)
        raw_name = content[at + _CENTRAL.size : at + _CENTRAL.size + name_bytes]
        at += _CENTRAL.size + name_bytes + extra_bytes + comment_bytes
        if at > end or disk != 0:
            raise broken(gettext_noop("one with a damaged directory"))
        if flags & _ENCRYPTED:
            raise refusal(
                gettext_noop("a file without a password"),
                gettext_noop("an encrypted one"),
                gettext_noop("Save it without a password and send that."),
            )
        if method not in {_STORED, _DEFLATED} or (method == _STORED and packed_bytes != size):
            raise broken(gettext_noop("a part that is packed in an unknown way"))
        yield Entry(_name(raw_name, flags), raw_name, flags, method, crc, packed_bytes, size, local_at)
    if at != end:
        raise broken(gettext_noop("one with a damaged directory"))


def _name(raw: bytes, flags: int) -> str:
    """The entry's name if it is a relative path without tricks (4.4.17), or `InputError`."""
    try:
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError as error:
        raise broken(gettext_noop("a part whose name cannot be read")) from error
    parts = name.removesuffix("/").split("/")
    if (
        len(raw) > NAME_BYTES_MAX
        or not name.isprintable()
        or "\\" in name
        or ":" in parts[0]
        or any(part in {"", ".", ".."} for part in parts)
    ):
        raise broken(Message(gettext_noop("a part with the name %(name)s"), name=shown(name)))
    return name


def _data_at(content: bytes, entry: Entry) -> int:
    name_bytes, extra_bytes = struct.unpack_from("<2H", content, entry.at + _LOCAL.size - 4)
    return entry.at + _LOCAL.size + int(name_bytes) + int(extra_bytes)


def _check_layout(content: bytes, found: tuple[Entry, ...], directory_at: int) -> None:
    if found[0].at != 0:
        raise broken(gettext_noop("one with something else in front"))
    ends = [*(entry.at for entry in found[1:]), directory_at]
    for entry, end in zip(found, ends, strict=True):
        if entry.at + _LOCAL.size > end:
            raise broken(gettext_noop("parts that overlap"))
        signature, _, flags, method, *_, name_bytes, _ = _LOCAL.unpack_from(content, entry.at)
        name_at = entry.at + _LOCAL.size
        same = (
            signature == b"PK\x03\x04"
            and (flags, method) == (entry.flags, entry.method)
            and content[name_at : name_at + name_bytes] == entry.raw_name
        )
        if not same:
            raise broken(gettext_noop("a part of which it tells two different things"))
        gap = end - _data_at(content, entry) - entry.packed_bytes
        if gap < 0:
            raise broken(gettext_noop("parts that overlap"))
        if gap != 0 and not (entry.flags & _DESCRIBED_AFTER and gap in _DESCRIPTOR_BYTES):
            raise broken(gettext_noop("one with something hidden between its parts"))
