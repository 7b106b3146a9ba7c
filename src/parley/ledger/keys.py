"""The node's signing key: an Ed25519 private key in a file that only the node's user reads.

The public halves stand in the table `NodeKey`, old ones too, so that what they signed can still be checked.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from parley.ledger.errors import KeyUnusableError
from parley.settings import SETTINGS

FILE_BYTES_MAX = 4096


def path() -> Path:
    return SETTINGS.home / "keys" / "ledger-ed25519.pem"


def private_key() -> Ed25519PrivateKey:
    """The key in the file, made at first use. Several processes may race: one wins, all get the winner's key."""
    file = path()
    if not file.exists():
        _place(file, Ed25519PrivateKey.generate(), replace=False)
    return _read(file)


def replace_private_key() -> Ed25519PrivateKey:
    """A new key in the place of the old one, which is gone: it has nothing left to sign."""
    fresh = Ed25519PrivateKey.generate()
    _place(path(), fresh, replace=True)
    return fresh


def public_of(key: Ed25519PrivateKey) -> bytes:
    """32 octets (RFC 8032, 5.1.5)."""
    return key.public_key().public_bytes_raw()


def _read(file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes()[:FILE_BYTES_MAX], password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as broken:
        raise KeyUnusableError(_unusable(file, str(broken))) from broken
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusableError(_unusable(file, f"it is a {type(key).__name__}"))
    return key


def _unusable(file: Path, why: str) -> str:
    return (
        f"{file} should hold the ledger's Ed25519 private key in PEM, and cannot be used: {why}. "
        "Put it back from a backup, or move it away to start with a new key."
    )


def _place(file: Path, key: Ed25519PrivateKey, *, replace: bool) -> None:
    """Write beside, flush, then move or link into place: nobody ever reads half a key."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(8).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    try:
        if replace:
            draft.replace(file)
        else:
            file.hardlink_to(draft)
    except FileExistsError:
        pass  # Another process was first: its key is the node's.
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
