"""Signed notes, checkpoints and proofs as text: C2SP signed-note, tlog-checkpoint and tlog-proof, with Ed25519.

Reading is strict: what `parse_*` accepts, the matching `*_text` writes back octet for octet. That is narrower than
C2SP allows (no unknown extension lines), because these texts are our own and one changed octet must show.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from parley.ledger.rules.merkle import HASH_BYTES, SIZE_MAX

ED25519 = 0x01
"""Signature type (signed-note, Signature types)."""
KEY_BYTES = 32
SIGNATURES_MAX = 16
"""Most signatures read in one note (signed-note, Format: at least 16 must be accepted)."""
NOTE_BYTES_MAX = 64 * 1024
PATH_MAX = 63
"""Longest inclusion path: a log has at most 2**63 - 1 leaves."""
EXTRA_BYTES_MAX = 1024 * 1024
PROOF_BYTES_MAX = NOTE_BYTES_MAX + 2 * EXTRA_BYTES_MAX
PROOF_HEADER = "c2sp.org/tlog-proof@v1"

_DASH = "\N{EM DASH}"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_HEX_ID = re.compile(r"[0-9a-f]{8}")


class NoteError(ValueError):
    """A note, checkpoint, key or proof that is not what it should be; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key under the name that it signs with."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """signed-note, Signatures: the first four octets of a hash over name, type and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([ED25519]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """One line: name, id in hexadecimal, and type with key in base64, joined by plus signs."""
        return f"{self.name}+{self.id.hex()}+{_to_base64(bytes([ED25519]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    octets: bytes


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    """What is signed, with its last newline."""
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """tlog-checkpoint, Note text. We write no extension lines, and accept none."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_to_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """tlog-proof, Format: one leaf's place under a checkpoint, and data that nobody must trust unchecked."""

    extra: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    @property
    def text(self) -> str:
        lines = [PROOF_HEADER]
        if self.extra:
            lines.append(f"extra {_to_base64(self.extra)}")
        lines += [f"index {self.index}", *map(_to_base64, self.path), "", self.checkpoint]
        return "\n".join(lines)


def parse_verifier_key(line: str) -> VerifierKey:
    """Read `name+id+key`; `NoteError` unless it is an Ed25519 key whose id fits."""
    parts = line.split("+", 2)
    if len(parts) != 3 or not _HEX_ID.fullmatch(parts[1]):
        raise NoteError("A verifier key reads name+id+key, with an id of eight hexadecimal digits.")
    name, id_text, key_text = parts
    _check_name(name)
    raw = _from_base64(key_text, "the key")
    if len(raw) != 1 + KEY_BYTES or raw[0] != ED25519:
        raise NoteError("Only Ed25519 keys are read: the octet 1, then 32 octets.")
    key = VerifierKey(name, raw[1:])
    if key.id.hex() != id_text:
        raise NoteError(f"The key's id should be {key.id.hex()}; {id_text} came. Name, id or key was changed.")
    return key


def sign(text: str, key: VerifierKey, signer: Callable[[bytes], bytes]) -> str:
    """The signed note over `text`; `signer` gives the Ed25519 signature of what it gets (RFC 8032, 5.1)."""
    _check_name(key.name)
    _check_text(text)
    signature = _to_base64(key.id + signer(text.encode()))
    return f"{text}\n{_DASH} {key.name} {signature}\n"


def parse_note(raw: bytes) -> Note:
    """Split a note into text and signatures (signed-note, Format). Nothing of it is verified yet."""
    # 1. UTF-8, of bearable length, without control characters.
    if len(raw) > NOTE_BYTES_MAX:
        raise NoteError(f"A note is at most {NOTE_BYTES_MAX} octets long; {len(raw)} came.")
    try:
        whole = raw.decode()
    except UnicodeDecodeError as broken:
        raise NoteError(f"A note is UTF-8; octet {broken.start} is not.") from broken
    # 2. The last empty line parts the text from the signatures.
    cut = whole.rfind("\n\n")
    if cut < 0:
        raise NoteError("A note has an empty line between its text and its signatures.")
    text, rest = whole[: cut + 1], whole[cut + 2 :]
    _check_text(text)
    # 3. One signature a line.
    if not rest.endswith("\n"):
        raise NoteError("A note's last line is a signature and ends in a newline.")
    lines = rest[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise NoteError(f"A note carries at most {SIGNATURES_MAX} signatures; {len(lines)} came.")
    return Note(text, tuple(map(_parse_signature, lines)))


def verify_note(note: Note, known: Iterable[VerifierKey]) -> VerifierKey:
    """The known key that signed the note; `NoteError` if none did (signed-note, Signatures).

    1. Signatures by unknown keys are ignored: only name *and* id together tell a key.
    2. A signature that claims a known key must verify, otherwise the whole note is refused.
    3. At least one known key signed.
    """
    keys = {(key.name, key.id): key for key in known}
    signer: VerifierKey | None = None
    for signature in note.signatures:
        key = keys.get((signature.name, signature.key_id))
        if key is None:
            continue  # 1
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature.octets, note.text.encode())
        except InvalidSignature:
            raise NoteError(f"The signature by {key.name} does not verify.") from None  # 2
        signer = signer or key
    if signer is None:
        names = ", ".join(f"{s.name}+{s.key_id.hex()}" for s in note.signatures)
        raise NoteError(f"The note is signed by no known key; it names {names}.")  # 3
    return signer


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's text (tlog-checkpoint, Note text), without its signatures."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise NoteError("A checkpoint has three lines: origin, size and root.")
    origin, size, root = lines[:3]
    if not origin:
        raise NoteError("A checkpoint's first line, its origin, is not empty.")
    return Checkpoint(origin, _decimal(size, "the size"), _hash(root, "the root"))


def parse_proof(raw: bytes) -> Proof:
    """Read a proof's text (tlog-proof, Format). Neither path nor checkpoint is verified yet."""
    if len(raw) > PROOF_BYTES_MAX:
        raise NoteError(f"A proof is at most {PROOF_BYTES_MAX} octets long; {len(raw)} came.")
    try:
        head, gap, checkpoint = raw.decode().partition("\n\n")
    except UnicodeDecodeError as broken:
        raise NoteError(f"A proof is UTF-8; octet {broken.start} is not.") from broken
    # 1. The header, and an empty line before the checkpoint.
    lines = head.split("\n")
    if not gap or lines.pop(0) != PROOF_HEADER:
        raise NoteError(f"A proof begins with {PROOF_HEADER} and has an empty line before its checkpoint.")
    # 2. Perhaps extra data.
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _from_base64(lines.pop(0).removeprefix("extra "), "the extra data")
        if not 0 < len(extra) <= EXTRA_BYTES_MAX:
            raise NoteError(f"A proof's extra data has 1 to {EXTRA_BYTES_MAX} octets.")
    # 3. The index, then the path.
    if not lines or not lines[0].startswith("index "):
        raise NoteError("A proof has a line with the leaf's index.")
    index = _decimal(lines.pop(0).removeprefix("index "), "the index")
    if len(lines) > PATH_MAX:
        raise NoteError(f"A proof has at most {PATH_MAX} hashes.")
    path = tuple(_hash(line, f"hash {place} of the path") for place, line in enumerate(lines))
    return Proof(extra, index, path, checkpoint)


def _parse_signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != _DASH:
        raise NoteError("A signature line reads: em dash, space, key name, space, base64.")
    _check_name(parts[1])
    raw = _from_base64(parts[2], f"the signature by {parts[1]}")
    if len(raw) <= 4:
        raise NoteError(f"The signature by {parts[1]} is shorter than a key id and a signature.")
    return Signature(parts[1], raw[:4], raw[4:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or ord(c) < 0x20 for c in name):
        raise NoteError("A key's name is not empty and has neither spaces nor plus signs.")


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in text):
        raise NoteError("A note's text ends in a newline and holds no other control character.")


def _decimal(text: str, what: str) -> int:
    if not _DECIMAL.fullmatch(text) or int(text) > SIZE_MAX:
        raise NoteError(f"Of a checkpoint or proof, {what} is a plain decimal number up to {SIZE_MAX}.")
    return int(text)


def _hash(text: str, what: str) -> bytes:
    raw = _from_base64(text, what)
    if len(raw) != HASH_BYTES:
        raise NoteError(f"Of a checkpoint or proof, {what} has {HASH_BYTES} octets; {len(raw)} came.")
    return raw


def _to_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _from_base64(text: str, what: str) -> bytes:
    """RFC 4648, 4, and only its canonical form (3.5: pad bits are zero)."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = None
    if raw is None or _to_base64(raw) != text:
        raise NoteError(f"Expected canonical base64 for {what}.")
    return raw
