"""Judging an exported log, and a single proof, with nothing but their octets.

Every leaf is in an export three times: as an entry, as a hash in a tile of level 0, and as an opening whose fields
compute to the same commitment. So when one of them was changed, the other two say which.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from parley.ledger.rules import merkle, note, opening, tiles
from parley.ledger.rules.commitment import Closed, Field, Opened, Opening, commit
from parley.ledger.rules.report import Fault, Report, report

ENTRY_BYTES = 2 + merkle.HASH_BYTES
EPOCHS_MAX = 1000
REOPENED = "ledger.reopened"

_NAME = re.compile(r"logs/(0|[1-9][0-9]{0,3})/(.+)")


class Files(Protocol):
    """An export's files, wherever they are. Names are separated by slashes."""

    def names(self) -> Collection[str]: ...

    def read(self, name: str) -> bytes: ...


def names_of(epoch: int, size: int) -> Iterator[str]:
    """The files that an export holds of one log, in their order: under `logs/<epoch>/` as tlog-tiles names them, with
    the openings of each entry bundle beside it and every key that ever signed."""
    yield f"logs/{epoch}/keys"
    yield f"logs/{epoch}/checkpoint"
    for index, width in tiles.tiles_at(0, size):
        yield f"logs/{epoch}/tile/entries/{tiles.path_of(index, width)}"
        yield f"logs/{epoch}/openings/{tiles.path_of(index, width)}"
    for level in tiles.levels(size):
        for index, width in tiles.tiles_at(level, size):
            yield f"logs/{epoch}/tile/{level}/{tiles.path_of(index, width)}"


@dataclass(slots=True)
class _Judge:
    """One log under judgement. `prefix` is its folder, with a slash."""

    files: Files
    prefix: str
    trusted: Sequence[bytes]
    faults: list[Fault]
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    first: Opening | None = None
    origin: str = ""
    roots: dict[int, bytes] = field(default_factory=dict)
    """Root at each size that an earlier checkpoint states; filled while the leaves are read."""

    def fault(self, place: str, sentence: str) -> None:
        self.faults.append(Fault(self.prefix + place, sentence))

    def read(self, name: str) -> bytes:
        return self.files.read(self.prefix + name)

    def note_root(self) -> None:
        if self.frontier.size in self.roots:
            self.roots[self.frontier.size] = self.frontier.root()


def judge(files: Files, trusted: Sequence[note.VerifierKey] = (), earlier: Sequence[bytes] = ()) -> Report:
    """Judge an export. With `trusted` keys, only their signatures count; without, those of the keys in the export.

    `earlier` are checkpoints that the reader has kept.

    1. Its files are those of logs 0, 1, 2 ... of some sizes, none missing, none more.
    2. In each log, entries, openings and tiles agree leaf by leaf, and the higher tiles follow from them.
    3. Its checkpoint is signed, and states that size and the root that follows from the leaves.
    4. A later log begins with an act that cites the checkpoint at which the one before it ended.
    5. Each earlier checkpoint is of one of these logs, and states the root that its first leaves still have.
    """
    faults: list[Fault] = []
    sizes = _sizes(files, faults)  # 1
    kept = _parse_earlier(earlier, faults)
    if faults or not sizes:
        return report("the export", faults or [Fault("logs", "The export holds no log.")], [])
    publics = [key.public for key in trusted]
    before: note.Checkpoint | None = None
    for epoch, size in sizes.items():
        log = _Judge(files, f"logs/{epoch}/", publics, faults, roots=dict.fromkeys((c.size for c in kept), b""))
        _judge_leaves(log, size)  # 2
        found = _judge_checkpoint(log)  # 3
        if before is not None:
            _judge_reopening(log, before)  # 4
        kept = _judge_earlier(log, kept)  # 5
        before = found or note.Checkpoint(log.origin, log.frontier.size, log.frontier.root())
    faults += [Fault("earlier checkpoint", f"It is of {c.origin}, which is not in the export.") for c in kept]
    leaves = sum(sizes.values())
    notes = [] if trusted else [_own_keys(files.read("logs/0/keys"))]
    return report(f"{len(sizes)} log{'s' if len(sizes) > 1 else ''} with {leaves} leaves", faults, notes)


