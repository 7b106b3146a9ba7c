"""The two files that importing keeps on a member's machine: the secret of its ids, and what was sent already."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from parley.council.errors import ParleyError, gettext_noop, shown

KEY_BYTES = 32
DIGEST_BYTES = 16
SENT_BYTES_MAX = 64 * 2**20
"""Of the file of what was sent: 33 for each object."""


class FileError(ParleyError):
    """A file of this machine cannot be used."""


def ids_key(file: Path | None, *, make: bool) -> bytes:
    """The secret from which ids of converted objects are derived (`formats.Making`).

    With the same secret the same file gives the same ids, so whoever imports for the same member should have the same
    file. Where there is none and `make` is false, the ids are made for this once.
    """
    path = file or folder("XDG_CONFIG_HOME", ".config") / "ids.key"
    try:
        if make and not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
                made.write(secrets.token_bytes(KEY_BYTES))
        if not path.exists():
            return secrets.token_bytes(KEY_BYTES)
        key = path.read_bytes()
    except OSError as error:
        raise _unusable(path, error) from error
    if len(key) != KEY_BYTES:
        raise FileError(
            gettext_noop(
                "Expected: %(file)s of %(bytes)s random octets. Came: %(came)s. Move it away to get a new one."
            ),
            file=shown(str(path)),
            bytes=KEY_BYTES,
            came=len(key),
        )
    return key


class Sent:
    """What a node has taken: a digest a line, of each object, and of each source that was taken whole with how many
    objects it held. Gone when an import has come to its end.
    """

    def __init__(self, root: str, resume: bool) -> None:
        digest = hashlib.sha256(root.encode()).hexdigest()[:16]
        self.path = folder("XDG_STATE_HOME", ".local/state") / f"import-{digest}"
        self.resume = resume
        self.known: set[str] = set()
        self.wholes: dict[str, int] = {}
        self.file: IO[str] | None = None

    def __enter__(self) -> Sent:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.resume and self.path.exists():
                with self.path.open(encoding="ascii", errors="replace") as before:
                    self._remember(before.read(SENT_BYTES_MAX))
            self.file = self.path.open("a" if self.resume else "w", encoding="ascii")
        except OSError as error:
            raise _unusable(self.path, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.close()

    def _remember(self, text: str) -> None:
        for line in text.splitlines():
            digest, _, count = line.partition(" ")
            if count.isdecimal():
                self.wholes[digest] = int(count)
            else:
                self.known.add(digest)

    def has(self, collection: str, raw: bytes) -> bool:
        return bool(self.known) and _digest(collection, raw) in self.known

    def note(self, collection: str, objects: Iterable[bytes]) -> None:
        self._write("".join(f"{_digest(collection, each)}\n" for each in objects))

    def note_whole(self, source: str, count: int) -> None:
        self._write(f"{source} {count}\n")

    def _write(self, lines: str) -> None:
        if self.file:
            self.file.write(lines)
            self.file.flush()

    def forget(self) -> None:
        """The import has come to its end: the next one sends everything again, and nothing changes by it."""
        self.path.unlink(missing_ok=True)


def _digest(collection: str, raw: bytes) -> str:
    return hashlib.blake2b(raw, key=collection.encode()[:64], digest_size=DIGEST_BYTES).hexdigest()


def digest_of(content: Path | bytes, said: str) -> str:
    """Of a source and of all that says how it is read. What cannot be read has none: reading it says what is wrong."""
    digest = hashlib.blake2b(hashlib.sha256(said.encode()).digest(), digest_size=DIGEST_BYTES)
    if isinstance(content, bytes):
        digest.update(content)
        return digest.hexdigest()
    try:
        with content.open("rb") as opened:
            while part := opened.read(2**20):
                digest.update(part)
    except OSError:
        return ""
    return digest.hexdigest()


def folder(variable: str, otherwise: str) -> Path:
    """XDG Base Directory Specification: an address that is not absolute does not count."""
    named = Path(os.environ.get(variable, ""))
    return (named if named.is_absolute() else Path.home() / otherwise) / "parley"


def _unusable(path: Path, error: OSError) -> FileError:
    template = gettext_noop("%(file)s cannot be used: %(why)s.")
    return FileError(template, file=shown(str(path)), why=error.strerror or type(error).__name__)
