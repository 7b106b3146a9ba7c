"""Checkpoints of logs, signed when they are read: Ed25519 is deterministic, so one size always gives the same text."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from parley.ledger import keys
from parley.ledger.models import Log, NodeKey
from parley.ledger.rules import merkle, note
from parley.ledger.rules.note import Checkpoint, VerifierKey
from parley.settings import SETTINGS


def origin_of(party: UUID, epoch: int) -> str:
    """A checkpoint's first line, and the name of the key that signs it (tlog-checkpoint, Signatures)."""
    return f"{SETTINGS.ledger_name}/ledger/{party}/{epoch}"


def frontier_of(log: Log) -> merkle.Frontier:
    return merkle.decode_frontier(log.size, bytes(log.frontier))


def checkpoint_of(log: Log) -> str:
    """The signed checkpoint of a log's present size. It holds no time: a size says when it was first true."""
    private = keys.private_key()
    body = Checkpoint(log.origin, log.size, frontier_of(log).root())
    return note.sign(body.text, VerifierKey(log.origin, keys.public_of(private)), private.sign)


def verifier_keys(origin: str) -> list[VerifierKey]:
    """Every key whose signature under this origin counts: the one that signs now comes first, then older ones."""
    current = keys.public_of(keys.private_key())
    known = [bytes(public) for public in NodeKey.objects.order_by("-since", "id").values_list("public", flat=True)]
    return [VerifierKey(origin, public) for public in [current, *(k for k in known if k != current)]]


def register_key(at: datetime) -> None:
    """Remember the public half of the present key."""
    public = keys.public_of(keys.private_key())
    if not NodeKey.objects.filter(public=public).exists():
        NodeKey.objects.create(public=public, since=at)