def judge_proof(raw: bytes, trusted: Sequence[note.VerifierKey] = ()) -> Report:
    """Judge one downloaded proof.

    1. It reads as a proof, a signed checkpoint and an opening, in their one spelling.
    2. The opening's fields compute to a commitment, and that to the leaf.
    3. The path leads from the leaf to the checkpoint's root.
    4. The checkpoint is signed by a trusted key, or at least by the one that the proof names.
    """
    try:
        proof = note.parse_proof(raw)
        signed = note.parse_note(proof.checkpoint.encode())
        checkpoint = note.parse_checkpoint(signed.text)
        line, named = _parse_extra(proof.extra)  # 1
        if line.opening is None or line.index != proof.index:
            raise note.NoteError("The opening in the proof is of another leaf than the proof.")
        leaf = merkle.leaf_hash(commit(line.opening))  # 2
        match merkle.verify_inclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root):  # 3
            case merkle.Refused(reason):
                raise note.NoteError(reason)
            case merkle.Proven():
                pass
        publics = [key.public for key in trusted] or [named.public]
        note.verify_note(signed, [note.VerifierKey(checkpoint.origin, public) for public in publics])  # 4
        if named.name != checkpoint.origin:
            raise note.NoteError("The key in the proof is not named for the checkpoint's origin.")
    except note.NoteError as wrong:
        return report("the proof", [Fault("proof", str(wrong))], [])
    except opening.OpeningError as wrong:
        place = f"opening, field {wrong.place}" if wrong.place else "opening"
        return report("the proof", [Fault(place, str(wrong))], [])
    notes = [] if trusted else [_own_keys(f"{named.text}\n".encode())]
    return report(f"leaf {proof.index} of {checkpoint.origin}, under {checkpoint.size} leaves", [], notes)


def _parse_earlier(earlier: Sequence[bytes], faults: list[Fault]) -> list[note.Checkpoint]:
    """The reader's own copies: their signatures were for the reader to check when they came."""
    kept: list[note.Checkpoint] = []
    for raw in earlier:
        try:
            kept.append(note.parse_checkpoint(note.parse_note(raw).text))
        except note.NoteError as wrong:
            faults.append(Fault("earlier checkpoint", str(wrong)))
    return kept


def _judge_earlier(log: _Judge, kept: Sequence[note.Checkpoint]) -> list[note.Checkpoint]:
    """Judge those of this log; returns the others."""
    for checkpoint in kept:
        if checkpoint.origin != log.origin:
            continue
        if checkpoint.size > log.frontier.size:
            log.fault("checkpoint", f"You have kept one of {checkpoint.size} leaves: the log has become shorter.")
        elif checkpoint.root != log.roots[checkpoint.size]:
            log.fault(
                "checkpoint", f"The one that you kept, of {checkpoint.size} leaves, has another root: history changed."
            )
    return [checkpoint for checkpoint in kept if checkpoint.origin != log.origin]


def _own_keys(keys: bytes) -> str:
    current = keys.decode(errors="replace").split("\n", 1)[0]
    return (
        "The signature was checked with the key that came with it. Compare that key with the one which the "
        f"node's secretariat gave you, or pass yours: {current}"
    )


def _sizes(files: Files, faults: list[Fault]) -> dict[int, int]:
    """Each log's size as its file names have it; the names must then be exactly those of logs of these sizes."""
    sizes: dict[int, int] = {}
    present = set(files.names())
    for name in sorted(present):
        found = _NAME.fullmatch(name)
        if not found or (epoch := int(found[1])) >= EPOCHS_MAX:
            faults.append(Fault(name, "No export has a file of this name."))
            continue
        sizes.setdefault(epoch, 0)
        if found[2].startswith("tile/entries/"):
            try:
                index, width = tiles.parse_path(found[2].removeprefix("tile/entries/"))
            except tiles.TileError as wrong:
                faults.append(Fault(name, str(wrong)))
                continue
            sizes[epoch] = max(sizes[epoch], index * tiles.WIDTH + width)
    expected: set[str] = set()
    for epoch in range(max(sizes, default=-1) + 1):
        # A hostile name could claim a size beyond all bounds: files there are a bound on what can be expected.
        if sizes.get(epoch, 0) > len(present) * tiles.WIDTH:
            faults.append(Fault(f"logs/{epoch}/tile/entries", "Bundles are missing before the last one."))
            return {}
        expected |= set(names_of(epoch, sizes.get(epoch, 0)))
    faults += [Fault(name, "The file is missing.") for name in sorted(expected - present)]
    faults += [
        Fault(name, "No log of this size has such a file.") for name in sorted(present - expected) if _NAME.match(name)
    ]
    return {epoch: sizes[epoch] for epoch in sorted(sizes)}


