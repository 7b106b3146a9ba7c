"""What `parley ledger` does. `verify_export` needs neither a database nor Django."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from parley.ledger.archive import Archive, ArchiveError, Folder
from parley.ledger.rules import note
from parley.ledger.rules.note import VerifierKey
from parley.ledger.rules.report import Fault, Report, report
from parley.ledger.rules.verify import judge, judge_proof


def verify_store() -> Report:
    """Recompute every log of this node's store: leaves, frontiers, tiles, commitments, cited checkpoints."""
    from parley.ledger import stored  # noqa: PLC0415  (the other command runs without Django)

    return stored.judge()


def verify_export(path: Path, keys: Sequence[str] = (), earlier: Sequence[Path] = ()) -> Report:
    """Check an exported log (the zip, or the folder it was unpacked to) or a downloaded proof.

    `keys` are verifier keys that the caller trusts, as lines of text; without them the keys in the file are used, and
    the report says so. `earlier` are files of checkpoints that the caller kept: the export must continue them.
    Never raises for a bad file: the report names what is wrong with it, and where.
    """
    try:
        trusted = [note.parse_verifier_key(line) for line in keys]
    except note.NoteError as wrong:
        return report("the key that was given", [Fault("key", str(wrong))], [])
    try:
        kept = [_read(file, note.NOTE_BYTES_MAX) for file in earlier]
        if path.is_dir():
            return judge(Folder(path), trusted, kept)
        head = _read(path, note.PROOF_BYTES_MAX)
        if head.startswith(note.PROOF_HEADER.encode()):
            return judge_proof(head, trusted)
        return _archive(path, trusted, kept)
    except (ArchiveError, OSError) as broken:
        return report(f"{path.name}", [Fault(path.name, str(broken))], [])


def _read(file: Path, octets_max: int) -> bytes:
    """A file's beginning, one octet longer than allowed so that whoever parses it sees that it is too long."""
    with file.open("rb") as stream:
        return stream.read(octets_max + 1)


def _archive(path: Path, trusted: Sequence[VerifierKey], kept: Sequence[bytes]) -> Report:
    """1. What is inside verifies. 2. Around it there is nothing but what we write."""
    archive = Archive(path)
    inside = judge(archive, trusted, kept)  # 1
    different = archive.difference() if inside.ok else None
    if different is None:
        return inside
    octet, near = different
    return report(  # 2
        "the archive around the logs",
        [
            Fault(
                f"{path.name}, octet {octet}",
                f"The archive itself was changed, near {near}; its contents verify. If you packed it anew, "
                "unpack it and check the folder.",
            )
        ],
        list(inside.notes),
    )
