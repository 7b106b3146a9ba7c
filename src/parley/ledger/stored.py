"""Checking the ledger of this node's store: everything that can be computed is computed anew and compared."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from parley.ledger.models import Act, Leaf, Log, TileHash
from parley.ledger.queries import opening_of
from parley.ledger.rules import commitment, merkle, note, tiles
from parley.ledger.rules.report import Fault, Report, report
from parley.ledger.rules.verify import cited_checkpoint
from parley.ledger.signing import checkpoint_of, frontier_of, verifier_keys

ROWS_PER_READ = 1000


def judge() -> Report:
    """1. Every act whose content and salt are kept computes to its commitment.

    2. Every log's leaves stand in one row, carry their acts' commitments, and compute to its frontier and tiles.
    3. Every log's checkpoint is signed by a known key.
    4. Every later epoch begins with an act that cites the end of the one before, signed by a known key.
    """
    faults: list[Fault] = []
    acts = _judge_acts(faults)  # 1
    before: Log | None = None
    logs = leaves = 0
    for log in Log.objects.order_by("party", "epoch"):
        logs, leaves = logs + 1, leaves + log.size
        _judge_log(log, faults)  # 2
        _judge_signature(log, faults)  # 3
        if before is not None and before.party == log.party:
            _judge_epoch(before, log, faults)  # 4
        elif log.epoch != 0:
            faults.append(Fault(_place(log), "The epochs before it are missing."))
        before = log
    return report(f"{logs} logs with {leaves} leaves of {acts} acts", faults, [])


def _place(log: Log) -> str:
    return f"log {log.id} (party {log.party}, epoch {log.epoch})"


def _judge_acts(faults: list[Fault]) -> int:
    count = 0
    for act in Act.objects.iterator(ROWS_PER_READ):
        count += 1
        try:
            whole = opening_of(act, commitment.to_mask(commitment.ALL))
            right = whole is not None and commitment.commit(whole) == bytes(act.commitment)
        except commitment.ContentError as wrong:
            faults.append(Fault(f"act {act.id}", str(wrong)))
            continue
        if not right:
            faults.append(Fault(f"act {act.id}", "Its fields and salt compute to another commitment than it states."))
    return count


def _leaves(log: Log) -> Iterator[tuple[int, bytes, bytes | None, UUID | None]]:
    rows = Leaf.objects.filter(log=log).order_by("index")
    for index, stated, of_act, act in rows.values_list("index", "commitment", "act__commitment", "act_id").iterator(
        ROWS_PER_READ
    ):
        yield index, bytes(stated), None if of_act is None else bytes(of_act), act


def _judge_log(log: Log, faults: list[Fault]) -> None:
    place = _place(log)
    if not log.origin.endswith(f"/ledger/{log.party}/{log.epoch}"):
        faults.append(Fault(place, f"Its origin should end in its party and epoch; it is {log.origin}."))
    frontier = merkle.Frontier()
    stored = _tile_hashes(log)
    for index, stated, of_act, act in _leaves(log):
        if index != frontier.size:
            faults.append(Fault(f"{place}, leaf {frontier.size}", "The leaf is missing."))
            return
        if of_act is not None and of_act != stated:
            faults.append(Fault(f"{place}, leaf {index}", f"It states another commitment than its act {act}."))
        frontier, completed = merkle.append(frontier, merkle.leaf_hash(stated))
        for node in completed:
            if stored.pop((node.level, node.index), None) != node.hash:
                tile, position = divmod(node.index, tiles.WIDTH)
                name = f"tile/{node.level}/{tiles.path_of(tile)}"
                faults.append(Fault(f"{place}, {name}", f"Hash {position} is not the root of the tile below it."))
    faults += [Fault(f"{place}, tile level {level}", f"Hash {index} is of no full tile.") for level, index in stored]
    if frontier.size != log.size:
        faults.append(Fault(place, f"It states {log.size} leaves; there are {frontier.size}."))
    elif frontier.encode() != bytes(log.frontier):
        faults.append(Fault(f"{place}, frontier", "It does not follow from the leaves."))


def _tile_hashes(log: Log) -> dict[tuple[int, int], bytes]:
    rows = TileHash.objects.filter(log=log).values_list("level", "index", "hash")
    return {(level, index): bytes(value) for level, index, value in rows}


def _judge_signature(log: Log, faults: list[Fault]) -> None:
    try:
        note.verify_note(note.parse_note(checkpoint_of(log).encode()), verifier_keys(log.origin))
    except (note.NoteError, merkle.TreeError) as wrong:
        faults.append(Fault(f"{_place(log)}, checkpoint", str(wrong)))


def _judge_epoch(before: Log, log: Log, faults: list[Fault]) -> None:
    place = f"{_place(log)}, leaf 0"
    if not before.closed or log.epoch != before.epoch + 1:
        faults.append(Fault(_place(log), f"Epoch {before.epoch} should be closed and just before it."))
        return
    first = Leaf.objects.filter(log=log, index=0).select_related("act").first()
    shown = opening_of(first.act, first.opened) if first else None
    if shown is None:
        faults.append(Fault(place, "It should open the act that cites the log before this one."))
        return
    end = note.Checkpoint(before.origin, before.size, frontier_of(before).root())
    if cited_checkpoint(shown, verifier_keys(before.origin)) != end:
        faults.append(Fault(place, "It cites another end of the log before this one."))