def _judge_leaves(log: _Judge, size: int) -> None:
    level_above: list[bytes] = []
    log.note_root()
    for index, width in tiles.tiles_at(0, size):
        hashes = _judge_block(log, index, width)
        for leaf in hashes:
            log.frontier, completed = merkle.append(log.frontier, leaf)
            log.note_root()
            level_above += [node.hash for node in completed if node.level == 1]
    level = 1
    while level_above:
        completed_above: list[bytes] = []
        for index, width in tiles.tiles_at(level, size):
            part = level_above[index * tiles.WIDTH : index * tiles.WIDTH + width]
            _judge_tile(log, level, index, part)
            if width == tiles.WIDTH:
                completed_above.append(merkle.root_of(part))
        level, level_above = level + 1, completed_above


def _judge_tile(log: _Judge, level: int, index: int, expected: Sequence[bytes]) -> None:
    place = f"tile/{level}/{tiles.path_of(index, len(expected))}"
    raw = log.read(place)
    if len(raw) != len(expected) * merkle.HASH_BYTES:
        log.fault(place, f"It should have {len(expected)} hashes of 32 octets; it has {len(raw)} octets.")
        return
    for position, (hash_, due) in enumerate(zip(tiles.split_hashes(raw), expected, strict=True)):
        if hash_ != due:
            log.fault(place, f"Hash {position} is not the root of the tile below it.")


def _judge_block(log: _Judge, index: int, width: int) -> list[bytes]:
    """Judge up to 256 leaves; returns the leaf hashes that most of the three witnesses agree on."""
    name = tiles.path_of(index, width)
    entries = _cut(log, f"tile/entries/{name}", width, ENTRY_BYTES)
    in_tile = _cut(log, f"tile/0/{name}", width, merkle.HASH_BYTES)
    openings = _openings(log, f"openings/{name}", index * tiles.WIDTH, width)
    agreed: list[bytes] = []
    for position in range(width):
        number = index * tiles.WIDTH + position
        entry = entries[position] if entries else None
        if entry is not None and entry[:2] != merkle.HASH_BYTES.to_bytes(2, "big"):
            log.fault(f"tile/entries/{name}", f"The length before the entry of leaf {number} should be 32.")
        by_entry = merkle.leaf_hash(entry[2:]) if entry else None
        by_tile = in_tile[position] if in_tile else None
        shown = openings.get(position)
        by_opening = merkle.leaf_hash(commit(shown)) if shown else None
        if number == 0:
            log.first = shown
        agreed.append(_agree(log, name, number, by_entry, by_tile, by_opening, shown))
    return agreed


def _agree(
    log: _Judge,
    name: str,
    number: int,
    by_entry: bytes | None,
    by_tile: bytes | None,
    by_opening: bytes | None,
    shown: Opening | None,
) -> bytes:
    """The leaf's hash, after naming whichever of its witnesses stands alone."""
    if by_entry != by_tile and by_entry and by_tile:
        if by_opening == by_tile:
            log.fault(
                f"tile/entries/{name}", f"The entry of leaf {number} was changed: tile and opening agree on another."
            )
        elif by_opening == by_entry:
            log.fault(f"tile/0/{name}", f"The hash of leaf {number} was changed: entry and opening agree on another.")
        else:
            log.fault(
                f"tile/0/{name}", f"Leaf {number} has one hash here and another by its entry in tile/entries/{name}."
            )
        return by_tile if by_opening == by_tile else by_entry
    known = by_entry or by_tile
    if known and by_opening and by_opening != known and shown:
        closed = ", ".join(f.value for f in Field if isinstance(shown[f], Closed)) or "none"
        log.fault(
            f"openings/{name}",
            f"The opening of leaf {number} is of another act: a closed field's commitment was changed ({closed}).",
        )
    return known or by_opening or merkle.EMPTY_ROOT


def _cut(log: _Judge, name: str, width: int, octets: int) -> list[bytes] | None:
    raw = log.read(name)
    if len(raw) != width * octets:
        log.fault(name, f"It should have {width * octets} octets for {width} leaves; it has {len(raw)}.")
        return None
    return [raw[i : i + octets] for i in range(0, len(raw), octets)]


