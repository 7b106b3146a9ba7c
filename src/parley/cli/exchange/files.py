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
SENT_BYTES_MAX = 64 * 2**20
"""Of the file of what was sent: a line for each envelope."""


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
    """Which envelopes a node has taken whole: a digest a line. Gone when an import has come to its end."""

    def __init__(self, root: str, resume: bool) -> None:
        digest = hashlib.sha256(root.encode()).hexdigest()[:16]
        self.path = folder("XDG_STATE_HOME", ".local/state") / f"import-{digest}"
        self.resume = resume
        self.known: set[str] = set()
        self.file: IO[str] | None = None

    def __enter__(self) -> Sent:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.resume and self.path.exists():
                with self.path.open(encoding="ascii", errors="replace") as before:
                    self.known = set(before.read(SENT_BYTES_MAX).split())
            self.file = self.path.open("a" if self.resume else "w", encoding="ascii")
        except OSError as error:
            raise _unusable(self.path, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.close()

    def has(self, collection: str, objects: Iterable[bytes]) -> bool:
        return _digest(collection, objects) in self.known

    def note(self, collection: str, objects: Iterable[bytes]) -> None:
        if self.file:
            print(_digest(collection, objects), file=self.file, flush=True)

    def forget(self) -> None:
        """The import has come to its end: the next one sends everything again, and nothing changes by it."""
        self.path.unlink(missing_ok=True)


def _digest(collection: str, objects: Iterable[bytes]) -> str:
    digest = hashlib.sha256(collection.encode())
    for each in objects:
        digest.update(hashlib.sha256(each).digest())
    return digest.hexdigest()


def folder(variable: str, otherwise: str) -> Path:
    """XDG Base Directory Specification: an address that is not absolute does not count."""
    named = Path(os.environ.get(variable, ""))
    return (named if named.is_absolute() else Path.home() / otherwise) / "parley"


def _unusable(path: Path, error: OSError) -> FileError:
    template = gettext_noop("%(file)s cannot be used: %(why)s.")
    return FileError(template, file=shown(str(path)), why=error.strerror or type(error).__name__)
