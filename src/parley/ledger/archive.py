"""Exports as files: a zip that is written as a stream and always with the same octets, and the reading of one.

No Django here: whoever checks an export needs no node.
"""

from __future__ import annotations

import io
import mmap
import struct
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

FILE_BYTES_MAX = 256 * 2**20
"""Largest single file of an export."""
_LOCAL_HEADER_BYTES = 30
_BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, struct.error, IndexError)


class ArchiveError(ValueError):
    """A file that is no export: says what was expected and what came."""


class _Stream(io.RawIOBase):
    """Collects what `zipfile` writes; cannot seek, so that every file is written in one pass."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, octets: bytes) -> int:  # type: ignore[override]  # zipfile gives bytes
        self.parts.append(bytes(octets))
        return len(octets)

    def take(self) -> bytes:
        whole = b"".join(self.parts)
        self.parts.clear()
        return whole


def pack(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The zip of these files, piece by piece: stored, undated, so that equal files give equal octets."""
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, octets in files:
            member = zipfile.ZipInfo(name)  # dated 1980-01-01, as undated as a zip can be
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, octets)
            yield stream.take()
    yield stream.take()


class Folder:
    """An export that was unpacked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> Collection[str]:
        return [p.relative_to(self._folder).as_posix() for p in self._folder.rglob("*") if p.is_file()]

    def read(self, name: str) -> bytes:
        file = self._folder / name
        if file.stat().st_size > FILE_BYTES_MAX:
            raise ArchiveError(f"{name} is larger than {FILE_BYTES_MAX} octets: no export has such a file.")
        return file.read_bytes()


class Archive:
    """An export as it was downloaded. Contents are read without trusting the archive's own checksums."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._octets = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            with zipfile.ZipFile(path) as archive:
                members = archive.infolist()
        except _BROKEN as broken:
            raise ArchiveError(f"An export is a zip, and this cannot be read as one: {broken}.") from broken
        self._members = {member.filename: member for member in members}
        if len(self._members) != len(members):
            raise ArchiveError("The archive holds two files of one name.")

    def names(self) -> Collection[str]:
        return list(self._members)

    def read(self, name: str) -> bytes:
        member = self._members[name]
        start = member.header_offset + _LOCAL_HEADER_BYTES + len(name.encode())
        if member.file_size > FILE_BYTES_MAX:
            raise ArchiveError(f"{name} is larger than {FILE_BYTES_MAX} octets: no export has such a file.")
        return self._octets[start : start + member.file_size]

    def difference(self) -> tuple[int, str] | None:
        """Where the archive differs from one that holds the same files as we write it: octet, and the nearest file."""
        at = 0
        for piece in pack((name, self.read(name)) for name in self._members):
            if self._octets[at : at + len(piece)] != piece:
                at += next(i for i, octet in enumerate(piece) if self._octets[at + i : at + i + 1] != bytes([octet]))
                return at, self._nearest(at)
            at += len(piece)
        return None if at == len(self._octets) else (at, "its end")

    def _nearest(self, at: int) -> str:
        before = [m for m in self._members.values() if m.header_offset <= at]
        return max(before, key=lambda m: m.header_offset).filename if before else "its beginning"