def _openings(log: _Judge, name: str, first: int, width: int) -> dict[int, Opening]:
    """Openings by position in the bundle; those erased or at fault are left out."""
    found: dict[int, Opening] = {}
    lines = log.read(name).split(b"\n")
    for position, raw in enumerate(lines[:width]):
        number = first + position
        try:
            line = opening.parse_line(raw.decode())
            if line.index != number:
                raise opening.OpeningError("", f"It says that it is of leaf {line.index}.")
        except UnicodeDecodeError as broken:
            log.fault(name, f"The opening of leaf {number} is not UTF-8 at octet {broken.start}.")
        except opening.OpeningError as wrong:
            place = f"Field {wrong.place} of the opening" if wrong.place else "The opening"
            log.fault(name, f"{place} of leaf {number}: {wrong}")
        else:
            if line.opening is not None:
                found[position] = line.opening
    if len(lines) != width + 1 or lines[-1]:
        log.fault(name, f"It should have {width} lines, each ended by a newline; it has {len(lines) - 1}.")
    return found


def _judge_checkpoint(log: _Judge) -> note.Checkpoint | None:
    """1. The keys read. 2. The checkpoint reads. 3. It is signed. 4. It states the size and root of the leaves."""
    keys: list[note.VerifierKey] = []
    raw_keys = log.read("keys")
    for number, line in enumerate(raw_keys.decode(errors="replace").removesuffix("\n").split("\n")):
        try:
            keys.append(note.parse_verifier_key(line))
        except note.NoteError as wrong:
            log.fault("keys", f"Line {number + 1}: {wrong}")  # 1
    if "".join(f"{key.text}\n" for key in keys).encode() != raw_keys and len(keys) == raw_keys.count(b"\n"):
        log.fault("keys", "Each line should be one key and end in a newline.")
    try:
        signed = note.parse_note(log.read("checkpoint"))
        checkpoint = note.parse_checkpoint(signed.text)  # 2
        log.origin = checkpoint.origin
        publics = log.trusted or [key.public for key in keys]
        note.verify_note(signed, [note.VerifierKey(checkpoint.origin, public) for public in publics])  # 3
        if len(signed.signatures) != 1:
            raise note.NoteError(f"An exported checkpoint has one signature; it has {len(signed.signatures)}.")
    except note.NoteError as wrong:
        log.fault("checkpoint", str(wrong))
        return None
    if any(key.name != checkpoint.origin for key in keys):
        log.fault("keys", f"A key should be named for the checkpoint's origin, {checkpoint.origin}.")
    if checkpoint.size != log.frontier.size:
        log.fault("checkpoint", f"It states {checkpoint.size} leaves; there are {log.frontier.size}.")
    elif checkpoint.root != log.frontier.root():
        log.fault("checkpoint", "It states another root than the one that follows from the leaves.")
    return checkpoint


def _judge_reopening(log: _Judge, before: note.Checkpoint) -> None:
    """The first act of a later epoch cites the end of the one before (docs/decisions/0003-ledger.md)."""
    if log.first is None:
        log.fault("openings", "The first leaf should open the act that cites the log before this one.")
        return
    cited = cited_checkpoint(log.first)
    if cited != before:
        log.fault("openings", "The first leaf cites another end of the log before this one.")


def cited_checkpoint(of: Opening, known: Iterable[note.VerifierKey] | None = None) -> note.Checkpoint | None:
    """The checkpoint that an act `ledger.reopened` cites; None for any other act.

    With `known` keys, None also for a checkpoint that none of them signed. Without, its signature is not checked: the
    caller compares the checkpoint with what follows from the leaves.
    """
    what, content = of[Field.WHAT], of[Field.CONTENT]
    if not isinstance(what, Opened) or not isinstance(content, Opened) or what.value != REOPENED:
        return None
    try:
        text = json.loads(content.value)["checkpoint"]
        cited = note.parse_note(text.encode())
        if known is not None:
            note.verify_note(cited, known)
        return note.parse_checkpoint(cited.text)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _parse_extra(extra: bytes) -> tuple[opening.Line, note.VerifierKey]:
    try:
        text = extra.decode()
        value = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise note.NoteError(f"The proof's extra data should be JSON with key and opening: {broken}.") from broken
    match value:
        case {"key": str(key), "opening": dict(plain), **rest} if not rest:
            line, named = opening.from_plain(plain), note.parse_verifier_key(key)
        case _:
            raise note.NoteError("The proof's extra data should have a key and an opening, and nothing else.")
    if opening.to_json({"key": named.text, "opening": opening.to_plain(line.index, line.opening)}) != text:
        raise note.NoteError("The proof's extra data is spelled in another way than we write it.")
    return line, named
